//! Handlers of `/api/v1/cities`.

use axum::extract::{Path, State};
use shared::cache_policy;
use shared::cache_tags;
use shared::cursor::Cursor;
use shared::problem::{Problem, ProblemCode};
use shared::slug::Slug;
use shared::urls::{ApiPath, CountryCode, PagePath};
use shared::wire::List;
use shared::wire::cities::{CityGuide, CityView};
use shared::wire::search::SearchKind;
use sqlx::PgPool;

use super::{guides, highlights, queries};
use crate::app::App;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::cursor::page;
use crate::http::parameters::Parameters;
use crate::positions::Reader;
use crate::search::{Wanted, search};

/// As its cursors name it.
const LIST: &str = "cities";

/// Lists cities, the one with most places first.
#[utoipa::path(
    get, path = "/api/v1/cities", tag = "cities", operation_id = "list_cities",
    params(
        ("q" = Option<String>, Query, description = "Beginning of the city's name, any case; where none begins so, what may have been meant, by its name in another language or mistyped", example = "hels", pattern = r"^[^\x00-\x1f\x7f-\x9f]*$", max_length = 100),
        ("country" = Option<String>, Query, description = "ISO 3166-1 alpha-2", example = "fi", pattern = "^[A-Za-z]{2}$"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, body = List<CityView>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(Reader(db): Reader, parameters: Parameters) -> Result<Answer<List<CityView>>, ApiError> {
    let parameters = parameters.only(ApiPath::Cities.parameters())?;
    let limit = parameters.limit()?;
    let (typed, country, cursor) = (parameters.typed_text("q")?, parameters.country()?, parameters.cursor(LIST)?);
    let mut rows = queries::list(&db, typed.as_deref(), country, cursor, limit).await?;
    if let (Some(text), true, None) = (typed, rows.is_empty(), cursor) {
        rows = meant(&db, text, country, limit).await?;
    }
    let (rows, next_cursor) = page(LIST, rows, limit, |row| Cursor { key: f64::from(row.cafe_count.saturating_add(row.roaster_count)), id: row.id });
    let items = rows.into_iter().map(queries::CityRow::into_view).collect::<Result<_, _>>()?;
    Ok(Answer { value: List { items, next_cursor }, policy: cache_policy::PROFILE, tags: [cache_tags::CITY_LISTS, cache_tags::SEARCHES].map(ToOwned::to_owned).to_vec() })
}

/// Cities that may have been meant where no name begins so: by what they are called elsewhere, or mistyped.
async fn meant(db: &PgPool, text: String, country: Option<CountryCode>, limit: u16) -> Result<Vec<queries::CityRow>, sqlx::Error> {
    let found = search(db, &Wanted { text, kind: Some(SearchKind::City), near: None, limit: usize::from(limit) }).await?;
    let named = found.items.iter().filter_map(|hit| match PagePath::parse(&hit.path)? {
        PagePath::City(its, slug) if country.is_none_or(|country| country == its) => Some((its.to_upper(), slug.to_string())),
        _ => None,
    });
    let (countries, slugs): (Vec<String>, Vec<String>) = named.unzip();
    queries::list_named(db, &countries, &slugs).await
}

/// Shows one city, with what its guide begins with.
#[utoipa::path(
    get, path = "/api/v1/cities/{country}/{city}", tag = "cities", operation_id = "show_city",
    params(("country" = String, Path, example = "fi", pattern = "^[a-z]{2}$"), ("city" = Slug, Path, example = "helsinki")),
    responses(
        (status = 200, body = CityGuide),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(State(app): State<App>, Reader(db): Reader, Path((country, slug)): Path<(String, String)>, parameters: Parameters) -> Result<Answer<CityGuide>, ApiError> {
    parameters.only(&[])?;
    let unknown = || ApiError::NotFound(ProblemCode::CityNotFound);
    let country = CountryCode::parse(&country).ok_or_else(unknown)?;
    let slug = Slug::parse(&slug).map_err(|_not_a_slug| unknown())?;
    let row = queries::find_by_slug(&db, country, &slug).await?.ok_or_else(unknown)?;
    let tags = vec![cache_tags::city(country.as_str(), slug.as_str())];
    let highlights = highlights::of_city(&db, &row, app.clock.now()).await?;
    let city = row.into_view()?;
    let guide = guides::find(country, &slug, city.position);
    let (guide, guide_translations) = guide.map(|guide| (guide.text.clone(), guide.translations.clone())).unzip();
    Ok(Answer { value: CityGuide { city: CityView { guide, guide_translations, ..city }, highlights }, policy: cache_policy::PROFILE, tags })
}

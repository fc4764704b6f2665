//! Handlers of `/api/v1/facets`.

use axum::extract::State;
use shared::cache_policy;
use shared::cache_tags;
use shared::problem::Problem;
use shared::slug::Slug;
use shared::urls::ApiPath;
use shared::wire::facets::FacetsView;

use super::queries::{self, Area};
use crate::app::App;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::{NearText, OpenAtText, Parameters};
use crate::places::find_city;
use crate::places::when::{self, When};
use crate::positions::Reader;

/// Counts the cafés of a city or a circle by what they can be narrowed down by.
#[utoipa::path(
    get, path = "/api/v1/facets", tag = "cafes", operation_id = "count_facets",
    params(
        ("city" = Option<String>, Query, description = "country/city; this or `near`", example = "fi/helsinki", pattern = "^[A-Za-z]{2}/[a-z0-9]+(-[a-z0-9]+)*$", max_length = 83),
        ("near" = inline(Option<NearText>), Query, description = "LAT,LON in WGS 84 degrees; this or `city`", example = "60.17,24.94"),
        ("radius_m" = Option<u32>, Query, description = "Metres round `near`, and only with it", minimum = 1, maximum = 50_000),
        ("open_at" = inline(Option<OpenAtText>), Query, description = "Counts those known to be open then, too; as in lists of cafés", example = "2026-11-20T18:30"),
        ("roaster" = Option<Slug>, Query, description = "Slug of a roaster that is counted even where its coffee is among the least served", example = "granite-ash-helsinki"),
    ),
    responses(
        (status = 200, body = FacetsView),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such city"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(State(app): State<App>, Reader(db): Reader, parameters: Parameters) -> Result<Answer<FacetsView>, ApiError> {
    let parameters = parameters.only(&ApiPath::Facets.origin_parameters())?;
    let now = app.clock.now();
    let (roaster, open_at, near) = (parameters.slug("roaster")?, When::parse(&parameters, now)?, parameters.near()?);
    let (area, city, tag) = match (parameters.city()?, near) {
        (Some((country, slug)), None) => {
            let city = find_city(&db, country, &slug).await?;
            (Area::City(city.id), Some(city), cache_tags::city(country.as_str(), slug.as_str()))
        }
        (None, Some((middle, radius_m))) => (Area::Circle { middle, radius_m, margin_m: parameters.margin_m()? }, None, cache_tags::CAFE_LISTS.to_owned()),
        _ => return Err(ApiError::parameter("Cafés are counted in one area: give `city`, or `near` with `radius_m`.")),
    };
    let open_at = when::settle(&db, open_at, city.as_ref(), near, now).await?.map(|when| when.moment(now));
    let value = queries::count(&mut *db.acquire().await?, area, roaster.as_ref(), now, open_at).await?;
    Ok(Answer { value, policy: cache_policy::COUNTS, tags: vec![tag] })
}

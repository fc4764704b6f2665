//! Handlers of `/api/v1/artisans`.

use axum::extract::Path;
use shared::cache_policy;
use shared::cache_tags;
use shared::cursor::Cursor;
use shared::problem::{Problem, ProblemCode};
use shared::slug::Slug;
use shared::urls::ApiPath;
use shared::wire::List;
use shared::wire::artisans::{ArtisanCard, ArtisanView};

use super::queries;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::cursor::page;
use crate::http::parameters::Parameters;
use crate::positions::Reader;

/// As its cursors name it.
const LIST: &str = "artisans";

/// Lists the people behind cafés and roasters.
#[utoipa::path(
    get, path = "/api/v1/artisans", tag = "artisans", operation_id = "list_artisans",
    params(
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, body = List<ArtisanCard>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(Reader(db): Reader, parameters: Parameters) -> Result<Answer<List<ArtisanCard>>, ApiError> {
    let parameters = parameters.only(ApiPath::Artisans.parameters())?;
    let limit = parameters.limit()?;
    let rows = queries::list(&db, parameters.cursor(LIST)?.map(|cursor| cursor.id), i64::from(limit)).await?;
    let (rows, next_cursor) = page(LIST, rows, limit, |row| Cursor { key: 0.0, id: row.id });
    let items = rows.into_iter().map(queries::ArtisanRow::into_card).collect::<Result<_, _>>()?;
    Ok(Answer { value: List { items, next_cursor }, policy: cache_policy::PROFILE, tags: vec![cache_tags::ARTISAN_LISTS.to_owned()] })
}

/// Shows one person: what they do, where, and what they say.
#[utoipa::path(
    get, path = "/api/v1/artisans/{slug}", tag = "artisans", operation_id = "show_artisan",
    params(("slug" = Slug, Path, example = "aino-vuorisalo")),
    responses(
        (status = 200, body = ArtisanView),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(Reader(db): Reader, Path(slug): Path<String>, parameters: Parameters) -> Result<Answer<ArtisanView>, ApiError> {
    parameters.only(&[])?;
    let unknown = || ApiError::NotFound(ProblemCode::ArtisanNotFound);
    let slug = Slug::parse(&slug).map_err(|_not_a_slug| unknown())?;
    let row = queries::find_by_slug(&db, &slug).await?.ok_or_else(unknown)?;
    let tags = vec![cache_tags::artisan(row.id)];
    Ok(Answer { value: row.into_view()?, policy: cache_policy::PROFILE, tags })
}

//! Handlers of `/api/v1/cafes/{slug}/reviews`.

use axum::extract::Path;
use shared::cache_policy;
use shared::cursor::Cursor;
use shared::problem::{Problem, ProblemCode};
use shared::slug::Slug;
use shared::urls::ApiPath;
use shared::wire::List;
use shared::wire::profiles::ReviewView;

use super::queries;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::cursor::{day_key, page};
use crate::http::parameters::Parameters;
use crate::places::Kind;
use crate::positions::Reader;

/// As its cursors name it.
const LIST: &str = "reviews";

/// Lists what visitors say of a café, the latest visit first.
#[utoipa::path(
    get, path = "/api/v1/cafes/{slug}/reviews", tag = "reviews", operation_id = "list_reviews",
    params(
        ("slug" = Slug, Path, example = "slow-ferry-helsinki"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, body = List<ReviewView>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "Closed for good"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(Reader(db): Reader, Path(slug): Path<String>, parameters: Parameters) -> Result<Answer<List<ReviewView>>, ApiError> {
    let unknown = || ApiError::NotFound(ProblemCode::CafeNotFound);
    let slug = Slug::parse(&slug).map_err(|_not_a_slug| unknown())?;
    let parameters = parameters.only(ApiPath::Reviews(slug.clone()).parameters())?;
    let limit = parameters.limit()?;
    let after = parameters.cursor(LIST)?;
    let (place, closed) = queries::find_place(&db, Kind::Cafe, &slug).await?.ok_or_else(unknown)?;
    if closed {
        return Err(ApiError::Gone(ProblemCode::CafeGone));
    }
    let rows = queries::list(&db, place, after, i64::from(limit)).await?;
    let (rows, next_cursor) = page(LIST, rows, limit, |row| Cursor { key: day_key(row.visited_on), id: row.id });
    let items = rows.into_iter().map(queries::ReviewRow::into_view).collect();
    Ok(Answer { value: List { items, next_cursor }, policy: cache_policy::PROFILE, tags: vec![Kind::Cafe.tag(place)] })
}

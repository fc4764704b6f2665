//! Handlers of `/api/v1/stories`.

use axum::extract::Path;
use shared::cache_policy;
use shared::cache_tags;
use shared::cursor::Cursor;
use shared::problem::{Problem, ProblemCode};
use shared::slug::Slug;
use shared::urls::ApiPath;
use shared::wire::List;
use shared::wire::profiles::StoryCard;
use shared::wire::stories::StoryView;

use super::queries;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::cursor::{day_key, page};
use crate::http::parameters::Parameters;
use crate::positions::Reader;

/// As its cursors name it.
const LIST: &str = "stories";

/// Lists stories, the latest first.
#[utoipa::path(
    get, path = "/api/v1/stories", tag = "stories", operation_id = "list_stories",
    params(
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, body = List<StoryCard>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(Reader(db): Reader, parameters: Parameters) -> Result<Answer<List<StoryCard>>, ApiError> {
    let parameters = parameters.only(ApiPath::Stories.parameters())?;
    let limit = parameters.limit()?;
    let rows = queries::list(&db, parameters.cursor(LIST)?, i64::from(limit)).await?;
    let (rows, next_cursor) = page(LIST, rows, limit, |row| Cursor { key: day_key(row.published_on), id: row.id });
    let items = rows.into_iter().map(queries::StoryRow::into_card).collect::<Result<_, _>>()?;
    Ok(Answer { value: List { items, next_cursor }, policy: cache_policy::PROFILE, tags: vec![cache_tags::STORY_LISTS.to_owned()] })
}

/// Shows one story, its text in Markdown.
#[utoipa::path(
    get, path = "/api/v1/stories/{slug}", tag = "stories", operation_id = "show_story",
    params(("slug" = Slug, Path, example = "forty-buns-and-a-squeak")),
    responses(
        (status = 200, body = StoryView),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(Reader(db): Reader, Path(slug): Path<String>, parameters: Parameters) -> Result<Answer<StoryView>, ApiError> {
    parameters.only(&[])?;
    let unknown = || ApiError::NotFound(ProblemCode::StoryNotFound);
    let slug = Slug::parse(&slug).map_err(|_not_a_slug| unknown())?;
    let row = queries::find_by_slug(&db, &slug).await?.ok_or_else(unknown)?;
    let tags = vec![cache_tags::story(row.id)];
    Ok(Answer { value: row.into_view()?, policy: cache_policy::PROFILE, tags })
}

//! Handlers of `/api/v1/sources`.

use shared::problem::Problem;
use shared::wire::List;
use shared::wire::sources::SourceView;
use shared::{cache_policy, cache_tags};

use super::queries;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::Parameters;
use crate::positions::Reader;

/// Lists all sources with licence and attribution.
#[utoipa::path(
    get, path = "/api/v1/sources", tag = "sources", operation_id = "list_sources",
    responses(
        (status = 200, body = List<SourceView>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(Reader(db): Reader, parameters: Parameters) -> Result<Answer<List<SourceView>>, ApiError> {
    parameters.only(&[])?;
    let items = queries::list(&db).await?.into_iter().map(queries::SourceRow::into_view).collect();
    Ok(Answer { value: List { items, next_cursor: None }, policy: cache_policy::PROFILE, tags: vec![cache_tags::SOURCES.to_owned()] })
}

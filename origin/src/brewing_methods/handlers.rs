//! Handlers of `/api/v1/brewing-methods`.

use shared::cache_policy;
use shared::problem::Problem;
use shared::wire::List;
use shared::wire::brewing_methods::BrewingMethodView;

use super::queries;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::Parameters;
use crate::positions::Reader;

/// Lists all brewing methods; there are few, so there is one page.
#[utoipa::path(
    get, path = "/api/v1/brewing-methods", tag = "brewing methods",
    responses(
        (status = 200, body = List<BrewingMethodView>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(Reader(db): Reader, parameters: Parameters) -> Result<Answer<List<BrewingMethodView>>, ApiError> {
    parameters.only(&[])?;
    let items = queries::list(&db).await?;
    let items = items.into_iter().map(queries::BrewingMethodRow::into_view).collect::<Result<_, _>>()?;
    Ok(Answer { value: List { items, next_cursor: None }, policy: cache_policy::PROFILE, tags: Vec::new() })
}

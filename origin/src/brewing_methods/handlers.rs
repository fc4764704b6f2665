//! Handlers of `/api/v1/brewing-methods`.

use axum::extract::Path;
use shared::problem::{Problem, ProblemCode};
use shared::slug::Slug;
use shared::wire::List;
use shared::wire::brewing_methods::{BrewingMethodPage, BrewingMethodView};
use shared::{cache_policy, cache_tags};

use super::{guides, queries};
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::{LanguageCode, Parameters};
use crate::positions::Reader;

/// Lists all brewing methods; there are few, so there is one page.
#[utoipa::path(
    get, path = "/api/v1/brewing-methods", tag = "brewing methods", operation_id = "list_brewing_methods",
    params(("language" = inline(Option<LanguageCode>), Query, description = "Of names and texts; English where it is not given")),
    responses(
        (status = 200, body = List<BrewingMethodView>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(Reader(db): Reader, parameters: Parameters) -> Result<Answer<List<BrewingMethodView>>, ApiError> {
    let language = parameters.only(&["language"])?.language()?;
    let items = queries::list(&db).await?;
    let items = items.into_iter().map(|row| row.into_view(language)).collect::<Result<_, _>>()?;
    Ok(Answer { value: List { items, next_cursor: None }, policy: cache_policy::PROFILE, tags: vec![cache_tags::BREWING_METHODS.to_owned()] })
}

/// Shows one brewing method: what it is, how it tastes, a recipe with timed steps.
#[utoipa::path(
    get, path = "/api/v1/brewing-methods/{slug}", tag = "brewing methods", operation_id = "show_brewing_method",
    params(
        ("slug" = Slug, Path, example = "v60"),
        ("language" = inline(Option<LanguageCode>), Query, description = "Of names and texts; English where it is not given"),
    ),
    responses(
        (status = 200, body = BrewingMethodPage),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(Reader(db): Reader, Path(slug): Path<String>, parameters: Parameters) -> Result<Answer<BrewingMethodPage>, ApiError> {
    let language = parameters.only(&["language"])?.language()?;
    let unknown = || ApiError::NotFound(ProblemCode::BrewingMethodNotFound);
    let slug = Slug::parse(&slug).map_err(|_not_a_slug| unknown())?;
    let method = queries::find(&db, &slug).await?.ok_or_else(unknown)?.into_view(language)?;
    let guide = guides::find(slug.as_str(), language).ok_or_else(unknown)?.guide.clone();
    Ok(Answer { value: BrewingMethodPage { method, guide }, policy: cache_policy::PROFILE, tags: vec![cache_tags::BREWING_METHODS.to_owned()] })
}

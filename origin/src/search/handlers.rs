//! Handler of `/api/v1/search`.

use shared::cache_policy;
use shared::cache_tags;
use shared::limits::SEARCH_ITEMS_MAX;
use shared::problem::Problem;
use shared::urls::ApiPath;
use shared::wire::search::{SearchKind, SearchResults};

use super::{Wanted, search};
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::{NearText, Parameters};
use crate::positions::Reader;

/// Finds cafés, roasters, people, beans, brewing methods, cities and stories by what is typed.
///
/// The last word may be unfinished, words may be mistyped (one edit from four letters, two from eight), accents left out.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "search", operation_id = "search",
    params(
        ("q" = String, Query, description = "What was typed", example = "slow fery", pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$", max_length = 100),
        ("kind" = Option<SearchKind>, Query, description = "Only this kind"),
        ("near" = inline(Option<NearText>), Query, description = "LAT,LON in WGS 84 degrees: what is near comes before what is far and fits as well", example = "60.17,24.94"),
        ("limit" = Option<u16>, Query, description = "More than 50 are never given", minimum = 1, maximum = 100),
    ),
    responses(
        (status = 200, body = SearchResults),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(Reader(db): Reader, parameters: Parameters) -> Result<Answer<SearchResults>, ApiError> {
    let parameters = parameters.only(ApiPath::Search.parameters())?;
    let text = parameters.typed_text("q")?.ok_or_else(|| ApiError::parameter("`q` says what to look for."))?;
    let kinds = SearchKind::ALL.map(SearchKind::as_str);
    let kind = parameters.one_of("kind", &kinds)?.and_then(SearchKind::parse);
    let near = parameters.near()?.map(|(position, _radius_m)| position);
    let limit = usize::from(parameters.limit()?.min(SEARCH_ITEMS_MAX));
    let found = search(&db, &Wanted { text, kind, near, limit }).await?;
    Ok(Answer { value: found, policy: cache_policy::PROFILE, tags: vec![cache_tags::SEARCHES.to_owned()] })
}

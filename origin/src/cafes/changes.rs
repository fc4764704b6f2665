//! `PATCH /internal/cafes/{slug}`: an operator's correction, signed. It stands for every write until visitors can make their own.

use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shared::cache_policy::CachePolicy;
use shared::cache_tags::{self, GENERATION_HEADER};
use shared::problem::ProblemCode;
use shared::signed_call::{self, SIGNATURE_HEADER};
use shared::slug::Slug;

use crate::app::App;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::places::queries;
use crate::places::{Kind, PlaceChange};

/// What was changed: the tags that are old now, and how late the change is.
#[derive(Debug, Serialize)]
pub struct Changed {
    pub slug: Slug,
    pub touched: Vec<String>,
    pub generation: u64,
}

/// Corrects a café.
///
/// In: a [`PlaceChange`] as JSON, signed. Out: [`Changed`], and the same as `Cache-Tag` and `Cache-Generation` for the edge.
///
/// # Errors
/// `forbidden` (403) without a right signature, `bad_request` (400), `cafe_not_found` (404).
pub async fn change(State(app): State<App>, Path(slug): Path<String>, OriginalUri(uri): OriginalUri, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    check_signature(&app, uri.path(), &headers, &body)?;
    let slug = Slug::parse(&slug).map_err(|_not_a_slug| ApiError::NotFound(ProblemCode::CafeNotFound))?;
    let change = PlaceChange::parse(&body)?;
    let row = queries::update_by_slug(&app.database.writer, Kind::Cafe, &slug, &change).await?.ok_or(ApiError::NotFound(ProblemCode::CafeNotFound))?;
    let generation = u64::try_from(queries::clock_us(&app.database.writer).await?).unwrap_or(1);
    let mut touched = vec![cache_tags::cafe(row.id), cache_tags::CAFE_LISTS.to_owned()];
    if let Some((country, city)) = row.city_country.zip(row.city_slug) {
        touched.push(cache_tags::city(&format!("{}/{city}", country.to_ascii_lowercase())));
    }
    let mut answer = Answer { tags: touched.clone(), policy: CachePolicy::Never, value: Changed { slug, touched, generation } }.into_response();
    answer.headers_mut().insert(GENERATION_HEADER, HeaderValue::from(generation));
    Ok(answer)
}

/// The edge has checked already; but whoever can reach this port need not have come through it.
fn check_signature(app: &App, path: &str, headers: &HeaderMap, body: &[u8]) -> Result<(), ApiError> {
    let key = app.internal_key.as_ref().ok_or_else(|| ApiError::Forbidden("This origin has no key for signed calls.".to_owned()))?;
    let signature = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    let now_s = u64::try_from(app.clock.now().timestamp()).unwrap_or(0);
    signed_call::verify(key.as_bytes(), signature, Method::PATCH.as_str(), path, body, now_s).map_err(|error| ApiError::Forbidden(error.to_string()))
}

//! A handler's intent: a value and how long it may be kept. `envelope` turns it into headers; nobody else writes `Cache-Control`.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::cache_policy::CachePolicy;
use shared::cache_tags::CACHE_TAG_HEADER;
use shared::digest::entity_tag;

use crate::error::ApiError;

/// 200 with `value` as JSON, an entity tag, a `Repr-Digest`, `policy`, and the tags of what it speaks of.
#[derive(Debug)]
pub struct Answer<T> {
    pub value: T,
    pub policy: CachePolicy,
    /// `shared::cache_tags`; a change of any of them makes the answer old.
    pub tags: Vec<String>,
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.value) {
            Ok(json) => of_json(json.into(), self.policy, &self.tags),
            Err(error) => ApiError::Internal(error.into()).into_response(),
        }
    }
}

/// What an [`Answer`] is made into, for JSON that was written before.
pub fn of_json(json: Bytes, policy: CachePolicy, tags: &[String]) -> Response {
    let sha256 = Sha256::digest(&json);
    let mut response = Response::new(Body::from(json));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(tag) = HeaderValue::from_str(&entity_tag(&sha256)) {
        headers.insert(ETAG, tag);
    }
    write_digest(headers, &sha256);
    write_tags(headers, tags);
    response.extensions_mut().insert(policy);
    response
}

/// `Repr-Digest` (RFC 9530) of a body, from its SHA-256: the edge uses no body without it.
pub fn write_digest(headers: &mut HeaderMap, sha256: &[u8]) {
    if let Ok(digest) = HeaderValue::from_str(&format!("sha-256=:{}:", STANDARD.encode(sha256))) {
        headers.insert("repr-digest", digest);
    }
}

/// `Cache-Tag`, where there is any tag.
pub fn write_tags(headers: &mut HeaderMap, tags: &[String]) {
    if let Some(Ok(value)) = (!tags.is_empty()).then(|| HeaderValue::from_str(&tags.join(", "))) {
        headers.insert(CACHE_TAG_HEADER, value);
    }
}

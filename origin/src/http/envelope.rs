//! The middleware round all others: trace id, deadline, conditional answers, cache headers, problem bodies, one log line a request.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use shared::cache_policy::{CachePolicy, NEGATIVE};
use shared::digest::none_match_names;
use shared::limits::{RETRY_AFTER_S, URL_BYTES_MAX};
use shared::problem::{self, ProblemCode};
use shared::trace_context::TraceId;
use tokio::time::{Instant, timeout};
use tracing::Instrument;

use crate::error::ProblemIntent;
use crate::http::answer::write_digest;

/// Wraps every route. Nobody works on a request for longer than `deadline`.
pub async fn envelope(State(deadline): State<Duration>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let trace_id = trace_id_of(request.headers());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let if_none_match = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    let span = tracing::info_span!("request", trace_id = trace_id.as_str());

    let answer = in_time(deadline, request, next).instrument(span.clone()).await;
    let answer = finish(answer, &trace_id, if_none_match.as_deref());
    span.in_scope(|| {
        tracing::info!(%method, path, status = answer.status().as_u16(), elapsed_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX), "request");
    });
    answer
}

async fn in_time(deadline: Duration, request: Request, next: Next) -> Response {
    if request.uri().to_string().len() > URL_BYTES_MAX {
        return intent(ProblemCode::UriTooLong, format!("An address may be {URL_BYTES_MAX} bytes long at most."));
    }
    match timeout(deadline, next.run(request)).await {
        Ok(answer) => answer,
        Err(_elapsed) => intent(ProblemCode::Unavailable, format!("The answer took too long. Try again in {RETRY_AFTER_S} seconds.")),
    }
}

fn intent(code: ProblemCode, detail: String) -> Response {
    ProblemIntent::new(code, detail).into_response()
}

/// The caller's trace id, or a new one from a random UUID.
fn trace_id_of(headers: &HeaderMap) -> TraceId {
    headers.get("traceparent").and_then(|value| value.to_str().ok()).and_then(TraceId::from_traceparent).unwrap_or_else(|| TraceId::from_bytes(*uuid::Uuid::now_v7().as_bytes()))
}

/// Headers of every answer, and the bodies of those that are only an intent yet.
fn finish(mut answer: Response, trace_id: &TraceId, if_none_match: Option<&str>) -> Response {
    let problem = answer.extensions_mut().remove::<ProblemIntent>().or_else(|| bare_problem(&answer));
    if let Some(problem) = problem {
        let retry_after_s = problem.retry_after_s;
        let status = problem.code.status();
        let body = serde_json::to_vec(&problem.into_problem(trace_id.as_str())).unwrap_or_default();
        write_digest(answer.headers_mut(), &Sha256::digest(&body));
        if matches!(status, 404 | 410) {
            // Kept shortly by the edge and by nobody else: a crowd at a dead link need not come here.
            let value = HeaderValue::from_str(&CachePolicy::Public(NEGATIVE).cdn_cache_control().unwrap_or_default());
            value.map(|value| answer.headers_mut().insert("cdn-cache-control", value)).ok();
        }
        answer.headers_mut().remove(CONTENT_LENGTH);
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(problem::CONTENT_TYPE));
        if let Some(seconds) = retry_after_s {
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        *answer.body_mut() = Body::from(body);
    } else if is_unchanged(&answer, if_none_match) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        *answer.body_mut() = Body::empty();
        answer.headers_mut().remove(CONTENT_LENGTH);
        answer.headers_mut().remove(CONTENT_TYPE);
    }
    let policy = answer.extensions_mut().remove::<CachePolicy>().unwrap_or_default();
    write_policy(answer.headers_mut(), policy);
    if let Ok(id) = HeaderValue::from_str(trace_id.as_str()) {
        answer.headers_mut().insert("x-request-id", id);
    }
    answer.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    answer
}

/// Errors that axum itself made (a wrong method, a broken path) get the house's body too.
fn bare_problem(answer: &Response) -> Option<ProblemIntent> {
    let (code, detail) = match answer.status().as_u16() {
        405 => (ProblemCode::MethodNotAllowed, "Use one of the methods in the Allow header."),
        413 => (ProblemCode::PayloadTooLarge, "Send a smaller body."),
        400..=499 => (ProblemCode::BadRequest, "The request is malformed."),
        500..=599 => (ProblemCode::Internal, "The fault is ours and has been logged. Try again, or quote the trace id."),
        _ => return None,
    };
    let has_own_body = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/"));
    (!has_own_body).then(|| ProblemIntent::new(code, detail))
}

fn is_unchanged(answer: &Response, if_none_match: Option<&str>) -> bool {
    let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
    match (if_none_match, tag) {
        (Some(names), Some(tag)) => answer.status() == StatusCode::OK && none_match_names(names, tag),
        _ => false,
    }
}

fn write_policy(headers: &mut HeaderMap, policy: CachePolicy) {
    debug_assert!(!headers.contains_key(CACHE_CONTROL), "Cache-Control is written here and nowhere else");
    if let Ok(value) = HeaderValue::from_str(&policy.cache_control()) {
        headers.insert(CACHE_CONTROL, value);
    }
    if let Some(Ok(value)) = policy.cdn_cache_control().map(|text| HeaderValue::from_str(&text)) {
        headers.insert("cdn-cache-control", value);
    }
}

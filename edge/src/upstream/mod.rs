//! The way to the origin: one address, one deadline, nothing trusted. (Regions, breaker and retries are the next step.)

mod integrity;

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use shared::limits::{UPSTREAM_BODY_BYTES_MAX, UPSTREAM_DEADLINE_MS};
use shared::problem::Problem;
use shared::trace_context::TraceId;
use worker::{AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response};

use crate::bindings::Bindings;

/// What came of asking.
#[derive(Debug)]
pub enum Answer {
    /// The origin's JSON, and for how many seconds it has been kept.
    Found { body: Vec<u8>, cache_status: CacheStatus, age_s: u64 },
    /// The origin understood and said no: 4xx with its problem.
    Refused(Problem),
    /// No answer, a 5xx, or one that cannot be trusted.
    Unavailable,
}

impl Answer {
    /// Changes a body that was found.
    pub fn map_body(self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Self {
        match self {
            Self::Found { body, cache_status, age_s } => Self::Found { body: change(body), cache_status, age_s },
            other => other,
        }
    }
}

/// RFC 9211, as far as it goes here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheStatus {
    Hit,
    Stale,
    StaleIfError,
    Miss,
}

impl core::fmt::Display for CacheStatus {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Hit => "craftbean; hit",
            Self::Stale => "craftbean; hit; fwd=stale; detail=revalidating-behind",
            Self::StaleIfError => "craftbean; hit; fwd=stale; detail=origin-failing",
            Self::Miss => "craftbean; fwd=uri-miss",
        })
    }
}

/// GETs a site-relative URL from the origin.
pub async fn get(bindings: &Bindings, url: &str, trace_id: &TraceId) -> Answer {
    let Some(origin_url) = &bindings.origin_url else { return Answer::Unavailable };
    let controller = AbortController::default();
    let signal = controller.signal();
    let asked = async {
        let request = request(&format!("{origin_url}{url}"), trace_id)?;
        receive(Fetch::Request(request).send_with_signal(&signal).await.ok()?).await
    };
    let deadline = Delay::from(Duration::from_millis(u64::from(UPSTREAM_DEADLINE_MS)));
    match select(pin!(asked), pin!(deadline)).await {
        Either::Left((answer, _)) => answer.unwrap_or(Answer::Unavailable),
        Either::Right(((), _)) => {
            controller.abort();
            Answer::Unavailable
        }
    }
}

fn request(url: &str, trace_id: &TraceId) -> Option<Request> {
    let headers = Headers::new();
    headers.set("accept", "application/json").ok()?;
    headers.set("traceparent", &trace_id.traceparent(1)).ok()?;
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers).with_redirect(RequestRedirect::Manual);
    Request::new_with_init(url, &init).ok()
}

/// Reads an answer whole. `None` for what cannot be trusted: a redirect, a 5xx, an overlong body, a wrong digest.
async fn receive(mut response: Response) -> Option<Answer> {
    let status = response.status_code();
    let header = |response: &Response, name: &str| response.headers().get(name).ok().flatten();
    let announced: Option<usize> = header(&response, "content-length").and_then(|length| length.parse().ok());
    if announced.is_some_and(|length| length > UPSTREAM_BODY_BYTES_MAX) {
        return None;
    }
    let digest = header(&response, "repr-digest");
    let body = response.bytes().await.ok().filter(|body| body.len() <= UPSTREAM_BODY_BYTES_MAX)?;
    match status {
        200 => integrity::digest_matches(digest.as_deref(), &body).then_some(Answer::Found { body, cache_status: CacheStatus::Miss, age_s: 0 }),
        400..=499 => serde_json::from_slice(&body).ok().map(Answer::Refused),
        _ => None,
    }
}

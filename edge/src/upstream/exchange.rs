//! One HTTP exchange with one origin: a deadline over head and body, redirects not followed, nothing trusted.

use shared::limits::UPSTREAM_BODY_BYTES_MAX;
use web_sys::{RequestInit, RequestRedirect};
use worker::{AbortController, AbortSignal, Fetch, Headers, Request, Response};

use super::integrity::digest_matches;
use super::{Call, Digest, Received};
use crate::cache::headers::HeaderList;
use crate::clock::{now_ms, within};

/// Why there is no answer. All of them count against the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeFailure {
    Deadline,
    /// Refused, reset, closed, or no HTTP.
    Network,
    /// A redirect, an overlong body, or one that is not what its sender says of it.
    Untrusted,
}

/// Sends a call to `base` and reads the whole answer within `deadline_ms`.
pub async fn exchange(base: &str, call: &Call, deadline_ms: u32) -> Result<Received, ExchangeFailure> {
    let controller = Aborting(AbortController::default());
    let signal = controller.0.signal();
    let asked = attempt(base, call, &signal);
    within(deadline_ms, asked).await.unwrap_or(Err(ExchangeFailure::Deadline))
}

/// Aborts when dropped: a call that nobody waits for any more gives its connection back, whichever way it was left.
struct Aborting(AbortController);

impl Drop for Aborting {
    fn drop(&mut self) {
        std::mem::take(&mut self.0).abort();
    }
}

async fn attempt(base: &str, call: &Call, signal: &AbortSignal) -> Result<Received, ExchangeFailure> {
    let requested_at_ms = now_ms();
    let request = request(base, call).ok_or(ExchangeFailure::Untrusted)?;
    let response = Fetch::Request(request).send_with_signal(signal).await.map_err(|_cause| ExchangeFailure::Network)?;
    receive(response, call, requested_at_ms).await
}

fn request(base: &str, call: &Call) -> Option<Request> {
    let headers = Headers::new();
    for (name, value) in call.headers.iter() {
        headers.set(name, value).ok()?;
    }
    // Not worker's own RequestInit: it turns every method it does not know into GET.
    let init = RequestInit::new();
    init.set_method(&call.method);
    init.set_headers(&headers.0);
    init.set_redirect(RequestRedirect::Manual);
    if let Some(body) = &call.body {
        init.set_body(&js_sys::Uint8Array::from(body.as_slice()));
    }
    web_sys::Request::new_with_str_and_init(&format!("{base}{}", call.url), &init).ok().map(Request::from)
}

async fn receive(mut response: Response, call: &Call, requested_at_ms: u64) -> Result<Received, ExchangeFailure> {
    let status = response.status_code();
    let mut headers = HeaderList::default();
    for (name, value) in response.headers() {
        headers.push(&name, &value);
    }
    let announced: Option<usize> = headers.get("content-length").and_then(|length| length.parse().ok());
    if announced.is_some_and(|length| length > UPSTREAM_BODY_BYTES_MAX) && call.method != "HEAD" {
        return Err(ExchangeFailure::Untrusted);
    }
    let body = response.bytes().await.map_err(|_cause| ExchangeFailure::Network)?;
    let trusted = body.len() <= UPSTREAM_BODY_BYTES_MAX
        && match (call.digest, status, headers.get("repr-digest")) {
            // Our origins never redirect, and say the digest of whatever may be kept: anything else is somebody else's answer.
            (Digest::Required, 300..=399, _) => status == 304,
            (Digest::Required, 200 | 404 | 410, digest) | (Digest::IfSent, 200, digest @ Some(_)) => digest_matches(digest, &body),
            _ => true,
        };
    if !trusted {
        return Err(ExchangeFailure::Untrusted);
    }
    Ok(Received { status, headers: headers.end_to_end(), body, requested_at_ms, received_at_ms: now_ms() })
}

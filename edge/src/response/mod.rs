//! The one place that builds an answer to a visitor (DESIGN §11.4): workerd refuses statuses outside 200..=599 and bodies where HTTP has none.

mod prepared;

use std::borrow::Cow;

use shared::cache_policy::CachePolicy;
use shared::digest::{entity_tag, none_match_names};
use shared::limits::RETRY_AFTER_S;
use shared::problem::{self, Problem, ProblemCode};
use shared::security_headers::SECURITY_HEADERS;
use shared::trace_context::TraceId;
use wasm_bindgen::JsValue;
use web_sys::{Response, ResponseInit};
use xxhash_rust::xxh3::xxh3_128;

use crate::body::Body;
use crate::cache::CacheStatus;
#[cfg(feature = "neutral")]
use crate::cache::headers::HeaderList;

pub const HTML: &str = "text/html; charset=utf-8";
pub const JSON: &str = "application/json";

/// An answer as plain values. Security headers, request id and cache headers are added by [`build`].
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub status: u16,
    pub content_type: &'static str,
    pub policy: CachePolicy,
    pub body: Body,
    /// Strong entity tag of the body; only where there is something to compare.
    pub entity_tag: Option<String>,
    /// Further headers, each once.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    pub trace_id: TraceId,
}

impl Outgoing {
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Body>, trace_id: &TraceId) -> Self {
        Self { status, content_type, policy: CachePolicy::Never, body: body.into(), entity_tag: None, headers: Vec::new(), trace_id: trace_id.clone() }
    }

    /// 200 that may be kept by `policy`, with the tag of its body.
    pub fn cacheable(content_type: &'static str, policy: CachePolicy, body: impl Into<Body>, trace_id: &TraceId) -> Self {
        let body = body.into();
        // Not a secret and not an attacker's choice: a quick hash of 128 bits tells two pages of one address apart.
        let tag = entity_tag(&xxh3_128(&body).to_be_bytes());
        Self::tagged(content_type, policy, body, &tag, trace_id)
    }

    /// 200 that may be kept by `policy`, whose tag is known already.
    pub fn tagged(content_type: &'static str, policy: CachePolicy, body: Body, tag: &str, trace_id: &TraceId) -> Self {
        Self { policy, entity_tag: Some(tag.to_owned()), ..Self::new(200, content_type, body, trace_id) }
    }

    /// Says what the cache did (RFC 9211), also where browsers' tools show it.
    pub fn with_cache_status(self, status: CacheStatus) -> Self {
        self.with_header("cache-status", status.value()).with_header("server-timing", status.server_timing())
    }

    /// A problem body for the API.
    pub fn problem(code: ProblemCode, detail: &str, trace_id: &TraceId) -> Self {
        Self::refusal(&Problem::new(code, detail, trace_id.as_str()), trace_id)
    }

    /// A problem as it stands.
    pub fn refusal(problem: &Problem, trace_id: &TraceId) -> Self {
        let body = serde_json::to_vec(problem).unwrap_or_default();
        Self::new(problem.code.status(), problem::CONTENT_TYPE, body, trace_id).with_retry_after()
    }

    pub fn with_header(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// `Retry-After` where the status is 503.
    pub fn with_retry_after(self) -> Self {
        if self.status == 503 { self.with_header("retry-after", RETRY_AFTER_S.to_string()) } else { self }
    }

    /// 304 when the caller has this very body, and no body for HEAD. An answer may have been made without its body, and say its length already.
    pub fn for_request(mut self, method: &str, if_none_match: Option<&str>) -> Self {
        let unchanged = match (if_none_match, &self.entity_tag) {
            (Some(names), Some(tag)) => self.status == 200 && none_match_names(names, tag),
            _ => false,
        };
        if unchanged {
            self.status = 304;
            self.body = Body::default();
        } else if method == "HEAD" {
            let length = self.body.len().to_string();
            self.body = Body::default();
            if !self.headers.iter().any(|(name, _)| *name == "content-length") {
                self = self.with_header("content-length", length);
            }
        }
        self
    }
}

/// A status that workerd can build: what is outside 200..=599 becomes 502, the honest word for an answer we cannot hand on.
const fn buildable_status(status: u16) -> u16 {
    if status >= 200 && status <= 599 { status } else { 502 }
}

const fn has_body(status: u16) -> bool {
    !matches!(status, 204 | 205 | 304)
}

/// What all answers of one kind have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kind {
    status: u16,
    policy: CachePolicy,
    content_type: &'static str,
}

/// Headers of every answer of a kind.
fn common_headers(kind: Kind) -> Vec<(&'static str, String)> {
    let mut list: Vec<(&str, String)> = SECURITY_HEADERS.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    list.push(("cache-control", kind.policy.cache_control()));
    if let Some(value) = kind.policy.cdn_cache_control() {
        list.push(("cdn-cache-control", value));
    }
    if has_body(kind.status) {
        list.push(("content-type", kind.content_type.to_owned()));
    }
    list
}

/// Builds the answer. Never panics, whatever the status or the headers.
pub fn build(outgoing: &Outgoing) -> worker::Result<Response> {
    let status = buildable_status(outgoing.status);
    let kind = Kind { status, policy: outgoing.policy, content_type: outgoing.content_type };
    Ok(prepared::with_init(kind, outgoing, |init| with_body(status, &outgoing.body, init))?)
}

fn with_body(status: u16, body: &Body, init: &ResponseInit) -> Result<Response, JsValue> {
    let body = (has_body(status) && !body.is_empty()).then(|| body.outside());
    Response::new_with_opt_js_u8_array_and_init(body, init)
}

/// An answer of the neutral proxy: status and headers as its origin gave them.
#[cfg(feature = "neutral")]
#[derive(Clone, Debug)]
pub struct Plain {
    pub status: u16,
    pub headers: HeaderList,
    pub body: Body,
}

#[cfg(feature = "neutral")]
pub fn build_plain(plain: &Plain) -> worker::Result<Response> {
    let status = buildable_status(plain.status);
    let headers = web_sys::Headers::new()?;
    for (name, value) in plain.headers.iter() {
        let _ = headers.set(name, value);
    }
    if has_body(status) && !plain.body.is_empty() {
        // What is handed on is whole, and says so.
        let _ = headers.set("content-length", &plain.body.len().to_string());
    }
    let init = ResponseInit::new();
    init.set_status(status);
    init.set_headers_headers(&headers);
    Ok(with_body(status, &plain.body, &init)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing(status: u16) -> Outgoing {
        Outgoing { status, ..Outgoing::cacheable(HTML, CachePolicy::Never, b"body".to_vec(), &TraceId::from_bytes([7; 16])) }
    }

    #[test]
    fn every_status_from_0_to_999_becomes_one_that_can_be_built() {
        for status in 0..=999 {
            let built = buildable_status(status);
            assert!((200..=599).contains(&built));
            assert!(built == status || !(200..=599).contains(&status));
            let has_type = common_headers(Kind { status: built, policy: CachePolicy::Never, content_type: HTML }).iter().any(|(name, _)| *name == "content-type");
            assert_eq!(has_type, has_body(built));
        }
    }

    #[test]
    fn security_headers_are_on_every_answer() {
        let headers = common_headers(Kind { status: 200, policy: CachePolicy::Never, content_type: HTML });
        for (name, value) in SECURITY_HEADERS {
            assert!(headers.iter().any(|(known, set)| known == name && set == value), "{name}");
        }
    }

    #[test]
    fn a_known_tag_gives_304_without_a_body_and_head_keeps_the_length() {
        let tag = outgoing(200).entity_tag.unwrap();
        let unchanged = outgoing(200).for_request("GET", Some(&tag));
        assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
        assert_eq!(outgoing(404).for_request("GET", Some("*")).status, 404);
        let head = outgoing(200).for_request("HEAD", None);
        assert!(head.body.is_empty() && head.headers.contains(&("content-length", "4".into())));
        let unread = Outgoing { body: Body::default(), ..outgoing(200) }.with_header("content-length", "9").for_request("HEAD", None);
        assert!(unread.headers.len() == 1 && unread.headers.contains(&("content-length", "9".into())));
    }
}

//! A request as the rest of the edge sees it: plain values, so that everything behind it is tested natively.

use std::rc::Rc;

use futures_util::StreamExt;
use shared::language::Language;
use shared::trace_context::TraceId;
use wasm_bindgen::prelude::*;
use web_sys::Request;

#[cfg(feature = "neutral")]
use crate::cache::headers::HeaderList;
use crate::clock::now_ms;
use crate::writes::SEEN_COOKIE;

/// What a request says that we act on. Cookies and every other header are not read at all, so they cannot leak into a cacheable page; the
/// one exception, what a writer has seen, chooses between cached and fresh and reaches nothing else.
#[derive(Debug)]
pub struct Incoming {
    /// Upper case, as sent.
    pub method: String,
    /// Path as sent, beginning with `/`.
    pub path: String,
    /// Query as sent, without `?`.
    pub query: String,
    pub if_none_match: Option<String>,
    /// A sealed number, as a header or a cookie.
    pub seen: Option<String>,
    pub trace_id: TraceId,
    /// Milliseconds since 1970.
    pub now_ms: u64,
    request: Rc<Request>,
}

/// Longest value of a header that we read.
const HEADER_BYTES_MAX: usize = 8 * 1024;

#[wasm_bindgen(inline_js = "
export function read_request(request) {
  const { headers } = request;
  return [request.method, request.url, headers.get('if-none-match'), headers.get('traceparent'), headers.get('craftbean-seen'), headers.get('cookie')].join('\\n');
}
")]
extern "C" {
    /// Six lines: method, URL, and the headers that every answer depends on, empty where they are missing. No header can hold a line end.
    /// One crossing instead of ten: crossing is what costs.
    fn read_request(request: &Request) -> String;
}

impl Incoming {
    pub fn read(request: Rc<Request>) -> Self {
        let lines = read_request(&request);
        let mut lines = lines.splitn(6, '\n');
        let mut line = || lines.next().unwrap_or_default();
        let (method, url) = (line().to_owned(), line());
        let mut header = || Some(line()).filter(|value| !value.is_empty() && value.len() <= HEADER_BYTES_MAX);
        let (if_none_match, traceparent, seen, cookies) = (header(), header(), header(), header());
        let seen_cookie = || cookies?.split("; ").find_map(|cookie| cookie.strip_prefix(SEEN_COOKIE)?.strip_prefix('='));
        let (path, query) = split_url(url);
        Self {
            method,
            path,
            query,
            if_none_match: if_none_match.map(ToOwned::to_owned),
            seen: seen.or_else(seen_cookie).map(ToOwned::to_owned),
            trace_id: traceparent.and_then(TraceId::from_traceparent).unwrap_or_else(|| TraceId::from_bytes(uuid::Uuid::new_v4().into_bytes())),
            now_ms: now_ms(),
            request,
        }
    }

    /// Path and query as sent.
    pub fn target(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// The language that the path asks for. Only pages have one.
    pub fn language(&self) -> Language {
        Language::split(&self.path).0
    }

    /// The path without its language.
    pub fn page_path(&self) -> &str {
        Language::split(&self.path).1
    }

    /// A header of the request. `None` for a missing, unreadable or overlong one.
    pub fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten().filter(|value| value.len() <= HEADER_BYTES_MAX)
    }

    /// All headers, for the proxy that hands them on.
    #[cfg(feature = "neutral")]
    pub fn headers(&self) -> HeaderList {
        let mut list = HeaderList::default();
        for (name, value) in worker::Headers(self.request.headers()).entries() {
            list.push(&name, &value);
        }
        list
    }

    /// The body, whole. `None` when it is longer than `bytes_max` or broke off.
    pub async fn body(&self, bytes_max: usize) -> Option<Vec<u8>> {
        let announced = self.header("content-length").and_then(|length| length.parse::<usize>().ok());
        if announced.is_some_and(|length| length > bytes_max) {
            return None;
        }
        if self.request.body().is_none() {
            return Some(Vec::new());
        }
        let mut stream = worker::Request::from(<Request as Clone>::clone(&self.request)).stream().ok()?;
        let mut body = Vec::new();
        while let Some(chunk) = stream.next().await {
            body.extend(chunk.ok()?);
            if body.len() > bytes_max {
                return None;
            }
        }
        Some(body)
    }
}

/// Path and query of an absolute URL as workerd gives it.
fn split_url(url: &str) -> (String, String) {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let target = after_scheme.find('/').and_then(|slash| after_scheme.get(slash..)).unwrap_or("/");
    let target = target.split('#').next().unwrap_or(target);
    match target.split_once('?') {
        Some((path, query)) => (path.to_owned(), query.to_owned()),
        None => (target.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::split_url;

    #[test]
    fn urls_come_apart_without_being_interpreted() {
        let parts = |url| split_url(url);
        assert_eq!(parts("http://a.example/cafes?x=1?y"), ("/cafes".to_owned(), "x=1?y".to_owned()));
        assert_eq!(parts("https://a.example"), ("/".to_owned(), String::new()));
        assert_eq!(parts("https://a.example/%2e%2e/x#frag"), ("/%2e%2e/x".to_owned(), String::new()));
    }
}

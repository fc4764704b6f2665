//! A request as the rest of the edge sees it: plain values, so that everything behind it is tested natively.

use shared::trace_context::TraceId;
use worker::Request;

/// What a request says that we act on. Cookies and every other header are not read at all, so they cannot leak into a cacheable page.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Upper case, as sent.
    pub method: String,
    /// Path as sent, beginning with `/`.
    pub path: String,
    /// Query as sent, without `?`.
    pub query: String,
    pub if_none_match: Option<String>,
    pub trace_id: TraceId,
    /// Milliseconds since 1970.
    pub now_ms: u64,
}

impl Incoming {
    pub fn read(request: &Request) -> Self {
        let inner = request.inner();
        let header = |name: &str| request.headers().get(name).ok().flatten();
        let (path, query) = split_url(&inner.url());
        Self {
            method: inner.method(),
            path,
            query,
            if_none_match: header("if-none-match"),
            trace_id: header("traceparent").and_then(|header| TraceId::from_traceparent(&header)).unwrap_or_else(|| TraceId::from_bytes(uuid::Uuid::new_v4().into_bytes())),
            now_ms: now_ms(),
        }
    }
}

/// The wall clock. workerd holds it still between reads and writes, so one value serves a request.
#[expect(clippy::as_conversions, reason = "Date.now() is a whole number of milliseconds below 2^53; `as` saturates")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
pub fn now_ms() -> u64 {
    js_sys::Date::now() as u64
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

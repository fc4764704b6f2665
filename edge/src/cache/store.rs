//! The Cache API as a store of JSON bodies with the moment at which they were stored. Every failure of the store is a miss.

use worker::{Cache, Headers, Response, ResponseBuilder};

/// Keys are URLs; this host exists nowhere else.
const KEY_BASE: &str = "https://json.cache.craftbean.invalid";
const STORED_AT: &str = "x-stored-at-ms";

/// A kept body.
#[derive(Debug)]
pub struct Stored {
    pub body: Vec<u8>,
    pub stored_at_ms: u64,
}

/// What is kept under a site-relative URL.
pub async fn find(url: &str) -> Option<Stored> {
    let mut kept = Cache::default().get(format!("{KEY_BASE}{url}"), true).await.ok().flatten()?;
    let stored_at_ms = kept.headers().get(STORED_AT).ok().flatten()?.parse().ok()?;
    Some(Stored { body: kept.bytes().await.ok()?, stored_at_ms })
}

/// Keeps a body for `kept_s`; how fresh it is by then is the reader's to judge.
pub async fn put(url: &str, body: Vec<u8>, stored_at_ms: u64, kept_s: u32) {
    let _ = Cache::default().put(format!("{KEY_BASE}{url}"), kept(body, stored_at_ms, kept_s)).await;
}

/// Forgets what is kept under a URL.
pub async fn delete(url: &str) {
    let _ = Cache::default().delete(format!("{KEY_BASE}{url}"), true).await;
}

fn kept(body: Vec<u8>, stored_at_ms: u64, kept_s: u32) -> Response {
    let headers = Headers::new();
    let _ = headers.set("content-type", "application/json");
    let _ = headers.set("cache-control", &format!("public, max-age={kept_s}"));
    let _ = headers.set(STORED_AT, &stored_at_ms.to_string());
    ResponseBuilder::new().with_headers(headers).fixed(body)
}

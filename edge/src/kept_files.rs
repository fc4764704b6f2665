//! Files that a location keeps (Cache API), each under a name that says what is in it, so that none is ever out of date. Every failure is a miss.

use shared::limits::{FILE_FOUND_DEADLINE_MS, FILE_KEPT_DEADLINE_MS};
use worker::{Cache, Headers, ResponseBuilder};

use crate::clock::within;
use crate::surroundings::Surroundings;

/// Keys of a location's Cache API are URLs; this host exists nowhere else.
const KEY_BASE: &str = "https://files.cache.craftbean.invalid/";

pub async fn find(key: &str) -> Option<Vec<u8>> {
    let read = async {
        let mut kept = Cache::default().get(format!("{KEY_BASE}{key}"), true).await.ok().flatten()?;
        kept.bytes().await.ok()
    };
    within(FILE_FOUND_DEADLINE_MS, read).await.flatten()
}

/// Keeps a file for `life_s`, behind the answer.
pub fn keep(surroundings: &Surroundings, key: &str, bytes: Vec<u8>, life_s: u32) {
    let url = format!("{KEY_BASE}{key}");
    surroundings.wait_until(async move {
        let headers = Headers::new();
        let _ = headers.set("content-type", "application/octet-stream");
        let _ = headers.set("cache-control", &format!("public, max-age={life_s}"));
        let _ = within(FILE_KEPT_DEADLINE_MS, Cache::default().put(url, ResponseBuilder::new().with_headers(headers).fixed(bytes))).await;
    });
}

pub async fn forget(key: &str) {
    let _ = within(FILE_KEPT_DEADLINE_MS, Cache::default().delete(format!("{KEY_BASE}{key}"), true)).await;
}

//! What outlives an isolate: the Cache API of the location, and KV, the last known good answer for every location. Both hold the origin's
//! JSON only, never HTML, which names the assets of one build. Every failure of a store is a miss.

use shared::limits::UPSTREAM_BODY_BYTES_MAX;
use worker::kv::KvStore;
use worker::{Cache, Headers, Response, ResponseBuilder};

use super::entry::Entry;
use crate::surroundings::Surroundings;

/// Keys are URLs; this host exists nowhere else.
const KEY_BASE: &str = "https://json.cache.craftbean.invalid";
const LAST_GOOD: &str = "LAST_GOOD";
/// KV's own least.
const KV_LIFE_MIN_S: u64 = 60;
/// Longest key that KV takes.
const KV_KEY_BYTES_MAX: usize = 512;

/// A place that keeps answers by key.
pub trait Store {
    async fn find(&self, key: &str) -> Option<Entry>;
    /// Keeps an entry for `kept_s`; how fresh it is by then is the reader's to judge.
    async fn put(&self, key: &str, entry: &Entry, kept_s: u64);
    async fn remove(&self, key: &str);
}

/// The Cache API of this location.
#[derive(Clone, Copy, Debug)]
pub struct Location;

impl Store for Location {
    async fn find(&self, key: &str) -> Option<Entry> {
        let mut kept = Cache::default().get(format!("{KEY_BASE}{key}"), true).await.ok().flatten()?;
        Entry::from_bytes(&kept.bytes().await.ok()?)
    }

    async fn put(&self, key: &str, entry: &Entry, kept_s: u64) {
        let _ = Cache::default().put(format!("{KEY_BASE}{key}"), response(entry, kept_s)).await;
    }

    async fn remove(&self, key: &str) {
        let _ = Cache::default().delete(format!("{KEY_BASE}{key}"), true).await;
    }
}

fn response(entry: &Entry, kept_s: u64) -> Response {
    let headers = Headers::new();
    let _ = headers.set("content-type", "application/octet-stream");
    let _ = headers.set("cache-control", &format!("public, max-age={kept_s}"));
    ResponseBuilder::new().with_headers(headers).fixed(entry.to_bytes())
}

/// KV, where the deployment has it.
#[derive(Clone, Debug)]
pub struct LastGood(KvStore);

impl LastGood {
    pub fn bound(surroundings: &Surroundings) -> Option<Self> {
        surroundings.env.kv(LAST_GOOD).ok().map(Self)
    }
}

impl Store for LastGood {
    async fn find(&self, key: &str) -> Option<Entry> {
        Entry::from_bytes(&self.0.get(key).bytes().await.ok()??)
    }

    async fn put(&self, key: &str, entry: &Entry, kept_s: u64) {
        let bytes = entry.to_bytes();
        if key.len() <= KV_KEY_BYTES_MAX
            && bytes.len() <= UPSTREAM_BODY_BYTES_MAX.saturating_mul(2)
            && let Ok(put) = self.0.put_bytes(key, &bytes)
        {
            let _ = put.expiration_ttl(kept_s.max(KV_LIFE_MIN_S)).execute().await;
        }
    }

    async fn remove(&self, key: &str) {
        let _ = self.0.delete(key).await;
    }
}

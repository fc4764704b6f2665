//! An answer as it is kept: what the engine must know of it, and its bytes. One written form for every store beyond memory.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::freshness::{Life, initial_age_ms};
use super::headers::{HeaderList, members};
use crate::body::Body;

/// Everything about a kept answer but its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    pub status: u16,
    /// End-to-end headers as the origin gave them.
    pub headers: HeaderList,
    pub life: Life,
    /// The request's values of the fields that `Vary` names, normalised; `None` where it had none.
    pub vary: Vec<(String, Option<String>)>,
    /// What the answer speaks of (`Cache-Tag`).
    pub tags: Vec<String>,
    /// How many raises of tags were known when it was asked for; a later one of its tags supersedes it.
    pub known_sequence: u64,
    pub initial_age_ms: u64,
    pub received_at_ms: u64,
    /// How long the origin took; a costly answer is refreshed earlier.
    pub fetch_ms: u64,
}

impl Metadata {
    pub fn age_ms(&self, now_ms: u64) -> u64 {
        self.initial_age_ms.saturating_add(now_ms.saturating_sub(self.received_at_ms))
    }

    /// Whether a 304 could be asked for.
    pub fn has_validator(&self) -> bool {
        self.headers.has("etag") || self.headers.has("last-modified")
    }

    /// The same answer after a 304 that arrived at `received_at_ms` (RFC 9111 §4.3.4).
    #[must_use]
    pub fn freshened(&self, not_modified: &HeaderList, cap: super::rules::Cap, known_sequence: u64, requested_at_ms: u64, received_at_ms: u64) -> Self {
        let mut headers = self.headers.clone();
        // A 304 without an Age comes from the origin itself: what the kept answer had gathered on its way no longer counts.
        headers.remove("age");
        headers.update_from(not_modified);
        Self {
            life: Life::of(self.status, &headers, cap, received_at_ms),
            initial_age_ms: initial_age_ms(&headers, cap, requested_at_ms, received_at_ms),
            tags: tags_of(&headers),
            known_sequence,
            received_at_ms,
            fetch_ms: received_at_ms.saturating_sub(requested_at_ms),
            vary: self.vary.clone(),
            status: self.status,
            headers,
        }
    }
}

/// Tags at most of one answer; further ones are not kept, so an answer with more must not be stored.
pub const TAGS_MAX: usize = 64;

/// The members of an answer's `Cache-Tag`.
pub fn tags_of(headers: &HeaderList) -> Vec<String> {
    headers.get("cache-tag").map(|value| members(value).map(ToOwned::to_owned).collect()).unwrap_or_default()
}

/// A kept answer. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Entry {
    pub metadata: Rc<Metadata>,
    pub body: Body,
}

impl Entry {
    pub fn new(metadata: Metadata, body: Vec<u8>) -> Self {
        Self { metadata: Rc::new(metadata), body: body.into() }
    }

    /// Bytes that it takes in memory, about.
    pub fn bytes(&self) -> usize {
        self.body.weight().saturating_add(self.metadata.headers.bytes()).saturating_add(256)
    }

    /// One line of JSON, then the body as it is.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(&*self.metadata).unwrap_or_default();
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Reads [`Self::to_bytes`]. `None` for anything else, such as what an older build wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let metadata = serde_json::from_slice(bytes.get(..end)?).ok()?;
        Some(Self { metadata: Rc::new(metadata), body: bytes.get(end.saturating_add(1)..)?.to_vec().into() })
    }
}

#[cfg(test)]
pub fn sample(control: &str, received_at_ms: u64) -> Entry {
    let headers: HeaderList = [("cache-control", control), ("etag", "\"a\"")].into_iter().collect();
    let life = Life::of(200, &headers, super::rules::Cap::None, received_at_ms);
    let metadata = Metadata { status: 200, headers, life, vary: Vec::new(), tags: vec!["cafe:1".to_owned()], known_sequence: 3, initial_age_ms: 0, received_at_ms, fetch_ms: 20 };
    Entry::new(metadata, b"body".to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_reads_back_whole_and_anything_else_does_not() {
        let entry = sample("max-age=60", 5_000);
        let bytes = entry.to_bytes();
        let back = Entry::from_bytes(&bytes).unwrap();
        assert_eq!((&back.metadata, &back.body), (&entry.metadata, &entry.body));
        for cut in 0..bytes.len() - entry.body.len() {
            assert!(Entry::from_bytes(&bytes[..cut]).is_none(), "{cut}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = Entry::from_bytes(&bytes);
        }
    }
}

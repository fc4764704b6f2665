//! Rendered pages, in isolate memory only: they name the assets of one build, and an isolate runs one build. A page lives while all the JSON
//! it was made of does; then it is rendered again, which is cheap.

use std::cell::RefCell;
use std::rc::Rc;

use shared::limits::MEMORY_BYTES_MAX;

use super::memory::{Bounded, Weigh};
use super::status::CacheStatus;
use super::tags;
use crate::body::Body;

/// A page as it is sent.
#[derive(Clone, Debug)]
pub struct ReadyPage {
    pub body: Body,
    pub entity_tag: Rc<str>,
    pub sources: Sources,
}

/// What the JSON behind a page says of its life.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The page may be used before this moment.
    pub until_ms: u64,
    pub tags: Vec<String>,
    /// The least that was known when a part was asked for.
    pub known_sequence: u64,
    pub status: CacheStatus,
}

/// A page is rendered again at least so often: it says what is open now.
const LIFE_MAX_MS: u64 = 60_000;
/// Stale pages are looked at again sooner: a refresh is under way, or an origin may be back.
const STALE_LIFE_MS: u64 = 1_000;

impl Sources {
    /// Before any part is known.
    pub const fn none(now_ms: u64) -> Self {
        Self { until_ms: now_ms.saturating_add(LIFE_MAX_MS), tags: Vec::new(), known_sequence: u64::MAX, status: CacheStatus::Hit }
    }

    /// No longer than until then.
    pub fn end_by(&mut self, moment_ms: u64) {
        self.until_ms = self.until_ms.min(moment_ms);
    }

    /// Takes a part into account: the shortest life, all tags, the stalest state.
    pub fn add(&mut self, entry: &super::entry::Entry, status: CacheStatus, now_ms: u64) {
        let metadata = &entry.metadata;
        let left_ms = if status.is_stale() { STALE_LIFE_MS } else { metadata.life.fresh_ms.saturating_sub(metadata.age_ms(now_ms)) };
        self.end_by(now_ms.saturating_add(left_ms));
        self.known_sequence = self.known_sequence.min(metadata.known_sequence);
        self.status = self.status.max(status);
        for tag in &metadata.tags {
            if !self.tags.contains(tag) {
                self.tags.push(tag.clone());
            }
        }
    }
}

impl Weigh for ReadyPage {
    fn bytes(&self) -> usize {
        self.sources.tags.iter().fold(self.body.weight().saturating_add(256), |sum, tag| sum.saturating_add(tag.len()))
    }
}

thread_local! {
    static PAGES: RefCell<Bounded<ReadyPage>> = RefCell::new(Bounded::new(MEMORY_BYTES_MAX));
}

/// The page under a key, if it may still be used by a visitor who has seen that much.
pub fn find(key: &str, now_ms: u64, seen_sequence: u64) -> Option<ReadyPage> {
    PAGES.with_borrow_mut(|pages| {
        let page = pages.get(key)?;
        let usable = now_ms < page.sources.until_ms && !tags::is_superseded(&page.sources.tags, page.sources.known_sequence, seen_sequence);
        usable.then(|| page.clone())
    })
}

pub fn put(key: &str, page: ReadyPage) {
    PAGES.with_borrow_mut(|pages| pages.put(key, page));
}

/// Pages and bytes held, for the status page.
pub fn held() -> (usize, usize) {
    PAGES.with_borrow(|pages| (pages.count(), pages.bytes()))
}

//! Answers to GETs, kept for a moment: a crowd that asks for one address costs one answer, and so do the edge's locations that ask for it within
//! seconds. Never what a caller must not be given: an answer is used only for who has not seen more than it was read for, and no longer than until
//! one of its tags changes.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{Extensions, HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use quick_cache::Weighter;
use quick_cache::sync::{Cache, EntryAction, EntryResult};
use shared::cache_policy::CachePolicy;
use shared::cache_tags::CACHE_TAG_HEADER;
use shared::log_position::LogPosition;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::time::{Instant, sleep};

use crate::app::App;
use crate::error::ApiError;
use crate::positions::{self, Seen};
use crate::purges;

/// Bytes kept at most, in each process.
const BYTES_MAX: u64 = 32 * 1024 * 1024;
/// As many as profiles fill it.
const ANSWERS_EXPECTED: usize = 8_192;
/// What an answer weighs beside its body: key, headers, tags.
const OVERHEAD_BYTES: usize = 1_024;
/// Largest answer that is shared; the API has none near it.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How long an answer is kept, give or take a third, so that what was asked for together does not go together.
const LIFE: Duration = Duration::from_millis(1_500);
/// Tags whose last change is remembered; beyond, everything counts as changed.
const TAGS_MAX: usize = 10_000;
/// A caller whose shared answer was changed meanwhile tries again so often, then asks alone.
const TRIES_MAX: u32 = 3;
/// Before the primary is listened to again.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// An answer that many may take.
struct Kept {
    status: StatusCode,
    headers: HeaderMap,
    extensions: Extensions,
    body: Bytes,
    tags: Vec<String>,
    /// Changes that were known when it was begun.
    begun: u64,
    /// Its caller had seen this much, so it reaches at least so far.
    reaches: Option<LogPosition>,
    /// Whoever asks after this is not given it.
    ends: Instant,
}

/// Bytes that an answer takes.
#[derive(Clone)]
struct Weight;

impl Weighter<String, Arc<Kept>> for Weight {
    fn weight(&self, key: &String, kept: &Arc<Kept>) -> u64 {
        u64::try_from(key.len() + kept.body.len() + OVERHEAD_BYTES).unwrap_or(u64::MAX)
    }
}

/// Which tags have changed, in one order.
#[derive(Default)]
struct Changes {
    last: u64,
    floor: u64,
    by_tag: HashMap<String, u64>,
}

/// The answers of this process.
#[derive(Clone)]
pub struct ReadCache {
    answers: Arc<Cache<String, Arc<Kept>, Weight>>,
    changes: Arc<Mutex<Changes>>,
    hits: Arc<AtomicU64>,
    misses: Arc<AtomicU64>,
}

impl Default for ReadCache {
    fn default() -> Self {
        let answers = Cache::with_weighter(ANSWERS_EXPECTED, BYTES_MAX, Weight);
        Self { answers: Arc::new(answers), changes: Arc::default(), hits: Arc::default(), misses: Arc::default() }
    }
}

impl std::fmt::Debug for ReadCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadCache").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

impl ReadCache {
    /// These tags have changed: what was begun before is not used any more.
    pub fn changed<T: AsRef<str>>(&self, tags: impl IntoIterator<Item = T>) {
        self.with_changes(|changes| {
            changes.last = changes.last.saturating_add(1);
            for tag in tags {
                changes.by_tag.insert(tag.as_ref().to_owned(), changes.last);
            }
            if changes.by_tag.len() > TAGS_MAX {
                changes.by_tag.clear();
                changes.floor = changes.last;
            }
        });
    }

    /// Something has changed, and nobody knows what.
    fn changed_all(&self) {
        self.with_changes(|changes| {
            changes.last = changes.last.saturating_add(1);
            changes.floor = changes.last;
        });
    }

    /// Answers that were shared, and those that had to be made.
    pub fn counts(&self) -> (u64, u64) {
        (self.hits.load(Ordering::Relaxed), self.misses.load(Ordering::Relaxed))
    }

    /// Hears of changes made elsewhere, for as long as the origin serves. While the primary cannot be listened to, answers simply age.
    pub async fn keep_listening(self, db: PgPool) {
        loop {
            if let Err(error) = self.listen(&db).await {
                tracing::warn!(error = ?error, "changes cannot be listened to; trying again");
            }
            self.changed_all();
            sleep(LISTEN_AGAIN).await;
        }
    }

    async fn listen(&self, db: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(db).await?;
        listener.listen(purges::CHANNEL).await?;
        self.changed_all();
        // `None`: the connection was lost, and with it perhaps what was said meanwhile.
        while let Some(notification) = listener.try_recv().await? {
            match notification.payload() {
                purges::EVERYTHING => self.changed_all(),
                tags => self.changed(tags.split_whitespace()),
            }
        }
        Ok(())
    }

    fn known(&self) -> u64 {
        self.with_changes(|changes| changes.last)
    }

    /// Whether an answer may be given to somebody who has seen `seen`.
    fn serves(&self, kept: &Kept, seen: Option<LogPosition>) -> bool {
        let far_enough = seen.is_none_or(|seen| kept.reaches.is_some_and(|reaches| reaches.timeline == seen.timeline && reaches.lsn >= seen.lsn));
        far_enough && self.with_changes(|changes| kept.begun >= changes.floor && kept.tags.iter().all(|tag| changes.by_tag.get(tag).is_none_or(|changed| kept.begun >= *changed)))
    }

    fn with_changes<T>(&self, use_them: impl FnOnce(&mut Changes) -> T) -> T {
        use_them(&mut self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Middleware of the public API: GETs are shared by path and query, which with what the caller has seen is all that decides an answer.
pub async fn share(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    let seen = positions::seen(request.headers(), app.internal_key.as_ref());
    request.extensions_mut().insert(Seen(seen));
    // Whoever says who they are may be given what nobody else is.
    let personal = [AUTHORIZATION, COOKIE].iter().any(|name| request.headers().contains_key(name));
    if personal {
        return next.run(request).await;
    }
    // None of our GETs reads a body.
    let (parts, _) = request.into_parts();
    let cache = &app.read_cache;
    let (address, started) = (parts.uri.to_string(), Instant::now());
    // Nothing is copied unless the answer must be made.
    let again = || Request::from_parts(parts.clone(), Body::empty());
    // Not kept, but made while somebody waited for it, is made for them as well.
    let serves = |kept: &Kept| kept.ends >= started && cache.serves(kept, seen);
    if let Some(kept) = cache.answers.get(&address).filter(|kept| serves(kept)) {
        return given(cache, &address, false, started, &kept);
    }
    // Those who have seen just as much wait together, as all of an edge's visitors have after a purge. Others would find an answer that does not
    // reach far enough, one after the other.
    let place = seen.map_or_else(|| address.clone(), |seen| format!("{seen} {address}"));
    for _ in 0..TRIES_MAX {
        let known = |_: &String, kept: &mut Arc<Kept>| if serves(kept) { EntryAction::Retain(kept.clone()) } else { EntryAction::ReplaceWithGuard };
        let guard = match cache.answers.entry_async(&place, known).await {
            EntryResult::Retained(kept) => return given(cache, &address, false, started, &kept),
            EntryResult::Vacant(guard) | EntryResult::Replaced(guard, _) => guard,
            // Neither was asked for.
            EntryResult::Removed(..) | EntryResult::Timeout => break,
        };
        let kept = Arc::new(make(next.clone(), again(), cache.known(), seen).await);
        // Somebody else may have put one there; then that one stays.
        let _ = guard.insert(kept.clone());
        if cache.serves(&kept, seen) {
            if seen.is_some() && kept.ends > Instant::now() {
                cache.answers.insert(address.clone(), kept.clone());
            }
            return given(cache, &address, true, started, &kept);
        }
    }
    cache.misses.fetch_add(1, Ordering::Relaxed);
    next.run(again()).await
}

/// Hands an answer out, and counts whether it was made for this caller.
fn given(cache: &ReadCache, address: &str, fresh: bool, started: Instant, kept: &Kept) -> Response {
    let count = if fresh { &cache.misses } else { &cache.hits };
    count.fetch_add(1, Ordering::Relaxed);
    tracing::debug!(address, fresh, elapsed_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX), "shared");
    into_response(kept)
}

async fn make(next: Next, request: Request, begun: u64, seen: Option<LogPosition>) -> Kept {
    let (parts, body) = next.run(request).await.into_parts();
    let (parts, body) = match axum::body::to_bytes(body, BODY_BYTES_MAX).await {
        Ok(body) => (parts, body),
        Err(error) => (ApiError::Internal(error.into()).into_response().into_parts().0, Bytes::new()),
    };
    let tags = parts.headers.get(CACHE_TAG_HEADER).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let tags = tags.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
    // What failed, or may not be kept, is shared by those who wait for it, and by nobody after.
    let public = matches!(parts.extensions.get(), Some(CachePolicy::Public(_)));
    let life = if parts.status == StatusCode::OK && public { LIFE.mul_f64(0.66 + crate::jobs::random_fraction() * 0.66) } else { Duration::ZERO };
    let ends = Instant::now() + life;
    Kept { status: parts.status, headers: parts.headers, extensions: parts.extensions, body, tags, begun, reaches: seen, ends }
}

fn into_response(kept: &Kept) -> Response {
    let mut answer = Response::new(Body::from(kept.body.clone()));
    *answer.status_mut() = kept.status;
    answer.headers_mut().clone_from(&kept.headers);
    answer.extensions_mut().clone_from(&kept.extensions);
    answer
}

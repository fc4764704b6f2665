//! The edge's cache: a pure core judges (`decision`), stores are thin (`memory`, `persistent`), and one leader an isolate asks the origin.
//!
//! Reading order: `rules` → `decision` → `freshness`, `directives`, `vary` → `generations` → this file.

pub mod decision;
pub mod directives;
pub mod entry;
pub mod freshness;
pub mod generations;
pub mod headers;
mod leases;
pub mod memory;
pub mod pages;
mod persistent;
#[cfg(any(test, feature = "neutral"))]
pub mod preconditions;
pub mod rules;
mod status;
pub mod tags;
#[cfg(test)]
mod tests;
mod vary;

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use shared::limits::{MEMORY_BYTES_MAX, UPSTREAM_DEADLINE_MS};
use shared::log_position::POSITION_HEADER;
use shared::signed_call::{Seal, seal};

use self::decision::{Asked, Decision, Moment, Origins, bypasses, decide, forgets, keep};
use self::entry::{Entry, Metadata};
use self::leases::{Ended, Leases, Place, Seen};
use self::memory::{Bounded, Variants};
use self::persistent::{LastGood, Location, Store};
use self::rules::Rules;
pub use self::status::CacheStatus;
use crate::bindings;
use crate::clock::{chance, now_ms, sleep};
use crate::surroundings::Surroundings;
use crate::upstream::{self, Call, NoAnswer};

thread_local! {
    static MEMORY: RefCell<Bounded<Variants>> = RefCell::new(Bounded::new(MEMORY_BYTES_MAX));
    static LEASES: RefCell<Leases> = RefCell::default();
}

/// Answers and bytes held in memory, for the status page.
pub fn held() -> (usize, usize) {
    MEMORY.with_borrow(|memory| (memory.count(), memory.bytes()))
}

/// Forgets what is kept in memory under a key.
#[cfg(feature = "neutral")]
pub fn forget(key: &str) {
    MEMORY.with_borrow_mut(|memory| memory.remove(key));
}

/// How far an answer may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// In this isolate.
    Isolate,
    /// At this location as well.
    Location,
    /// And in KV, for when no origin answers anywhere.
    Everywhere,
}

/// A request for something that may be kept.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// One meaning, one key.
    pub key: String,
    pub asked: Asked,
    /// The request as it goes to an origin. Nothing that the key does not cover is in it.
    pub call: Call,
    pub rules: Rules,
    pub reach: Reach,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Reply {
    Answered {
        entry: Entry,
        status: CacheStatus,
    },
    /// No origin answers, and nothing kept may be used.
    Failed,
    /// The request wanted only what is kept.
    NotKept,
}

/// Answers from what is kept, or asks an origin.
pub async fn answer(surroundings: &Surroundings, wanted: &Wanted) -> Reply {
    if bypasses(&wanted.asked, &wanted.rules) {
        return ask(surroundings, wanted, None).await.map_or(Reply::Failed, |entry| Reply::Answered { entry, status: CacheStatus::Bypass });
    }
    let stored = find(wanted).await;
    match judge(surroundings, wanted, stored.as_ref()) {
        (Decision::Fresh { refresh_behind }, Some(entry)) => {
            if refresh_behind {
                ask_behind(surroundings, wanted, &entry);
            }
            Reply::Answered { entry, status: CacheStatus::Hit }
        }
        (Decision::StaleRefreshBehind, Some(entry)) => {
            ask_behind(surroundings, wanted, &entry);
            Reply::Answered { entry, status: CacheStatus::Stale }
        }
        (Decision::StaleOriginFails, Some(entry)) => Reply::Answered { entry, status: CacheStatus::StaleIfError },
        (Decision::Revalidate { stale_if_error }, stored) => lead_or_follow(surroundings, wanted, stored, stale_if_error).await,
        (Decision::NotKept, _) => Reply::NotKept,
        (_, _) => lead_or_follow(surroundings, wanted, None, false).await,
    }
}

/// What is kept for a request: in this isolate, else at this location.
async fn find(wanted: &Wanted) -> Option<Entry> {
    if let Some(entry) = find_in_memory(wanted) {
        return Some(entry);
    }
    if wanted.reach < Reach::Location {
        return None;
    }
    let entry = Location.find(&wanted.key).await?;
    MEMORY.with_borrow_mut(|memory| memory.put(&wanted.key, Variants::one(entry.clone())));
    Some(entry)
}

fn find_in_memory(wanted: &Wanted) -> Option<Entry> {
    MEMORY.with_borrow_mut(|memory| memory.get(&wanted.key).and_then(|variants| variants.matching(&wanted.asked.headers)).cloned())
}

fn judge(surroundings: &Surroundings, wanted: &Wanted, stored: Option<&Entry>) -> (Decision, Option<Entry>) {
    let superseded = stored.is_some_and(|entry| tags::superseded(&entry.metadata, surroundings.seen_sequence));
    let origins = if upstream::any_answering(&surroundings.regions) { Origins::Answering } else { Origins::Failing };
    let moment = Moment { now_ms: now_ms(), origins, chance: chance() };
    (decide(&wanted.asked, stored.map(|entry| &*entry.metadata), superseded, &wanted.rules, moment), stored.cloned())
}

/// A lease outlives the deadline of both tries, and little more.
fn lease_ms() -> u64 {
    u64::from(UPSTREAM_DEADLINE_MS).saturating_mul(2).saturating_add(500)
}

fn take_lease(key: &str) -> Place {
    LEASES.with_borrow_mut(|leases| leases.take(key, now_ms(), lease_ms()))
}

/// Asks behind an answer that was already given, unless somebody does.
fn ask_behind(surroundings: &Surroundings, wanted: &Wanted, stored: &Entry) {
    if let Place::Lead(ticket) = take_lease(&wanted.key) {
        drop(lead(surroundings, wanted, Some(stored.clone()), ticket));
    }
}

/// Asks under `wait_until`, so that a visitor who leaves takes nothing from the others. What came of it, for the leader.
fn lead(surroundings: &Surroundings, wanted: &Wanted, stored: Option<Entry>, ticket: u64) -> oneshot::Receiver<Option<Entry>> {
    let (sender, receiver) = oneshot::channel();
    let (behind, wanted) = (surroundings.clone(), wanted.clone());
    surroundings.wait_until(async move {
        let asked = ask(&behind, &wanted, stored.as_ref()).await;
        let ended = match &asked {
            // Another answer may be in memory still: only this very one has been kept.
            Ok(entry) if find_in_memory(&wanted).is_some_and(|kept| Rc::ptr_eq(&kept.metadata, &entry.metadata)) => Ended::Kept,
            Ok(_) => Ended::NotKept,
            Err(NoAnswer) => Ended::Failed,
        };
        LEASES.with_borrow_mut(|leases| leases.end(&wanted.key, ticket, ended));
        let kept = asked.as_ref().ok().filter(|_| ended == Ended::Kept).cloned();
        let _ = sender.send(asked.ok());
        if let Some(entry) = kept {
            persist(&behind, &wanted, stored.as_ref(), &entry).await;
        }
    });
    receiver
}

/// Leads, or waits for whoever does by looking at shared data now and then. Nobody awaits another request's future.
async fn lead_or_follow(surroundings: &Surroundings, wanted: &Wanted, stored: Option<Entry>, stale_if_error: bool) -> Reply {
    let failed = async |stored: Option<Entry>| match stored.filter(|_| stale_if_error) {
        Some(entry) => Reply::Answered { entry, status: CacheStatus::StaleIfError },
        None => last_known_good(surroundings, wanted).await,
    };
    let ticket = match take_lease(&wanted.key) {
        Place::Lead(ticket) => ticket,
        Place::Follow(_) if !surroundings.switches.collapses => 0,
        Place::Follow(ticket) => match follow(surroundings, wanted, ticket).await {
            Followed::Found(entry) => return Reply::Answered { entry, status: CacheStatus::Collapsed },
            Followed::Failed => return failed(stored).await,
            Followed::Lead(ticket) => ticket,
        },
    };
    let answer = lead(surroundings, wanted, stored.clone(), ticket).await.ok().flatten();
    match answer {
        Some(entry) if is_error(&entry.metadata) && stale_if_error => failed(stored).await,
        Some(entry) => {
            let status = match &stored {
                None => CacheStatus::Miss,
                Some(before) if before.body.is_same(&entry.body) => CacheStatus::Revalidated,
                Some(_) => CacheStatus::Refetched,
            };
            Reply::Answered { entry, status }
        }
        None => failed(stored).await,
    }
}

/// How waiting for a leader ended.
enum Followed {
    Found(Entry),
    Failed,
    /// Ask yourself, under this ticket.
    Lead(u64),
}

/// Pauses between two looks; the last one repeats.
const PAUSES_MS: [u32; 4] = [5, 10, 20, 40];

async fn follow(surroundings: &Surroundings, wanted: &Wanted, ticket: u64) -> Followed {
    let mut pauses = PAUSES_MS.into_iter();
    loop {
        sleep(pauses.next().unwrap_or(40)).await;
        match LEASES.with_borrow(|leases| leases.look(&wanted.key, ticket, now_ms())) {
            Seen::Waiting => {}
            Seen::Ended(Ended::Failed) => return Followed::Failed,
            // What was asked for before a raise that this visitor has caused is not theirs: the judgement is made anew.
            Seen::Ended(Ended::Kept) => match judge(surroundings, wanted, find_in_memory(wanted).as_ref()) {
                (Decision::Fresh { .. } | Decision::StaleRefreshBehind, Some(entry)) => return Followed::Found(entry),
                _ => return Followed::Lead(0),
            },
            Seen::Ended(Ended::NotKept) => return Followed::Lead(0),
            Seen::Lapsed => match take_lease(&wanted.key) {
                Place::Lead(ticket) => return Followed::Lead(ticket),
                Place::Follow(_) => {}
            },
        }
    }
}

/// Behind a plain proxy an origin's failure is its answer, unless something kept may stand for it (RFC 5861 §4).
fn is_error(metadata: &Metadata) -> bool {
    matches!(metadata.status, 500 | 502 | 503 | 504)
}

/// When no origin answers and nothing near is kept: what any location kept last.
async fn last_known_good(surroundings: &Surroundings, wanted: &Wanted) -> Reply {
    let found = match LastGood::bound(surroundings).filter(|_| wanted.reach == Reach::Everywhere) {
        Some(store) => store.find(&wanted.key).await,
        None => None,
    };
    let usable = found.filter(|entry| {
        matches!(
            judge(surroundings, wanted, Some(entry)).0,
            Decision::Fresh { .. } | Decision::StaleRefreshBehind | Decision::StaleOriginFails | Decision::Revalidate { stale_if_error: true }
        )
    });
    match usable {
        Some(entry) => {
            MEMORY.with_borrow_mut(|memory| memory.put(&wanted.key, Variants::one(entry.clone())));
            Reply::Answered { entry, status: CacheStatus::StaleIfError }
        }
        None => Reply::Failed,
    }
}

/// Asks an origin, and keeps in memory what may be kept. What comes back is whole, kept or not.
async fn ask(surroundings: &Surroundings, wanted: &Wanted, stored: Option<&Entry>) -> Result<Entry, NoAnswer> {
    let known_sequence = tags::known_sequence();
    let mut call = wanted.call.clone();
    let validates = wanted.asked.is_retrieval() && stored.is_some_and(|entry| entry.metadata.has_validator());
    if let Some(entry) = stored.filter(|_| validates) {
        for (condition, validator) in [("if-none-match", "etag"), ("if-modified-since", "last-modified")] {
            if let Some(value) = entry.metadata.headers.get(validator) {
                call.headers.set(condition, value);
            }
        }
    }
    if let Some((position, key)) = tags::known_position().max(surroundings.seen_position).zip(bindings::internal_key(&surroundings.env)) {
        call.headers.set(POSITION_HEADER, &seal(key.as_bytes(), Seal::Position, &position.to_string()));
    }
    let received = upstream::send(&surroundings.regions, surroundings.position(), &call).await?;
    let answer = decision::Received {
        status: received.status,
        headers: &received.headers,
        requested_at_ms: received.requested_at_ms,
        received_at_ms: received.received_at_ms,
        known_sequence,
    };
    if let Some(entry) = stored.filter(|_| validates && received.status == 304) {
        let cap = wanted.rules.cap(entry.metadata.status);
        let fresh = entry.metadata.freshened(&received.headers, cap, known_sequence, received.requested_at_ms, received.received_at_ms);
        let entry = Entry { metadata: Rc::new(fresh), body: entry.body.clone() };
        keep_in_memory(wanted, &entry);
        return Ok(entry);
    }
    let metadata = keep(&wanted.asked, answer, &wanted.rules);
    let is_kept = metadata.is_some();
    let entry = Entry::new(metadata.unwrap_or_else(|| decision::unkept(answer)), received.body);
    if is_kept {
        keep_in_memory(wanted, &entry);
    } else if forgets(&wanted.asked, received.status, &wanted.rules) {
        MEMORY.with_borrow_mut(|memory| memory.remove(&wanted.key));
        if wanted.reach >= Reach::Location {
            Location.remove(&wanted.key).await;
        }
    }
    Ok(entry)
}

fn keep_in_memory(wanted: &Wanted, entry: &Entry) {
    MEMORY.with_borrow_mut(|memory| {
        let mut variants = memory.remove(&wanted.key).unwrap_or_default();
        variants.add(entry.clone(), &wanted.asked.headers);
        memory.put(&wanted.key, variants);
    });
}

/// KV takes one write a second for a key and each is paid for: an unchanged answer is written again only after this time.
const LAST_GOOD_EVERY_MS: u64 = 3_600_000;

async fn persist(surroundings: &Surroundings, wanted: &Wanted, before: Option<&Entry>, entry: &Entry) {
    if wanted.reach < Reach::Location {
        return;
    }
    let kept_s = entry.metadata.life.kept_ms().checked_div(1_000).unwrap_or(0);
    Location.put(&wanted.key, entry, kept_s).await;
    let Some(last_good) = LastGood::bound(surroundings).filter(|_| wanted.reach == Reach::Everywhere) else { return };
    let unchanged =
        before.is_some_and(|before| before.body == entry.body && before.metadata.received_at_ms / LAST_GOOD_EVERY_MS == entry.metadata.received_at_ms / LAST_GOOD_EVERY_MS);
    match entry.metadata.status {
        200 if !unchanged => last_good.put(&wanted.key, entry, kept_s).await,
        404 | 410 => last_good.remove(&wanted.key).await,
        _ => {}
    }
}

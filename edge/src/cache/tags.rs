//! The isolate's copy of all raised tags, asked for again behind requests so that it is never much older than a second, and the raising of
//! tags by whoever has just changed something.

use std::cell::RefCell;

use shared::limits::{GENERATIONS_AGE_MAX_MS, GENERATIONS_REFRESH_MS, GENERATIONS_WAIT_MS};
use shared::log_position::LogPosition;

use super::entry::Metadata;
use super::generations::Generations;
use crate::clock::{now_ms, sleep};
use crate::generations_object::{self, NamedRaise};
use crate::surroundings::Surroundings;

#[derive(Debug, Default)]
struct Copy {
    generations: Generations,
    learnt_at_ms: u64,
    /// Somebody is asking; believed for as long as asking may take.
    asked_at_ms: Option<u64>,
}

thread_local! {
    static COPY: RefCell<Copy> = RefCell::default();
}

/// The latest raise known here, to be kept with what is asked for from now on.
pub fn known_sequence() -> u64 {
    COPY.with_borrow(|copy| copy.generations.sequence())
}

/// How far an answer must reach that is asked for now: behind every raise that is known here.
pub fn known_position() -> Option<LogPosition> {
    COPY.with_borrow(|copy| copy.generations.position())
}

/// Age of the copy in milliseconds, for the status page.
pub fn copy_age_ms() -> u64 {
    COPY.with_borrow(|copy| now_ms().saturating_sub(copy.learnt_at_ms))
}

/// Whether an answer is older than a change of what it speaks of, or than what this visitor has seen.
pub fn superseded(metadata: &Metadata, seen_sequence: u64) -> bool {
    is_superseded(&metadata.tags, metadata.known_sequence, seen_sequence)
}

pub fn is_superseded(tags: &[String], known_sequence: u64, seen_sequence: u64) -> bool {
    COPY.with_borrow(|copy| copy.generations.sequence() < seen_sequence || copy.generations.supersede(tags, known_sequence))
}

/// What the copy's age asks for.
enum Due {
    Nothing,
    Behind,
    Now,
    /// Somebody else is asking, and what is here is too old to go by.
    Soon,
}

/// Makes sure that the copy can be relied on: usually nothing to do, sometimes a refresh behind the answer, after a pause a short wait.
pub async fn keep_current(surroundings: &Surroundings) {
    let seen = surroundings.seen_sequence;
    match due(seen) {
        Due::Nothing => {}
        Due::Behind => {
            let behind = surroundings.clone();
            surroundings.wait_until(async move { learn(&behind).await });
        }
        Due::Now => learn(surroundings).await,
        Due::Soon => {
            let (mut waited_ms, mut pause_ms) = (0, 5);
            while waited_ms < GENERATIONS_WAIT_MS && COPY.with_borrow(|copy| now_ms().saturating_sub(copy.learnt_at_ms) > GENERATIONS_AGE_MAX_MS) {
                sleep(pause_ms).await;
                waited_ms = waited_ms.saturating_add(pause_ms);
                pause_ms = pause_ms.saturating_mul(2).min(40);
            }
        }
    }
}

fn due(seen_sequence: u64) -> Due {
    COPY.with_borrow_mut(|copy| {
        let now_ms = now_ms();
        let age_ms = now_ms.saturating_sub(copy.learnt_at_ms);
        let asking = copy.asked_at_ms.is_some_and(|at_ms| now_ms.saturating_sub(at_ms) < u64::from(GENERATIONS_WAIT_MS));
        let due = match (age_ms, asking) {
            _ if copy.generations.sequence() < seen_sequence => Due::Now,
            (0..GENERATIONS_REFRESH_MS, _) | (0..=GENERATIONS_AGE_MAX_MS, true) => Due::Nothing,
            (0..=GENERATIONS_AGE_MAX_MS, false) => Due::Behind,
            (_, true) => Due::Soon,
            (_, false) => Due::Now,
        };
        if matches!(due, Due::Behind | Due::Now) {
            copy.asked_at_ms = Some(now_ms);
        }
        due
    })
}

/// Asks for the news, once, within the deadline. Without them the old copy stays: being a little late is better than not answering.
async fn learn(surroundings: &Surroundings) {
    let news = generations_object::since(surroundings, known_sequence()).await;
    COPY.with_borrow_mut(|copy| {
        copy.asked_at_ms = None;
        copy.learnt_at_ms = now_ms();
        if let Some(news) = news {
            copy.generations.learn(news);
        }
    });
}

/// Raises tags everywhere after a write that came to `position`: here at once, elsewhere as soon as the copies there are renewed. The sequence
/// reached, if the truth was reached.
pub async fn raise(surroundings: &Surroundings, raises: &[NamedRaise], position: Option<LogPosition>) -> Option<u64> {
    COPY.with_borrow_mut(|copy| {
        for raise in raises {
            copy.generations.raise_ahead(&raise.tag, raise.generation);
        }
        copy.generations.reach(position);
    });
    let news = generations_object::raise(surroundings, raises, position, known_sequence()).await?;
    let sequence = news.sequence;
    COPY.with_borrow_mut(|copy| copy.generations.learn(news));
    Some(sequence)
}

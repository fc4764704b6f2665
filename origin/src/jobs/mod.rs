//! Work that happens later. A write and what follows from it commit together: the job table is the outbox. Claiming, retrying, scheduling and
//! waking up are `graphile_worker`'s; what it lacks is here: jitter, an end for jobs that kill their worker, dead letters, a bound for each kind, and going
//! on with what waits.

pub mod dead_letters;
pub mod handlers;
pub mod lanes;
pub mod queries;
mod retries;
#[cfg(test)]
mod tests;
mod wake_up;
pub mod work;

use graphile_worker::TaskHandler;
use sqlx::PgConnection;

pub use retries::{ATTEMPTS_MAX, random_fraction};

/// A kind of job: its payload, and how urgent it is.
pub trait Job: TaskHandler {
    /// Smaller goes first.
    const PRIORITY: i16;
}

/// Puts a job into the queue as part of the caller's transaction: it exists if and only if that commits.
///
/// # Errors
/// When the database fails.
pub async fn enqueue<J: Job>(db: &mut PgConnection, job: &J) -> Result<(), sqlx::Error> {
    let payload = serde_json::to_value(job).map_err(|error| sqlx::Error::Encode(error.into()))?;
    queries::insert(db, J::IDENTIFIER, &payload, J::PRIORITY).await.map(|_id| ())
}

/// The same for many of a kind, in one round trip.
///
/// # Errors
/// When the database fails.
pub async fn enqueue_all<J: Job>(db: &mut PgConnection, jobs: &[J]) -> Result<(), sqlx::Error> {
    let payloads: Result<Vec<_>, _> = jobs.iter().map(serde_json::to_value).collect();
    queries::insert_all(db, J::IDENTIFIER, &payloads.map_err(|error| sqlx::Error::Encode(error.into()))?, J::PRIORITY).await
}

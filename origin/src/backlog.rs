//! How much waits. Counting is work, so requests go by the last count, a few seconds old; what would add to a full queue is refused, because a queue
//! that only grows helps nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use shared::limits::{JOBS_WAITING_MAX, SUGGESTIONS_PENDING_MAX};
use sqlx::PgPool;
use tokio::time::interval;

use crate::error::ApiError;
use crate::{jobs, suggestions};

/// Between two counts.
const EVERY: Duration = Duration::from_secs(5);

/// The last counts.
#[derive(Clone, Debug, Default)]
pub struct Backlog {
    /// Suggestions that wait for a decision.
    suggestions: Arc<AtomicI64>,
    /// Jobs that wait for a worker.
    jobs: Arc<AtomicI64>,
}

impl Backlog {
    /// Counts now and every few seconds, for as long as the origin serves. A failure is logged, and the last counts stand.
    pub async fn keep_measured(self, db: PgPool) {
        let mut ticks = interval(EVERY);
        loop {
            ticks.tick().await;
            if let Err(error) = self.measure(&db).await {
                tracing::warn!(error = ?error, "what waits could not be counted; trying again");
            }
        }
    }

    /// Counts, as far as it matters.
    ///
    /// # Errors
    /// When the database fails; then the last counts stand.
    pub async fn measure(&self, db: &PgPool) -> Result<(), sqlx::Error> {
        self.suggestions.store(suggestions::count_pending(db, i64::from(SUGGESTIONS_PENDING_MAX)).await?, Ordering::Relaxed);
        self.jobs.store(jobs::queries::count_waiting(db, i64::from(JOBS_WAITING_MAX)).await?, Ordering::Relaxed);
        Ok(())
    }

    /// # Errors
    /// `unavailable` (503) when more has been suggested than people can look through.
    pub fn admit_suggestions(&self) -> Result<(), ApiError> {
        admit(&self.suggestions, SUGGESTIONS_PENDING_MAX, "More has been suggested than we can look through. Try again tomorrow.")
    }

    /// # Errors
    /// `unavailable` (503) when workers are that far behind.
    pub fn admit_jobs(&self) -> Result<(), ApiError> {
        admit(&self.jobs, JOBS_WAITING_MAX, "What earlier changes have set going is not done yet. Try again in a few minutes.")
    }
}

fn admit(waiting: &AtomicI64, most: u32, sentence: &str) -> Result<(), ApiError> {
    if waiting.load(Ordering::Relaxed) < i64::from(most) { Ok(()) } else { Err(ApiError::Full(sentence.to_owned())) }
}

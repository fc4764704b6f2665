//! Jobs that have been tried as often as they may be: kept with their reason, until an operator runs them again or drops them.

use sqlx::{PgConnection, PgPool};

use super::queries;

/// Moved in one statement.
const BATCH: i64 = 100;

/// Moves exhausted jobs out of the queue. How many.
///
/// # Errors
/// When the database fails.
pub async fn bury(db: &PgPool) -> Result<u64, sqlx::Error> {
    let mut all = 0;
    loop {
        let buried = queries::bury_exhausted(db, BATCH).await?;
        all += buried;
        if buried > 0 {
            tracing::error!(buried, "jobs have been given up; `GET /internal/jobs/dead` says why");
        }
        if buried < u64::try_from(BATCH).unwrap_or(0) {
            return Ok(all);
        }
    }
}

/// Puts a dead letter back into the queue, with all its tries. The new job's id; `None` where there is no such letter.
///
/// # Errors
/// When the database fails.
pub async fn requeue(db: &mut PgConnection, id: i64, priority: i16) -> Result<Option<i64>, sqlx::Error> {
    match queries::delete_dead(db, id).await? {
        Some(letter) => queries::insert(db, &letter.kind, &letter.payload, priority).await.map(Some),
        None => Ok(None),
    }
}

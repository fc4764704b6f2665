//! What an origin does beside answering: opening hours are laid out ahead, and what nobody can ask for any more is forgotten. Several origins may
//! do so at once.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::app::App;
use crate::database::commit;
use crate::opening_hours::lay_out;
use crate::{idempotency, suggestions};

/// Between two rounds; when nothing is due, a round is a few small queries.
const EVERY: Duration = Duration::from_mins(1);

/// A round now and every minute, for as long as the origin serves. A failure is logged and tried again.
pub async fn keep(app: App) {
    let db = app.database.writer;
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        let now = app.clock.now();
        if let Err(error) = app.backlog.measure(&db).await {
            tracing::warn!(error = ?error, "waiting suggestions could not be counted; trying again later");
        }
        match lay_out::lay_out_due(&db, now).await {
            Ok(0) => {}
            Ok(places) => tracing::info!(places, "opening hours laid out"),
            Err(error) => tracing::warn!(error = ?error, "opening hours could not be laid out; trying again later"),
        }
        match forget_old(&db, now).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "old keys and allowances forgotten"),
            Err(error) => tracing::warn!(error = ?error, "old rows could not be forgotten; trying again later"),
        }
    }
}

/// Answers that nobody may ask for again, and allowances of past days. How many rows.
///
/// # Errors
/// When the database fails; then nothing is forgotten.
pub async fn forget_old(db: &PgPool, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let mut transaction = db.begin().await?;
    let answers = idempotency::forget_old(&mut transaction, now).await?;
    let allowances = suggestions::forget_old_allowances(&mut transaction, now).await?;
    commit(transaction).await?;
    Ok(answers + allowances)
}

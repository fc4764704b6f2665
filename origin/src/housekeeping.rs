//! What comes round every minute: opening hours are laid out ahead, and what nobody can ask for any more is forgotten.

use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio::time::timeout;

use crate::database::commit;
use crate::jobs::work::Workbench;
use crate::opening_hours::lay_out;
use crate::{idempotency, mails, purges, suggestions};

/// A round lays out a whole import at most.
const DEADLINE: Duration = Duration::from_mins(10);

/// One round. When nothing is due, it is a few small queries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeepHouse {}

impl TaskHandler for KeepHouse {
    const IDENTIFIER: &'static str = "keep_house";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let bench = Workbench::of(&context)?;
        let now = bench.clock.now();
        let round = async {
            let places = lay_out::lay_out_due(&bench.db, now).await.context("opening hours could not be laid out")?;
            let rows = forget_old(&bench.db, now).await.context("old rows could not be forgotten")?;
            anyhow::Ok((places, rows))
        };
        let (places, rows) = timeout(DEADLINE, round).await.context("the round took too long")??;
        if places + rows > 0 {
            tracing::info!(places, rows, "opening hours laid out, old rows forgotten");
        }
        anyhow::Ok(())
    }
}

/// Answers that nobody may ask for again, allowances of past days, purges that are done, mails of a month ago. How many rows.
///
/// # Errors
/// When the database fails; then nothing is forgotten.
pub async fn forget_old(db: &PgPool, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let mut transaction = db.begin().await?;
    let answers = idempotency::forget_old(&mut transaction, now).await?;
    let allowances = suggestions::forget_old_allowances(&mut transaction, now).await?;
    let purges = purges::forget_old(&mut transaction, now).await?;
    let mails = mails::forget_old(&mut transaction, now).await?;
    let emails = suggestions::forget_old_emails(&mut transaction, now).await?;
    commit(transaction).await?;
    Ok(answers + allowances + purges + mails + emails)
}

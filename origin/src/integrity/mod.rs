//! Whether the data still says what it must: counts equal what they count, nothing is left behind. Checked every night; what is found is logged,
//! and shown by `GET /internal/jobs`.

mod queries;
#[cfg(test)]
mod tests;

use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio::time::timeout;

pub use queries::Finding;

use crate::jobs::work::Workbench;

/// A check reads whole tables; it takes seconds, not minutes.
const DEADLINE: Duration = Duration::from_mins(10);

/// Checks every rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckIntegrity {}

impl TaskHandler for CheckIntegrity {
    const IDENTIFIER: &'static str = "check_integrity";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let bench = Workbench::of(&context)?;
        timeout(DEADLINE, check(&bench.db, bench.clock.now())).await.context("the check took too long")??;
        anyhow::Ok(())
    }
}

/// Checks every rule and keeps what it found.
///
/// # Errors
/// When the database fails.
pub async fn check(db: &PgPool, now: DateTime<Utc>) -> Result<Vec<Finding>, sqlx::Error> {
    let mut transaction = db.begin().await?;
    for violated in queries::count_violations(&mut transaction).await? {
        if violated.violations > 0 {
            tracing::error!(rule = violated.rule, violations = violated.violations, "the data breaks a rule");
        }
        queries::upsert(&mut transaction, &violated.rule, violated.violations, now).await?;
    }
    transaction.commit().await?;
    findings(db).await
}

/// What the last check of each rule found.
///
/// # Errors
/// When the database fails.
pub async fn findings(db: &PgPool) -> Result<Vec<Finding>, sqlx::Error> {
    queries::list(db).await
}

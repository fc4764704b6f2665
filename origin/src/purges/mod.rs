//! Telling the edges what a write has made old. The edge that carried the write hears of it at once, with the answer; this makes sure of it should
//! that edge be gone by then, and covers what nobody's call has changed. Both use one generation, so only the first has an effect.

pub mod edges;
pub mod queries;
#[cfg(test)]
mod tests;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::jobs::work::Workbench;
use crate::jobs::{Job, enqueue};
use crate::positions;

/// Where every origin hears of changes, so that none keeps old answers for its own short while.
pub const CHANNEL: &str = "craftbean_changes";
/// Said instead of tags that do not fit.
pub const EVERYTHING: &str = "*";
/// What a notification can carry.
const NOTIFICATION_BYTES_MAX: usize = 7_900;

/// How long a purge that the edges know of is remembered: no call and no job takes so long.
const KEPT: TimeDelta = TimeDelta::days(1);

/// Tells the edges of one purge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellEdges {
    purge: Uuid,
}

impl Job for TellEdges {
    const PRIORITY: i16 = 0;
}

impl TaskHandler for TellEdges {
    const IDENTIFIER: &'static str = "tell_edges";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let bench = Workbench::of(&context)?;
        tell(bench, self.purge).await
    }
}

/// Notes that these tags are old once the caller's transaction commits. The purge's id; `None` where there is nothing to tell.
///
/// # Errors
/// When the database fails.
pub async fn begin(db: &mut PgConnection, tags: &[String]) -> Result<Option<Uuid>, sqlx::Error> {
    if tags.is_empty() {
        return Ok(None);
    }
    let purge = Uuid::now_v7();
    queries::insert(db, purge, tags).await?;
    let told = tags.join(" ");
    queries::notify(db, CHANNEL, if told.len() > NOTIFICATION_BYTES_MAX { EVERYTHING } else { &told }).await?;
    enqueue(db, &TellEdges { purge }).await?;
    Ok(Some(purge))
}

/// The purge's generation. Call after the commit: whoever fetches with a later one sees the write.
///
/// # Errors
/// When the database fails, or has never heard of the purge.
pub async fn generation(db: &PgPool, purge: Uuid) -> Result<u64, sqlx::Error> {
    let row = queries::fix_generation(db, purge).await?;
    Ok(u64::try_from(row.generation).unwrap_or(1))
}

/// Forgets purges that every edge knows of. How many.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(db: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    queries::delete_told_before(db, now - KEPT).await
}

async fn tell(bench: &Workbench, purge: Uuid) -> anyhow::Result<()> {
    let row = queries::fix_generation(&bench.db, purge).await.context("the purge cannot be read")?;
    if row.told_at.is_some() {
        return Ok(());
    }
    // Without it, an edge could ask a replica that has not heard of the write, and keep its old answer as a new one.
    let position = positions::queries::current(&bench.db).await.context("the primary's position cannot be read")?;
    bench.edges.raise(&row.tags, u64::try_from(row.generation).unwrap_or(1), position, bench.clock.now()).await?;
    queries::mark_told(&bench.db, purge, bench.clock.now()).await.context("the purge cannot be marked")
}

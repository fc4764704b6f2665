//! SQL of the queue and of dead letters.
#![expect(clippy::disallowed_methods, reason = "graphile_worker's tables come from its own migrations, which checked queries do not know; tests run every statement")]

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::{FromRow, PgConnection, PgPool};

use super::ATTEMPTS_MAX;

/// Adds a job. Its id.
pub async fn insert(db: &mut PgConnection, kind: &str, payload: &Value, priority: i16) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT (graphile_worker.add_job($1, payload => $2::json, max_attempts => $3::int4, priority => $4::int4)).id")
        .bind(kind)
        .bind(payload)
        .bind(ATTEMPTS_MAX)
        .bind(priority)
        .fetch_one(db)
        .await
}

/// Adds a job for each payload.
pub async fn insert_all(db: &mut PgConnection, kind: &str, payloads: &[Value], priority: i16) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT graphile_worker.add_job($1, payload => payload::json, max_attempts => $3::int4, priority => $4::int4) FROM unnest($2::jsonb[]) AS payload")
        .bind(kind)
        .bind(payloads)
        .bind(ATTEMPTS_MAX)
        .bind(priority)
        .execute(db)
        .await?;
    Ok(())
}

/// An index of ours on the library's table, so that exhausted jobs are found without reading the others.
pub async fn create_indexes(db: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query("CREATE INDEX IF NOT EXISTS craftbean_exhausted_jobs ON graphile_worker._private_jobs (id) WHERE attempts >= max_attempts AND locked_at IS NULL")
        .execute(db)
        .await?;
    Ok(())
}

/// How many jobs wait, counted up to `most`.
pub async fn count_waiting(db: &PgPool, most: i64) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT count(*) FROM (SELECT 1 FROM graphile_worker._private_jobs WHERE is_available LIMIT $1) AS waiting").bind(most).fetch_one(db).await
}

/// Puts a failed job's next try off by up to half of its pause again, so that what failed together does not come back together.
pub async fn spread_retry(db: &PgPool, id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE graphile_worker._private_jobs SET run_at = run_at + random() * 0.5 * (run_at - now()) WHERE id = $1 AND locked_at IS NULL AND run_at > now()")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Moves jobs that have been tried as often as they may be to the dead letters. How many.
pub async fn bury_exhausted(db: &PgPool, most: i64) -> Result<u64, sqlx::Error> {
    let buried = sqlx::query(
        "WITH exhausted AS (
             SELECT id FROM graphile_worker._private_jobs WHERE attempts >= max_attempts AND locked_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
         ), removed AS (
             DELETE FROM graphile_worker._private_jobs AS jobs USING exhausted WHERE jobs.id = exhausted.id RETURNING jobs.*
         )
         INSERT INTO dead_letters (id, kind, payload, attempts, reason, enqueued_at)
         SELECT removed.id, tasks.identifier, removed.payload::jsonb, removed.attempts, COALESCE(removed.last_error, 'no reason was given'), removed.created_at
         FROM removed JOIN graphile_worker._private_tasks AS tasks ON tasks.id = removed.task_id",
    )
    .bind(most)
    .execute(db)
    .await?;
    Ok(buried.rows_affected())
}

/// The queue of one kind of job.
#[derive(Debug, Serialize, FromRow)]
pub struct KindSummary {
    pub kind: String,
    /// Not tried yet.
    pub waiting: i64,
    pub running: i64,
    /// Failed, and to be tried again.
    pub retrying: i64,
    /// How long the oldest job that could run has been able to.
    pub oldest_s: Option<f64>,
}

pub async fn list_kinds(db: &PgPool) -> Result<Vec<KindSummary>, sqlx::Error> {
    sqlx::query_as(
        "SELECT tasks.identifier AS kind,
                count(*) FILTER (WHERE locked_at IS NULL AND attempts = 0) AS waiting,
                count(*) FILTER (WHERE locked_at IS NOT NULL) AS running,
                count(*) FILTER (WHERE locked_at IS NULL AND attempts > 0) AS retrying,
                extract(epoch FROM now() - min(run_at) FILTER (WHERE locked_at IS NULL AND run_at <= now()))::float8 AS oldest_s
         FROM graphile_worker._private_jobs AS jobs JOIN graphile_worker._private_tasks AS tasks ON tasks.id = jobs.task_id
         GROUP BY tasks.identifier ORDER BY tasks.identifier",
    )
    .fetch_all(db)
    .await
}

/// A job that has been given up.
#[derive(Debug, Serialize, FromRow)]
pub struct DeadLetter {
    pub id: i64,
    pub kind: String,
    pub payload: Value,
    pub attempts: i16,
    pub reason: String,
    pub enqueued_at: DateTime<Utc>,
    pub died_at: DateTime<Utc>,
}

/// `limit` dead letters before an id, the latest first.
pub async fn list_dead(db: &PgPool, before: Option<i64>, limit: i64) -> Result<Vec<DeadLetter>, sqlx::Error> {
    sqlx::query_as("SELECT id, kind, payload, attempts, reason, enqueued_at, died_at FROM dead_letters WHERE $1::int8 IS NULL OR id < $1 ORDER BY id DESC LIMIT $2")
        .bind(before)
        .bind(limit)
        .fetch_all(db)
        .await
}

pub async fn count_dead(db: &PgPool, most: i64) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT count(*) FROM (SELECT 1 FROM dead_letters LIMIT $1) AS dead").bind(most).fetch_one(db).await
}

/// Takes a dead letter out. `None` where there is none.
pub async fn delete_dead(db: &mut PgConnection, id: i64) -> Result<Option<DeadLetter>, sqlx::Error> {
    sqlx::query_as("DELETE FROM dead_letters WHERE id = $1 RETURNING id, kind, payload, attempts, reason, enqueued_at, died_at").bind(id).fetch_optional(db).await
}

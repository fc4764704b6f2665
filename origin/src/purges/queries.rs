//! SQL of purges.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A purge with its one generation.
#[derive(Debug)]
pub struct PurgeRow {
    pub tags: Vec<String>,
    pub generation: i64,
    pub told_at: Option<DateTime<Utc>>,
}

pub async fn insert(db: &mut PgConnection, id: Uuid, tags: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query!("INSERT INTO purges (id, tags) VALUES ($1, $2)", id, tags).execute(db).await?;
    Ok(())
}

/// Tells whoever listens, when the transaction commits.
pub async fn notify(db: &mut PgConnection, channel: &str, text: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("SELECT pg_notify($1, $2)", channel, text).execute(db).await?;
    Ok(())
}

/// The purge, its generation taken now unless it was before: the primary's clock in microseconds, and above all that were ever taken, also by a
/// primary whose clock went ahead of this one's.
pub async fn fix_generation(db: &PgPool, id: Uuid) -> Result<PurgeRow, sqlx::Error> {
    sqlx::query_as!(
        PurgeRow,
        r#"UPDATE purges SET generation = COALESCE(generation, GREATEST(
               (extract(epoch FROM clock_timestamp()) * 1000000)::int8,
               (SELECT max(others.generation) + 1 FROM purges others WHERE others.generation IS NOT NULL)))
           WHERE id = $1 RETURNING tags, generation AS "generation!", told_at"#,
        id,
    )
    .fetch_one(db)
    .await
}

pub async fn mark_told(db: &PgPool, id: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE purges SET told_at = $2 WHERE id = $1", id, now).execute(db).await?;
    Ok(())
}

/// The latest one stays: later generations are counted from it.
pub async fn delete_told_before(db: &mut PgConnection, moment: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let deleted = sqlx::query!(
        "DELETE FROM purges WHERE created_at < $1 AND told_at IS NOT NULL AND generation < (SELECT max(generation) FROM purges WHERE generation IS NOT NULL)",
        moment,
    )
    .execute(db)
    .await?;
    Ok(deleted.rows_affected())
}

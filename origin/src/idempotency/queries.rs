//! SQL of idempotency keys.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Recorded;

/// A call that was answered before.
#[derive(Debug)]
pub struct AnsweredRow {
    pub request_hash: Vec<u8>,
    pub status: i16,
    pub body: Vec<u8>,
    pub tags: Vec<String>,
}

/// Whether the key was free. Waits for a transaction that holds it.
pub async fn insert(db: &mut PgConnection, scope: &str, key: &str, request_hash: &[u8]) -> Result<bool, sqlx::Error> {
    let inserted = sqlx::query!("INSERT INTO idempotency_keys (scope, key, request_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", scope, key, request_hash).execute(db).await?;
    Ok(inserted.rows_affected() == 1)
}

pub async fn update_answer(db: &mut PgConnection, scope: &str, key: &str, answer: &Recorded) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE idempotency_keys SET status = $3, body = $4, tags = $5 WHERE scope = $1 AND key = $2",
        scope,
        key,
        i16::try_from(answer.status).unwrap_or(500),
        answer.body,
        &answer.tags,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The answer that was given, counted once more.
pub async fn count_replay(db: &mut PgConnection, scope: &str, key: &str) -> Result<Option<AnsweredRow>, sqlx::Error> {
    sqlx::query_as!(AnsweredRow, "UPDATE idempotency_keys SET replays = replays + 1 WHERE scope = $1 AND key = $2 RETURNING request_hash, status, body, tags", scope, key,)
        .fetch_optional(db)
        .await
}

pub async fn delete_before(db: &mut PgConnection, moment: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    Ok(sqlx::query!("DELETE FROM idempotency_keys WHERE created_at < $1", moment).execute(db).await?.rows_affected())
}

//! Writes that may be sent again. The caller's key, a hash of what was asked, and the answer are kept in the write's own transaction: so the
//! effect happens once, and whoever asks again gets the same answer (draft-ietf-httpapi-idempotency-key-header).

mod queries;
#[cfg(test)]
mod tests;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use shared::limits::IDEMPOTENCY_KEY_CHARS_MAX;
use shared::problem::ProblemCode;
use sqlx::PgConnection;

use crate::error::ApiError;

/// How long an answer can be asked for again.
pub const KEPT: TimeDelta = TimeDelta::days(2);

/// The caller's name for one call: 1 to [`IDEMPOTENCY_KEY_CHARS_MAX`] visible ASCII characters, quoted or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// `None` for what no caller should take for a name.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
        let sound = (1..=IDEMPOTENCY_KEY_CHARS_MAX).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
        sound.then(|| Self(bare.to_owned()))
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let mut values = parts.headers.get_all("idempotency-key").iter();
        let (first, second) = (values.next(), values.next());
        first.filter(|_| second.is_none()).and_then(|value| Self::parse(value.to_str().ok()?)).ok_or_else(|| {
            let sentence =
                format!("Name the call with one Idempotency-Key of 1 to {IDEMPOTENCY_KEY_CHARS_MAX} visible characters, such as a random UUID, and repeat it when you try again.");
            ApiError::Invalid(ProblemCode::BadRequest, sentence)
        })
    }
}

/// An answer as it is kept, and given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub status: u16,
    /// JSON.
    pub body: Vec<u8>,
    /// `shared::cache_tags` that the write has touched.
    pub tags: Vec<String>,
}

/// What a call with a key finds.
#[derive(Debug)]
pub enum Begun {
    /// Nobody has called so before: do it, then [`record`] the answer, then commit.
    First,
    /// It was done. Commit before answering: the answer is then as durable as the first one.
    Replayed(Recorded),
}

/// Takes a key for this transaction. A call with the same key that is under way is waited for, as long as the lock time-out allows.
///
/// # Errors
/// `idempotency_key_in_use` (409) when the other call is not over by then, `idempotency_key_reused` (422) for another request.
pub async fn begin(db: &mut PgConnection, scope: &str, key: &IdempotencyKey, request: &[u8]) -> Result<Begun, ApiError> {
    let hash = Sha256::digest(request);
    if queries::insert(db, scope, &key.0, &hash).await.map_err(while_waiting)? {
        return Ok(Begun::First);
    }
    // Writing makes this commit wait for the same standbys as the first one: a commit that was cut while it waited can be read already,
    // though it may be lost with its server.
    let row = queries::count_replay(db, scope, &key.0).await.map_err(while_waiting)?.ok_or(ApiError::IdempotencyKeyInUse)?;
    if row.request_hash != *hash {
        return Err(ApiError::Invalid(ProblemCode::IdempotencyKeyReused, "This Idempotency-Key came before with another request. Take a new one for a new call.".to_owned()));
    }
    Ok(Begun::Replayed(Recorded { status: u16::try_from(row.status).unwrap_or(500), body: row.body, tags: row.tags }))
}

/// Keeps the answer for whoever calls again.
///
/// # Errors
/// When the database fails.
pub async fn record(db: &mut PgConnection, scope: &str, key: &IdempotencyKey, answer: &Recorded) -> Result<(), sqlx::Error> {
    queries::update_answer(db, scope, &key.0, answer).await
}

/// Forgets answers that are older than [`KEPT`]. How many.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(db: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    queries::delete_before(db, now - KEPT).await
}

/// 55P03: the lock time-out, while another call holds the key.
fn while_waiting(error: sqlx::Error) -> ApiError {
    let in_use = error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == "55P03");
    if in_use { ApiError::IdempotencyKeyInUse } else { error.into() }
}

//! SQL of suggestions.

use chrono::{DateTime, Utc};
use shared::slug::Slug;
use shared::wire::suggestions::{NewSuggestion, PlaceChange, Proposal, SuggestionReceipt, SuggestionStatus};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::decisions::SuggestionView;
use crate::error::ApiError;
use crate::places::rows::stored_slug;
use crate::places::{Kind, timestamp};

/// A suggestion as it stands.
#[derive(Debug)]
pub struct SuggestionRow {
    pub id: Uuid,
    pub place_id: Option<Uuid>,
    pub place_kind: Option<String>,
    pub place_slug: Option<String>,
    pub proposal: Json<Proposal>,
    pub note: Option<String>,
    pub status: String,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<String>,
    pub reason: Option<String>,
}

impl SuggestionRow {
    pub fn receipt(&self) -> Result<SuggestionReceipt, ApiError> {
        let status = match self.status.as_str() {
            "accepted" => SuggestionStatus::Accepted,
            "declined" => SuggestionStatus::Declined,
            _ => SuggestionStatus::Pending,
        };
        let receipt = SuggestionReceipt {
            id: self.id,
            status,
            created_at: timestamp(self.created_at),
            cafe: None,
            roaster: None,
            decided_at: self.decided_at.map(timestamp),
            reason: self.reason.clone(),
        };
        Ok(match self.place()? {
            None => receipt,
            Some(place) => receipt.about(place),
        })
    }

    /// The place that it is about, as it is called now.
    pub fn place(&self) -> Result<Option<(Kind, Slug)>, ApiError> {
        let (Some(kind), Some(slug)) = (&self.place_kind, &self.place_slug) else { return Ok(None) };
        Ok(Some((Kind::of(kind), stored_slug(slug)?)))
    }

    /// `now`: the fields that would change, as they are.
    pub fn into_view(self, now: Option<PlaceChange>) -> Result<SuggestionView, ApiError> {
        Ok(SuggestionView { receipt: self.receipt()?, proposal: self.proposal.0, note: self.note, decided_by: self.decided_by, now })
    }
}

/// A place that something is suggested about.
#[derive(Debug)]
pub struct KnownPlace {
    pub id: Uuid,
    pub closed: bool,
}

pub async fn find_place(db: &mut PgConnection, kind: Kind, slug: &Slug) -> Result<Option<KnownPlace>, sqlx::Error> {
    sqlx::query_as!(KnownPlace, "SELECT id, closed FROM places WHERE slug = $1 AND kind = $2", slug.as_str(), kind.as_str()).fetch_optional(db).await
}

/// What an address has used of its hour, this one counted.
pub async fn spend(db: &mut PgConnection, client: &[u8], hour: DateTime<Utc>) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        "INSERT INTO suggestion_allowances (client, hour, used) VALUES ($1, $2, 1)
         ON CONFLICT (client, hour) DO UPDATE SET used = suggestion_allowances.used + 1 RETURNING used",
        client,
        hour,
    )
    .fetch_one(db)
    .await
}

pub async fn delete_allowances_before(db: &mut PgConnection, moment: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    Ok(sqlx::query!("DELETE FROM suggestion_allowances WHERE hour < $1", moment).execute(db).await?.rows_affected())
}

/// How many wait for a decision, counted up to `most`.
pub async fn count_pending(db: &PgPool, most: i64) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM (SELECT 1 FROM suggestions WHERE status = 'pending' LIMIT $1) AS waiting"#, most).fetch_one(db).await
}

pub async fn insert(db: &mut PgConnection, id: Uuid, place_id: Option<Uuid>, suggestion: &NewSuggestion, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let kind = match suggestion.proposal {
        Proposal::NewCafe { .. } => "new_cafe",
        Proposal::Correction { .. } => "correction",
        Proposal::Closed { .. } => "closed",
    };
    sqlx::query!(
        "INSERT INTO suggestions (id, kind, place_id, proposal, note, email, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        kind,
        place_id,
        Json(&suggestion.proposal) as _,
        suggestion.note,
        suggestion.email,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn find(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<SuggestionRow>, sqlx::Error> {
    sqlx::query_as!(
        SuggestionRow,
        r#"SELECT s.id, s.place_id, p.kind AS "place_kind?", p.slug AS "place_slug?", s.proposal AS "proposal: Json<Proposal>", s.note, s.status, s.created_at, s.decided_at, s.decided_by, s.reason
           FROM suggestions s LEFT JOIN places p ON p.id = s.place_id WHERE s.id = $1"#,
        id,
    )
    .fetch_optional(db)
    .await
}

/// The same, held until the transaction ends.
pub async fn lock(db: &mut PgConnection, id: Uuid) -> Result<Option<SuggestionRow>, sqlx::Error> {
    sqlx::query!("SELECT id FROM suggestions WHERE id = $1 FOR UPDATE", id).fetch_optional(&mut *db).await?;
    find(db, id).await
}

/// `limit + 1` suggestions of one status after an id, the oldest first.
pub async fn list(db: &PgPool, status: &str, after: Option<Uuid>, limit: u16) -> Result<Vec<SuggestionRow>, sqlx::Error> {
    sqlx::query_as!(
        SuggestionRow,
        r#"SELECT s.id, s.place_id, p.kind AS "place_kind?", p.slug AS "place_slug?", s.proposal AS "proposal: Json<Proposal>", s.note, s.status, s.created_at, s.decided_at, s.decided_by, s.reason
           FROM suggestions s LEFT JOIN places p ON p.id = s.place_id
           WHERE s.status = $1 AND s.id > COALESCE($2::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY s.id LIMIT $3"#,
        status,
        after,
        i64::from(limit) + 1,
    )
    .fetch_all(db)
    .await
}

/// The address to tell of a decision, which is forgotten herewith. The row is held by the caller.
pub async fn take_email(db: &mut PgConnection, id: Uuid) -> Result<Option<String>, sqlx::Error> {
    let email = sqlx::query_scalar!("SELECT email FROM suggestions WHERE id = $1", id).fetch_optional(&mut *db).await?.flatten();
    if email.is_some() {
        sqlx::query!("UPDATE suggestions SET email = NULL WHERE id = $1", id).execute(db).await?;
    }
    Ok(email)
}

pub async fn delete_emails_before(db: &mut PgConnection, moment: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let deleted = sqlx::query!("UPDATE suggestions SET email = NULL WHERE email IS NOT NULL AND (status <> 'pending' OR created_at < $1)", moment).execute(db).await?;
    Ok(deleted.rows_affected())
}

pub async fn decide(
    db: &mut PgConnection, id: Uuid, status: SuggestionStatus, place_id: Option<Uuid>, operator: &str, reason: Option<&str>, now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let status = if status == SuggestionStatus::Accepted { "accepted" } else { "declined" };
    sqlx::query!("UPDATE suggestions SET status = $2, place_id = $3, decided_by = $4, reason = $5, decided_at = $6 WHERE id = $1", id, status, place_id, operator, reason, now,)
        .execute(db)
        .await?;
    Ok(())
}

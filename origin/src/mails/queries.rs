//! SQL of mails.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::NewMail;

/// A mail on its way.
#[derive(Debug)]
pub struct MailRow {
    pub id: Uuid,
    pub address: String,
    pub subject: String,
    pub body: String,
    pub path: String,
}

pub async fn insert(db: &mut PgConnection, id: Uuid, mail: &NewMail<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("INSERT INTO mails (id, address, subject, body, path, created_at) VALUES ($1, $2, $3, $4, $5, $6)", id, mail.address, mail.subject, mail.body, mail.path, now,)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn find_unsent(db: &PgPool, id: Uuid) -> Result<Option<MailRow>, sqlx::Error> {
    sqlx::query_as!(MailRow, r#"SELECT id, address AS "address!", subject, body, path FROM mails WHERE id = $1 AND sent_at IS NULL AND address IS NOT NULL"#, id)
        .fetch_optional(db)
        .await
}

pub async fn mark_sent(db: &PgPool, id: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE mails SET sent_at = $2, address = NULL WHERE id = $1", id, now).execute(db).await?;
    Ok(())
}

pub async fn delete_before(db: &mut PgConnection, moment: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    Ok(sqlx::query!("DELETE FROM mails WHERE created_at < $1", moment).execute(db).await?.rows_affected())
}

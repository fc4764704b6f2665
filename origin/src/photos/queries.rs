//! SQL of photos.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::jobs::MakePhotoVariants;
use super::scenes::Scene;
use super::variants::Variants;
use crate::jobs::enqueue_all;

/// A photo as it was sent.
#[derive(Debug)]
pub(super) struct PhotoRow<'a> {
    pub id: Uuid,
    pub place_id: Uuid,
    pub alt: &'a str,
    pub credit: Option<&'a str>,
    pub original: &'a [u8],
    pub sha256: &'a [u8],
}

/// What variants are made from.
#[derive(Debug)]
pub(super) struct UnmadeRow {
    pub original: Option<Vec<u8>>,
    pub scene: Option<Json<Scene>>,
}

/// A photo that is gone, with what was made of it.
#[derive(Debug)]
pub(super) struct RemovedRow {
    pub place_id: Uuid,
    pub widths: Vec<i32>,
    pub kept_original: bool,
}

/// The id of the same picture of the same place, where it was sent before.
pub(super) async fn find_same(db: &mut PgConnection, place: Uuid, sha256: &[u8]) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("SELECT id FROM photos WHERE place_id = $1 AND sha256 = $2", place, sha256).fetch_optional(db).await
}

pub(super) async fn count_of(db: &mut PgConnection, place: Uuid) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM photos WHERE place_id = $1"#, place).fetch_one(db).await
}

pub(super) async fn insert(db: &mut PgConnection, photo: &PhotoRow<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO photos (id, place_id, alt, credit, original, sha256, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        photo.id,
        photo.place_id,
        photo.alt,
        photo.credit,
        photo.original,
        photo.sha256,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn find_unmade(db: &PgPool, id: Uuid) -> Result<Option<UnmadeRow>, sqlx::Error> {
    sqlx::query_as!(UnmadeRow, r#"SELECT original, scene AS "scene: Json<Scene>" FROM photos WHERE id = $1 AND made_at IS NULL"#, id).fetch_optional(db).await
}

/// Notes of which widths there are about to be files. `false` for a photo that is made already, or has been taken away.
pub(super) async fn update_widths(db: &PgPool, id: Uuid, widths: &[u16]) -> Result<bool, sqlx::Error> {
    let widths: Vec<i32> = widths.iter().map(|width| i32::from(*width)).collect();
    let updated = sqlx::query!("UPDATE photos SET widths = $2 WHERE id = $1 AND made_at IS NULL", id, &widths).execute(db).await?;
    Ok(updated.rows_affected() == 1)
}

/// Notes what was made, and lets go of what it was made from. Whose photo it is; `None` where it has been taken away meanwhile.
pub(super) async fn mark_made(db: &mut PgConnection, id: Uuid, variants: &Variants, now: DateTime<Utc>) -> Result<Option<Uuid>, sqlx::Error> {
    let widths: Vec<i32> = variants.widths.iter().map(|width| i32::from(*width)).collect();
    sqlx::query_scalar!(
        "UPDATE photos SET width = $2, height = $3, widths = $4, made_at = $5, original = NULL WHERE id = $1 RETURNING place_id",
        id,
        i32::from(variants.width),
        i32::from(variants.height),
        &widths,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn delete(db: &mut PgConnection, id: Uuid) -> Result<Option<RemovedRow>, sqlx::Error> {
    sqlx::query_as!(RemovedRow, r#"DELETE FROM photos WHERE id = $1 RETURNING place_id, widths, (scene IS NULL) AS "kept_original!""#, id).fetch_optional(db).await
}

/// Has photos of a source made that are not yet: scenes of places that do not exist.
///
/// # Errors
/// When the database fails.
pub async fn enqueue_unmade(db: &mut PgConnection, source: &str) -> Result<(), sqlx::Error> {
    let unmade = sqlx::query_scalar!("SELECT id FROM photos WHERE source = $1 AND made_at IS NULL ORDER BY position, id", source).fetch_all(&mut *db).await?;
    enqueue_all(db, &unmade.into_iter().map(|photo| MakePhotoVariants { photo }).collect::<Vec<_>>()).await
}

//! SQL of laid-out opening hours.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::lay_out::{DuePlace, IntervalColumns};
use crate::places::stored;

/// Places laid out to before `until`, locked so that nobody else takes them.
pub async fn list_due(db: &mut PgConnection, until: DateTime<Utc>, limit: i64) -> Result<Vec<DuePlace>, sqlx::Error> {
    sqlx::query_as!(
        DuePlace,
        r#"SELECT id, opening_hours AS "opening_hours!", time_zone AS "time_zone!", country, lat, lon FROM places
           WHERE hours_laid_until < $1 AND NOT closed AND hours_understood AND opening_hours IS NOT NULL AND time_zone IS NOT NULL
           ORDER BY hours_laid_until LIMIT $2 FOR UPDATE SKIP LOCKED"#,
        until,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Swaps the intervals of `ids` for those in `columns`, and says which are open late; facets follow from that. `laid_until` is `None` where there is nothing
/// to lay out.
pub async fn replace_intervals(db: &mut PgConnection, ids: &[Uuid], columns: &IntervalColumns, laid_until: Option<DateTime<Utc>>) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM open_intervals WHERE place_id = ANY($1)", ids).execute(&mut *db).await?;
    sqlx::query!(
        "INSERT INTO open_intervals (place_id, opens_at, closes_at) SELECT * FROM UNNEST($1::uuid[], $2::timestamptz[], $3::timestamptz[])",
        &columns.place_ids,
        &columns.opens_at,
        &columns.closes_at,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("UPDATE places SET hours_laid_until = $2, open_late = id = ANY($3) WHERE id = ANY($1)", ids, laid_until, &columns.open_late).execute(&mut *db).await?;
    stored::queries::forget(db, ids).await
}

//! SQL of positions.

use shared::log_position::LogPosition;
use sqlx::PgPool;

/// How far a server has come: a replica by what it has replayed, the primary by what it has flushed.
pub async fn current(db: &PgPool) -> Result<LogPosition, sqlx::Error> {
    // A replica knows the timeline it follows from its receiver, or, while it receives nothing, from its last checkpoint.
    let row = sqlx::query!(
        r#"SELECT CASE WHEN pg_is_in_recovery()
                       THEN COALESCE((SELECT received_tli FROM pg_stat_wal_receiver), (SELECT timeline_id FROM pg_control_checkpoint()))
                       ELSE ('x' || substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8))::bit(32)::int4 END AS "timeline!",
                  (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END - '0/0'::pg_lsn)::int8 AS "lsn!""#
    )
    .fetch_one(db)
    .await?;
    Ok(LogPosition { timeline: u32::try_from(row.timeline).unwrap_or(0), lsn: u64::try_from(row.lsn).unwrap_or(0) })
}

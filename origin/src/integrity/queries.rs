//! SQL of the rules that the data must keep.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};

/// A rule, and how often it is broken.
#[derive(Debug)]
pub struct ViolatedRow {
    pub rule: String,
    pub violations: i64,
}

/// What the last check of a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub rule: String,
    pub violations: i64,
    pub checked_at: DateTime<Utc>,
}

/// One row a rule, from one snapshot.
pub async fn count_violations(db: &mut PgConnection) -> Result<Vec<ViolatedRow>, sqlx::Error> {
    sqlx::query_as!(
        ViolatedRow,
        r#"SELECT 'cities count their open places' AS "rule!", count(*) AS "violations!" FROM (
               SELECT c.id FROM cities c LEFT JOIN places p ON p.city_id = c.id AND NOT p.closed GROUP BY c.id
               HAVING c.cafe_count <> count(p.id) FILTER (WHERE p.kind = 'cafe') OR c.roaster_count <> count(p.id) FILTER (WHERE p.kind = 'roaster')) wrong
           UNION ALL
           SELECT 'sources count their open places', count(*) FROM (
               SELECT s.key FROM sources s LEFT JOIN places p ON p.source = s.key AND NOT p.closed GROUP BY s.key HAVING s.place_count <> count(p.id)) wrong
           UNION ALL
           SELECT 'brewing methods count their open cafés', count(*) FROM (
               SELECT b.slug FROM brewing_methods b LEFT JOIN (
                   SELECT pb.method FROM place_brewing_methods pb JOIN places p ON p.id = pb.place_id WHERE p.kind = 'cafe' AND NOT p.closed) used ON used.method = b.slug
               GROUP BY b.slug HAVING b.cafe_count <> count(used.method)) wrong
           UNION ALL
           SELECT 'a closed place is never open', count(DISTINCT p.id) FROM places p JOIN open_intervals o ON o.place_id = p.id WHERE p.closed
           UNION ALL
           SELECT 'hours that are understood are laid out ahead', count(*) FROM places
               WHERE hours_understood AND NOT closed AND (hours_laid_until IS NULL OR hours_laid_until < now() + interval '2 days')
           UNION ALL
           SELECT 'what a place offers has its digest', count(*) FROM places WHERE facets_digest IS DISTINCT FROM hash_array_extended(facets, 0)
           UNION ALL
           SELECT 'an accepted suggestion has its place and its line of history', count(*) FROM suggestions s
               WHERE s.status = 'accepted' AND (s.place_id IS NULL
                   OR (s.kind <> 'new_cafe' AND NOT EXISTS (SELECT 1 FROM place_changes c WHERE c.suggestion_id = s.id)))
           UNION ALL
           SELECT 'edges are told within ten minutes', count(*) FROM purges WHERE told_at IS NULL AND created_at < now() - interval '10 minutes'"#
    )
    .fetch_all(db)
    .await
}

pub async fn upsert(db: &mut PgConnection, rule: &str, violations: i64, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO integrity_checks (rule, violations, checked_at) VALUES ($1, $2, $3)
         ON CONFLICT (rule) DO UPDATE SET violations = excluded.violations, checked_at = excluded.checked_at",
        rule,
        violations,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn list(db: &PgPool) -> Result<Vec<Finding>, sqlx::Error> {
    sqlx::query_as!(Finding, "SELECT rule, violations, checked_at FROM integrity_checks ORDER BY rule").fetch_all(db).await
}

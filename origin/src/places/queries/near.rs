//! SQL of what is near a point. Lists of it are beside the other lists (`pages`).

use shared::geo::Position;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::places::rows::NeighbourRow;
use crate::places::{Kind, cells};

/// Round a point, so many of the nearest are put into another order than that of their distance, and so many are counted: what it costs is bounded by
/// this, wherever it is asked for.
pub const NEAREST_MAX: i64 = 2_000;

/// The circle round `position` within which the [`NEAREST_MAX`] nearest are, where one is known that is smaller than `radius_m`; else that one. In a large
/// city, to look through a small circle first is a fraction of putting everything within 50 km in order of its distance.
///
/// Out: metres.
pub async fn narrowed(db: &mut PgConnection, kind: Kind, position: Position, radius_m: u32) -> Result<u32, sqlx::Error> {
    let (stroll_m, ride_m) = (cells::STROLL_M, cells::RIDE_M);
    // Of a grid without cells nothing is counted, and nothing is read for it.
    let cells_within = |step_m: u32| if step_m < radius_m { cells::cover(position, step_m).map(|cover| cover.cells) } else { None }.unwrap_or_default();
    let (stroll, ride) = (cells_within(stroll_m), cells_within(ride_m));
    if stroll.is_empty() {
        return Ok(radius_m);
    }
    let within = sqlx::query_scalar!(
        r#"SELECT CASE
                  WHEN $8 = (SELECT count(*) FROM (SELECT FROM places p WHERE p.h3_8 = ANY($4) AND NOT p.closed AND p.precision IN ('exact', 'postcode')
                                                   AND p.kind = $1 AND distance_m($2, $3, p.lat, p.lon) <= $6 LIMIT $8) stroll) THEN $6
                  WHEN $8 = (SELECT count(*) FROM (SELECT FROM places p WHERE p.h3_6 = ANY($5) AND NOT p.closed AND p.precision IN ('exact', 'postcode')
                                                   AND p.kind = $1 AND distance_m($2, $3, p.lat, p.lon) <= $7 LIMIT $8) ride) THEN $7
                  END"#,
        kind.as_str(),
        position.lat,
        position.lon,
        &stroll,
        &ride,
        f64::from(stroll_m),
        f64::from(ride_m),
        NEAREST_MAX,
    )
    .fetch_one(db)
    .await?;
    Ok(match within {
        Some(step_m) if step_m <= f64::from(stroll_m) => stroll_m,
        Some(_ride) => ride_m,
        None => radius_m,
    })
}

/// Zone of the nearest place that has one.
pub async fn find_zone_near(db: &PgPool, position: Position, radius_m: u32) -> Result<Option<String>, sqlx::Error> {
    let Some(cover) = cells::cover(position, radius_m) else { return Ok(None) };
    sqlx::query_scalar!(
        r#"SELECT p.time_zone AS "time_zone!"
           FROM places_in_cells($3, $4) c CROSS JOIN LATERAL (SELECT distance_m($1, $2, c.lat, c.lon) AS distance_m) d
           JOIN places p ON p.id = c.id
           WHERE d.distance_m <= $5 AND p.time_zone IS NOT NULL
           ORDER BY d.distance_m, p.id LIMIT 1"#,
        position.lat,
        position.lon,
        cover.resolution,
        &cover.cells,
        f64::from(radius_m),
    )
    .fetch_optional(db)
    .await
}

/// The nearest open places of the same kind within a walk, itself apart. Out of one grid by its name: among three, `places_in_cells` is planned anew for
/// each call, which took longer than to find them.
pub async fn list_neighbours(db: &mut PgConnection, kind: Kind, place_id: Uuid, position: Position, limit: i64) -> Result<Vec<NeighbourRow>, sqlx::Error> {
    let Some(cells) = cells::within_a_walk(position) else { return Ok(Vec::new()) };
    sqlx::query_as!(
        NeighbourRow,
        r#"SELECT p.slug, p.name, p.lat AS "lat!", p.lon AS "lon!", d.distance_m AS "distance_m!"
           FROM (SELECT c.id, d.distance_m FROM places c CROSS JOIN LATERAL (SELECT distance_m($3, $4, c.lat, c.lon) AS distance_m) d
                 WHERE c.h3_8 = ANY($5) AND NOT c.closed AND c.precision IN ('exact', 'postcode') AND c.kind = $1 AND c.id <> $2 AND d.distance_m <= $6
                 ORDER BY d.distance_m, c.id LIMIT $7) d
           JOIN places p ON p.id = d.id
           ORDER BY d.distance_m, p.id"#,
        kind.as_str(),
        place_id,
        position.lat,
        position.lon,
        &cells,
        f64::from(cells::WALK_M),
        limit,
    )
    .fetch_all(db)
    .await
}

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
    for step_m in cells::NARROWER_M.into_iter().filter(|step_m| *step_m < radius_m) {
        if count_to_nearest_max(db, kind, position, step_m).await? == NEAREST_MAX {
            return Ok(step_m);
        }
    }
    Ok(radius_m)
}

/// How many are within one of the [`cells::NARROWER_M`], counted to [`NEAREST_MAX`]. Out of one grid by its name, and without showing its cells to the planner:
/// among three, or for these cells, it would be planned anew for each call, which takes longer than to count.
async fn count_to_nearest_max(db: &mut PgConnection, kind: Kind, position: Position, radius_m: u32) -> Result<i64, sqlx::Error> {
    let Some(cover) = cells::cover(position, radius_m) else { return Ok(0) };
    macro_rules! count_in {
        ($column:literal) => {
            sqlx::query_scalar!(
                r#"SELECT count(*) AS "count!" FROM (SELECT FROM places p WHERE p."#
                    + $column
                    + " = ANY((SELECT $4::int8[])::int8[]) AND NOT p.closed AND p.precision IN ('exact', 'postcode')
                        AND p.lat BETWEEN ($5::float8[])[1] AND $5[2] AND p.lon BETWEEN $5[3] AND $5[4]
                        AND p.kind = $1 AND distance_m($2, $3, p.lat, p.lon) <= $6 LIMIT $7) counted",
                kind.as_str(),
                position.lat,
                position.lon,
                &cover.cells,
                &cover.bounds,
                f64::from(radius_m),
                NEAREST_MAX,
            )
            .fetch_one(db)
            .await
        };
    }
    if cover.resolution == 8 { count_in!("h3_8") } else { count_in!("h3_6") }
}

/// Zone of the nearest place that has one.
pub async fn find_zone_near(db: &PgPool, position: Position, radius_m: u32) -> Result<Option<String>, sqlx::Error> {
    let Some(cover) = cells::cover(position, radius_m) else { return Ok(None) };
    sqlx::query_scalar!(
        r#"SELECT p.time_zone AS "time_zone!"
           FROM places_round($3, $4, $5) c CROSS JOIN LATERAL (SELECT distance_m($1, $2, c.lat, c.lon) AS distance_m) d
           JOIN places p ON p.id = c.id
           WHERE d.distance_m <= $6 AND p.time_zone IS NOT NULL
           ORDER BY d.distance_m, p.id LIMIT 1"#,
        position.lat,
        position.lon,
        cover.resolution,
        &cover.cells,
        &cover.bounds,
        f64::from(radius_m),
    )
    .fetch_optional(db)
    .await
}

/// The nearest open places of the same kind within a walk, itself apart.
pub async fn list_neighbours(db: &mut PgConnection, kind: Kind, place_id: Uuid, position: Position, limit: u16) -> Result<Vec<NeighbourRow>, sqlx::Error> {
    let mut neighbours = Vec::new();
    for step_m in cells::NEIGHBOURLY_M {
        neighbours = list_nearest(db, kind, place_id, position, step_m, i64::from(limit)).await?;
        if neighbours.len() == usize::from(limit) {
            break;
        }
    }
    Ok(neighbours)
}

/// Out of the finest grid, and planned once, for the same reason.
async fn list_nearest(db: &mut PgConnection, kind: Kind, place_id: Uuid, position: Position, radius_m: u32, limit: i64) -> Result<Vec<NeighbourRow>, sqlx::Error> {
    let Some(cover) = cells::cover(position, radius_m) else { return Ok(Vec::new()) };
    sqlx::query_as!(
        NeighbourRow,
        r#"SELECT p.slug, p.name, p.lat AS "lat!", p.lon AS "lon!", d.distance_m AS "distance_m!"
           FROM (SELECT c.id, d.distance_m FROM places c CROSS JOIN LATERAL (SELECT distance_m($3, $4, c.lat, c.lon) AS distance_m) d
                 WHERE c.h3_8 = ANY((SELECT $5::int8[])::int8[]) AND NOT c.closed AND c.precision IN ('exact', 'postcode')
                   AND c.lat BETWEEN ($6::float8[])[1] AND $6[2] AND c.lon BETWEEN $6[3] AND $6[4]
                   AND c.kind = $1 AND c.id <> $2 AND d.distance_m <= $7
                 ORDER BY d.distance_m, c.id LIMIT $8) d
           JOIN places p ON p.id = d.id
           ORDER BY d.distance_m, p.id"#,
        kind.as_str(),
        place_id,
        position.lat,
        position.lon,
        &cover.cells,
        &cover.bounds,
        f64::from(radius_m),
        limit,
    )
    .fetch_all(db)
    .await
}

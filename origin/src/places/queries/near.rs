//! SQL of what is near a point. Lists of it are beside the other lists (`pages`).

use shared::geo::Position;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::places::rows::NeighbourRow;
use crate::places::{Kind, cells};

/// Round a point, so many of the nearest are put into another order than that of their distance, and so many are counted: what it costs is bounded by
/// this, wherever it is asked for.
pub const NEAREST_MAX: i64 = 2_000;

/// A circle round `position` within which the [`NEAREST_MAX`] nearest are, where one is known that is smaller than `radius_m`; else that one. In a large
/// city, to look through a small circle first is a fraction of putting everything within 50 km in order of its distance.
///
/// Out: metres.
pub async fn narrowed(db: &mut PgConnection, kind: Kind, position: Position, radius_m: u32) -> Result<u32, sqlx::Error> {
    let mut steps = cells::NARROWER_M.into_iter().filter(|step_m| *step_m < radius_m).peekable();
    while let Some(step_m) = steps.next() {
        let held = count_to_nearest_max(db, kind, position, step_m).await?;
        if held == NEAREST_MAX {
            return Ok(step_m);
        }
        let next_m = steps.peek().copied().unwrap_or(radius_m);
        if let Some(likely_m) = circle_of_twice(NEAREST_MAX, step_m, held).filter(|likely_m| *likely_m < next_m)
            && count_to_nearest_max(db, kind, position, likely_m).await? == NEAREST_MAX
        {
            return Ok(likely_m);
        }
    }
    Ok(radius_m)
}

/// The circle that holds twice as many as are wanted if they lie everywhere as they do within `radius_m`, which holds `held`: cities thin out.
///
/// Out: metres; nothing where nobody is, or where the circle would be larger than the earth.
fn circle_of_twice(wanted: i64, radius_m: u32, held: i64) -> Option<u32> {
    let square = i64::from(radius_m).pow(2).checked_mul(2)?.checked_mul(wanted)?.checked_div(held)?;
    u32::try_from(square.isqrt()).ok()
}

/// How many are within a circle, counted to [`NEAREST_MAX`]. Out of one grid by its name, and without showing its cells to the planner:
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
    match cover.resolution {
        8 => count_in!("h3_8"),
        6 => count_in!("h3_6"),
        _ => count_in!("h3_4"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const MIDDLE: Position = Position { lat: 0.01, lon: 0.01 };
    const METRES_OF_A_DEGREE: f64 = 111_195.0;

    /// Cafés round the middle, the last of them `reach_m` away; with `thinning` 0.5 they lie equally dense, with more they thin out.
    async fn settle(db: &PgPool, cafes: u32, reach_m: f64, thinning: f64) {
        let positions: Vec<Position> = (1..=cafes)
            .map(|number| {
                let (away, bearing) = (reach_m * (f64::from(number) / f64::from(cafes)).powf(thinning) / METRES_OF_A_DEGREE, f64::from(number) * 2.4);
                Position::new(MIDDLE.lat + away * bearing.cos(), MIDDLE.lon + away * bearing.sin()).unwrap()
            })
            .collect();
        let cells: Vec<_> = positions.iter().map(|position| cells::of(*position).unwrap()).collect();
        let column = |of: fn(&Position) -> f64| positions.iter().map(of).collect::<Vec<_>>();
        let grid = |of: fn(&cells::PlaceCells) -> i64| cells.iter().map(of).collect::<Vec<_>>();
        sqlx::raw_sql("DELETE FROM places").execute(db).await.unwrap();
        sqlx::query!(
            "INSERT INTO places (id, kind, slug, source, source_ref, name, country, precision, content_hash, last_verified, lat, lon, h3_4, h3_6, h3_8)
             SELECT gen_random_uuid(), 'cafe', 'cafe-' || n, 'generated', 'cafe-' || n, 'Café ' || n, 'GH', 'exact', '\\x00', '2026-11-20', lat, lon, h3_4, h3_6, h3_8
             FROM unnest($1::float8[], $2::float8[], $3::int8[], $4::int8[], $5::int8[]) WITH ORDINALITY AS t (lat, lon, h3_4, h3_6, h3_8, n)",
            &column(|position| position.lat),
            &column(|position| position.lon),
            &grid(|cells| cells.h3_4),
            &grid(|cells| cells.h3_6),
            &grid(|cells| cells.h3_8),
        )
        .execute(db)
        .await
        .unwrap();
    }

    #[sqlx::test]
    async fn the_nearest_are_looked_for_in_a_circle_as_small_as_where_they_lie_allows(db: PgPool) {
        sqlx::raw_sql("INSERT INTO sources (key, name, licence, attribution) VALUES ('generated', 'Generated', 'none', 'none')").execute(&db).await.unwrap();
        let mut connection = db.acquire().await.unwrap();
        let [nearest_m, narrower_m] = cells::NARROWER_M;
        for (cafes, reach_m, thinning, expected) in [
            (2_500, 2_000.0, 0.5, nearest_m..=nearest_m),
            // 1,000 within the smallest: 2,000 are within 3,394 m.
            (17_361, 10_000.0, 0.5, 3_394..=5_000),
            // The same in the middle, and hardly anybody outside: all within 10 km, or not even there.
            (2_200, 9_000.0, 1.6, narrower_m..=narrower_m),
            // 694 within the second: 2,000 are within 16,971 m.
            (10_000, 37_947.0, 0.5, 16_971..=24_100),
            (1_999, 9_000.0, 0.5, 50_000..=50_000),
            (0, 1.0, 0.5, 50_000..=50_000),
        ] {
            settle(&db, cafes, reach_m, thinning).await;
            let found = narrowed(&mut connection, Kind::Cafe, MIDDLE, 50_000).await.unwrap();
            assert!(expected.contains(&found), "{found} m for {cafes} within {reach_m} m");
            if found < 50_000 {
                assert_eq!(count_to_nearest_max(&mut connection, Kind::Cafe, MIDDLE, found).await.unwrap(), NEAREST_MAX);
            }
            // No circle is larger than the one that was asked for.
            for radius_m in [1, nearest_m, 3_000, narrower_m] {
                assert!(narrowed(&mut connection, Kind::Cafe, MIDDLE, radius_m).await.unwrap() <= radius_m);
            }
        }
    }

    #[test]
    fn a_circle_is_reckoned_from_what_a_smaller_one_holds() {
        assert_eq!(circle_of_twice(2_000, 2_400, 1_000), Some(4_800));
        assert_eq!(circle_of_twice(2_000, 2_400, 0), None);
        assert_eq!(circle_of_twice(i64::MAX, 2_400, 1), None);
    }
}

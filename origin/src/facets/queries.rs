//! SQL of counts.

use chrono::{DateTime, Utc};
use shared::geo::Position;
use shared::slug::Slug;
use shared::wire::facets::{BorderCafe, COUNT_MAX, FacetCount, FacetsView};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::places::queries::near::{NEAREST_MAX, narrowed};
use crate::places::{Kind, cells};

/// What is counted in.
#[derive(Clone, Copy, Debug)]
pub enum Area {
    City(Uuid),
    /// Round a point, in metres; what is nearer to the radius than the margin is told apart and not counted.
    Circle {
        middle: Position,
        radius_m: u32,
        margin_m: u32,
    },
}

/// Roasters that are counted.
const ROASTERS_MAX: i64 = 20;

/// What a statement counts.
struct CountedRow {
    inside: i64,
    counted: i64,
    open_now: i64,
    open_at: i64,
    facets: Json<Vec<FacetCount>>,
    border: Json<Vec<BorderCafe>>,
}

/// One statement: cafés of an area by facet, and how many are open now and at another moment. What the area is comes as SQL of its cafés, whose parameters
/// begin with 7; so each kind of area is planned once, without a look at its values.
macro_rules! count {
    ($db:expr, ($roaster:expr, $now:expr, $open_at:expr), ($($inside:tt)+) $(, $value:expr)* $(,)?) => {
        sqlx::query_as!(
            CountedRow,
            "WITH inside AS MATERIALIZED ("
                + $($inside)+
                + r#"), counted AS MATERIALIZED ( -- Many cafés offer the same, and one of them says what.
                    SELECT facet, LEAST(sum(same.count)::int8, $1) AS count
                    FROM (SELECT (array_agg(id))[1] AS id, count(*) FILTER (WHERE NOT at_border) AS count FROM inside
                          GROUP BY facets_digest, CASE WHEN facets_digest IS NULL THEN id END) same
                    JOIN places p ON p.id = same.id, unnest(p.facets) AS facet GROUP BY facet
                ), named AS (
                    SELECT facet, count, NULL AS name FROM counted WHERE facet NOT LIKE 'roaster:%'
                    UNION ALL (
                        SELECT c.facet, c.count, r.name FROM counted c JOIN places r ON r.slug = substr(c.facet, 9) AND NOT r.closed WHERE c.facet LIKE 'roaster:%'
                        ORDER BY c.facet = 'roaster:' || $2::text DESC NULLS LAST, c.count DESC, c.facet LIMIT $3)
                )
                SELECT (SELECT count(*) FROM inside) AS "inside!",
                       (SELECT count(*) FROM inside WHERE NOT at_border) AS "counted!",
                       (SELECT count(*) FROM (
                            SELECT FROM inside p WHERE p.hours_understood AND NOT p.at_border
                              AND (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $4 ORDER BY i.opens_at LIMIT 1) <= $4
                            LIMIT $1) open) AS "open_now!",
                       (SELECT count(*) FROM (
                            SELECT FROM inside p WHERE p.hours_understood AND NOT p.at_border AND $5::timestamptz IS NOT NULL
                              AND (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $5 ORDER BY i.opens_at LIMIT 1) <= $5
                            LIMIT $1) open) AS "open_at!",
                       (SELECT COALESCE(jsonb_agg(to_jsonb(n) ORDER BY n.count DESC, n.facet), '[]') FROM named n) AS "facets!: Json<Vec<FacetCount>>",
                       (SELECT COALESCE(jsonb_agg(jsonb_build_object('position', jsonb_build_object('lat', p.lat, 'lon', p.lon), 'facets', f.facets,
                            'open_now', p.hours_understood AND COALESCE((SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $4 ORDER BY i.opens_at LIMIT 1) <= $4, false),
                            'open_at', p.hours_understood AND COALESCE((SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $5 ORDER BY i.opens_at LIMIT 1) <= $5, false)
                        )), '[]') FROM inside p JOIN places f ON f.id = p.id WHERE p.at_border) AS "border!: Json<Vec<BorderCafe>>""#,
            i64::from(COUNT_MAX),
            $roaster.map(Slug::as_str),
            ROASTERS_MAX,
            $now,
            $open_at,
            NEAREST_MAX,
            $($value),*
        )
        .fetch_one($db)
        .await
    };
}

/// The same of a circle, out of the grid of this column and within these cells: all of it is read from one index, none from the table.
macro_rules! count_round {
    ($db:expr, $common:tt, $column:literal, $cells:literal, $circle:expr) => {
        count!(
            $db,
            $common,
            ("SELECT c.id, c.facets_digest, c.hours_understood, c.lat, c.lon, d.distance_m > $7::float8 AS at_border
             FROM places c CROSS JOIN LATERAL (SELECT distance_m($8, $9, c.lat, c.lon) AS distance_m) d
             WHERE c."
                + $column
                + " = ANY("
                + $cells
                + ") AND NOT c.closed AND c.precision IN ('exact', 'postcode')
               AND c.lat BETWEEN ($11::float8[])[1] AND $11[2] AND c.lon BETWEEN $11[3] AND $11[4]
               AND c.kind = 'cafe' AND d.distance_m <= $12 ORDER BY d.distance_m, c.id LIMIT $6"),
            $circle.counted_m,
            $circle.middle.lat,
            $circle.middle.lon,
            &$circle.cover.cells,
            &$circle.cover.bounds,
            f64::from($circle.looked_m),
        )
    };
}

/// A circle and what covers it. Who is farther away than `counted_m`, which may be below nothing, is at its border.
struct Circle {
    middle: Position,
    counted_m: f64,
    looked_m: u32,
    cover: cells::Cover,
}

/// Open cafés of an area by facet, and how many are open now and at another moment; each counted to [`COUNT_MAX`] at most. Of a border, facets of nobody counted stand there with 0.
pub async fn count(db: &mut PgConnection, area: Area, roaster: Option<&Slug>, now: DateTime<Utc>, open_at: Option<DateTime<Utc>>) -> Result<FacetsView, sqlx::Error> {
    let row = match area {
        Area::City(id) => count!(
            &mut *db,
            (roaster, now, open_at),
            ("SELECT p.id, p.facets_digest, p.hours_understood, p.lat, p.lon, false AS at_border FROM places p
             WHERE p.city_id = $7 AND p.kind = 'cafe' AND NOT p.closed LIMIT $6"),
            id,
        )?,
        Area::Circle { middle, radius_m, margin_m } => {
            let looked_m = narrowed(&mut *db, Kind::Cafe, middle, radius_m.saturating_add(margin_m)).await?;
            let counted_m = f64::from(radius_m) - f64::from(margin_m);
            let circle = Circle { middle, counted_m, looked_m, cover: cells::cover(middle, looked_m).unwrap_or_default() };
            match circle.cover.resolution {
                8 => count_round!(&mut *db, (roaster, now, open_at), "h3_8", "(SELECT $10::int8[])::int8[]", circle)?,
                6 => count_round!(&mut *db, (roaster, now, open_at), "h3_6", "(SELECT $10::int8[])::int8[]", circle)?,
                // Of the largest cells a few may hold a tenth of the world: the planner is told which, and asked each time.
                _ => count_round!(&mut *db, (roaster, now, open_at), "h3_4", "$10::int8[]) AND ($6::int8 > 0 OR generic_plans_are_dear()", circle)?,
            }
        }
    };
    let number = |count: i64| u32::try_from(count).unwrap_or_default();
    Ok(FacetsView {
        complete: row.inside < NEAREST_MAX,
        cafe_count: number(row.counted.min(i64::from(COUNT_MAX))),
        open_now: number(row.open_now),
        open_at: open_at.map(|_| number(row.open_at)),
        facets: row.facets.0,
        border: row.border.0,
    })
}

/// Gives digests to places of before them, `limit` at most, in order of their ids. The last of these places; none where no more are without.
pub async fn digest(db: &mut PgConnection, after: Uuid, limit: i64) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "WITH digested AS (
             UPDATE places SET facets = facets
             WHERE id IN (SELECT id FROM places WHERE id > $1 AND facets_digest IS NULL ORDER BY id LIMIT $2) RETURNING id)
         SELECT id FROM digested ORDER BY id DESC LIMIT 1",
        after,
        limit,
    )
    .fetch_optional(db)
    .await
}

//! SQL of counts.

use chrono::{DateTime, Utc};
use shared::geo::Position;
use shared::slug::Slug;
use shared::wire::facets::{FacetCount, FacetsView};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use crate::places::cells;

/// What is counted in.
#[derive(Clone, Copy, Debug)]
pub enum Area {
    City(Uuid),
    /// Round a point, in metres.
    Circle(Position, u32),
}

/// Places that are looked at, at most: what a count costs is bounded by this, wherever it is asked for.
const PLACES_MAX: i64 = 5_000;
/// Roasters that are counted.
const ROASTERS_MAX: i64 = 20;

/// Open cafés of an area by facet, and how many are open now and at another moment; each counted to 1,000 and no further.
pub async fn count(db: &PgPool, area: Area, roaster: Option<&Slug>, now: DateTime<Utc>, open_at: Option<DateTime<Utc>>) -> Result<FacetsView, sqlx::Error> {
    let (city, middle, radius_m) = match area {
        Area::City(id) => (Some(id), None, 0),
        Area::Circle(middle, radius_m) => (None, Some(middle), radius_m),
    };
    let cover = middle.and_then(|middle| cells::cover(middle, radius_m)).unwrap_or(cells::Cover { resolution: 0, cells: Vec::new() });
    let row = sqlx::query!(
        r#"WITH looked_at AS MATERIALIZED (
               (SELECT p.id, p.facets, p.hours_understood, 0::float8 AS distance_m FROM places p
                WHERE p.city_id = $1 AND p.kind = 'cafe' AND NOT p.closed LIMIT $2)
               UNION ALL
               (SELECT p.id, p.facets, p.hours_understood, distance_m($3, $4, p.lat, p.lon) FROM places p
                WHERE p.kind = 'cafe' AND NOT p.closed AND p.precision IN ('exact', 'postcode')
                  AND (($5::int4 = 4 AND p.h3_4 = ANY($6::int8[])) OR ($5 = 6 AND p.h3_6 = ANY($6)) OR ($5 = 8 AND p.h3_8 = ANY($6))) LIMIT $2)
           ), inside AS MATERIALIZED (
               SELECT id, facets, hours_understood FROM looked_at WHERE distance_m <= $7
           ), counted AS MATERIALIZED (
               SELECT facet, LEAST(count(*), 1000) AS count FROM inside, unnest(inside.facets) AS facet GROUP BY facet
           ), served AS (
               SELECT facet, count FROM counted WHERE facet LIKE 'roaster:%' ORDER BY facet = 'roaster:' || $8::text DESC NULLS LAST, count DESC, facet LIMIT $9
           ), named AS (
               SELECT facet, count, NULL AS name FROM counted WHERE facet NOT LIKE 'roaster:%'
               UNION ALL SELECT s.facet, s.count, r.name FROM served s JOIN places r ON r.slug = substr(s.facet, 9) AND NOT r.closed
           )
           SELECT (SELECT count(*) FROM looked_at) AS "looked_at!", (SELECT LEAST(count(*), 1000) FROM inside) AS "cafe_count!",
                  (SELECT count(*) FROM (
                       SELECT FROM inside p WHERE p.hours_understood
                         AND (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $10 ORDER BY i.opens_at LIMIT 1) <= $10
                       LIMIT 1000) open) AS "open_now!",
                  (SELECT count(*) FROM (
                       SELECT FROM inside p WHERE p.hours_understood
                         AND (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $11 ORDER BY i.opens_at LIMIT 1) <= $11
                       LIMIT 1000) open) AS "open_at!",
                  (SELECT COALESCE(jsonb_agg(to_jsonb(n) ORDER BY n.count DESC, n.facet), '[]') FROM named n) AS "facets!: Json<Vec<FacetCount>>""#,
        city,
        PLACES_MAX,
        middle.map(|middle| middle.lat),
        middle.map(|middle| middle.lon),
        cover.resolution,
        &cover.cells,
        f64::from(radius_m),
        roaster.map(Slug::as_str),
        ROASTERS_MAX,
        now,
        open_at,
    )
    .fetch_one(db)
    .await?;
    let number = |count: i64| u32::try_from(count).unwrap_or_default();
    Ok(FacetsView {
        complete: row.looked_at < PLACES_MAX,
        cafe_count: number(row.cafe_count),
        open_now: number(row.open_now),
        open_at: open_at.map(|_| number(row.open_at)),
        facets: row.facets.0,
    })
}

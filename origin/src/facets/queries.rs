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

/// Open cafés of an area by facet, and how many are open now and at another moment; each counted to [`COUNT_MAX`] at most. Of a border, facets of nobody counted stand there with 0.
pub async fn count(db: &mut PgConnection, area: Area, roaster: Option<&Slug>, now: DateTime<Utc>, open_at: Option<DateTime<Utc>>) -> Result<FacetsView, sqlx::Error> {
    let (city, middle, radius_m, margin_m) = match area {
        Area::City(id) => (Some(id), None, 0, 0),
        Area::Circle { middle, radius_m, margin_m } => (None, Some(middle), radius_m, margin_m),
    };
    let looked_m = match middle {
        Some(middle) => narrowed(&mut *db, Kind::Cafe, middle, radius_m.saturating_add(margin_m)).await?,
        None => 0,
    };
    let cover = middle.and_then(|middle| cells::cover(middle, looked_m)).unwrap_or_default();
    let row = sqlx::query!(
        r#"WITH inside AS MATERIALIZED (
               (SELECT p.id, p.facets, p.hours_understood, p.lat, p.lon, false AS at_border FROM places p WHERE p.city_id = $1 AND p.kind = 'cafe' AND NOT p.closed LIMIT $2)
               UNION ALL
               (SELECT p.id, p.facets, p.hours_understood, p.lat, p.lon, c.distance_m > $7::float8 - $13::float8
                FROM (SELECT c.id, d.distance_m FROM places_round($5, $6, $15) c CROSS JOIN LATERAL (SELECT distance_m($3, $4, c.lat, c.lon) AS distance_m) d
                      WHERE c.kind = 'cafe' AND d.distance_m <= $14 ORDER BY d.distance_m, c.id LIMIT $2) c
                JOIN places p ON p.id = c.id)
           ), counted AS MATERIALIZED ( -- Many cafés offer the same.
               SELECT facet, LEAST(sum(same.count)::int8, $12) AS count
               FROM (SELECT facets, count(*) FILTER (WHERE NOT at_border) AS count FROM inside GROUP BY facets) same, unnest(same.facets) AS facet GROUP BY facet
           ), named AS (
               SELECT facet, count, NULL AS name FROM counted WHERE facet NOT LIKE 'roaster:%'
               UNION ALL (
                   SELECT c.facet, c.count, r.name FROM counted c JOIN places r ON r.slug = substr(c.facet, 9) AND NOT r.closed WHERE c.facet LIKE 'roaster:%'
                   ORDER BY c.facet = 'roaster:' || $8::text DESC NULLS LAST, c.count DESC, c.facet LIMIT $9)
           )
           SELECT (SELECT count(*) FROM inside) AS "inside!",
                  (SELECT count(*) FROM inside WHERE NOT at_border) AS "counted!",
                  (SELECT count(*) FROM (
                       SELECT FROM inside p WHERE p.hours_understood AND NOT p.at_border
                         AND (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $10 ORDER BY i.opens_at LIMIT 1) <= $10
                       LIMIT $12) open) AS "open_now!",
                  (SELECT count(*) FROM (
                       SELECT FROM inside p WHERE p.hours_understood AND NOT p.at_border AND $11::timestamptz IS NOT NULL
                         AND (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $11 ORDER BY i.opens_at LIMIT 1) <= $11
                       LIMIT $12) open) AS "open_at!",
                  (SELECT COALESCE(jsonb_agg(to_jsonb(n) ORDER BY n.count DESC, n.facet), '[]') FROM named n) AS "facets!: Json<Vec<FacetCount>>",
                  (SELECT COALESCE(jsonb_agg(jsonb_build_object('position', jsonb_build_object('lat', p.lat, 'lon', p.lon), 'facets', p.facets,
                       'open_now', p.hours_understood AND COALESCE((SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $10 ORDER BY i.opens_at LIMIT 1) <= $10, false),
                       'open_at', p.hours_understood AND COALESCE((SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $11 ORDER BY i.opens_at LIMIT 1) <= $11, false)
                   )), '[]') FROM inside p WHERE p.at_border) AS "border!: Json<Vec<BorderCafe>>""#,
        city,
        NEAREST_MAX,
        middle.map(|middle| middle.lat),
        middle.map(|middle| middle.lon),
        cover.resolution,
        &cover.cells,
        f64::from(radius_m),
        roaster.map(Slug::as_str),
        ROASTERS_MAX,
        now,
        open_at,
        i64::from(COUNT_MAX),
        f64::from(margin_m),
        f64::from(looked_m),
        &cover.bounds,
    )
    .fetch_one(&mut *db)
    .await?;
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

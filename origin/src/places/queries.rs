//! SQL of places.

use chrono::{DateTime, Utc};
use shared::geo::Position;
use shared::slug::Slug;
use sqlx::PgPool;
use uuid::Uuid;

use super::rows::{CardRow, IntervalRow, NeighbourRow, PracticalRow, ProfileRow};
use super::{Kind, Listing, PlaceChange, cells};

/// `limit + 1` open places, the best described first.
pub async fn list_best_first(db: &PgPool, listing: &Listing, city_id: Option<Uuid>, now: DateTime<Utc>) -> Result<Vec<CardRow>, sqlx::Error> {
    let after = listing.cursor;
    sqlx::query_as!(
        CardRow,
        r#"SELECT p.id AS "id!", p.slug AS "slug!", p.name AS "name!", p.city_country AS "city_country?", p.city_slug AS "city_slug?",
                  p.city_name AS "city_name?", p.address, p.lat, p.lon, p.precision AS "precision!", NULL::float8 AS distance_m, p.chain,
                  p.method_slugs AS "method_slugs!", p.method_names AS "method_names!", p.hours_understood AS "hours_understood!",
                  p.time_zone, o.opens_at AS "opens_at?", o.closes_at AS "closes_at?", p.completeness AS "completeness!",
                  p.source AS "source!", p.attribution AS "attribution!", p.fictional AS "fictional!"
           FROM place_cards p
           LEFT JOIN LATERAL (SELECT i.opens_at, i.closes_at FROM open_intervals i
                              WHERE i.place_id = p.id AND i.closes_at > $1 ORDER BY i.opens_at LIMIT 1) o ON true
           WHERE NOT p.closed AND p.kind = $2
             AND ($3::uuid IS NULL OR p.city_id = $3)
             AND ($4::text IS NULL OR p.country = $4)
             AND ($5::text IS NULL OR EXISTS (SELECT 1 FROM place_brewing_methods b WHERE b.place_id = p.id AND b.method = $5))
             AND (NOT $6::bool OR EXISTS (SELECT 1 FROM open_intervals i WHERE i.place_id = p.id AND i.opens_at <= $1 AND i.closes_at > $1))
             AND ($7::int2 IS NULL OR p.completeness < $7 OR (p.completeness = $7 AND p.id > $8))
           ORDER BY p.completeness DESC, p.id
           LIMIT $9"#,
        now,
        listing.kind.as_str(),
        city_id,
        listing.country.map(shared::urls::CountryCode::to_upper),
        listing.brewing.as_ref().map(Slug::as_str),
        listing.open_now,
        after.map(|cursor| completeness_of(cursor.key)),
        after.map(|cursor| cursor.id),
        i64::from(listing.limit) + 1,
    )
    .fetch_all(db)
    .await
}

/// `limit + 1` open places within `radius_m`, the nearest first.
pub async fn list_near(db: &PgPool, listing: &Listing, city_id: Option<Uuid>, position: Position, radius_m: u32, now: DateTime<Utc>) -> Result<Vec<CardRow>, sqlx::Error> {
    let Some(cover) = cells::cover(position, radius_m) else { return Ok(Vec::new()) };
    let after = listing.cursor;
    sqlx::query_as!(
        CardRow,
        r#"SELECT p.id AS "id!", p.slug AS "slug!", p.name AS "name!", p.city_country AS "city_country?", p.city_slug AS "city_slug?",
                  p.city_name AS "city_name?", p.address, p.lat, p.lon, p.precision AS "precision!", d.distance_m AS "distance_m?", p.chain,
                  p.method_slugs AS "method_slugs!", p.method_names AS "method_names!", p.hours_understood AS "hours_understood!",
                  p.time_zone, o.opens_at AS "opens_at?", o.closes_at AS "closes_at?", p.completeness AS "completeness!",
                  p.source AS "source!", p.attribution AS "attribution!", p.fictional AS "fictional!"
           FROM place_cards p
           CROSS JOIN LATERAL (SELECT distance_m($10, $11, p.lat, p.lon) AS distance_m) d
           LEFT JOIN LATERAL (SELECT i.opens_at, i.closes_at FROM open_intervals i
                              WHERE i.place_id = p.id AND i.closes_at > $1 ORDER BY i.opens_at LIMIT 1) o ON true
           WHERE NOT p.closed AND p.kind = $2 AND p.precision IN ('exact', 'postcode')
             AND (($12::int4 = 4 AND p.h3_4 = ANY($13::int8[])) OR ($12 = 6 AND p.h3_6 = ANY($13)) OR ($12 = 8 AND p.h3_8 = ANY($13)))
             AND d.distance_m <= $14
             AND ($3::uuid IS NULL OR p.city_id = $3)
             AND ($4::text IS NULL OR p.country = $4)
             AND ($5::text IS NULL OR EXISTS (SELECT 1 FROM place_brewing_methods b WHERE b.place_id = p.id AND b.method = $5))
             AND (NOT $6::bool OR EXISTS (SELECT 1 FROM open_intervals i WHERE i.place_id = p.id AND i.opens_at <= $1 AND i.closes_at > $1))
             AND ($7::float8 IS NULL OR d.distance_m > $7 OR (d.distance_m = $7 AND p.id > $8))
           ORDER BY d.distance_m, p.id
           LIMIT $9"#,
        now,
        listing.kind.as_str(),
        city_id,
        listing.country.map(shared::urls::CountryCode::to_upper),
        listing.brewing.as_ref().map(Slug::as_str),
        listing.open_now,
        after.map(|cursor| cursor.key),
        after.map(|cursor| cursor.id),
        i64::from(listing.limit) + 1,
        position.lat,
        position.lon,
        cover.resolution,
        &cover.cells,
        f64::from(radius_m),
    )
    .fetch_all(db)
    .await
}

/// A cursor's key back to the column's type; out of range means past the end.
fn completeness_of(key: f64) -> i16 {
    // Written from an i16, so a cursor that was not tampered with always converts.
    (0..=i16::from(u8::MAX)).find(|whole| f64::from(*whole) >= key).unwrap_or(i16::MAX)
}

/// The place with its source and city, closed or not.
pub async fn find_by_slug(db: &PgPool, kind: Kind, slug: &Slug) -> Result<Option<ProfileRow>, sqlx::Error> {
    sqlx::query_as!(
        ProfileRow,
        r#"SELECT p.id, p.slug, p.name, p.country, c.country AS "city_country?", c.slug AS "city_slug?", c.name AS "city_name?",
                  p.address, p.postcode, p.lat, p.lon, p.precision, p.time_zone, p.website, p.phone, p.chain, p.philosophy,
                  ARRAY(SELECT b.slug FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method
                        WHERE pb.place_id = p.id ORDER BY b.position) AS "method_slugs!",
                  ARRAY(SELECT b.name FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method
                        WHERE pb.place_id = p.id ORDER BY b.position) AS "method_names!",
                  p.opening_hours, p.hours_understood, p.closed, p.flags, p.last_verified, p.source,
                  s.name AS source_name, s.licence, s.attribution, s.fictional, p.record_url
           FROM places p
           JOIN sources s ON s.key = p.source
           LEFT JOIN cities c ON c.id = p.city_id
           WHERE p.slug = $1 AND p.kind = $2"#,
        slug.as_str(),
        kind.as_str(),
    )
    .fetch_optional(db)
    .await
}

/// What a change touches beside the place itself.
#[derive(Debug)]
pub struct ChangedRow {
    pub id: Uuid,
    pub city_country: Option<String>,
    pub city_slug: Option<String>,
}

/// Changes what is given; an empty text removes what was there. `None` where there is no such place.
pub async fn update_by_slug(db: &PgPool, kind: Kind, slug: &Slug, change: &PlaceChange) -> Result<Option<ChangedRow>, sqlx::Error> {
    sqlx::query_as!(
        ChangedRow,
        r#"WITH changed AS (
               UPDATE places SET
                   name = COALESCE($3, name),
                   address = CASE WHEN $4::text IS NULL THEN address ELSE NULLIF($4, '') END,
                   website = CASE WHEN $5::text IS NULL THEN website ELSE NULLIF($5, '') END,
                   phone = CASE WHEN $6::text IS NULL THEN phone ELSE NULLIF($6, '') END,
                   closed = COALESCE($7, closed),
                   last_verified = current_date,
                   updated_at = now()
               WHERE slug = $1 AND kind = $2
               RETURNING id, city_id)
           SELECT changed.id AS "id!", c.country AS "city_country?", c.slug AS "city_slug?"
           FROM changed LEFT JOIN cities c ON c.id = changed.city_id"#,
        slug.as_str(),
        kind.as_str(),
        change.name,
        change.address,
        change.website,
        change.phone,
        change.closed,
    )
    .fetch_optional(db)
    .await
}

/// The primary's clock in microseconds since 1970. Read after a commit, it orders changes: whoever reads a later one sees this change.
pub async fn clock_us(db: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS "clock_us!""#).fetch_one(db).await
}

/// The coming week's intervals, the current one included.
pub async fn list_intervals(db: &PgPool, place_id: Uuid, now: DateTime<Utc>) -> Result<Vec<IntervalRow>, sqlx::Error> {
    sqlx::query_as!(
        IntervalRow,
        "SELECT opens_at, closes_at FROM open_intervals
         WHERE place_id = $1 AND closes_at > $2 AND opens_at < $2 + interval '7 days' ORDER BY opens_at LIMIT 100",
        place_id,
        now,
    )
    .fetch_all(db)
    .await
}

pub async fn list_practical(db: &PgPool, place_id: Uuid) -> Result<Vec<PracticalRow>, sqlx::Error> {
    sqlx::query_as!(PracticalRow, "SELECT fact, offered FROM place_practical WHERE place_id = $1", place_id).fetch_all(db).await
}

/// The nearest open places of the same kind, itself apart.
pub async fn list_neighbours(db: &PgPool, kind: Kind, place_id: Uuid, position: Position, radius_m: u32, limit: i64) -> Result<Vec<NeighbourRow>, sqlx::Error> {
    let Some(cover) = cells::cover(position, radius_m) else { return Ok(Vec::new()) };
    sqlx::query_as!(
        NeighbourRow,
        r#"SELECT p.slug, p.name, p.lat AS "lat!", p.lon AS "lon!", d.distance_m AS "distance_m!"
           FROM places p CROSS JOIN LATERAL (SELECT distance_m($3, $4, p.lat, p.lon) AS distance_m) d
           WHERE NOT p.closed AND p.kind = $1 AND p.id <> $2 AND p.precision IN ('exact', 'postcode')
             AND (($5::int4 = 4 AND p.h3_4 = ANY($6::int8[])) OR ($5 = 6 AND p.h3_6 = ANY($6)) OR ($5 = 8 AND p.h3_8 = ANY($6)))
             AND d.distance_m <= $7
           ORDER BY d.distance_m, p.id LIMIT $8"#,
        kind.as_str(),
        place_id,
        position.lat,
        position.lon,
        cover.resolution,
        &cover.cells,
        f64::from(radius_m),
        limit,
    )
    .fetch_all(db)
    .await
}

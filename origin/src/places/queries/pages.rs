//! SQL of a list's pages: which places are on one, in which order. A statement for each order, along all places or round a point; filters may be left out,
//! so each is planned for those that it has. What the places are like is read apart (`list_cards`): its plan is the same for every page.

use chrono::{DateTime, Utc};
use shared::geo::Position;
use sqlx::PgConnection;
use uuid::Uuid;

use super::near::NEAREST_MAX;
use crate::places::{Listing, Sort, cells};

/// A place of a page.
#[derive(Clone, Copy, Debug)]
pub struct PageRow {
    pub id: Uuid,
    /// What the list is in order of, where it is a number.
    pub key: Option<f64>,
    pub distance_m: Option<f64>,
}

/// A list's filters and where its page begins, as parameters 1 to 9.
struct Fits<'a> {
    kind: &'static str,
    city_id: Option<Uuid>,
    country: Option<String>,
    all_of: &'a [String],
    any_of: &'a [String],
    open_at: Option<DateTime<Utc>>,
    /// One more than the page has, which tells of a next one.
    limit: i64,
    after_key: Option<f64>,
    after_id: Option<Uuid>,
}

/// A circle and what covers it, as parameters 10 to 15.
struct Circle {
    middle: Position,
    radius_m: f64,
    cover: cells::Cover,
}

/// One statement: up to the filters of a row of `places`, between these and that of hours (of `p.id`), and what follows.
macro_rules! page {
    ($db:expr, $fits:expr, $from:literal, $between:literal, $rest:literal $(, $value:expr)* $(,)?) => {
        sqlx::query_as!(
            PageRow,
            $from
                + " AND ($2::uuid IS NULL OR city_id = $2) AND ($3::text IS NULL OR country = $3)
                    AND ($4::text[] = '{}' OR facets @> $4) AND ($5::text[] = '{}' OR facets && $5)"
                + $between
                + " AND ($6::timestamptz IS NULL OR (p.hours_understood AND
                         (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $6 ORDER BY i.opens_at LIMIT 1) <= $6))
                    AND ($7::int8 > 0 OR generic_plans_are_dear())"
                + $rest,
            $fits.kind,
            $fits.city_id,
            $fits.country,
            $fits.all_of,
            $fits.any_of,
            $fits.open_at,
            $fits.limit,
            $fits.after_key,
            $fits.after_id,
            $($value),*
        )
        .fetch_all($db)
        .await
    };
}

/// `limit + 1` open places that fit, in the order that was asked for.
pub async fn list(db: &mut PgConnection, listing: &Listing, city_id: Option<Uuid>, now: DateTime<Utc>) -> Result<Vec<PageRow>, sqlx::Error> {
    let fits = Fits {
        kind: listing.kind.as_str(),
        city_id,
        country: listing.country.map(shared::urls::CountryCode::to_upper),
        all_of: &listing.filters.all_of,
        any_of: &listing.filters.any_of,
        open_at: listing.filters.open.map(|when| when.moment(now)),
        limit: i64::from(listing.limit) + 1,
        after_key: listing.cursor.map(|cursor| cursor.key),
        after_id: listing.cursor.map(|cursor| cursor.id),
    };
    match listing.near {
        None => along(db, listing.sort, &fits).await,
        Some((middle, radius_m)) => match cells::cover(middle, radius_m) {
            Some(cover) => round(db, listing.sort, &fits, &Circle { middle, radius_m: f64::from(radius_m), cover }).await,
            None => Ok(Vec::new()),
        },
    }
}

/// All that fit: each order along an index of its own.
async fn along(db: &mut PgConnection, sort: Sort, fits: &Fits<'_>) -> Result<Vec<PageRow>, sqlx::Error> {
    match sort {
        // There is no distance from nowhere.
        Sort::Best | Sort::Distance => page!(
            db,
            fits,
            r#"SELECT p.id, b.key AS "key?", NULL::float8 AS distance_m
               FROM places p CROSS JOIN LATERAL (SELECT best_of(p.review_count, p.coffee_sum, p.atmosphere_sum, p.service_sum, p.completeness) AS key) b
               WHERE NOT p.closed AND p.kind = $1"#,
            "",
            " AND ($8::float8 IS NULL OR (b.key <= $8 AND (b.key < $8 OR p.id > $9)))
              ORDER BY b.key DESC, p.id LIMIT $7",
        ),
        Sort::Newest => page!(
            db,
            fits,
            "SELECT p.id, NULL::float8 AS key, NULL::float8 AS distance_m FROM places p WHERE NOT p.closed AND p.kind = $1",
            "",
            " AND ($8::float8 IS NULL OR p.id < $9)
              ORDER BY p.id DESC LIMIT $7",
        ),
        Sort::Name => page!(
            db,
            fits,
            "SELECT p.id, NULL::float8 AS key, NULL::float8 AS distance_m FROM places p WHERE NOT p.closed AND p.kind = $1",
            "",
            r#" AND ($8::float8 IS NULL OR (lower(p.name) COLLATE "C", p.id) > (SELECT lower(l.name) COLLATE "C", l.id FROM places l WHERE l.id = $9))
               ORDER BY lower(p.name) COLLATE "C", p.id LIMIT $7"#,
        ),
    }
}

/// Those in a circle, nearest first.
async fn by_distance(db: &mut PgConnection, fits: &Fits<'_>, circle: &Circle) -> Result<Vec<PageRow>, sqlx::Error> {
    page!(
        db,
        fits,
        r#"SELECT p.id AS "id!", d.distance_m AS "key?", d.distance_m AS "distance_m?"
           FROM places_round($12, $13, $14) p CROSS JOIN LATERAL (SELECT distance_m($10, $11, p.lat, p.lon) AS distance_m) d
           WHERE p.kind = $1 AND d.distance_m <= $15
             AND (($2::uuid IS NULL AND $3::text IS NULL AND $4::text[] = '{}' AND $5::text[] = '{}') OR EXISTS (SELECT 1 FROM places f WHERE f.id = p.id"#,
        "))",
        " AND ($8::float8 IS NULL OR d.distance_m > $8 OR (d.distance_m = $8 AND p.id > $9))
          ORDER BY d.distance_m, p.id LIMIT $7",
        circle.middle.lat,
        circle.middle.lon,
        circle.cover.resolution,
        &circle.cover.cells,
        &circle.cover.bounds,
        circle.radius_m,
    )
}

/// Those in a circle, nearest first, or the [`NEAREST_MAX`] nearest in another order.
async fn round(db: &mut PgConnection, sort: Sort, fits: &Fits<'_>, circle: &Circle) -> Result<Vec<PageRow>, sqlx::Error> {
    match sort {
        Sort::Distance => by_distance(db, fits, circle).await,
        // Looked at one by one from the newest, until the page is full: a subselect with an offset stays one.
        Sort::Newest => page!(
            db,
            fits,
            r#"SELECT p.id AS "id!", NULL::float8 AS key, p.distance_m AS "distance_m?"
               FROM (SELECT n.id, n.hours_understood, n.distance_m
                     FROM (SELECT c.id, c.hours_understood, d.distance_m
                           FROM places_round($12, $13, $14) c CROSS JOIN LATERAL (SELECT distance_m($10, $11, c.lat, c.lon) AS distance_m) d
                           WHERE c.kind = $1 AND d.distance_m <= $15 ORDER BY d.distance_m, c.id LIMIT $16) n
                     WHERE $8::float8 IS NULL OR n.id < $9 ORDER BY n.id DESC) p
               WHERE (($2::uuid IS NULL AND $3::text IS NULL AND $4::text[] = '{}' AND $5::text[] = '{}') OR EXISTS (SELECT 1 FROM places f WHERE f.id = p.id"#,
            " OFFSET 0))",
            " ORDER BY p.id DESC LIMIT $7",
            circle.middle.lat,
            circle.middle.lon,
            circle.cover.resolution,
            &circle.cover.cells,
            &circle.cover.bounds,
            circle.radius_m,
            NEAREST_MAX,
        ),
        Sort::Best => page!(
            db,
            fits,
            r#"SELECT p.id AS "id!", p.best AS "key?", p.distance_m AS "distance_m?"
               FROM (SELECT c.id, c.hours_understood, c.best, d.distance_m
                     FROM places_round($12, $13, $14) c CROSS JOIN LATERAL (SELECT distance_m($10, $11, c.lat, c.lon) AS distance_m) d
                     WHERE c.kind = $1 AND d.distance_m <= $15 ORDER BY d.distance_m, c.id LIMIT $16) p
               WHERE (($2::uuid IS NULL AND $3::text IS NULL AND $4::text[] = '{}' AND $5::text[] = '{}') OR EXISTS (SELECT 1 FROM places f WHERE f.id = p.id"#,
            "))",
            " AND ($8::float8 IS NULL OR (-p.best, p.id) > (-$8, $9))
              ORDER BY p.best DESC, p.id LIMIT $7",
            circle.middle.lat,
            circle.middle.lon,
            circle.cover.resolution,
            &circle.cover.cells,
            &circle.cover.bounds,
            circle.radius_m,
            NEAREST_MAX,
        ),
        Sort::Name => page!(
            db,
            fits,
            r#"SELECT p.id AS "id!", NULL::float8 AS key, c.distance_m AS "distance_m?"
               FROM (SELECT c.id, d.distance_m FROM places_round($12, $13, $14) c CROSS JOIN LATERAL (SELECT distance_m($10, $11, c.lat, c.lon) AS distance_m) d
                     WHERE c.kind = $1 AND d.distance_m <= $15 ORDER BY d.distance_m, c.id LIMIT $16) c
               JOIN places p ON p.id = c.id
               WHERE true"#,
            "",
            r#" AND ($8::float8 IS NULL OR (lower(p.name) COLLATE "C", p.id) > (SELECT lower(l.name) COLLATE "C", l.id FROM places l WHERE l.id = $9))
               ORDER BY lower(p.name) COLLATE "C", p.id LIMIT $7"#,
            circle.middle.lat,
            circle.middle.lon,
            circle.cover.resolution,
            &circle.cover.cells,
            &circle.cover.bounds,
            circle.radius_m,
            NEAREST_MAX,
        ),
    }
}

//! SQL of places.

use chrono::{DateTime, Utc};
use shared::geo::Position;
use shared::limits::PHOTOS_A_PLACE_MAX;
use shared::slug::Slug;
use shared::wire::suggestions::PlaceChange;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::changes::{Author, LockedPlace};
use super::completeness::Known;
use super::rows::{CardRow, IntervalRow, ListedRow, NeighbourRow, PracticalRow, ProfileRow};
use super::{Kind, Listing, cells};
use shared::wire::profiles::{ArtisanAt, BeanView, CardPhoto, ChangeView, PhotoView, PlaceRef, ReviewView, StoryCard};

/// Round a point, so many of the nearest are put into another order than that of their distance, and so many are counted: what it costs is bounded by
/// this, wherever it is asked for.
pub const NEAREST_MAX: i64 = 3_000;

/// `limit + 1` open places that fit, in the order that was asked for. Of the five ways to find them the planner keeps the one that it is told.
#[expect(clippy::too_many_lines, reason = "one statement, most of it one list of columns and one of values")]
pub async fn list(db: &PgPool, listing: &Listing, city_id: Option<Uuid>, now: DateTime<Utc>) -> Result<Vec<CardRow>, sqlx::Error> {
    let cover = match listing.near {
        None => cells::Cover { resolution: 0, cells: Vec::new() },
        Some((position, radius_m)) => match cells::cover(position, radius_m) {
            Some(cover) => cover,
            None => return Ok(Vec::new()),
        },
    };
    let fits = &listing.filters;
    let after = listing.cursor;
    sqlx::query_as!(
        CardRow,
        r#"WITH page AS (
               (SELECT p.id, best_of(p.review_count, p.coffee_sum, p.atmosphere_sum, p.service_sum, p.completeness) AS key, NULL::float8 AS distance_m
                FROM places p
                WHERE $1 = 'best' AND $13 = 0 AND NOT p.closed AND p.kind = $2 AND ($3::uuid IS NULL OR p.city_id = $3) AND ($4::text IS NULL OR p.country = $4)
                  AND ($5::text[] = '{}' OR p.facets @> $5) AND ($6::text[] = '{}' OR p.facets && $6)
                  AND ($7::timestamptz IS NULL OR (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $7 ORDER BY i.opens_at LIMIT 1) <= $7)
                  AND ($8::float8 IS NULL OR (best_of(p.review_count, p.coffee_sum, p.atmosphere_sum, p.service_sum, p.completeness) <= $8
                       AND (best_of(p.review_count, p.coffee_sum, p.atmosphere_sum, p.service_sum, p.completeness) < $8 OR p.id > $9)))
                ORDER BY best_of(p.review_count, p.coffee_sum, p.atmosphere_sum, p.service_sum, p.completeness) DESC, p.id LIMIT $10)
               UNION ALL
               (SELECT p.id, NULL, NULL FROM places p
                WHERE $1 = 'newest' AND $13 = 0 AND NOT p.closed AND p.kind = $2 AND ($3::uuid IS NULL OR p.city_id = $3) AND ($4::text IS NULL OR p.country = $4)
                  AND ($5::text[] = '{}' OR p.facets @> $5) AND ($6::text[] = '{}' OR p.facets && $6)
                  AND ($7::timestamptz IS NULL OR (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $7 ORDER BY i.opens_at LIMIT 1) <= $7)
                  AND ($8::float8 IS NULL OR p.id < $9)
                ORDER BY p.id DESC LIMIT $10)
               UNION ALL
               (SELECT p.id, NULL, NULL FROM places p
                WHERE $1 = 'name' AND $13 = 0 AND NOT p.closed AND p.kind = $2 AND ($3::uuid IS NULL OR p.city_id = $3) AND ($4::text IS NULL OR p.country = $4)
                  AND ($5::text[] = '{}' OR p.facets @> $5) AND ($6::text[] = '{}' OR p.facets && $6)
                  AND ($7::timestamptz IS NULL OR (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $7 ORDER BY i.opens_at LIMIT 1) <= $7)
                  AND ($8::float8 IS NULL OR (lower(p.name) COLLATE "C", p.id) > (SELECT lower(l.name) COLLATE "C", l.id FROM places l WHERE l.id = $9))
                ORDER BY lower(p.name) COLLATE "C", p.id LIMIT $10)
               UNION ALL
               (SELECT p.id, d.distance_m, d.distance_m
                FROM places_in_cells($13, $14) p CROSS JOIN LATERAL (SELECT distance_m($11, $12, p.lat, p.lon) AS distance_m) d
                WHERE $1 = 'distance' AND p.kind = $2 AND d.distance_m <= $15
                  AND (($3::uuid IS NULL AND $4::text IS NULL AND $5::text[] = '{}' AND $6::text[] = '{}')
                       OR EXISTS (SELECT 1 FROM places f WHERE f.id = p.id AND ($3 IS NULL OR f.city_id = $3) AND ($4 IS NULL OR f.country = $4)
                                  AND ($5 = '{}' OR f.facets @> $5) AND ($6 = '{}' OR f.facets && $6)))
                  AND ($7::timestamptz IS NULL OR (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $7 ORDER BY i.opens_at LIMIT 1) <= $7)
                  AND ($8::float8 IS NULL OR d.distance_m > $8 OR (d.distance_m = $8 AND p.id > $9))
                ORDER BY d.distance_m, p.id LIMIT $10)
               UNION ALL
               (SELECT p.id, CASE $1 WHEN 'best' THEN best_of(p.review_count, p.coffee_sum, p.atmosphere_sum, p.service_sum, p.completeness) END, c.distance_m
                FROM (SELECT c.id, d.distance_m FROM places_in_cells($13, $14) c CROSS JOIN LATERAL (SELECT distance_m($11, $12, c.lat, c.lon) AS distance_m) d
                      WHERE c.kind = $2 AND d.distance_m <= $15 ORDER BY d.distance_m, c.id LIMIT $17) c
                JOIN places p ON p.id = c.id
                WHERE $1 <> 'distance' AND $13 > 0 AND ($3::uuid IS NULL OR p.city_id = $3) AND ($4::text IS NULL OR p.country = $4)
                  AND ($5::text[] = '{}' OR p.facets @> $5) AND ($6::text[] = '{}' OR p.facets && $6)
                  AND ($7::timestamptz IS NULL OR (SELECT i.opens_at FROM open_intervals i WHERE i.place_id = p.id AND i.closes_at > $7 ORDER BY i.opens_at LIMIT 1) <= $7)
                  AND ($8::float8 IS NULL OR CASE $1
                       WHEN 'best' THEN (-best_of(p.review_count, p.coffee_sum, p.atmosphere_sum, p.service_sum, p.completeness), p.id) > (-$8, $9)
                       WHEN 'newest' THEN p.id < $9
                       ELSE (lower(p.name) COLLATE "C", p.id) > (SELECT lower(l.name) COLLATE "C", l.id FROM places l WHERE l.id = $9) END)
                ORDER BY 2 DESC, CASE $1 WHEN 'name' THEN lower(p.name) COLLATE "C" END, CASE $1 WHEN 'newest' THEN p.id END DESC, p.id LIMIT $10)
           )
           SELECT p.id AS "id!", p.slug AS "slug!", p.name AS "name!", p.city_country AS "city_country?", p.city_slug AS "city_slug?",
                  p.city_name AS "city_name?", p.address, p.lat, p.lon, p.precision AS "precision!", page.distance_m AS "distance_m?", p.chain,
                  p.method_slugs AS "method_slugs!", p.method_names AS "method_names!", p.hours_understood AS "hours_understood!",
                  p.time_zone, o.opens_at AS "opens_at?", o.closes_at AS "closes_at?", page.key AS "key?",
                  p.review_count AS "review_count!", p.coffee_sum AS "coffee_sum!", p.atmosphere_sum AS "atmosphere_sum!", p.service_sum AS "service_sum!",
                  p.price_level, p.source AS "source!", p.attribution AS "attribution!", p.fictional AS "fictional!",
                  (SELECT jsonb_build_object('id', ph.id, 'width', ph.widths[1], 'alt', ph.alt) FROM photos ph
                   WHERE ph.place_id = p.id AND ph.made_at IS NOT NULL ORDER BY ph.position, ph.id LIMIT 1) AS "photo: Json<CardPhoto>"
           FROM page JOIN place_cards p ON p.id = page.id
           LEFT JOIN LATERAL (SELECT i.opens_at, i.closes_at FROM open_intervals i
                              WHERE i.place_id = p.id AND i.closes_at > $16 ORDER BY i.opens_at LIMIT 1) o ON true
           WHERE $10::int8 > 0 OR generic_plans_are_dear()
           ORDER BY CASE $1 WHEN 'distance' THEN page.distance_m END, CASE $1 WHEN 'best' THEN page.key END DESC, CASE WHEN $1 = 'name' THEN lower(p.name) COLLATE "C" END, CASE WHEN $1 = 'newest' THEN p.id END DESC, p.id"#,
        listing.sort.as_str(),
        listing.kind.as_str(),
        city_id,
        listing.country.map(shared::urls::CountryCode::to_upper),
        &fits.all_of,
        &fits.any_of,
        fits.open.map(|when| when.moment(now)),
        after.map(|cursor| cursor.key),
        after.map(|cursor| cursor.id),
        i64::from(listing.limit) + 1,
        listing.near.map(|(position, _)| position.lat),
        listing.near.map(|(position, _)| position.lon),
        cover.resolution,
        &cover.cells,
        listing.near.map(|(_, radius_m)| f64::from(radius_m)),
        now,
        NEAREST_MAX,
    )
    .fetch_all(db)
    .await
}

/// Beans, partners and artisans that a profile tells of: more than anybody reads, less than a world's largest roaster has.
const OF_A_KIND_MAX: i64 = 100;

/// The place with everything that its profile tells but its neighbours, closed or not, in one round trip: what there is many of comes as JSON of the
/// wire's own shape.
pub async fn find_by_slug(db: &mut PgConnection, kind: Kind, slug: &Slug, now: DateTime<Utc>) -> Result<Option<ProfileRow>, sqlx::Error> {
    sqlx::query_as!(
        ProfileRow,
        r#"SELECT p.id, p.slug, p.name, p.country, c.country AS "city_country?", c.slug AS "city_slug?", c.name AS "city_name?",
                  p.address, p.postcode, p.lat, p.lon, p.precision, p.time_zone, p.website, p.phone, p.chain, p.philosophy,
                  p.story, p.sourcing, p.price_level, p.review_count, p.coffee_sum, p.atmosphere_sum, p.service_sum,
                  ARRAY(SELECT b.slug FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method
                        WHERE pb.place_id = p.id ORDER BY b.position) AS "method_slugs!",
                  ARRAY(SELECT b.name FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method
                        WHERE pb.place_id = p.id ORDER BY b.position) AS "method_names!",
                  (SELECT COALESCE(jsonb_agg(to_jsonb(i) ORDER BY i.opens_at), '[]') FROM (
                       SELECT opens_at, closes_at FROM open_intervals
                       WHERE place_id = p.id AND closes_at > $3 AND opens_at < $3 + interval '7 days' ORDER BY opens_at LIMIT 100) i) AS "intervals!: Json<Vec<IntervalRow>>",
                  (SELECT COALESCE(jsonb_agg(jsonb_build_object('fact', f.fact, 'offered', f.offered)), '[]') FROM place_practical f
                   WHERE f.place_id = p.id) AS "practical!: Json<Vec<PracticalRow>>",
                  (SELECT COALESCE(jsonb_agg(bean_view(b.id, b.since) ORDER BY b.since DESC, b.name), '[]') FROM (
                       SELECT b.id, b.name, bar.since FROM place_beans bar JOIN beans b ON b.id = bar.bean_id
                       WHERE bar.place_id = p.id ORDER BY bar.since DESC, b.name LIMIT $5) b) AS "beans!: Json<Vec<BeanView>>",
                  (SELECT COALESCE(jsonb_agg(place_ref(o.id) ORDER BY o.name), '[]') FROM (
                       SELECT other.id, other.name
                       FROM (SELECT roaster_id AS id FROM place_roasters WHERE place_id = p.id UNION SELECT place_id FROM place_roasters WHERE roaster_id = p.id) linked
                       JOIN places other ON other.id = linked.id AND NOT other.closed ORDER BY other.name LIMIT $5) o) AS "partners!: Json<Vec<PlaceRef>>",
                  (SELECT COALESCE(jsonb_agg(jsonb_build_object('slug', a.slug, 'name', a.name, 'role', a.role, 'since', a.since, 'words', a.words, 'also_at',
                       (SELECT COALESCE(jsonb_agg(place_ref(x.id)), '[]') FROM (
                            SELECT x.id FROM artisan_places e JOIN places x ON x.id = e.place_id AND NOT x.closed
                            WHERE e.artisan_id = a.id AND e.place_id <> p.id LIMIT $5) x)) ORDER BY a.since, a.name), '[]') FROM (
                       SELECT a.id, a.slug, a.name, a.words, ap.role, ap.since FROM artisan_places ap JOIN artisans a ON a.id = ap.artisan_id
                       WHERE ap.place_id = p.id ORDER BY ap.since, a.name LIMIT $5) a) AS "artisans!: Json<Vec<ArtisanAt>>",
                  (SELECT COALESCE(jsonb_agg(to_jsonb(ph) ORDER BY ph.position, ph.id), '[]') FROM (
                       SELECT id, alt, credit, width, height, widths, position FROM photos
                       WHERE place_id = p.id AND made_at IS NOT NULL ORDER BY position, id LIMIT $4) ph) AS "photos!: Json<Vec<PhotoView>>",
                  (SELECT COALESCE(jsonb_agg(to_jsonb(r) ORDER BY r.visited_on DESC, r.id DESC), '[]') FROM (
                       SELECT id, author, language, coffee, atmosphere, service, text, visited_on FROM reviews
                       WHERE place_id = p.id ORDER BY visited_on DESC, id DESC LIMIT 6) r) AS "reviews!: Json<Vec<ReviewView>>",
                  (SELECT COALESCE(jsonb_agg(story_card(s.id) ORDER BY s.published_on DESC, s.id DESC), '[]') FROM (
                       SELECT s.id, s.published_on FROM story_places sp JOIN stories s ON s.id = sp.story_id
                       WHERE sp.place_id = p.id ORDER BY s.published_on DESC, s.id DESC LIMIT 6) s) AS "stories!: Json<Vec<StoryCard>>",
                  (SELECT COALESCE(jsonb_agg(to_jsonb(h)), '[]') FROM (
                       SELECT changed_at::date AS changed_on, source, ARRAY(SELECT jsonb_object_keys(after) ORDER BY 1) AS fields FROM place_changes
                       WHERE place_id = p.id ORDER BY id DESC LIMIT 10) h) AS "history!: Json<Vec<ChangeView>>",
                  p.opening_hours, p.hours_understood, p.closed, p.flags, p.last_verified, p.source,
                  s.name AS source_name, s.licence, s.attribution, s.fictional, p.record_url
           FROM places p
           JOIN sources s ON s.key = p.source
           LEFT JOIN cities c ON c.id = p.city_id
           WHERE p.slug = $1 AND p.kind = $2"#,
        slug.as_str(),
        kind.as_str(),
        now,
        i64::from(PHOTOS_A_PLACE_MAX),
        OF_A_KIND_MAX,
    )
    .fetch_optional(db)
    .await
}

/// The place as a change needs it, held until the transaction ends.
pub async fn lock_by_slug(db: &mut PgConnection, kind: Kind, slug: &Slug) -> Result<Option<LockedPlace>, sqlx::Error> {
    sqlx::query_as!(
        LockedPlace,
        r#"SELECT p.id, p.source, p.name, p.address, p.website, p.phone, p.opening_hours, p.closed, p.country, p.time_zone, p.lat, p.lon, p.city_id,
                  c.country AS "city_country?", c.slug AS "city_slug?"
           FROM places p LEFT JOIN cities c ON c.id = p.city_id
           WHERE p.slug = $1 AND p.kind = $2 FOR UPDATE OF p"#,
        slug.as_str(),
        kind.as_str(),
    )
    .fetch_optional(db)
    .await
}

/// Changes the columns that are given; an empty text removes what was there. `corrected` columns are left alone by imports from now on.
pub async fn update(db: &mut PgConnection, id: Uuid, change: &PlaceChange, corrected: &[String], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE places SET
             name = COALESCE($2, name),
             address = CASE WHEN $3::text IS NULL THEN address ELSE NULLIF($3, '') END,
             website = CASE WHEN $4::text IS NULL THEN website ELSE NULLIF($4, '') END,
             phone = CASE WHEN $5::text IS NULL THEN phone ELSE NULLIF($5, '') END,
             opening_hours = CASE WHEN $6::text IS NULL THEN opening_hours ELSE NULLIF($6, '') END,
             closed = COALESCE($7, closed),
             corrected = ARRAY(SELECT DISTINCT unnest(corrected || $8::text[]) ORDER BY 1),
             last_verified = $9::timestamptz::date,
             updated_at = $9
         WHERE id = $1",
        id,
        change.name,
        change.address,
        change.website,
        change.phone,
        change.opening_hours,
        change.closed,
        corrected,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn update_hours_understood(db: &mut PgConnection, id: Uuid, understood: bool) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE places SET hours_understood = $2 WHERE id = $1", id, understood).execute(db).await?;
    Ok(())
}

pub async fn upsert_practical(db: &mut PgConnection, id: Uuid, facts: &[String], offers: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO place_practical (place_id, fact, offered) SELECT $1, * FROM UNNEST($2::text[], $3::text[])
         ON CONFLICT (place_id, fact) DO UPDATE SET offered = excluded.offered",
        id,
        facts,
        offers,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Swaps a place's brewing methods. How many of the given ones exist.
pub async fn replace_methods(db: &mut PgConnection, id: Uuid, methods: &[String]) -> Result<usize, sqlx::Error> {
    sqlx::query!("DELETE FROM place_brewing_methods WHERE place_id = $1", id).execute(&mut *db).await?;
    let inserted = sqlx::query!("INSERT INTO place_brewing_methods (place_id, method) SELECT $1, slug FROM brewing_methods WHERE slug = ANY($2)", id, methods).execute(db).await?;
    Ok(usize::try_from(inserted.rows_affected()).unwrap_or(usize::MAX))
}

pub async fn list_method_slugs(db: impl PgExecutor<'_>, id: Uuid) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!("SELECT b.slug FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method WHERE pb.place_id = $1 ORDER BY b.position", id)
        .fetch_all(db)
        .await
}

/// A line of a place's history.
pub async fn insert_change(db: &mut PgConnection, place_id: Uuid, author: &Author, before: &PlaceChange, after: &PlaceChange, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO place_changes (id, place_id, changed_at, changed_by, source, suggestion_id, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        place_id,
        now,
        author.changed_by,
        if author.suggestion.is_some() { "visitor" } else { "operator" },
        author.suggestion,
        Json(before) as _,
        Json(after) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What is known of a place, held until the transaction ends.
pub async fn lock_known(db: &mut PgConnection, id: Uuid) -> Result<Option<Known>, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT (p.lat IS NOT NULL AND p.precision = 'exact') AS "exact!", p.address IS NOT NULL AS "address!", p.hours_understood,
                  p.website IS NOT NULL AS "website!", p.phone IS NOT NULL AS "phone!", p.philosophy IS NOT NULL AS "philosophy!", p.chain IS NULL AS "independent!",
                  p.flags <> '{}' AS "doubtful!", EXISTS (SELECT 1 FROM place_brewing_methods pb WHERE pb.place_id = p.id) AS "brewing!",
                  (SELECT count(*) FROM place_practical f WHERE f.place_id = p.id) AS "facts!"
           FROM places p WHERE p.id = $1 FOR UPDATE OF p"#,
        id,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Known {
        exact_position: row.exact,
        address: row.address,
        hours: row.hours_understood,
        website: row.website,
        phone: row.phone,
        brewing_methods: row.brewing,
        philosophy: row.philosophy,
        independent: row.independent,
        practical_facts: usize::try_from(row.facts).unwrap_or(0),
        doubtful: row.doubtful,
    }))
}

/// Brings what these places can be narrowed down by up to date. Those for which it was something else before.
pub async fn update_facets(db: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<ListedRow>, sqlx::Error> {
    sqlx::query_as!(
        ListedRow,
        r#"WITH updated AS (
               UPDATE places p SET facets = facets_of(p.id) WHERE p.id = ANY($1) AND p.facets <> facets_of(p.id) RETURNING p.id, p.kind, p.city_id)
           SELECT u.id AS "id!", u.kind AS "kind!", c.country AS "city_country?", c.slug AS "city_slug?" FROM updated u LEFT JOIN cities c ON c.id = u.city_id"#,
        ids,
    )
    .fetch_all(db)
    .await
}

/// Where a place is shown.
pub async fn find_listed(db: &mut PgConnection, place: Uuid) -> Result<Option<ListedRow>, sqlx::Error> {
    sqlx::query_as!(
        ListedRow,
        r#"SELECT p.id, p.kind, c.country AS "city_country?", c.slug AS "city_slug?" FROM places p LEFT JOIN cities c ON c.id = p.city_id WHERE p.id = $1"#,
        place
    )
    .fetch_optional(db)
    .await
}

/// Roasters, at most so many, whose profiles name a café.
pub async fn list_roaster_ids_of(db: &mut PgConnection, cafe: Uuid, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("SELECT roaster_id FROM place_roasters WHERE place_id = $1 ORDER BY roaster_id LIMIT $2", cafe, limit).fetch_all(db).await
}

/// Whether it was another before.
pub async fn update_completeness(db: &mut PgConnection, id: Uuid, completeness: i16) -> Result<bool, sqlx::Error> {
    let updated = sqlx::query!("UPDATE places SET completeness = $2 WHERE id = $1 AND completeness <> $2", id, completeness).execute(db).await?;
    Ok(updated.rows_affected() == 1)
}

pub async fn list_practical(db: impl PgExecutor<'_>, place_id: Uuid) -> Result<Vec<PracticalRow>, sqlx::Error> {
    sqlx::query_as!(PracticalRow, "SELECT fact, offered FROM place_practical WHERE place_id = $1", place_id).fetch_all(db).await
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

/// The nearest open places of the same kind, itself apart.
pub async fn list_neighbours(db: &mut PgConnection, kind: Kind, place_id: Uuid, position: Position, radius_m: u32, limit: i64) -> Result<Vec<NeighbourRow>, sqlx::Error> {
    let Some(cover) = cells::cover(position, radius_m) else { return Ok(Vec::new()) };
    sqlx::query_as!(
        NeighbourRow,
        r#"SELECT p.slug, p.name, p.lat AS "lat!", p.lon AS "lon!", d.distance_m AS "distance_m!"
           FROM (SELECT c.id, d.distance_m FROM places_in_cells($5, $6) c CROSS JOIN LATERAL (SELECT distance_m($3, $4, c.lat, c.lon) AS distance_m) d
                 WHERE c.kind = $1 AND c.id <> $2 AND d.distance_m <= $7 ORDER BY d.distance_m, c.id LIMIT $8) d
           JOIN places p ON p.id = d.id
           ORDER BY d.distance_m, p.id"#,
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

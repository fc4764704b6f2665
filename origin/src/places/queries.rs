//! SQL of places.

pub mod near;
pub mod pages;

use chrono::{DateTime, Utc};
use shared::limits::PHOTOS_A_PLACE_MAX;
use shared::slug::Slug;
use shared::wire::brewing_methods::BrewingMethodRef;
use shared::wire::profiles::{ArtisanAt, BeanView, CardPhoto, ChangeView, PhotoView, PlaceRef, ReviewView, StoryCard};
use shared::wire::suggestions::PlaceChange;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use self::pages::PageRow;
use super::Kind;
use super::changes::{Author, LockedPlace};
use super::completeness::Known;
use super::rows::{CardRow, IntervalRow, ListedRow, PracticalRow, ProfileRow};

/// Cards of a page's places, in its order.
pub async fn list_cards(db: &mut PgConnection, page: &[PageRow], now: DateTime<Utc>) -> Result<Vec<CardRow>, sqlx::Error> {
    let ids: Vec<Uuid> = page.iter().map(|row| row.id).collect();
    let keys: Vec<Option<f64>> = page.iter().map(|row| row.key).collect();
    let distances: Vec<Option<f64>> = page.iter().map(|row| row.distance_m).collect();
    // Behind a `SELECT`, values tell the planner nothing, so that it does not plan for each page anew, which takes longer than to read it.
    sqlx::query_as!(
        CardRow,
        r#"SELECT p.id AS "id!", p.slug AS "slug!", p.name AS "name!", p.city_country AS "city_country?", p.city_slug AS "city_slug?",
                  p.city_name AS "city_name?", p.address, p.lat, p.lon, p.precision AS "precision!", page.distance_m AS "distance_m?", p.chain,
                  p.method_slugs AS "method_slugs!", p.method_names AS "method_names!", p.hours_understood AS "hours_understood!",
                  p.time_zone, o.opens_at AS "opens_at?", o.closes_at AS "closes_at?", page.key AS "key?",
                  p.review_count AS "review_count!", p.coffee_sum AS "coffee_sum!", p.atmosphere_sum AS "atmosphere_sum!", p.service_sum AS "service_sum!",
                  p.price_level, p.source AS "source!", p.attribution AS "attribution!", p.fictional AS "fictional!",
                  (SELECT jsonb_build_object('id', ph.id, 'width', ph.widths[1], 'alt', ph.alt) FROM photos ph
                   WHERE ph.place_id = p.id AND ph.made_at IS NOT NULL ORDER BY ph.position, ph.id LIMIT 1) AS "photo: Json<CardPhoto>"
           FROM unnest((SELECT $1::uuid[]), (SELECT $2::float8[]), (SELECT $3::float8[])) WITH ORDINALITY AS page (id, key, distance_m, place)
           JOIN place_cards p ON p.id = page.id
           LEFT JOIN LATERAL (SELECT i.opens_at, i.closes_at FROM open_intervals i
                              WHERE i.place_id = p.id AND i.closes_at > (SELECT $4::timestamptz) ORDER BY i.opens_at LIMIT 1) o ON true
           ORDER BY page.place"#,
        &ids,
        &keys as _,
        &distances as _,
        now,
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
                  (SELECT COALESCE(jsonb_agg(jsonb_build_object('slug', b.slug, 'name', b.name) ORDER BY b.position), '[]')
                   FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method WHERE pb.place_id = p.id) AS "methods!: Json<Vec<BrewingMethodRef>>",
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
                  s.name AS source_name, s.licence, s.attribution, s.fictional, s.language, p.record_url
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

/// Roasters of a café, or cafés of a roaster, at most so many, whose profiles name it; each with its kind.
pub async fn list_partners(db: &mut PgConnection, place: Uuid, limit: i64) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        "SELECT id, kind FROM places
         WHERE id IN (SELECT roaster_id FROM place_roasters WHERE place_id = $1 UNION SELECT place_id FROM place_roasters WHERE roaster_id = $1) ORDER BY id LIMIT $2",
        place,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.kind)).collect())
}

/// Whether it was another before.
pub async fn update_completeness(db: &mut PgConnection, id: Uuid, completeness: i16) -> Result<bool, sqlx::Error> {
    let updated = sqlx::query!("UPDATE places SET completeness = $2 WHERE id = $1 AND completeness <> $2", id, completeness).execute(db).await?;
    Ok(updated.rows_affected() == 1)
}

pub async fn list_practical(db: impl PgExecutor<'_>, place_id: Uuid) -> Result<Vec<PracticalRow>, sqlx::Error> {
    sqlx::query_as!(PracticalRow, "SELECT fact, offered FROM place_practical WHERE place_id = $1", place_id).fetch_all(db).await
}

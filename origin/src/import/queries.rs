//! SQL of imports. Batches travel as columns (`UNNEST`), one statement each.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::columns::{NewCities, PlaceColumns};
use super::source::Source;
use crate::opening_hours::lay_out::IntervalColumns;

/// A place as it stands, enough to tell whether a record changes it.
#[derive(Debug)]
pub struct StoredPlace {
    pub id: Uuid,
    pub slug: String,
    pub source_ref: String,
    pub content_hash: Vec<u8>,
    pub city_id: Option<Uuid>,
    /// Fields that people have corrected since.
    pub corrected: Vec<String>,
}

/// What people have corrected, as it stands.
#[derive(Debug)]
pub struct CorrectedPlace {
    pub id: Uuid,
    pub name: String,
    pub address: Option<String>,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub opening_hours: Option<String>,
    pub closed: bool,
    pub methods: Vec<String>,
    pub facts: Vec<String>,
    pub offers: Vec<String>,
}

#[derive(Debug)]
pub struct CityKeyRow {
    pub id: Uuid,
    pub country: String,
    pub slug: String,
    pub slug_base: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

#[derive(Debug)]
pub struct SlugBaseRow {
    pub base: String,
    pub next_free: i32,
}

/// An import may wait as long as the one before it takes.
pub async fn wait_for_ever(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("SET LOCAL lock_timeout = 0").execute(db).await?;
    Ok(())
}

/// Held until the transaction ends: one import at a time.
pub async fn lock_imports(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("SELECT id FROM import_lock WHERE id = 1 FOR UPDATE").fetch_one(&mut *db).await?;
    Ok(())
}

pub async fn list_method_slugs(db: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!("SELECT slug FROM brewing_methods").fetch_all(db).await
}

pub async fn upsert_source(db: &mut PgConnection, source: &Source) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO sources (key, name, homepage, licence, licence_url, attribution, fictional, language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (key) DO UPDATE SET name = excluded.name, homepage = excluded.homepage, licence = excluded.licence,
             licence_url = excluded.licence_url, attribution = excluded.attribution, fictional = excluded.fictional,
             language = excluded.language",
        source.key,
        source.name,
        source.homepage,
        source.licence,
        source.licence_url,
        source.attribution,
        source.fictional,
        source.language,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Has the planner learn what an import has written so far. Statements that were prepared before are planned anew.
pub async fn analyze(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("ANALYZE places, slug_bases, cities").execute(db).await?;
    Ok(())
}

pub async fn list_stored(db: &mut PgConnection, source: &str, references: &[String]) -> Result<Vec<StoredPlace>, sqlx::Error> {
    sqlx::query_as!(StoredPlace, "SELECT id, slug, source_ref, content_hash, city_id, corrected FROM places WHERE source = $1 AND source_ref = ANY($2)", source, references)
        .fetch_all(db)
        .await
}

/// Where a place that was just written is.
#[derive(Debug)]
pub struct AddedRow {
    pub id: Uuid,
    pub kind: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub city_country: Option<String>,
    pub city_slug: Option<String>,
}

pub async fn find_added(db: &mut PgConnection, source: &str, reference: &str) -> Result<Option<AddedRow>, sqlx::Error> {
    sqlx::query_as!(
        AddedRow,
        r#"SELECT p.id, p.kind, p.lat, p.lon, c.country AS "city_country?", c.slug AS "city_slug?" FROM places p LEFT JOIN cities c ON c.id = p.city_id
           WHERE p.source = $1 AND p.source_ref = $2"#,
        source,
        reference,
    )
    .fetch_optional(db)
    .await
}

pub async fn list_corrected(db: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<CorrectedPlace>, sqlx::Error> {
    sqlx::query_as!(
        CorrectedPlace,
        r#"SELECT p.id, p.name, p.address, p.website, p.phone, p.opening_hours, p.closed,
                  ARRAY(SELECT method FROM place_brewing_methods WHERE place_id = p.id ORDER BY method) AS "methods!",
                  ARRAY(SELECT fact FROM place_practical WHERE place_id = p.id ORDER BY fact) AS "facts!",
                  ARRAY(SELECT offered FROM place_practical WHERE place_id = p.id ORDER BY fact) AS "offers!"
           FROM places p WHERE p.id = ANY($1)"#,
        ids,
    )
    .fetch_all(db)
    .await
}

/// Every city with one of these names without a number.
pub async fn list_cities(db: &mut PgConnection, countries: &[String], bases: &[String]) -> Result<Vec<CityKeyRow>, sqlx::Error> {
    sqlx::query_as!(
        CityKeyRow,
        "SELECT c.id, c.country, c.slug, c.slug_base, c.lat, c.lon FROM cities c JOIN UNNEST($1::text[], $2::text[]) AS wanted(country, base)
         ON wanted.country = c.country AND wanted.base = c.slug_base ORDER BY c.created_at, c.id",
        countries,
        bases,
    )
    .fetch_all(db)
    .await
}

pub async fn insert_cities(db: &mut PgConnection, cities: &NewCities) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO cities (id, country, slug_base, slug, name, lat, lon)
         SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[])",
        &cities.ids,
        &cities.countries,
        &cities.bases,
        &cities.slugs,
        &cities.names,
        &cities.lats as _,
        &cities.lons as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn list_slug_bases(db: &mut PgConnection, bases: &[String]) -> Result<Vec<SlugBaseRow>, sqlx::Error> {
    sqlx::query_as!(SlugBaseRow, "SELECT base, next_free FROM slug_bases WHERE base = ANY($1)", bases).fetch_all(db).await
}

pub async fn list_taken_slugs(db: &mut PgConnection, slugs: &[String]) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!("SELECT slug FROM places WHERE slug = ANY($1)", slugs).fetch_all(db).await
}

pub async fn upsert_slug_bases(db: &mut PgConnection, bases: &[String], next_free: &[i32]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO slug_bases (base, next_free) SELECT * FROM UNNEST($1::text[], $2::int4[])
         ON CONFLICT (base) DO UPDATE SET next_free = excluded.next_free",
        bases,
        next_free,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn insert_places(db: &mut PgConnection, places: &PlaceColumns, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO places (id, kind, slug, source, source_ref, record_url, name, country, city_id, address, postcode, lat, lon, precision,
             h3_4, h3_6, h3_8, time_zone, website, phone, chain, philosophy, opening_hours, hours_understood, hours_laid_until, closed,
             flags, completeness, content_hash, facets, last_verified, created_at, updated_at)
         SELECT r.id, r.kind, r.slug, r.source, r.source_ref, r.record_url, r.name, r.country, r.city_id, r.address, r.postcode, r.lat, r.lon, r.precision,
             r.h3_4, r.h3_6, r.h3_8, r.time_zone, r.website, r.phone, r.chain, r.philosophy, r.opening_hours, r.hours_understood, r.hours_laid_until, r.closed,
             CASE r.flags WHEN '' THEN '{}'::text[] ELSE string_to_array(r.flags, ',') END, r.completeness, r.content_hash, string_to_array(r.facets, ','),
             $31::timestamptz::date, $31, $31
         FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::text[],
             $11::text[], $12::float8[], $13::float8[], $14::text[], $15::int8[], $16::int8[], $17::int8[], $18::text[], $19::text[], $20::text[],
             $21::text[], $22::text[], $23::text[], $24::bool[], $25::timestamptz[], $26::bool[], $27::text[], $28::int2[], $29::bytea[], $30::text[])
         AS r(id, kind, slug, source, source_ref, record_url, name, country, city_id, address, postcode, lat, lon, precision,
             h3_4, h3_6, h3_8, time_zone, website, phone, chain, philosophy, opening_hours, hours_understood, hours_laid_until, closed,
             flags, completeness, content_hash, facets)",
        &places.ids,
        &places.kinds,
        &places.slugs,
        &places.sources,
        &places.source_refs,
        &places.record_urls as _,
        &places.names,
        &places.countries,
        &places.city_ids as _,
        &places.addresses as _,
        &places.postcodes as _,
        &places.lats as _,
        &places.lons as _,
        &places.precisions,
        &places.h3_4 as _,
        &places.h3_6 as _,
        &places.h3_8 as _,
        &places.time_zones as _,
        &places.websites as _,
        &places.phones as _,
        &places.chains as _,
        &places.philosophies as _,
        &places.opening_hours as _,
        &places.hours_understood,
        &places.hours_laid_until as _,
        &places.closed,
        &places.flags,
        &places.completeness,
        &places.content_hashes,
        &places.facets,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Everything but id, slug, source and the moment of creation.
pub async fn update_places(db: &mut PgConnection, places: &PlaceColumns, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE places p SET kind = r.kind, record_url = r.record_url, name = r.name, country = r.country, city_id = r.city_id, address = r.address,
             postcode = r.postcode, lat = r.lat, lon = r.lon, precision = r.precision, h3_4 = r.h3_4, h3_6 = r.h3_6, h3_8 = r.h3_8,
             time_zone = r.time_zone, website = r.website, phone = r.phone, chain = r.chain, philosophy = r.philosophy,
             opening_hours = r.opening_hours, hours_understood = r.hours_understood, hours_laid_until = r.hours_laid_until, closed = r.closed,
             flags = CASE r.flags WHEN '' THEN '{}'::text[] ELSE string_to_array(r.flags, ',') END, completeness = r.completeness,
             content_hash = r.content_hash, facets = string_to_array(r.facets, ','), last_verified = $28::timestamptz::date, updated_at = $28
         FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::float8[], $10::float8[],
             $11::text[], $12::int8[], $13::int8[], $14::int8[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[],
             $21::bool[], $22::timestamptz[], $23::bool[], $24::text[], $25::int2[], $26::bytea[], $27::text[])
         AS r(id, kind, record_url, name, country, city_id, address, postcode, lat, lon, precision, h3_4, h3_6, h3_8, time_zone, website, phone,
             chain, philosophy, opening_hours, hours_understood, hours_laid_until, closed, flags, completeness, content_hash, facets)
         WHERE p.id = r.id",
        &places.ids,
        &places.kinds,
        &places.record_urls as _,
        &places.names,
        &places.countries,
        &places.city_ids as _,
        &places.addresses as _,
        &places.postcodes as _,
        &places.lats as _,
        &places.lons as _,
        &places.precisions,
        &places.h3_4 as _,
        &places.h3_6 as _,
        &places.h3_8 as _,
        &places.time_zones as _,
        &places.websites as _,
        &places.phones as _,
        &places.chains as _,
        &places.philosophies as _,
        &places.opening_hours as _,
        &places.hours_understood,
        &places.hours_laid_until as _,
        &places.closed,
        &places.flags,
        &places.completeness,
        &places.content_hashes,
        &places.facets,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Clears what hangs on these places, before it is written anew.
pub async fn delete_details(db: &mut PgConnection, ids: &[Uuid]) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM place_brewing_methods WHERE place_id = ANY($1)", ids).execute(&mut *db).await?;
    sqlx::query!("DELETE FROM place_practical WHERE place_id = ANY($1)", ids).execute(&mut *db).await?;
    sqlx::query!("DELETE FROM open_intervals WHERE place_id = ANY($1)", ids).execute(&mut *db).await?;
    Ok(())
}

pub async fn insert_methods(db: &mut PgConnection, places: &[Uuid], methods: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query!("INSERT INTO place_brewing_methods (place_id, method) SELECT * FROM UNNEST($1::uuid[], $2::text[])", places, methods).execute(db).await?;
    Ok(())
}

pub async fn insert_facts(db: &mut PgConnection, places: &[Uuid], facts: &[String], offers: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query!("INSERT INTO place_practical (place_id, fact, offered) SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::text[])", places, facts, offers).execute(db).await?;
    Ok(())
}

pub async fn insert_intervals(db: &mut PgConnection, intervals: &IntervalColumns) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO open_intervals (place_id, opens_at, closes_at) SELECT * FROM UNNEST($1::uuid[], $2::timestamptz[], $3::timestamptz[])",
        &intervals.place_ids,
        &intervals.opens_at,
        &intervals.closes_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Says which of these places are open late: no other one is.
pub async fn update_open_late(db: &mut PgConnection, ids: &[Uuid], open_late: &[Uuid]) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE places SET open_late = id = ANY($2) WHERE id = ANY($1) AND open_late <> (id = ANY($2))", ids, open_late).execute(db).await?;
    Ok(())
}

/// What places tell of themselves.
pub async fn update_prose(db: &mut PgConnection, ids: &[Uuid], stories: &[Option<String>], sourcing: &[Option<String>], price_levels: &[Option<i16>]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE places p SET story = r.story, sourcing = r.sourcing, price_level = r.price_level
         FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::int2[]) AS r(id, story, sourcing, price_level) WHERE p.id = r.id",
        ids,
        stories as _,
        sourcing as _,
        price_levels as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Counts open places, and takes the middle and the commonest zone of those whose position is sure.
pub async fn update_city_summaries(db: &mut PgConnection, cities: &[Uuid]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE cities c SET cafe_count = s.cafes, roaster_count = s.roasters, lat = s.lat, lon = s.lon, time_zone = s.time_zone
         FROM (SELECT w.id,
                      count(p.id) FILTER (WHERE p.kind = 'cafe')::int4 AS cafes,
                      count(p.id) FILTER (WHERE p.kind = 'roaster')::int4 AS roasters,
                      percentile_cont(0.5) WITHIN GROUP (ORDER BY p.lat) FILTER (WHERE p.precision <> 'doubtful') AS lat,
                      percentile_cont(0.5) WITHIN GROUP (ORDER BY p.lon) FILTER (WHERE p.precision <> 'doubtful') AS lon,
                      mode() WITHIN GROUP (ORDER BY p.time_zone) AS time_zone
               FROM UNNEST($1::uuid[]) AS w(id) LEFT JOIN places p ON p.city_id = w.id AND NOT p.closed
               GROUP BY w.id) s
         WHERE c.id = s.id",
        cities,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn update_source_counts(db: &mut PgConnection, sources: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE sources s SET place_count = (SELECT count(*) FROM places p WHERE p.source = s.key AND NOT p.closed) WHERE s.key = ANY($1)", sources,).execute(db).await?;
    Ok(())
}

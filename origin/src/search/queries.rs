//! SQL of search.

use shared::geo::Position;
use shared::urls::{CountryCode, PagePath};
use shared::wire::search::SearchKind;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::documents::{Document, DocumentColumns};
use super::mending::Known;
use super::ranking::Asked;
use crate::brewing_methods::guides;
use crate::cities::names;
use shared::slug::Slug;

/// Documents that are looked at more closely, and those that are passed over for them.
const RANKED_MAX: i64 = 150;
const MATCHED_MAX: i64 = 3_000;

/// A document as ranking sees it.
#[derive(Clone, Debug)]
pub struct FoundRow {
    pub path: String,
    pub kind: String,
    pub title: String,
    pub context: Option<String>,
    pub folded: String,
    pub weight: f32,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub attribution: Option<String>,
    pub fictional: bool,
}

/// Documents with the title that was typed, spelt so or otherwise, those that begin so if more than one word was typed, those that the query matches, and those of them that are near:
/// of each the most promising, among as many as can be looked at.
pub async fn find(db: &PgPool, tsquery: &str, asked: &Asked, kind: Option<SearchKind>, near: &[i64]) -> Result<Vec<FoundRow>, sqlx::Error> {
    sqlx::query_as!(
        FoundRow,
        r#"SELECT d.path AS "path!", d.kind AS "kind!", d.title AS "title!", d.context, d.folded AS "folded!", d.weight AS "weight!", d.lat, d.lon,
                  s.attribution AS "attribution?", COALESCE(s.fictional, false) AS "fictional!"
           FROM (
               (SELECT path, kind, title, context, folded, weight, lat, lon, source FROM search_documents
                WHERE folded = $2 AND ($3::text IS NULL OR kind = $3) ORDER BY lower(title) = lower($8) DESC, weight DESC, path LIMIT 50)
               UNION
               (SELECT path, kind, title, context, folded, weight, lat, lon, source
                FROM (SELECT * FROM search_documents WHERE $7 AND folded LIKE $2 || '%' AND ($3::text IS NULL OR kind = $3) LIMIT $6) begun
                ORDER BY weight DESC, length(folded), path LIMIT $5)
               UNION
               (SELECT path, kind, title, context, folded, weight, lat, lon, source
                FROM (SELECT * FROM search_documents WHERE words @@ $1::text::tsquery AND ($3::text IS NULL OR kind = $3) LIMIT $6) matched
                ORDER BY starts_with(folded, $2) DESC, weight DESC, length(folded), path LIMIT $5)
               UNION
               (SELECT path, kind, title, context, folded, weight, lat, lon, source
                FROM (SELECT * FROM search_documents
                      WHERE cardinality($4::int8[]) > 0 AND words @@ $1::text::tsquery AND h3_4 = ANY($4) AND ($3::text IS NULL OR kind = $3) LIMIT $6) around
                ORDER BY starts_with(folded, $2) DESC, weight DESC, length(folded), path LIMIT $5)
           ) d LEFT JOIN sources s ON s.key = d.source
           WHERE $5::int8 > 0 OR generic_plans_are_dear()"#,
        tsquery,
        asked.folded,
        kind.map(SearchKind::as_str),
        near,
        RANKED_MAX,
        MATCHED_MAX,
        asked.words.len() > 1,
        asked.spelling,
    )
    .fetch_all(db)
    .await
}

/// Known words that share an outline.
pub async fn list_words(db: &PgPool, outlines: &[String]) -> Result<Vec<Known>, sqlx::Error> {
    // One look into the index for each outline: for all at once (`&&`) the planner expects so many words that it reads them all.
    sqlx::query_as!(
        Known,
        r#"SELECT DISTINCT w.word AS "word!", w.documents AS "documents!" FROM UNNEST($1::text[]) AS asked(outline)
           CROSS JOIN LATERAL (SELECT word, documents FROM search_words WHERE outlines @> ARRAY[asked.outline]) w"#,
        outlines,
    )
    .fetch_all(db)
    .await
}

pub async fn upsert(db: &mut PgConnection, documents: &DocumentColumns) -> Result<u64, sqlx::Error> {
    let written = sqlx::query!(
        "INSERT INTO search_documents AS d (path, kind, title, context, folded, words, weight, source, lat, lon, h3_4)
         SELECT path, kind, title, context, folded, array_to_tsvector(string_to_array(words, ' ')), weight, source, lat, lon, h3_4
         FROM UNNEST($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float4[], $8::text[], $9::float8[], $10::float8[], $11::int8[])
             AS new(path, kind, title, context, folded, words, weight, source, lat, lon, h3_4)
         ON CONFLICT (path) DO UPDATE SET title = excluded.title, context = excluded.context, folded = excluded.folded, words = excluded.words,
             weight = excluded.weight, source = excluded.source, lat = excluded.lat, lon = excluded.lon, h3_4 = excluded.h3_4
         WHERE (d.title, d.context, d.words, d.weight, d.source, d.lat, d.lon)
             IS DISTINCT FROM (excluded.title, excluded.context, excluded.words, excluded.weight, excluded.source, excluded.lat, excluded.lon)",
        &documents.paths,
        &documents.kinds,
        &documents.titles,
        &documents.contexts as _,
        &documents.folded,
        &documents.words,
        &documents.weights,
        &documents.sources as _,
        &documents.lats as _,
        &documents.lons as _,
        &documents.cells as _,
    )
    .execute(db)
    .await?;
    Ok(written.rows_affected())
}

pub async fn delete(db: &mut PgConnection, paths: &[String]) -> Result<u64, sqlx::Error> {
    Ok(sqlx::query!("DELETE FROM search_documents WHERE path = ANY($1)", paths).execute(db).await?.rows_affected())
}

/// Makes words known; outlines have spaces between them.
pub async fn insert_words(db: &mut PgConnection, words: &Vec<String>, outlines: &Vec<String>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO search_words (word, outlines) SELECT word, string_to_array(outlines, ' ') FROM UNNEST($1::text[], $2::text[]) AS new(word, outlines)
         ON CONFLICT (word) DO UPDATE SET outlines = excluded.outlines WHERE search_words.outlines <> excluded.outlines",
        words,
        outlines,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Documents of what is there no more. One statement a kind: several conditions in one could only be looked up document by document.
pub async fn delete_stale(db: &mut PgConnection) -> Result<u64, sqlx::Error> {
    let cafes = sqlx::query!(
        "DELETE FROM search_documents d WHERE d.kind = 'cafe'
         AND NOT EXISTS (SELECT 1 FROM places p WHERE p.slug = substr(d.path, length('/cafes/') + 1) AND p.kind = 'cafe' AND NOT p.closed)"
    );
    let roasters = sqlx::query!(
        "DELETE FROM search_documents d WHERE d.kind = 'roaster'
         AND NOT EXISTS (SELECT 1 FROM places p WHERE p.slug = substr(d.path, length('/roasters/') + 1) AND p.kind = 'roaster' AND NOT p.closed)"
    );
    let others = sqlx::query!("DELETE FROM search_documents d WHERE d.kind IN ('artisan', 'bean', 'story') AND NOT EXISTS (SELECT 1 FROM search_others o WHERE o.path = d.path)");
    let cities = sqlx::query!(
        "DELETE FROM search_documents d WHERE d.kind = 'city'
         AND NOT EXISTS (SELECT 1 FROM cities c WHERE '/cities/' || lower(c.country) || '/' || c.slug = d.path AND c.cafe_count + c.roaster_count > 0)"
    );
    let mut deleted = cafes.execute(&mut *db).await?.rows_affected();
    deleted += roasters.execute(&mut *db).await?.rows_affected();
    deleted += others.execute(&mut *db).await?.rows_affected();
    deleted += cities.execute(db).await?.rows_affected();
    Ok(deleted)
}

/// Counts in how many documents each word is, and forgets those that are in none.
pub async fn recount_words(db: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "WITH counted AS (SELECT word, ndoc FROM ts_stat('SELECT words FROM search_documents'))
         UPDATE search_words w SET documents = COALESCE(c.ndoc, 0) FROM search_words every LEFT JOIN counted c ON c.word = every.word
         WHERE w.word = every.word AND w.documents <> COALESCE(c.ndoc, 0)"
    )
    .execute(db)
    .await?;
    sqlx::query!("DELETE FROM search_words WHERE documents = 0").execute(db).await?;
    Ok(())
}

#[derive(Debug)]
pub struct PlaceDocumentRow {
    pub id: Uuid,
    pub kind: String,
    pub slug: String,
    pub name: String,
    pub city: Option<String>,
    pub completeness: i16,
    pub closed: bool,
    pub source: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

impl PlaceDocumentRow {
    pub fn into_document(self) -> Document {
        let (kind, folder) = if self.kind == "roaster" { (SearchKind::Roaster, "roasters") } else { (SearchKind::Cafe, "cafes") };
        Document {
            kind,
            path: format!("/{folder}/{}", self.slug),
            title: self.name,
            other_names: Vec::new(),
            context: self.city,
            weight: f32::from(self.completeness) / 100.0,
            source: Some(self.source),
            position: self.lat.zip(self.lon).and_then(|(lat, lon)| Position::new(lat, lon)),
        }
    }
}

pub async fn list_places(db: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<PlaceDocumentRow>, sqlx::Error> {
    sqlx::query_as!(
        PlaceDocumentRow,
        r#"SELECT p.id AS "id!", p.kind AS "kind!", p.slug AS "slug!", p.name AS "name!", c.name AS "city?", p.completeness AS "completeness!",
                  p.closed AS "closed!", p.source AS "source!", p.lat, p.lon
           FROM places p LEFT JOIN cities c ON c.id = p.city_id WHERE p.id = ANY($1)"#,
        ids,
    )
    .fetch_all(db)
    .await
}

pub async fn list_open_places(db: &PgPool, after: Uuid, limit: i64) -> Result<Vec<PlaceDocumentRow>, sqlx::Error> {
    sqlx::query_as!(
        PlaceDocumentRow,
        r#"SELECT p.id, p.kind, p.slug, p.name, c.name AS "city?", p.completeness, p.closed, p.source, p.lat, p.lon
           FROM places p LEFT JOIN cities c ON c.id = p.city_id WHERE NOT p.closed AND p.id > $1 ORDER BY p.id LIMIT $2"#,
        after,
        limit,
    )
    .fetch_all(db)
    .await
}

#[derive(Debug)]
pub struct CityDocumentRow {
    pub id: Uuid,
    pub country: String,
    pub slug: String,
    pub name: String,
    pub places: i32,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

impl CityDocumentRow {
    pub fn into_document(self) -> Document {
        let page = CountryCode::from_upper(&self.country).zip(Slug::parse(&self.slug).ok()).map(|(country, slug)| PagePath::City(country, slug).path());
        Document {
            kind: SearchKind::City,
            path: page.unwrap_or_default(),
            title: self.name,
            other_names: names::of(&self.country, &self.slug).iter().map(String::as_str).collect(),
            context: Some(self.country),
            // A city of a thousand places is worth as much as anything can be.
            weight: (0.5 + f32::from(u16::try_from(self.places).unwrap_or(u16::MAX)).ln_1p() / 14.0).min(1.0),
            source: None,
            position: self.lat.zip(self.lon).and_then(|(lat, lon)| Position::new(lat, lon)),
        }
    }
}

/// Cities of these places, also those that have no open place any more.
pub async fn list_cities_of(db: &mut PgConnection, places: &[Uuid]) -> Result<Vec<CityDocumentRow>, sqlx::Error> {
    sqlx::query_as!(
        CityDocumentRow,
        r#"SELECT id, country, slug, name, cafe_count + roaster_count AS "places!", lat, lon FROM cities
           WHERE id IN (SELECT city_id FROM places WHERE id = ANY($1))"#,
        places,
    )
    .fetch_all(db)
    .await
}

pub async fn list_cities(db: &PgPool, after: Uuid, limit: i64) -> Result<Vec<CityDocumentRow>, sqlx::Error> {
    sqlx::query_as!(
        CityDocumentRow,
        r#"SELECT id, country, slug, name, cafe_count + roaster_count AS "places!", lat, lon FROM cities
           WHERE cafe_count + roaster_count > 0 AND id > $1 ORDER BY id LIMIT $2"#,
        after,
        limit,
    )
    .fetch_all(db)
    .await
}

/// An artisan, a bean or a story.
#[derive(Debug)]
pub struct OtherDocumentRow {
    pub id: Uuid,
    pub kind: String,
    pub path: String,
    pub title: String,
    pub context: Option<String>,
    pub source: String,
}

impl OtherDocumentRow {
    pub fn into_document(self) -> Option<Document> {
        let kind = SearchKind::parse(&self.kind)?;
        Some(Document { kind, path: self.path, title: self.title, other_names: Vec::new(), context: self.context, weight: 0.7, source: Some(self.source), position: None })
    }
}

pub async fn list_others(db: &PgPool, after: Uuid, limit: i64) -> Result<Vec<OtherDocumentRow>, sqlx::Error> {
    sqlx::query_as!(
        OtherDocumentRow,
        r#"SELECT id AS "id!", kind AS "kind!", path AS "path!", title AS "title!", context, source AS "source!" FROM search_others WHERE id > $1 ORDER BY id LIMIT $2"#,
        after,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Those that name one of these places.
pub async fn list_others_of(db: &mut PgConnection, places: &[Uuid]) -> Result<Vec<OtherDocumentRow>, sqlx::Error> {
    sqlx::query_as!(
        OtherDocumentRow,
        r#"SELECT id AS "id!", kind AS "kind!", path AS "path!", title AS "title!", context, source AS "source!" FROM search_others
           WHERE id IN (SELECT artisan_id FROM artisan_places WHERE place_id = ANY($1) UNION SELECT id FROM beans WHERE roaster_id = ANY($1))"#,
        places,
    )
    .fetch_all(db)
    .await
}

#[derive(Debug)]
pub struct MethodDocumentRow {
    pub slug: String,
    pub name: String,
}

impl MethodDocumentRow {
    pub fn into_document(self) -> Document {
        Document {
            kind: SearchKind::BrewingMethod,
            path: format!("/brewing/{}", self.slug),
            other_names: guides::names(&self.slug).collect(),
            title: self.name,
            context: None,
            weight: 0.9,
            source: None,
            position: None,
        }
    }
}

pub async fn list_methods(db: &PgPool) -> Result<Vec<MethodDocumentRow>, sqlx::Error> {
    sqlx::query_as!(MethodDocumentRow, "SELECT slug, name FROM brewing_methods").fetch_all(db).await
}

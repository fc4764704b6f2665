//! SQL of stories.

use chrono::NaiveDate;
use shared::cursor::Cursor;
use shared::slug::Slug;
use shared::wire::profiles::{PlaceRef, StoryCard};
use shared::wire::stories::StoryView;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::error::ApiError;
use crate::places::rows::stored_slug;

/// A story as a list shows it.
#[derive(Debug)]
pub struct StoryRow {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub language: String,
    pub author: String,
    pub published_on: NaiveDate,
    pub fictional: bool,
}

impl StoryRow {
    pub fn into_card(self) -> Result<StoryCard, ApiError> {
        Ok(StoryCard {
            slug: stored_slug(&self.slug)?,
            title: self.title,
            summary: self.summary,
            language: self.language,
            author: self.author,
            published_on: self.published_on.to_string(),
            fictional: self.fictional,
        })
    }
}

/// `limit + 1` stories, the latest first.
pub async fn list(db: &PgPool, after: Option<Cursor>, limit: i64) -> Result<Vec<StoryRow>, sqlx::Error> {
    sqlx::query_as!(
        StoryRow,
        "SELECT t.id, t.slug, t.title, t.summary, t.language, t.author, t.published_on, s.fictional FROM stories t JOIN sources s ON s.key = t.source
         WHERE ($1::float8 IS NULL OR (t.published_on, t.id) < (date '1970-01-01' + LEAST(GREATEST($1, 0), 200000)::int4, $2)) AND ($3::int8 > 0 OR generic_plans_are_dear())
         ORDER BY t.published_on DESC, t.id DESC LIMIT $3",
        after.map(|cursor| cursor.key),
        after.map(|cursor| cursor.id),
        limit + 1,
    )
    .fetch_all(db)
    .await
}

/// Stories about a place, `limit` of them at most, the latest to arrive first.
pub async fn list_ids_about(db: &mut PgConnection, place: Uuid, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("SELECT story_id FROM story_places WHERE place_id = $1 ORDER BY story_id DESC LIMIT $2", place, limit).fetch_all(db).await
}

pub async fn list_ids_of_source(db: &mut PgConnection, source: &str) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("SELECT id FROM stories WHERE source = $1 ORDER BY id", source).fetch_all(db).await
}

/// A story to be read.
#[derive(Debug)]
pub struct StoryPageRow {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub language: String,
    pub author: String,
    pub published_on: NaiveDate,
    pub body: String,
    pub artisan: Option<String>,
    pub places: Json<Vec<PlaceRef>>,
    pub fictional: bool,
    pub attribution: String,
}

impl StoryPageRow {
    pub fn into_view(self) -> Result<StoryView, ApiError> {
        let card = StoryRow {
            id: self.id,
            slug: self.slug,
            title: self.title,
            summary: self.summary,
            language: self.language,
            author: self.author,
            published_on: self.published_on,
            fictional: self.fictional,
        };
        Ok(StoryView {
            card: card.into_card()?,
            body: self.body,
            artisan: self.artisan.as_deref().map(stored_slug).transpose()?,
            places: self.places.0,
            attribution: self.attribution,
        })
    }
}

pub async fn find_by_slug(db: &PgPool, slug: &Slug) -> Result<Option<StoryPageRow>, sqlx::Error> {
    sqlx::query_as!(
        StoryPageRow,
        r#"SELECT t.id, t.slug, t.title, t.summary, t.language, t.author, t.published_on, t.body, a.slug AS "artisan?", s.fictional, s.attribution,
                  (SELECT COALESCE(jsonb_agg(place_ref(p.id) ORDER BY p.name), '[]') FROM story_places sp JOIN places p ON p.id = sp.place_id AND NOT p.closed
                   WHERE sp.story_id = t.id) AS "places!: Json<Vec<PlaceRef>>"
           FROM stories t JOIN sources s ON s.key = t.source LEFT JOIN artisans a ON a.id = t.artisan_id WHERE t.slug = $1"#,
        slug.as_str(),
    )
    .fetch_optional(db)
    .await
}

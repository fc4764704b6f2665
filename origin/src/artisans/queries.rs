//! SQL of artisans.

use shared::slug::Slug;
use shared::wire::artisans::{ArtisanCard, ArtisanView, Work};
use shared::wire::profiles::StoryCard;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::error::ApiError;
use crate::places::rows::stored_slug;

/// A person as a list shows them.
#[derive(Debug)]
pub struct ArtisanRow {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub crafts: Vec<String>,
    pub words: Option<String>,
    pub language: Option<String>,
    pub works: Json<Vec<Work>>,
    pub fictional: bool,
}

impl ArtisanRow {
    pub fn into_card(self) -> Result<ArtisanCard, ApiError> {
        Ok(ArtisanCard {
            id: self.id,
            slug: stored_slug(&self.slug)?,
            name: self.name,
            crafts: self.crafts,
            words: self.words,
            language: self.language,
            works: self.works.0,
            fictional: self.fictional,
        })
    }
}

/// `limit + 1` people in the order of their ids, which is that of their arrival.
pub async fn list(db: &PgPool, after: Option<Uuid>, limit: i64) -> Result<Vec<ArtisanRow>, sqlx::Error> {
    sqlx::query_as!(
        ArtisanRow,
        r#"SELECT a.id, a.slug, a.name, a.crafts, a.words, s.language, s.fictional, works_of(a.id) AS "works!: Json<Vec<Work>>"
           FROM artisans a JOIN sources s ON s.key = a.source WHERE a.id > COALESCE($1::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY a.id LIMIT $2"#,
        after,
        limit + 1,
    )
    .fetch_all(db)
    .await
}

/// A person with everything that their page tells.
#[derive(Debug)]
pub struct ArtisanPageRow {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub crafts: Vec<String>,
    pub words: Option<String>,
    pub story: Option<String>,
    pub language: Option<String>,
    pub works: Json<Vec<Work>>,
    pub stories: Json<Vec<StoryCard>>,
    pub fictional: bool,
    pub attribution: String,
}

impl ArtisanPageRow {
    pub fn into_view(self) -> Result<ArtisanView, ApiError> {
        let card = ArtisanRow {
            id: self.id,
            slug: self.slug,
            name: self.name,
            crafts: self.crafts,
            words: self.words,
            language: self.language,
            works: self.works,
            fictional: self.fictional,
        };
        Ok(ArtisanView { card: card.into_card()?, story: self.story, stories: self.stories.0, attribution: self.attribution })
    }
}

/// Who works at a place, `limit` of them at most.
pub async fn list_ids_at(db: &mut PgConnection, place: Uuid, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("SELECT artisan_id FROM artisan_places WHERE place_id = $1 ORDER BY artisan_id LIMIT $2", place, limit).fetch_all(db).await
}

pub async fn list_ids_of_source(db: &mut PgConnection, source: &str) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("SELECT id FROM artisans WHERE source = $1 ORDER BY id", source).fetch_all(db).await
}

pub async fn find_by_slug(db: &PgPool, slug: &Slug) -> Result<Option<ArtisanPageRow>, sqlx::Error> {
    sqlx::query_as!(
        ArtisanPageRow,
        r#"SELECT a.id, a.slug, a.name, a.crafts, a.words, a.story, s.language, s.fictional, s.attribution, works_of(a.id) AS "works!: Json<Vec<Work>>",
                  (SELECT COALESCE(jsonb_agg(story_card(t.id) ORDER BY t.published_on DESC, t.id DESC), '[]') FROM (
                       SELECT id, published_on FROM stories WHERE artisan_id = a.id ORDER BY published_on DESC, id DESC LIMIT 20) t) AS "stories!: Json<Vec<StoryCard>>"
           FROM artisans a JOIN sources s ON s.key = a.source WHERE a.slug = $1"#,
        slug.as_str(),
    )
    .fetch_optional(db)
    .await
}

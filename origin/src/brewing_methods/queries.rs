//! SQL of brewing methods.

use shared::language::Language;
use shared::slug::Slug;
use shared::wire::brewing_methods::BrewingMethodView;
use sqlx::{PgConnection, PgPool};

use super::guides;
use crate::error::ApiError;

#[derive(Debug)]
pub struct BrewingMethodRow {
    slug: String,
    name: String,
    summary: String,
    cafe_count: i32,
}

impl BrewingMethodRow {
    /// In this language, or as it is stored where we have no words for it.
    pub fn into_view(self, language: Language) -> Result<BrewingMethodView, ApiError> {
        let told = guides::find(&self.slug, language);
        Ok(BrewingMethodView {
            slug: Slug::parse(&self.slug).map_err(|error| ApiError::Internal(anyhow::anyhow!("stored slug {:?}: {error}", self.slug)))?,
            name: told.map_or(self.name, |told| told.name.clone()),
            summary: told.map_or(self.summary, |told| told.summary.clone()),
            cafe_count: u32::try_from(self.cafe_count).unwrap_or_default(),
        })
    }
}

pub async fn list(db: &PgPool) -> Result<Vec<BrewingMethodRow>, sqlx::Error> {
    sqlx::query_as!(BrewingMethodRow, "SELECT slug, name, summary, cafe_count FROM brewing_methods ORDER BY position").fetch_all(db).await
}

pub async fn find(db: &PgPool, slug: &Slug) -> Result<Option<BrewingMethodRow>, sqlx::Error> {
    sqlx::query_as!(BrewingMethodRow, "SELECT slug, name, summary, cafe_count FROM brewing_methods WHERE slug = $1", slug.as_str()).fetch_optional(db).await
}

/// How many of these there are.
pub async fn count_known(db: &mut PgConnection, slugs: &[String]) -> Result<usize, sqlx::Error> {
    let known = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM brewing_methods WHERE slug = ANY($1)"#, slugs).fetch_one(db).await?;
    Ok(usize::try_from(known).unwrap_or_default())
}

/// So many more cafés brew so, or fewer.
pub async fn add_cafes(db: &mut PgConnection, methods: &[String], by: i32) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE brewing_methods SET cafe_count = cafe_count + $2 WHERE slug = ANY($1)", methods, by).execute(db).await?;
    Ok(())
}

/// Counts anew, after many places have changed.
pub async fn recount(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE brewing_methods b SET cafe_count = COALESCE(counted.cafes, 0)
         FROM brewing_methods every LEFT JOIN (
             SELECT pb.method, count(*)::int4 AS cafes FROM place_brewing_methods pb JOIN places p ON p.id = pb.place_id
             WHERE p.kind = 'cafe' AND NOT p.closed GROUP BY pb.method) counted ON counted.method = every.slug
         WHERE b.slug = every.slug AND b.cafe_count <> COALESCE(counted.cafes, 0)"
    )
    .execute(db)
    .await?;
    Ok(())
}

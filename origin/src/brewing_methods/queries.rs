//! SQL of brewing methods.

use shared::slug::Slug;
use shared::wire::brewing_methods::BrewingMethodView;
use sqlx::PgPool;

use crate::error::ApiError;

#[derive(Debug)]
pub struct BrewingMethodRow {
    slug: String,
    name: String,
    summary: String,
    cafe_count: i64,
}

impl BrewingMethodRow {
    pub fn into_view(self) -> Result<BrewingMethodView, ApiError> {
        Ok(BrewingMethodView {
            slug: Slug::parse(&self.slug).map_err(|error| ApiError::Internal(anyhow::anyhow!("stored slug {:?}: {error}", self.slug)))?,
            name: self.name,
            summary: self.summary,
            cafe_count: u32::try_from(self.cafe_count).unwrap_or_default(),
        })
    }
}

pub async fn list(db: &PgPool) -> Result<Vec<BrewingMethodRow>, sqlx::Error> {
    sqlx::query_as!(
        BrewingMethodRow,
        r#"SELECT b.slug, b.name, b.summary,
                  (SELECT count(*) FROM place_brewing_methods pb JOIN places p ON p.id = pb.place_id
                   WHERE pb.method = b.slug AND p.kind = 'cafe' AND NOT p.closed) AS "cafe_count!"
           FROM brewing_methods b ORDER BY b.position"#
    )
    .fetch_all(db)
    .await
}

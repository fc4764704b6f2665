//! SQL of sources.

use shared::wire::sources::SourceView;
use sqlx::{PgConnection, PgPool};

#[derive(Debug)]
pub struct SourceRow {
    key: String,
    name: String,
    homepage: Option<String>,
    licence: String,
    licence_url: Option<String>,
    attribution: String,
    fictional: bool,
    place_count: i32,
}

impl SourceRow {
    pub fn into_view(self) -> SourceView {
        SourceView {
            key: self.key,
            name: self.name,
            homepage: self.homepage,
            licence: self.licence,
            licence_url: self.licence_url,
            attribution: self.attribution,
            fictional: self.fictional,
            place_count: u32::try_from(self.place_count).unwrap_or_default(),
        }
    }
}

pub async fn list(db: &PgPool) -> Result<Vec<SourceRow>, sqlx::Error> {
    sqlx::query_as!(
        SourceRow,
        "SELECT key, name, homepage, licence, licence_url, attribution, fictional, place_count FROM sources
         WHERE place_count > 0 ORDER BY fictional, place_count DESC, key"
    )
    .fetch_all(db)
    .await
}

/// So many more places come from a source, or fewer.
pub async fn add_places(db: &mut PgConnection, source: &str, by: i32) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE sources SET place_count = place_count + $2 WHERE key = $1", source, by).execute(db).await?;
    Ok(())
}

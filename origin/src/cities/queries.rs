//! SQL of cities.

use shared::cursor::Cursor;
use shared::slug::Slug;
use shared::urls::CountryCode;
use shared::wire::cities::CityView;
use sqlx::PgPool;
use uuid::Uuid;

use crate::error::ApiError;

#[derive(Debug)]
pub struct CityRow {
    pub id: Uuid,
    pub country: String,
    pub slug: String,
    pub name: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub time_zone: Option<String>,
    pub cafe_count: i32,
    pub roaster_count: i32,
}

impl CityRow {
    pub fn into_view(self) -> Result<CityView, ApiError> {
        Ok(CityView {
            country: self.country,
            slug: Slug::parse(&self.slug).map_err(|error| ApiError::Internal(anyhow::anyhow!("stored slug {:?}: {error}", self.slug)))?,
            name: self.name,
            position: self.lat.zip(self.lon).and_then(|(lat, lon)| shared::geo::Position::new(lat, lon)),
            time_zone: self.time_zone,
            cafe_count: u32::try_from(self.cafe_count).unwrap_or_default(),
            roaster_count: u32::try_from(self.roaster_count).unwrap_or_default(),
            guide: None,
            guide_translations: None,
        })
    }
}

/// `limit + 1` cities that have open places, the largest first.
pub async fn list(db: &PgPool, name_prefix: Option<&str>, country: Option<CountryCode>, after: Option<Cursor>, limit: u16) -> Result<Vec<CityRow>, sqlx::Error> {
    sqlx::query_as!(
        CityRow,
        r#"SELECT id, country, slug, name, lat, lon, time_zone, cafe_count, roaster_count FROM cities
           WHERE cafe_count + roaster_count > 0
             AND ($1::text IS NULL OR lower(name) LIKE $1 OR slug LIKE $1)
             AND ($2::text IS NULL OR country = $2)
             AND ($3::float8 IS NULL OR cafe_count + roaster_count < $3 OR (cafe_count + roaster_count = $3 AND id > $4))
             AND ($5::int8 > 0 OR generic_plans_are_dear())
           ORDER BY cafe_count + roaster_count DESC, id
           LIMIT $5"#,
        name_prefix.map(like_prefix),
        country.map(CountryCode::to_upper),
        after.map(|cursor| cursor.key),
        after.map(|cursor| cursor.id),
        i64::from(limit) + 1,
    )
    .fetch_all(db)
    .await
}

/// Cities that have open places, in the order in which they are named.
pub async fn list_named(db: &PgPool, countries: &[String], slugs: &[String]) -> Result<Vec<CityRow>, sqlx::Error> {
    sqlx::query_as!(
        CityRow,
        "SELECT c.id, c.country, c.slug, c.name, c.lat, c.lon, c.time_zone, c.cafe_count, c.roaster_count
         FROM UNNEST($1::text[], $2::text[]) WITH ORDINALITY AS named(country, slug, place) JOIN cities c ON c.country = named.country AND c.slug = named.slug
         WHERE c.cafe_count + c.roaster_count > 0 ORDER BY named.place",
        countries,
        slugs,
    )
    .fetch_all(db)
    .await
}

/// A LIKE pattern for names that begin with `typed`, with its wildcards taken literally.
fn like_prefix(typed: &str) -> String {
    let escaped = typed.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("{escaped}%")
}

pub async fn find_by_slug(db: &PgPool, country: CountryCode, slug: &Slug) -> Result<Option<CityRow>, sqlx::Error> {
    sqlx::query_as!(
        CityRow,
        "SELECT id, country, slug, name, lat, lon, time_zone, cafe_count, roaster_count FROM cities WHERE country = $1 AND slug = $2",
        country.to_upper(),
        slug.as_str(),
    )
    .fetch_optional(db)
    .await
}

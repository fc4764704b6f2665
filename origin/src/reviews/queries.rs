//! SQL of reviews.

use chrono::NaiveDate;
use shared::cursor::Cursor;
use shared::slug::Slug;
use shared::wire::profiles::ReviewView;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::places::Kind;

/// A review as it is stored.
#[derive(Debug)]
pub struct ReviewRow {
    pub id: Uuid,
    pub author: String,
    pub language: String,
    pub coffee: i16,
    pub atmosphere: i16,
    pub service: i16,
    pub text: String,
    pub visited_on: NaiveDate,
}

impl ReviewRow {
    pub fn into_view(self) -> ReviewView {
        let score = |score: i16| u8::try_from(score).unwrap_or(1);
        ReviewView {
            id: self.id,
            author: self.author,
            language: self.language,
            coffee: score(self.coffee),
            atmosphere: score(self.atmosphere),
            service: score(self.service),
            text: self.text,
            visited_on: self.visited_on.to_string(),
        }
    }
}

/// `limit + 1` reviews of a place, the latest visit first.
pub async fn list(db: &PgPool, place: Uuid, after: Option<Cursor>, limit: i64) -> Result<Vec<ReviewRow>, sqlx::Error> {
    sqlx::query_as!(
        ReviewRow,
        "SELECT id, author, language, coffee, atmosphere, service, text, visited_on FROM reviews
         WHERE place_id = $1 AND ($2::float8 IS NULL OR (visited_on, id) < (date '1970-01-01' + LEAST(GREATEST($2, 0), 200000)::int4, $3))
           AND ($4::int8 > 0 OR generic_plans_are_dear()) ORDER BY visited_on DESC, id DESC LIMIT $4",
        place,
        after.map(|cursor| cursor.key),
        after.map(|cursor| cursor.id),
        limit + 1,
    )
    .fetch_all(db)
    .await
}

/// The place's id, and whether it has closed.
pub async fn find_place(db: &PgPool, kind: Kind, slug: &Slug) -> Result<Option<(Uuid, bool)>, sqlx::Error> {
    let row = sqlx::query!("SELECT id, closed FROM places WHERE kind = $1 AND slug = $2", kind.as_str(), slug.as_str()).fetch_optional(db).await?;
    Ok(row.map(|row| (row.id, row.closed)))
}

/// Sums of every place of a source anew, after many reviews have changed.
pub async fn recount_source(db: &mut PgConnection, source: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE places p SET review_count = COALESCE(s.reviews, 0), coffee_sum = COALESCE(s.coffee, 0), atmosphere_sum = COALESCE(s.atmosphere, 0), service_sum = COALESCE(s.service, 0)
         FROM places every LEFT JOIN (SELECT place_id, count(*)::int4 AS reviews, sum(coffee)::int4 AS coffee, sum(atmosphere)::int4 AS atmosphere, sum(service)::int4 AS service
                                      FROM reviews GROUP BY place_id) s ON s.place_id = every.id
         WHERE p.id = every.id AND every.source = $1",
        source,
    )
    .execute(db)
    .await?;
    Ok(())
}

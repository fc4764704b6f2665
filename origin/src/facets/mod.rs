//! How many cafés of an area each filter leaves: `/api/v1/facets`.

pub mod handlers;
mod queries;
#[cfg(test)]
mod tests;

use sqlx::PgPool;
use uuid::Uuid;

/// Places that are settled at once.
const PAGE: i64 = 1_000;

/// Makes places of before this build ready to be counted from an index, a few at a time, so that nobody waits.
///
/// # Errors
/// When the database fails; what was done before stays.
pub async fn settle(db: &PgPool) -> Result<(), sqlx::Error> {
    let (mut connection, mut after) = (db.acquire().await?, Uuid::nil());
    while let Some(last) = queries::digest(&mut connection, after, PAGE).await? {
        after = last;
    }
    Ok(())
}

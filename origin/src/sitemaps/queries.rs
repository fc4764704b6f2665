//! SQL of sitemaps. A page's part is the last byte of its id: chance put it there, and nothing ever moves it.

use chrono::NaiveDate;
use shared::urls::SitemapPart;
use sqlx::PgPool;

/// A page by what its address is made of.
#[derive(Debug)]
pub(super) struct PageRow {
    pub kind: String,
    pub country: Option<String>,
    pub slug: String,
    pub changed_on: Option<NaiveDate>,
}

/// All pages of a part; of places so many that a file of them stays within what search engines take.
pub(super) async fn list(db: &PgPool, part: SitemapPart) -> Result<Vec<PageRow>, sqlx::Error> {
    sqlx::query_as!(
        PageRow,
        r#"SELECT kind AS "kind!", country, slug AS "slug!", changed_on FROM (
               (SELECT kind, NULL AS country, slug, last_verified AS changed_on FROM places
                WHERE NOT closed AND get_byte(uuid_send(id), 15) = $1 ORDER BY id LIMIT 9000)
               UNION ALL
               (SELECT 'city', country, slug, NULL FROM cities WHERE cafe_count + roaster_count > 0 AND get_byte(uuid_send(id), 15) = $1 ORDER BY id LIMIT 500)
               UNION ALL
               (SELECT 'artisan', NULL, slug, NULL FROM artisans WHERE get_byte(uuid_send(id), 15) = $1 ORDER BY id LIMIT 250)
               UNION ALL
               (SELECT 'story', NULL, slug, published_on FROM stories WHERE get_byte(uuid_send(id), 15) = $1 ORDER BY id LIMIT 250)
           ) AS pages"#,
        i32::from(part.number()),
    )
    .fetch_all(db)
    .await
}

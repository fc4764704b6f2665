//! All parts together have every page once, and only pages that there are.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use shared::urls::{PagePath, SitemapPart};
use sqlx::PgPool;

use crate::testing::{demonstration, get, json};

#[sqlx::test]
async fn every_open_page_is_in_one_part_and_only_one(db: PgPool) {
    let router = demonstration(&db).await;
    sqlx::raw_sql("UPDATE places SET closed = true WHERE slug = 'slow-ferry-helsinki'").execute(&db).await.unwrap();
    let mut paths = BTreeSet::new();
    for part in SitemapPart::all() {
        for page in json(&router, &format!("/api/v1/sitemaps/{part}")).await["items"].as_array().unwrap() {
            let path = page["path"].as_str().unwrap().to_owned();
            assert!(PagePath::parse(&path).is_some(), "{path}");
            assert!(paths.insert(path.clone()), "{path} is there twice");
        }
    }
    let count = async |sql: &'static str| -> i64 { sqlx::query_scalar(sql).fetch_one(&db).await.unwrap() };
    let expected = count("SELECT count(*) FROM places WHERE NOT closed").await
        + count("SELECT count(*) FROM cities WHERE cafe_count + roaster_count > 0").await
        + count("SELECT count(*) FROM artisans").await
        + count("SELECT count(*) FROM stories").await;
    assert_eq!(i64::try_from(paths.len()).unwrap(), expected);
    assert!(!paths.contains("/cafes/slow-ferry-helsinki") && paths.contains("/roasters/granite-ash-helsinki") && paths.contains("/cities/fi/helsinki"));
    for wrong in ["0", "100", "zz", "0A", ""] {
        assert_eq!(get(&router, &format!("/api/v1/sitemaps/{wrong}")).await.status(), StatusCode::NOT_FOUND, "{wrong}");
    }
}

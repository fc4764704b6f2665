//! What is told of ways of brewing, in which language, over a real PostgreSQL and the real router.

use axum::http::StatusCode;
use serde_json::Value;
use sqlx::PgPool;

use crate::testing::{demonstration, get, json};

#[sqlx::test]
async fn a_method_is_told_of_in_the_language_that_is_asked_for(db: PgPool) {
    let router = demonstration(&db).await;
    let english = json(&router, "/api/v1/brewing-methods/siphon").await;
    let japanese = json(&router, "/api/v1/brewing-methods/siphon?language=ja").await;
    assert_eq!((&english["name"], &japanese["name"]), (&Value::from("Siphon"), &Value::from("サイフォン")));
    for text in ["summary", "what", "taste"] {
        assert!(!japanese[text].as_str().unwrap().is_ascii() && japanese[text] != english[text], "{japanese}");
    }
    // What is measured is the same.
    for figure in ["ratio", "cafe_count", "slug"] {
        assert_eq!(japanese[figure], english[figure]);
    }
    let grams = |page: &Value| page["recipe"]["steps"].as_array().unwrap().iter().map(|step| (step["duration_s"].clone(), step["water_to_g"].clone())).collect::<Vec<_>>();
    assert_eq!(grams(&japanese), grams(&english));
    assert_eq!(json(&router, "/api/v1/brewing-methods/siphon?language=en").await, english);
    let list = json(&router, "/api/v1/brewing-methods?language=ja").await;
    let listed = list["items"].as_array().unwrap().iter().find(|method| method["slug"] == "siphon").unwrap();
    assert_eq!((&listed["name"], &listed["summary"]), (&japanese["name"], &japanese["summary"]));
    for path in ["/api/v1/brewing-methods?language=", "/api/v1/brewing-methods/siphon?language="] {
        assert_eq!(get(&router, &format!("{path}xx")).await.status(), StatusCode::BAD_REQUEST);
        assert_eq!(get(&router, &format!("{path}JA")).await.status(), StatusCode::BAD_REQUEST);
    }
}

#[sqlx::test]
async fn a_method_is_found_by_what_any_language_calls_it(db: PgPool) {
    let router = demonstration(&db).await;
    for (typed, path) in [("サイフォン", "/brewing/siphon"), ("prensa francesa", "/brewing/french-press"), ("siphon", "/brewing/siphon")] {
        let found = json(&router, &format!("/api/v1/search?kind=brewing_method&q={}", shared::query::escape(typed))).await;
        assert_eq!(found["items"][0]["path"], path, "{typed}: {found}");
    }
}

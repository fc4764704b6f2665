//! Search over the demonstration set, through the real router and a real PostgreSQL.

use axum::Router;
use axum::http::StatusCode;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::Value;
use shared::geo::Position;
use shared::query::escape;
use shared::wire::search::SearchResults;
use sqlx::{AssertSqlSafe, PgPool};

use super::documents::{RebuildSearch, Rebuilt, rebuild};
use crate::jobs::enqueue;
use crate::places::cells;
use crate::testing::{Receiver, app, ask, body, demonstration, get, json, noon, serve, signed, work_off};

async fn find(router: &Router, query: &str) -> SearchResults {
    serde_json::from_value(json(router, &format!("/api/v1/search?{query}")).await).unwrap()
}

/// Titles found for a typed text.
async fn titles(router: &Router, typed: &str) -> Vec<String> {
    find(router, &format!("q={}", escape(typed))).await.items.into_iter().map(|hit| hit.title).collect()
}

#[sqlx::test]
async fn people_find_what_they_mean_however_they_type_it(db: PgPool) {
    let router = demonstration(&db).await;
    for (typed, meant) in [
        ("slow ferry", "Slow Ferry"),
        ("SLOW FER", "Slow Ferry"),
        ("slowferry", "Slow Ferry"),
        ("ferry slow helsinki", "Slow Ferry"),
        ("northlght cofee", "Northlight Coffee Room"),
        ("cafe vento", "Café Vento"),
        ("roesterei silberpapel", "Rösterei Silberpappel"),
        ("torrefacao", "Farol Torrefação"),
        ("kaffeekontor", "Kaffeekantor"),
        ("helsnki", "Helsinki"),
        ("expresso", "Espresso"),
        ("kamo kyoto", "Kamo Kissa"),
        ("aino vuorisalo", "Aino Vuorisalo"),
        ("雨後", "雨後咖啡"),
        ("yu hou ka pei", "雨後咖啡"),
        ("slow ferry tomorrow", "Slow Ferry"),
    ] {
        assert_eq!(titles(&router, typed).await.first().map(String::as_str), Some(meant), "{typed}: {:?}", titles(&router, typed).await);
    }
    assert_eq!(find(&router, "q=expresso").await.mended.len(), 1);
    assert_eq!(find(&router, "q=espresso").await.mended, []);
    assert_eq!(titles(&router, "zzzzzz").await, Vec::<String>::new());
}

#[sqlx::test]
async fn kinds_can_be_chosen_and_what_is_near_comes_first(db: PgPool) {
    let router = demonstration(&db).await;
    let all = find(&router, "q=coffee").await;
    assert!(all.groups.len() >= 2, "{:?}", all.groups);
    assert!(find(&router, "q=coffee&kind=roaster").await.items.iter().all(|hit| hit.path.starts_with("/roasters/")));
    let near = find(&router, "q=coffee&near=35.01,135.76").await;
    assert_eq!(near.items.first().unwrap().title, "Paper Crane Coffee");
    assert!(near.items.first().unwrap().distance_m.unwrap() < 20_000.0);
    assert!(near.items.iter().filter(|hit| hit.path.starts_with("/cafes/")).all(|hit| hit.fictional && hit.attribution.is_some()));
}

#[sqlx::test]
async fn a_change_is_found_and_what_has_closed_is_not(db: PgPool) {
    let router = demonstration(&db).await;
    let bench = Receiver::default().bench(&db).await;
    // Each time another origin, which has kept nothing.
    let found = async |typed: &str| titles(&serve(app(db.clone(), noon())), typed).await;
    let change = async |body: &str| assert_eq!(ask(&router, signed("PATCH", "/internal/cafes/slow-ferry-helsinki", body)).await.status(), StatusCode::OK);
    change(r#"{"name": "Hasty Barge"}"#).await;
    work_off(&bench).await;
    assert_eq!(found("hasty barge").await, ["Hasty Barge", "Aino Vuorisalo", "Petri Sainionkangas"], "and the people who work there");
    assert!(!found("slow ferry").await.contains(&"Hasty Barge".to_owned()));
    change(r#"{"closed": true}"#).await;
    work_off(&bench).await;
    assert_eq!(found("hasty barge").await, Vec::<String>::new());
}

#[sqlx::test]
async fn a_rebuild_mends_whatever_has_drifted_and_a_second_one_changes_nothing(db: PgPool) {
    let _router = demonstration(&db).await;
    let all = async || {
        let documents: Vec<String> = sqlx::query_scalar("SELECT concat_ws(' ', path, title, words) FROM search_documents ORDER BY path").fetch_all(&db).await.unwrap();
        let words: Vec<String> = sqlx::query_scalar("SELECT word || ' ' || documents FROM search_words ORDER BY word").fetch_all(&db).await.unwrap();
        (documents, words)
    };
    let right = all().await;
    assert!(right.0.len() > 30 && right.1.iter().any(|line| line.strip_prefix("coffee ").is_some_and(|documents| documents != "1")), "{right:?}");
    for drift in [
        "DELETE FROM search_documents WHERE kind = 'cafe' AND path < '/cafes/m'",
        "UPDATE search_documents SET title = 'Something else', words = '' WHERE kind = 'city'",
        "INSERT INTO search_documents (path, kind, title, folded, words, weight) VALUES ('/cafes/gone', 'cafe', 'Gone', 'gone', '''gone''', 1)",
        "UPDATE search_words SET documents = 99",
    ] {
        sqlx::raw_sql(drift).execute(&db).await.unwrap();
    }
    let mended = rebuild(&db, |_| ()).await.unwrap();
    assert!(mended.documents > 10 && mended.places == 0, "{mended:?}");
    assert_eq!(all().await, right);
    assert_eq!(rebuild(&db, |_| ()).await.unwrap(), Rebuilt::default());
}

#[sqlx::test]
async fn a_rebuild_that_mends_what_places_can_be_narrowed_down_by_tells_the_edges_of_their_lists_and_cities(db: PgPool) {
    let _router = demonstration(&db).await;
    let edges = Receiver::default();
    let bench = edges.bench(&db).await;
    sqlx::raw_sql("UPDATE places SET facets = '{}' WHERE slug IN ('slow-ferry-helsinki', 'granite-ash-helsinki')").execute(&db).await.unwrap();
    enqueue(&mut db.acquire().await.unwrap(), &RebuildSearch {}).await.unwrap();
    work_off(&bench).await;
    for (tag, raises) in [("list:cafes", 1), ("list:roasters", 1), ("city:fi/helsinki", 1), ("list:searches", 0)] {
        assert_eq!(edges.generations_of(tag).len(), raises, "{tag}");
    }
}

#[sqlx::test]
async fn among_thousands_that_fit_the_most_promising_is_found_wherever_it_lies(db: PgPool) {
    let router = demonstration(&db).await;
    let here = cells::of(Position::new(60.17, 24.94).unwrap()).unwrap().h3_4;
    // More of them than are looked at; then those that begin so and are near, the most promising one last.
    let crowd = format!(
        "INSERT INTO search_documents (path, kind, title, folded, words, weight)
         SELECT '/cafes/old-' || n, 'cafe', 'Old Kettle House', 'old kettle house', to_tsvector('simple', 'old kettle house'), 0.1 FROM generate_series(1, 3100) n;
         INSERT INTO search_documents (path, kind, title, folded, words, weight, lat, lon, h3_4)
         SELECT '/cafes/new-' || n, 'cafe', 'Kettle House ' || n, 'kettle house ' || n, to_tsvector('simple', 'kettle house ' || n), 0.1, 60.17, 24.94, {here}
         FROM generate_series(1, 300) n;
         INSERT INTO search_documents (path, kind, title, folded, words, weight, lat, lon, h3_4)
         VALUES ('/cafes/zenith', 'cafe', 'Kettle House Zenith', 'kettle house zenith', to_tsvector('simple', 'kettle house zenith'), 1, 60.17, 24.94, {here})"
    );
    sqlx::raw_sql(AssertSqlSafe(crowd)).execute(&db).await.unwrap();
    for query in ["q=kettle%20house", "q=kettle&near=60.17,24.94"] {
        assert_eq!(find(&router, query).await.items.first().unwrap().title, "Kettle House Zenith", "{query}");
    }
}

#[sqlx::test]
async fn hostile_texts_are_searched_for_or_refused_and_never_a_fault(db: PgPool) {
    let router = demonstration(&db).await;
    for typed in [
        "' | '*",
        "a:*",
        "!(slow)",
        "<->",
        "\\",
        "''",
        "%",
        "slow & !ferry",
        "x'; DROP TABLE places; --",
        "🫘",
        "雨",
        "雨後",
        "咖啡店",
        "กาแฟ",
        "ﷺ",
        "İ",
        "é́́́",
        "a b c d e f g h i j k l m n o p",
    ] {
        assert_eq!(get(&router, &format!("/api/v1/search?q={}", escape(typed))).await.status(), StatusCode::OK, "{typed}");
    }
    for query in ["", "?q=", "?q=%20", "?q=a&kind=everything", "?q=a&near=190,0", "?q=a&limit=0", "?q=a&page=2", "?q=a%00b", &format!("?q={}", "a".repeat(101))] {
        let answer = get(&router, &format!("/api/v1/search{query}")).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{query}");
        let problem: Value = body(answer).await;
        assert!(problem["detail"].as_str().unwrap().len() > 10, "{problem}");
    }
    let mut dice = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..200 {
        let typed: String = ".{1,60}".new_tree(&mut dice).unwrap().current();
        let status = get(&router, &format!("/api/v1/search?q={}", escape(&typed))).await.status();
        assert!(status == StatusCode::OK || status == StatusCode::BAD_REQUEST, "{typed:?}: {status}");
    }
}

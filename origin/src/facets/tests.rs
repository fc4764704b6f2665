//! Counts are what lists find.

use axum::http::StatusCode;
use serde_json::Value;
use sqlx::PgPool;

use super::settle;
use crate::testing::{app, demonstration, get, json, noon, serve};

/// How many a facet has by a count; 0 where it is not there.
fn count(counts: &Value, facet: &str) -> usize {
    let known = counts["facets"].as_array().unwrap().iter().find(|known| known["facet"] == facet);
    usize::try_from(known.map_or(0, |known| known["count"].as_u64().unwrap())).unwrap()
}

#[sqlx::test]
async fn each_filter_leaves_as_many_as_were_counted_in_a_city_and_in_a_circle(db: PgPool) {
    let router = demonstration(&db).await;
    let found = async |query: &str| json(&router, &format!("/api/v1/cafes?limit=100&{query}")).await["items"].as_array().unwrap().len();
    for area in ["city=fi/helsinki", "city=jp/kyoto", "near=60.1699,24.9384&radius_m=1500", "near=60.1699,24.9384", "near=52.52,13.4&radius_m=50000"] {
        let counts = json(&router, &format!("/api/v1/facets?{area}&open_at=2026-11-21T12:00")).await;
        assert_eq!(counts["complete"], true, "{area}");
        let all = found(area).await;
        assert!(all > 0, "{area}");
        let number = |name: &str| usize::try_from(counts[name].as_u64().unwrap()).unwrap();
        assert_eq!((number("cafe_count"), number("open_now")), (all, found(&format!("{area}&open_now=true")).await), "{area}");
        assert_eq!(number("open_at"), found(&format!("{area}&open_at=2026-11-21T12:00")).await, "{area}");
        for (facet, filter) in [
            ("wifi", "wifi=true"),
            ("cards", "cards=true"),
            ("cash", "cash=true"),
            ("step_free", "step_free=true"),
            ("brewing:v60", "brewing=v60"),
            ("price:1", "price=1"),
            ("price:2", "price=2"),
            ("price:3", "price=3"),
            ("independent", "independent=true"),
            ("chain", "independent=false"),
            ("roaster:granite-ash-helsinki", "roaster=granite-ash-helsinki"),
        ] {
            assert_eq!(count(&counts, facet), found(&format!("{area}&{filter}")).await, "{area}: {facet}");
        }
    }
    let helsinki = json(&router, "/api/v1/facets?city=fi/helsinki").await;
    let roaster = helsinki["facets"].as_array().unwrap().iter().find(|known| known["facet"] == "roaster:granite-ash-helsinki").unwrap();
    assert_eq!(roaster["name"], "Granite & Ash");
    assert_eq!(helsinki.get("open_at"), None);
}

#[sqlx::test]
async fn places_of_before_digests_are_counted_as_well_and_get_theirs(db: PgPool) {
    let _router = demonstration(&db).await;
    let areas = ["city=fi/helsinki", "near=60.1699,24.9384&radius_m=1500", "near=52.52,13.4&radius_m=50000"];
    // Each time another process, which keeps no answer from before.
    let counts = async || {
        let router = serve(app(db.clone(), noon()));
        let mut counts = Vec::new();
        for area in areas {
            counts.push(json(&router, &format!("/api/v1/facets?{area}")).await);
        }
        counts
    };
    let without = async || sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM places WHERE facets_digest IS NULL"#).fetch_one(&db).await.unwrap();
    let digested = counts().await;
    assert_eq!(without().await, 0);
    // Two in three are from before.
    sqlx::raw_sql("UPDATE places SET facets_digest = NULL WHERE get_byte(uuid_send(id), 15) % 3 > 0").execute(&db).await.unwrap();
    assert!(without().await > 10);
    assert_eq!(counts().await, digested);
    settle(&db).await.unwrap();
    assert_eq!(without().await, 0);
    assert_eq!(counts().await, digested);
}

#[sqlx::test]
async fn a_time_on_clocks_is_read_where_they_hang(db: PgPool) {
    let router = demonstration(&db).await;
    let slugs = async |query: &str| -> Vec<String> {
        let list = json(&router, &format!("/api/v1/cafes?limit=100&{query}")).await;
        list["items"].as_array().unwrap().iter().map(|card| card["slug"].as_str().unwrap().to_owned()).collect()
    };
    // Helsinki is two hours ahead of UTC in November, Kyoto nine.
    for (area, local, moment) in [
        ("city=fi/helsinki", "2026-11-21T11:30", "2026-11-21T09:30:00Z"),
        ("near=60.1699,24.9384&radius_m=20000", "2026-11-21T11:30", "2026-11-21T09:30:00Z"),
        ("city=jp/kyoto", "2026-11-21T16:45", "2026-11-21T07:45:00Z"),
        ("near=35.01,135.76&radius_m=20000", "2026-11-21T16:45", "2026-11-21T07:45:00Z"),
    ] {
        let there = slugs(&format!("{area}&open_at={local}")).await;
        assert!(!there.is_empty(), "{area}");
        assert_eq!(there, slugs(&format!("{area}&open_at={moment}")).await, "{area}");
    }
    // A week ahead is a week ahead on everybody's clocks: they show the end of it hours earlier or later than those of UTC.
    let status = async |area: &str, clock: &str| get(&router, &format!("/api/v1/cafes?{area}&open_at={clock}")).await.status();
    for (area, last, too_late) in [("city=jp/kyoto", "2026-11-27T19:00", "2026-11-27T19:01"), ("city=co/bogota", "2026-11-27T05:00", "2026-11-27T05:01")] {
        assert_eq!(status(area, last).await, StatusCode::OK, "{area}");
        assert_eq!(status(area, too_late).await, StatusCode::BAD_REQUEST, "{area}");
    }
    // Nobody is there, so nobody's clocks are.
    assert_eq!(slugs("near=-48,-123&open_at=2026-11-21T12:00").await, Vec::<String>::new());
    assert_eq!(get(&router, "/api/v1/cafes?open_at=2026-11-21T12:00").await.status(), StatusCode::BAD_REQUEST);
}

#[sqlx::test]
async fn counts_are_of_one_area_and_not_kept_for_long(db: PgPool) {
    let router = demonstration(&db).await;
    let answer = get(&router, "/api/v1/facets?city=fi/helsinki").await;
    assert_eq!(answer.headers()["cdn-cache-control"], "max-age=60, stale-while-revalidate=300, stale-if-error=3600");
    assert_eq!(answer.headers()["cache-tag"], "city:fi/helsinki");
    assert_eq!(get(&router, "/api/v1/facets?near=60.17,24.94").await.headers()["cache-tag"], "list:cafes");
    assert_eq!(get(&router, "/api/v1/facets?city=fi/nowhere").await.status(), StatusCode::NOT_FOUND);
    for bad in [
        "",
        "radius_m=100",
        "near=190,0",
        "near=60,24&radius_m=0",
        "near=60,24&radius_m=50001",
        "near=60,24&radius_m=1e3",
        "near=60,24&city=fi/helsinki",
        "city=helsinki",
        "city=fi/helsinki&roaster=A",
        "city=fi/helsinki&open_at=noon",
        "city=fi/helsinki&open_at=2099-01-01T00:00",
        "city=fi/helsinki&open_now=true",
        "city=fi/helsinki&wifi=true",
    ] {
        assert_eq!(get(&router, &format!("/api/v1/facets?{bad}")).await.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
}

/// A town with more cafés than anybody counts, roasted for by thirty.
const METROPOLIS: &str = "
    INSERT INTO cities (id, country, slug, slug_base, name, cafe_count) VALUES (gen_random_uuid(), 'FI', 'metropolis', 'metropolis', 'Metropolis', 5100);
    INSERT INTO places (id, kind, slug, source, source_ref, name, country, city_id, precision, content_hash, last_verified, facets)
        SELECT gen_random_uuid(), CASE WHEN n <= 30 THEN 'roaster' ELSE 'cafe' END, 'metro-' || n, 'demonstration', 'metro-' || n, 'Metro ' || n, 'FI', c.id, 'town', '\\x00',
               '2026-11-20', ARRAY['roaster:metro-' || (n % 30 + 1), 'wifi']
        FROM generate_series(1, 5130) n JOIN cities c ON c.slug = 'metropolis';";

#[sqlx::test]
async fn a_count_ends_somewhere_and_says_so(db: PgPool) {
    let router = demonstration(&db).await;
    sqlx::raw_sql(METROPOLIS).execute(&db).await.unwrap();
    let counts = json(&router, "/api/v1/facets?city=fi/metropolis").await;
    assert_eq!((counts["complete"].as_bool(), counts["cafe_count"].as_u64(), count(&counts, "wifi")), (Some(false), Some(1_000), 1_000));
    let roasters = |counts: &Value| counts["facets"].as_array().unwrap().iter().filter(|known| known["facet"].as_str().unwrap().starts_with("roaster:")).count();
    assert_eq!(roasters(&counts), 20);
    // Whoever is asked about is among them.
    for number in 1..=30 {
        let counts = json(&router, &format!("/api/v1/facets?city=fi/metropolis&roaster=metro-{number}")).await;
        assert_eq!(roasters(&counts), 20);
        assert!(count(&counts, &format!("roaster:metro-{number}")) > 0, "{number}");
    }
}

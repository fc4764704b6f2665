//! What a city's guide begins with, over a real PostgreSQL and the real router.

use axum::http::StatusCode;
use serde_json::Value;
use sqlx::PgPool;

use crate::opening_hours::lay_out::lay_out_due;
use crate::testing::{app, ask, demonstration, get, json, noon, serve, signed};

/// Twelve cafés of one city, numbered. Ten came with it, a year ago; the last two three weeks ago. The first three are open until eleven in the evening,
/// the fourth until late at weekends only. Visitors gave the fifth to the seventh 9 and the eighth 5; only one has been to the ninth.
const TOWN: &str = "
    CREATE FUNCTION made_at(moment timestamptz, number integer) RETURNS uuid LANGUAGE sql AS $$
        SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(number), 12, '0'))::uuid $$;
    INSERT INTO cities (id, country, slug, slug_base, name, cafe_count) VALUES (made_at('2025-11-20T00:00Z', 0), 'FI', 'tampere', 'tampere', 'Tampere', 12);
    INSERT INTO places (id, kind, slug, source, source_ref, name, country, city_id, precision, time_zone, opening_hours, hours_understood, hours_laid_until,
                        content_hash, last_verified, review_count, coffee_sum, atmosphere_sum, service_sum)
        SELECT made_at(CASE WHEN n > 10 THEN '2026-10-30T00:00Z'::timestamptz ELSE '2025-11-20T00:00Z' END, n), 'cafe', 'place-' || n, 'demonstration', 'town-' || n,
               'Place ' || n, 'FI', made_at('2025-11-20T00:00Z', 0), 'town', 'Europe/Helsinki',
               CASE WHEN n <= 3 THEN 'Mo-Su 09:00-23:00' WHEN n = 4 THEN 'Mo-Th 09:00-18:00; Fr-Sa 09:00-02:00' ELSE 'Mo-Su 09:00-21:30' END,
               true, '2026-11-20', '\\x00', '2026-11-20', reviews, reviews * score, reviews * score, reviews * score
        FROM generate_series(1, 12) n
        CROSS JOIN LATERAL (SELECT CASE WHEN n BETWEEN 5 AND 8 THEN 4 WHEN n = 9 THEN 1 ELSE 0 END AS reviews, CASE WHEN n = 8 THEN 5 ELSE 9 END AS score) s;";

fn slugs(city: &Value, kind: &str) -> Vec<String> {
    city["highlights"][kind].as_array().unwrap().iter().map(|card| card["slug"].as_str().unwrap().to_owned()).collect()
}

#[sqlx::test]
async fn a_city_s_guide_begins_with_the_best_the_new_and_those_who_are_open_late(db: PgPool) {
    let router = demonstration(&db).await;
    sqlx::raw_sql(TOWN).execute(&db).await.unwrap();
    assert_eq!(lay_out_due(&db, noon()).await.unwrap(), 12);
    let answer = get(&router, "/api/v1/cities/fi/tampere").await;
    assert_eq!(answer.headers()["cache-tag"], "city:fi/tampere");
    let city = json(&router, "/api/v1/cities/fi/tampere").await;
    // A low score keeps the eighth behind those whom nobody has judged.
    assert_eq!(slugs(&city, "best"), ["place-5", "place-6", "place-7"]);
    assert_eq!(slugs(&city, "newest"), ["place-12", "place-11"]);
    assert_eq!(slugs(&city, "open_late"), ["place-1", "place-2", "place-3"]);
    let late = json(&router, "/api/v1/cafes?city=fi/tampere&open_late=true").await;
    assert_eq!(late["items"].as_array().unwrap().len(), 3);
    let counts = json(&router, "/api/v1/facets?city=fi/tampere").await;
    assert!(counts["facets"].as_array().unwrap().iter().any(|known| known["facet"] == "open_late" && known["count"] == 3), "{counts}");
    assert_eq!(json(&router, "/api/v1/cities/fi/helsinki").await.get("highlights"), None, "three cafés are a list already");
}

#[sqlx::test]
async fn a_change_takes_a_cafe_out_of_the_highlights_and_says_so_by_the_city_s_tag(db: PgPool) {
    let router = demonstration(&db).await;
    sqlx::raw_sql(TOWN).execute(&db).await.unwrap();
    lay_out_due(&db, noon()).await.unwrap();
    let shorter = r#"{"opening_hours": "Mo-Su 09:00-18:00"}"#;
    for (slug, left) in [("place-1", vec!["place-2", "place-3"]), ("place-2", vec![])] {
        let answer = ask(&router, signed("PATCH", &format!("/internal/cafes/{slug}"), shorter)).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.headers()["cache-tag"].to_str().unwrap().contains("city:fi/tampere"));
        // Another process, which keeps no answer from before.
        let city = json(&serve(app(db.clone(), noon())), "/api/v1/cities/fi/tampere").await;
        assert_eq!(slugs(&city, "open_late"), left, "one alone is no list");
    }
    for slug in ["place-9", "place-10", "place-11", "place-12"] {
        let answer = ask(&router, signed("PATCH", &format!("/internal/cafes/{slug}"), r#"{"closed": true}"#)).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
    let city = json(&serve(app(db, noon())), "/api/v1/cities/fi/tampere").await;
    assert_eq!((city["cafe_count"].as_u64(), city.get("highlights")), (Some(8), None));
}

#[sqlx::test]
async fn a_city_is_found_by_what_others_call_it_and_by_what_was_nearly_typed(db: PgPool) {
    let router = demonstration(&db).await;
    crate::search::documents::rebuild(&db, |_more| ()).await.unwrap();
    for (typed, slug) in [
        ("lisb", "lisbon"),
        ("Lisboa", "lisbon"),
        ("Lissabon", "lisbon"),
        ("リスボン", "lisbon"),
        ("京都", "kyoto"),
        ("برلين", "berlin"),
        ("ciudad de mexico", "mexico-city"),
        ("Estambul", "istanbul"),
        ("Lisbno", "lisbon"),
    ] {
        let found = json(&router, &format!("/api/v1/cities?q={}", shared::query::escape(typed))).await;
        assert_eq!(found["items"][0]["slug"], slug, "{typed}: {found}");
        if typed != "lisb" {
            let searched = json(&router, &format!("/api/v1/search?q={}", shared::query::escape(typed))).await;
            assert!(searched["items"][0]["path"].as_str().unwrap().ends_with(&format!("/{slug}")), "{typed}: {searched}");
        }
    }
    let unknown = json(&router, "/api/v1/cities?q=zzzzqq").await;
    assert_eq!(unknown["items"].as_array().unwrap().len(), 0);
}

//! How transactions end, over a real PostgreSQL.

use std::time::Duration;

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::json;
use sqlx::postgres::PgPoolOptions;
use sqlx::{ConnectOptions, PgPool};
use tokio::time::{Instant, sleep};

use super::Database;
use crate::app::{App, Shared};
use crate::config::DatabaseConfig;
use crate::housekeeping::forget_old;
use crate::idempotency;
use crate::places::stored::lookups::StoredProfiles;
use crate::testing::{app, ask, body, demonstration, get, noon, serve, signed};

/// Stands for standbys that take their time: at the commit, not before, the server waits.
const SLOW_COMMIT: &str = "
    CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON place_changes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle();";

#[sqlx::test]
async fn a_commit_that_takes_longer_than_a_statement_may_is_not_cut(db: PgPool) {
    let _router = demonstration(&db).await;
    sqlx::raw_sql(SLOW_COMMIT).execute(&db).await.unwrap();
    let options = (*db.connect_options()).clone().options([("statement_timeout", "200")]);
    let impatient = PgPoolOptions::new().max_connections(2).connect_with(options).await.unwrap();
    let router = serve(app(impatient, noon()));
    let answer = ask(&router, signed("PATCH", "/internal/cafes/slow-ferry-helsinki", r#"{"name": "Second"}"#)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(body(get(&router, "/api/v1/cafes/slow-ferry-helsinki").await).await["name"], "Second");
}

#[sqlx::test]
async fn a_read_whose_connections_were_cut_is_made_again_on_others(db: PgPool) {
    let _router = demonstration(&db).await;
    // As in service: connections used a moment ago are not asked whether they are still there.
    let url = db.connect_options().to_url_lossy().to_string();
    let config =
        DatabaseConfig { writer_url: url.clone(), reader_url: url, connections_max: 10, statement_timeout: Duration::from_secs(4), connection_wait: Duration::from_secs(1) };
    let database = Database::open(&config).unwrap();
    let trusting = App::of(Shared { stored_profiles: StoredProfiles::of(&database), database, ..Shared::clone(&app(db.clone(), noon())) });
    let busy = futures_util::future::join_all((0..10).map(|_| trusting.database.reader.acquire())).await;
    assert!(busy.iter().all(Result::is_ok));
    drop(busy);
    let router = serve(trusting);
    let path = "/api/v1/cafes/slow-ferry-helsinki";
    assert_eq!(get(&router, path).await.status(), StatusCode::OK);
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sqlx::raw_sql(cut).execute(&db).await.unwrap();
    assert_eq!(get(&router, "/api/v1/cafes/slow-ferry-helsinki/reviews").await.status(), StatusCode::OK);
}

#[sqlx::test]
async fn what_nobody_can_ask_for_any_more_is_forgotten_and_nothing_else(db: PgPool) {
    let router = demonstration(&db).await;
    let closed = json!({ "proposal": { "kind": "closed", "slug": "slow-ferry-helsinki" } }).to_string();
    let suggesting = axum::http::Request::post("/api/v1/suggestions").header("idempotency-key", "k").body(axum::body::Body::from(closed)).unwrap();
    assert_eq!(ask(&router, suggesting).await.status(), StatusCode::CREATED);
    // The key bears the database's time, the allowance the origin's.
    let (key_at, hour_at) = (chrono::Utc::now(), noon());
    assert_eq!(forget_old(&db, hour_at.min(key_at)).await.unwrap(), 0);
    let later = hour_at.max(key_at) + idempotency::KEPT + TimeDelta::hours(2);
    assert_eq!(forget_old(&db, later).await.unwrap(), 2);
    let suggestions: i64 = sqlx::query_scalar("SELECT count(*) FROM suggestions").fetch_one(&db).await.unwrap();
    assert_eq!(suggestions, 1);
}

/// Twenty thousand places in two hundred cities, each with hours, methods and facts, and as many suggestions.
const CROWD: &str = "
    INSERT INTO cities (id, country, slug, slug_base, name, cafe_count)
        SELECT gen_random_uuid(), 'FI', 'town-' || n, 'town-' || n, 'Town ' || n, n FROM generate_series(1, 200) n;
    INSERT INTO places (id, kind, slug, source, source_ref, name, country, city_id, lat, lon, precision, h3_4, h3_6, h3_8, time_zone, opening_hours,
                        hours_understood, hours_laid_until, completeness, content_hash, last_verified)
        SELECT gen_random_uuid(), CASE WHEN n % 10 = 0 THEN 'roaster' ELSE 'cafe' END, 'place-' || n, 'demonstration', 'crowd-' || n, 'Place ' || n, 'FI', c.id,
               60 + (n % 1000) / 1000.0, 24 + (n / 1000) / 10.0, 'exact', 1000 + n % 50, 100000 + n % 2000, 1000000 + n, 'Europe/Helsinki', '24/7',
               true, '2026-12-01', n % 100, '\\x00', '2026-11-20'
        FROM generate_series(1, 20000) n JOIN cities c ON c.slug = 'town-' || (n % 200 + 1);
    INSERT INTO open_intervals SELECT id, '2026-11-20T06:00Z'::timestamptz + d * interval '1 day', '2026-11-20T16:00Z'::timestamptz + d * interval '1 day'
        FROM places, generate_series(0, 3) d WHERE source_ref LIKE 'crowd-%';
    INSERT INTO place_brewing_methods SELECT id, 'v60' FROM places WHERE source_ref LIKE 'crowd-%' AND completeness % 3 = 0;
    INSERT INTO place_practical SELECT id, 'wifi', 'yes' FROM places WHERE source_ref LIKE 'crowd-%';
    UPDATE places SET facets = ARRAY['brewing:v60', 'independent', 'wifi'] WHERE source_ref LIKE 'crowd-%' AND completeness % 3 = 0;
    UPDATE places SET facets = ARRAY['independent', 'wifi'] WHERE source_ref LIKE 'crowd-%' AND completeness % 3 <> 0;
    UPDATE places SET open_late = true, facets = facets || ARRAY['open_late'] WHERE source_ref LIKE 'crowd-%' AND completeness % 7 = 0;
    INSERT INTO suggestions (id, kind, place_id, proposal)
        SELECT gen_random_uuid(), 'closed', id, jsonb_build_object('kind', 'closed', 'slug', slug) FROM places WHERE source_ref LIKE 'crowd-%';
    UPDATE suggestions SET status = 'declined', decided_at = now(), decided_by = 'a' WHERE place_id IN (SELECT id FROM places WHERE completeness >= 20);
    INSERT INTO idempotency_keys (scope, key, request_hash) SELECT 'suggestions', 'crowd-' || n, '' FROM generate_series(1, 20000) n;
    INSERT INTO place_changes (id, place_id, changed_by, source, before, after) SELECT gen_random_uuid(), id, 'a', 'operator', '{}', '{}' FROM places WHERE source_ref LIKE 'crowd-%';
    ANALYZE;";

/// Rows that one request may make the database look at.
const ROWS_A_REQUEST_MAX: i64 = 30_000;

/// Scans of whole large tables so far, and rows that were looked at, as the one connection of this pool has caused them.
async fn scanned(db: &PgPool) -> (Vec<(String, i64)>, i64) {
    sqlx::raw_sql("SELECT pg_stat_force_next_flush()").execute(db).await.unwrap();
    let tables = sqlx::query!(
        r#"SELECT s.relname AS "name!", s.seq_scan AS "scans!", (s.seq_tup_read + COALESCE(s.idx_tup_fetch, 0)) AS "rows!", c.reltuples > 10000 AS "large!"
           FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid ORDER BY s.relname"#
    )
    .fetch_all(db)
    .await
    .unwrap();
    let rows = tables.iter().map(|table| table.rows).sum();
    (tables.into_iter().filter(|table| table.large).map(|table| (table.name, table.scans)).collect(), rows)
}

/// Lists, each planned for the filters that it has.
const LISTS: [&str; 40] = [
    "/api/v1/cafes",
    "/api/v1/cafes?limit=100",
    "/api/v1/cafes?open_now=true",
    "/api/v1/cafes?brewing=v60",
    "/api/v1/cafes?brewing=siphon",
    "/api/v1/cafes?country=fi",
    "/api/v1/cafes?sort=newest",
    "/api/v1/cafes?sort=name",
    "/api/v1/cafes?sort=name&city=fi/town-7",
    "/api/v1/cafes?sort=newest&city=fi/town-7",
    "/api/v1/cafes?wifi=true&price=1,2",
    "/api/v1/cafes?city=fi/town-7&wifi=true&dogs=true&independent=true",
    "/api/v1/cafes?open_at=2026-11-21T08:00:00Z&brewing=v60",
    "/api/v1/cafes?roaster=granite-ash-helsinki",
    "/api/v1/cafes/place-77/reviews",
    "/api/v1/stories",
    "/api/v1/search?q=place",
    "/api/v1/search?q=place+77",
    "/api/v1/search?q=plaec",
    "/api/v1/search?q=slow+ferry&near=60.17,24.94",
    "/api/v1/cafes?country=jp&brewing=v60&open_now=true",
    "/api/v1/cafes?city=fi/town-7",
    "/api/v1/cafes?city=fi/town-7&open_now=true",
    "/api/v1/cafes?near=60.17,24.94",
    "/api/v1/cafes?near=60.17,24.94&radius_m=50000&open_now=true",
    "/api/v1/cafes?near=60.17,24.94&radius_m=50000&wifi=true&city=fi/town-7",
    "/api/v1/cafes?near=60.17,24.94&radius_m=50000&sort=best",
    "/api/v1/cafes?near=60.17,24.94&sort=newest&open_now=true",
    "/api/v1/cafes?near=60.17,24.94&sort=name&wifi=true",
    "/api/v1/roasters",
    "/api/v1/roasters?near=60.17,24.94",
    "/api/v1/cities",
    "/api/v1/cities?q=town-1",
    "/api/v1/cities?country=fi",
    "/api/v1/cities/fi/town-7",
    "/api/v1/cities/fi/town-150",
    "/api/v1/cafes?open_late=true",
    "/api/v1/cafes?city=fi/town-7&open_at=2026-11-21T08:00",
    "/api/v1/cafes?near=60.17,24.94&open_at=2026-11-21T08:00",
    "/api/v1/cafes?city=fi/town-150&open_late=true",
];

/// What has no filters that could be left out, but one area of two kinds: planned once, only its own kind may be looked at.
const COUNTS: [&str; 4] = [
    "/api/v1/facets?city=fi/town-7",
    "/api/v1/facets?city=fi/town-7&open_at=2026-11-21T08:00&roaster=granite-ash-helsinki",
    "/api/v1/facets?near=60.17,24.94",
    "/api/v1/facets?near=60.17,24.94&radius_m=50000&open_at=2026-11-21T08:00",
];

/// What is planned once for any values.
const SINGLE: [&str; 11] = [
    "/api/v1/artisans",
    "/api/v1/artisans/aino-vuorisalo",
    "/api/v1/stories/forty-buns-and-a-squeak",
    "/api/v1/brewing-methods/v60",
    "/api/v1/cafes/place-77",
    "/api/v1/cafes/slow-ferry-helsinki",
    "/api/v1/cafes/nobody",
    "/api/v1/roasters/place-70",
    "/api/v1/brewing-methods",
    "/api/v1/sources",
    "/api/v1/sitemaps/7f",
];

/// A connection tells what it has scanned up to ten seconds later, or when it leaves.
async fn wait_until_alone(db: &PgPool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    let others = async || {
        let others = sqlx::query_scalar!(
            r#"SELECT count(*) AS "others!" FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"#
        );
        others.fetch_one(db).await.unwrap()
    };
    while others().await > 0 {
        assert!(Instant::now() < deadline, "somebody stays connected");
        sleep(Duration::from_millis(20)).await;
    }
}

/// Makes these calls, and some that write, over one connection whose statements are planned in this mode.
async fn looks_at_few_rows(db: &PgPool, plan_cache_mode: &'static str, paths: &[&str]) {
    let options = (*db.connect_options()).clone().options([("plan_cache_mode", plan_cache_mode)]);
    let single = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    wait_until_alone(&single).await;
    let router = serve(app(single.clone(), noon()));
    let some_id = sqlx::query_scalar!("SELECT id FROM suggestions WHERE status = 'pending' LIMIT 1").fetch_one(&single).await.unwrap();
    let closed = json!({ "proposal": { "kind": "closed", "slug": "place-77" } }).to_string();
    let get = |path: &str| axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
    let mut calls: Vec<(String, axum::http::Request<axum::body::Body>)> = paths.iter().map(|path| ((*path).to_owned(), get(path))).collect();
    calls.push(("a receipt".to_owned(), get(&format!("/api/v1/suggestions/{some_id}"))));
    calls.push(("the list of suggestions".to_owned(), signed("GET", "/internal/suggestions", "")));
    calls.push(("a suggestion's difference".to_owned(), signed("GET", &format!("/internal/suggestions/{some_id}"), "")));
    let suggesting = axum::http::Request::post("/api/v1/suggestions").header("idempotency-key", plan_cache_mode).body(axum::body::Body::from(closed)).unwrap();
    calls.push(("a new suggestion".to_owned(), suggesting));
    calls.push(("a correction".to_owned(), signed("PATCH", "/internal/cafes/place-77", r#"{"name": "B", "brewing_methods": ["v60"], "practical": {"dogs": "no"}}"#)));
    calls.push(("a closing".to_owned(), signed("PATCH", "/internal/cafes/place-78", r#"{"closed": true}"#)));
    for (name, call) in calls {
        let before = scanned(&single).await;
        let answer = ask(&router, call).await;
        assert!(answer.status().as_u16() < 500, "{name}: {}", answer.status());
        let after = scanned(&single).await;
        assert_eq!(after.0, before.0, "{name} scans a large table ({plan_cache_mode})");
        assert!(after.1 - before.1 <= ROWS_A_REQUEST_MAX, "{name} looks at {} rows ({plan_cache_mode})", after.1 - before.1);
    }
}

#[sqlx::test]
async fn no_request_scans_a_large_table_or_looks_at_more_rows_than_it_must(db: PgPool) {
    let _router = demonstration(&db).await;
    sqlx::raw_sql(CROWD).execute(&db).await.unwrap();
    db.close().await;
    looks_at_few_rows(&db, "force_custom_plan", &[&LISTS[..], &COUNTS[..], &SINGLE[..]].concat()).await;
    looks_at_few_rows(&db, "force_generic_plan", &[&SINGLE[..], &COUNTS[..]].concat()).await;
}

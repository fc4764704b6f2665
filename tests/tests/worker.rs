//! The Worker as built, in Miniflare, with a real origin and a real PostgreSQL behind it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use origin::app::Clock;
use origin::import::chains::Chains;
use origin::import::{Input, import};
use reqwest::Method;
use serde_json::Value;
use shared::geo::Position;
use shared::limits::RETRY_AFTER_S;
use shared::security_headers::SECURITY_HEADERS;
use tests::{Edge, EdgeOptions, Origin, Stage, client, header, root};
use tokio::time::Instant;

#[tokio::test]
async fn the_second_visitor_is_answered_from_the_cache_and_tracking_parameters_change_nothing() {
    let stage = Stage::start().await.unwrap();
    let first = stage.get("/cafes/kamo-kissa-kyoto?utm_source=a").await.unwrap();
    assert_eq!(header(&first, "cache-status"), "craftbean; fwd=uri-miss");
    let patience = Instant::now();
    loop {
        let next = stage.get("/cafes/kamo-kissa-kyoto?fbclid=b").await.unwrap();
        if header(&next, "cache-status") == "craftbean; hit" {
            break;
        }
        assert!(patience.elapsed() < Duration::from_secs(10), "never a hit: {}", header(&next, "cache-status"));
    }
}

#[tokio::test]
async fn the_api_passes_through_and_distances_are_from_the_asked_point() {
    let stage = Stage::start().await.unwrap();
    let get = async |base: &str, path: &str| -> Value { stage.client.get(format!("{base}{path}")).send().await.unwrap().json().await.unwrap() };
    let path = "/api/v1/cafes/slow-ferry-helsinki";
    assert_eq!(get(&stage.edge.url, path).await, get(&stage.origin.url, path).await);

    let asked = Position::new(60.1712, 24.9441).unwrap();
    let near = format!("/api/v1/cafes?near={},{}&radius_m=3000", asked.lat, asked.lon);
    let (edge, origin) = (get(&stage.edge.url, &near).await, get(&stage.origin.url, &near).await);
    let slugs = |list: &Value| list["items"].as_array().unwrap().iter().map(|card| card["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert!(!slugs(&origin).is_empty());
    assert_eq!(slugs(&edge), slugs(&origin));
    for card in edge["items"].as_array().unwrap() {
        let there = Position::new(card["position"]["lat"].as_f64().unwrap(), card["position"]["lon"].as_f64().unwrap()).unwrap();
        assert!((card["distance_m"].as_f64().unwrap() - asked.distance_m(there)).abs() < 0.5);
    }
}

#[tokio::test]
async fn mistakes_get_a_clear_answer_of_the_right_kind() {
    let stage = Stage::start().await.unwrap();
    let long = format!("/cafes?x={}", "a".repeat(3_000));
    for (path, status) in [
        ("/nothing", 404),
        ("/cafes/no-such-cafe", 404),
        ("/cafes/UPPER", 404),
        ("/cities/xx/nowhere", 404),
        ("/assets/missing-00000000.css", 404),
        ("/cafes?cursor=broken", 400),
        ("/cafes?brewing=a&brewing=b", 400),
        ("/cafes?brewing=%zz", 400),
        ("/near?at=190,0", 400),
        ("/near?at=60.17,24.94&radius_m=0", 400),
        ("/near?at=60.17,24.94&radius_m=50001", 400),
        ("/near?at=60.17,24.94&radius_m=%3Cscript%3E", 400),
        ("/near?at=60.17,24.94&price=9", 400),
        (long.as_str(), 414),
    ] {
        let page = stage.get(path).await.unwrap();
        assert_eq!(page.status(), status, "{path}");
        assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(header(&page, "cache-control"), "private, no-store", "{path}");
        assert!(page.text().await.unwrap().contains("<h1>"), "{path}");
    }
    // A page leaves out a time of which nobody knows, as the link of last year has it.
    for path in ["/cities/fi/helsinki?open_at=noon", "/cafes?open_at=2025-11-20T12:00"] {
        assert_eq!(stage.get(path).await.unwrap().status(), 200, "{path}");
    }
    for (path, status, code) in [
        ("/api/v1/nothing", 404, "not_found"),
        ("/api/v1/cafes/no-such-cafe", 404, "cafe_not_found"),
        ("/api/v1/cafes?limit=0", 400, "invalid_parameter"),
        ("/api/v1/cafes?near=190,0", 400, "invalid_parameter"),
        ("/api/v1/cafes?radius_m=5", 400, "invalid_parameter"),
        ("/api/v1/cafes?open_at=noon", 400, "invalid_parameter"),
        ("/api/v1/facets", 400, "invalid_parameter"),
        ("/api/v1/facets?near=60.17,24.94&radius_m=0", 400, "invalid_parameter"),
        ("/api/v1/facets?city=fi/nowhere", 404, "city_not_found"),
        ("/api/v1/cafes?limit=1&limit=2", 400, "bad_request"),
    ] {
        let answer = stage.get(path).await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(header(&answer, "content-type"), "application/problem+json", "{path}");
        let trace = header(&answer, "x-request-id").to_owned();
        let problem: Value = answer.json().await.unwrap();
        assert_eq!((problem["code"].as_str(), problem["trace_id"].as_str()), (Some(code), Some(trace.as_str())), "{path}");
    }
    let slash = stage.get("/cafes/?open_now=true").await.unwrap();
    assert_eq!((slash.status().as_u16(), header(&slash, "location")), (308, "/cafes?open_now=true"));
    let typed = stage.get("/near?place=kyo").await.unwrap();
    assert_eq!((typed.status().as_u16(), header(&typed, "location")), (303, "/cities/jp/kyoto"));
}

#[tokio::test]
async fn a_closed_place_is_gone_and_a_name_full_of_markup_stays_text() {
    let stage = Stage::start().await.unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let rows = [
        r#"{"reference":"shut","name":"Shut For Good","lat":60.18,"lon":24.95,"city":"Helsinki","country":"FI","closed":true}"#,
        r#"{"reference":"markup","name":"<script>alert(1)</script>\"onload=\"x","lat":60.18,"lon":24.95,"city":"Helsinki","country":"FI"}"#,
    ];
    std::fs::write(file.path(), rows.join("\n")).unwrap();
    import(&stage.db, Input::Own(file.path().to_owned()), Chains::default(), Clock::System.now()).await.unwrap();

    let gone = stage.get("/cafes/shut-for-good-helsinki").await.unwrap();
    assert_eq!(gone.status(), 410);
    assert!(gone.text().await.unwrap().contains("Closed for good"));
    assert_eq!(stage.get("/api/v1/cafes/shut-for-good-helsinki").await.unwrap().json::<Value>().await.unwrap()["code"], "cafe_gone");

    let slug: String = sqlx::query_scalar("SELECT slug FROM places WHERE source_ref = 'markup'").fetch_one(&stage.db).await.unwrap();
    let html = stage.get(&format!("/cafes/{slug}")).await.unwrap().text().await.unwrap();
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script>alert"), "{html}");
    assert!(html.contains("data-name=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;onload=&quot;x\""), "quotes stay inside their attribute");
    assert!(!html.contains("style=\""), "inline styles are refused by our own policy");
}

#[tokio::test]
async fn when_the_origin_dies_warm_pages_stay_and_cold_ones_say_so() {
    let stage = Stage::start().await.unwrap();
    for _ in 0..3 {
        assert_eq!(stage.get("/cafes/rain-check-portland").await.unwrap().status(), 200);
    }
    stage.origin.kill();
    let warm = stage.get("/cafes/rain-check-portland").await.unwrap();
    assert_eq!((warm.status().as_u16(), header(&warm, "cache-status")), (200, "craftbean; hit"));
    let cold = stage.get("/cafes/kaffeekantor-berlin").await.unwrap();
    assert_eq!((cold.status().as_u16(), header(&cold, "retry-after")), (503, RETRY_AFTER_S.to_string().as_str()));
    let trace = header(&cold, "x-request-id").to_owned();
    assert!(cold.text().await.unwrap().contains(&trace), "the page names the trace id");
    let api = stage.get("/api/v1/cafes/kaffeekantor-berlin").await.unwrap();
    assert_eq!(api.status(), 503);
    assert_eq!(api.json::<Value>().await.unwrap()["code"], "unavailable");
}

/// An origin that answers every request in one way.
async fn lying_origin(status: u16, digest: &'static str, body: &'static str) -> Origin {
    let answer = async move || {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        headers.insert("repr-digest", HeaderValue::from_static(digest));
        headers.insert("location", HeaderValue::from_static("http://127.0.0.1:1/"));
        (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
    };
    Origin::serve(axum::Router::new().fallback(answer)).await.unwrap()
}

#[tokio::test]
async fn an_origin_that_lies_redirects_or_fails_is_never_believed() {
    // SHA-256 of `{}`.
    let right = "sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:";
    for (status, digest, body) in [
        (200, "sha-256=:AAAA:", r#"{"items":[],"next_cursor":null}"#),
        (200, right, "{}"),
        (302, right, "{}"),
        (500, right, "{}"),
        (404, right, "<html>not a problem</html>"),
        (599, right, "{}"),
    ] {
        let origin = lying_origin(status, digest, body).await;
        let edge = Edge::start(&origin.url).await.unwrap();
        let answer = client().unwrap().get(format!("{}/cities", edge.url)).send().await.unwrap();
        assert_eq!(answer.status(), 503, "{status} {body}");
    }
}

#[tokio::test]
async fn an_origin_that_never_answers_is_given_up_within_the_deadline() {
    let origin = Origin::serve(axum::Router::new().fallback(async || {
        tokio::time::sleep(Duration::from_mins(1)).await;
        StatusCode::OK
    }))
    .await
    .unwrap();
    let edge = Edge::start(&origin.url).await.unwrap();
    let started = Instant::now();
    let answer = client().unwrap().get(format!("{}/cities", edge.url)).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
}

/// Answers of one kind share their headers until they are sent: none may carry what another one's request said.
#[tokio::test]
async fn every_answer_carries_its_own_request_s_id() {
    let stage = Stage::start().await.unwrap();
    let paths = ["/cafes", "/cafes/kamo-kissa-kyoto", "/api/v1/cafes/kamo-kissa-kyoto", "/cities/", "/nothing"];
    for _round in 0..3 {
        let asking: Vec<_> = (1..=50_u128)
            .map(|number| {
                let (id, path) = (format!("{number:032x}"), *paths.get(usize::try_from(number).unwrap() % paths.len()).unwrap());
                let request = stage.client.get(format!("{}{path}", stage.edge.url)).header("traceparent", format!("00-{id}-00000000000000aa-01"));
                tokio::spawn(async move { (id, request.send().await.unwrap()) })
            })
            .collect();
        for one in asking {
            let (id, answer) = one.await.unwrap();
            assert_eq!(header(&answer, "x-request-id"), id, "{}", answer.url());
            assert_eq!(answer.headers().contains_key("location"), answer.status() == 308);
            assert_eq!(answer.headers().contains_key("etag"), answer.status() == 200);
        }
    }
}

#[tokio::test]
async fn hostile_addresses_never_break_the_worker() {
    let stage = Stage::start().await.unwrap();
    let seeds = [
        "/cafes/%00",
        "/cafes/..%2f..%2fetc%2fpasswd",
        "/%ff%fe",
        "/cafes/💥",
        "//evil.example/x",
        "/cafes?%",
        "/cafes?=&&&=",
        "/near?at=NaN,inf",
        "/near?at=1e999,0",
        "/near?at=89.99,179.99&radius_m=50000",
        "/near?at=60,24&radius_m=99999999999999999999",
        "/near?at=60,24&open_at=%00&roaster=%27",
        "/near?at=60,24&open_at=2026-02-30T25:61",
        "/cities/fi/helsinki?open_at=-262143-01-01T00:00:00Z",
        "/api/v1/facets?near=-90,-180&radius_m=50000&open_at=9999-12-31T23:59",
        "/near?place=%F0%9F%92%A5",
        "/near?place=%25%5F%5C",
        "/cafes?cursor=AAAA",
        "/cafes?brewing=%27%3B--",
        "/cities/fi/helsinki?cursor=",
        "/api/v1/cafes?near=90,180",
        "/api/v1/cafes?near=-90,-180&radius_m=50000",
        "/api/v1/cafes?limit=99999999999999999999",
        "/api/v1/cities?q=%00",
        "/api/v1/cities?q=%F0%9F%92%A5",
        "/api/v1/cafes?city=fi/helsinki/x",
        "/roasters/a--b",
        "/cafes?open_now=TRUE",
        "/api/v1/",
        "/api",
        "/cafes;x=1",
        "/cafes/%2e%2e",
    ];
    for path in seeds {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE] {
            let answer = stage.client.request(method.clone(), format!("{}{path}", stage.edge.url)).send().await.unwrap();
            assert!(answer.status().as_u16() < 500, "{method} {path}: {}", answer.status());
        }
    }
    assert_eq!(stage.get("/").await.unwrap().status(), 200);
}

#[tokio::test]
async fn assets_are_immutable_and_carry_the_security_headers() {
    let stage = Stage::start().await.unwrap();
    let html = stage.get("/").await.unwrap().text().await.unwrap();
    let assets: Vec<&str> = html.split(['"', '\'']).filter(|part| part.starts_with("/assets/")).collect();
    assert!(assets.len() >= 4, "{assets:?}");
    for asset in assets {
        let answer = stage.get(asset).await.unwrap();
        assert_eq!(answer.status(), 200, "{asset}");
        assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable", "{asset}");
        for (name, value) in SECURITY_HEADERS {
            assert_eq!(header(&answer, name), *value, "{name} of {asset}");
        }
    }
}

#[tokio::test]
async fn pages_without_islands_load_no_more_than_what_every_page_does() {
    let stage = Stage::start().await.unwrap();
    for (path, script) in [
        ("/", "islands"),
        ("/cafes/slow-ferry-helsinki", "islands"),
        ("/near", "islands"),
        ("/saved", "islands"),
        ("/cafes", "page"),
        ("/stories", "page"),
        ("/about", "page"),
        ("/nothing", "page"),
    ] {
        let html = stage.get(path).await.unwrap().text().await.unwrap();
        let scripts: Vec<&str> = html.split("<script type=\"module\" src=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(matches!(scripts.as_slice(), [only] if only.starts_with(&format!("/assets/{script}-"))), "{path}: {scripts:?}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_labelled_wherever_it_is_shown() {
    let stage = Stage::start().await.unwrap();
    let places = ["/", "/cafes", "/roasters", "/cafes/slow-ferry-helsinki", "/roasters/granite-ash-helsinki", "/cities/fi/helsinki", "/near?at=60.17,24.94", "/attribution"];
    let others = ["/artisans", "/artisans/aino-vuorisalo", "/brewing/v60", "/stories", "/stories/forty-buns-and-a-squeak", "/search?q=slow+ferry"];
    for path in places.into_iter().chain(others) {
        let html = stage.get(path).await.unwrap().text().await.unwrap();
        assert!(html.contains("fiction-notice") && html.contains("Fictional"), "{path}");
    }
}

#[tokio::test]
async fn after_a_panic_the_next_request_works() {
    let entry = root().join("tests/panic_worker/build/entry.mjs");
    let edge = EdgeOptions { entry, assets: None, generations: false, ..EdgeOptions::new("") }.start().await.unwrap();
    let client = client().unwrap();
    for _ in 0..3 {
        for path in ["/panic", "/panic/later"] {
            let panicked = client.get(format!("{}{path}", edge.url)).send().await;
            assert!(panicked.is_err() || panicked.unwrap().status().is_server_error(), "{path}");
        }
        let alive = client.get(format!("{}/", edge.url)).send().await.unwrap();
        assert_eq!((alive.status().as_u16(), alive.text().await.unwrap().as_str()), (200, "alive"));
    }
}

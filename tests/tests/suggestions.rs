//! What visitors suggest, from the edge to the database and back to every location: accepted once, never lost, never another's.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::net::Ipv4Addr;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use shared::limits::{REQUEST_BODY_BYTES_MAX, SUGGESTIONS_AN_HOUR_MAX};
use shared::signed_call::SIGNATURE_HEADER;
use sqlx::PgPool;
use tests::fault_proxy::{Fault, FaultProxy};
use tests::{Edge, EdgeOptions, Origin, Stage, client, demonstration, signature, work_off};
use tokio::time::{Instant, sleep};

const CAFE: &str = "/api/v1/cafes/slow-ferry-helsinki";

struct Scene {
    db: PgPool,
    origin: Origin,
    proxy: FaultProxy,
    edge: Edge,
    client: reqwest::Client,
}

impl Scene {
    async fn start(options: impl FnOnce(EdgeOptions) -> EdgeOptions) -> Self {
        let db = demonstration().await.unwrap();
        let origin = Origin::start(db.clone()).await.unwrap();
        let proxy = FaultProxy::start(&origin.url).await.unwrap();
        let edge = options(EdgeOptions::new(&proxy.url)).start().await.unwrap();
        Self { db, origin, proxy, edge, client: client().unwrap() }
    }

    fn suggest(&self, key: &str, suggestion: &Value) -> RequestBuilder {
        let url = format!("{}/api/v1/suggestions", self.edge.url);
        self.client.post(url).header("idempotency-key", key).header("content-type", "application/json").body(suggestion.to_string())
    }

    async fn operate(&self, method: Method, path: &str, body: &str) -> Response {
        let signature = signature(method.as_str(), path, body.as_bytes());
        self.client.request(method, format!("{}{path}", self.edge.url)).header(SIGNATURE_HEADER, signature).body(body.to_owned()).send().await.unwrap()
    }

    async fn name_at(&self, base: &str) -> String {
        let cafe: Value = self.client.get(format!("{base}{CAFE}")).send().await.unwrap().json().await.unwrap();
        cafe.get("name").and_then(Value::as_str).unwrap().to_owned()
    }

    async fn count(&self) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM suggestions").fetch_one(&self.db).await.unwrap()
    }
}

fn correction(name: &str) -> Value {
    json!({ "proposal": { "kind": "correction", "slug": "slow-ferry-helsinki", "change": { "name": name } } })
}

async fn problem(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    (status, answer.json::<Value>().await.unwrap().get("code").and_then(Value::as_str).unwrap().to_owned())
}

#[tokio::test]
async fn an_accepted_correction_is_seen_at_once_here_and_soon_at_every_location() {
    let scene = Scene::start(|options| EdgeOptions { twin: true, ..options }).await;
    let twin = scene.edge.twin_url.clone().unwrap();
    for base in [&scene.edge.url, &twin] {
        assert_eq!(scene.name_at(base).await, "Slow Ferry");
    }
    let created = scene.suggest("k1", &correction("Slow Ferry II")).send().await.unwrap();
    assert_eq!((created.status().as_u16(), created.headers()["cache-control"].to_str().unwrap()), (201, "private, no-store"));
    let id = created.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned();
    let listed: Value = scene.operate(Method::GET, "/internal/suggestions?limit=5", "").await.json().await.unwrap();
    assert_eq!(listed["items"][0]["id"], id.as_str());
    assert_eq!(scene.name_at(&scene.edge.url).await, "Slow Ferry", "nothing changes before somebody has looked");

    let decision = scene.operate(Method::POST, &format!("/internal/suggestions/{id}/decision"), r#"{"decision":"accept","operator":"Aino"}"#).await;
    assert_eq!(decision.status(), 200);
    assert!(decision.headers().contains_key("craftbean-seen"));
    assert_eq!(scene.name_at(&scene.edge.url).await, "Slow Ferry II");
    let started = Instant::now();
    while scene.name_at(&twin).await != "Slow Ferry II" {
        assert!(started.elapsed() < Duration::from_secs(10), "the other location never hears of it");
        sleep(Duration::from_millis(50)).await;
    }
    let receipt: Value = scene.client.get(format!("{}/api/v1/suggestions/{id}", scene.edge.url)).send().await.unwrap().json().await.unwrap();
    assert_eq!(receipt["status"], "accepted");
}

#[tokio::test]
async fn a_change_that_no_edge_has_carried_reaches_every_location_through_the_queue() {
    let scene = Scene::start(|options| EdgeOptions { twin: true, ..options }).await;
    let twin = scene.edge.twin_url.clone().unwrap();
    for base in [&scene.edge.url, &twin] {
        assert_eq!(scene.name_at(base).await, "Slow Ferry");
    }
    // Straight to the origin, as if the edge had died with the answer.
    let (path, body) = ("/internal/cafes/slow-ferry-helsinki", r#"{"name":"Slow Ferry II"}"#);
    let changed = scene.client.patch(format!("{}{path}", scene.origin.url)).header(SIGNATURE_HEADER, signature("PATCH", path, body.as_bytes())).body(body).send().await.unwrap();
    assert_eq!(changed.status(), 200);
    assert_eq!(scene.name_at(&scene.edge.url).await, "Slow Ferry", "nobody has told it");
    work_off(&scene.db, &scene.edge.url).await.unwrap();
    assert_eq!(scene.name_at(&scene.edge.url).await, "Slow Ferry II");
    let started = Instant::now();
    while scene.name_at(&twin).await != "Slow Ferry II" {
        assert!(started.elapsed() < Duration::from_secs(10), "the other location never hears of it");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_unknown_and_ends_rightly_when_it_is_repeated() {
    let scene = Scene::start(|options| options).await;
    scene.proxy.set(Fault::Truncate(0));
    let unknown = scene.suggest("k1", &correction("Slow Ferry II")).send().await.unwrap();
    assert!(unknown.headers().contains_key("retry-after"));
    assert_eq!(problem(unknown).await, (503, "unavailable".to_owned()));
    let started = Instant::now();
    while scene.count().await == 0 {
        assert!(started.elapsed() < Duration::from_secs(10), "the origin never got it");
        sleep(Duration::from_millis(20)).await;
    }
    scene.proxy.set(Fault::None);
    let again = scene.suggest("k1", &correction("Slow Ferry II")).send().await.unwrap();
    assert_eq!((again.status().as_u16(), again.headers()["idempotency-replayed"].to_str().unwrap()), (201, "true"));
    assert_eq!(scene.count().await, 1);
    assert_eq!(problem(scene.suggest("k1", &correction("Another")).send().await.unwrap()).await, (422, "idempotency_key_reused".to_owned()));
}

#[tokio::test]
async fn hostile_suggestions_are_clear_4xx_and_store_nothing() {
    let scene = Scene::start(|options| options).await;
    let sound = correction("Taken Over");
    let cross_site = scene.suggest("k", &sound).header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!(problem(cross_site).await, (403, "forbidden".to_owned()));
    let form = scene.client.post(format!("{}/api/v1/suggestions", scene.edge.url)).header("idempotency-key", "k").header("content-type", "text/plain").body(sound.to_string());
    assert_eq!(problem(form.send().await.unwrap()).await, (415, "unsupported_media_type".to_owned()));
    let url = format!("{}/api/v1/suggestions", scene.edge.url);
    let without_key = scene.client.post(&url).header("content-type", "application/json").body(sound.to_string()).send().await.unwrap();
    assert_eq!(problem(without_key).await, (400, "bad_request".to_owned()));
    let large = json!({ "proposal": { "kind": "closed", "slug": "slow-ferry-helsinki" }, "note": "x".repeat(REQUEST_BODY_BYTES_MAX) });
    assert_eq!(problem(scene.suggest("k", &large).send().await.unwrap()).await, (413, "payload_too_large".to_owned()));
    let deep = format!("{}{}", r#"{"proposal":"#.repeat(5_000), "1");
    let deep = scene.client.post(&url).header("idempotency-key", "k").header("content-type", "application/json").body(deep).send().await.unwrap();
    assert_eq!(problem(deep).await, (400, "bad_request".to_owned()));
    // Nobody but the edge says which address a call comes from.
    let forged = scene.suggest("k", &sound).header("craftbean-client", "somebody.00112233445566778899aabbccddeeff").send().await.unwrap();
    assert_eq!(forged.status(), 201);
    assert_eq!(scene.count().await, 1);
}

#[tokio::test]
async fn one_address_cannot_use_up_what_others_may_suggest() {
    let scene = Scene::start(|options| options).await;
    let from = |last: u8| reqwest::Client::builder().local_address(Some(Ipv4Addr::new(127, 0, 0, last).into())).pool_max_idle_per_host(0).build().unwrap();
    let (loud, quiet) = (from(2), from(3));
    let suggest = async |client: &reqwest::Client, key: String| {
        let request = client.post(format!("{}/api/v1/suggestions", scene.edge.url)).header("idempotency-key", key).header("content-type", "application/json");
        // An address that a client claims is not believed. (Cloudflare writes `CF-Connecting-IP` itself; Miniflare lets a client do so.)
        request.header("x-forwarded-for", "192.0.2.78").header("true-client-ip", "192.0.2.79").body(correction("A").to_string()).send().await.unwrap()
    };
    for index in 0..SUGGESTIONS_AN_HOUR_MAX {
        assert_eq!(suggest(&loud, format!("k{index}")).await.status(), 201);
    }
    let refused = suggest(&loud, "one-more".to_owned()).await;
    let wait_s: u32 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=3_600).contains(&wait_s));
    assert_eq!(problem(refused).await, (429, "too_many_requests".to_owned()));
    let form = loud.post(format!("{}/suggest", scene.edge.url)).header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin");
    let form = form.body("name=Kiosk+Nine&city=Turku&country=FI").send().await.unwrap();
    let wait_s: u32 = form.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(form.status().as_u16() == 429 && (1..=3_600).contains(&wait_s), "{form:?}");
    assert_eq!(suggest(&quiet, "mine".to_owned()).await.status(), 201);
    let addresses: Vec<Vec<u8>> = sqlx::query_scalar("SELECT client FROM suggestion_allowances").fetch_all(&scene.db).await.unwrap();
    assert!(addresses.iter().all(|client| client.len() == 32 && !client.starts_with(b"127.")), "an address is kept as a digest only");
}

/// A form as a browser sends it.
async fn send_form(stage: &Stage, path: &str, body: &str) -> reqwest::Response {
    let request = stage.client.post(format!("{}{path}", stage.edge.url)).header("content-type", "application/x-www-form-urlencoded");
    request.header("sec-fetch-site", "same-origin").body(body.to_owned()).send().await.unwrap()
}

async fn count_pending(stage: &Stage) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM suggestions WHERE status = 'pending'").fetch_one(&stage.db).await.unwrap()
}

#[tokio::test]
async fn forms_work_without_script_and_sent_twice_mean_once() {
    let stage = Stage::start().await.unwrap();
    let form = stage.get("/cafes/slow-ferry-helsinki/correct").await.unwrap().text().await.unwrap();
    assert!(form.contains(r#"value="Slow Ferry""#) && form.contains(r#"method="post""#), "{form}");
    assert!(form.contains(r#"name="was_name" value="Slow Ferry""#), "{form}");
    // As the form was, but for the name and one fact.
    let body = "was_name=Slow+Ferry&name=Slow+Ferry+II&was_address=Harbour+Street+3&address=Harbour+Street+3&was_website=&website=&was_phone=&phone=\
                &was_wifi=yes&wifi=yes&was_power=limited&power=limited&was_laptop=&laptop=no&was_brewing_v60=yes&brewing_v60=yes&note=I+was+there";
    let taken = send_form(&stage, "/cafes/slow-ferry-helsinki/correct", body).await;
    assert_eq!(taken.status(), 303);
    let receipt = taken.headers()["location"].to_str().unwrap().to_owned();
    assert!(receipt.starts_with("/suggestions/"), "{receipt}");
    assert!(taken.headers().contains_key("set-cookie"), "whoever writes carries what they have seen");
    let again = send_form(&stage, "/cafes/slow-ferry-helsinki/correct", body).await;
    assert_eq!((again.status().as_u16(), again.headers()["location"].to_str().unwrap()), (303, receipt.as_str()));
    assert_eq!(count_pending(&stage).await, 1);
    let proposal: Value = sqlx::query_scalar("SELECT proposal FROM suggestions").fetch_one(&stage.db).await.unwrap();
    assert_eq!(proposal["change"], json!({ "name": "Slow Ferry II", "practical": { "laptop": "no" } }), "only what differs");
    let page = stage.get(&receipt).await.unwrap();
    assert_eq!((page.status().as_u16(), page.headers()["cache-control"].to_str().unwrap()), (200, "private, no-store"));
    assert!(page.text().await.unwrap().contains("Thank you"));

    assert_eq!(send_form(&stage, "/cafes/slow-ferry-helsinki/closed", "note=").await.status(), 303);
    assert_eq!(send_form(&stage, "/suggest", "name=Kiosk+Nine&city=Turku&country=FI").await.status(), 303);
    let taken = send_form(&stage, "/roasters/granite-ash-helsinki/closed", "note=The+drum+is+sold").await;
    let receipt = stage.get(taken.headers()["location"].to_str().unwrap()).await.unwrap().text().await.unwrap();
    assert!(receipt.contains(r#"href="/roasters/granite-ash-helsinki""#), "{receipt}");
    let form = stage.get("/de/roasters/granite-ash-helsinki/correct").await.unwrap().text().await.unwrap();
    assert!(form.contains(r#"action="/de/roasters/granite-ash-helsinki/correct""#) && form.contains(r#"name="was_name""#), "{form}");
    let profile = stage.get("/roasters/granite-ash-helsinki").await.unwrap().text().await.unwrap();
    assert!(["correct", "closed"].iter().all(|form| profile.contains(&format!(r#"href="/roasters/granite-ash-helsinki/{form}""#))), "{profile}");
    assert_eq!(count_pending(&stage).await, 4);
}

#[tokio::test]
async fn a_form_that_is_not_taken_comes_back_with_what_was_typed_and_why() {
    let stage = Stage::start().await.unwrap();
    let answer = send_form(&stage, "/suggest", "name=%3Cb%3EBar&city=Turku&country=FI&website=javascript%3Aalert(1)&note=typed+with+care").await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    assert!(page.contains("typed with care") && page.contains("&lt;b&gt;Bar") && !page.contains("<b>Bar"), "{page}");
    assert!(page.contains("A website begins with https://") && page.contains(r#"role="alert""#), "{page}");
    // In the visitor's language, at each field, and all of it at once.
    let german = send_form(&stage, "/de/suggest", "name=&city=Turku&country=FI&website=javascript%3Aalert(1)&email=nobody").await.text().await.unwrap();
    for said in ["Hier braucht es mindestens einen Buchstaben", "Eine Website beginnt mit https://", "Eine einzige Adresse"] {
        assert!(german.contains(said), "{said}: {german}");
    }
    assert!(german.contains("href=\"#website\"") && german.contains(r#"aria-describedby="email-fault""#) && german.matches(r#"aria-invalid="true""#).count() == 3, "{german}");
    // Of a café that has gone meanwhile, too.
    let gone = send_form(&stage, "/cafes/nobody/closed", "note=typed+with+care").await;
    assert_eq!(gone.status(), 404);
    assert!(gone.text().await.unwrap().contains("typed with care"));
    for (path, body, status) in [
        ("/cafes/nobody/correct", "was_name=b&name=a", 404),
        ("/cafes/slow-ferry-helsinki/correct", "note=a", 400),
        ("/suggest", "name=a&name=b", 400),
        ("/suggest", "name=%ff", 400),
        ("/suggest", "", 422),
        ("/cafes", "name=a", 405),
        ("/cafes/slow-ferry-helsinki/correct", &format!("name={}", "a".repeat(70_000)), 413),
    ] {
        let answer = send_form(&stage, path, body).await;
        assert_eq!(answer.status(), status, "{path} {}", body.chars().take(40).collect::<String>());
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with(if status == 405 { "application/problem+json" } else { "text/html" }), "{path}");
    }
    let foreign = stage.client.post(format!("{}/suggest", stage.edge.url)).header("sec-fetch-site", "cross-site").body("name=a&city=b&country=FI").send().await.unwrap();
    assert_eq!(foreign.status(), 403);
    assert_eq!(count_pending(&stage).await, 0);

    // With nobody to store it, nothing that was typed is lost.
    stage.origin.kill();
    let lost = send_form(&stage, "/suggest", "name=Kiosk&city=Turku&country=FI&note=typed+with+care").await;
    assert_eq!(lost.status(), 503);
    assert!(lost.headers().contains_key("retry-after"));
    assert!(lost.text().await.unwrap().contains("typed with care"));
}

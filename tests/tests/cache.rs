//! The edge's cache as built, with a fault proxy between it and a real origin: crowds, changes, outages, lies.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::StatusCode;
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::signed_call::{SIGNATURE_HEADER, sign};
use tests::fault_proxy::{Fault, FaultProxy};
use tests::{Edge, EdgeOptions, INTERNAL_KEY, Origin, client, demonstration, header, root};
use tokio::time::{Instant, sleep};

const CAFE: &str = "/api/v1/cafes/slow-ferry-helsinki";
const PAGE: &str = "/cafes/slow-ferry-helsinki";

/// An edge behind a proxy before a real origin.
struct Scene {
    origin: Origin,
    proxy: FaultProxy,
    edge: Edge,
    client: reqwest::Client,
}

impl Scene {
    async fn start(options: impl FnOnce(EdgeOptions) -> EdgeOptions) -> Self {
        let origin = Origin::start(demonstration().await.unwrap()).await.unwrap();
        let proxy = FaultProxy::start(&origin.url).await.unwrap();
        let edge = options(EdgeOptions::new(&proxy.url)).start().await.unwrap();
        Self { origin, proxy, edge, client: client().unwrap() }
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.edge.url)).send().await.unwrap()
    }

    async fn twin(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.edge.twin_url.as_ref().unwrap())).send().await.unwrap()
    }

    async fn at(&self, ahead: Duration, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.edge.url)).header("x-test-clock-ms", ahead.as_millis().to_string()).send().await.unwrap()
    }

    /// A signed call to the edge.
    async fn signed(&self, method: Method, path: &str, body: &Value, key: &str) -> Response {
        let (body, expires_s) = (body.to_string(), now_s() + 60);
        let signature = sign(key.as_bytes(), method.as_str(), path, body.as_bytes(), expires_s);
        self.client.request(method, format!("{}{path}", self.edge.url)).header(SIGNATURE_HEADER, signature).body(body).send().await.unwrap()
    }

    /// Waits for what goes on behind the answers: KV, the last store, has every answer that an origin gave, but for those counts that stand on the page of
    /// a city, which nobody keeps there.
    async fn all_is_kept(&mut self, counts: u64) {
        let started = Instant::now();
        while self.edge.count_kv("LAST_GOOD").await.unwrap() + counts != self.proxy.requests() {
            assert!(started.elapsed() < PATIENCE, "not all is kept");
            sleep(Duration::from_millis(50)).await;
        }
    }

    async fn rename(&self, name: &str) -> Response {
        self.signed(Method::PATCH, "/internal/cafes/slow-ferry-helsinki", &json!({ "name": name }), INTERNAL_KEY).await
    }
}

fn now_s() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a signature is made against the real clock")]
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

async fn name(answer: Response) -> String {
    answer.json::<Value>().await.unwrap().get("name").and_then(Value::as_str).unwrap().to_owned()
}

/// What is to happen within seconds on a busy machine. The figures themselves are `cargo xtask bench faults`.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks until the answer pleases, or fails after that time.
async fn until(mut pleases: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !pleases().await {
        assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn crowd(scene: &Scene, people: usize, path: &str) -> Vec<u16> {
    let client = client().unwrap();
    let asking: Vec<_> = (0..people)
        .map(|_| {
            let request = client.get(format!("{}{path}", scene.edge.url));
            tokio::spawn(async move { request.send().await.map_or(0, |answer| answer.status().as_u16()) })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in asking {
        statuses.push(one.await.unwrap());
    }
    statuses
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_at_a_cold_page_reaches_the_origin_once() {
    for (collapse, most) in [("on", 1..=1), ("off", 100..=500)] {
        let scene = Scene::start(|options| options.with("COLLAPSE", collapse)).await;
        assert_eq!(scene.get("/about").await.status(), 200);
        scene.proxy.set(Fault::Latency(Duration::from_millis(1_500)));
        let before = scene.proxy.requests();
        let statuses = crowd(&scene, 500, CAFE).await;
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
        let asked = scene.proxy.requests() - before;
        assert!(most.contains(&asked), "{asked} with collapse {collapse}");
    }
}

#[tokio::test]
async fn at_an_expiry_one_refresh_runs_behind_answers_that_do_not_wait() {
    let scene = Scene::start(|options| EdgeOptions { clock: true, ..options }).await;
    assert_eq!(header(&scene.get(CAFE).await, "cache-status"), "craftbean; fwd=uri-miss");
    scene.proxy.set(Fault::Latency(Duration::from_millis(500)));
    let before = scene.proxy.requests();
    let started = Instant::now();
    let stale = scene.at(Duration::from_secs(90), CAFE).await;
    assert!(header(&stale, "cache-status").contains("fwd=stale") && stale.status() == 200);
    assert!(crowd(&scene, 50, CAFE).await.iter().all(|status| *status == 200));
    assert!(started.elapsed() < PATIENCE);
    until(async || header(&scene.get(CAFE).await, "cache-status") == "craftbean; hit").await;
    assert_eq!(scene.proxy.requests() - before, 1);
}

#[tokio::test]
async fn a_leader_that_dies_strands_nobody() {
    let scene = Scene::start(|options| options).await;
    scene.proxy.set(Fault::Latency(Duration::from_millis(800)));
    let impatient = reqwest::Client::builder().timeout(Duration::from_millis(100)).build().unwrap();
    assert!(impatient.get(format!("{}{CAFE}", scene.edge.url)).send().await.is_err());
    let follower = scene.get(CAFE).await;
    assert_eq!(follower.status(), 200);
    assert_eq!(scene.proxy.requests(), 1, "the leader's asking went on without the leader");
}

#[tokio::test]
async fn a_change_is_seen_at_once_where_it_was_made_and_soon_everywhere() {
    let scene = Scene::start(|options| EdgeOptions { twin: true, ..options }).await;
    for path in [CAFE, PAGE] {
        assert_eq!((scene.get(path).await.status().as_u16(), scene.twin(path).await.status().as_u16()), (200, 200));
        until(async || header(&scene.twin(path).await, "cache-status") == "craftbean; hit").await;
    }
    for round in 0..3 {
        let new_name = format!("Slow Ferry {round}");
        let changed = scene.rename(&new_name).await;
        assert_eq!(changed.status(), 200, "{}", changed.text().await.unwrap());
        let seen = header(&changed, "craftbean-seen").to_owned();
        assert!(header(&changed, "cache-tag").contains("city:fi/helsinki") && header(&changed, "set-cookie").starts_with(&format!("__Host-craftbean-seen={seen}; ")));
        // The writer, wherever they go next.
        let twin_url = scene.edge.twin_url.as_ref().unwrap();
        for (how, value) in [("craftbean-seen", seen.clone()), ("cookie", format!("a=b; __Host-craftbean-seen={seen}"))] {
            let own = scene.client.get(format!("{twin_url}{CAFE}")).header(how, value).send().await.unwrap();
            assert_eq!(name(own).await, new_name, "{how}");
        }
        assert_eq!(name(scene.get(CAFE).await).await, new_name);
        assert!(scene.get(PAGE).await.text().await.unwrap().contains(&new_name));
    }
    // Somebody else, elsewhere, who has just been served the old name.
    let changed = scene.rename("Slow Ferry For All").await;
    assert_eq!(changed.status(), 200);
    until(async || name(scene.twin(CAFE).await).await == "Slow Ferry For All").await;
    until(async || scene.twin(PAGE).await.text().await.unwrap().contains("Slow Ferry For All")).await;
}

#[tokio::test]
async fn a_purge_is_signed_and_a_replay_changes_nothing() {
    let scene = Scene::start(|options| options).await;
    let tags = header(&scene.get(CAFE).await, "cache-tag").to_owned();
    until(async || header(&scene.get(CAFE).await, "cache-status") == "craftbean; hit").await;
    let purge = json!({ "raises": [{ "tag": tags, "generation": 7 }] });
    let sequence = async |answer: Response| answer.json::<Value>().await.unwrap()["sequence"].as_u64().unwrap();

    let forged = scene.signed(Method::POST, "/internal/purge", &purge, "not the key, although it is long enough").await;
    assert_eq!(forged.status(), 403);
    assert_eq!(header(&scene.get(CAFE).await, "cache-status"), "craftbean; hit");
    let first = sequence(scene.signed(Method::POST, "/internal/purge", &purge, INTERNAL_KEY).await).await;
    assert_eq!(header(&scene.get(CAFE).await, "cache-status"), "craftbean; fwd=stale; fwd-status=304; stored");
    let again = sequence(scene.signed(Method::POST, "/internal/purge", &purge, INTERNAL_KEY).await).await;
    assert_eq!((first, header(&scene.get(CAFE).await, "cache-status")), (again, "craftbean; hit"));
    for bad in [
        json!({}),
        json!({ "raises": [] }),
        json!({ "raises": [{ "tag": "a b", "generation": 1 }] }),
        json!({ "raises": [{ "tag": "a", "generation": 0 }] }),
        json!({ "raises": [{ "tag": "a", "generation": 1 }], "x": 1 }),
    ] {
        assert_eq!(scene.signed(Method::POST, "/internal/purge", &bad, INTERNAL_KEY).await.status(), 400, "{bad}");
    }
}

#[tokio::test]
async fn a_dead_link_is_kept_shortly_and_an_error_never() {
    let scene = Scene::start(|options| EdgeOptions { clock: true, ..options }).await;
    for _ in 0..5 {
        assert_eq!(scene.get("/api/v1/cafes/no-such-cafe").await.status(), 404);
    }
    assert_eq!(scene.proxy.requests(), 1);
    assert_eq!(scene.at(Duration::from_secs(11), "/api/v1/cafes/no-such-cafe").await.status(), 404);
    assert_eq!(scene.proxy.requests(), 2);
    scene.proxy.set(Fault::Reset);
    assert_eq!(scene.get("/api/v1/cities").await.status(), 503);
    scene.proxy.set(Fault::None);
    until(async || scene.get("/api/v1/cities").await.status() == 200).await;
}

#[tokio::test]
async fn head_and_ranges_are_answered_right() {
    let scene = Scene::start(|options| options).await;
    let length = scene.get(CAFE).await.bytes().await.unwrap().len();
    let before = scene.proxy.requests();
    let head = scene.client.head(format!("{}{CAFE}", scene.edge.url)).send().await.unwrap();
    assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, length.to_string().as_str()));
    assert_eq!(scene.proxy.requests(), before, "HEAD is answered from GET");
    // Answered whole, and no reason to trouble an origin.
    let range = scene.client.get(format!("{}{CAFE}", scene.edge.url)).header("range", "bytes=0-3").send().await.unwrap();
    assert_eq!((range.status().as_u16(), header(&range, "cache-status")), (200, "craftbean; hit"));
    assert_eq!(scene.proxy.requests(), before);
    assert_eq!(scene.get(PAGE).await.status(), 200);
    let before = scene.proxy.requests();
    for _ in 0..3 {
        let page = scene.client.get(format!("{}{PAGE}", scene.edge.url)).header("range", "bytes=0-3").send().await.unwrap();
        assert_eq!((page.status().as_u16(), header(&page, "cache-status")), (200, "craftbean; hit"));
    }
    assert_eq!(scene.proxy.requests(), before);
}

#[tokio::test]
async fn two_thousand_bodies_that_are_not_what_their_sender_says_are_neither_served_nor_kept() {
    let scene = Scene::start(|options| EdgeOptions { clock: true, ..options }).await;
    let path = |round: usize| format!("/api/v1/cafes?limit={}", 3 + round % 90);
    for round in 0..2_000_usize {
        scene.proxy.set(match round % 4 {
            0 => Fault::Truncate(round % 40 * 20),
            1 => Fault::Garbage(round % 500),
            2 => Fault::Flip(round % 200),
            _ => Fault::Reset,
        });
        // Ten seconds later each time, so that the breaker lets every one of them through.
        let ahead = Duration::from_secs(10 * u64::try_from(round).unwrap());
        assert_eq!(scene.at(ahead, &path(round)).await.status(), 503, "{round}");
    }
    assert!(scene.proxy.requests() >= 1_900, "{} of 2,000 reached the proxy", scene.proxy.requests());
    scene.proxy.set(Fault::None);
    for round in 0..90 {
        let whole = scene.at(Duration::from_mins(500), &path(round)).await;
        assert_eq!((whole.status().as_u16(), header(&whole, "cache-status")), (200, "craftbean; fwd=uri-miss"), "{round}");
        if round == 89 {
            let origin: Value = scene.client.get(format!("{}{}", scene.origin.url, path(round))).send().await.unwrap().json().await.unwrap();
            assert_eq!(whole.json::<Value>().await.unwrap(), origin);
        }
    }
}

#[tokio::test]
async fn when_every_origin_is_dead_warmed_pages_stay_for_a_day_and_cold_ones_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let kv = Some(folder.path().to_owned());
    let mut scene = Scene::start(|options| EdgeOptions { clock: true, kv: kv.clone(), ..options }).await;
    let warmed = ["/", "/cafes", PAGE, "/cities/fi/helsinki", "/roasters", CAFE];
    for path in warmed {
        assert_eq!(scene.get(path).await.status(), 200, "{path}");
    }
    scene.all_is_kept(1).await;
    scene.proxy.set(Fault::Reset);
    scene.origin.kill();
    for hour in [1, 12, 24] {
        for path in warmed {
            let stale = scene.at(Duration::from_secs(hour * 3_600), path).await;
            assert!(stale.status() == 200 && header(&stale, "cache-status").starts_with("craftbean; hit; fwd=stale"), "{path} after {hour} h: {}", header(&stale, "cache-status"));
        }
    }
    let cold = scene.get("/cafes/kamo-kissa-kyoto").await;
    assert_eq!((cold.status().as_u16(), header(&cold, "retry-after")), (503, "10"));
    assert!(cold.text().await.unwrap().contains("<main"));
    // With the breaker open nobody is asked, so nobody waits.
    let before = scene.proxy.connections();
    assert_eq!(scene.get("/cafes/kamo-kissa-kyoto").await.status(), 503);
    assert_eq!(scene.proxy.connections(), before);

    // Another location, whose Cache API has nothing: what KV kept is served.
    let Scene { proxy, edge, client, .. } = scene;
    drop(edge);
    let elsewhere = EdgeOptions { clock: true, kv, ..EdgeOptions::new(&proxy.url) }.start().await.unwrap();
    for path in warmed {
        let stale = client.get(format!("{}{path}", elsewhere.url)).header("x-test-clock-ms", "86400000").send().await.unwrap();
        assert_eq!((stale.status().as_u16(), header(&stale, "cache-status")), (200, "craftbean; hit; fwd=stale; detail=origin-failing"), "{path} from KV");
    }
}

/// A copy of the built Worker whose pages name another stylesheet, as the next release would.
fn next_release(folder: &Path) -> PathBuf {
    let built = root().join(".build/worker");
    for file in ["entry.mjs", "index.js", "index_bg.wasm"] {
        fs::copy(built.join(file), folder.join(file)).unwrap();
    }
    let assets = fs::read_to_string(built.join("assets.mjs")).unwrap();
    fs::write(folder.join("assets.mjs"), assets.replace("/assets/site-", "/assets/next-site-").replace("\"build\":\"", "\"build\":\"next-")).unwrap();
    folder.join("entry.mjs")
}

#[tokio::test]
async fn after_a_release_no_page_names_what_is_gone() {
    let (kv, cache, release) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let kept = |options: EdgeOptions| EdgeOptions { kv: Some(kv.path().to_owned()), cache: Some(cache.path().to_owned()), ..options };
    let mut scene = Scene::start(kept).await;
    let pages = ["/", "/cafes", PAGE, "/cities", "/cities/fi/helsinki", "/about", "/saved"];
    for path in pages {
        for _ in 0..2 {
            assert!(scene.get(path).await.text().await.unwrap().contains("\"/assets/site-"), "{path}");
        }
    }
    scene.all_is_kept(1).await;
    let Scene { origin, proxy, edge, client } = scene;
    drop(edge);
    let next = kept(EdgeOptions { entry: next_release(release.path()), ..EdgeOptions::new(&proxy.url) }).start().await.unwrap();
    let before = proxy.requests();
    for origins_live in [true, false] {
        if !origins_live {
            proxy.set(Fault::Reset);
            origin.kill();
        }
        for path in pages {
            let answer = client.get(format!("{}{path}", next.url)).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            let html = answer.text().await.unwrap();
            assert!(html.contains("\"/assets/next-site-") && !html.contains("\"/assets/site-"), "{path}");
        }
    }
    // The JSON outlived the release, so nobody had to be asked.
    assert_eq!(proxy.requests(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_at_an_origin_that_says_500_asks_once_and_gets_what_was_kept() {
    let (failing, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let (fails, count) = (failing.clone(), asked.clone());
    let answer = move || {
        let (fails, count) = (fails.load(Ordering::SeqCst), count.clone());
        async move {
            count.fetch_add(1, Ordering::SeqCst);
            sleep(Duration::from_millis(500)).await;
            let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(b"[]")));
            let status = if fails { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK };
            (status, [("repr-digest", digest.as_str()), ("cdn-cache-control", "max-age=1, stale-if-error=600")], "[]").into_response()
        }
    };
    let origin = Origin::serve(axum::Router::new().fallback(answer)).await.unwrap();
    let proxy = FaultProxy::start(&origin.url).await.unwrap();
    let edge = Edge::start(&proxy.url).await.unwrap();
    let scene = Scene { origin, proxy, edge, client: client().unwrap() };
    assert_eq!(scene.get(CAFE).await.status(), 200);
    sleep(Duration::from_millis(1_500)).await;
    failing.store(true, Ordering::SeqCst);
    let before = asked.load(Ordering::SeqCst);
    let statuses = crowd(&scene, 60, CAFE).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    let reached = asked.load(Ordering::SeqCst) - before;
    // Each failure ends one lease; five of them open the breaker.
    assert!(reached <= 5, "{reached} of 60 asked");
}

//! Three regions behind fault proxies: one dies, slows or lies under load, and visitors do not notice.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use serde_json::{Value, json};
use tests::fault_proxy::{Fault, FaultProxy};
use tests::{Edge, EdgeOptions, Origin, client, demonstration};
use tokio::time::{Instant, sleep};

/// Three regions of one database, the first the nearest to a visitor in Frankfurt.
struct World {
    origin: Origin,
    proxies: Vec<FaultProxy>,
    edge: Edge,
    client: reqwest::Client,
}

const PLACES: [(&str, f64, f64, &str); 3] = [("eu-central-1", 50.1, 8.7, "primary"), ("us-east-1", 39.0, -77.5, "replica"), ("ap-southeast-1", 1.3, 103.8, "replica")];

fn regions(urls: &[&str]) -> String {
    let list: Vec<Value> = PLACES.iter().zip(urls).map(|((id, lat, lon, role), url)| json!({ "id": id, "url": url, "lat": lat, "lon": lon, "role": role })).collect();
    Value::from(list).to_string()
}

impl World {
    async fn start() -> Self {
        let origin = Origin::start(demonstration().await.unwrap()).await.unwrap();
        let mut proxies = Vec::new();
        for _ in PLACES {
            proxies.push(FaultProxy::start(&origin.url).await.unwrap());
        }
        let urls: Vec<&str> = proxies.iter().map(|proxy| proxy.url.as_str()).collect();
        let edge = EdgeOptions { clock: true, ..EdgeOptions::new("") }.with("REGIONS", &regions(&urls)).start().await.unwrap();
        Self { origin, proxies, edge, client: client().unwrap() }
    }

    /// A cold request from a place: no two share a key.
    async fn miss(&self, number: usize, place: (f64, f64)) -> (u16, Duration) {
        let started = Instant::now();
        let cf = json!({ "latitude": place.0.to_string(), "longitude": place.1.to_string() }).to_string();
        let url = format!("{}/api/v1/cafes?limit={}&country={}", self.edge.url, number % 100 + 1, ["fi", "jp", "br", "us", "de", "au"].get(number / 100 % 6).unwrap());
        let status = self.client.get(url).header("mf-cf-blob", cf).send().await.map_or(0, |answer| answer.status().as_u16());
        (status, started.elapsed())
    }

    fn requests(&self) -> Vec<u64> {
        self.proxies.iter().map(FaultProxy::requests).collect()
    }

    async fn breaker(&self, region: usize) -> String {
        let status: Value = self.client.get(format!("{}/api/v1/status", self.edge.url)).send().await.unwrap().json().await.unwrap();
        status.pointer(&format!("/regions/{region}/breaker")).and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

/// Far less than the faults take, far more than an answer does on a busy machine. The figures themselves are `cargo xtask bench faults`.
const NOBODY_WAITED: Duration = Duration::from_secs(4);
/// Until a region that has recovered is used again, on a busy machine.
const RECOVERY: Duration = Duration::from_secs(30);

const FRANKFURT: (f64, f64) = (50.1, 8.7);
const SINGAPORE: (f64, f64) = (1.35, 103.9);

#[tokio::test]
async fn every_visitor_is_served_by_the_nearest_region() {
    let world = World::start().await;
    for (number, (place, nearest)) in [(FRANKFURT, 0), ((40.7, -74.0), 1), (SINGAPORE, 2)].into_iter().enumerate() {
        let before = world.requests();
        assert_eq!(world.miss(number, place).await.0, 200);
        let grown: Vec<bool> = world.requests().iter().zip(&before).map(|(after, before)| after > before).collect();
        assert_eq!(grown, [0, 1, 2].map(|region| region == nearest), "{place:?}");
    }
}

#[tokio::test]
async fn a_region_that_dies_is_left_after_a_few_failures_and_taken_back_after_it_recovers() {
    for fault in [Fault::Reset, Fault::Silence, Fault::Truncate(20), Fault::Garbage(400)] {
        let world = World::start().await;
        assert_eq!(world.miss(0, FRANKFURT).await.0, 200);
        world.proxies.first().unwrap().set(fault);
        let before = world.requests();
        for number in 1..150 {
            let (status, took) = world.miss(number, FRANKFURT).await;
            assert_eq!(status, 200, "{fault:?} at {number}");
            assert!(took < NOBODY_WAITED, "{fault:?}: {took:?} at {number}");
        }
        let reached: Vec<u64> = world.requests().iter().zip(&before).map(|(after, before)| after - before).collect();
        assert_ne!(world.breaker(0).await, "closed", "{fault:?}");
        let total: u64 = reached.iter().sum();
        // 149 first tries, a tenth of second ones, the burst, and the probes' second tries.
        assert!(total <= 149 + 15 + 20 + 6, "{fault:?}: {reached:?}");

        world.proxies.first().unwrap().set(Fault::None);
        let recovered = Instant::now();
        let mut number = 150;
        while world.breaker(0).await != "closed" {
            assert!(recovered.elapsed() < RECOVERY, "{fault:?}");
            assert_eq!(world.miss(number, FRANKFURT).await.0, 200);
            number += 1;
            sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test]
async fn a_region_that_says_503_is_no_visitor_s_misfortune() {
    let busy = Origin::serve(axum::Router::new().fallback(async || axum::http::StatusCode::SERVICE_UNAVAILABLE)).await.unwrap();
    let origin = Origin::start(demonstration().await.unwrap()).await.unwrap();
    let edge = EdgeOptions::new("").with("REGIONS", &regions(&[&busy.url, &origin.url])).start().await.unwrap();
    let world = World { origin, proxies: Vec::new(), edge, client: client().unwrap() };
    for number in 0..30 {
        assert_eq!(world.miss(number, FRANKFURT).await.0, 200, "{number}");
    }
    assert_ne!(world.breaker(0).await, "closed");
}

#[tokio::test]
async fn a_region_that_crawls_is_as_good_as_dead() {
    for fault in [Fault::Latency(Duration::from_secs(5)), Fault::BytesPerSecond(1)] {
        let world = World::start().await;
        assert_eq!(world.miss(0, FRANKFURT).await.0, 200);
        world.proxies.first().unwrap().set(fault);
        for number in 1..100 {
            let (status, took) = world.miss(number, FRANKFURT).await;
            assert_eq!(status, 200, "{fault:?}");
            assert!(took < NOBODY_WAITED, "{fault:?}: {took:?} at {number}");
        }
        // What is cached never notices.
        let before = world.requests();
        assert_eq!(world.miss(1, FRANKFURT).await.0, 200);
        assert_eq!(world.requests(), before, "{fault:?}");
    }
}

#[tokio::test]
async fn when_all_fail_the_load_is_shed_and_never_multiplied() {
    let world = World::start().await;
    for proxy in &world.proxies {
        proxy.set(Fault::Garbage(50));
    }
    for number in 0..200 {
        let (status, took) = world.miss(number, FRANKFURT).await;
        assert_eq!(status, 503);
        assert!(took < NOBODY_WAITED, "{took:?} at {number}");
    }
    let reached: u64 = world.requests().iter().sum();
    // Five failures open each of three breakers; after that only probes, one at a time.
    assert!(reached <= 3 * 5 + 6, "{reached}");
    for proxy in &world.proxies {
        proxy.set(Fault::None);
    }
    let started = Instant::now();
    let mut number = 200;
    while world.miss(number, FRANKFURT).await.0 != 200 {
        assert!(started.elapsed() < RECOVERY);
        number += 1;
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn bad_configuration_changes_nothing_and_the_status_page_says_so() {
    let mut world = World::start().await;
    // Every look is a check interval later, on a clock of the test's own.
    let ahead = std::cell::Cell::new(0_u64);
    let status = async |world: &World| -> Value {
        ahead.set(ahead.get() + 10_000);
        let asked = world.client.get(format!("{}/api/v1/status", world.edge.url)).header("x-test-clock-ms", ahead.get().to_string());
        asked.send().await.unwrap().json().await.unwrap()
    };
    let urls: Vec<String> = world.proxies.iter().map(|proxy| proxy.url.clone()).collect();
    let good = regions(&[urls.first().unwrap(), urls.get(1).unwrap()]);
    world.edge.put_kv("CONFIGURATION", "regions", &good).await.unwrap();
    let started = Instant::now();
    while status(&world).await.pointer("/configuration/source").unwrap() != "stored" {
        assert!(started.elapsed() < RECOVERY);
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(status(&world).await.pointer("/regions").unwrap().as_array().unwrap().len(), 2);
    let long = format!("{good}{}", " ".repeat(200_000));
    for bad in [good.get(..good.len() / 2).unwrap(), "", "[]", "{\"id\": 1}", &good.replace("50.1", "\"50.1\""), &long] {
        world.edge.put_kv("CONFIGURATION", "regions", bad).await.unwrap();
        let started = Instant::now();
        loop {
            let now = status(&world).await;
            assert_eq!(now.pointer("/regions").unwrap().as_array().unwrap().len(), 2, "{bad:.60}");
            if now.pointer("/configuration/problem").unwrap().is_string() {
                assert_eq!(now.pointer("/configuration/source").unwrap(), "last_good");
                break;
            }
            assert!(started.elapsed() < RECOVERY, "{bad:.60}");
            sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(world.miss(0, FRANKFURT).await.0, 200);
        world.edge.put_kv("CONFIGURATION", "regions", &good).await.unwrap();
        let started = Instant::now();
        while status(&world).await.pointer("/configuration/problem").unwrap().is_string() {
            assert!(started.elapsed() < RECOVERY);
            sleep(Duration::from_millis(100)).await;
        }
    }
    drop(world.origin);
}

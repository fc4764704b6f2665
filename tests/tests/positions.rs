//! A real replica whose replay is held and let go: nobody who has seen something is shown less, at an origin or at an edge.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use origin::database::Database;
use origin::positions::queries::current;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::log_position::{LogPosition, POSITION_HEADER};
use shared::signed_call::{SIGNATURE_HEADER, Seal, seal, unseal};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tests::{EdgeOptions, INTERNAL_KEY, Origin, client, demonstration, replica_of, signature};
use tokio::time::{Instant, sleep};

const CAFE: &str = "/api/v1/cafes/slow-ferry-helsinki";
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks until it is so, or fails.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}");
        sleep(Duration::from_millis(10)).await;
    }
}

/// Holds a replica's replay, or lets it go on.
async fn hold(replica: &PgPool, held: bool) {
    sqlx::raw_sql(if held { "SELECT pg_wal_replay_pause()" } else { "SELECT pg_wal_replay_resume()" }).execute(replica).await.unwrap();
    if held {
        until(async || sqlx::query_scalar::<_, String>("SELECT pg_get_wal_replay_pause_state()").fetch_one(replica).await.unwrap() == "paused").await;
    }
}

/// A pool that reaches nobody.
fn nobody() -> PgPool {
    PgPoolOptions::new().acquire_timeout(Duration::from_millis(200)).connect_lazy("postgres://nobody@127.0.0.1:1/none").unwrap()
}

async fn origin(writer: &PgPool, reader: &PgPool) -> Origin {
    Origin::of_region(Database::with_replica(writer.clone(), reader.clone())).await.unwrap()
}

async fn read(base: &str, header: &str, value: &str) -> Response {
    client().unwrap().get(format!("{base}{CAFE}")).header(header, value).send().await.unwrap()
}

async fn name(answer: Response) -> String {
    assert_eq!(answer.status(), 200);
    answer.json::<Value>().await.unwrap().get("name").and_then(Value::as_str).unwrap().to_owned()
}

/// A position as it was sealed, and what it says.
fn position(answer: &Response) -> (String, LogPosition) {
    let sealed = answer.headers().get(POSITION_HEADER).unwrap().to_str().unwrap().to_owned();
    let position = unseal(INTERNAL_KEY.as_bytes(), Seal::Position, &sealed).unwrap().parse().unwrap();
    (sealed, position)
}

async fn rename(base: &str, name: &str) -> Response {
    let (path, body) = ("/internal/cafes/slow-ferry-helsinki", json!({ "name": name }).to_string());
    let signature = signature("PATCH", path, body.as_bytes());
    client().unwrap().request(Method::PATCH, format!("{base}{path}")).header(SIGNATURE_HEADER, signature).body(body).send().await.unwrap()
}

/// Two parts of one test, because replay is held for the whole replica.
#[tokio::test]
async fn nobody_is_shown_less_than_they_have_seen() {
    at_an_origin().await;
    at_an_edge().await;
}

async fn at_an_origin() {
    let db = demonstration().await.unwrap();
    let replica = replica_of(&db).await.unwrap();
    let primary = Origin::start(db.clone()).await.unwrap();
    let (near, cut_off) = (origin(&db, &replica).await, origin(&nobody(), &replica).await);

    hold(&replica, true).await;
    let (sealed, reached) = position(&rename(&primary.url, "Second").await);
    assert_eq!(name(read(&near.url, "accept", "*/*").await).await, "Slow Ferry", "who has seen nothing may be shown what the replica has");
    let forged = format!("{reached}.00112233445566778899aabbccddeeff");
    assert_eq!(name(read(&near.url, POSITION_HEADER, &forged).await).await, "Slow Ferry", "what we have not sealed counts for nothing");
    let own = read(&near.url, POSITION_HEADER, &sealed).await;
    assert!(position(&own).1 >= reached, "an answer says how far it reaches");
    assert_eq!(name(own).await, "Second", "the writer is handed over to the primary");
    assert_eq!(read(&cut_off.url, POSITION_HEADER, &sealed).await.status(), 503, "rather nothing than something old");

    hold(&replica, false).await;
    until(async || current(&replica).await.unwrap() >= reached).await;
    assert_eq!(name(read(&cut_off.url, POSITION_HEADER, &sealed).await).await, "Second", "a replica that has come so far answers without the primary");

    // Its lag is waited for, as long as that takes less than handing over is worth.
    hold(&replica, true).await;
    let (sealed, _) = position(&rename(&primary.url, "Third").await);
    let letting_go = async {
        sleep(Duration::from_millis(30)).await;
        hold(&replica, false).await;
    };
    let (answer, ()) = tokio::join!(read(&cut_off.url, POSITION_HEADER, &sealed), letting_go);
    assert_eq!(name(answer).await, "Third");

    // After a failover positions are of another timeline: only the primary knows what they mean.
    let promoted = LogPosition { timeline: reached.timeline + 1, lsn: 0 };
    let promoted = seal(INTERNAL_KEY.as_bytes(), Seal::Position, &promoted.to_string());
    assert_eq!(read(&cut_off.url, POSITION_HEADER, &promoted).await.status(), 503);
    assert_eq!(name(read(&near.url, POSITION_HEADER, &promoted).await).await, "Third");
}

/// Two locations read in a region whose replica stands still: a purge must not bring the old answer back as a new one.
async fn at_an_edge() {
    let db = demonstration().await.unwrap();
    let replica = replica_of(&db).await.unwrap();
    let (primary, near) = (Origin::start(db.clone()).await.unwrap(), origin(&db, &replica).await);
    // Visitors without a position are nearest to the first region.
    let regions = json!([
        { "id": "near", "url": near.url, "lat": 50.1, "lon": 8.7, "role": "replica" },
        { "id": "far", "url": primary.url, "lat": -33.9, "lon": 151.2, "role": "primary" },
    ]);
    let edge = EdgeOptions { twin: true, ..EdgeOptions::new("") }.with("REGIONS", &regions.to_string()).start().await.unwrap();
    let twin = edge.twin_url.clone().unwrap();
    let frankfurt = json!({ "latitude": "50.1", "longitude": "8.7" }).to_string();
    for base in [&edge.url, &twin] {
        assert_eq!(name(read(base, "mf-cf-blob", &frankfurt).await).await, "Slow Ferry");
    }
    hold(&replica, true).await;
    let renamed = rename(&edge.url, "Second").await;
    assert_eq!(renamed.status(), 200);
    for _ in 0..3 {
        assert_eq!(name(read(&edge.url, "mf-cf-blob", &frankfurt).await).await, "Second");
    }
    let seen = renamed.headers().get("craftbean-seen").unwrap().to_str().unwrap().to_owned();
    assert_eq!(name(read(&twin, "craftbean-seen", &seen).await).await, "Second", "the writer, elsewhere");
    until(async || name(read(&twin, "mf-cf-blob", &frankfurt).await).await == "Second").await;
    hold(&replica, false).await;
}

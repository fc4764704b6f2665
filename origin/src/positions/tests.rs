//! A real replica whose replay is held and let go: nobody who has seen something is shown less.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use shared::log_position::{LogPosition, POSITION_HEADER};
use shared::signed_call::{Seal, seal, unseal};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::time::{Instant, sleep};

use crate::testing::{INTERNAL_KEY, app, ask, body, demonstration, noon, serve, signed};

const CAFE: &str = "/api/v1/cafes/slow-ferry-helsinki";

/// The same database on the replica, as soon as it is there.
async fn replica_of(db: &PgPool) -> PgPool {
    #[expect(clippy::disallowed_methods, reason = "where the tests' replica is, as DATABASE_URL is where their primary is")]
    let url = std::env::var("DATABASE_REPLICA_URL").expect("`cargo xtask test` starts a replica and says where it is");
    let options: PgConnectOptions = url.parse().unwrap();
    let options = options.database(db.connect_options().get_database().unwrap());
    let started = Instant::now();
    loop {
        match PgPoolOptions::new().max_connections(4).connect_with(options.clone()).await {
            Ok(pool) => return pool,
            Err(error) => assert!(started.elapsed() < Duration::from_secs(20), "the replica never gets the database: {error}"),
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// A pool that reaches nobody.
fn nobody() -> PgPool {
    PgPoolOptions::new().acquire_timeout(Duration::from_millis(200)).connect_lazy("postgres://nobody@127.0.0.1:1/none").unwrap()
}

fn origin(writer: &PgPool, reader: &PgPool) -> Router {
    let mut app = app(writer.clone(), noon());
    app.database.reader = reader.clone();
    serve(app)
}

async fn read(router: &Router, position: &str) -> Response<Body> {
    ask(router, Request::get(CAFE).header(POSITION_HEADER, position).body(Body::empty()).unwrap()).await
}

async fn name(answer: Response<Body>) -> String {
    assert_eq!(answer.status(), StatusCode::OK);
    body(answer).await["name"].as_str().unwrap().to_owned()
}

fn position(answer: &Response<Body>) -> (String, LogPosition) {
    let sealed = answer.headers()[POSITION_HEADER].to_str().unwrap().to_owned();
    let position = unseal(INTERNAL_KEY.as_bytes(), Seal::Position, &sealed).unwrap().parse().unwrap();
    (sealed, position)
}

async fn rename(router: &Router, name: &str) -> Response<Body> {
    ask(router, signed("PATCH", "/internal/cafes/slow-ferry-helsinki", &format!(r#"{{"name": "{name}"}}"#))).await
}

async fn until_replayed(primary: &PgPool, replica: &PgPool) {
    let wanted = super::queries::current(primary).await.unwrap();
    let started = Instant::now();
    while super::queries::current(replica).await.unwrap() < wanted {
        assert!(started.elapsed() < Duration::from_secs(20), "the replica never catches up");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn hold(replica: &PgPool, held: bool) {
    let statement = if held { "SELECT pg_wal_replay_pause()" } else { "SELECT pg_wal_replay_resume()" };
    sqlx::raw_sql(statement).execute(replica).await.unwrap();
    let started = Instant::now();
    while held && sqlx::query_scalar!(r#"SELECT pg_get_wal_replay_pause_state() = 'paused' AS "paused!""#).fetch_one(replica).await.unwrap() != held {
        assert!(started.elapsed() < Duration::from_secs(20), "replay is never held");
        sleep(Duration::from_millis(5)).await;
    }
}

/// One test, because replay is held for the whole replica.
#[sqlx::test]
async fn nobody_is_shown_less_than_they_have_seen(db: PgPool) {
    let primary = demonstration(&db).await;
    let replica = replica_of(&db).await;
    until_replayed(&db, &replica).await;
    let (near, cut_off) = (origin(&db, &replica), origin(&nobody(), &replica));

    hold(&replica, true).await;
    let written = rename(&primary, "Second").await;
    let (sealed, reached) = position(&written);
    assert_eq!(name(read(&near, "").await).await, "Slow Ferry", "who has seen nothing may be shown what the replica has");
    let forged = format!("{reached}.00112233445566778899aabbccddeeff");
    assert_eq!(name(read(&near, &forged).await).await, "Slow Ferry", "what we have not sealed counts for nothing");
    let own = read(&near, &sealed).await;
    assert!(position(&own).1 >= reached, "an answer says how far it reaches");
    assert_eq!(name(own).await, "Second", "the writer is handed over to the primary");
    assert_eq!(read(&cut_off, &sealed).await.status(), StatusCode::SERVICE_UNAVAILABLE, "rather nothing than something old");

    hold(&replica, false).await;
    until_replayed(&db, &replica).await;
    assert_eq!(name(read(&cut_off, &sealed).await).await, "Second", "a replica that has come so far answers without the primary");

    // Its lag is waited for, as long as that takes less than handing over is worth.
    hold(&replica, true).await;
    let (sealed, _) = position(&rename(&primary, "Third").await);
    let letting_go = async {
        sleep(Duration::from_millis(30)).await;
        hold(&replica, false).await;
    };
    let (answer, ()) = tokio::join!(read(&cut_off, &sealed), letting_go);
    assert_eq!(name(answer).await, "Third");

    // After a failover positions are of another timeline: only the primary knows what they mean.
    let promoted = LogPosition { timeline: reached.timeline + 1, lsn: 0 };
    let promoted = seal(INTERNAL_KEY.as_bytes(), Seal::Position, &promoted.to_string());
    assert_eq!(read(&cut_off, &promoted).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(name(read(&near, &promoted).await).await, "Third");
}

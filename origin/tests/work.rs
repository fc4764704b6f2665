//! `origin work` as it is run: killed, told to stop, without its database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![expect(clippy::disallowed_methods, reason = "a test reads its environment and speaks plain SQL")]

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use origin::database::migrate;
use origin::purges;
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

const KEY: &str = "a key for tests, of 32 bytes or more";

/// An edge that can hold its answers back.
#[derive(Clone, Default)]
struct Edge {
    calls: Arc<AtomicUsize>,
    answers: Arc<AtomicUsize>,
    holding: Arc<AtomicBool>,
}

impl Edge {
    async fn listen(&self) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let edge = self.clone();
        let take = async move || {
            edge.calls.fetch_add(1, Ordering::SeqCst);
            while edge.holding.load(Ordering::SeqCst) {
                sleep(Duration::from_millis(20)).await;
            }
            edge.answers.fetch_add(1, Ordering::SeqCst);
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/internal/purge", post(take))).await });
        url
    }

    async fn wait_until(&self, what: &str, condition: impl Fn(&Self) -> bool) -> Duration {
        let started = Instant::now();
        while !condition(self) {
            assert!(started.elapsed() < Duration::from_secs(30), "never: {what}");
            sleep(Duration::from_millis(20)).await;
        }
        started.elapsed()
    }
}

async fn worker(db: &PgPool, edge_url: &str) -> Child {
    let name: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(db).await.unwrap();
    let server = std::env::var("DATABASE_URL").unwrap();
    Command::new(env!("CARGO_BIN_EXE_origin"))
        .arg("work")
        .env("DATABASE_URL", format!("{}/{name}", server.rsplit_once('/').unwrap().0))
        .env("CRAFTBEAN_INTERNAL_KEY", KEY)
        .env("CRAFTBEAN_EDGE_URLS", edge_url)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn purge(db: &PgPool, tag: &str) {
    let mut transaction = db.begin().await.unwrap();
    purges::begin(&mut transaction, &[tag.to_owned()]).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn count(db: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(db).await.unwrap()
}

async fn signal(child: &Child, name: &str) {
    Command::new("kill").args([name, &child.id().unwrap().to_string()]).status().await.unwrap();
}

#[sqlx::test]
async fn what_a_killed_worker_held_is_done_by_another_within_ten_seconds(db: PgPool) {
    migrate(&db).await.unwrap();
    let edge = Edge::default();
    let url = edge.listen().await;
    edge.holding.store(true, Ordering::SeqCst);
    let mut first = worker(&db, &url).await;
    purge(&db, "cafe:1").await;
    edge.wait_until("the first worker has taken the job", |edge| edge.calls.load(Ordering::SeqCst) == 1).await;
    let _second = worker(&db, &url).await;
    first.kill().await.unwrap();
    edge.holding.store(false, Ordering::SeqCst);
    let taken = edge.wait_until("another has done it", |edge| edge.calls.load(Ordering::SeqCst) == 2).await;
    assert!(taken <= Duration::from_secs(10), "{taken:?}");
    let started = Instant::now();
    while count(&db, "SELECT count(*) FROM purges WHERE told_at IS NULL").await > 0 {
        assert!(started.elapsed() < Duration::from_secs(10));
        sleep(Duration::from_millis(20)).await;
    }
}

#[sqlx::test]
async fn a_job_whose_worker_dies_with_it_at_its_last_try_is_a_dead_letter(db: PgPool) {
    migrate(&db).await.unwrap();
    let edge = Edge::default();
    let url = edge.listen().await;
    edge.holding.store(true, Ordering::SeqCst);
    purge(&db, "cafe:1").await;
    sqlx::raw_sql("UPDATE graphile_worker._private_jobs SET attempts = max_attempts - 1").execute(&db).await.unwrap();
    let mut first = worker(&db, &url).await;
    edge.wait_until("the worker has taken the job", |edge| edge.calls.load(Ordering::SeqCst) == 1).await;
    first.kill().await.unwrap();
    let _second = worker(&db, &url).await;
    let started = Instant::now();
    while count(&db, "SELECT count(*) FROM dead_letters WHERE kind = 'tell_edges' AND attempts = 8 AND reason <> ''").await == 0 {
        assert!(started.elapsed() < Duration::from_secs(20), "it is never given up");
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(edge.calls.load(Ordering::SeqCst), 1, "it was not tried again");
}

#[sqlx::test]
async fn a_worker_that_is_told_to_stop_finishes_its_job_and_takes_no_other(db: PgPool) {
    migrate(&db).await.unwrap();
    let edge = Edge::default();
    let url = edge.listen().await;
    edge.holding.store(true, Ordering::SeqCst);
    let mut child = worker(&db, &url).await;
    purge(&db, "cafe:1").await;
    edge.wait_until("the worker has taken the job", |edge| edge.calls.load(Ordering::SeqCst) == 1).await;
    signal(&child, "-TERM").await;
    sleep(Duration::from_millis(300)).await;
    purge(&db, "cafe:2").await;
    sleep(Duration::from_millis(300)).await;
    assert!(child.try_wait().unwrap().is_none(), "it does not leave its job");
    edge.holding.store(false, Ordering::SeqCst);
    let ended = tokio::time::timeout(Duration::from_secs(10), child.wait()).await.unwrap().unwrap();
    assert!(ended.success(), "{ended}");
    assert_eq!(edge.calls.load(Ordering::SeqCst), 1);
    assert_eq!(count(&db, "SELECT count(*) FROM purges WHERE told_at IS NOT NULL").await, 1);
    assert_eq!(count(&db, "SELECT count(*) FROM graphile_worker._private_jobs WHERE locked_at IS NULL AND attempts = 0").await, 1);
}

#[sqlx::test]
async fn a_worker_outlives_the_loss_of_its_connections(db: PgPool) {
    migrate(&db).await.unwrap();
    let edge = Edge::default();
    let url = edge.listen().await;
    let mut child = worker(&db, &url).await;
    purge(&db, "cafe:1").await;
    edge.wait_until("it works", |edge| edge.answers.load(Ordering::SeqCst) == 1).await;
    sqlx::raw_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").execute(&db).await.unwrap();
    sleep(Duration::from_millis(200)).await;
    purge(&db, "cafe:2").await;
    edge.wait_until("it works again", |edge| edge.answers.load(Ordering::SeqCst) >= 2).await;
    assert!(child.try_wait().unwrap().is_none());
}

#[tokio::test]
async fn a_worker_without_edges_says_what_is_missing() {
    let output = Command::new(env!("CARGO_BIN_EXE_origin"))
        .arg("work")
        .env_remove("CRAFTBEAN_EDGE_URLS")
        .env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
        .env("CRAFTBEAN_INTERNAL_KEY", KEY)
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(78));
    assert!(String::from_utf8_lossy(&output.stderr).contains("CRAFTBEAN_EDGE_URLS is missing"));
}

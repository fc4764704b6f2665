//! The program as it is run: configuration, start, drain, end.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![expect(clippy::disallowed_methods, reason = "a test reads its environment and takes plain locks")]

use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use sqlx::{Connection, Executor, PgConnection, PgPool};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

fn origin(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_origin"));
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// URL of the database that this test was given.
async fn url_of(db: &PgPool) -> String {
    let name: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(db).await.unwrap();
    let server = std::env::var("DATABASE_URL").unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

async fn status(port: u16, path: &str) -> Option<u16> {
    let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
    Some(client.get(format!("http://127.0.0.1:{port}{path}")).send().await.ok()?.status().as_u16())
}

async fn wait_for(port: u16, path: &str, wanted: u16) {
    let started = Instant::now();
    while status(port, path).await != Some(wanted) {
        assert!(started.elapsed() < Duration::from_secs(10), "{path} never answered {wanted}");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn terminate(child: &Child) {
    Command::new("kill").args(["-TERM", &child.id().unwrap().to_string()]).status().await.unwrap();
}

#[sqlx::test]
async fn a_stop_signal_drains_finishes_what_is_in_flight_and_ends_well(db: PgPool) {
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let mut child = origin(&["serve"])
        .env("DATABASE_URL", url_of(&db).await)
        .env("CRAFTBEAN_LISTEN", format!("127.0.0.1:{port}"))
        .env("CRAFTBEAN_DRAIN_NOTICE_MS", "1000")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(port, "/readyz", 200).await;

    // A lock holds one request in flight until it is let go.
    let mut lock = PgConnection::connect(&url_of(&db).await).await.unwrap();
    lock.execute("BEGIN; LOCK TABLE places IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let in_flight = tokio::spawn(status(port, "/api/v1/cafes"));
    sleep(Duration::from_millis(200)).await;
    terminate(&child).await;
    wait_for(port, "/readyz", 503).await;
    assert_eq!(status(port, "/healthz").await, Some(200), "alive, though not ready");
    lock.execute("ROLLBACK").await.unwrap();

    assert_eq!(in_flight.await.unwrap(), Some(200));
    assert!(child.wait().await.unwrap().success());
    assert_eq!(status(port, "/healthz").await, None, "nothing listens any more");
}

#[tokio::test]
async fn bad_configuration_is_told_whole_and_ends_with_its_own_status() {
    let output = origin(&["serve"]).env_remove("DATABASE_URL").env("CRAFTBEAN_LISTEN", "nowhere").output().await.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(78), "{said}");
    assert!(said.contains("DATABASE_URL is missing") && said.contains("CRAFTBEAN_LISTEN must be"), "{said}");
}

#[tokio::test]
async fn the_description_is_printed_without_a_database() {
    let output = origin(&["openapi"]).env_remove("DATABASE_URL").output().await.unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"openapi\": \"3.1"));
}

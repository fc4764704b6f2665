//! For operators: alive, ready, and counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use tokio::time::timeout;

use crate::app::App;

/// Set once a stop signal has come; from then on `/readyz` says no, so that no new visitor is sent here.
#[derive(Clone, Debug, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    pub fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub fn is_draining(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Whether this origin should be sent requests.
#[derive(Debug, Serialize)]
pub struct Readiness {
    pub ready: bool,
    pub draining: bool,
    pub database: bool,
}

/// The process runs; says nothing about its database.
pub async fn alive() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "alive": true }))
}

/// Counts since the process began, as Prometheus reads them (text format 0.0.4).
pub async fn metrics(State(app): State<App>) -> ([(&'static str, &'static str); 1], String) {
    let ((hits, misses), (reads, handed_over)) = (app.read_cache.counts(), app.progress.counts());
    let counters = [
        ("craftbean_read_cache_hits_total", "Answers that were shared", hits),
        ("craftbean_read_cache_misses_total", "Answers that had to be made", misses),
        ("craftbean_reads_total", "Reads from the database", reads),
        ("craftbean_reads_handed_over_total", "Reads that the replica was too far behind for", handed_over),
    ];
    let lines: Vec<String> = counters.iter().map(|(name, help, value)| format!("# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}\n")).collect();
    ([("content-type", "text/plain; version=0.0.4")], lines.concat())
}

/// 200 when both pools answer within a second and no stop signal has come, else 503; the same body either way.
pub async fn ready(State(app): State<App>) -> (StatusCode, Json<Readiness>) {
    let probe = async { sqlx::query_scalar!("SELECT 1 AS one").fetch_one(&app.database.reader).await };
    let write_probe = async { sqlx::query_scalar!("SELECT 1 AS one").fetch_one(&app.database.writer).await };
    let database = matches!(timeout(Duration::from_secs(1), async { tokio::try_join!(probe, write_probe) }).await, Ok(Ok(_)));
    let draining = app.draining.is_draining();
    let ready = database && !draining;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, draining, database }))
}

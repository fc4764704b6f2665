//! For operators: alive, and ready.

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

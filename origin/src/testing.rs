//! What tests of the API share: the real router over a fresh PostgreSQL, and a clock that stands still.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use serde_json::Value;
use shared::signed_call::{SIGNATURE_HEADER, sign};
use sqlx::PgPool;
use tower::ServiceExt;

use crate::app::{App, Clock, router};
use crate::config::InternalKey;
use crate::database::Database;
use crate::health::Draining;
use crate::http::envelope::Admission;
use crate::import::chains::Chains;
use crate::import::{Input, import};
use crate::positions::Progress;
use crate::suggestions::Backlog;

pub const INTERNAL_KEY: &str = "a key for tests, of 32 bytes or more";

/// A Friday noon in Helsinki.
pub fn noon() -> DateTime<Utc> {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

pub fn app(db: PgPool, now: DateTime<Utc>) -> App {
    App {
        database: Database::single(db),
        clock: Clock::Fixed(now),
        draining: Draining::default(),
        internal_key: InternalKey::new(INTERNAL_KEY),
        progress: Progress::default(),
        backlog: Backlog::default(),
    }
}

pub fn serve(app: App) -> Router {
    router(app, Admission::new(64, Duration::from_secs(10)))
}

/// The router over the demonstration set.
pub async fn demonstration(db: &PgPool) -> Router {
    import(db, Input::Demonstration, Chains::default(), noon()).await.unwrap();
    serve(app(db.clone(), noon()))
}

pub async fn ask(router: &Router, request: Request<Body>) -> Response<Body> {
    router.clone().oneshot(request).await.unwrap()
}

pub async fn get(router: &Router, path: &str) -> Response<Body> {
    ask(router, Request::get(path).body(Body::empty()).unwrap()).await
}

pub async fn json(router: &Router, path: &str) -> Value {
    let answer = get(router, path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    body(answer).await
}

pub async fn body(answer: Response<Body>) -> Value {
    serde_json::from_slice(&answer.into_body().collect().await.unwrap().to_bytes()).unwrap()
}

/// A call as operators sign it.
pub fn signed(method: &str, path: &str, body: &str) -> Request<Body> {
    let expires_s = u64::try_from(noon().timestamp()).unwrap() + 60;
    let signature = sign(INTERNAL_KEY.as_bytes(), method, path, body.as_bytes(), expires_s);
    Request::builder().method(method).uri(path).header("content-type", "application/json").header(SIGNATURE_HEADER, signature).body(Body::from(body.to_owned())).unwrap()
}

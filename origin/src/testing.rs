//! What tests of the API share: the real router over a fresh PostgreSQL, and a clock that stands still.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use axum::routing::post;
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use serde_json::Value;
use shared::signed_call::{SIGNATURE_HEADER, sign, verify};
use sqlx::PgPool;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

use crate::app::{App, Clock, Shared, router};
use crate::backlog::Backlog;
use crate::config::{InternalKey, MailConfig};
use crate::database::{self, Database};
use crate::health::Draining;
use crate::http::admission::Admission;
use crate::http::read_cache::ReadCache;
use crate::import::chains::Chains;
use crate::import::{Input, import};
use crate::jobs::lanes::LANES;
use crate::jobs::work::{Workbench, options};
use crate::mails::mailer::Mailer;
use crate::photos::DecodingTurn;
use crate::places::stored::lookups::StoredProfiles;
use crate::positions::Progress;
use crate::purges::edges::Edges;
use crate::search::documents;

pub const INTERNAL_KEY: &str = "a key for tests, of 32 bytes or more";

/// A Friday noon in Helsinki.
pub fn noon() -> DateTime<Utc> {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

pub fn app(db: PgPool, now: DateTime<Utc>) -> App {
    let database = Database::single(db);
    App::of(Shared {
        stored_profiles: StoredProfiles::of(&database),
        database,
        clock: Clock::Fixed(now),
        draining: Draining::default(),
        internal_key: InternalKey::new(INTERNAL_KEY),
        progress: Progress::default(),
        backlog: Backlog::default(),
        read_cache: ReadCache::default(),
        decoding_turn: DecodingTurn::default(),
    })
}

pub fn serve(app: App) -> Router {
    router(app, Admission::new(64), Duration::from_secs(10))
}

/// The router over the demonstration set, all of which can be found by words; nothing waits to be done.
pub async fn demonstration(db: &PgPool) -> Router {
    database::migrate(db).await.unwrap();
    import(db, Input::Demonstration, Chains::default(), noon()).await.unwrap();
    documents::rebuild(db, |_more| ()).await.unwrap();
    sqlx::raw_sql("DELETE FROM graphile_worker._private_jobs; DELETE FROM purges").execute(db).await.unwrap();
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

/// What stands where the edges are: believes signed purges, remembers them, and fails as often as it is told to.
#[derive(Clone, Debug, Default)]
pub struct Receiver {
    pub purges: Arc<Mutex<Vec<Value>>>,
    pub failures: Arc<AtomicUsize>,
    /// Files of photos by their address.
    pub photos: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    /// Calls about them, in order: what was asked for, and its address.
    pub photo_calls: Arc<Mutex<Vec<(Method, String)>>>,
    /// How many more files are taken until one is not.
    photos_until_failure: Arc<Mutex<Option<usize>>>,
    /// What is done to a database when the next file arrives.
    interlude: Arc<Mutex<Option<(&'static str, PgPool)>>>,
}

impl Receiver {
    /// Listens; the bench of jobs that call it.
    pub async fn bench(&self, db: &PgPool) -> Workbench {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let receiver = self.clone();
        let files = self.clone();
        let take_photo = async move |request: Request<Body>| files.take_photo(request).await;
        let take = async move |headers: HeaderMap, body: Bytes| {
            let signature = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
            let now_s = u64::try_from(noon().timestamp()).unwrap();
            if verify(INTERNAL_KEY.as_bytes(), signature, "POST", "/internal/purge", now_s).and_then(|signed| signed.check(&body)).is_err() {
                return StatusCode::FORBIDDEN;
            }
            if receiver.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
                return StatusCode::SERVICE_UNAVAILABLE;
            }
            receiver.purges.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
            StatusCode::OK
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/internal/purge", post(take)).fallback(take_photo)).await });
        let edges = Edges::new(vec![url], InternalKey::new(INTERNAL_KEY).unwrap()).unwrap();
        Workbench { db: db.clone(), clock: Clock::Fixed(noon()), edges: Arc::new(edges), mailer: mailer(None) }
    }

    /// Does this to a database when the next file of a photo arrives.
    pub fn on_photo(&self, sql: &'static str, db: &PgPool) {
        *self.interlude.lock().unwrap() = Some((sql, db.clone()));
    }

    /// Takes so many more files of photos, and then fails once.
    pub fn fail_after_photos(&self, taken: usize) {
        *self.photos_until_failure.lock().unwrap() = Some(taken);
    }

    async fn take_photo(&self, request: Request<Body>) -> StatusCode {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let signature = parts.headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
        let now_s = u64::try_from(noon().timestamp()).unwrap();
        let is_signed = verify(INTERNAL_KEY.as_bytes(), signature, parts.method.as_str(), parts.uri.path(), now_s).and_then(|signed| signed.check(&body)).is_ok();
        if !is_signed || !parts.uri.path().starts_with("/internal/photo-files/") {
            return StatusCode::FORBIDDEN;
        }
        let interlude = self.interlude.lock().unwrap().take();
        if let Some((sql, db)) = interlude {
            sqlx::raw_sql(sql).execute(&db).await.unwrap();
        }
        let left = self.photos_until_failure.lock().unwrap().take();
        if left == Some(0) {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        *self.photos_until_failure.lock().unwrap() = left.and_then(|left| left.checked_sub(1));
        self.photo_calls.lock().unwrap().push((parts.method.clone(), parts.uri.path().to_owned()));
        let mut photos = self.photos.lock().unwrap();
        if parts.method == Method::DELETE {
            photos.remove(parts.uri.path());
        } else {
            photos.insert(parts.uri.path().to_owned(), body.to_vec());
        }
        StatusCode::OK
    }

    /// How often each tag was raised, and to which generations.
    pub fn generations_of(&self, tag: &str) -> Vec<u64> {
        let purges = self.purges.lock().unwrap();
        let raises = purges.iter().flat_map(|purge| purge["raises"].as_array().unwrap());
        raises.filter(|raise| raise["tag"] == tag).map(|raise| raise["generation"].as_u64().unwrap()).collect()
    }
}

fn mailer(smtp_url: Option<String>) -> Arc<Mailer> {
    Arc::new(Mailer::new(&MailConfig { smtp_url, from: "CraftBean <hello@craftbean.example>".to_owned() }, "https://craftbean.example").unwrap())
}

/// A mail server that keeps what it is given, and turns away as many as it is told to.
#[derive(Clone, Debug)]
pub struct Catcher {
    port: u16,
    mails: Arc<Mutex<Vec<String>>>,
    refusals: Arc<AtomicUsize>,
}

impl Catcher {
    pub async fn listen() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let catcher = Self { port: listener.local_addr().unwrap().port(), mails: Arc::default(), refusals: Arc::default() };
        let serving = catcher.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(connection));
            }
        });
        catcher
    }

    pub fn mailer(&self) -> Arc<Mailer> {
        mailer(Some(format!("smtp://127.0.0.1:{}", self.port)))
    }

    pub fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }

    pub fn refuse(&self, times: usize) {
        self.refusals.store(times, Ordering::SeqCst);
    }

    /// As much of RFC 5321 as a sender needs.
    async fn serve(self, connection: TcpStream) {
        let (reader, mut writer) = connection.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 catcher\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase().as_str() {
                "MAIL" if self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() => "451 later\r\n",
                "DATA" => {
                    writer.write_all(b"354 go on\r\n").await.unwrap();
                    let mut mail = String::new();
                    while let Ok(Some(line)) = lines.next_line().await {
                        if line == "." {
                            break;
                        }
                        mail.push_str(&line);
                        mail.push('\n');
                    }
                    self.mails.lock().unwrap().push(mail);
                    "250 taken\r\n"
                }
                "QUIT" => "221 bye\r\n",
                _ => "250 fine\r\n",
            };
            writer.write_all(answer.as_bytes()).await.unwrap();
        }
    }
}

/// Runs all jobs that can run now, in every lane, and what they bring about.
pub async fn work_off(bench: &Workbench) {
    for _round in 0..2 {
        for lane in LANES {
            options(lane, bench, watch::channel(false).1, Duration::from_secs(5)).unwrap().init().await.unwrap().run_once().await.unwrap();
        }
    }
}

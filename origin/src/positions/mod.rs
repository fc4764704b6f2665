//! What a caller has seen, and where they can be answered from without going back in time (DESIGN §8). All that is PostgreSQL's own about it is here.
//!
//! A call may carry a position, sealed by one of us. The region's replica answers it once it has replayed so far: asked first and read after, in
//! two statements, because in one the check can pass and the row still be missing. A replica that stays behind, or follows another timeline, is
//! passed over for the primary. The answer carries how far it reaches at most, asked for after it was read.

pub mod queries;

use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::limits::REPLICA_WAIT_MS;
use shared::log_position::{LogPosition, POSITION_HEADER};
use shared::signed_call::{Seal, seal, unseal};
use sqlx::PgPool;
use tokio::time::{Instant, sleep, timeout_at};

use crate::app::App;
use crate::config::InternalKey;
use crate::error::{ApiError, ConnectionLost, is_connection_lost};

/// Pause before a replica is asked again; the last one repeats.
const PAUSES_MS: [u64; 4] = [2, 5, 10, 20];

/// A replica that could not be asked is not asked again for so long.
const REPLICA_AVOIDED: Duration = Duration::from_secs(1);

/// A replica that says nothing for so long is passed over. Enough to connect to it first, which takes a few journeys.
const SILENCE_MAX: Duration = Duration::from_secs(1);

/// A read whose connection is lost is made so often in all.
const TRIES_MAX: u32 = 3;

/// The pool that this request reads from.
#[derive(Clone, Debug)]
pub struct Reader(pub PgPool);

impl FromRequestParts<App> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self(app.database.reader.clone())))
    }
}

/// How far the region's replica was when somebody last asked. It only goes on, so what it had reached then it has reached now.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    replica: Arc<Mutex<LogPosition>>,
    asking: Arc<tokio::sync::Mutex<()>>,
    failed_at: Arc<Mutex<Option<Instant>>>,
    reads: Arc<AtomicU64>,
    handed_over: Arc<AtomicU64>,
}

impl Progress {
    fn has_reached(&self, wanted: LogPosition) -> bool {
        let known = *self.replica.lock().unwrap_or_else(PoisonError::into_inner);
        known.timeline == wanted.timeline && known.lsn >= wanted.lsn
    }

    /// Reads so far, and those of them that a replica could not answer.
    pub fn counts(&self) -> (u64, u64) {
        (self.reads.load(Ordering::Relaxed), self.handed_over.load(Ordering::Relaxed))
    }

    /// Whether the replica could not be asked a moment ago. To try it for each caller would keep all of them waiting in line.
    fn has_failed_lately(&self) -> bool {
        self.failed_at.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|failed_at| failed_at.elapsed() < REPLICA_AVOIDED)
    }

    fn fail(&self) {
        *self.failed_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn learn(&self, position: LogPosition) {
        *self.replica.lock().unwrap_or_else(PoisonError::into_inner) = position;
    }
}

/// What the caller of a read has seen, unsealed once.
#[derive(Clone, Copy, Debug)]
pub struct Seen(pub Option<LogPosition>);

/// Middleware of reads: chooses where from, and says how far the answer reaches to whoever said how far they have come.
pub async fn at_position(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let wanted = request.extensions().get().and_then(|Seen(seen)| *seen);
    let (pool, stored_profiles) = match wanted {
        Some(wanted) if !replica_reaches(&app, wanted).await => {
            app.progress.handed_over.fetch_add(1, Ordering::Relaxed);
            tracing::debug!(%wanted, "handed over to the primary");
            (app.database.writer.clone(), app.stored_profiles.writer.clone())
        }
        _ => (app.database.reader.clone(), app.stored_profiles.reader.clone()),
    };
    app.progress.reads.fetch_add(1, Ordering::Relaxed);
    request.extensions_mut().insert(Reader(pool.clone()));
    request.extensions_mut().insert(stored_profiles);
    let mut answer = if request.method() == Method::GET { read(&app, request, next).await } else { next.run(request).await };
    if wanted.is_some() && answer.status().as_u16() < 500 {
        // Whoever has seen this answer has seen the log up to here at most.
        match current(&app, &pool).await {
            Ok(position) => write(&mut answer, app.internal_key.as_ref(), position),
            Err(error) => return ApiError::from(error).into_response(),
        }
    }
    answer
}

/// Makes an answer; again, on other connections, when a server went away under it, as a replica does that becomes the primary.
async fn read(app: &App, request: Request, next: Next) -> Response {
    // None of our GETs reads a body.
    let (parts, _) = request.into_parts();
    let mut answer = next.clone().run(Request::from_parts(parts.clone(), Body::empty())).await;
    for _ in 1..TRIES_MAX {
        if answer.extensions().get::<ConnectionLost>().is_none() {
            break;
        }
        app.database.lost_a_connection();
        answer = next.clone().run(Request::from_parts(parts.clone(), Body::empty())).await;
    }
    answer
}

/// How far a server has come, asked again when the connection turns out to be gone.
async fn current(app: &App, pool: &PgPool) -> Result<LogPosition, sqlx::Error> {
    match queries::current(pool).await {
        Err(error) if is_connection_lost(&error) => {
            app.database.lost_a_connection();
            queries::current(pool).await
        }
        asked => asked,
    }
}

/// The position that a caller says to have seen. What none of us has sealed counts for nothing: anybody could send readers to the primary with it.
pub fn seen(headers: &HeaderMap, key: Option<&InternalKey>) -> Option<LogPosition> {
    let sealed = headers.get(POSITION_HEADER)?.to_str().ok()?;
    unseal(key?.as_bytes(), Seal::Position, sealed)?.parse().ok()
}

/// Whether the replica has come so far, or does so within its time.
async fn replica_reaches(app: &App, wanted: LogPosition) -> bool {
    let (database, progress) = (&app.database, &app.progress);
    if !database.has_replica {
        // Whatever anybody has seen, this server has it.
        return true;
    }
    let deadline = Instant::now() + Duration::from_millis(REPLICA_WAIT_MS);
    let mut pauses = PAUSES_MS.into_iter();
    while !progress.has_reached(wanted) {
        // One asks for all who wait.
        let silence = Instant::now() + SILENCE_MAX;
        let Ok(asking) = timeout_at(silence, progress.asking.lock()).await else { return false };
        if progress.has_reached(wanted) {
            break;
        }
        if progress.has_failed_lately() {
            return false;
        }
        match timeout_at(silence, current(app, &database.reader)).await {
            Ok(Ok(position)) => progress.learn(position),
            // Whether it cannot be reached, says what cannot be or says nothing: the primary has the truth.
            failed => {
                tracing::warn!(?failed, "the replica cannot be asked how far it is; the primary answers");
                progress.fail();
                return false;
            }
        }
        drop(asking);
        if progress.has_reached(wanted) {
            break;
        }
        let another_timeline = progress.replica.lock().unwrap_or_else(PoisonError::into_inner).timeline != wanted.timeline;
        if another_timeline || Instant::now() >= deadline {
            return false;
        }
        sleep(Duration::from_millis(pauses.next().unwrap_or(20))).await;
    }
    true
}

/// How far the primary has come. Asked after a commit, it covers that commit.
///
/// # Errors
/// When the primary cannot be asked.
pub async fn after_commit(app: &App) -> Result<LogPosition, sqlx::Error> {
    current(app, &app.database.writer).await
}

/// Puts a position on an answer, sealed. Without a key nobody could believe it, so there is none.
pub fn write(answer: &mut Response, key: Option<&InternalKey>, position: LogPosition) {
    let sealed = key.and_then(|key| HeaderValue::from_str(&seal(key.as_bytes(), Seal::Position, &position.to_string())).ok());
    if let Some(value) = sealed {
        answer.headers_mut().insert(POSITION_HEADER, value);
    }
}

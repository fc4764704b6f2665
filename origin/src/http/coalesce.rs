//! Concurrent GETs of one address share their work. Whoever arrives while an answer is being made waits for the *next* one, never for the
//! one under way: that may have read the database before the caller's own write. So a crowd costs two answers, and nobody reads the past.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use shared::log_position::POSITION_HEADER;

use crate::error::ApiError;

/// Largest answer that is shared; the API has none near it.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// An answer that many may take.
#[derive(Clone)]
struct Landed {
    status: StatusCode,
    headers: HeaderMap,
    extensions: Extensions,
    body: Bytes,
}

/// Work on one answer.
#[derive(Clone)]
struct Flight {
    answer: Shared<BoxFuture<'static, Landed>>,
    begun: Arc<AtomicBool>,
}

impl Flight {
    fn is_over(&self) -> bool {
        self.answer.peek().is_some()
    }
}

/// The flight under way for an address, and the one that its late comers wait for.
struct Slot {
    current: Flight,
    next: Option<Flight>,
}

/// All flights of this process.
#[derive(Clone, Default)]
pub struct Flights {
    by_address: Arc<Mutex<HashMap<String, Slot>>>,
}

impl std::fmt::Debug for Flights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flights").finish_non_exhaustive()
    }
}

/// Middleware: GETs are shared by path, query and position, which is all that decides what the public API answers.
pub async fn coalesce(State(flights): State<Flights>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    // Who has seen more may not be given what was read for somebody who has seen less.
    let seen = request.headers().get(POSITION_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let address = format!("{} {seen}", request.uri());
    let flight = flights.board(&address, move || async move { land(next.run(request).await).await }.boxed());
    let landed = flight.answer.clone().await;
    flights.clear(&address);
    let mut answer = Response::new(Body::from(landed.body));
    *answer.status_mut() = landed.status;
    *answer.headers_mut() = landed.headers;
    *answer.extensions_mut() = landed.extensions;
    answer
}

async fn land(answer: Response) -> Landed {
    let (parts, body) = answer.into_parts();
    match axum::body::to_bytes(body, BODY_BYTES_MAX).await {
        Ok(body) => Landed { status: parts.status, headers: parts.headers, extensions: parts.extensions, body },
        Err(error) => {
            let (parts, _) = ApiError::Internal(error.into()).into_response().into_parts();
            Landed { status: parts.status, headers: parts.headers, extensions: parts.extensions, body: Bytes::new() }
        }
    }
}

impl Flights {
    /// The first flight for an address that begins after this call.
    fn board(&self, address: &str, work: impl FnOnce() -> BoxFuture<'static, Landed>) -> Flight {
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = by_address.remove(address);
        let (slot, boarded) = match slot {
            Some(Slot { current, next: Some(next) }) if !next.begun.load(Ordering::SeqCst) => (Slot { current, next: Some(next.clone()) }, next),
            // The one that was next is under way by now.
            Some(Slot { next: Some(under_way), .. } | Slot { current: under_way, next: None }) if !under_way.is_over() => {
                let next = depart(Some(under_way.clone()), work());
                (Slot { current: under_way, next: Some(next.clone()) }, next)
            }
            _ => {
                let current = depart(None, work());
                (Slot { current: current.clone(), next: None }, current)
            }
        };
        by_address.insert(address.to_owned(), slot);
        boarded
    }

    /// Forgets an address for which nothing is under way.
    fn clear(&self, address: &str) {
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = by_address.get(address).is_some_and(|slot| slot.current.is_over() && slot.next.as_ref().is_none_or(Flight::is_over));
        if idle {
            by_address.remove(address);
        }
    }
}

/// Starts work once the flight before it has landed. It goes on when the caller who started it leaves, because others wait for it.
fn depart(after: Option<Flight>, work: BoxFuture<'static, Landed>) -> Flight {
    let begun = Arc::new(AtomicBool::new(after.is_none()));
    let beginning = begun.clone();
    let answer = async move {
        if let Some(before) = after {
            before.answer.await;
        }
        beginning.store(true, Ordering::SeqCst);
        work.await
    }
    .boxed()
    .shared();
    tokio::spawn(answer.clone());
    Flight { answer, begun }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    fn router(value: Arc<AtomicUsize>, runs: Arc<AtomicUsize>, flights: Flights) -> Router {
        let handler = async move || {
            runs.fetch_add(1, Ordering::SeqCst);
            let read = value.load(Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(30)).await;
            read.to_string()
        };
        Router::new().route("/", get(handler)).layer(from_fn_with_state(flights, coalesce))
    }

    async fn ask(router: Router) -> usize {
        let answer = router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        let body = axum::body::to_bytes(answer.into_body(), 100).await.unwrap();
        std::str::from_utf8(&body).unwrap().parse().unwrap()
    }

    #[tokio::test]
    async fn a_crowd_costs_two_answers_and_nobody_reads_the_past() {
        let (value, runs, flights) = (Arc::new(AtomicUsize::new(1)), Arc::new(AtomicUsize::new(0)), Flights::default());
        let router = router(value.clone(), runs.clone(), flights.clone());
        let first = tokio::spawn(ask(router.clone()));
        while runs.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        // Written while the first answer is being made: everybody who arrives now must see it.
        value.store(2, Ordering::SeqCst);
        let crowd: Vec<_> = (0..200).map(|_| tokio::spawn(ask(router.clone()))).collect();
        for one in crowd {
            assert_eq!(one.await.unwrap(), 2);
        }
        assert_eq!((first.await.unwrap(), runs.load(Ordering::SeqCst)), (1, 2));
        assert!(flights.by_address.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_caller_who_leaves_takes_nothing_from_the_others() {
        let (value, runs) = (Arc::new(AtomicUsize::new(7)), Arc::new(AtomicUsize::new(0)));
        let router = router(value, runs.clone(), Flights::default());
        let first = tokio::spawn(ask(router.clone()));
        let second = tokio::spawn(ask(router.clone()));
        tokio::time::sleep(Duration::from_millis(5)).await;
        first.abort();
        assert_eq!(second.await.unwrap(), 7);
    }
}

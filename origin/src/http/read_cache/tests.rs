//! What is shared, with whom, and for how long.

use std::sync::atomic::AtomicUsize;

use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Extension, Router};
use shared::cache_policy::PROFILE;
use shared::log_position::POSITION_HEADER;
use shared::signed_call::{Seal, seal};
use sqlx::postgres::PgPoolOptions;
use tokio::time::timeout;
use tower::ServiceExt;

use super::*;
use crate::testing::{INTERNAL_KEY, app, ask, body, demonstration, get as get_path, noon, serve, signed};

/// An answer that takes a while, counts how often it was made, and says what was true when it was begun.
struct Scene {
    value: Arc<AtomicUsize>,
    runs: Arc<AtomicUsize>,
    status: Arc<AtomicUsize>,
    cache: ReadCache,
    router: Router,
}

fn scene() -> Scene {
    let (value, runs, status) = (Arc::new(AtomicUsize::new(1)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(200)));
    let (its_value, its_runs, its_status) = (value.clone(), runs.clone(), status.clone());
    let handler = async move || {
        its_runs.fetch_add(1, Ordering::SeqCst);
        let read = its_value.load(Ordering::SeqCst);
        sleep(Duration::from_millis(30)).await;
        let status = StatusCode::from_u16(u16::try_from(its_status.load(Ordering::SeqCst)).unwrap()).unwrap();
        (status, [(CACHE_TAG_HEADER, "cafe:1, list:cafes")], Extension(PROFILE), read.to_string())
    };
    let app = app(PgPoolOptions::new().connect_lazy("postgres://nobody@127.0.0.1:1/none").unwrap(), noon());
    let cache = app.read_cache.clone();
    let router = Router::new().route("/", get(handler)).layer(from_fn_with_state(app.clone(), share)).with_state(app);
    Scene { value, runs, status, cache, router }
}

async fn look(router: Router, seen: Option<u64>) -> usize {
    let mut request = Request::get("/");
    if let Some(lsn) = seen {
        request = request.header(POSITION_HEADER, seal(INTERNAL_KEY.as_bytes(), Seal::Position, &LogPosition { timeline: 1, lsn }.to_string()));
    }
    let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let body = axum::body::to_bytes(answer.into_body(), 100).await.unwrap();
    std::str::from_utf8(&body).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_crowd_costs_one_answer_and_nobody_is_given_what_was_begun_before_a_change() {
    let scene = scene();
    let first = tokio::spawn(look(scene.router.clone(), None));
    while scene.runs.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    // Changed while the first answer is being made: everybody who arrives from now on must see it.
    scene.value.store(2, Ordering::SeqCst);
    scene.cache.changed(["list:cafes"]);
    let crowd: Vec<_> = (0..200).map(|_| tokio::spawn(look(scene.router.clone(), None))).collect();
    for one in crowd {
        assert_eq!(one.await.unwrap(), 2);
    }
    first.await.unwrap();
    assert_eq!(scene.runs.load(Ordering::SeqCst), 2);
    scene.cache.changed(["cafe:2"]);
    assert_eq!((look(scene.router.clone(), None).await, scene.runs.load(Ordering::SeqCst)), (2, 2), "another's change changes nothing");
    let (hits, misses) = scene.cache.counts();
    assert_eq!(hits + misses, 202);
    assert!(hits >= 199, "{hits}");
}

#[tokio::test]
async fn whoever_has_seen_more_is_not_given_what_was_read_for_somebody_who_has_seen_less() {
    let scene = scene();
    assert_eq!(look(scene.router.clone(), Some(10)).await, 1);
    scene.value.store(2, Ordering::SeqCst);
    assert_eq!(look(scene.router.clone(), Some(10)).await, 1);
    assert_eq!(look(scene.router.clone(), Some(5)).await, 1);
    assert_eq!(look(scene.router.clone(), None).await, 1);
    assert_eq!(look(scene.router.clone(), Some(11)).await, 2);
    assert_eq!(look(scene.router.clone(), None).await, 2);
    assert_eq!(scene.runs.load(Ordering::SeqCst), 2);
    let crowd: Vec<_> = (0..50).map(|_| tokio::spawn(look(scene.router.clone(), Some(12)))).collect();
    for one in crowd {
        assert_eq!(one.await.unwrap(), 2);
    }
    assert_eq!(scene.runs.load(Ordering::SeqCst), 3, "those who have seen just as much wait together");
}

#[tokio::test]
async fn failures_are_not_kept_and_answers_not_for_long() {
    let scene = scene();
    scene.status.store(503, Ordering::SeqCst);
    look(scene.router.clone(), None).await;
    scene.status.store(200, Ordering::SeqCst);
    look(scene.router.clone(), None).await;
    assert_eq!(scene.runs.load(Ordering::SeqCst), 2);
    scene.value.store(2, Ordering::SeqCst);
    let aging = async {
        while look(scene.router.clone(), None).await != 2 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), aging).await.expect("it is kept for ever");
}

#[tokio::test]
async fn whoever_says_who_they_are_shares_with_nobody() {
    let scene = scene();
    look(scene.router.clone(), None).await;
    for name in ["authorization", "cookie"] {
        let request = Request::get("/").header(name, "a").body(Body::empty()).unwrap();
        assert_eq!(scene.router.clone().oneshot(request).await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(scene.runs.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_caller_who_leaves_takes_nothing_from_the_others() {
    let scene = scene();
    scene.value.store(7, Ordering::SeqCst);
    let first = tokio::spawn(look(scene.router.clone(), None));
    let second = tokio::spawn(look(scene.router.clone(), None));
    sleep(Duration::from_millis(5)).await;
    first.abort();
    assert_eq!(second.await.unwrap(), 7);
}

#[test]
fn more_changes_than_can_be_remembered_count_as_changes_of_everything() {
    let cache = ReadCache::default();
    let kept = |begun: u64| Kept {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        extensions: Extensions::new(),
        body: Bytes::new(),
        tags: vec!["cafe:1".to_owned()],
        begun,
        reaches: None,
        ends: Instant::now(),
    };
    let before = kept(cache.known());
    assert!(cache.serves(&before, None));
    for number in 0..=TAGS_MAX {
        cache.changed([format!("other:{number}")]);
    }
    assert!(!cache.serves(&before, None) && cache.serves(&kept(cache.known()), None));
    assert!(cache.with_changes(|changes| changes.by_tag.len()) <= TAGS_MAX);
}

#[sqlx::test]
async fn an_origin_hears_of_what_another_has_changed(db: PgPool) {
    let writing = demonstration(&db).await;
    let reading = app(db.clone(), noon());
    let (cache, router) = (reading.read_cache.clone(), serve(reading));
    let listening = tokio::spawn(cache.clone().keep_listening(db.clone()));
    let heard = async |known: u64| {
        while cache.known() <= known {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(10), heard(0)).await.expect("it never listens");
    let path = "/api/v1/cafes/slow-ferry-helsinki";
    assert_eq!(body(get_path(&router, path).await).await["name"], "Slow Ferry");
    let known = cache.known();
    assert_eq!(ask(&writing, signed("PATCH", "/internal/cafes/slow-ferry-helsinki", r#"{"name":"Slow Ferry II"}"#)).await.status(), StatusCode::OK);
    timeout(Duration::from_secs(10), heard(known)).await.expect("it never hears of the change");
    assert_eq!(body(get_path(&router, path).await).await["name"], "Slow Ferry II");
    listening.abort();
}

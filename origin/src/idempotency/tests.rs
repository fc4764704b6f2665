//! One effect and one answer, however often and however closely a call is repeated.

use std::collections::HashSet;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use proptest::prelude::*;
use serde_json::json;
use shared::signed_call::{CLIENT_HEADER, Seal, seal};
use sqlx::PgPool;

use super::IdempotencyKey;
use crate::testing::{INTERNAL_KEY, ask, body, demonstration, noon};

fn suggest(key: &str, note: &str) -> Request<Body> {
    let suggestion = json!({ "proposal": { "kind": "closed", "slug": "slow-ferry-helsinki" }, "note": note });
    let request = Request::post("/api/v1/suggestions").header("idempotency-key", key).header(CLIENT_HEADER, seal(INTERNAL_KEY.as_bytes(), Seal::Client, key));
    request.body(Body::from(suggestion.to_string())).unwrap()
}

/// Repeats a call that found its key in use, as its answer says.
async fn until_answered(router: &Router, key: &str) -> Vec<u8> {
    loop {
        let answer = ask(router, suggest(key, "same")).await;
        match answer.status() {
            StatusCode::CREATED => return answer.into_body().collect().await.unwrap().to_bytes().to_vec(),
            StatusCode::CONFLICT | StatusCode::SERVICE_UNAVAILABLE => {
                assert!(answer.headers().contains_key("retry-after"));
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            other => panic!("{other}"),
        }
    }
}

#[sqlx::test]
async fn keys_called_twenty_times_at_once_have_one_effect_and_one_answer(db: PgPool) {
    let router = demonstration(&db).await;
    let keys: Vec<String> = (0..20).map(|key| format!("key-{key}")).collect();
    let calls = keys.iter().flat_map(|key| std::iter::repeat_n(key.clone(), 20)).map(|key| {
        let router = router.clone();
        tokio::spawn(async move { (key.clone(), until_answered(&router, &key).await) })
    });
    let mut answers = HashSet::new();
    for call in calls.collect::<Vec<_>>() {
        answers.insert(call.await.unwrap());
    }
    assert_eq!(answers.len(), keys.len());
    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM suggestions").fetch_one(&db).await.unwrap();
    assert_eq!(stored, i64::try_from(keys.len()).unwrap());
}

#[sqlx::test]
async fn a_key_belongs_to_one_request_and_is_never_left_out(db: PgPool) {
    let router = demonstration(&db).await;
    let first = ask(&router, suggest("k", "one")).await;
    assert!(!first.headers().contains_key("idempotency-replayed"));
    let again = ask(&router, suggest("\"k\"", "one")).await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(body(first).await, body(again).await);
    let other = ask(&router, suggest("k", "two")).await;
    assert_eq!((other.status(), body(other).await["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("idempotency_key_reused")));
    let mut without = suggest("k", "one");
    without.headers_mut().remove("idempotency-key");
    assert_eq!(ask(&router, without).await.status(), StatusCode::BAD_REQUEST);
}

#[sqlx::test]
async fn a_key_that_somebody_holds_is_answered_409_after_the_lock_time_out(db: PgPool) {
    let router = demonstration(&db).await;
    let mut holding = db.begin().await.unwrap();
    assert!(super::queries::insert(&mut holding, "suggestions", "k", b"").await.unwrap());
    let waiting = {
        // A pool as the origin opens it, with a short lock time-out.
        let options = (*db.connect_options()).clone().options([("lock_timeout", "100")]);
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(2).connect_with(options).await.unwrap();
        let router = crate::testing::serve(crate::testing::app(pool, noon()));
        ask(&router, suggest("k", "one")).await
    };
    assert_eq!((waiting.status(), waiting.headers()["retry-after"].to_str().unwrap()), (StatusCode::CONFLICT, "1"));
    assert_eq!(body(waiting).await["code"], "idempotency_key_in_use");
    holding.rollback().await.unwrap();
    assert_eq!(ask(&router, suggest("k", "one")).await.status(), StatusCode::CREATED, "whoever held it has done nothing");
}

proptest! {
    #[test]
    fn only_visible_text_of_a_bounded_length_is_a_key(text in ".{0,140}") {
        if let Some(IdempotencyKey(key)) = IdempotencyKey::parse(&text) {
            prop_assert!((1..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
            let quoted = format!("\"{key}\"");
            prop_assert_eq!(IdempotencyKey::parse(&quoted), Some(IdempotencyKey(key)));
        }
    }
}

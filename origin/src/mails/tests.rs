//! From a suggestion with an address to the mail that tells of the decision, through a mail server that listens on this machine.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::mailer::is_address;
use crate::testing::{Catcher, Receiver, ask, body, demonstration, noon, signed, work_off};

async fn suggest(router: &axum::Router, email: Option<&str>) -> (StatusCode, Value) {
    let mut suggestion = json!({ "proposal": { "kind": "closed", "slug": "slow-ferry-helsinki" } });
    if let Some(email) = email {
        suggestion["email"] = json!(email);
    }
    let key = format!("key-{}", email.map_or(0, str::len));
    let request = Request::post("/api/v1/suggestions").header("idempotency-key", key).header("content-type", "application/json").body(Body::from(suggestion.to_string())).unwrap();
    let answer = ask(router, request).await;
    (answer.status(), body(answer).await)
}

#[sqlx::test]
async fn whoever_left_an_address_hears_of_the_decision_once_and_the_address_is_forgotten(db: PgPool) {
    let router = demonstration(&db).await;
    let catcher = Catcher::listen().await;
    let mut bench = Receiver::default().bench(&db).await;
    bench.mailer = catcher.mailer();
    let (status, receipt) = suggest(&router, Some("mikko@example.org")).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(receipt.get("email").is_none(), "a receipt says nothing that its reader need not know");
    work_off(&bench).await;
    assert_eq!(catcher.mails(), Vec::<String>::new(), "nothing is decided yet");
    let path = format!("/internal/suggestions/{}/decision", receipt["id"].as_str().unwrap());
    let decision = r#"{"decision":"decline","operator":"Ines","reason":"The lights are on."}"#;
    for _ in 0..2 {
        assert_eq!(ask(&router, signed("POST", &path, decision)).await.status(), StatusCode::OK);
        work_off(&bench).await;
    }
    let mails = catcher.mails();
    assert_eq!(mails.len(), 1, "{mails:?}");
    for part in ["To: mikko@example.org", "The lights are on.", "Message-ID: <", receipt["id"].as_str().unwrap()] {
        assert!(mails[0].contains(part), "{part} in {}", mails[0]);
    }
    let kept: i64 = sqlx::query_scalar("SELECT (SELECT count(*) FROM mails WHERE address IS NOT NULL) + (SELECT count(*) FROM suggestions WHERE email IS NOT NULL)")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(kept, 0);
    let forgotten = super::forget_old(&mut db.acquire().await.unwrap(), noon() + chrono::TimeDelta::days(31)).await.unwrap();
    assert_eq!(forgotten, 1);
}

#[sqlx::test]
async fn a_mail_that_the_server_does_not_take_is_tried_again(db: PgPool) {
    let router = demonstration(&db).await;
    let catcher = Catcher::listen().await;
    let mut bench = Receiver::default().bench(&db).await;
    bench.mailer = catcher.mailer();
    catcher.refuse(1);
    let (_, receipt) = suggest(&router, Some("mikko@example.org")).await;
    let path = format!("/internal/suggestions/{}/decision", receipt["id"].as_str().unwrap());
    assert_eq!(ask(&router, signed("POST", &path, r#"{"decision":"decline","operator":"Ines"}"#)).await.status(), StatusCode::OK);
    work_off(&bench).await;
    assert_eq!(catcher.mails().len(), 0);
    let reason: String = sqlx::query_scalar("SELECT last_error FROM graphile_worker._private_jobs WHERE attempts = 1").fetch_one(&db).await.unwrap();
    assert!(reason.contains("did not take it"), "{reason}");
    sqlx::raw_sql("UPDATE graphile_worker._private_jobs SET run_at = now()").execute(&db).await.unwrap();
    work_off(&bench).await;
    assert_eq!(catcher.mails().len(), 1);
}

#[sqlx::test]
async fn what_is_no_address_is_refused(db: PgPool) {
    let router = demonstration(&db).await;
    for bad in ["mikko", "a@b@c", "mikko@example.org\r\nBcc: all@example.org", "Mikko <mikko@example.org>", &format!("{}@example.org", "a".repeat(260))] {
        assert!(!is_address(bad), "{bad}");
        assert_eq!(suggest(&router, Some(bad)).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    assert_eq!(suggest(&router, Some("")).await.0, StatusCode::CREATED, "an empty field of a form asks for nothing");
}

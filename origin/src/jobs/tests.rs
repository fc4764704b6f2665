//! The queue over a real PostgreSQL: jobs commit with what they follow from, are tried again, given up, looked at and run anew.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use futures_util::StreamExt;
use graphile_worker::{DatabaseDriver, TaskHandler};
use serde_json::json;
use shared::limits::JOBS_WAITING_MAX;
use sqlx::PgPool;

use super::wake_up::WakeUp;
use super::{ATTEMPTS_MAX, dead_letters, queries};
use crate::app::App;
use crate::purges::{self, TellEdges};
use crate::testing::{Receiver, app, ask, body, demonstration, get, noon, serve, signed, work_off};

/// Everything that failed may run again now, as if its pause were over.
async fn move_the_schedule(db: &PgPool) {
    sqlx::raw_sql("UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL").execute(db).await.unwrap();
}

async fn waiting(db: &PgPool) -> i64 {
    queries::count_waiting(db, 1_000).await.unwrap()
}

#[sqlx::test]
async fn a_job_exists_if_and_only_if_its_transaction_commits(db: PgPool) {
    crate::database::migrate(&db).await.unwrap();
    let mut undone = db.begin().await.unwrap();
    purges::begin(&mut undone, &["cafe:1".to_owned()]).await.unwrap();
    undone.rollback().await.unwrap();
    assert_eq!(waiting(&db).await, 0);
    let mut done = db.begin().await.unwrap();
    purges::begin(&mut done, &["cafe:1".to_owned()]).await.unwrap();
    assert_eq!(waiting(&db).await, 0, "nobody sees it before");
    done.commit().await.unwrap();
    assert_eq!(waiting(&db).await, 1);
}

#[sqlx::test]
async fn a_slot_is_told_of_a_job_that_came_in_and_of_one_that_is_done(db: PgPool) {
    let wake_up = WakeUp::new(db.clone());
    let mut told = wake_up.listen("jobs:insert").await.unwrap().unwrap();
    wake_up.job_done();
    assert_eq!(told.next().await.unwrap().unwrap().payload, "");
    sqlx::raw_sql("NOTIFY \"jobs:insert\", 'one'").execute(&db).await.unwrap();
    assert_eq!(told.next().await.unwrap().unwrap().payload, "one");
}

#[sqlx::test]
async fn a_change_reaches_the_edges_and_the_lists_even_when_nobody_carried_its_answer(db: PgPool) {
    let router = demonstration(&db).await;
    let receiver = Receiver::default();
    let bench = receiver.bench(&db).await;
    let before: i16 = sqlx::query_scalar("SELECT completeness FROM places WHERE slug = 'slow-ferry-helsinki'").fetch_one(&db).await.unwrap();
    let answer = ask(&router, signed("PATCH", "/internal/cafes/slow-ferry-helsinki", r#"{"address":""}"#)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let generation: u64 = answer.headers()["cache-generation"].to_str().unwrap().parse().unwrap();
    let tag = answer.headers()["cache-tag"].to_str().unwrap().split(", ").next().unwrap().to_owned();
    work_off(&bench).await;
    assert_eq!(receiver.generations_of(&tag), [generation], "the same generation as the edge that carried the answer, so that it has one effect");
    let after: i16 = sqlx::query_scalar("SELECT completeness FROM places WHERE slug = 'slow-ferry-helsinki'").fetch_one(&db).await.unwrap();
    assert_eq!(after, before - 10);
    assert_eq!(receiver.generations_of("list:cafes").len(), 2, "the change, and the place's new rank");
    let position = receiver.purges.lock().unwrap()[0]["position"].clone();
    assert!(position.is_string() || position.is_object(), "{position}");
    assert_eq!(waiting(&db).await, 0);
}

#[sqlx::test]
async fn what_fails_is_tried_again_then_given_up_with_its_reason_and_runs_anew_when_an_operator_says_so(db: PgPool) {
    let router = demonstration(&db).await;
    let receiver = Receiver::default();
    let bench = receiver.bench(&db).await;
    let tries = usize::try_from(ATTEMPTS_MAX).unwrap();
    receiver.failures.store(tries, Ordering::SeqCst);
    let mut transaction = db.begin().await.unwrap();
    let purge = purges::begin(&mut transaction, &["cafe:1".to_owned()]).await.unwrap().unwrap();
    transaction.commit().await.unwrap();
    for attempt in 1..=tries {
        work_off(&bench).await;
        if attempt < tries {
            assert_eq!((waiting(&db).await, dead_letters::bury(&db).await.unwrap()), (1, 0), "attempt {attempt}");
            let pause_s: f64 = sqlx::query_scalar("SELECT extract(epoch FROM run_at - now())::float8 FROM graphile_worker._private_jobs").fetch_one(&db).await.unwrap();
            let least_s = f64::from(u8::try_from(attempt).unwrap()).exp();
            assert!((least_s - 1.0..least_s * 1.5 + 1.0).contains(&pause_s), "{pause_s} s after try {attempt}");
        }
        move_the_schedule(&db).await;
    }
    assert_eq!((dead_letters::bury(&db).await.unwrap(), waiting(&db).await), (1, 0));

    let shown = body(ask(&router, signed("GET", "/internal/jobs/dead?limit=5", "")).await).await;
    let letter = &shown["items"][0];
    assert_eq!((letter["kind"].as_str(), letter["attempts"].as_i64(), letter["payload"]["purge"].as_str()), (Some("tell_edges"), Some(8), Some(purge.to_string().as_str())));
    assert!(letter["reason"].as_str().unwrap().contains("503"), "{letter}");
    let path = format!("/internal/jobs/dead/{}", letter["id"]);
    assert_eq!(ask(&router, signed("POST", &format!("{path}/requeue"), "")).await.status(), StatusCode::OK);
    work_off(&bench).await;
    assert_eq!(receiver.generations_of("cafe:1").len(), 1);
    let view = body(ask(&router, signed("GET", "/internal/jobs", "")).await).await;
    assert_eq!((view["dead"].as_i64(), view["kinds"].as_array().unwrap().len()), (Some(0), 0));
    assert_eq!(ask(&router, signed("POST", &format!("{path}/requeue"), "")).await.status(), StatusCode::NOT_FOUND);
}

#[sqlx::test]
async fn an_operator_drops_a_dead_letter_and_only_an_operator_sees_one(db: PgPool) {
    let router = demonstration(&db).await;
    for id in 1..=3 {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("INSERT INTO dead_letters VALUES ({id}, 'tell_edges', '{{}}', 8, 'no reason', now())"))).execute(&db).await.unwrap();
    }
    let first = body(ask(&router, signed("GET", "/internal/jobs/dead?limit=2", "")).await).await;
    assert_eq!((first["items"][0]["id"].as_i64(), first["next_before"].as_i64()), (Some(3), Some(2)));
    let second = body(ask(&router, signed("GET", "/internal/jobs/dead?limit=2&before=2", "")).await).await;
    assert_eq!((second["items"].as_array().unwrap().len(), second["next_before"].as_i64()), (1, None));
    assert_eq!(ask(&router, signed("DELETE", "/internal/jobs/dead/2", "")).await.status(), StatusCode::OK);
    for path in ["/internal/jobs/dead/2", "/internal/jobs/dead/x", "/internal/jobs/dead/99999999999999999999"] {
        assert_eq!(ask(&router, signed("DELETE", path, "")).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/internal/jobs", "/internal/jobs/dead"] {
        assert_eq!(get(&router, path).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(ask(&router, signed("GET", "/internal/jobs/dead?before=x", "")).await.status(), StatusCode::BAD_REQUEST);
}

#[sqlx::test]
async fn a_full_queue_refuses_what_would_add_to_it_and_nothing_else(db: PgPool) {
    let _router = demonstration(&db).await;
    let app: App = app(db.clone(), noon());
    let router = serve(app.clone());
    let fill = format!(
        "INSERT INTO graphile_worker._private_tasks (identifier) VALUES ('{}') ON CONFLICT DO NOTHING;
         INSERT INTO graphile_worker._private_jobs (task_id, payload) SELECT (SELECT min(id) FROM graphile_worker._private_tasks), '{{}}' FROM generate_series(1, {JOBS_WAITING_MAX})",
        TellEdges::IDENTIFIER
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(fill)).execute(&db).await.unwrap();
    app.backlog.measure(&db).await.unwrap();
    let refused = ask(&router, signed("PATCH", "/internal/cafes/slow-ferry-helsinki", r#"{"name":"Another"}"#)).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(crate::testing::json(&router, "/api/v1/cafes/slow-ferry-helsinki").await["name"], json!("Slow Ferry"));
    sqlx::raw_sql("DELETE FROM graphile_worker._private_jobs").execute(&db).await.unwrap();
    app.backlog.measure(&db).await.unwrap();
    assert_eq!(ask(&router, signed("PATCH", "/internal/cafes/slow-ferry-helsinki", r#"{"name":"Another"}"#)).await.status(), StatusCode::OK);
}

#[sqlx::test]
async fn a_place_that_is_refreshed_is_as_complete_as_its_import_said(db: PgPool) {
    let _router = demonstration(&db).await;
    let all =
        async || -> Vec<(uuid::Uuid, i16)> { sqlx::query!("SELECT id, completeness FROM places ORDER BY id").map(|row| (row.id, row.completeness)).fetch_all(&db).await.unwrap() };
    let imported = all().await;
    assert!(imported.iter().any(|(_, completeness)| *completeness != imported[0].1), "the set has places of several ranks");
    sqlx::raw_sql("UPDATE places SET completeness = 0").execute(&db).await.unwrap();
    for (id, _) in &imported {
        crate::places::completeness::refresh(&db, *id).await.unwrap();
        crate::places::completeness::refresh(&db, *id).await.unwrap();
    }
    assert_eq!(all().await, imported);
    assert_eq!(waiting(&db).await, i64::try_from(imported.len()).unwrap(), "one purge each: the second refresh finds nothing to change");
}

#[test]
fn what_comes_round_by_itself_is_given_a_payload() {
    let lines: Vec<&str> = super::lanes::LANES.iter().flat_map(|lane| lane.schedule.lines()).collect();
    assert!(lines.len() >= 3, "{lines:?}");
    assert!(lines.iter().all(|line| line.ends_with(" {}")), "{lines:?}");
    assert!(serde_json::from_str::<crate::housekeeping::KeepHouse>(r#"{"_cron": {"ts": "2026-11-20T10:00:00Z"}}"#).is_ok());
    assert!(serde_json::from_str::<crate::housekeeping::KeepHouse>("null").is_err());
}

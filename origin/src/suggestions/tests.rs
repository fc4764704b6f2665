//! What visitors suggest and operators decide, over a real PostgreSQL and the real router.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use shared::limits::SUGGESTIONS_AN_HOUR_MAX;
use shared::signed_call::{CLIENT_HEADER, Seal, seal};
use sqlx::PgPool;

use crate::import::chains::Chains;
use crate::import::{Input, import};
use crate::testing::{INTERNAL_KEY, Receiver, app, ask, body, demonstration, get, json as json_of, noon, serve, signed, work_off};

fn suggest(key: &str, client: &str, suggestion: &Value) -> Request<Body> {
    let sealed = seal(INTERNAL_KEY.as_bytes(), Seal::Client, client);
    let request = Request::post("/api/v1/suggestions").header("content-type", "application/json").header("idempotency-key", key).header(CLIENT_HEADER, sealed);
    request.body(Body::from(suggestion.to_string())).unwrap()
}

fn correction(change: &Value) -> Value {
    json!({ "proposal": { "kind": "correction", "slug": "slow-ferry-helsinki", "change": change }, "note": "I was there." })
}

/// The id of what was suggested.
async fn suggested(router: &Router, key: &str, suggestion: &Value) -> String {
    let answer = ask(router, suggest(key, "c1", suggestion)).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    body(answer).await["id"].as_str().unwrap().to_owned()
}

/// What is counted as places change is what counting anew gives.
async fn counts_are_right(router: &Router, db: &PgPool) {
    let counts = async || (json_of(router, "/api/v1/brewing-methods").await, json_of(router, "/api/v1/sources").await);
    let moved = counts().await;
    let mut connection = db.acquire().await.unwrap();
    crate::brewing_methods::queries::recount(&mut connection).await.unwrap();
    crate::import::queries::update_source_counts(&mut connection, &["demonstration".to_owned()]).await.unwrap();
    assert_eq!(moved, counts().await);
}

async fn decide(router: &Router, id: &str, decision: &str) -> Response<Body> {
    let decision = json!({ "decision": decision, "operator": "Aino", "reason": "Checked by telephone." });
    ask(router, signed("POST", &format!("/internal/suggestions/{id}/decision"), &decision.to_string())).await
}

#[sqlx::test]
async fn an_accepted_correction_changes_the_café_keeps_its_history_and_names_its_tags(db: PgPool) {
    let router = demonstration(&db).await;
    let change = json!({ "name": " Slow  Ferry II ", "opening_hours": "Mo-Su 00:00-24:00", "practical": { "dogs": "limited" }, "brewing_methods": ["v60", "moka"] });
    let id = suggested(&router, "k1", &correction(&change)).await;
    assert_eq!(json_of(&router, "/api/v1/cafes/slow-ferry-helsinki").await["name"], "Slow Ferry", "nothing changes before somebody has looked");

    let listed = body(ask(&router, signed("GET", "/internal/suggestions?limit=1", "")).await).await;
    assert_eq!((listed["items"][0]["id"].as_str(), listed["items"][0]["note"].as_str()), (Some(id.as_str()), Some("I was there.")));
    let shown = body(ask(&router, signed("GET", &format!("/internal/suggestions/{id}"), "")).await).await;
    assert_eq!((shown["now"]["name"].as_str(), shown["proposal"]["change"]["name"].as_str()), (Some("Slow Ferry"), Some("Slow Ferry II")));

    let answer = decide(&router, &id, "accept").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let tags = answer.headers()["cache-tag"].to_str().unwrap().to_owned();
    assert!(answer.headers().contains_key("cache-generation"));
    let profile = get(&router, "/api/v1/cafes/slow-ferry-helsinki").await;
    assert!(tags.contains(profile.headers()["cache-tag"].to_str().unwrap()) && tags.contains("city:fi/helsinki"), "{tags}");
    let cafe = body(profile).await;
    assert_eq!((cafe["name"].as_str(), cafe["practical"]["dogs"].as_str()), (Some("Slow Ferry II"), Some("limited")));
    assert_eq!(cafe["hours"]["intervals"][0]["closes"], "24:00");
    let methods: Vec<&str> = cafe["brewing_methods"].as_array().unwrap().iter().map(|method| method["slug"].as_str().unwrap()).collect();
    assert_eq!(methods, ["v60", "moka"]);
    counts_are_right(&router, &db).await;

    let history = sqlx::query!("SELECT changed_by, source, before, after FROM place_changes").fetch_one(&db).await.unwrap();
    assert_eq!((history.changed_by.as_str(), history.source.as_str()), ("Aino", "visitor"));
    assert_eq!((history.before["name"].as_str(), history.after["name"].as_str()), (Some("Slow Ferry"), Some("Slow Ferry II")));
    let receipt = json_of(&router, &format!("/api/v1/suggestions/{id}")).await;
    assert_eq!((receipt["status"].as_str(), receipt["reason"].as_str(), receipt["cafe"].as_str()), (Some("accepted"), Some("Checked by telephone."), Some("slow-ferry-helsinki")));
}

#[sqlx::test]
async fn a_roaster_is_corrected_and_closed_like_a_café_and_those_it_roasts_for_hear_of_it(db: PgPool) {
    let router = demonstration(&db).await;
    let proposal = |fields: &Value| {
        let mut proposal = json!({ "place_kind": "roaster", "slug": "granite-ash-helsinki" });
        proposal.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({ "proposal": proposal })
    };
    let before = json_of(&router, "/api/v1/roasters/granite-ash-helsinki").await;
    let served_at = before["partners"][0]["slug"].as_str().unwrap().to_owned();
    let partner = format!("/api/v1/cafes/{served_at}");
    let names = async || json_of(&router, &partner).await["partners"].as_array().unwrap().iter().map(|roaster| roaster["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert!(names().await.contains(&before["name"].as_str().unwrap().to_owned()));

    let id = suggested(&router, "k1", &proposal(&json!({ "kind": "correction", "change": { "name": "Granite & Ash II", "phone": "+358 1" } }))).await;
    let shown = body(ask(&router, signed("GET", &format!("/internal/suggestions/{id}"), "")).await).await;
    assert_eq!((shown["now"]["name"].as_str(), shown["roaster"].as_str(), shown["cafe"].as_str()), (before["name"].as_str(), Some("granite-ash-helsinki"), None));
    let answer = decide(&router, &id, "accept").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let tags = answer.headers()["cache-tag"].to_str().unwrap().to_owned();
    let served = get(&router, &partner).await.headers()["cache-tag"].to_str().unwrap().to_owned();
    assert!(tags.contains("roaster:") && tags.contains(served.split(',').next().unwrap()), "{tags} names {served}");
    let roaster = json_of(&router, "/api/v1/roasters/granite-ash-helsinki").await;
    assert_eq!((roaster["name"].as_str(), roaster["contact"]["phone"].as_str()), (Some("Granite & Ash II"), Some("+358 1")));
    assert_eq!(roaster["history"][0]["source"], "visitor");
    assert!(names().await.contains(&"Granite & Ash II".to_owned()), "the café says who roasts for it");
    counts_are_right(&router, &db).await;

    let closed = proposal(&json!({ "kind": "closed" }));
    let id = suggested(&router, "k2", &closed).await;
    assert_eq!(decide(&router, &id, "accept").await.status(), StatusCode::OK);
    let gone = get(&router, "/api/v1/roasters/granite-ash-helsinki").await;
    assert_eq!((gone.status(), body(gone).await["code"].as_str()), (StatusCode::GONE, Some("roaster_gone")));
    let again = ask(&router, suggest("k3", "c1", &closed)).await;
    assert_eq!((again.status(), body(again).await["code"].as_str()), (StatusCode::GONE, Some("roaster_gone")));
    let unknown = json!({ "proposal": { "kind": "closed", "place_kind": "roaster", "slug": "slow-ferry-helsinki" } });
    assert_eq!(body(ask(&router, suggest("k4", "c1", &unknown)).await).await["code"], "roaster_not_found", "a café is no roaster");
    assert!(!names().await.iter().any(|name| name.starts_with("Granite")), "nobody is said to be served by who has closed");
    counts_are_right(&router, &db).await;
}

#[sqlx::test]
async fn a_decision_may_be_repeated_but_not_turned_round(db: PgPool) {
    let router = demonstration(&db).await;
    let id = suggested(&router, "k1", &correction(&json!({ "phone": "+358 1" }))).await;
    assert_eq!(decide(&router, &id, "decline").await.status(), StatusCode::OK);
    let again = decide(&router, &id, "decline").await;
    assert_eq!((again.status(), again.headers()["idempotency-replayed"].to_str().unwrap()), (StatusCode::OK, "true"));
    let turned = decide(&router, &id, "accept").await;
    assert_eq!(turned.status(), StatusCode::CONFLICT);
    assert_eq!(body(turned).await["code"], "suggestion_decided");
    let changes: i64 = sqlx::query_scalar("SELECT count(*) FROM place_changes").fetch_one(&db).await.unwrap();
    assert_eq!(changes, 0);
    assert_eq!(decide(&router, &uuid::Uuid::now_v7().to_string(), "accept").await.status(), StatusCode::NOT_FOUND);
}

#[sqlx::test]
async fn an_accepted_new_café_is_found_in_its_city_and_zone(db: PgPool) {
    let router = demonstration(&db).await;
    let cafe = json!({ "name": "Kolme Kuppia", "country": "fi", "city": "Helsinki", "position": { "lat": 60.171, "lon": 24.941 }, "opening_hours": "Mo-Fr 08:00-18:00", "brewing_methods": ["v60"] });
    let before = json_of(&router, "/api/v1/cities/fi/helsinki").await["cafe_count"].as_i64().unwrap();
    let id = suggested(&router, "k1", &json!({ "proposal": { "kind": "new_cafe", "cafe": cafe } })).await;
    let answer = decide(&router, &id, "accept").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(body(answer).await["cafe"], "kolme-kuppia-helsinki");
    let cafe = json_of(&router, "/api/v1/cafes/kolme-kuppia-helsinki").await;
    assert_eq!((cafe["time_zone"].as_str(), cafe["source"]["key"].as_str()), (Some("Europe/Helsinki"), Some("visitors")));
    assert_eq!(json_of(&router, "/api/v1/cities/fi/helsinki").await["cafe_count"].as_i64().unwrap(), before + 1);
    assert_eq!(decide(&router, &id, "accept").await.status(), StatusCode::OK, "and once only");
    assert_eq!(json_of(&router, "/api/v1/cities/fi/helsinki").await["cafe_count"].as_i64().unwrap(), before + 1);
}

#[sqlx::test]
async fn an_accepted_new_café_and_its_city_are_found_by_words_without_looking_at_all_others(db: PgPool) {
    let router = demonstration(&db).await;
    let bench = Receiver::default().bench(&db).await;
    let cafe = json!({ "name": "Kolme Kuppia", "country": "fi", "city": "Loviisa", "position": { "lat": 60.457, "lon": 26.225 } });
    let id = suggested(&router, "k1", &json!({ "proposal": { "kind": "new_cafe", "cafe": cafe } })).await;
    assert_eq!(decide(&router, &id, "accept").await.status(), StatusCode::OK);
    let kinds: Vec<String> = sqlx::query_scalar("SELECT t.identifier FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id ORDER BY 1")
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(kinds, ["refresh_place", "tell_edges"]);
    work_off(&bench).await;
    let router = serve(app(db.clone(), noon()));
    for (typed, path) in [("kolme%20kuppia", "/cafes/kolme-kuppia-loviisa"), ("loviisa", "/cities/fi/loviisa")] {
        assert_eq!(json_of(&router, &format!("/api/v1/search?q={typed}")).await["items"][0]["path"], path);
    }
}

#[sqlx::test]
async fn a_closed_café_is_gone_and_leaves_its_city_s_count(db: PgPool) {
    let router = demonstration(&db).await;
    let before = json_of(&router, "/api/v1/cities/fi/helsinki").await["cafe_count"].as_i64().unwrap();
    let closed = json!({ "proposal": { "kind": "closed", "slug": "slow-ferry-helsinki" } });
    let id = suggested(&router, "k1", &closed).await;
    assert_eq!(decide(&router, &id, "accept").await.status(), StatusCode::OK);
    assert_eq!(get(&router, "/api/v1/cafes/slow-ferry-helsinki").await.status(), StatusCode::GONE);
    assert_eq!(json_of(&router, "/api/v1/cities/fi/helsinki").await["cafe_count"].as_i64().unwrap(), before - 1);
    assert_eq!(ask(&router, suggest("k2", "c1", &closed)).await.status(), StatusCode::GONE);
    counts_are_right(&router, &db).await;
    assert_eq!(ask(&router, signed("PATCH", "/internal/cafes/slow-ferry-helsinki", r#"{"closed": false}"#)).await.status(), StatusCode::OK);
    counts_are_right(&router, &db).await;
}

#[sqlx::test]
async fn an_import_leaves_alone_what_people_have_corrected(db: PgPool) {
    crate::database::migrate(&db).await.unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let row = |name: &str, phone: &str| {
        format!(r#"{{"reference":"a","name":"{name}","phone":"{phone}","lat":60.18,"lon":24.95,"country":"FI","brewing":["v60"],"practical":[{{"fact":"wifi","offered":"yes"}}]}}"#)
    };
    let load = async |name: &str, phone: &str| {
        std::fs::write(file.path(), row(name, phone)).unwrap();
        import(&db, Input::Own(file.path().into()), Chains::default(), noon()).await.unwrap()
    };
    load("Old Name", "+358 1").await;
    let router = serve(app(db.clone(), noon()));
    let change = r#"{"name": "Right Name", "practical": {"dogs": "yes"}, "brewing_methods": ["moka"], "opening_hours": "24/7"}"#;
    assert_eq!(ask(&router, signed("PATCH", "/internal/cafes/old-name", change)).await.status(), StatusCode::OK);
    assert_eq!(load("Old Name", "+358 1").await.changed, 0, "the source has said nothing new");
    assert_eq!(load("Another Wrong Name", "+358 2").await.changed, 1);
    let cafe = json_of(&router, "/api/v1/cafes/old-name").await;
    assert_eq!((cafe["name"].as_str(), cafe["contact"]["phone"].as_str()), (Some("Right Name"), Some("+358 2")));
    assert_eq!((cafe["practical"]["dogs"].as_str(), cafe["practical"]["wifi"].as_str()), (Some("yes"), Some("yes")));
    assert_eq!((cafe["brewing_methods"][0]["slug"].as_str(), cafe["hours"]["intervals"][0]["closes"].as_str()), (Some("moka"), Some("24:00")));
}

#[sqlx::test]
async fn what_cannot_be_is_refused_with_a_sentence_and_nothing_is_stored(db: PgPool) {
    let router = demonstration(&db).await;
    let long = "x".repeat(301);
    let cafe = |fields: Value| {
        let mut cafe = json!({ "name": "A", "country": "FI", "city": "Helsinki" });
        cafe.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({ "proposal": { "kind": "new_cafe", "cafe": cafe } })
    };
    let cases = [
        (400, json!({})),
        (400, json!([])),
        (400, json!({ "proposal": { "kind": "party" } })),
        (400, json!({ "proposal": { "kind": "closed", "slug": "slow-ferry-helsinki" }, "extra": 1 })),
        (400, correction(&json!({ "slug": "b" }))),
        (400, correction(&json!({ "practical": { "sauna": "yes" } }))),
        (400, correction(&json!({ "practical": { "wifi": "perhaps" } }))),
        (400, json!({ "proposal": { "kind": "new_cafe", "cafe": { "country": "FI", "city": "Helsinki" } } })),
        (422, correction(&json!({}))),
        (422, correction(&json!({ "closed": true }))),
        (422, correction(&json!({ "name": " " }))),
        (422, correction(&json!({ "name": long }))),
        (422, correction(&json!({ "address": "a\u{0}b" }))),
        (422, correction(&json!({ "website": "javascript:alert(1)" }))),
        (422, correction(&json!({ "website": "https://" }))),
        (422, correction(&json!({ "opening_hours": "x".repeat(256) }))),
        (422, json!({ "proposal": { "kind": "closed", "slug": "slow-ferry-helsinki" }, "note": "x".repeat(1_001) })),
        (404, json!({ "proposal": { "kind": "closed", "slug": "nobody" } })),
        (400, json!({ "proposal": { "kind": "closed", "slug": "No Slug" } })),
        (400, correction(&json!({ "practical": [] }))),
        (422, correction(&json!({ "brewing_methods": ["v60", "v60"] }))),
        (422, correction(&json!({ "brewing_methods": ["nope"] }))),
        (422, cafe(json!({ "brewing_methods": vec!["v60"; 2_000] }))),
        (422, cafe(json!({ "name": "☕" }))),
        (422, cafe(json!({ "country": "FIN" }))),
        (422, cafe(json!({ "city": "" }))),
        (422, cafe(json!({ "position": { "lat": 190.0, "lon": 0.0 } }))),
    ];
    for (index, (status, suggestion)) in cases.iter().enumerate() {
        let answer = ask(&router, suggest(&format!("k{index}"), &format!("c{index}"), suggestion)).await;
        assert_eq!(answer.status(), *status, "{suggestion}");
        assert!(body(answer).await["detail"].as_str().unwrap().len() > 20, "{suggestion}");
    }
    let twice = r#"{"proposal":{"kind":"correction","slug":"slow-ferry-helsinki","change":{"practical":{"wifi":"yes","wifi":"no"}}}}"#;
    let request = Request::post("/api/v1/suggestions").header("content-type", "application/json").header("idempotency-key", "twice").body(Body::from(twice)).unwrap();
    assert_eq!(ask(&router, request).await.status(), 400);
    // All that is wrong is said, by field and rule.
    let wrong = cafe(json!({ "name": "", "country": "FIN", "website": "ftp://a", "opening_hours": "x".repeat(256) }));
    let problem = body(ask(&router, suggest("k-all", "c-all", &wrong)).await).await;
    let named: Vec<(&str, &str)> = problem["errors"].as_array().unwrap().iter().map(|error| (error["field"].as_str().unwrap(), error["rule"].as_str().unwrap())).collect();
    assert_eq!(named, [("name", "required"), ("country", "country"), ("website", "website"), ("opening_hours", "text")]);
    let stored: i64 = sqlx::query_scalar("SELECT (SELECT count(*) FROM suggestions) + (SELECT count(*) FROM idempotency_keys)").fetch_one(&db).await.unwrap();
    assert_eq!(stored, 0);
}

#[sqlx::test]
async fn a_program_may_write_null_for_what_it_leaves_out(db: PgPool) {
    let router = demonstration(&db).await;
    let change = json!({ "name": null, "phone": "+358 1", "practical": { "wifi": null, "dogs": "yes" }, "brewing_methods": null, "closed": null });
    let id = suggested(&router, "k1", &json!({ "proposal": { "kind": "correction", "slug": "slow-ferry-helsinki", "change": change }, "note": null, "email": null })).await;
    let shown = body(ask(&router, signed("GET", &format!("/internal/suggestions/{id}"), "")).await).await;
    assert_eq!(shown["proposal"]["change"], json!({ "phone": "+358 1", "practical": { "dogs": "yes" } }));
    let cafe = json!({ "name": "Kolme Kuppia", "country": "FI", "city": "Helsinki", "position": null, "practical": null, "brewing_methods": null });
    suggested(&router, "k2", &json!({ "proposal": { "kind": "new_cafe", "cafe": cafe } })).await;
}

#[sqlx::test]
async fn a_method_that_is_there_no_more_is_refused_when_it_would_be_stored(db: PgPool) {
    let router = demonstration(&db).await;
    sqlx::raw_sql("INSERT INTO brewing_methods (slug, name, summary, position) VALUES ('thin-air', 'Thin air', 'None at all.', 999)").execute(&db).await.unwrap();
    let id = suggested(&router, "k1", &correction(&json!({ "name": "New", "brewing_methods": ["v60", "thin-air"] }))).await;
    sqlx::raw_sql("DELETE FROM brewing_methods WHERE slug = 'thin-air'").execute(&db).await.unwrap();
    assert_eq!(decide(&router, &id, "accept").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let cafe = json_of(&router, "/api/v1/cafes/slow-ferry-helsinki").await;
    assert_eq!(cafe["name"], "Slow Ferry", "all or nothing");
    assert_eq!(json_of(&router, &format!("/api/v1/suggestions/{id}")).await["status"], "pending");
}

#[sqlx::test]
async fn an_address_has_its_share_of_an_hour_and_others_theirs(db: PgPool) {
    let router = demonstration(&db).await;
    let closed = json!({ "proposal": { "kind": "closed", "slug": "slow-ferry-helsinki" } });
    for index in 0..SUGGESTIONS_AN_HOUR_MAX {
        assert_eq!(ask(&router, suggest(&format!("k{index}"), "c1", &closed)).await.status(), StatusCode::CREATED);
    }
    let refused = ask(&router, suggest("one-more", "c1", &closed)).await;
    assert_eq!((refused.status(), refused.headers()["retry-after"].to_str().unwrap()), (StatusCode::TOO_MANY_REQUESTS, "3600"));
    assert_eq!(ask(&router, suggest("k0", "c1", &closed)).await.status(), StatusCode::CREATED, "what was answered is answered again");
    assert_eq!(ask(&router, suggest("another", "c2", &closed)).await.status(), StatusCode::CREATED);
    let forged = Request::post("/api/v1/suggestions").header("idempotency-key", "f").header(CLIENT_HEADER, "c9.00112233445566778899aabbccddeeff");
    assert_eq!(ask(&router, forged.body(Body::from(closed.to_string())).unwrap()).await.status(), StatusCode::FORBIDDEN);
}

#[sqlx::test]
async fn a_full_backlog_refuses_for_the_time_being(db: PgPool) {
    let _router = demonstration(&db).await;
    let crowd = "INSERT INTO suggestions (id, kind, proposal) SELECT gen_random_uuid(), 'new_cafe', '{}' FROM generate_series(1, 10000)";
    sqlx::raw_sql(crowd).execute(&db).await.unwrap();
    let app = app(db.clone(), noon());
    app.backlog.measure(&db).await.unwrap();
    let router = serve(app);
    let closed = json!({ "proposal": { "kind": "closed", "slug": "slow-ferry-helsinki" } });
    let refused = ask(&router, suggest("k1", "c1", &closed)).await;
    assert_eq!((refused.status(), refused.headers().contains_key("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, true));
}

#[sqlx::test]
async fn operators_calls_need_a_signature_over_path_query_and_body(db: PgPool) {
    let router = demonstration(&db).await;
    let id = suggested(&router, "k1", &correction(&json!({ "phone": "+358 1" }))).await;
    for path in ["/internal/suggestions".to_owned(), format!("/internal/suggestions/{id}")] {
        assert_eq!(get(&router, &path).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let mut other_query = signed("GET", "/internal/suggestions", "");
    *other_query.uri_mut() = "/internal/suggestions?status=declined".parse().unwrap();
    assert_eq!(ask(&router, other_query).await.status(), StatusCode::FORBIDDEN);
    let decision = format!("/internal/suggestions/{id}/decision");
    for wrong in ["", "{}", r#"{"decision":"accept"}"#, r#"{"decision":"burn","operator":"A"}"#] {
        assert_eq!(ask(&router, signed("POST", &decision, wrong)).await.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(ask(&router, signed("POST", &decision, r#"{"decision":"accept","operator":" "}"#)).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ask(&router, signed("GET", "/internal/suggestions?status=lost", "")).await.status(), StatusCode::BAD_REQUEST);
}

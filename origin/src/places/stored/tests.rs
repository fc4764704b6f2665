//! What is stored is what is read, at any time, after any change, and whoever writes it down meanwhile.

use std::time::Duration;

use axum::Router;
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use shared::signed_call::{CLIENT_HEADER, Seal, seal};
use sqlx::AssertSqlSafe;
use tokio::time::sleep;

use super::lookups::Lookups;
use super::*;
use crate::import::chains::Chains;
use crate::import::{Input, import};
use crate::testing::{INTERNAL_KEY, app, ask, body, demonstration, get, json as shown, noon, serve, signed};

const FERRY: &str = "/api/v1/cafes/slow-ferry-helsinki";

/// An origin that shares no answers with those before it.
fn fresh(db: &PgPool, now: DateTime<Utc>) -> Router {
    serve(app(db.clone(), now))
}

async fn all_places(db: &PgPool) -> Vec<(Kind, Slug)> {
    let rows = sqlx::query!("SELECT kind, slug FROM places WHERE NOT closed ORDER BY slug").fetch_all(db).await.unwrap();
    assert!(rows.len() > 40);
    rows.into_iter().map(|row| (Kind::of(&row.kind), Slug::parse(&row.slug).unwrap())).collect()
}

/// Every profile that is answered is what is read of the place; how many of them were stored.
async fn all_are_told_as_they_are(db: &PgPool, now: DateTime<Utc>) -> usize {
    let (router, mut connection, mut from_storage) = (fresh(db, now), db.acquire().await.unwrap(), 0);
    for (kind, slug) in all_places(db).await {
        let read = serde_json::to_string(&crate::places::read(&mut connection, now, kind, &slug).await.unwrap()).unwrap();
        let answer = get(&router, &format!("/api/v1/{}s/{slug}", kind.as_str())).await;
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), read, "{slug} at {now}");
        from_storage += usize::from(is_stored(db, kind, slug.as_str(), now).await);
    }
    from_storage
}

/// Places that have closed are due as well, and have no profile.
async fn count_all(db: &PgPool) -> usize {
    usize::try_from(sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM places"#).fetch_one(db).await.unwrap()).unwrap()
}

async fn is_stored(db: &PgPool, kind: Kind, slug: &str, now: DateTime<Utc>) -> bool {
    Lookups::on(db.clone()).find(kind, &Slug::parse(slug).unwrap(), now).await.unwrap().is_some()
}

async fn store(db: &PgPool, now: DateTime<Utc>) -> usize {
    store_due(db, now, |_more| ()).await.unwrap()
}

async fn run(db: &PgPool, sql: &'static str) {
    sqlx::raw_sql(sql).execute(db).await.unwrap();
}

#[sqlx::test]
async fn what_is_stored_is_answered_byte_by_byte_as_it_was_read(db: PgPool) {
    let router = demonstration(&db).await;
    let places = all_places(&db).await;
    let answers = async |router: &Router| {
        let mut answers = Vec::new();
        for (kind, slug) in &places {
            let answer = get(router, &format!("/api/v1/{}s/{slug}", kind.as_str())).await;
            assert_eq!(answer.status(), StatusCode::OK);
            let headers: Vec<_> = ["etag", "cache-tag", "cdn-cache-control", "repr-digest", "content-type"].map(|name| answer.headers()[name].clone()).into();
            answers.push((headers, answer.into_body().collect().await.unwrap().to_bytes()));
        }
        answers
    };
    let read = answers(&router).await;
    assert_eq!(store(&db, noon()).await, count_all(&db).await);
    assert_eq!(all_are_told_as_they_are(&db, noon()).await, places.len());
    // From here on nobody could read them.
    run(&db, "UPDATE places SET name = name || ' of old'; DELETE FROM reviews; DELETE FROM open_intervals").await;
    assert_eq!(answers(&fresh(&db, noon())).await, read);
    assert_eq!(get(&router, "/api/v1/roasters/slow-ferry-helsinki").await.status(), StatusCode::NOT_FOUND, "a café is no roaster");
    assert_eq!(store(&db, noon()).await, 0, "nothing is due");
}

#[sqlx::test]
async fn time_changes_what_is_told_and_nothing_is_told_too_long(db: PgPool) {
    let _router = demonstration(&db).await;
    let (mut now, mut stored, mut read, open) = (noon(), 0, 0, all_places(&db).await.len());
    // Odd steps, so that every boundary of the hours is met from both sides by somebody.
    for _ in 0..30 {
        let from_storage = all_are_told_as_they_are(&db, now).await;
        (stored, read) = (stored + from_storage, read + open - from_storage);
        store(&db, now).await;
        assert_eq!(all_are_told_as_they_are(&db, now).await, open);
        now += TimeDelta::minutes(97);
    }
    assert!(stored > 4 * read, "{stored} were stored, {read} were not");
    assert_eq!(all_are_told_as_they_are(&db, now + TimeDelta::days(1)).await, 0, "whatever else has happened, nothing is older than a day");
}

#[sqlx::test]
async fn the_very_moments_at_which_hours_move_on_are_met(db: PgPool) {
    let _router = demonstration(&db).await;
    store(&db, noon()).await;
    let moments: Vec<DateTime<Utc>> = sqlx::query_scalar(
        "SELECT DISTINCT moment FROM (SELECT closes_at AS moment FROM open_intervals UNION SELECT opens_at - interval '7 days' FROM open_intervals) moments
         WHERE moment BETWEEN $1 + interval '1 minute' AND $1 + interval '12 hours' ORDER BY 1",
    )
    .bind(noon())
    .fetch_all(&db)
    .await
    .unwrap();
    assert!(moments.len() > 10, "{}", moments.len());
    for moment in moments {
        for now in [moment - TimeDelta::microseconds(1), moment, moment + TimeDelta::microseconds(1)] {
            all_are_told_as_they_are(&db, now).await;
        }
        store(&db, moment).await;
        all_are_told_as_they_are(&db, moment).await;
    }
}

/// What is done to the guide, by those who may: what everybody is told afterwards is what is there.
#[sqlx::test]
async fn whatever_changes_is_told_at_once_by_all_who_name_it(db: PgPool) {
    let _router = demonstration(&db).await;
    let all = store(&db, noon()).await;
    let ferry: Value = shown(&fresh(&db, noon()), FERRY).await;
    let neighbour = ferry["neighbours"][0]["slug"].as_str().unwrap().to_owned();
    let patches = [
        (FERRY, json!({ "name": "Slow Ferry II" })),
        (FERRY, json!({ "practical": { "dogs": "limited" } })),
        (FERRY, json!({ "brewing_methods": ["moka"] })),
        (FERRY, json!({ "opening_hours": "Mo-Su 10:00-11:00", "phone": "" })),
        (&format!("/api/v1/cafes/{neighbour}"), json!({ "name": "The one next door" })),
        (&format!("/api/v1/cafes/{neighbour}"), json!({ "closed": true })),
        (&format!("/api/v1/cafes/{neighbour}"), json!({ "closed": false })),
        (FERRY, json!({ "closed": true })),
        (FERRY, json!({ "closed": false })),
    ];
    for (path, change) in patches {
        let path = path.replace("/api/v1", "/internal");
        assert_eq!(ask(&fresh(&db, noon()), signed("PATCH", &path, &change.to_string())).await.status(), StatusCode::OK, "{change}");
        let stored = all_are_told_as_they_are(&db, noon()).await;
        assert!((1..all).contains(&stored), "{change}: {stored} of {all} are stored");
        if change == json!({ "closed": true }) {
            assert_eq!(get(&fresh(&db, noon()), &path.replace("/internal", "/api/v1")).await.status(), StatusCode::GONE);
        }
        store(&db, noon()).await;
        all_are_told_as_they_are(&db, noon()).await;
        if change == json!({ "closed": true }) {
            assert_eq!(get(&fresh(&db, noon()), &path.replace("/internal", "/api/v1")).await.status(), StatusCode::GONE);
        }
    }
    let told = shown(&fresh(&db, noon()), FERRY).await;
    assert!(told["neighbours"].as_array().unwrap().iter().any(|one| one["name"] == "The one next door"), "{told}");
}

#[sqlx::test]
async fn a_new_café_is_its_neighbours_neighbour_at_once(db: PgPool) {
    let _router = demonstration(&db).await;
    store(&db, noon()).await;
    let router = fresh(&db, noon());
    let position = shown(&router, FERRY).await["position"].clone();
    let suggestion = json!({ "proposal": { "kind": "new_cafe", "cafe": { "name": "Next to the Ferry", "country": "FI", "city": "Helsinki", "position": position } } });
    let sealed = seal(INTERNAL_KEY.as_bytes(), Seal::Client, "c1");
    let request = Request::post("/api/v1/suggestions").header("content-type", "application/json").header("idempotency-key", "k1").header(CLIENT_HEADER, sealed);
    let answer = ask(&router, request.body(suggestion.to_string().into()).unwrap()).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let id = body(answer).await["id"].as_str().unwrap().to_owned();
    let decision = json!({ "decision": "accept", "operator": "Aino" });
    assert_eq!(ask(&router, signed("POST", &format!("/internal/suggestions/{id}/decision"), &decision.to_string())).await.status(), StatusCode::OK);
    all_are_told_as_they_are(&db, noon()).await;
    assert_eq!(shown(&fresh(&db, noon()), FERRY).await["neighbours"][0]["name"], "Next to the Ferry");
    store(&db, noon()).await;
    assert!(is_stored(&db, Kind::Cafe, "next-to-the-ferry-helsinki", noon()).await);
    all_are_told_as_they_are(&db, noon()).await;
}

#[sqlx::test]
async fn an_import_and_hours_laid_out_anew_are_told_at_once(db: PgPool) {
    let _router = demonstration(&db).await;
    let all = store(&db, noon()).await;
    import(&db, Input::Demonstration, Chains::default(), noon()).await.unwrap();
    assert!(!is_stored(&db, Kind::Cafe, "slow-ferry-helsinki", noon()).await);
    assert_eq!((all_are_told_as_they_are(&db, noon()).await, store(&db, noon()).await), (0, all));

    run(&db, "UPDATE places SET hours_laid_until = now(), opening_hours = 'Mo-Su 03:00-04:00' WHERE slug = 'slow-ferry-helsinki'").await;
    crate::opening_hours::lay_out::lay_out_due(&db, noon()).await.unwrap();
    assert!(!is_stored(&db, Kind::Cafe, "slow-ferry-helsinki", noon()).await);
    all_are_told_as_they_are(&db, noon()).await;
}

#[sqlx::test]
async fn a_build_that_knows_nothing_of_stored_profiles_gives_them_up_with_its_purges(db: PgPool) {
    let _router = demonstration(&db).await;
    store(&db, noon()).await;
    run(
        &db,
        "UPDATE places SET name = 'Renamed' WHERE slug = 'slow-ferry-helsinki';
         INSERT INTO purges (id, tags) SELECT gen_random_uuid(), ARRAY['list:cafes', 'cafe:' || id, 'cafe:no-id', 'city:fi/helsinki'] FROM places WHERE slug = 'slow-ferry-helsinki'",
    )
    .await;
    assert_eq!(shown(&fresh(&db, noon()), FERRY).await["name"], "Renamed");
}

#[sqlx::test]
async fn what_another_build_has_stored_is_given_to_nobody_nor_what_is_broken(db: PgPool) {
    let _router = demonstration(&db).await;
    for broken in ["form = form + 1", "profile = '\\x00'", "profile = NULL", "profile = substr(profile, 1, 100)", "kind = 'roaster'"] {
        store(&db, noon()).await;
        assert!(is_stored(&db, Kind::Cafe, "slow-ferry-helsinki", noon()).await);
        sqlx::raw_sql(AssertSqlSafe(format!("UPDATE stored_profiles SET {broken}"))).execute(&db).await.unwrap();
        assert!(!is_stored(&db, Kind::Cafe, "slow-ferry-helsinki", noon()).await, "{broken}");
        assert_eq!(shown(&fresh(&db, noon()), FERRY).await["name"], "Slow Ferry", "{broken}");
        run(&db, "UPDATE stored_profiles SET good_until = 'epoch'").await;
    }
    store(&db, noon()).await;
    // Places that a build before this one has added have no row.
    run(&db, "UPDATE stored_profiles SET form = form + 1 WHERE kind = 'cafe'; DELETE FROM stored_profiles WHERE slug = 'slow-ferry-helsinki'").await;
    crate::database::migrate(&db).await.unwrap();
    let roasters: i64 = sqlx::query_scalar("SELECT count(*) FROM stored_profiles WHERE kind = 'roaster'").fetch_one(&db).await.unwrap();
    assert_eq!(all_are_told_as_they_are(&db, noon()).await, usize::try_from(roasters).unwrap());
    assert_eq!(store(&db, noon()).await, count_all(&db).await - usize::try_from(roasters).unwrap());
}

#[sqlx::test]
async fn a_place_that_cannot_be_told_of_keeps_no_other_from_being_stored(db: PgPool) {
    let _router = demonstration(&db).await;
    run(&db, "UPDATE places SET slug = 'Not A Slug' WHERE slug = 'slow-ferry-helsinki'").await;
    assert_eq!(store(&db, noon()).await, count_all(&db).await);
    let mut connection = db.acquire().await.unwrap();
    let slugs: Vec<String> = sqlx::query_scalar!("SELECT slug FROM places WHERE NOT closed AND kind = 'cafe' AND slug <> 'Not A Slug'").fetch_all(&db).await.unwrap();
    for slug in slugs {
        let can_be_read = crate::places::read(&mut connection, noon(), Kind::Cafe, &Slug::parse(&slug).unwrap()).await.is_ok();
        assert_eq!(is_stored(&db, Kind::Cafe, &slug, noon()).await, can_be_read, "{slug}");
    }
}

/// Somebody changes a place while its profile is being stored, and the other way round, in every order: nothing old is told once the change is done.
#[sqlx::test]
async fn nothing_that_was_read_before_a_change_is_stored_after_it(db: PgPool) {
    let _router = demonstration(&db).await;
    let id: Uuid = sqlx::query_scalar("SELECT id FROM places WHERE slug = 'slow-ferry-helsinki'").fetch_one(&db).await.unwrap();
    let rename = async |change: &mut PgConnection, name: &str| sqlx::query!("UPDATE places SET name = $2 WHERE id = $1", id, name).execute(change).await.unwrap();
    let told = async || shown(&fresh(&db, noon()), FERRY).await["name"].as_str().unwrap().to_owned();

    // Changed, not yet forgotten: the old one is stored meanwhile, and given up by the change.
    let mut change = db.begin().await.unwrap();
    rename(&mut change, "Second").await;
    assert_eq!((store(&db, noon()).await, told().await), (count_all(&db).await, "Slow Ferry".to_owned()));
    queries::forget(&mut change, &[id]).await.unwrap();
    assert_eq!(told().await, "Slow Ferry", "nobody sees what is not done");
    change.commit().await.unwrap();
    assert_eq!(told().await, "Second");

    // Forgotten, not yet done: nobody stores it.
    let mut change = db.begin().await.unwrap();
    queries::forget(&mut change, &[id]).await.unwrap();
    assert_eq!(store(&db, noon()).await, 0);
    rename(&mut change, "Third").await;
    change.commit().await.unwrap();
    assert_eq!((told().await, store(&db, noon()).await, told().await), ("Third".to_owned(), 1, "Third".to_owned()));

    // Being stored: the change waits, and then gives it up.
    queries::forget(&mut db.acquire().await.unwrap(), &[id]).await.unwrap();
    let mut storing = db.begin().await.unwrap();
    let rows = queries::list_due(&mut storing, noon(), None, BATCH).await.unwrap();
    assert_eq!(rows.len(), 1);
    let mut columns = queries::ProfileColumns::default();
    columns.push(&rows[0], super::told(&mut storing, &rows[0], noon()).await.unwrap());
    let changing = tokio::spawn({
        let db = db.clone();
        async move { ask(&fresh(&db, noon()), signed("PATCH", "/internal/cafes/slow-ferry-helsinki", r#"{"name":"Fourth"}"#)).await.status() }
    });
    sleep(Duration::from_millis(200)).await;
    assert!(!changing.is_finished(), "it should wait for what is being stored");
    queries::update(&mut storing, &columns, *FORM, noon()).await.unwrap();
    storing.commit().await.unwrap();
    assert_eq!((changing.await.unwrap(), told().await), (StatusCode::OK, "Fourth".to_owned()));
}

#[sqlx::test]
async fn many_who_store_and_many_who_change_at_once_agree_in_the_end(db: PgPool) {
    let _router = demonstration(&db).await;
    let storing: Vec<_> = (0..3)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                for _ in 0..25 {
                    store(&db, noon()).await;
                }
            })
        })
        .collect();
    let slugs: Vec<Slug> = all_places(&db).await.into_iter().filter(|(kind, _)| *kind == Kind::Cafe).map(|(_, slug)| slug).collect();
    let changing: Vec<_> = (0..4)
        .map(|worker: usize| {
            let (db, slugs) = (db.clone(), slugs.clone());
            tokio::spawn(async move {
                for round in 0..12 {
                    let slug = &slugs[(worker * 7 + round) % slugs.len()];
                    let change = json!({ "name": format!("Name {worker} {round}") });
                    let status = ask(&fresh(&db, noon()), signed("PATCH", &format!("/internal/cafes/{slug}"), &change.to_string())).await.status();
                    assert_eq!(status, StatusCode::OK, "{slug}");
                }
            })
        })
        .collect();
    for task in changing.into_iter().chain(storing) {
        task.await.unwrap();
    }
    all_are_told_as_they_are(&db, noon()).await;
    store(&db, noon()).await;
    assert_eq!(all_are_told_as_they_are(&db, noon()).await, all_places(&db).await.len());
}

#[sqlx::test]
async fn many_who_ask_at_once_are_each_answered_what_they_asked_for(db: PgPool) {
    let _router = demonstration(&db).await;
    store(&db, noon()).await;
    let (lookups, places) = (Lookups::on(db.clone()), all_places(&db).await);
    let ask = |(kind, slug): (Kind, Slug), now: DateTime<Utc>| {
        let lookups = lookups.clone();
        tokio::spawn(async move { (slug.clone(), kind, lookups.find(kind, &slug, now).await.unwrap().map(|stored| stored.profile)) })
    };
    // While nobody can be answered, few connections are held, however many ask.
    let mut holding = db.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE stored_profiles IN ACCESS EXCLUSIVE MODE").execute(&mut *holding).await.unwrap();
    let all: Vec<_> = places.iter().cycle().take(3_000).map(|place| ask(place.clone(), noon())).collect();
    let asking = async || -> i64 { sqlx::query_scalar("SELECT count(*) FROM pg_locks WHERE relation = 'stored_profiles'::regclass AND NOT granted").fetch_one(&db).await.unwrap() };
    while asking().await < 2 {
        sleep(Duration::from_millis(10)).await;
    }
    sleep(Duration::from_millis(100)).await;
    assert_eq!(asking().await, 2);
    // Some leave before they are answered, some ask for what is not there, or is not good any more.
    let leaving = ask(places[0].clone(), noon());
    leaving.abort();
    let nowhere = ask((Kind::Cafe, Slug::parse("nowhere").unwrap()), noon());
    holding.rollback().await.unwrap();
    for one in all {
        let (slug, kind, profile) = one.await.unwrap();
        let profile: Value = serde_json::from_slice(&profile.unwrap()).unwrap();
        assert_eq!((profile["slug"].as_str(), profile.get("id").is_some()), (Some(slug.as_str()), true), "{kind:?}");
    }
    assert_eq!(nowhere.await.unwrap().2, None);
    assert_eq!(ask(places[0].clone(), noon() + TimeDelta::days(1)).await.unwrap().2, None);
    // Where there is no connection to be had, all are told so, and the next ones again.
    let nobody = Lookups::on(sqlx::postgres::PgPoolOptions::new().acquire_timeout(Duration::from_millis(100)).connect_lazy("postgres://nobody@127.0.0.1:1/none").unwrap());
    for _ in 0..3 {
        let answers = futures_util::future::join_all(places.iter().map(|(kind, slug)| nobody.find(*kind, slug, noon()))).await;
        assert!(answers.iter().all(|answer| matches!(answer, Err(sqlx::Error::PoolTimedOut))), "{answers:?}");
    }
}

#[sqlx::test]
async fn a_server_that_says_nothing_of_stored_profiles_keeps_nobody_from_reading(db: PgPool) {
    let _router = demonstration(&db).await;
    store(&db, noon()).await;
    let mut holding = db.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE stored_profiles IN ACCESS EXCLUSIVE MODE").execute(&mut *holding).await.unwrap();
    let router = fresh(&db, noon());
    let asked: Vec<_> = all_places(&db).await.into_iter().take(6).map(|(kind, slug)| format!("/api/v1/{}s/{slug}", kind.as_str())).collect();
    let answers = futures_util::future::join_all(asked.iter().map(|path| get(&router, path))).await;
    assert!(answers.iter().all(|answer| answer.status() == StatusCode::OK), "{answers:?}");
    holding.rollback().await.unwrap();
    assert_eq!(all_are_told_as_they_are(&db, noon()).await, all_places(&db).await.len());
}

#[test]
fn a_profile_that_is_too_long_or_not_what_was_packed_is_refused() {
    let endless = packed(&"x".repeat(8 << 20)).unwrap();
    assert!(endless.len() < 100_000);
    assert!(unpacked(&endless).is_err());
    let whole = packed(&json!({ "a": [1, "é"] })).unwrap();
    assert_eq!(unpacked(&whole).unwrap(), r#"{"a":[1,"é"]}"#);
    for end in 0..whole.len() {
        assert!(unpacked(&whole[..end]).is_err(), "{end}");
    }
    assert!(unpacked(&[&[255; 4], &whole[4..]].concat()).is_err());
    assert_ne!(*FORM, 0);
}

#[sqlx::test]
async fn the_dictionary_is_worth_its_place_even_for_places_with_much_to_tell(db: PgPool) {
    let _router = demonstration(&db).await;
    let (mut connection, mut with, mut without) = (db.acquire().await.unwrap(), 0, 0);
    for (kind, slug) in all_places(&db).await {
        let view = crate::places::read(&mut connection, noon(), kind, &slug).await.unwrap();
        with += packed(&view).unwrap().len();
        without += lz4_flex::block::compress_prepend_size(&serde_json::to_vec(&view).unwrap()).len();
    }
    assert!(with * 10 < without * 9, "{with} of {without} bytes");
}

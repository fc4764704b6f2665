//! The judgement as a whole: what must never happen, and a second opinion.

use std::time::{Duration, UNIX_EPOCH};

use http_cache_semantics::{CacheOptions, CachePolicy};
use proptest::prelude::*;
use shared::cache_policy::{CachePolicy as Declared, Lifetimes, NEGATIVE, PROFILE};

use super::decision::{Asked, Decision, Moment, Origins, Received, decide, forgets, keep};
use super::entry::Metadata;
use super::headers::HeaderList;
use super::rules::{Keeps, Rules};

const NOW_MS: u64 = 1_790_000_000_000;

fn list(pairs: &[(&str, &str)]) -> HeaderList {
    pairs.iter().copied().collect()
}

fn get(headers: &[(&str, &str)]) -> Asked {
    Asked::new("GET", list(headers))
}

fn received(status: u16, headers: &HeaderList) -> Received<'_> {
    Received { status, headers, requested_at_ms: NOW_MS, received_at_ms: NOW_MS, known_sequence: 0 }
}

fn kept(control: &str, rules: &Rules) -> Option<Metadata> {
    keep(&get(&[]), received(200, &list(&[("cache-control", control)])), rules)
}

fn after(ms: u64, origins: Origins) -> Moment {
    Moment { now_ms: NOW_MS + ms, origins, chance: 0.999 }
}

fn judge(stored: &Metadata, rules: &Rules, ms: u64, origins: Origins) -> Decision {
    decide(&get(&[]), Some(stored), false, rules, after(ms, origins))
}

const DECIDED: Rules = Rules::ORIGIN_DECIDES;

#[test]
fn an_answer_goes_through_its_lives_in_order() {
    let rules = Rules::of(PROFILE);
    let stored = kept("max-age=60, stale-while-revalidate=600, stale-if-error=86400", &rules).unwrap();
    let (up, down) = (Origins::Answering, Origins::Failing);
    assert_eq!(judge(&stored, &rules, 59_999, up), Decision::Fresh { refresh_behind: false });
    assert_eq!(judge(&stored, &rules, 60_000, up), Decision::StaleRefreshBehind);
    assert_eq!(judge(&stored, &rules, 60_000, down), Decision::StaleOriginFails);
    assert_eq!(judge(&stored, &rules, 660_000, up), Decision::Revalidate { stale_if_error: true });
    assert_eq!(judge(&stored, &rules, 86_459_999, down), Decision::StaleOriginFails);
    assert_eq!(judge(&stored, &rules, 86_460_000, down), Decision::Revalidate { stale_if_error: false });
    assert_eq!(decide(&get(&[]), None, false, &rules, after(0, up)), Decision::Miss);
}

#[test]
fn what_is_superseded_is_asked_for_again_and_serves_only_when_nobody_answers() {
    let rules = Rules::of(PROFILE);
    let stored = kept("max-age=60, stale-while-revalidate=600, stale-if-error=86400", &rules).unwrap();
    let judge = |origins| decide(&get(&[]), Some(&stored), true, &rules, after(0, origins));
    assert_eq!(judge(Origins::Answering), Decision::Revalidate { stale_if_error: true });
    assert_eq!(judge(Origins::Failing), Decision::StaleOriginFails);
}

#[test]
fn one_of_many_requests_refreshes_early_and_none_right_after_the_fetch() {
    let rules = Rules::of(PROFILE);
    let mut stored = kept("max-age=60", &rules).unwrap();
    stored.fetch_ms = 200;
    let early = |ms: u64| {
        (0..10_000)
            .filter(|step| {
                let moment = Moment { now_ms: NOW_MS + ms, origins: Origins::Answering, chance: (f64::from(*step) + 0.5) / 10_000.0 };
                decide(&get(&[]), Some(&stored), false, &rules, moment) == Decision::Fresh { refresh_behind: true }
            })
            .count()
    };
    assert_eq!(early(0), 0);
    assert!((10..1_000).contains(&early(59_000)), "{}", early(59_000));
    assert!(early(59_990) > 9_000);
    let proxy = Rules { keeps: rules.keeps, ..DECIDED };
    assert_eq!(
        decide(&get(&[]), Some(&stored), false, &proxy, Moment { now_ms: NOW_MS + 59_999, origins: Origins::Answering, chance: 0.0 }),
        Decision::Fresh { refresh_behind: false }
    );
}

#[test]
fn a_visitor_s_headers_push_no_load_to_the_origin_and_a_proxy_s_client_is_obeyed() {
    let ours = Rules::of(PROFILE);
    let stored = kept("max-age=60, stale-if-error=60", &ours).unwrap();
    let moment = after(30_000, Origins::Answering);
    for (control, obeyed) in [
        ("no-cache", Decision::Revalidate { stale_if_error: true }),
        ("max-age=10", Decision::Revalidate { stale_if_error: true }),
        ("min-fresh=40", Decision::Revalidate { stale_if_error: true }),
        ("no-store", Decision::Bypass),
        ("only-if-cached", Decision::Fresh { refresh_behind: false }),
        ("no-cache, only-if-cached", Decision::NotKept),
    ] {
        let asked = get(&[("cache-control", control)]);
        assert_eq!(decide(&asked, Some(&stored), false, &ours, moment), Decision::Fresh { refresh_behind: false }, "{control}");
        assert_eq!(decide(&asked, Some(&stored), false, &DECIDED, moment), obeyed, "{control}");
    }
    let old = after(70_000, Origins::Answering);
    assert_eq!(decide(&get(&[("cache-control", "max-stale=20")]), Some(&stored), false, &DECIDED, old), Decision::Fresh { refresh_behind: false });
    assert_eq!(decide(&get(&[("cache-control", "max-stale=5")]), Some(&stored), false, &DECIDED, old), Decision::Revalidate { stale_if_error: true });
}

#[test]
fn ranges_and_unsafe_methods_go_through() {
    let ours = Rules::of(PROFILE);
    let stored = kept("max-age=60", &ours);
    let range = get(&[("range", "bytes=0-1")]);
    assert_eq!(decide(&range, stored.as_ref(), false, &ours, after(0, Origins::Answering)), Decision::Bypass);
    assert_eq!(decide(&Asked::new("POST", HeaderList::default()), stored.as_ref(), false, &ours, after(0, Origins::Answering)), Decision::Bypass);
    assert!(keep(&range, received(200, &list(&[("cache-control", "max-age=60")])), &DECIDED).is_none());
}

#[test]
fn what_goes_through_forgets_nothing() {
    let ours = Rules::of(PROFILE);
    let range = get(&[("range", "bytes=0-1")]);
    for rules in [ours, DECIDED] {
        assert!(!forgets(&range, 200, &rules) && !forgets(&range, 206, &rules));
        assert!(!forgets(&Asked::new("HEAD", HeaderList::default()), 404, &rules));
        assert!(forgets(&get(&[]), 200, &rules) && forgets(&get(&[]), 410, &rules) && !forgets(&get(&[]), 500, &rules));
        let post = Asked::new("POST", HeaderList::default());
        assert!(forgets(&post, 201, &rules) && !forgets(&post, 400, &rules));
    }
    assert!(!forgets(&get(&[("cache-control", "no-store")]), 200, &DECIDED));
}

#[test]
fn what_must_not_be_kept_is_not() {
    let fresh = ("cache-control", "max-age=60, public");
    for (asked, status, headers) in [
        (get(&[]), 200, vec![("cache-control", "max-age=60, No-Store")]),
        (get(&[]), 200, vec![("cache-control", "max-age=60, private")]),
        (get(&[]), 200, vec![("cache-control", "max-age=60, private=\"x\"")]),
        (get(&[]), 200, vec![fresh, ("cdn-cache-control", "no-store")]),
        (get(&[]), 200, vec![fresh, ("set-cookie", "a=b")]),
        (get(&[]), 200, vec![fresh, ("vary", "*")]),
        (get(&[]), 206, vec![fresh]),
        (get(&[]), 304, vec![fresh]),
        (get(&[]), 99, vec![fresh]),
        (get(&[("cache-control", "no-store")]), 200, vec![fresh]),
        (get(&[("authorization", "x")]), 200, vec![("cache-control", "max-age=60")]),
        (Asked::new("POST", HeaderList::default()), 200, vec![fresh]),
        (get(&[]), 302, vec![("etag", "\"no lifetime, and a status that has none by itself\"")]),
    ] {
        assert!(keep(&asked, received(status, &list(&headers)), &DECIDED).is_none(), "{status} {headers:?}");
    }
    // A declared route keeps no error, whatever its origin says of it, and a "no" only shortly.
    let ours = Rules::of(PROFILE);
    for status in [201, 301, 400, 403, 429, 500, 502, 503, 504] {
        assert!(keep(&get(&[]), received(status, &list(&[fresh])), &ours).is_none(), "{status}");
    }
    for status in [404, 410] {
        let life = keep(&get(&[]), received(status, &list(&[("cache-control", "max-age=99999, stale-if-error=99999")])), &ours).unwrap().life;
        assert_eq!((life.fresh_ms, life.stale_if_error_ms), (u64::from(NEGATIVE.edge_s) * 1_000, u64::from(NEGATIVE.stale_if_error_s) * 1_000));
    }
    // A route that is declared to keep nothing keeps nothing, whatever its origin allows.
    let nothing = Rules::of(Declared::Never);
    assert!(keep(&get(&[]), received(200, &list(&[fresh])), &nothing).is_none());
    assert_eq!(decide(&get(&[]), kept("max-age=60", &DECIDED).as_ref(), false, &nothing, after(0, Origins::Answering)), Decision::Bypass);
}

/// Directives that the second opinion reads as we do (it is wrong about case, huge numbers, `proxy-revalidate` and repeats).
fn control() -> impl Strategy<Value = Vec<String>> {
    let one = prop_oneof![
        (0..200_u32).prop_map(|seconds| format!("max-age={seconds}")),
        (0..200_u32).prop_map(|seconds| format!("s-maxage={seconds}")),
        Just("public".to_owned()),
        Just("private".to_owned()),
        Just("no-store".to_owned()),
        Just("no-cache".to_owned()),
        Just("must-revalidate".to_owned()),
    ];
    proptest::collection::vec(one, 0..4).prop_filter("each name once", |members| {
        let mut names: Vec<&str> = members.iter().map(|member| member.split('=').next().unwrap_or_default()).collect();
        names.sort_unstable();
        names.windows(2).all(|pair| pair.first() != pair.last())
    })
}

fn date(seconds_after: i64) -> String {
    let seconds = i64::try_from(NOW_MS / 1_000).unwrap() + seconds_after;
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap()))
}

proptest! {
    #[test]
    fn a_second_opinion_agrees_on_what_is_kept_and_how_long_it_is_fresh(
        members in control(), expires in proptest::option::of(-100..200_i64), modified in proptest::option::of(0..100_000_i64),
        age in proptest::option::of(0..100_u32), status in prop_oneof![Just(200_u16), Just(203), Just(301), Just(302), Just(404), Just(410)],
        authorization: bool, later_s in 0..300_u64,
    ) {
        let mut pairs = vec![("date", date(0)), ("etag", "\"a\"".to_owned())];
        if !members.is_empty() { pairs.push(("cache-control", members.join(", "))); }
        if let Some(seconds) = expires { pairs.push(("expires", date(seconds))); }
        if let Some(seconds) = modified { pairs.push(("last-modified", date(-seconds))); }
        if let Some(seconds) = age { pairs.push(("age", seconds.to_string())); }
        let asked = if authorization { get(&[("authorization", "x")]) } else { get(&[]) };
        let headers: HeaderList = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let ours = keep(&asked, received(status, &headers), &DECIDED);

        let mut request = http::Request::get("/");
        if authorization { request = request.header("authorization", "x"); }
        let response = pairs.iter().fold(http::Response::builder().status(status), |response, (name, value)| response.header(*name, value));
        let received_at = UNIX_EPOCH + Duration::from_millis(NOW_MS);
        let theirs = CachePolicy::new_options(&request.body(()).unwrap(), &response.body(()).unwrap(), received_at, CacheOptions { shared: true, ..CacheOptions::default() });
        prop_assert_eq!(ours.is_some(), theirs.is_storable());
        if let Some(stored) = ours {
            let fresh = matches!(judge(&stored, &DECIDED, later_s * 1_000, Origins::Answering), Decision::Fresh { .. });
            // Whole seconds there, milliseconds here: a heuristic lifetime may differ within the second.
            let edge = stored.life.fresh_ms.abs_diff(stored.age_ms(NOW_MS + later_s * 1_000)) < 1_000;
            prop_assert!(edge || fresh != theirs.is_stale(received_at + Duration::from_secs(later_s)));
        }
    }

    #[test]
    fn nothing_is_fresh_past_its_time_and_a_policy_is_never_exceeded(
        control in ".{0,60}", seconds in 0..100_000_u32, edge_s in 0..1_000_u32, stale_s in 0..1_000_u32, later_ms in 0..10_000_000_u64, failing: bool, chance in 0.0..1.0_f64,
    ) {
        let rules = Rules { keeps: Keeps::AtMost(Lifetimes { browser_s: 0, edge_s, stale_while_revalidate_s: stale_s, stale_if_error_s: stale_s }), obeys_requests: false, refreshes_early: true, serves_ranges: false };
        let headers = list(&[("cache-control", &format!("max-age={seconds}, stale-if-error=99999, stale-while-revalidate=99999, {control}"))]);
        if let Some(stored) = keep(&get(&[]), received(200, &headers), &rules) {
            let origins = if failing { Origins::Failing } else { Origins::Answering };
            let moment = Moment { now_ms: NOW_MS + later_ms, origins, chance };
            let decision = decide(&get(&[]), Some(&stored), false, &rules, moment);
            let (fresh_ms, stale_ms) = (u64::from(edge_s.min(seconds)) * 1_000, u64::from(stale_s) * 1_000);
            match decision {
                Decision::Fresh { .. } => prop_assert!(later_ms < fresh_ms),
                Decision::StaleRefreshBehind | Decision::StaleOriginFails => prop_assert!(later_ms < fresh_ms + stale_ms),
                _ => {}
            }
        }
    }

    #[test]
    fn what_forbids_keeping_forbids_it_in_any_spelling_and_company(forbidding in prop_oneof![Just("no-store"), Just("private")], upper: bool, before in "[a-z=0-9,\" ]{0,20}", seconds: u32) {
        // Text before it may open a quoted string that swallows the directive; closed quotes may not.
        prop_assume!(before.matches('"').count() % 2 == 0);
        let word = if upper { forbidding.to_ascii_uppercase() } else { forbidding.to_owned() };
        let value = format!("{before}, max-age={seconds},{word} , public");
        prop_assert!(kept(&value, &DECIDED).is_none(), "{}", value);
    }

    #[test]
    fn no_request_and_no_answer_panics(method in "[A-Z]{0,8}", status: u16, names in proptest::collection::vec(("(cache-control|vary|age|expires|date|pragma|range|cache-tag|set-cookie)", ".{0,40}"), 0..6), now_ms: u64, chance: f64) {
        let headers: HeaderList = names.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let asked = Asked::new(&method, headers.clone());
        let stored = keep(&asked, Received { status, headers: &headers, requested_at_ms: now_ms, received_at_ms: now_ms.wrapping_mul(3), known_sequence: 0 }, &DECIDED);
        let _ = decide(&asked, stored.as_ref(), false, &DECIDED, Moment { now_ms, origins: Origins::Failing, chance });
    }
}

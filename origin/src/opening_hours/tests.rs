//! Opening hours over real values, and the cases people get wrong: zones, daylight saving, midnight.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use uuid::Uuid;

use super::lay_out::IntervalColumns;
use super::{Hours, Place, mend_spaces, parse};

/// Values that `opening_hours.js` 3.15 accepts and the crate refuses, after white space was mended. They are shown as they are.
const VALID_BUT_REFUSED: &[&str] = &[
    "Mo-Th 11:00-23:00; Fr11:00-24:00; Sa 12:00-24:00; Su 12:00-21:00",
    "Mo-Fr 08:00-19:00 Sa 09:00-19:00 Su 12:00-18:00",
    "Mon - Fri 11am - 11pm, Sat 12am - 11pm, Sun 2pm - 10pm",
    "Su-Th 15-00; Fr-Sa 15-02",
    "Weekdays 7-3, Saturdays 7-6, Sundays 7-4",
    "Mon-Tue Closed; Wed-Thurs, Sun 11-8; Fri-Sat 11-9",
    "Su-Do 11:00-24:00 Fr-Sa 11:00-01:00",
    "Mo-Fr 06:00-20:00; Sa 07:00-20:00; Su, PH 07:00-19:00; Dec 25,26 off",
    "Mo-Fr 11:30-14:30 und 17:30-20:30 , Sa 12:30-20:30",
    "Mo-Fr 11:00-22:00; Sa 12:00-23:00,Su 14:00-20:00",
    "Mo-Su11:30-01:00",
    "Mo-Th 11:30-23:30,Fr 11:30-01:30,Sa 17:00-01:30",
    "Mo-Fr 11:30-14:30, 17:30-23:00,Sa 17:30-23:00,Su 14:00-23:00",
    "Mo-Sa 11:00-00:00; So 17:00-00:00",
    "Mo-Th 12:00-15:00,Fr-Sa 12:00-15:00,19:30-22:30",
];
/// Two real values once took two to three seconds. This catches that and nothing else: how busy the machine is must not fail a test.
const LAYING_OUT_MAX: Duration = Duration::from_millis(500);

const HELSINKI: Place<'static> = Place { time_zone: Tz::Europe__Helsinki, country: "FI", position: None };

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn intervals(text: &str, place: Place<'_>, from: &str, until: &str) -> Vec<(String, String)> {
    let spans = Hours::parse(text, place).unwrap().intervals(at(from), at(until));
    spans.into_iter().map(|(opens, closes)| (opens.format("%dT%H:%M").to_string(), closes.format("%dT%H:%M").to_string())).collect()
}

fn pair(opens: &str, closes: &str) -> (String, String) {
    (opens.to_owned(), closes.to_owned())
}

#[test]
fn past_midnight_belongs_to_the_evening_before() {
    assert_eq!(intervals("Fr 20:00-02:00", HELSINKI, "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"), [pair("20T18:00", "21T00:00")]);
}

#[test]
fn daylight_saving_shifts_the_instant_and_not_the_clock() {
    // Helsinki leaves summer time on 25 October 2026.
    let days = intervals("Mo-Su 08:00-10:00", HELSINKI, "2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z");
    assert_eq!(days, [pair("24T05:00", "24T07:00"), pair("25T06:00", "25T08:00")]);
}

#[test]
fn touching_stretches_are_one_and_day_and_night_is_one_long_one() {
    assert_eq!(intervals("Mo-Su 08:00-12:00,12:00-18:00", HELSINKI, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"), [pair("20T06:00", "20T16:00")]);
    assert_eq!(intervals("24/7", HELSINKI, "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z"), [pair("20T00:00", "27T00:00")]);
}

#[test]
fn a_public_holiday_closes_where_the_text_says_so() {
    // 6 December is Finland's Independence Day, in 2026 a Sunday.
    assert_eq!(intervals("Mo-Su 10:00-12:00; PH off", HELSINKI, "2026-12-05T22:00:00Z", "2026-12-06T22:00:00Z"), []);
    let germany = Place { time_zone: Tz::Europe__Berlin, country: "DE", position: None };
    assert_eq!(intervals("Mo-Su 10:00-12:00; PH off", germany, "2026-12-05T23:00:00Z", "2026-12-06T23:00:00Z").len(), 1);
}

#[test]
fn maybe_open_is_not_open() {
    assert_eq!(intervals("Mo-Su 10:00-12:00 unknown \"by appointment\"", HELSINKI, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"), []);
}

#[test]
fn open_late_is_open_at_half_past_nine_on_most_evenings_of_a_fortnight() {
    let is_late = |text: &str| {
        let mut columns = IntervalColumns::default();
        // Helsinki leaves summer time within these two weeks.
        columns.push(Uuid::nil(), text, HELSINKI, at("2026-10-20T10:00:00Z")) && columns.open_late == [Uuid::nil()]
    };
    for late in ["24/7", "Mo-Su 08:00-22:00", "Mo-Su 18:00-02:00", "Tu-Su 12:00-21:31; Mo off", "We-Su 20:00-23:00"] {
        assert!(is_late(late), "{late}");
    }
    for early in ["Mo-Su 08:00-21:30", "Fr-Sa 10:00-02:00", "Th-Sa 18:00-24:00", "Mo-Su 06:00-18:00", "late"] {
        assert!(!is_late(early), "{early}");
    }
}

#[test]
fn white_space_and_look_alikes_are_mended_and_nothing_else_is() {
    assert_eq!(mend_spaces("Mo \u{2013} Fr 10:00 - 18:00 ;"), "Mo-Fr 10:00-18:00");
    for text in ["summer", "ask", "10-ish", "Mon to Fri 9am"] {
        assert!(parse(text).is_none(), "{text}");
    }
}

#[test]
fn real_values_are_understood_or_refused_as_they_should_be() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/cafes_osm_cities/opening_hours_values.csv");
    if !path.exists() {
        eprintln!("SKIPPED: {} is not on this machine", path.display());
        return;
    }
    let (mut accepted_invalid, mut refused_valid, mut slow) = (Vec::new(), Vec::new(), Vec::new());
    let (from, until) = (at("2026-11-20T00:00:00Z"), at("2026-12-05T00:00:00Z"));
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let (text, valid) = (row[0].to_owned(), &row[2] == "1");
        // The best of three: another program on the machine must not fail this.
        let timed = || {
            let started = tokio::time::Instant::now();
            let hours = Hours::parse(&text, HELSINKI);
            let spans = hours.as_ref().map(|hours| hours.intervals(from, until));
            (started.elapsed(), spans.is_some())
        };
        let runs = [timed(), timed(), timed()];
        let understood = runs[0].1;
        if runs.iter().all(|(took, _)| *took > LAYING_OUT_MAX) {
            slow.push((text.clone(), runs[0].0));
        }
        match (valid, understood) {
            (false, true) => accepted_invalid.push(text),
            (true, false) => refused_valid.push(text),
            _ => {}
        }
    }
    assert_eq!(accepted_invalid, Vec::<String>::new());
    assert_eq!(slow, Vec::new());
    assert!(refused_valid.len() <= 20);
    assert_eq!(refused_valid, VALID_BUT_REFUSED);
}

proptest! {
    #[test]
    fn no_text_panics_and_intervals_are_in_order_and_apart(text in "([MTWFSu][oueahr]|[-,; ]|[0-2][0-9]:[0-5][0-9]|PH|off|24/7|sunrise|week [0-9]|Jan|\"x\"){0,14}") {
        if let Some(hours) = Hours::parse(&text, HELSINKI) {
            let spans = hours.intervals(at("2026-11-20T00:00:00Z"), at("2026-11-27T00:00:00Z"));
            prop_assert!(spans.iter().all(|(opens, closes)| opens < closes));
            prop_assert!(spans.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }
}

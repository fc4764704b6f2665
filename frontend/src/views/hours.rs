//! Opening hours: the state right now, and the coming week.

use jiff::Timestamp;
use leptos::prelude::*;
use shared::wire::hours::{HoursView, OpenInterval, OpenState, open_state};

use super::markup::Markup;
use crate::words::{Words, name};

/// Below this the closing time is told in minutes.
const SOON_S: i64 = 3_600;
const DAY_S: i64 = 86_400;

/// "Open until 18:00", "Closes in 20 min", "Opens Monday 8:00". Nothing where nothing is known.
pub(crate) fn state(words: Words, understood: bool, intervals: &[OpenInterval], now: Timestamp) -> impl IntoView + use<> {
    let mut markup = Markup::default();
    write_state(words, &mut markup, understood, intervals, now).then(|| markup.into_element())
}

/// The same where markup is being written; whether anything was.
pub(crate) fn write_state(words: Words, markup: &mut Markup, understood: bool, intervals: &[OpenInterval], now: Timestamp) -> bool {
    match open_state(understood, intervals, now) {
        OpenState::Unknown => return false,
        OpenState::Open { until } => {
            markup.raw("<span class=\"state open\">");
            let left_s = until.closes_at.as_second().saturating_sub(now.as_second());
            if is_day_and_night(until) {
                markup.text(words.open_day_and_night());
            } else if left_s > DAY_S {
                markup.sentence(&words.open_until_day(), [&|markup, _| weekday(words, markup, until.closes_weekday), &|markup, _| time(markup, &until.closes)]);
            } else if left_s < SOON_S {
                markup.text(&words.open_closes_in(u32::try_from(left_s / 60).unwrap_or(0).max(1)));
            } else {
                markup.sentence(&words.open_until(), [&|markup, _| time(markup, &until.closes)]);
            }
        }
        OpenState::Closed { next: Some(next) } => {
            markup.raw("<span class=\"state closed\">");
            if next.opens_at.as_second().saturating_sub(now.as_second()) >= 12 * 3_600 {
                markup.sentence(&words.closed_opens_day(), [&|markup, _| weekday(words, markup, next.weekday), &|markup, _| time(markup, &next.opens)]);
            } else {
                markup.sentence(&words.closed_opens(), [&|markup, _| time(markup, &next.opens)]);
            }
        }
        OpenState::Closed { next: None } => {
            markup.raw("<span class=\"state closed\">").text(words.closed_this_week());
        }
    }
    markup.raw("</span>");
    true
}

fn weekday(words: Words, markup: &mut Markup, number: u8) {
    markup.text(words.weekday(number));
}

fn time(markup: &mut Markup, time: &str) {
    markup.text(time);
}

/// A day of the table: its date, its weekday, and when it is open.
struct Day<'a> {
    date: &'a str,
    weekday: u8,
    spans: Vec<String>,
}

/// The coming week as a table that begins on the day on which weeks begin, or the text as it is where it could not be understood.
pub(crate) fn week(words: Words, hours: &HoursView) -> impl IntoView + use<> {
    if !hours.understood {
        let text = hours.text.clone();
        return view! { <p class="hours-text"><bdi>{text}</bdi></p><p class="note">{words.hours_unread()}</p> }.into_any();
    }
    if hours.intervals.iter().any(is_day_and_night) {
        return view! { <p class="hours-text">{words.open_day_and_night()}</p> }.into_any();
    }
    let mut days: Vec<Day<'_>> = Vec::new();
    for interval in &hours.intervals {
        let span = if length_s(interval) > DAY_S {
            words.hours_span_to_day().plain([&interval.opens, words.weekday(interval.closes_weekday), &interval.closes])
        } else {
            words.hours_span().plain([&interval.opens, &interval.closes])
        };
        match days.last_mut() {
            Some(day) if day.date == interval.date => day.spans.push(span),
            _ => days.push(Day { date: &interval.date, weekday: interval.weekday, spans: vec![span] }),
        }
    }
    days.sort_by_key(|day| day.weekday.saturating_add(7).saturating_sub(words.first_weekday()) % 7);
    let row = |day: Day<'_>| view! { <tr><th scope="row"><time datetime=day.date.to_owned()>{words.weekday(day.weekday)}</time></th><td>{words.list(&day.spans)}</td></tr> };
    let rows = days.into_iter().map(row).collect_view();
    view! {
        <table class="hours">
            <caption>{words.hours_caption().view([name(&hours.time_zone)])}</caption>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn length_s(interval: &OpenInterval) -> i64 {
    interval.closes_at.as_second().saturating_sub(interval.opens_at.as_second())
}

/// A stretch longer than a week has no end that anybody would wait for.
fn is_day_and_night(interval: &OpenInterval) -> bool {
    length_s(interval) > 7 * DAY_S
}

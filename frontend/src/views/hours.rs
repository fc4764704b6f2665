//! Opening hours: the state right now, and the coming week.

use jiff::Timestamp;
use leptos::prelude::*;
use shared::wire::hours::{HoursView, OpenInterval, OpenState, open_state};

use super::markup::Markup;

/// Below this the closing time is told in minutes.
const SOON_S: i64 = 3_600;
const DAY_S: i64 = 86_400;

/// "Open until 18:00", "Closes in 20 min", "Opens Monday 8:00". Nothing where nothing is known.
pub(crate) fn state(understood: bool, intervals: &[OpenInterval], now: Timestamp) -> impl IntoView + use<> {
    let mut markup = Markup::default();
    write_state(&mut markup, understood, intervals, now).then(|| markup.into_element())
}

/// The same where markup is being written; whether anything was.
pub(crate) fn write_state(markup: &mut Markup, understood: bool, intervals: &[OpenInterval], now: Timestamp) -> bool {
    match open_state(understood, intervals, now) {
        OpenState::Unknown => return false,
        OpenState::Open { until } => {
            markup.raw("<span class=\"state open\">");
            let left_s = until.closes_at.as_second().saturating_sub(now.as_second());
            if is_day_and_night(until) {
                markup.raw("Open day and night");
            } else if left_s > DAY_S {
                markup.raw("Open until ").raw(weekday(until.closes_weekday)).raw(" ").text(&until.closes);
            } else if left_s < SOON_S {
                markup.raw("Open, closes in ").number(u32::try_from(left_s / 60).unwrap_or(0).max(1)).raw(" min");
            } else {
                markup.raw("Open until ").text(&until.closes);
            }
        }
        OpenState::Closed { next: Some(next) } => {
            markup.raw("<span class=\"state closed\">Closed, opens ");
            if next.opens_at.as_second().saturating_sub(now.as_second()) >= 12 * 3_600 {
                markup.raw(weekday(next.weekday)).raw(" ");
            }
            markup.text(&next.opens);
        }
        OpenState::Closed { next: None } => {
            markup.raw("<span class=\"state closed\">Closed this week");
        }
    }
    markup.raw("</span>");
    true
}

/// The coming week as a table, or the text as it is where it could not be understood.
pub(crate) fn week(hours: &HoursView) -> impl IntoView + use<> {
    let zone = hours.time_zone.clone();
    if !hours.understood {
        let text = hours.text.clone();
        return view! { <p class="hours-text">{text}</p><p class="note">"As the source has it; we could not read it as hours, so we say nothing about now."</p> }.into_any();
    }
    if hours.intervals.iter().any(is_day_and_night) {
        return view! { <p class="hours-text">"Open day and night"</p> }.into_any();
    }
    let mut days: Vec<(String, u8, Vec<String>)> = Vec::new();
    for interval in &hours.intervals {
        let several_days = length_s(interval) > DAY_S;
        let closing_day = if several_days { format!("{} ", weekday(interval.closes_weekday)) } else { String::new() };
        let span = format!("{}–{closing_day}{}", interval.opens, interval.closes);
        match days.last_mut() {
            Some((date, _, spans)) if *date == interval.date => spans.push(span),
            _ => days.push((interval.date.clone(), interval.weekday, vec![span])),
        }
    }
    let rows = days.into_iter().map(|(date, day, spans)| {
        view! { <tr><th scope="row"><time datetime=date>{weekday(day)}</time></th><td>{spans.join(", ")}</td></tr> }
    });
    view! {
        <table class="hours">
            <caption>"The coming week, local time (" {zone} ")"</caption>
            <tbody>{rows.collect_view()}</tbody>
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

fn weekday(number: u8) -> &'static str {
    match number {
        1 => "Monday",
        2 => "Tuesday",
        3 => "Wednesday",
        4 => "Thursday",
        5 => "Friday",
        6 => "Saturday",
        _ => "Sunday",
    }
}

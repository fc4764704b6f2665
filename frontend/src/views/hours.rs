//! Opening hours: the state right now, and the coming week.

use jiff::Timestamp;
use leptos::prelude::*;
use shared::wire::hours::{HoursView, OpenInterval, OpenState, open_state};

use super::markup::Markup;
use crate::words::{Words, name};

/// Below this the closing time is told in minutes.
const SOON_S: i64 = 3_600;
pub(crate) const DAY_S: i64 = 86_400;

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

/// A row of the table: a weekday, the first date that it stands for, and when it is open.
struct Day<'a> {
    date: &'a str,
    weekday: u8,
    spans: Vec<&'a OpenInterval>,
}

/// One row a weekday. Seven times 24 hours reach into a weekday twice, today and in a week: what today has left counts, and next week's spans tell what
/// today has had already.
fn days(intervals: &[OpenInterval]) -> Vec<Day<'_>> {
    let mut days: Vec<Day<'_>> = Vec::new();
    for interval in intervals {
        match days.iter_mut().find(|day| day.weekday == interval.weekday) {
            Some(day) if day.spans.iter().any(|known| overlaps(known, interval)) => {}
            Some(day) => day.spans.push(interval),
            None => days.push(Day { date: &interval.date, weekday: interval.weekday, spans: vec![interval] }),
        }
    }
    for day in &mut days {
        day.spans.sort_by(|a, b| a.opens.cmp(&b.opens));
    }
    days
}

/// Whether two spans of one weekday overlap by the clock.
fn overlaps(a: &OpenInterval, b: &OpenInterval) -> bool {
    // Sorts behind every time of day: it is open past midnight.
    let end = |interval: &OpenInterval| if interval.closes_weekday == interval.weekday { interval.closes.clone() } else { "~".to_owned() };
    a.opens < end(b) && b.opens < end(a)
}

fn span(words: Words, interval: &OpenInterval) -> String {
    if length_s(interval) > DAY_S {
        words.hours_span_to_day().plain([&interval.opens, words.weekday(interval.closes_weekday), &interval.closes])
    } else {
        words.hours_span().plain([&interval.opens, &interval.closes])
    }
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
    let mut days = days(&hours.intervals);
    days.sort_by_key(|day| day.weekday.saturating_add(7).saturating_sub(words.first_weekday()) % 7);
    let row = |day: Day<'_>| {
        let spans: Vec<String> = day.spans.iter().map(|interval| span(words, interval)).collect();
        view! { <tr><th scope="row"><time datetime=day.date.to_owned()>{words.weekday(day.weekday)}</time></th><td>{words.list(&spans)}</td></tr> }
    };
    let rows = days.into_iter().map(row).collect_view();
    view! {
        <table class="hours">
            <caption>{words.hours_caption().view([name(&hours.time_zone)])}</caption>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

pub(crate) fn length_s(interval: &OpenInterval) -> i64 {
    interval.closes_at.as_second().saturating_sub(interval.opens_at.as_second())
}

/// A stretch longer than a week has no end that anybody would wait for.
pub(crate) fn is_day_and_night(interval: &OpenInterval) -> bool {
    length_s(interval) > 7 * DAY_S
}

#[cfg(test)]
mod tests {
    use shared::language::Language;

    use super::*;
    use crate::views::to_html;

    /// A stretch within one day, by its date's days since 1970 (a Thursday).
    fn interval(day: i64, opens: &str, closes: &str) -> OpenInterval {
        let at = |clock: &str| {
            let (hours, minutes) = clock.split_once(':').unwrap();
            Timestamp::from_second(day * DAY_S + hours.parse::<i64>().unwrap() * 3_600 + minutes.parse::<i64>().unwrap() * 60).unwrap()
        };
        let weekday = u8::try_from((day + 3) % 7 + 1).unwrap();
        OpenInterval {
            opens_at: at(opens),
            closes_at: at(closes),
            date: format!("1970-01-{:02}", day + 1),
            weekday,
            opens: opens.to_owned(),
            closes: closes.to_owned(),
            closes_weekday: weekday,
        }
    }

    /// Weekday, date and spans of each row.
    fn rows(intervals: &[OpenInterval]) -> Vec<(u8, String, String)> {
        let words = Words::of(Language::English);
        days(intervals).into_iter().map(|day| (day.weekday, day.date.to_owned(), words.list(&day.spans.iter().map(|one| span(words, one)).collect::<Vec<_>>()))).collect()
    }

    #[test]
    fn a_weekday_has_one_row_though_the_week_begins_and_ends_in_it() {
        let open_now = [interval(0, "08:00", "17:00"), interval(1, "08:00", "17:00"), interval(7, "08:00", "17:00")];
        assert_eq!(rows(&open_now), [(4, "1970-01-01".to_owned(), "08:00–17:00".to_owned()), (5, "1970-01-02".to_owned(), "08:00–17:00".to_owned())]);
        // In the break at noon: this morning is over, and next week's stands for it.
        let at_noon = [interval(0, "14:00", "18:00"), interval(7, "08:00", "12:00")];
        assert_eq!(rows(&at_noon), [(4, "1970-01-01".to_owned(), "08:00–12:00, 14:00–18:00".to_owned())]);
        // Today is shorter than other days of its name.
        let holiday = [interval(0, "10:00", "14:00"), interval(7, "08:00", "17:00")];
        assert_eq!(rows(&holiday), [(4, "1970-01-01".to_owned(), "10:00–14:00".to_owned())]);
    }

    #[test]
    fn the_table_says_each_weekday_once() {
        let hours = HoursView {
            text: "Mo-Su 08:00-17:00".to_owned(),
            understood: true,
            time_zone: "Europe/Helsinki".to_owned(),
            intervals: (0..8).map(|day| interval(day, "08:00", "17:00")).collect(),
        };
        let html = to_html(|| week(Words::of(Language::English), &hours));
        assert_eq!((html.matches("<tr>").count(), html.matches("08:00–17:00").count(), html.matches("Thursday").count()), (7, 7, 1), "{html}");
        assert!(html.find("Monday") < html.find("Sunday"), "{html}");
    }

    #[test]
    fn a_night_begins_with_its_evening_and_not_with_its_day() {
        let mut night = interval(0, "22:00", "23:00");
        (night.closes, night.closes_weekday) = ("02:00".to_owned(), 5);
        assert!(overlaps(&night, &interval(0, "23:00", "23:30")));
        assert!(!overlaps(&night, &interval(0, "08:00", "22:00")));
    }
}

//! When a place should be open: a moment, or what clocks there show.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A value of `open_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAt {
    /// The same moment everywhere: RFC 3339 with its offset.
    Moment(Timestamp),
    /// What clocks show at the place, as a browser's field for a day and a time writes it: `2026-11-20T18:30`.
    Local(DateTime),
}

/// `YYYY-MM-DDTHH:MM`.
const LOCAL_BYTES: usize = 16;
/// The longest moment that means something, nanoseconds and all.
const TEXT_BYTES_MAX: usize = 40;

impl OpenAt {
    /// `None` for anything but the two forms.
    pub fn parse(text: &str) -> Option<Self> {
        match text.len() {
            LOCAL_BYTES if is_local(text) => DateTime::strptime("%Y-%m-%dT%H:%M", text).ok().map(Self::Local),
            ..=TEXT_BYTES_MAX if is_moment(text) => text.parse().ok().map(Self::Moment),
            _ => None,
        }
    }
}

/// Day and minute as above, seconds, and an offset: RFC 3339, of which the reader would take more than there is.
fn is_moment(text: &str) -> bool {
    let (Some(minute), Some(rest)) = (text.get(..LOCAL_BYTES), text.get(LOCAL_BYTES..)) else { return false };
    let offset = rest.trim_start_matches(|character: char| matches!(character, ':' | '.') || character.is_ascii_digit());
    let has_seconds = rest.starts_with(':') && rest.len() >= offset.len().saturating_add(3);
    let is_offset = match offset.as_bytes() {
        [b'Z'] => true,
        [b'+' | b'-', a, b, b':', c, d] => [a, b, c, d].into_iter().all(u8::is_ascii_digit) && (a, b) < (&b'2', &b'4'),
        _ => false,
    };
    is_local(minute) && has_seconds && is_offset
}

/// Digits and what is between them, each at its place: what reads it would also take signs and white space.
fn is_local(text: &str) -> bool {
    text.bytes().zip(0..).all(|(byte, at)| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 => byte == b':',
        _ => byte.is_ascii_digit(),
    })
}

/// The days and times that a page's field offers, whoever's clocks it means: these are known wherever clocks are (`origin::places::when`).
pub fn offered(now: Timestamp) -> (DateTime, DateTime) {
    (clock_of(now, -12), clock_of(now, 6 * 24 + 12))
}

/// What clocks of UTC show so many hours later.
fn clock_of(now: Timestamp, hours: i64) -> DateTime {
    now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(now).to_zoned(TimeZone::UTC).datetime()
}

/// Whether a value of `open_at` is a time that a page offers, or has offered within the hour.
pub fn is_offered(text: &str, now: Timestamp) -> bool {
    let (first, last) = (clock_of(now, -13), clock_of(now, 6 * 24 + 13));
    let clock = match OpenAt::parse(text) {
        Some(OpenAt::Local(clock)) => clock,
        Some(OpenAt::Moment(moment)) => moment.to_zoned(TimeZone::UTC).datetime(),
        None => return false,
    };
    (first..=last).contains(&clock)
}

/// As a browser's field for a day and a time writes it.
pub fn written(clock: DateTime) -> String {
    clock.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The moment at which clocks of UTC show this.
pub fn in_utc(clock: DateTime) -> Option<Timestamp> {
    clock.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_has_an_offset_and_a_time_on_clocks_has_none() {
        let local = OpenAt::parse("2026-11-20T18:30");
        assert!(matches!(local, Some(OpenAt::Local(clock)) if clock.hour() == 18 && clock.minute() == 30));
        assert_eq!(OpenAt::parse("2026-11-20T18:30:00Z"), OpenAt::parse("2026-11-20T20:30:00+02:00"));
        assert_eq!(OpenAt::parse("2026-11-20T18:30:00.000Z"), OpenAt::parse("2026-11-20T18:30:00Z"));
        let Some(OpenAt::Local(clock)) = local else { panic!("no time on clocks") };
        assert_eq!(in_utc(clock).map(OpenAt::Moment), OpenAt::parse("2026-11-20T18:30:00Z"));
        for bad in [
            "",
            "now",
            "tomorrow",
            "18:30",
            "2026-11-20",
            "2026-13-20T18:30",
            "2026-11-20T25:30",
            "2026-11-20 18:30",
            "2026-11-20T 8:30",
            "+2026-1-20T18:30",
            "-5000-01-01T00:00:00Z",
            "20261120T183000Z",
            "2026-11-20 18:30:00Z",
            "2026-11-20T18:30Z",
            "2026-11-20T18:30:00-25:00",
            "2026-11-20T18:30:00Z[Europe/Paris]",
            &"9".repeat(100),
        ] {
            assert_eq!(OpenAt::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_offered_is_from_half_a_day_ago_to_nearly_a_week_ahead() {
        let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        for offered in ["2026-11-20T10:00", "2026-11-19T22:00", "2026-11-19T21:59", "2026-11-26T22:00", "2026-11-26T22:00:00Z"] {
            assert!(is_offered(offered, now), "{offered}");
        }
        for other in ["2026-11-19T20:59", "2026-11-26T23:01", "2026-11-27T00:02:00+01:00", "noon", ""] {
            assert!(!is_offered(other, now), "{other}");
        }
        assert_eq!(written(offered(now).0), "2026-11-19T22:00");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,50}") {
            let _ = OpenAt::parse(&text);
        }

        #[test]
        fn nothing_near_a_time_panics(text in "[-+0-9:TZ. ]{10,24}") {
            if let Some(OpenAt::Local(clock)) = OpenAt::parse(&text) {
                let _ = in_utc(clock);
            }
        }
    }
}

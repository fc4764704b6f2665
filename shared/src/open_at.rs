//! When a place should be open: a moment, or what clocks there show.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

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
            LOCAL_BYTES => DateTime::strptime("%Y-%m-%dT%H:%M", text).ok().map(Self::Local).or_else(|| text.parse().ok().map(Self::Moment)),
            ..=TEXT_BYTES_MAX => text.parse().ok().map(Self::Moment),
            _ => None,
        }
    }
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
        let Some(OpenAt::Local(clock)) = local else { panic!("no time on clocks") };
        assert_eq!(in_utc(clock).map(OpenAt::Moment), OpenAt::parse("2026-11-20T18:30:00Z"));
        for bad in ["", "now", "tomorrow", "18:30", "2026-11-20", "2026-13-20T18:30", "2026-11-20T25:30", "2026-11-20 18:30", "-5000-01-01T00:00:00Z", &"9".repeat(100)] {
            assert_eq!(OpenAt::parse(bad), None, "{bad}");
        }
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

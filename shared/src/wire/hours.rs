//! Opening hours as facts a page can show at any moment: the origin lays out days, whoever renders compares with its clock.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One stretch of being open. Local parts are in the café's own zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenInterval {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub opens_at: Timestamp,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub closes_at: Timestamp,
    /// Local calendar day on which it opens, `2026-11-21`.
    pub date: String,
    /// Local weekday on which it opens: 1 Monday .. 7 Sunday.
    pub weekday: u8,
    /// Local clock, `08:00`.
    pub opens: String,
    /// Local clock, `24:00` at midnight.
    pub closes: String,
    /// Local weekday on which it closes; midnight belongs to the day before it.
    pub closes_weekday: u8,
}

/// What is known about a place's hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoursView {
    /// OpenStreetMap `opening_hours` text as the source has it.
    pub text: String,
    /// False where the text could not be understood: it is shown as it is, and nothing is claimed.
    pub understood: bool,
    /// IANA zone.
    pub time_zone: String,
    /// The coming week, in order, neither overlapping nor touching. Empty when not understood, or closed all week.
    pub intervals: Vec<OpenInterval>,
}

/// Open or not, at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenState<'a> {
    Unknown,
    Open { until: &'a OpenInterval },
    Closed { next: Option<&'a OpenInterval> },
}

/// State at `now` by intervals in order; `understood` says whether their absence means closed.
pub fn open_state(understood: bool, intervals: &[OpenInterval], now: Timestamp) -> OpenState<'_> {
    if !understood {
        return OpenState::Unknown;
    }
    match intervals.iter().find(|interval| interval.closes_at > now) {
        Some(current) if current.opens_at <= now => OpenState::Open { until: current },
        next => OpenState::Closed { next },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(opens_s: i64, closes_s: i64) -> OpenInterval {
        OpenInterval {
            opens_at: Timestamp::from_second(opens_s).unwrap(),
            closes_at: Timestamp::from_second(closes_s).unwrap(),
            date: "1970-01-01".to_owned(),
            weekday: 4,
            opens: "08:00".to_owned(),
            closes: "10:00".to_owned(),
            closes_weekday: 4,
        }
    }

    #[test]
    fn opening_belongs_to_open_and_closing_does_not() {
        let week = [interval(100, 200), interval(300, 400)];
        let at = |second| open_state(true, &week, Timestamp::from_second(second).unwrap());
        assert_eq!(at(99), OpenState::Closed { next: Some(&week[0]) });
        assert_eq!(at(100), OpenState::Open { until: &week[0] });
        assert_eq!(at(199), OpenState::Open { until: &week[0] });
        assert_eq!(at(200), OpenState::Closed { next: Some(&week[1]) });
        assert_eq!(at(400), OpenState::Closed { next: None });
        assert_eq!(open_state(false, &[], Timestamp::UNIX_EPOCH), OpenState::Unknown);
    }
}

//! When places must be open: now, at a moment, or when the clocks of wherever they are show a time.

use chrono::{DateTime, DurationRound, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use jiff::Timestamp;
use shared::geo::Position;
use shared::open_at::{self, OpenAt};
use sqlx::PgPool;

use super::cells;
use super::queries::near;
use crate::cities::queries::CityRow;
use crate::error::ApiError;
use crate::http::parameters::Parameters;
use crate::opening_hours::lay_out::REFRESH_BELOW;

/// No clocks are farther from those of UTC.
const FARTHEST_CLOCKS: TimeDelta = TimeDelta::hours(14);

/// When.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Now,
    At(DateTime<Utc>),
    /// What clocks there show.
    Local(NaiveDateTime),
}

impl When {
    /// Reads `open_now` and `open_at`, of which there may be one.
    pub fn parse(parameters: &Parameters, now: DateTime<Utc>) -> Result<Option<Self>, ApiError> {
        let wanted = match parameters.open_at()? {
            None => None,
            Some(OpenAt::Moment(moment)) => Some(Self::At(known(chrono_of(Some(moment))?, now, TimeDelta::zero())?)),
            // Of which moment it is to be within reach, its zone says.
            Some(OpenAt::Local(clock)) => Some(Self::Local(known(chrono_of(open_at::in_utc(clock))?, now, FARTHEST_CLOCKS)?.naive_utc())),
        };
        match (parameters.flag("open_now")?, wanted) {
            (true, Some(_)) => Err(ApiError::parameter("Ask for `open_now` or for `open_at`, not for both.")),
            (true, None) => Ok(Some(Self::Now)),
            (false, wanted) => Ok(wanted),
        }
    }

    /// The moment itself. Clocks of which nobody knows the zone are read as if they were of UTC.
    pub fn moment(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Now => now,
            Self::At(moment) => moment,
            Self::Local(clock) => clock.and_utc(),
        }
    }

    /// Reads clocks as they are set in a zone: the first time that they show it, and where they skip it, an hour later.
    fn in_zone(self, zone: Tz) -> Self {
        let Self::Local(clock) = self else { return self };
        let shown = |clock: NaiveDateTime| zone.from_local_datetime(&clock).earliest();
        let moment = shown(clock).or_else(|| shown(clock.checked_add_signed(TimeDelta::hours(1))?));
        moment.map_or(self, |moment| Self::At(moment.to_utc()))
    }
}

/// A time on clocks becomes the moment that it is in the zone of the city, or else of whatever place is nearest.
///
/// # Errors
/// `invalid_parameter` (400) where that is a moment of which nobody knows.
pub async fn settle(db: &PgPool, open: Option<When>, city: Option<&CityRow>, near: Option<(Position, u32)>, now: DateTime<Utc>) -> Result<Option<When>, ApiError> {
    let Some(when @ When::Local(_)) = open else { return Ok(open) };
    let zone = match (city, near) {
        (Some(city), _) => city.time_zone.clone(),
        (None, Some((position, radius_m))) => zone_near(db, position, radius_m).await?,
        (None, None) => None,
    };
    let zone = zone.and_then(|name| name.parse::<Tz>().ok());
    let moment = zone.map_or(when, |zone| when.in_zone(zone)).moment(now);
    Ok(Some(When::At(known(moment, now, TimeDelta::zero())?)))
}

/// Looked for in widening circles, because the nearest one decides.
async fn zone_near(db: &PgPool, position: Position, radius_m: u32) -> Result<Option<String>, sqlx::Error> {
    for step_m in cells::widening(radius_m) {
        if let Some(zone) = near::find_zone_near(db, position, step_m).await? {
            return Ok(Some(zone));
        }
    }
    Ok(None)
}

fn chrono_of(moment: Option<Timestamp>) -> Result<DateTime<Utc>, ApiError> {
    moment.and_then(|moment| DateTime::from_timestamp(moment.as_second(), 0)).ok_or_else(out_of_reach)
}

/// A moment for which hours are laid out, give or take a margin; to the minute.
fn known(moment: DateTime<Utc>, now: DateTime<Utc>, margin: TimeDelta) -> Result<DateTime<Utc>, ApiError> {
    let minute = moment.duration_trunc(TimeDelta::minutes(1)).unwrap_or(moment);
    // Some places are laid out no further, and a day of that may pass until it is their turn again.
    let (from, until) = (now - TimeDelta::days(1) - margin, now + REFRESH_BELOW - TimeDelta::days(1) + margin);
    if (from..=until).contains(&minute) { Ok(minute) } else { Err(out_of_reach()) }
}

fn out_of_reach() -> ApiError {
    ApiError::parameter("`open_at` is a moment from yesterday to a week from now: further ahead nobody knows.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zone: Tz, clock: &str) -> String {
        let clock = NaiveDateTime::parse_from_str(clock, "%Y-%m-%dT%H:%M").unwrap();
        When::Local(clock).in_zone(zone).moment(DateTime::UNIX_EPOCH).to_rfc3339()
    }

    #[test]
    fn clocks_are_read_where_they_hang_even_on_the_nights_on_which_they_change() {
        assert_eq!(shown(Tz::Europe__Helsinki, "2026-11-20T12:30"), "2026-11-20T10:30:00+00:00");
        assert_eq!(shown(Tz::Asia__Tokyo, "2026-11-20T12:30"), "2026-11-20T03:30:00+00:00");
        // Skipped: an hour later. Shown twice: the first time.
        assert_eq!(shown(Tz::Europe__Berlin, "2026-03-29T02:30"), "2026-03-29T01:30:00+00:00");
        assert_eq!(shown(Tz::Europe__Berlin, "2026-10-25T02:30"), "2026-10-25T00:30:00+00:00");
    }
}

//! OpenStreetMap `opening_hours`, evaluated in a place's own zone by the `opening-hours` crate.
//!
//! A text that cannot be parsed is kept and shown as it is; nothing is guessed from it.

pub mod lay_out;
pub mod queries;

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use opening_hours::localization::{Coordinates, Country, TzLocation};
use opening_hours::{Context, OpeningHours, RuleKind};
use shared::geo::Position;

/// Longest text looked at; real ones stay below 255, OpenStreetMap's own bound on values.
pub const TEXT_CHARS_MAX: usize = 255;

/// The crate walks day by day over texts that never change state; one value took seconds before this bound (TOOLCHAIN, origin facts).
const INTERVAL_BOUND: TimeDelta = TimeDelta::days(366);

/// Hours that were understood, placed in a zone.
pub struct Hours(OpeningHours<TzLocation<Tz>>);

/// Where and by which holidays hours are read.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub time_zone: Tz,
    /// ISO 3166-1 alpha-2, for public holidays.
    pub country: &'a str,
    /// For sunrise and sunset.
    pub position: Option<Position>,
}

impl Hours {
    /// `None` for a text that is not `opening_hours` syntax, even after white space was mended.
    pub fn parse(text: &str, place: Place<'_>) -> Option<Self> {
        let parsed = parse(text)?;
        let mut location = TzLocation::new(place.time_zone);
        if let Some(coordinates) = place.position.and_then(|position| Coordinates::new(position.lat, position.lon)) {
            location = location.with_coords(coordinates);
        }
        let mut context = Context::default().with_locale(location).approx_bound_interval_size(INTERVAL_BOUND);
        if let Ok(country) = Country::from_str(place.country) {
            context = context.with_holidays(country.holidays());
        }
        Some(Self(parsed.with_context(context)))
    }

    /// Stretches of being open that touch `from..until`, joined where they meet, the first one cut at `from`, the last at `until`.
    pub fn intervals(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let zone = *self.0.get_context().locale.get_timezone();
        let mut open: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
        for range in self.0.iter_range(from.with_timezone(&zone), until.with_timezone(&zone)) {
            let (opens_at, closes_at) = (range.range.start.to_utc(), range.range.end.to_utc());
            if range.kind != RuleKind::Open || closes_at <= opens_at {
                continue;
            }
            match open.last_mut() {
                Some(last) if last.1 >= opens_at => last.1 = closes_at.max(last.1),
                _ => open.push((opens_at, closes_at)),
            }
        }
        open
    }
}

/// Parses the text as it is, and failing that with its white space mended.
fn parse(text: &str) -> Option<OpeningHours> {
    if text.chars().count() > TEXT_CHARS_MAX {
        return None;
    }
    text.parse().or_else(|_unparsable| mend_spaces(text).parse()).ok()
}

/// White space and look-alike characters that people type round the separators: `10:00 - 18:00`, `Mo–Fr`, a trailing `;`.
fn mend_spaces(text: &str) -> String {
    let dashes = text.replace(['\u{2013}', '\u{2014}', '\u{2212}'], "-").replace('\u{a0}', " ");
    let words: Vec<&str> = dashes.split_whitespace().collect();
    let mut mended = words.join(" ");
    for separator in ["-", ",", ":"] {
        mended = mended.replace(&format!(" {separator}"), separator).replace(&format!("{separator} "), separator);
    }
    mended.replace(" ;", ";").trim_end_matches([';', ',', ' ']).to_owned()
}

#[cfg(test)]
mod tests;

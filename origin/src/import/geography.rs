//! Positions to countries and time zones, from boundary data that two libraries carry.

use country_boundaries::{BOUNDARIES_ODBL_360X180, CountryBoundaries, LatLon};
use shared::geo::Position;
use tzf_rs::DefaultFinder;

/// Boundaries of countries and zones, about 40 MB in memory; load once an import.
pub struct Geography {
    countries: Option<CountryBoundaries>,
    zones: DefaultFinder,
}

impl Geography {
    pub fn load() -> Self {
        Self { countries: CountryBoundaries::from_reader(BOUNDARIES_ODBL_360X180).ok(), zones: DefaultFinder::new() }
    }

    /// ISO 3166-1 alpha-2 of the country a position is in. `None` at sea, and where several claim it.
    pub fn country_at(&self, position: Position) -> Option<String> {
        let codes = self.codes_at(position);
        let mut countries = codes.into_iter().filter(|code| code.len() == 2);
        match (countries.next(), countries.next()) {
            (Some(only), None) => Some(only.to_owned()),
            _ => None,
        }
    }

    /// Whether `country` may be there: true as well where nothing is known.
    pub fn may_be_in(&self, position: Position, country: &str) -> bool {
        let codes = self.codes_at(position);
        codes.is_empty() || codes.iter().any(|code| *code == country || code.strip_prefix(country).is_some_and(|rest| rest.starts_with('-')))
    }

    /// Whether `country` is certainly there.
    pub fn is_in(&self, position: Position, country: &str) -> bool {
        self.codes_at(position).contains(&country)
    }

    fn codes_at(&self, position: Position) -> Vec<&str> {
        match (&self.countries, LatLon::new(position.lat, position.lon)) {
            (Some(countries), Ok(point)) => countries.ids(point),
            _ => Vec::new(),
        }
    }

    /// IANA zone at a position.
    pub fn zone_at(&self, position: Position) -> Option<String> {
        Some(self.zones.get_tz_name(position.lon, position.lat)).filter(|name| !name.is_empty()).map(ToOwned::to_owned)
    }
}

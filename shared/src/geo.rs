//! Positions on the WGS 84 ellipsoid, treated as a sphere for distances.

use core::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::limits::RADIUS_M_MAX;
use crate::query::parse_whole;

/// Mean Earth radius of the IUGG in metres; the origin's SQL function `distance_m` uses the same.
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A point in degrees: `lat` in -90..=90, `lon` in -180..=180, both finite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    #[cfg_attr(feature = "openapi", schema(minimum = -90, maximum = 90, example = 60.17))]
    pub lat: f64,
    #[cfg_attr(feature = "openapi", schema(minimum = -180, maximum = 180, example = 24.94))]
    pub lon: f64,
}

impl Position {
    /// `None` unless both are finite and in range.
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some(Self { lat, lon })
    }

    /// Reads `LAT,LON` as the API's `near` writes it. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (lat, lon) = text.split_once(',')?;
        Self::new(parse_degrees(lat)?, parse_degrees(lon)?)
    }

    /// Great-circle distance in metres by the haversine formula, good to 0.5 %.
    pub fn distance_m(self, other: Self) -> f64 {
        let (lat_a, lat_b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = (lat_b - lat_a) / 2.0;
        let half_lon = (other.lon - self.lon).to_radians() / 2.0;
        let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
        2.0 * EARTH_RADIUS_M * h.clamp(0.0, 1.0).sqrt().asin()
    }

    /// Where it is on the map. Latitudes are clamped short of the poles, which are infinitely far.
    pub fn on_map(self) -> MapPoint {
        let lat = self.lat.clamp(-85.0, 85.0).to_radians();
        MapPoint { x: self.lon, y: (PI / 4.0 + lat / 2.0).tan().ln().to_degrees() }
    }
}

/// Reads a radius in whole metres, 1 to [`RADIUS_M_MAX`]. `None` for anything else.
pub fn parse_radius_m(text: &str) -> Option<u32> {
    parse_whole(text).filter(|metres| (1..=RADIUS_M_MAX).contains(metres))
}

/// Plain decimal degrees only: no exponent, no `inf`, no stray spaces.
fn parse_degrees(text: &str) -> Option<f64> {
    let plain = !text.is_empty() && text.len() <= 24 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    if plain { text.parse().ok() } else { None }
}

/// Rounds degrees to the nearest hundredth (about 1.1 km of latitude): the finest a visitor's position ever travels.
pub fn coarse_degrees(degrees: f64) -> f64 {
    (degrees * 100.0).round() / 100.0
}

/// A point on Mercator's map: `x` east and `y` north, both in degrees along the equator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapPoint {
    pub x: f64,
    pub y: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn helsinki_to_tallinn_is_about_82_km() {
        let helsinki = Position::new(60.1699, 24.9384).unwrap();
        let tallinn = Position::new(59.4370, 24.7536).unwrap();
        let distance_m = helsinki.distance_m(tallinn);
        assert!((81_500.0..82_500.0).contains(&distance_m), "{distance_m}");
    }

    #[test]
    fn a_radius_is_a_whole_number_of_metres_within_bounds() {
        assert_eq!((parse_radius_m("1"), parse_radius_m("50000")), (Some(1), Some(50_000)));
        for bad in ["", "0", "50001", "-1", "1.5", "1e3", "99999999999", " 5"] {
            assert_eq!(parse_radius_m(bad), None, "{bad}");
        }
    }

    #[test]
    fn impossible_positions_are_refused() {
        for bad in ["190,0", "0,181", "nan,0", "inf,0", "1e3,0", "", ",", "1", "1,2,3", " 1,2", "1;2", "--1,2"] {
            assert_eq!(Position::parse(bad), None, "{bad}");
        }
        assert!(Position::parse("60.17,-24.94").is_some());
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_finite_and_below_half_a_circumference(
            a in (-90.0..=90.0, -180.0..=180.0), b in (-90.0..=90.0, -180.0..=180.0)
        ) {
            let (a, b) = (Position::new(a.0, a.1).unwrap(), Position::new(b.0, b.1).unwrap());
            let there = a.distance_m(b);
            prop_assert!(there.is_finite() && (0.0..=PI * EARTH_RADIUS_M + 1.0).contains(&there));
            prop_assert!((there - b.distance_m(a)).abs() < 1e-3);
            prop_assert!(a.distance_m(a) < 1e-3);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Position::parse(&text);
        }
    }
}

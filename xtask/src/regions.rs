//! `cargo xtask dev --regions N --from PLACE`: several regions on one machine, as far apart as they are, and a developer who stands anywhere.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

use crate::paths;

/// A region of the development set; the first one has the primary.
#[derive(Clone, Copy, Debug)]
pub struct Region {
    pub id: &'static str,
    lat: f64,
    lon: f64,
}

pub const REGIONS: [Region; 3] =
    [Region { id: "eu-central-1", lat: 50.1, lon: 8.7 }, Region { id: "us-east-1", lat: 39.0, lon: -77.5 }, Region { id: "ap-southeast-1", lat: 1.3, lon: 103.8 }];

/// Edge locations by code and city.
const PLACES: [(&str, &str, f64, f64); 16] = [
    ("FRA", "FRANKFURT", 50.03, 8.56),
    ("LHR", "LONDON", 51.47, -0.46),
    ("HEL", "HELSINKI", 60.32, 24.96),
    ("MAD", "MADRID", 40.47, -3.56),
    ("EWR", "NEW YORK", 40.69, -74.17),
    ("SJC", "SAN JOSE", 37.36, -121.93),
    ("MEX", "MEXICO CITY", 19.44, -99.07),
    ("GRU", "SAO PAULO", -23.43, -46.47),
    ("JNB", "JOHANNESBURG", -26.13, 28.24),
    ("NBO", "NAIROBI", -1.32, 36.93),
    ("DXB", "DUBAI", 25.25, 55.36),
    ("BOM", "MUMBAI", 19.09, 72.87),
    ("SIN", "SINGAPORE", 1.35, 103.99),
    ("HKG", "HONG KONG", 22.31, 113.91),
    ("NRT", "TOKYO", 35.76, 140.39),
    ("SYD", "SYDNEY", -33.95, 151.18),
];

/// Where the developer stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    lat: f64,
    lon: f64,
}

impl Default for Place {
    fn default() -> Self {
        Self { lat: PLACES[0].2, lon: PLACES[0].3 }
    }
}

impl Place {
    /// A code or city of an edge location, or `LAT,LON`.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let wanted = text.to_uppercase();
        if let Some((_, _, lat, lon)) = PLACES.into_iter().find(|(code, city, ..)| *code == wanted || *city == wanted) {
            return Ok(Self { lat, lon });
        }
        let numbers = text.split_once(',').and_then(|(lat, lon)| Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?)));
        match numbers {
            Some((lat, lon)) if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) => Ok(Self { lat, lon }),
            _ => bail!("{text:?} is no place; --from takes LAT,LON or one of {}", PLACES.map(|(_, city, ..)| city).join(", ")),
        }
    }

    /// What Cloudflare would say of a visitor from here, in the file that wrangler reads it from.
    pub fn write_cf(self) -> anyhow::Result<PathBuf> {
        let path = paths::outputs().join("cf.json");
        fs::create_dir_all(paths::outputs())?;
        let cf = serde_json::json!({ "latitude": self.lat.to_string(), "longitude": self.lon.to_string() });
        fs::write(&path, cf.to_string()).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }
}

/// A way between two places that is to take its time: who connects to `listen` reaches `target`.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub listen: u16,
    target: u16,
    from: Place,
    to: Place,
}

impl Way {
    /// From the edge to a region's origin.
    pub fn to_region(region: Region, listen: u16, target: u16, from: Place) -> Self {
        Self { listen, target, from, to: Place { lat: region.lat, lon: region.lon } }
    }

    /// From a region to the primary's server.
    pub fn to_primary(region: Region, listen: u16, target: u16) -> Self {
        let [primary, ..] = REGIONS;
        Self { listen, target, from: Place { lat: region.lat, lon: region.lon }, to: Place { lat: primary.lat, lon: primary.lon } }
    }
}

/// The program that makes ways take their time.
pub fn distances(ways: &[Way]) -> Command {
    let mut command = Command::new(paths::target("native").join("debug/distances"));
    command.args(ways.iter().map(|way| format!("{}:{}:{},{}:{},{}", way.listen, way.target, way.from.lat, way.from.lon, way.to.lat, way.to.lon)));
    command.current_dir(paths::root());
    command
}

/// The Worker's variable `REGIONS`, each region reached through the port of its way.
pub fn variable(ways: &[(Region, u16)]) -> String {
    let list: Vec<serde_json::Value> = ways
        .iter()
        .map(|(region, port)| {
            let role = if region.id == REGIONS[0].id { "primary" } else { "replica" };
            serde_json::json!({ "id": region.id, "url": format!("http://127.0.0.1:{port}"), "lat": region.lat, "lon": region.lon, "role": role })
        })
        .collect();
    serde_json::Value::from(list).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_names_codes_and_numbers() {
        assert_eq!(Place::parse("tokyo").unwrap(), Place::parse("NRT").unwrap());
        assert_eq!(Place::parse("-33.9, 151.2").unwrap(), Place { lat: -33.9, lon: 151.2 });
        for wrong in ["", "atlantis", "91,0", "1", "1,2,3"] {
            assert!(Place::parse(wrong).unwrap_err().to_string().contains("LAT,LON"), "{wrong}");
        }
    }
}

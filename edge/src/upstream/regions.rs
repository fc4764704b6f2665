//! The regions that origins run in, as the configuration names them. What is not wholly right is refused whole: the last good one stays.

use serde::{Deserialize, Serialize};
use shared::geo::Position;

use super::geography::expected_round_trip_ms;

/// Longest configuration that is read.
pub const CONFIGURATION_BYTES_MAX: usize = 16 * 1024;
const REGIONS_MAX: usize = 16;
const ID_CHARS_MAX: usize = 40;

/// Whether a region holds the writable database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Primary,
    Replica,
}

/// One region, as written: `{"id": "eu-central-1", "url": "https://…", "lat": 50.1, "lon": 8.7, "role": "primary"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    pub id: String,
    /// Scheme, host and port, without a trailing slash.
    pub url: String,
    pub lat: f64,
    pub lon: f64,
    pub role: Role,
}

/// Regions, exactly one of them primary; none at all only where nothing was ever configured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Regions(Vec<Region>);

impl Regions {
    /// Reads a configuration.
    ///
    /// # Errors
    /// A sentence that says what is wrong; nothing of the text is taken over then.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > CONFIGURATION_BYTES_MAX {
            return Err(format!("the configuration has {} bytes; {CONFIGURATION_BYTES_MAX} are allowed", text.len()));
        }
        let mut regions: Vec<Region> = serde_json::from_str(text).map_err(|error| format!("the configuration is no list of regions: {error}"))?;
        if regions.is_empty() || regions.len() > REGIONS_MAX {
            return Err(format!("the configuration names {} regions; 1 to {REGIONS_MAX} are allowed", regions.len()));
        }
        for region in &mut regions {
            region.url = base_url(&region.url).ok_or_else(|| format!("the url of region {:?} is no plain http(s) address", region.id))?;
            let plain =
                !region.id.is_empty() && region.id.len() <= ID_CHARS_MAX && region.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            if !plain {
                return Err(format!("{:?} is no name for a region", region.id));
            }
            if Position::new(region.lat, region.lon).is_none() {
                return Err(format!("region {:?} lies nowhere on Earth", region.id));
            }
        }
        let mut ids: Vec<&str> = regions.iter().map(|region| region.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() != regions.len() {
            return Err("two regions have the same id".to_owned());
        }
        match regions.iter().filter(|region| region.role == Role::Primary).count() {
            1 => Ok(Self(regions)),
            other => Err(format!("{other} regions are primary; exactly one must be")),
        }
    }

    /// One origin at one address, wherever it may be.
    pub fn single(url: &str) -> Option<Self> {
        Some(Self(vec![Region { id: "origin".to_owned(), url: base_url(url)?, lat: 0.0, lon: 0.0, role: Role::Primary }]))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Region> {
        self.0.iter()
    }

    pub fn primary(&self) -> Option<&Region> {
        self.0.iter().find(|region| region.role == Role::Primary)
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Regions from the nearest on: by what was measured from here where there is enough of it, else by geography.
    pub fn nearest_first(&self, from: Option<Position>, measured_ms: impl Fn(&str) -> Option<f64>) -> Vec<&Region> {
        let mut order: Vec<(f64, &Region)> = self.0.iter().map(|region| (measured_ms(&region.id).unwrap_or_else(|| region.expected_ms(from)), region)).collect();
        order.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        order.into_iter().map(|(_, region)| region).collect()
    }
}

impl Region {
    fn expected_ms(&self, from: Option<Position>) -> f64 {
        from.map_or(0.0, |from| expected_round_trip_ms(from, Position { lat: self.lat, lon: self.lon }))
    }
}

/// Scheme, host and port. `None` for anything with a path of its own, a query, a user or spaces.
fn base_url(url: &str) -> Option<String> {
    let url = url.trim().trim_end_matches('/');
    let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"))?;
    let plain = !host.is_empty() && host.len() <= 300 && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']'));
    plain.then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: &str =
        r#"[{"id":"eu","url":"https://eu.example/","lat":50.1,"lon":8.7,"role":"primary"},{"id":"us","url":"http://127.0.0.1:8081","lat":39.0,"lon":-77.5,"role":"replica"}]"#;

    #[test]
    fn a_right_configuration_is_read_and_the_nearest_comes_first() {
        let regions = Regions::parse(GOOD).unwrap();
        assert_eq!(regions.primary().unwrap().url, "https://eu.example");
        let first = |lat, lon, measured: Option<f64>| regions.nearest_first(Position::new(lat, lon), |id| measured.filter(|_| id == "eu"))[0].id.clone();
        assert_eq!((first(60.2, 24.9, None), first(40.7, -74.0, None)), ("eu".to_owned(), "us".to_owned()));
        // What was measured outweighs the map.
        assert_eq!(first(60.2, 24.9, Some(900.0)), "us");
        assert_eq!(Regions::parse(&regions.to_json()).unwrap(), regions);
    }

    #[test]
    fn anything_less_than_right_is_refused_with_a_reason() {
        for cut in 0..GOOD.len() {
            assert!(Regions::parse(GOOD.get(..cut).unwrap_or_default()).is_err(), "{cut}");
        }
        let bad = [
            GOOD.replace("primary", "replica"),
            GOOD.replace("replica", "primary"),
            GOOD.replace("us", "eu"),
            GOOD.replace("50.1", "190"),
            GOOD.replace("50.1", "\"50.1\""),
            GOOD.replace("https://eu.example/", "https://u@eu.example/"),
            GOOD.replace("https://eu.example/", "javascript:1"),
            GOOD.replace("\"lat\"", "\"latitude\""),
            format!("{GOOD}{}", " ".repeat(CONFIGURATION_BYTES_MAX)),
            "[]".to_owned(),
            "{}".to_owned(),
            "null".to_owned(),
        ];
        for text in bad {
            assert!(Regions::parse(&text).is_err_and(|reason| !reason.is_empty()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Regions::parse(&text);
        }
    }
}

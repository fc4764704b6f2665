//! What we tell of some cities: our own words, compiled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use shared::geo::Position;
use shared::slug::Slug;
use shared::urls::CountryCode;

use super::CITY_REACH_M;

/// What we tell of a city, and which one we mean: names and so slugs are common, and another city may have had this one first.
#[derive(Debug, Deserialize)]
struct Guide {
    #[serde(flatten)]
    middle: Position,
    text: String,
}

/// By upper-case country and slug, `FI/helsinki`.
static GUIDES: LazyLock<HashMap<String, Guide>> = LazyLock::new(|| {
    // A test reads it, so that it is never empty by mistake.
    serde_json::from_str(include_str!("../../reference/cities.json")).unwrap_or_default()
});

/// A few sentences on the coffee of the city with this slug, if it lies where we mean.
pub fn find(country: CountryCode, slug: &Slug, middle: Option<Position>) -> Option<&'static str> {
    let guide = GUIDES.get(&format!("{}/{slug}", country.to_upper()))?;
    (guide.middle.distance_m(middle?) <= CITY_REACH_M).then_some(guide.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guide_is_of_a_city_that_an_address_can_name_and_worth_reading() {
        assert!(GUIDES.len() >= 10);
        for (city, guide) in GUIDES.iter() {
            let (country, slug) = city.split_once('/').unwrap();
            let (country, slug) = (CountryCode::from_upper(country).unwrap(), Slug::parse(slug).unwrap());
            assert_eq!(find(country, &slug, Some(guide.middle)), Some(guide.text.as_str()), "{city}");
            assert!((200..1_000).contains(&guide.text.chars().count()), "{city}");
        }
        // There is a Portland in Maine, too.
        let (us, portland) = (CountryCode::parse("us").unwrap(), Slug::parse("portland").unwrap());
        assert_eq!(find(us, &portland, Position::new(43.66, -70.26)), None);
        assert_eq!(find(us, &portland, None), None);
    }
}

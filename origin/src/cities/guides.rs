//! What we tell of some cities: our own words in each language of the site, compiled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use shared::geo::Position;
use shared::slug::Slug;
use shared::urls::CountryCode;
use shared::wire::cities::GuideTranslations;

use super::CITY_REACH_M;

/// Which city we mean, and what we tell of it in English. Names and so slugs are common, and another city may have had this one first.
#[derive(Debug, Deserialize)]
struct Entry {
    #[serde(flatten)]
    middle: Position,
    text: String,
}

/// What we tell of a city.
#[derive(Debug)]
pub struct Guide {
    middle: Position,
    /// In English.
    pub text: String,
    pub translations: GuideTranslations,
}

/// By upper-case country and slug, `FI/helsinki`.
static GUIDES: LazyLock<HashMap<String, Guide>> = LazyLock::new(|| {
    // A test reads them, so that nothing is missing by mistake.
    let entries: HashMap<String, Entry> = serde_json::from_str(include_str!("../../reference/cities.json")).unwrap_or_default();
    let mut es = texts(include_str!("../../reference/city_texts.es.json"));
    let mut de = texts(include_str!("../../reference/city_texts.de.json"));
    let mut ja = texts(include_str!("../../reference/city_texts.ja.json"));
    let mut ar = texts(include_str!("../../reference/city_texts.ar.json"));
    let guides = entries.into_iter().filter_map(|(city, Entry { middle, text })| {
        let translations = GuideTranslations { es: es.remove(&city)?, de: de.remove(&city)?, ja: ja.remove(&city)?, ar: ar.remove(&city)? };
        Some((city, Guide { middle, text, translations }))
    });
    guides.collect()
});

fn texts(json: &str) -> HashMap<String, String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A few sentences on the coffee of the city with this slug, if it lies where we mean.
pub fn find(country: CountryCode, slug: &Slug, middle: Option<Position>) -> Option<&'static Guide> {
    let guide = GUIDES.get(&format!("{}/{slug}", country.to_upper()))?;
    (guide.middle.distance_m(middle?) <= CITY_REACH_M).then_some(guide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guide_is_of_a_city_that_an_address_can_name_and_worth_reading_in_every_language() {
        let english: HashMap<String, Entry> = serde_json::from_str(include_str!("../../reference/cities.json")).unwrap();
        assert!(GUIDES.len() >= 10 && GUIDES.len() == english.len());
        for (city, guide) in GUIDES.iter() {
            let (country, slug) = city.split_once('/').unwrap();
            let (country, slug) = (CountryCode::from_upper(country).unwrap(), Slug::parse(slug).unwrap());
            assert_eq!(find(country, &slug, Some(guide.middle)).map(|found| found.text.as_str()), Some(guide.text.as_str()), "{city}");
            let GuideTranslations { es, de, ja, ar } = &guide.translations;
            for text in [&guide.text, es, de, ar] {
                assert!((200..1_000).contains(&text.chars().count()), "{city}: {text}");
            }
            // What takes two letters elsewhere is one here.
            assert!((100..500).contains(&ja.chars().count()), "{city}: {ja}");
            assert!([es, de, ja, ar].into_iter().all(|text| *text != guide.text), "{city}");
        }
        // There is a Portland in Maine, too.
        let (us, portland) = (CountryCode::parse("us").unwrap(), Slug::parse("portland").unwrap());
        assert!(find(us, &portland, Position::new(43.66, -70.26)).is_none());
        assert!(find(us, &portland, None).is_none());
    }
}

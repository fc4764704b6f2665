//! What we tell of some cities: our own words, compiled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use shared::slug::Slug;
use shared::urls::CountryCode;

/// By upper-case country and slug, `FI/helsinki`.
static GUIDES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    // A test reads it, so that it is never empty by mistake.
    serde_json::from_str(include_str!("../../reference/cities.json")).unwrap_or_default()
});

/// A few sentences on a city's coffee.
pub fn find(country: CountryCode, slug: &Slug) -> Option<&'static str> {
    GUIDES.get(&format!("{}/{slug}", country.to_upper())).map(String::as_str)
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
            assert_eq!(find(country, &slug), Some(guide.as_str()), "{city}");
            assert!((200..1_000).contains(&guide.chars().count()), "{city}");
        }
    }
}

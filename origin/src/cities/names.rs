//! What other languages call some cities: our own list, compiled in. People look for Lisboa, Lissabon and リスボン, and mean Lisbon.

use std::collections::HashMap;
use std::sync::LazyLock;

/// By upper-case country and slug, `PT/lisbon`. Names that are written alike but for accents stand there once.
static NAMES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    // A test reads it, so that it is never empty by mistake.
    serde_json::from_str(include_str!("../../reference/city_names.json")).unwrap_or_default()
});

/// Other names of the city with this slug, none where we know of none.
pub fn of(country: &str, slug: &str) -> &'static [String] {
    NAMES.get(&format!("{country}/{slug}")).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::slug::Slug;
    use shared::urls::CountryCode;

    #[test]
    fn every_name_is_of_a_city_that_an_address_can_name() {
        assert!(NAMES.len() >= 60);
        for (city, names) in NAMES.iter() {
            let (country, slug) = city.split_once('/').unwrap();
            assert!(CountryCode::from_upper(country).is_some_and(|code| code.to_upper() == country) && Slug::parse(slug).is_ok(), "{city}");
            assert!(!names.is_empty() && names.iter().all(|name| name.chars().any(char::is_alphabetic)), "{city}");
        }
        assert!(of("PT", "lisbon").iter().any(|name| name == "Lisboa"));
        assert!(of("PT", "nowhere").is_empty());
    }
}

//! Names of what an answer speaks of. The origin puts them on answers (`Cache-Tag`), a change raises them, and every answer that carries a
//! raised one is asked for again.

use uuid::Uuid;

/// The header that lists an answer's tags.
pub const CACHE_TAG_HEADER: &str = "cache-tag";
/// The header with which an origin says how late a change is: larger for every later change of the same thing.
pub const GENERATION_HEADER: &str = "cache-generation";
/// Longest tag.
pub const TAG_BYTES_MAX: usize = 120;

/// Lists of all cafés, or by something finer than a city.
pub const CAFE_LISTS: &str = "list:cafes";
pub const ROASTER_LISTS: &str = "list:roasters";
pub const CITY_LISTS: &str = "list:cities";
pub const ARTISAN_LISTS: &str = "list:artisans";
pub const STORY_LISTS: &str = "list:stories";
/// All brewing methods, each with how many cafés brew so.
pub const BREWING_METHODS: &str = "list:brewing-methods";
/// All sources, each with how many places it has.
pub const SOURCES: &str = "list:sources";
/// Every answer to a search.
pub const SEARCHES: &str = "list:searches";

pub fn cafe(id: Uuid) -> String {
    format!("cafe:{id}")
}

pub fn roaster(id: Uuid) -> String {
    format!("roaster:{id}")
}

pub fn artisan(id: Uuid) -> String {
    format!("artisan:{id}")
}

pub fn story(id: Uuid) -> String {
    format!("story:{id}")
}

/// A city's own page and its lists.
pub fn city(country: &str, slug: &str) -> String {
    format!("city:{}/{slug}", country.to_ascii_lowercase())
}

/// Whether a text can be a tag: visible ASCII without what separates tags.
pub fn is_tag(text: &str) -> bool {
    !text.is_empty() && text.len() <= TAG_BYTES_MAX && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',' && byte != b'"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_tags_are_tags() {
        for tag in [CAFE_LISTS.to_owned(), ROASTER_LISTS.to_owned(), cafe(Uuid::nil()), city("FI", "helsinki")] {
            assert!(is_tag(&tag), "{tag}");
        }
        for other in ["", "a b", "a,b", "a\"b", "é", &"x".repeat(TAG_BYTES_MAX + 1)] {
            assert!(!is_tag(other), "{other}");
        }
    }
}

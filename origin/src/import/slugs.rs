//! Readable slugs from names of any script.

use shared::limits::SLUG_CHARS_MAX;

/// Left free for a number such as `-12345`.
const SUFFIX_ROOM: usize = 8;

/// Slug of a name, by transliteration; `fallback` for a name without a single letter or digit.
fn of(name: &str, fallback: &str) -> String {
    let slug = slug::slugify(name);
    let slug = shorten(&slug, SLUG_CHARS_MAX - SUFFIX_ROOM);
    if slug.is_empty() { fallback.to_owned() } else { slug }
}

/// Name and city: `cafe-java-helsinki`. A name that already ends in its city is not doubled.
pub fn of_place(name: &str, city_slug: Option<&str>) -> String {
    let name = of(name, "place");
    match city_slug {
        Some(city) if name != city && !name.ends_with(&format!("-{city}")) => {
            let city = shorten(city, 24);
            format!("{}-{city}", shorten(&name, SLUG_CHARS_MAX - SUFFIX_ROOM - city.len() - 1))
        }
        _ => name,
    }
}

/// City slug. Pinyin writes a place name as one word, so a name in Han characters loses the hyphens between syllables;
/// any other foreign script does so where the Latin name of a near city then says the same.
pub fn of_city(name: &str, nearest_city: Option<&str>) -> String {
    let slug = of(name, "city");
    let joined = slug.replace('-', "");
    let han = !name.is_empty() && name.chars().all(|character| ('\u{3400}'..='\u{9fff}').contains(&character));
    let same_as_nearest = nearest_city.is_some_and(|nearest| of(nearest, "").replace('-', "") == joined);
    match nearest_city {
        Some(nearest) if same_as_nearest && !name.is_ascii() => of(nearest, "city"),
        _ if han => joined,
        _ => slug,
    }
}

/// Numbered form for the second and later holders of a base.
pub fn numbered(base: &str, number: i32) -> String {
    if number <= 1 { base.to_owned() } else { format!("{base}-{number}") }
}

/// Cuts at a hyphen where there is one, so that words stay whole.
fn shorten(slug: &str, length: usize) -> String {
    match slug.get(..length) {
        Some(head) if slug.len() > length => head.rsplit_once('-').map_or(head, |(words, _)| words).to_owned(),
        _ => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shared::slug::Slug;

    #[test]
    fn names_of_every_script_give_readable_slugs() {
        assert_eq!(of_place("Cafe Java", Some("helsinki")), "cafe-java-helsinki");
        assert_eq!(of_place("Café Zoë", Some("zurich")), "cafe-zoe-zurich");
        assert_eq!(of_place("莫奈咖啡 Monet Cafe", Some("shanghai")), "mo-nai-ka-pei-monet-cafe-shanghai");
        assert_eq!(of_place("Кофейня на Невском", Some("sankt-peterburg")), "kofeinia-na-nevskom-sankt-peterburg");
        assert!(Slug::parse(&of_place("ร้านกาแฟ", Some("bangkok"))).is_ok());
        assert_eq!(of_place("Kahvila Helsinki", Some("helsinki")), "kahvila-helsinki");
        assert_eq!(of_place("☕", None), "coffee");
        assert_eq!(of_place("\u{e000}", None), "place");
        assert_eq!(of_city("上海", Some("Shanghai")), "shanghai");
        assert_eq!(of_city("北京", None), "beijing");
        assert_eq!(of_city("São Paulo", None), "sao-paulo");
    }

    proptest! {
        #[test]
        fn any_name_gives_a_slug_that_can_be_numbered(name in ".{0,200}", city in ".{0,100}", number in 1..99_999_i32) {
            let city = of_city(&city, None);
            prop_assert!(Slug::parse(&city).is_ok(), "{}", city);
            let slug = numbered(&of_place(&name, Some(&city)), number);
            prop_assert!(Slug::parse(&slug).is_ok(), "{}", slug);
        }
    }
}

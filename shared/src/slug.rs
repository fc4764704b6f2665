//! The readable part of a URL: `cafe-java-helsinki`.

use core::fmt;

use crate::limits::SLUG_CHARS_MAX;

/// Lower-case ASCII words joined by single hyphens, 1..=[`SLUG_CHARS_MAX`] characters.
///
/// Parsed once at the door; whoever holds one may put it into a URL, a key or a query as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 80, example = "cafe-java-helsinki"))]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASlug;

impl fmt::Display for NotASlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a slug is 1 to {SLUG_CHARS_MAX} lower-case letters or digits in words joined by single hyphens")
    }
}

impl std::error::Error for NotASlug {}

impl Slug {
    /// # Errors
    /// [`NotASlug`] unless `text` is in the canonical form.
    pub fn parse(text: &str) -> Result<Self, NotASlug> {
        let words_are_plain = text.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if text.len() <= SLUG_CHARS_MAX && words_are_plain { Ok(Self(text.to_owned())) } else { Err(NotASlug) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = NotASlug;
    fn try_from(text: String) -> Result<Self, NotASlug> {
        Self::parse(&text)
    }
}

impl<'de> serde::Deserialize<'de> for Slug {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn canonical_forms_pass_and_everything_else_is_refused() {
        for good in ["a", "cafe-java-helsinki", "7", "a-1-b"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        let long = "a".repeat(SLUG_CHARS_MAX + 1);
        for bad in ["", "-", "a-", "-a", "a--b", "A", "ä", "a b", "a/b", "a%20b", "..", "a\0", long.as_str()] {
            assert!(Slug::parse(bad).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_parsed_slug_survives_url_and_json_unchanged(text in "[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,6}") {
            let slug = Slug::parse(&text).unwrap();
            let json = serde_json::to_string(&slug).unwrap();
            prop_assert_eq!(serde_json::from_str::<Slug>(&json).unwrap(), slug);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Slug::parse(&text);
        }
    }
}

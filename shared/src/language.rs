//! Languages of the pages, and how a path says which one.

/// A language that pages speak. English has no prefix, so that each page has one address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    English,
    Spanish,
    German,
    Japanese,
    Arabic,
}

impl Language {
    pub const ALL: [Self; 5] = [Self::English, Self::Spanish, Self::German, Self::Japanese, Self::Arabic];

    /// ISO 639-1, as `lang=` and `hreflang=` take it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::German => "de",
            Self::Japanese => "ja",
            Self::Arabic => "ar",
        }
    }

    /// The language with this [`Language::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The same with the country that most of its words and numbers are written as in, as Open Graph takes it.
    pub const fn locale(self) -> &'static str {
        match self {
            Self::English => "en_GB",
            Self::Spanish => "es_ES",
            Self::German => "de_DE",
            Self::Japanese => "ja_JP",
            Self::Arabic => "ar_AR",
        }
    }

    /// What its speakers call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::German => "Deutsch",
            Self::Japanese => "日本語",
            Self::Arabic => "العربية",
        }
    }

    /// As `dir=` takes it.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::English | Self::Spanish | Self::German | Self::Japanese => "ltr",
            Self::Arabic => "rtl",
        }
    }

    /// What its paths begin with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::English => "",
            Self::Spanish => "/es",
            Self::German => "/de",
            Self::Japanese => "/ja",
            Self::Arabic => "/ar",
        }
    }

    /// Takes the language off a path: `/es/cafes` is Spanish and `/cafes`, `/es` is Spanish and `/`. A path without a prefix is English, and as it
    /// was. Of `/es/` nothing is left that could name a page: that is another spelling of `/es`.
    pub fn split(path: &str) -> (Self, &str) {
        let prefixed = Self::ALL.into_iter().filter(|language| !language.prefix().is_empty()).find_map(|language| match path.strip_prefix(language.prefix())? {
            "" => Some((language, "/")),
            "/" => Some((language, "")),
            rest => rest.starts_with('/').then_some((language, rest)),
        });
        prefixed.unwrap_or((Self::English, path))
    }

    /// A path without a language, with or without a query or fragment, as this language has it: `/cafes?sort=name` is `/es/cafes?sort=name`.
    pub fn path(self, path: &str) -> String {
        let prefix = self.prefix();
        match path.strip_prefix('/') {
            // The first page of a language has no slash at its end, as no other page has one.
            Some(rest) if !prefix.is_empty() && (rest.is_empty() || rest.starts_with(['?', '#'])) => format!("{prefix}{rest}"),
            _ => format!("{prefix}{path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_prefix_is_a_whole_segment_and_english_has_none() {
        for (path, language, rest) in [
            ("/", Language::English, "/"),
            ("/cafes", Language::English, "/cafes"),
            ("/es", Language::Spanish, "/"),
            ("/es/cafes", Language::Spanish, "/cafes"),
            ("/ar/cafes/kamo-kissa-kyoto", Language::Arabic, "/cafes/kamo-kissa-kyoto"),
            ("/ja/de", Language::Japanese, "/de"),
            ("/esx", Language::English, "/esx"),
            ("/ES/cafes", Language::English, "/ES/cafes"),
            ("/en/cafes", Language::English, "/en/cafes"),
            ("/de/", Language::German, ""),
            ("", Language::English, ""),
        ] {
            assert_eq!(Language::split(path), (language, rest), "{path}");
        }
    }

    #[test]
    fn paths_keep_their_query_and_no_page_ends_with_a_slash() {
        assert_eq!(Language::Spanish.path("/"), "/es");
        assert_eq!(Language::Spanish.path("/?x=1"), "/es?x=1");
        assert_eq!(Language::German.path("/cafes?sort=name#a"), "/de/cafes?sort=name#a");
        assert_eq!(Language::English.path("/?x=1"), "/?x=1");
    }

    #[test]
    fn languages_are_told_apart_by_code_prefix_and_name() {
        for language in Language::ALL {
            assert!(language.locale().starts_with(&format!("{}_", language.code())));
            assert_eq!(Language::from_code(language.code()), Some(language));
            assert!(language.prefix().is_empty() || language.prefix() == format!("/{}", language.code()));
            assert_eq!(Language::ALL.into_iter().filter(|other| other.code() == language.code() || other.own_name() == language.own_name()).count(), 1);
        }
    }

    proptest! {
        #[test]
        fn what_a_language_has_put_before_a_path_comes_off_again(path in "/([a-z]{1,3}(/[a-z]{1,3}){0,2})?") {
            for language in Language::ALL {
                // Only a path that has a language already reads otherwise.
                if language != Language::English || Language::split(&path).0 == Language::English {
                    let localised = language.path(&path);
                    prop_assert_eq!(Language::split(&localised), (language, path.as_str()));
                }
            }
        }

        #[test]
        fn no_path_panics(path in ".*") {
            let _ = Language::split(&path);
        }
    }
}

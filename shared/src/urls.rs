//! The public URLs (DESIGN §4): built and parsed here and nowhere else.

use uuid::Uuid;

use crate::query::escape;
use crate::slug::Slug;

/// Prefix of the JSON API.
pub const API: &str = "/api/v1";
/// Prefix of signed calls between our own servers and from operators.
pub const INTERNAL: &str = "/internal";
/// The OpenAPI document of the JSON API.
pub const OPENAPI: &str = "/api/openapi.json";

/// ISO 3166-1 alpha-2 country in lower case, as URLs carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// Two lower-case ASCII letters; whether such a country exists is the origin's to know.
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            &[a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Some(Self([a, b])),
            _ => None,
        }
    }

    /// The same from ISO's upper-case form, as wire and database write it.
    pub fn from_upper(text: &str) -> Option<Self> {
        Self::parse(&text.to_ascii_lowercase())
    }

    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// ISO's upper-case form.
    pub fn to_upper(self) -> String {
        self.as_str().to_ascii_uppercase()
    }
}

/// What pages with a list of cafés take: filters, order, and where a page begins.
pub const CAFE_LIST_PARAMETERS: [&str; 17] = [
    "brewing",
    "cards",
    "cash",
    "cursor",
    "dogs",
    "independent",
    "laptop",
    "open_now",
    "outdoor",
    "plant_milk",
    "power",
    "price",
    "roaster",
    "sort",
    "step_free",
    "takeaway",
    "wifi",
];

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagePath {
    Home,
    Cafes,
    Cafe(Slug),
    Roasters,
    Roaster(Slug),
    Artisans,
    Artisan(Slug),
    BrewingMethods,
    BrewingMethod(Slug),
    Stories,
    Story(Slug),
    Cities,
    City(CountryCode, Slug),
    Near,
    Search,
    Suggest,
    /// Corrects a café.
    Correct(Slug),
    /// Says that a café has closed.
    ReportClosed(Slug),
    /// How a suggestion stands.
    Suggestion(Uuid),
    Saved,
    About,
    Attribution,
}

impl PagePath {
    /// Site-relative path. Every character is URL-safe as it stands.
    pub fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Cafes => "/cafes".to_owned(),
            Self::Cafe(slug) => format!("/cafes/{slug}"),
            Self::Roasters => "/roasters".to_owned(),
            Self::Roaster(slug) => format!("/roasters/{slug}"),
            Self::Artisans => "/artisans".to_owned(),
            Self::Artisan(slug) => format!("/artisans/{slug}"),
            Self::BrewingMethods => "/brewing".to_owned(),
            Self::BrewingMethod(slug) => format!("/brewing/{slug}"),
            Self::Stories => "/stories".to_owned(),
            Self::Story(slug) => format!("/stories/{slug}"),
            Self::Cities => "/cities".to_owned(),
            Self::City(country, slug) => format!("/cities/{}/{slug}", country.as_str()),
            Self::Near => "/near".to_owned(),
            Self::Search => "/search".to_owned(),
            Self::Suggest => "/suggest".to_owned(),
            Self::Correct(slug) => format!("/cafes/{slug}/correct"),
            Self::ReportClosed(slug) => format!("/cafes/{slug}/closed"),
            Self::Suggestion(id) => format!("/suggestions/{id}"),
            Self::Saved => "/saved".to_owned(),
            Self::About => "/about".to_owned(),
            Self::Attribution => "/attribution".to_owned(),
        }
    }

    /// The page a path names. `None` where there is none; a slug that cannot exist is such a case.
    pub fn parse(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        match segments.as_slice() {
            [""] => Some(Self::Home),
            ["cafes"] => Some(Self::Cafes),
            ["cafes", slug] => Slug::parse(slug).ok().map(Self::Cafe),
            ["cafes", slug, "correct"] => Slug::parse(slug).ok().map(Self::Correct),
            ["cafes", slug, "closed"] => Slug::parse(slug).ok().map(Self::ReportClosed),
            ["suggest"] => Some(Self::Suggest),
            ["suggestions", id] => parse_id(id).map(Self::Suggestion),
            ["roasters"] => Some(Self::Roasters),
            ["roasters", slug] => Slug::parse(slug).ok().map(Self::Roaster),
            ["artisans"] => Some(Self::Artisans),
            ["artisans", slug] => Slug::parse(slug).ok().map(Self::Artisan),
            ["brewing"] => Some(Self::BrewingMethods),
            ["brewing", slug] => Slug::parse(slug).ok().map(Self::BrewingMethod),
            ["stories"] => Some(Self::Stories),
            ["stories", slug] => Slug::parse(slug).ok().map(Self::Story),
            ["cities"] => Some(Self::Cities),
            ["cities", country, slug] => Some(Self::City(CountryCode::parse(country)?, Slug::parse(slug).ok()?)),
            ["near"] => Some(Self::Near),
            ["search"] => Some(Self::Search),
            ["saved"] => Some(Self::Saved),
            ["about"] => Some(Self::About),
            ["attribution"] => Some(Self::Attribution),
            _ => None,
        }
    }
}

impl PagePath {
    /// Names of the query parameters that change the page; every other one is dropped before look-up.
    pub fn parameters(&self) -> &'static [&'static str] {
        match self {
            Self::Cafes | Self::City(..) => &CAFE_LIST_PARAMETERS,
            Self::Near => &["at", "cursor", "open_now", "place"],
            Self::Search => &["kind", "q"],
            Self::Roasters | Self::Artisans | Self::Stories | Self::Cities => &["cursor"],
            Self::Home
            | Self::Cafe(_)
            | Self::Roaster(_)
            | Self::Artisan(_)
            | Self::BrewingMethods
            | Self::BrewingMethod(_)
            | Self::Story(_)
            | Self::Suggest
            | Self::Correct(_)
            | Self::ReportClosed(_)
            | Self::Suggestion(_)
            | Self::Saved
            | Self::About
            | Self::Attribution => &[],
        }
    }
}

/// A resource of the JSON API, below [`API`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiPath {
    Cafes,
    Cafe(Slug),
    Reviews(Slug),
    Roasters,
    Roaster(Slug),
    Artisans,
    Artisan(Slug),
    Cities,
    City(CountryCode, Slug),
    BrewingMethods,
    BrewingMethod(Slug),
    Stories,
    Story(Slug),
    Search,
    Sources,
    Suggestions,
    Suggestion(Uuid),
}

impl ApiPath {
    pub fn path(&self) -> String {
        match self {
            Self::Cafes => format!("{API}/cafes"),
            Self::Cafe(slug) => format!("{API}/cafes/{slug}"),
            Self::Reviews(slug) => format!("{API}/cafes/{slug}/reviews"),
            Self::Roasters => format!("{API}/roasters"),
            Self::Roaster(slug) => format!("{API}/roasters/{slug}"),
            Self::Artisans => format!("{API}/artisans"),
            Self::Artisan(slug) => format!("{API}/artisans/{slug}"),
            Self::Cities => format!("{API}/cities"),
            Self::City(country, slug) => format!("{API}/cities/{}/{slug}", country.as_str()),
            Self::BrewingMethods => format!("{API}/brewing-methods"),
            Self::BrewingMethod(slug) => format!("{API}/brewing-methods/{slug}"),
            Self::Stories => format!("{API}/stories"),
            Self::Story(slug) => format!("{API}/stories/{slug}"),
            Self::Search => format!("{API}/search"),
            Self::Sources => format!("{API}/sources"),
            Self::Suggestions => format!("{API}/suggestions"),
            Self::Suggestion(id) => format!("{API}/suggestions/{id}"),
        }
    }

    /// The resource a path names. `None` where there is none.
    pub fn parse(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix(API)?.strip_prefix('/')?.split('/').collect();
        match segments.as_slice() {
            ["cafes"] => Some(Self::Cafes),
            ["cafes", slug] => Slug::parse(slug).ok().map(Self::Cafe),
            ["cafes", slug, "reviews"] => Slug::parse(slug).ok().map(Self::Reviews),
            ["roasters"] => Some(Self::Roasters),
            ["roasters", slug] => Slug::parse(slug).ok().map(Self::Roaster),
            ["artisans"] => Some(Self::Artisans),
            ["artisans", slug] => Slug::parse(slug).ok().map(Self::Artisan),
            ["cities"] => Some(Self::Cities),
            ["cities", country, slug] => Some(Self::City(CountryCode::parse(country)?, Slug::parse(slug).ok()?)),
            ["brewing-methods"] => Some(Self::BrewingMethods),
            ["brewing-methods", slug] => Slug::parse(slug).ok().map(Self::BrewingMethod),
            ["stories"] => Some(Self::Stories),
            ["stories", slug] => Slug::parse(slug).ok().map(Self::Story),
            ["search"] => Some(Self::Search),
            ["sources"] => Some(Self::Sources),
            ["suggestions"] => Some(Self::Suggestions),
            ["suggestions", id] => parse_id(id).map(Self::Suggestion),
            _ => None,
        }
    }

    /// Names of the query parameters that change the answer; every other one is dropped before look-up and origin.
    pub fn parameters(&self) -> &'static [&'static str] {
        match self {
            Self::Cafes => &[
                "brewing",
                "cards",
                "cash",
                "city",
                "country",
                "cursor",
                "dogs",
                "independent",
                "laptop",
                "limit",
                "near",
                "open_at",
                "open_now",
                "outdoor",
                "plant_milk",
                "power",
                "price",
                "radius_m",
                "roaster",
                "sort",
                "step_free",
                "takeaway",
                "wifi",
            ],
            Self::Roasters => &["city", "country", "cursor", "limit", "near", "radius_m", "sort"],
            Self::Cities => &["country", "cursor", "limit", "q"],
            Self::Search => &["kind", "limit", "near", "q"],
            Self::Reviews(_) | Self::Artisans | Self::Stories => &["cursor", "limit"],
            Self::Cafe(_)
            | Self::Roaster(_)
            | Self::Artisan(_)
            | Self::City(..)
            | Self::BrewingMethods
            | Self::BrewingMethod(_)
            | Self::Story(_)
            | Self::Sources
            | Self::Suggestions
            | Self::Suggestion(_) => &[],
        }
    }
}

/// What operators call, signed, below [`INTERNAL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InternalPath {
    /// Raises cache tags at the edge.
    Purge,
    /// Changes a café.
    Cafe(Slug),
    /// Lists what visitors have suggested.
    Suggestions,
    Suggestion(Uuid),
    /// Accepts or declines.
    Decision(Uuid),
    /// How the queue stands.
    Jobs,
    /// Lists jobs that have been given up.
    DeadLetters,
    /// Drops one.
    DeadLetter(u64),
    /// Runs one again.
    Requeue(u64),
}

impl InternalPath {
    pub fn path(&self) -> String {
        match self {
            Self::Purge => format!("{INTERNAL}/purge"),
            Self::Cafe(slug) => format!("{INTERNAL}/cafes/{slug}"),
            Self::Suggestions => format!("{INTERNAL}/suggestions"),
            Self::Suggestion(id) => format!("{INTERNAL}/suggestions/{id}"),
            Self::Decision(id) => format!("{INTERNAL}/suggestions/{id}/decision"),
            Self::Jobs => format!("{INTERNAL}/jobs"),
            Self::DeadLetters => format!("{INTERNAL}/jobs/dead"),
            Self::DeadLetter(id) => format!("{INTERNAL}/jobs/dead/{id}"),
            Self::Requeue(id) => format!("{INTERNAL}/jobs/dead/{id}/requeue"),
        }
    }

    /// The call a path names. `None` where there is none.
    pub fn parse(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix(INTERNAL)?.strip_prefix('/')?.split('/').collect();
        match segments.as_slice() {
            ["purge"] => Some(Self::Purge),
            ["cafes", slug] => Slug::parse(slug).ok().map(Self::Cafe),
            ["suggestions"] => Some(Self::Suggestions),
            ["suggestions", id] => parse_id(id).map(Self::Suggestion),
            ["suggestions", id, "decision"] => parse_id(id).map(Self::Decision),
            ["jobs"] => Some(Self::Jobs),
            ["jobs", "dead"] => Some(Self::DeadLetters),
            ["jobs", "dead", id] => parse_number(id).map(Self::DeadLetter),
            ["jobs", "dead", id, "requeue"] => parse_number(id).map(Self::Requeue),
            _ => None,
        }
    }
}

/// An id in the one form that we write: other spellings are other addresses, and name nothing.
fn parse_id(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|id| id.to_string() == text)
}

/// A number in the one form that we write.
fn parse_number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

/// Adds one `name=value` to a path, escaped.
pub fn with_parameter(mut url: String, name: &str, value: &str) -> String {
    url.push(if url.contains('?') { '&' } else { '?' });
    url.push_str(&escape(name));
    url.push('=');
    url.push_str(&escape(value));
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slug() -> impl Strategy<Value = Slug> {
        "[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}".prop_map(|text| Slug::parse(&text).unwrap())
    }

    fn country() -> impl Strategy<Value = CountryCode> {
        "[a-z]{2}".prop_map(|text| CountryCode::parse(&text).unwrap())
    }

    proptest! {
        #[test]
        fn every_page_path_reads_back(slug in slug(), country in country(), id: u128) {
            for page in [
                PagePath::Home, PagePath::Cafes, PagePath::Cafe(slug.clone()), PagePath::Roasters,
                PagePath::Roaster(slug.clone()), PagePath::Artisans, PagePath::Artisan(slug.clone()), PagePath::BrewingMethods,
                PagePath::BrewingMethod(slug.clone()), PagePath::Stories, PagePath::Story(slug.clone()), PagePath::Cities, PagePath::City(country, slug.clone()),
                PagePath::Near, PagePath::Search, PagePath::Suggest, PagePath::Correct(slug.clone()), PagePath::ReportClosed(slug.clone()),
                PagePath::Suggestion(Uuid::from_u128(id)), PagePath::Saved, PagePath::About, PagePath::Attribution,
            ] {
                prop_assert_eq!(PagePath::parse(&page.path()), Some(page));
            }
        }

        #[test]
        fn every_api_path_reads_back(slug in slug(), country in country(), id: u128) {
            for api in [
                ApiPath::Cafes, ApiPath::Cafe(slug.clone()), ApiPath::Reviews(slug.clone()), ApiPath::Artisans, ApiPath::Artisan(slug.clone()), ApiPath::BrewingMethod(slug.clone()), ApiPath::Stories, ApiPath::Story(slug.clone()), ApiPath::Roasters, ApiPath::Roaster(slug.clone()),
                ApiPath::Cities, ApiPath::City(country, slug.clone()), ApiPath::BrewingMethods, ApiPath::Search, ApiPath::Sources,
                ApiPath::Suggestions, ApiPath::Suggestion(Uuid::from_u128(id)),
            ] {
                prop_assert_eq!(ApiPath::parse(&api.path()), Some(api));
            }
        }

        #[test]
        fn every_internal_path_reads_back(slug in slug(), id: u128, job: u64) {
            let id = Uuid::from_u128(id);
            for call in [InternalPath::Purge, InternalPath::Cafe(slug.clone()), InternalPath::Suggestions, InternalPath::Suggestion(id), InternalPath::Decision(id), InternalPath::Jobs, InternalPath::DeadLetters, InternalPath::DeadLetter(job), InternalPath::Requeue(job)] {
                prop_assert_eq!(InternalPath::parse(&call.path()), Some(call));
            }
            prop_assert_eq!(InternalPath::parse(&format!("{INTERNAL}/suggestions/{}", id.simple())), None);
        }

        #[test]
        fn no_path_panics_and_none_escapes_its_folder(path in "/?[a-z./%\\-]{0,30}") {
            if let Some(page) = PagePath::parse(&path) {
                prop_assert_eq!(page.path(), path);
            }
        }
    }
}

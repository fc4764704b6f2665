//! Addresses of pages.

use uuid::Uuid;

use super::{CountryCode, parse_id};
use crate::slug::Slug;
use crate::wire::profiles::PlaceKind;

/// What pages with a list of cafés take: filters, order, and where a page begins.
pub const CAFE_LIST_PARAMETERS: [&str; 19] = [
    "brewing",
    "cards",
    "cash",
    "cursor",
    "dogs",
    "independent",
    "laptop",
    "open_at",
    "open_late",
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
    /// Corrects a place.
    Correct(PlaceKind, Slug),
    /// Says that a place has closed.
    ReportClosed(PlaceKind, Slug),
    /// How a suggestion stands.
    Suggestion(Uuid),
    Saved,
    /// Shown in place of a page that a browser without a network does not keep.
    Offline,
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
            Self::Correct(kind, slug) => format!("/{}/{slug}/correct", kind.plural()),
            Self::ReportClosed(kind, slug) => format!("/{}/{slug}/closed", kind.plural()),
            Self::Suggestion(id) => format!("/suggestions/{id}"),
            Self::Saved => "/saved".to_owned(),
            Self::Offline => "/offline".to_owned(),
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
            [plural, slug, "correct"] => Some(Self::Correct(PlaceKind::of_plural(plural)?, Slug::parse(slug).ok()?)),
            [plural, slug, "closed"] => Some(Self::ReportClosed(PlaceKind::of_plural(plural)?, Slug::parse(slug).ok()?)),
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
            ["offline"] => Some(Self::Offline),
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
            Self::Near => &[
                "at",
                "brewing",
                "cards",
                "cash",
                "cursor",
                "dogs",
                "independent",
                "laptop",
                "open_at",
                "open_late",
                "open_now",
                "outdoor",
                "place",
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
            | Self::Correct(..)
            | Self::ReportClosed(..)
            | Self::Suggestion(_)
            | Self::Saved
            | Self::Offline
            | Self::About
            | Self::Attribution => &[],
        }
    }
}

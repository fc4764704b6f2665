//! Addresses of the pictures that links to pages are previewed with. Unlike photos they are drawn: one for each page that is about one thing, under that
//! page's own path.

use super::{CountryCode, PagePath};
use crate::slug::Slug;

/// What comes before the page's own path, and after it.
const PICTURES: &str = "/pictures";
const ENDING: &str = ".png";

/// The picture of a page, `/pictures/cafes/{slug}.png`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PicturePath {
    Cafe(Slug),
    Roaster(Slug),
    Artisan(Slug),
    BrewingMethod(Slug),
    Story(Slug),
    City(CountryCode, Slug),
}

impl PicturePath {
    /// `None` for pages that are about nothing in particular: lists, forms, what is one visitor's own.
    pub fn of(page: &PagePath) -> Option<Self> {
        match page {
            PagePath::Cafe(slug) => Some(Self::Cafe(slug.clone())),
            PagePath::Roaster(slug) => Some(Self::Roaster(slug.clone())),
            PagePath::Artisan(slug) => Some(Self::Artisan(slug.clone())),
            PagePath::BrewingMethod(slug) => Some(Self::BrewingMethod(slug.clone())),
            PagePath::Story(slug) => Some(Self::Story(slug.clone())),
            PagePath::City(country, slug) => Some(Self::City(*country, slug.clone())),
            PagePath::Home
            | PagePath::Cafes
            | PagePath::Roasters
            | PagePath::Artisans
            | PagePath::BrewingMethods
            | PagePath::Stories
            | PagePath::Cities
            | PagePath::Near
            | PagePath::Search
            | PagePath::Suggest
            | PagePath::Correct(..)
            | PagePath::ReportClosed(..)
            | PagePath::Suggestion(_)
            | PagePath::Saved
            | PagePath::Offline
            | PagePath::About
            | PagePath::Attribution => None,
        }
    }

    /// The page that it stands for.
    pub fn page(&self) -> PagePath {
        match self {
            Self::Cafe(slug) => PagePath::Cafe(slug.clone()),
            Self::Roaster(slug) => PagePath::Roaster(slug.clone()),
            Self::Artisan(slug) => PagePath::Artisan(slug.clone()),
            Self::BrewingMethod(slug) => PagePath::BrewingMethod(slug.clone()),
            Self::Story(slug) => PagePath::Story(slug.clone()),
            Self::City(country, slug) => PagePath::City(*country, slug.clone()),
        }
    }

    pub fn path(&self) -> String {
        format!("{PICTURES}{}{ENDING}", self.page().path())
    }

    pub fn parse(path: &str) -> Option<Self> {
        PagePath::parse(path.strip_prefix(PICTURES)?.strip_suffix(ENDING)?).and_then(|page| Self::of(&page))
    }
}

//! Addresses of the JSON API.

use uuid::Uuid;

use super::{API, CountryCode, SitemapPart, parse_id};
use crate::slug::Slug;

/// How far from `near` the point may be that is really meant. What is within `radius_m` of any such point is then in lists, and counts say apart which cafés
/// are within it of some such points only.
pub const MARGIN_M: &str = "margin_m";

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
    Facets,
    Sources,
    Sitemap(SitemapPart),
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
            Self::Facets => format!("{API}/facets"),
            Self::Sources => format!("{API}/sources"),
            Self::Sitemap(part) => format!("{API}/sitemaps/{part}"),
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
            ["facets"] => Some(Self::Facets),
            ["sources"] => Some(Self::Sources),
            ["sitemaps", part] => SitemapPart::parse(part).map(Self::Sitemap),
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
                "open_late",
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
            Self::Facets => &["city", "near", "open_at", "radius_m", "roaster"],
            Self::BrewingMethods | Self::BrewingMethod(_) => &["language"],
            Self::Reviews(_) | Self::Artisans | Self::Stories => &["cursor", "limit"],
            Self::Cafe(_) | Self::Roaster(_) | Self::Artisan(_) | Self::City(..) | Self::Story(_) | Self::Sources | Self::Sitemap(_) | Self::Suggestions | Self::Suggestion(_) => {
                &[]
            }
        }
    }

    /// What an origin takes: the same, and where there is `near`, [`MARGIN_M`], which is between the edge and us.
    pub fn origin_parameters(&self) -> Vec<&'static str> {
        let parameters = self.parameters();
        let margin = parameters.contains(&"radius_m").then_some(MARGIN_M);
        parameters.iter().copied().chain(margin).collect()
    }
}

//! What a path names, and under which pattern it is declared. The matches are whole: a new page or resource does not compile without a pattern.

use shared::language::Language;
use shared::urls::{API, ApiPath, InternalPath, OPENAPI, PagePath, PhotoPath, PicturePath, ROBOTS, SitemapPath};
use shared::wire::profiles::PlaceKind;

/// What a path names; a page or its picture, in whichever language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Page(PagePath),
    Api(ApiPath),
    OpenApi,
    Status,
    Photo(PhotoPath),
    Picture(PicturePath),
    Robots,
    Sitemap(SitemapPath),
    Internal(InternalPath),
}

impl Target {
    /// `None` where there is nothing.
    pub fn parse(path: &str) -> Option<Self> {
        if path == OPENAPI {
            return Some(Self::OpenApi);
        }
        if path == ROBOTS {
            return Some(Self::Robots);
        }
        if path.strip_prefix(API) == Some("/status") {
            return Some(Self::Status);
        }
        let (_, in_any_language) = Language::split(path);
        let of_pages = || PagePath::parse(in_any_language).map(Self::Page).or_else(|| PicturePath::parse(in_any_language).map(Self::Picture));
        let others = || PhotoPath::parse(path).map(Self::Photo).or_else(|| SitemapPath::parse(path).map(Self::Sitemap)).or_else(|| InternalPath::parse(path).map(Self::Internal));
        ApiPath::parse(path).map(Self::Api).or_else(of_pages).or_else(others)
    }

    /// The pattern that the path is declared under in `app::ROUTES`.
    pub const fn pattern(&self) -> &'static str {
        match self {
            Self::Page(page) => page_pattern(page),
            Self::Api(api) => api_pattern(api),
            Self::OpenApi => "/api/openapi.json",
            Self::Status => "/api/v1/status",
            Self::Photo(_) => "/photos/{id}/{file}",
            Self::Picture(picture) => picture_pattern(picture),
            Self::Robots => "/robots.txt",
            Self::Sitemap(SitemapPath::Index) => "/sitemap.xml",
            Self::Sitemap(SitemapPath::Fixed | SitemapPath::Part(_)) => "/sitemaps/{part}.xml",
            Self::Internal(call) => internal_pattern(call),
        }
    }
}

const fn page_pattern(path: &PagePath) -> &'static str {
    match path {
        PagePath::Home => "/",
        PagePath::Cafes => "/cafes",
        PagePath::Cafe(_) => "/cafes/{slug}",
        PagePath::Roasters => "/roasters",
        PagePath::Roaster(_) => "/roasters/{slug}",
        PagePath::Artisans => "/artisans",
        PagePath::Artisan(_) => "/artisans/{slug}",
        PagePath::BrewingMethods => "/brewing",
        PagePath::BrewingMethod(_) => "/brewing/{method}",
        PagePath::Stories => "/stories",
        PagePath::Story(_) => "/stories/{slug}",
        PagePath::Cities => "/cities",
        PagePath::City(..) => "/cities/{country}/{city}",
        PagePath::Near => "/near",
        PagePath::Search => "/search",
        PagePath::Suggest => "/suggest",
        PagePath::Correct(PlaceKind::Cafe, _) => "/cafes/{slug}/correct",
        PagePath::Correct(PlaceKind::Roaster, _) => "/roasters/{slug}/correct",
        PagePath::ReportClosed(PlaceKind::Cafe, _) => "/cafes/{slug}/closed",
        PagePath::ReportClosed(PlaceKind::Roaster, _) => "/roasters/{slug}/closed",
        PagePath::Suggestion(_) => "/suggestions/{id}",
        PagePath::Saved => "/saved",
        PagePath::Offline => "/offline",
        PagePath::About => "/about",
        PagePath::Attribution => "/attribution",
    }
}

const fn api_pattern(path: &ApiPath) -> &'static str {
    match path {
        ApiPath::Cafes => "/api/v1/cafes",
        ApiPath::Cafe(_) => "/api/v1/cafes/{slug}",
        ApiPath::Reviews(_) => "/api/v1/cafes/{slug}/reviews",
        ApiPath::Roasters => "/api/v1/roasters",
        ApiPath::Roaster(_) => "/api/v1/roasters/{slug}",
        ApiPath::Artisans => "/api/v1/artisans",
        ApiPath::Artisan(_) => "/api/v1/artisans/{slug}",
        ApiPath::Cities => "/api/v1/cities",
        ApiPath::City(..) => "/api/v1/cities/{country}/{city}",
        ApiPath::BrewingMethods => "/api/v1/brewing-methods",
        ApiPath::BrewingMethod(_) => "/api/v1/brewing-methods/{method}",
        ApiPath::Stories => "/api/v1/stories",
        ApiPath::Story(_) => "/api/v1/stories/{slug}",
        ApiPath::Search => "/api/v1/search",
        ApiPath::Facets => "/api/v1/facets",
        ApiPath::Sources => "/api/v1/sources",
        ApiPath::Sitemap(_) => "/api/v1/sitemaps/{part}",
        ApiPath::Suggestions => "/api/v1/suggestions",
        ApiPath::Suggestion(_) => "/api/v1/suggestions/{id}",
    }
}

const fn picture_pattern(path: &PicturePath) -> &'static str {
    match path {
        PicturePath::Cafe(_) => "/pictures/cafes/{slug}.png",
        PicturePath::Roaster(_) => "/pictures/roasters/{slug}.png",
        PicturePath::Artisan(_) => "/pictures/artisans/{slug}.png",
        PicturePath::BrewingMethod(_) => "/pictures/brewing/{method}.png",
        PicturePath::Story(_) => "/pictures/stories/{slug}.png",
        PicturePath::City(..) => "/pictures/cities/{country}/{city}.png",
    }
}

const fn internal_pattern(path: &InternalPath) -> &'static str {
    match path {
        InternalPath::Purge => "/internal/purge",
        InternalPath::Cafe(_) => "/internal/cafes/{slug}",
        InternalPath::Photos(PlaceKind::Cafe, _) => "/internal/cafes/{slug}/photos",
        InternalPath::Photos(PlaceKind::Roaster, _) => "/internal/roasters/{slug}/photos",
        InternalPath::Photo(_) => "/internal/photos/{id}",
        InternalPath::PhotoFile(_) => "/internal/photo-files/{id}/{file}",
        InternalPath::Suggestions => "/internal/suggestions",
        InternalPath::Suggestion(_) => "/internal/suggestions/{id}",
        InternalPath::Decision(_) => "/internal/suggestions/{id}/decision",
        InternalPath::Jobs => "/internal/jobs",
        InternalPath::DeadLetters => "/internal/jobs/dead",
        InternalPath::DeadLetter(_) => "/internal/jobs/dead/{job}",
        InternalPath::Requeue(_) => "/internal/jobs/dead/{job}/requeue",
    }
}

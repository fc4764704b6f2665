//! The public URLs (DESIGN §4): built and parsed here and nowhere else.

mod api;
mod internal;
mod pages;
mod photos;
mod pictures;
mod sitemaps;

pub use api::{ApiPath, MARGIN_M};
pub use internal::InternalPath;
pub use pages::{CAFE_LIST_PARAMETERS, PagePath};
pub use photos::{PhotoFile, PhotoFormat, PhotoPath};
pub use pictures::PicturePath;
pub use sitemaps::{ROBOTS, SitemapPart, SitemapPath};
use uuid::Uuid;

use crate::query::escape;

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
    use crate::slug::Slug;
    use crate::wire::profiles::PlaceKind;
    use proptest::prelude::*;

    fn slug() -> impl Strategy<Value = Slug> {
        "[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}".prop_map(|text| Slug::parse(&text).unwrap())
    }

    fn country() -> impl Strategy<Value = CountryCode> {
        "[a-z]{2}".prop_map(|text| CountryCode::parse(&text).unwrap())
    }

    #[test]
    fn near_takes_every_filter_that_lists_have() {
        for name in CAFE_LIST_PARAMETERS {
            assert!(PagePath::Near.parameters().contains(&name), "{name}");
            assert!(ApiPath::Cafes.parameters().contains(&name), "{name}");
        }
        assert!(PagePath::Near.parameters().is_sorted() && CAFE_LIST_PARAMETERS.is_sorted());
    }

    proptest! {
        #[test]
        fn every_page_path_reads_back(slug in slug(), country in country(), id: u128) {
            for page in [
                PagePath::Home, PagePath::Cafes, PagePath::Cafe(slug.clone()), PagePath::Roasters,
                PagePath::Roaster(slug.clone()), PagePath::Artisans, PagePath::Artisan(slug.clone()), PagePath::BrewingMethods,
                PagePath::BrewingMethod(slug.clone()), PagePath::Stories, PagePath::Story(slug.clone()), PagePath::Cities, PagePath::City(country, slug.clone()),
                PagePath::Near, PagePath::Search, PagePath::Suggest, PagePath::Correct(PlaceKind::Cafe, slug.clone()), PagePath::ReportClosed(PlaceKind::Cafe, slug.clone()),
                PagePath::Correct(PlaceKind::Roaster, slug.clone()), PagePath::ReportClosed(PlaceKind::Roaster, slug.clone()),
                PagePath::Suggestion(Uuid::from_u128(id)), PagePath::Saved, PagePath::Offline, PagePath::About, PagePath::Attribution,
            ] {
                prop_assert_eq!(PagePath::parse(&page.path()), Some(page));
            }
        }

        #[test]
        fn every_api_path_reads_back(slug in slug(), country in country(), id: u128) {
            for api in [
                ApiPath::Cafes, ApiPath::Cafe(slug.clone()), ApiPath::Reviews(slug.clone()), ApiPath::Artisans, ApiPath::Artisan(slug.clone()), ApiPath::BrewingMethod(slug.clone()), ApiPath::Stories, ApiPath::Story(slug.clone()), ApiPath::Roasters, ApiPath::Roaster(slug.clone()),
                ApiPath::Cities, ApiPath::City(country, slug.clone()), ApiPath::BrewingMethods, ApiPath::Search, ApiPath::Facets, ApiPath::Sources, ApiPath::Sitemap(SitemapPart::all().last().unwrap()),
                ApiPath::Suggestions, ApiPath::Suggestion(Uuid::from_u128(id)),
            ] {
                prop_assert_eq!(ApiPath::parse(&api.path()), Some(api));
            }
        }

        #[test]
        fn every_internal_path_reads_back(slug in slug(), id: u128, job: u64) {
            let id = Uuid::from_u128(id);
            let file = PhotoPath { id, file: PhotoFile::Original };
            let photos = [InternalPath::Photos(PlaceKind::Cafe, slug.clone()), InternalPath::Photos(PlaceKind::Roaster, slug.clone()), InternalPath::Photo(id), InternalPath::PhotoFile(file)];
            for call in photos {
                prop_assert_eq!(InternalPath::parse(&call.path()), Some(call));
            }
            for call in [InternalPath::Purge, InternalPath::Cafe(slug.clone()), InternalPath::Suggestions, InternalPath::Suggestion(id), InternalPath::Decision(id), InternalPath::Jobs, InternalPath::DeadLetters, InternalPath::DeadLetter(job), InternalPath::Requeue(job)] {
                prop_assert_eq!(InternalPath::parse(&call.path()), Some(call));
            }
            prop_assert_eq!(InternalPath::parse(&format!("{INTERNAL}/suggestions/{}", id.simple())), None);
        }

        #[test]
        fn every_sitemap_reads_back(number: u8) {
            let part = SitemapPart::all().nth(usize::from(number)).unwrap();
            for sitemap in [SitemapPath::Index, SitemapPath::Fixed, SitemapPath::Part(part)] {
                prop_assert_eq!(SitemapPath::parse(&sitemap.path()), Some(sitemap));
            }
        }

        #[test]
        fn every_photo_path_reads_back(id: u128, width: u16) {
            for format in PhotoFormat::ALL {
                let photo = PhotoPath { id: Uuid::from_u128(id), file: PhotoFile::Variant { width, format } };
                prop_assert_eq!(PhotoPath::parse(&photo.path()), Some(photo));
            }
            let original = PhotoPath { id: Uuid::from_u128(id), file: PhotoFile::Original };
            prop_assert_eq!(PhotoPath::parse(&original.path()), None);
        }

        #[test]
        fn every_picture_path_reads_back_and_stands_for_its_page(slug in slug(), country in country()) {
            let of_things = [
                PicturePath::Cafe(slug.clone()), PicturePath::Roaster(slug.clone()), PicturePath::Artisan(slug.clone()),
                PicturePath::BrewingMethod(slug.clone()), PicturePath::Story(slug.clone()), PicturePath::City(country, slug.clone()),
            ];
            for picture in of_things {
                prop_assert_eq!(PicturePath::of(&picture.page()), Some(picture.clone()));
                prop_assert_eq!(PicturePath::parse(&picture.path()), Some(picture));
            }
            for none in ["/pictures/cafes.png", "/pictures.png", "/pictures/.png", "/pictures/suggest.png", "/cafes/a.png", "/pictures/cafes/a", "/pictures/cafes/a/correct.png"] {
                prop_assert_eq!(PicturePath::parse(none), None, "{}", none);
            }
        }

        #[test]
        fn no_path_panics_and_none_escapes_its_folder(path in "/?[a-z./%\\-]{0,30}") {
            if let Some(page) = PagePath::parse(&path) {
                prop_assert_eq!(page.path(), path);
            }
        }
    }
}

//! Cities with places in them.

use serde::{Deserialize, Serialize};

use super::places::{CardLine, PlaceCard};
use crate::geo::Position;
use crate::language::Language;
use crate::slug::Slug;

/// A city as places name it: enough to link to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityRef {
    /// ISO 3166-1 alpha-2, upper case.
    #[cfg_attr(feature = "openapi", schema(min_length = 2, max_length = 2, example = "FI"))]
    pub country: String,
    pub slug: Slug,
    pub name: String,
}

/// A city with its counts of open places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityView {
    pub country: String,
    pub slug: Slug,
    pub name: String,
    /// Middle of its known places.
    pub position: Option<Position>,
    /// IANA zone of most of its places.
    pub time_zone: Option<String>,
    pub cafe_count: u32,
    pub roaster_count: u32,
    /// A few sentences on how the city drinks its coffee, in English; in the city's own answer only, where somebody has written them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guide: Option<String>,
    /// The same in the other languages of the site.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guide_translations: Option<GuideTranslations>,
}

impl CityView {
    /// What is told of the city, in this language or in English, and which of them it is.
    pub fn guide_in(&self, language: Language) -> Option<(Language, &str)> {
        let translated = self.guide_translations.as_ref().and_then(|translations| translations.text(language)).map(|text| (language, text));
        translated.or_else(|| Some((Language::English, self.guide.as_deref()?)))
    }
}

/// What is told of a city, by codes of languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideTranslations {
    pub es: String,
    pub de: String,
    pub ja: String,
    pub ar: String,
}

impl GuideTranslations {
    fn text(&self, language: Language) -> Option<&str> {
        match language {
            Language::English => None,
            Language::Spanish => Some(&self.es),
            Language::German => Some(&self.de),
            Language::Japanese => Some(&self.ja),
            Language::Arabic => Some(&self.ar),
        }
    }
}

/// A city as its own answer tells of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityGuide {
    #[serde(flatten)]
    pub city: CityView,
    /// Absent for a city whose whole list is short.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub highlights: Option<CityHighlights>,
}

/// A few cafés of a city for those who do not want to choose among all. A list that would have one only is empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityHighlights {
    /// At most six that visitors have given a score, the best first.
    pub best: Vec<PlaceCard>,
    /// At most four that came to the guide in the last half year, and later than its first ones here; the newest first.
    pub newest: Vec<PlaceCard>,
    /// At most four that are open at 21:30, their own time, on most evenings of the coming fortnight; the best first.
    pub open_late: Vec<PlaceCard>,
}

/// What a page reads of a [`CityGuide`] beside its [`CityView`]: borrowed, as [`CardLine`] is.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CityGuideLines<'a> {
    #[serde(borrow, default)]
    pub highlights: Option<CityHighlightLines<'a>>,
}

/// [`CityHighlights`] as a page shows them.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CityHighlightLines<'a> {
    #[serde(borrow)]
    pub best: Vec<CardLine<'a>>,
    #[serde(borrow)]
    pub newest: Vec<CardLine<'a>>,
    #[serde(borrow)]
    pub open_late: Vec<CardLine<'a>>,
}

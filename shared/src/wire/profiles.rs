//! What a profile tells beyond facts: beans, people, what visitors say, and what has changed.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cities::CityRef;
use crate::cache_tags;
use crate::problem::ProblemCode;
use crate::slug::Slug;
use crate::urls::{ApiPath, PagePath};

/// A café or roaster as others name it: enough to link to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceRef {
    /// `cafe` or `roaster`.
    pub kind: PlaceKind,
    pub slug: Slug,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub city: Option<CityRef>,
    /// Closed for good: there is no page to link to any more. Left out where it is not so.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub closed: bool,
}

/// The two kinds of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PlaceKind {
    Cafe,
    Roaster,
}

impl PlaceKind {
    /// As wire and database write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cafe => "cafe",
            Self::Roaster => "roaster",
        }
    }

    /// The kind that the database writes so.
    pub fn of(text: &str) -> Self {
        if text == Self::Roaster.as_str() { Self::Roaster } else { Self::Cafe }
    }

    /// The page of one place.
    pub fn page(self, slug: &Slug) -> PagePath {
        match self {
            Self::Cafe => PagePath::Cafe(slug.clone()),
            Self::Roaster => PagePath::Roaster(slug.clone()),
        }
    }

    /// The page of all of them.
    pub const fn list(self) -> PagePath {
        match self {
            Self::Cafe => PagePath::Cafes,
            Self::Roaster => PagePath::Roasters,
        }
    }

    /// Where the API has one place.
    pub fn resource(self, slug: &Slug) -> ApiPath {
        match self {
            Self::Cafe => ApiPath::Cafe(slug.clone()),
            Self::Roaster => ApiPath::Roaster(slug.clone()),
        }
    }

    /// The cache tag of one place.
    pub fn tag(self, id: Uuid) -> String {
        match self {
            Self::Cafe => cache_tags::cafe(id),
            Self::Roaster => cache_tags::roaster(id),
        }
    }

    /// The cache tag of every list that is not a city's.
    pub const fn lists_tag(self) -> &'static str {
        match self {
            Self::Cafe => cache_tags::CAFE_LISTS,
            Self::Roaster => cache_tags::ROASTER_LISTS,
        }
    }

    pub const fn not_found(self) -> ProblemCode {
        match self {
            Self::Cafe => ProblemCode::CafeNotFound,
            Self::Roaster => ProblemCode::RoasterNotFound,
        }
    }

    pub const fn gone(self) -> ProblemCode {
        match self {
            Self::Cafe => ProblemCode::CafeGone,
            Self::Roaster => ProblemCode::RoasterGone,
        }
    }

    /// As addresses have it.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Cafe => "cafes",
            Self::Roaster => "roasters",
        }
    }

    /// The kind that addresses have so.
    pub fn of_plural(text: &str) -> Option<Self> {
        [Self::Cafe, Self::Roaster].into_iter().find(|kind| kind.plural() == text)
    }
}

/// A picture of a place. Its files are at `/photos/{id}/{width}.webp` and `.jpg`, and never change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhotoView {
    pub id: uuid::Uuid,
    /// What is to be seen, for who does not see it.
    pub alt: String,
    /// Who took it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub credit: Option<String>,
    /// Of the largest variant, in pixels.
    pub width: u16,
    pub height: u16,
    /// Widths that there are, in pixels, the smallest first.
    pub widths: Vec<u16>,
}

/// The photo that stands for a place in a list: its smallest file is at `/photos/{id}/{width}.webp` and `.jpg`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardPhoto {
    pub id: uuid::Uuid,
    /// In pixels.
    pub width: u16,
    /// What is to be seen, for who does not see it.
    pub alt: String,
}

/// A coffee as its bag tells of it. What is unknown is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BeanView {
    pub slug: Slug,
    pub name: String,
    pub roaster: PlaceRef,
    /// Where it grew, ISO 3166-1 alpha-2, upper case.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub farm: Option<String>,
    pub varieties: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub process: Option<Process>,
    /// Metres above the sea.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub altitude_min_m: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub altitude_max_m: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub roast: Option<Roast>,
    /// What it tastes of.
    pub notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    /// On the bar since this day, `2026-11-02`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<String>,
}

/// How the fruit came off the seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Process {
    Washed,
    Natural,
    Honey,
    Anaerobic,
    WetHulled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Roast {
    Light,
    Medium,
    Dark,
}

/// A person at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArtisanAt {
    pub slug: Slug,
    pub name: String,
    /// What they do here.
    pub role: String,
    /// The year they began.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<u16>,
    /// A sentence in their own voice.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub words: Option<String>,
    /// Where else they work.
    pub also_at: Vec<PlaceRef>,
}

/// Means of all reviews, 1 to 10. There is one from two reviews on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Score {
    /// `(2 · coffee + atmosphere + service) / 4`, to one decimal.
    pub overall: f64,
    pub coffee: f64,
    pub atmosphere: f64,
    pub service: f64,
}

impl Score {
    /// From sums of scores; `None` for fewer than two reviews.
    pub fn of_sums(reviews: u32, coffee: u32, atmosphere: u32, service: u32) -> Option<Self> {
        let mean = |sum: f64| (sum / f64::from(reviews) * 10.0).round() / 10.0;
        let (coffee, atmosphere, service) = (f64::from(coffee), f64::from(atmosphere), f64::from(service));
        (reviews >= 2).then(|| Self {
            overall: mean(f64::midpoint(coffee, f64::midpoint(atmosphere, service))),
            coffee: mean(coffee),
            atmosphere: mean(atmosphere),
            service: mean(service),
        })
    }
}

/// What a visitor says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewView {
    pub id: uuid::Uuid,
    pub author: String,
    /// Of the text, ISO 639-1.
    pub language: String,
    /// 1 to 10, as are the two others.
    pub coffee: u8,
    pub atmosphere: u8,
    pub service: u8,
    pub text: String,
    /// `2026-11-02`
    pub visited_on: String,
}

/// A story in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoryCard {
    pub slug: Slug,
    pub title: String,
    pub summary: String,
    /// ISO 639-1.
    pub language: String,
    pub author: String,
    /// `2026-11-02`
    pub published_on: String,
    /// True where it tells of what does not exist. Answers that were kept before lists said so do not say it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub fictional: bool,
}

/// A line of a place's public history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeView {
    /// `2026-11-02`
    pub changed_on: String,
    /// `visitor` or `operator`.
    pub source: String,
    /// Names of the fields that changed.
    pub fields: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_weighs_coffee_twice_and_needs_two_reviews() {
        assert_eq!(Score::of_sums(1, 9, 9, 9), None);
        let score = Score::of_sums(2, 19, 14, 13).unwrap();
        assert_eq!((score.overall, score.coffee, score.atmosphere, score.service), (8.1, 9.5, 7.0, 6.5));
        assert_eq!(Score::of_sums(0, 0, 0, 0), None);
    }
}

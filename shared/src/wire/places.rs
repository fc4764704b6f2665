//! What cafés and roasters have in common.

use serde::{Deserialize, Serialize};

use super::brewing_methods::BrewingMethodRef;
use super::cities::CityRef;
use super::hours::{HoursView, OpenInterval};
use super::profiles::{ArtisanAt, BeanView, CardPhoto, ChangeView, PhotoView, PlaceRef, ReviewView, Score, StoryCard};
use super::sources::SourceRef;
use super::suggestions::PracticalFact;
use super::text::Text;
use crate::geo::Position;
use crate::slug::Slug;

/// How well a position is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Precision {
    /// As surveyed by the source.
    Exact,
    /// Centre of a postcode, about 100 m.
    Postcode,
    /// Centre of a town: good for a list, not for a map.
    Town,
    /// In conflict with the country it is said to be in: never used to find what is near.
    Doubtful,
}

/// Yes, partly or no. Absent where unknown: unknown is not no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Offered {
    Yes,
    Limited,
    No,
}

impl Offered {
    /// As wire and database write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Limited => "limited",
            Self::No => "no",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Yes, Self::Limited, Self::No].into_iter().find(|offered| offered.as_str() == text)
    }
}

/// Practical facts. What is unknown is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Practical {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wifi: Option<Offered>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub power: Option<Offered>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub laptop: Option<Offered>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dogs: Option<Offered>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub step_free: Option<Offered>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outdoor: Option<Offered>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plant_milk: Option<Offered>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub takeaway: Option<Offered>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cards: Option<Offered>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cash: Option<Offered>,
}

impl Practical {
    /// What is known of one fact.
    pub const fn offered(&self, fact: PracticalFact) -> Option<Offered> {
        match fact {
            PracticalFact::Wifi => self.wifi,
            PracticalFact::Power => self.power,
            PracticalFact::Laptop => self.laptop,
            PracticalFact::Dogs => self.dogs,
            PracticalFact::StepFree => self.step_free,
            PracticalFact::Outdoor => self.outdoor,
            PracticalFact::PlantMilk => self.plant_milk,
            PracticalFact::Takeaway => self.takeaway,
            PracticalFact::Cards => self.cards,
            PracticalFact::Cash => self.cash,
        }
    }
}

/// A café or roaster in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceCard {
    pub id: uuid::Uuid,
    pub slug: Slug,
    pub name: String,
    pub city: Option<CityRef>,
    pub address: Option<String>,
    /// Absent where the source has none.
    pub position: Option<Position>,
    pub precision: Precision,
    /// Metres from the point asked for. Only in answers to `near`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub distance_m: Option<f64>,
    /// Name of the chain it belongs to; absent for an independent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub chain: Option<String>,
    pub brewing_methods: Vec<BrewingMethodRef>,
    /// False where no hours are known or understood.
    pub hours_understood: bool,
    /// The current stretch of being open, or the next.
    pub open_next: Option<OpenInterval>,
    /// Mean of all reviews, 1 to 10, to one decimal; from two reviews on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub score: Option<f64>,
    pub review_count: u32,
    /// 1 modest, 2 usual, 3 dear for its city.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub price_level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub photo: Option<CardPhoto>,
    /// True for a place that does not exist.
    pub fictional: bool,
    /// Key of its source.
    pub source: String,
    /// The line to show wherever this place is shown.
    pub attribution: String,
}

/// What a list's page shows of a [`PlaceCard`]. Borrowed from the JSON, whose other members are skipped: a page of sixty is read often.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CardLine<'a> {
    #[serde(borrow)]
    pub slug: Text<'a>,
    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow)]
    pub city: Option<CityName<'a>>,
    #[serde(borrow)]
    pub address: Option<Text<'a>>,
    #[serde(default)]
    pub distance_m: Option<f64>,
    #[serde(borrow, default)]
    pub chain: Option<Text<'a>>,
    #[serde(borrow)]
    pub brewing_methods: Vec<MethodName<'a>>,
    pub hours_understood: bool,
    pub open_next: Option<OpenInterval>,
    #[serde(default)]
    pub score: Option<f64>,
    #[serde(borrow, default)]
    pub photo: Option<PhotoLine<'a>>,
    pub fictional: bool,
    #[serde(borrow)]
    pub attribution: Text<'a>,
}

/// The photo of a card.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PhotoLine<'a> {
    pub id: uuid::Uuid,
    pub width: u16,
    #[serde(borrow)]
    pub alt: Text<'a>,
}

/// A town, by name only.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CityName<'a> {
    #[serde(borrow)]
    pub name: Text<'a>,
}

/// A way of brewing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MethodName<'a> {
    #[serde(borrow)]
    pub slug: Text<'a>,
    #[serde(borrow)]
    pub name: Text<'a>,
}

/// A nearby place on a locator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Neighbour {
    pub slug: Slug,
    pub name: String,
    pub position: Position,
    pub distance_m: f64,
}

/// Ways to reach a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// `http` or `https`, checked at import.
    pub website: Option<String>,
    /// As the source writes it, digits, spaces and `+()-.` only.
    pub phone: Option<String>,
}

/// The profile of a café or roaster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceView {
    pub id: uuid::Uuid,
    pub slug: Slug,
    pub name: String,
    pub city: Option<CityRef>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
    pub address: Option<String>,
    pub postcode: Option<String>,
    pub position: Option<Position>,
    pub precision: Precision,
    pub time_zone: Option<String>,
    pub contact: Contact,
    pub chain: Option<String>,
    /// What it stands for. Only places that wrote it themselves, or that do not exist, have one; so with `story` and `sourcing`.
    pub philosophy: Option<String>,
    /// How it began and what it is; paragraphs with empty lines between them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub story: Option<String>,
    pub brewing_methods: Vec<BrewingMethodRef>,
    /// The first one stands for it.
    #[serde(default)]
    pub photos: Vec<PhotoView>,
    /// Where its beans come from and how they are bought.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sourcing: Option<String>,
    /// On the bar now, the latest first; for a roaster what it roasts.
    pub beans: Vec<BeanView>,
    /// For a café the roasters whose coffee it serves, for a roaster the cafés that serve its.
    pub partners: Vec<PlaceRef>,
    pub artisans: Vec<ArtisanAt>,
    /// 1 modest, 2 usual, 3 dear for its city.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub price_level: Option<u8>,
    /// From two reviews on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub score: Option<Score>,
    pub review_count: u32,
    /// The latest few; `/reviews` has all.
    pub reviews: Vec<ReviewView>,
    /// Stories that speak of it.
    pub stories: Vec<StoryCard>,
    pub practical: Practical,
    pub hours: Option<HoursView>,
    pub neighbours: Vec<Neighbour>,
    /// What people have corrected, the latest first.
    pub history: Vec<ChangeView>,
    pub source: SourceRef,
    /// Doubts the importer noted, as stable codes.
    pub flags: Vec<String>,
    /// Day on which the source was last read, `2026-11-21`.
    pub last_verified: String,
}

//! What a search finds.

use serde::{Deserialize, Serialize};

use crate::geo::Position;

/// Kinds of things that can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SearchKind {
    Cafe,
    Roaster,
    Artisan,
    Bean,
    BrewingMethod,
    City,
    Story,
}

impl SearchKind {
    pub const ALL: [Self; 7] = [Self::Cafe, Self::Roaster, Self::Artisan, Self::Bean, Self::BrewingMethod, Self::City, Self::Story];

    /// As wire, URL and database write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cafe => "cafe",
            Self::Roaster => "roaster",
            Self::Artisan => "artisan",
            Self::Bean => "bean",
            Self::BrewingMethod => "brewing_method",
            Self::City => "city",
            Self::Story => "story",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchHit {
    pub kind: SearchKind,
    pub title: String,
    /// What tells it from others of its name: a city, a roaster.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub context: Option<String>,
    /// Its page on this site.
    #[cfg_attr(feature = "openapi", schema(example = "/cafes/slow-ferry-helsinki"))]
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub position: Option<Position>,
    /// Metres from the point asked for. Only in answers to `near`, for what has a position.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub distance_m: Option<f64>,
    /// True for what does not exist.
    pub fictional: bool,
    /// The line to show wherever this is shown, where its source asks for one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attribution: Option<String>,
}

/// How many of a kind were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchGroup {
    pub kind: SearchKind,
    /// Counted up to the hundred or so that were looked at.
    pub count: u32,
}

/// A typed word that was read as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MendedWord {
    pub typed: String,
    pub read_as: String,
}

/// What was found, the best first. There is one page: whoever finds nothing in it types another letter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchResults {
    pub items: Vec<SearchHit>,
    pub groups: Vec<SearchGroup>,
    /// Words that the first item was found by, where they are not what was typed.
    pub mended: Vec<MendedWord>,
}

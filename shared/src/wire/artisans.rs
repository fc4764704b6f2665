//! The people: baristas, roasters, owners.

use serde::{Deserialize, Serialize};

use super::profiles::{PlaceRef, StoryCard};
use crate::slug::Slug;

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArtisanCard {
    pub id: uuid::Uuid,
    pub slug: Slug,
    pub name: String,
    /// `barista`, `roaster`, `owner`, `baker`, `importer`.
    pub crafts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub words: Option<String>,
    /// ISO 639 of their words, roles and story.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    pub works: Vec<Work>,
    /// True for a person who does not exist.
    pub fictional: bool,
}

/// Where somebody works, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Work {
    pub place: PlaceRef,
    pub role: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<u16>,
}

/// A person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArtisanView {
    #[serde(flatten)]
    pub card: ArtisanCard,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub story: Option<String>,
    /// What they have written here.
    pub stories: Vec<StoryCard>,
    /// The line to show wherever this is shown.
    pub attribution: String,
}

//! Ways to brew, as the API sends them.

use serde::{Deserialize, Serialize};

use crate::slug::Slug;

/// A brewing method: `slug` is what `brewing=` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrewingMethodView {
    pub slug: Slug,
    pub name: String,
    /// One sentence: what it is and how it tastes.
    pub summary: String,
    /// Open cafés that are known to brew so.
    pub cafe_count: u32,
}

/// A brewing method as places name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrewingMethodRef {
    pub slug: Slug,
    pub name: String,
}

/// Everything that is told of a brewing method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrewingMethodPage {
    #[serde(flatten)]
    pub method: BrewingMethodView,
    #[serde(flatten)]
    pub guide: BrewingGuide,
}

/// What it is, how it tastes, and how to do it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrewingGuide {
    /// Where it comes from and how it works.
    pub what: String,
    pub taste: String,
    pub gear: Vec<String>,
    /// Coffee to water by weight, `1:16`.
    pub ratio: String,
    pub recipe: Recipe,
    pub faults: Vec<Fault>,
}

/// How to brew one cup or jug.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recipe {
    pub name: String,
    pub coffee_g: f64,
    /// For espresso what is in the cup.
    pub water_g: f64,
    /// Of the water, in degrees Celsius.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub temperature_c: Option<u16>,
    pub grind: Grind,
    pub steps: Vec<RecipeStep>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Grind {
    ExtraFine,
    Fine,
    MediumFine,
    Medium,
    MediumCoarse,
    Coarse,
}

/// One step; all of them follow each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecipeStep {
    pub title: String,
    pub text: String,
    pub duration_s: u32,
    /// What the scale shows after it, where something was poured.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub water_to_g: Option<f64>,
}

/// What can go wrong, and what helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fault {
    pub taste: String,
    pub remedy: String,
}

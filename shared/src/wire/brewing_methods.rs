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

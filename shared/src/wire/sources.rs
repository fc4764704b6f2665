//! Where facts come from, and under which licence.

use serde::{Deserialize, Serialize};

/// A source of facts with what must be shown beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceView {
    /// Stable key, e.g. `openstreetmap`.
    pub key: String,
    pub name: String,
    pub homepage: Option<String>,
    pub licence: String,
    pub licence_url: Option<String>,
    /// The line to show wherever rows of this source are shown.
    pub attribution: String,
    /// True for places that do not exist.
    pub fictional: bool,
    /// Open places from this source.
    pub place_count: u32,
}

/// The part of a source that travels with each of its places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceRef {
    pub key: String,
    pub name: String,
    pub licence: String,
    pub attribution: String,
    pub fictional: bool,
    /// ISO 639 of what its records say in words of their own; absent where they tell facts only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// The record at the source, where it has a page.
    pub record_url: Option<String>,
}

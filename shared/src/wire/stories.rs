//! Longer texts by visitors and artisans.

use serde::{Deserialize, Serialize};

use super::profiles::{PlaceRef, StoryCard};
use crate::slug::Slug;

/// A story to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoryView {
    #[serde(flatten)]
    pub card: StoryCard,
    /// Markdown. Show no HTML that is in it.
    pub body: String,
    /// The author's page, for an artisan.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub artisan: Option<Slug>,
    /// The places it speaks of.
    pub places: Vec<PlaceRef>,
    /// The line to show wherever this is shown.
    pub attribution: String,
}

//! What search engines are told of pages.

use serde::{Deserialize, Serialize};

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SitemapPage {
    /// Site-relative, without a language.
    pub path: String,
    /// Day of its last change, `2026-11-22`, where that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changed_on: Option<String>,
}

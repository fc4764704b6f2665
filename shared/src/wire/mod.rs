//! What travels as JSON: `snake_case`, RFC 3339 UTC, WGS 84 degrees, metres (DESIGN §4, wire rules).

pub mod artisans;
pub mod brewing_methods;
pub mod cafes;
pub mod cities;
pub mod facets;
pub mod hours;
pub mod places;
pub mod profiles;
pub mod roasters;
pub mod search;
pub mod sitemaps;
pub mod sources;
pub mod stories;
pub mod suggestions;
pub mod text;

use serde::{Deserialize, Serialize};

/// One page of a list. `next_cursor` is opaque; `None` on the last page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct List<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}

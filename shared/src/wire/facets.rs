//! How many cafés of an area a filter leaves.

use serde::{Deserialize, Serialize};

/// The cafés of a city or a circle, by what they can be narrowed down by. Each filter is counted alone, whatever else is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetsView {
    /// False where there are more cafés than are looked at: then each number below 1,000 may be too small.
    pub complete: bool,
    /// All of them. Counted up to 1,000, which means more than 999; so with every number here.
    pub cafe_count: u32,
    /// Known to be open now.
    pub open_now: u32,
    /// Known to be open at the moment that was asked about, where one was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open_at: Option<u32>,
    /// The largest first. Of roasters the twenty whose coffee is served in most places, and the one that was asked about.
    pub facets: Vec<FacetCount>,
}

/// How many cafés one filter leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetCount {
    /// `wifi`, `brewing:v60`, `roaster:granite-ash-helsinki`, `price:2`, `independent`, `chain`.
    pub facet: String,
    pub count: u32,
    /// Of a roaster.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
}

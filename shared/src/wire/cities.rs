//! Cities with places in them.

use serde::{Deserialize, Serialize};

use crate::geo::Position;
use crate::slug::Slug;

/// A city as places name it: enough to link to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityRef {
    /// ISO 3166-1 alpha-2, upper case.
    #[cfg_attr(feature = "openapi", schema(min_length = 2, max_length = 2, example = "FI"))]
    pub country: String,
    pub slug: Slug,
    pub name: String,
}

/// A city with its counts of open places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityView {
    pub country: String,
    pub slug: Slug,
    pub name: String,
    /// Middle of its known places.
    pub position: Option<Position>,
    /// IANA zone of most of its places.
    pub time_zone: Option<String>,
    pub cafe_count: u32,
    pub roaster_count: u32,
    /// A few sentences on how the city drinks its coffee, in English; in the city's own answer only, where somebody has written them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guide: Option<String>,
}

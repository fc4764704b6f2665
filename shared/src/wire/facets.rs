//! How many cafés of an area a filter leaves.

use serde::{Deserialize, Serialize};

use crate::geo::Position;

/// The cafés of a city or a circle, by what they can be narrowed down by. Each filter is counted alone, whatever else is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Not counted yet, because it depends on the very point. Only between an origin and the edge, which shares one answer among neighbours.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub border: Vec<BorderCafe>,
}

/// A café that is within the radius of some points of an area only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BorderCafe {
    pub position: Position,
    pub facets: Vec<String>,
    pub open_now: bool,
    pub open_at: bool,
}

/// Counts go no further: so many means more than 999.
pub const COUNT_MAX: u32 = 1_000;

impl FacetsView {
    /// The same for one point of the area: of its border, what is within `radius_m` of there is counted, and what nobody has is left out.
    #[must_use]
    pub fn seen_from(mut self, point: Position, radius_m: u32) -> Self {
        let inside = core::mem::take(&mut self.border).into_iter().filter(|cafe| cafe.position.distance_m(point) <= f64::from(radius_m));
        let one_more = |count: &mut u32| *count = count.saturating_add(1).min(COUNT_MAX);
        for cafe in inside {
            one_more(&mut self.cafe_count);
            if cafe.open_now {
                one_more(&mut self.open_now);
            }
            if let Some(open_at) = self.open_at.as_mut().filter(|_| cafe.open_at) {
                one_more(open_at);
            }
            for counted in self.facets.iter_mut().filter(|counted| cafe.facets.contains(&counted.facet)) {
                one_more(&mut counted.count);
            }
        }
        self.facets.retain(|counted| counted.count > 0);
        self.facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.facet.cmp(&b.facet)));
        self
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_border_only_what_is_within_the_radius_counts() {
        let at = |lat: f64| Position::new(lat, 24.0).unwrap();
        let cafe = |lat: f64, facets: &[&str]| BorderCafe { position: at(lat), facets: facets.iter().map(ToString::to_string).collect(), open_now: true, open_at: false };
        let count = |facet: &str, count: u32| FacetCount { facet: facet.to_owned(), count, name: None };
        let of_cell = FacetsView {
            complete: true,
            cafe_count: 999,
            open_now: 1,
            open_at: Some(1),
            facets: vec![count("wifi", 2), count("dogs", 1), count("brewing:v60", 0), count("chain", 0)],
            border: vec![cafe(60.000_8, &["dogs", "brewing:v60"]), cafe(60.000_81, &["dogs"]), cafe(60.001_2, &["chain"])],
        };
        let seen = of_cell.seen_from(at(60.0), 100);
        assert_eq!((seen.cafe_count, seen.open_now, seen.open_at, seen.border.len()), (COUNT_MAX, 3, Some(1), 0));
        assert_eq!(seen.facets, [count("dogs", 3), count("wifi", 2), count("brewing:v60", 1)]);
    }
}

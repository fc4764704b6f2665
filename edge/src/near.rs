//! Positions at the edge: snapped to a hexagonal cell before they become a key or leave for the origin, so that neighbours share one
//! answer and no precise position is kept; distances are then measured again from the point that was asked for.

use h3o::{LatLng, Resolution};
use shared::geo::{self, Position};
use shared::limits::{RADIUS_M_DEFAULT, RADIUS_M_MAX};
use shared::wire::List;
use shared::wire::places::PlaceCard;
use shared::wire::search::SearchResults;

/// Cells of about 130 m across: an order of nearness survives, a front door does not.
const CELL: Resolution = Resolution::Ten;
/// No point of such a cell is farther from its middle (mean edge 76 m, the largest cells half as large again).
const CELL_REACH_M: u32 = 130;

/// A query whose `near` was moved to the middle of its cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapped {
    /// The query to ask instead: the cell's middle, and a radius that still covers what was asked.
    pub parameters: Vec<(String, String)>,
    pub asked: Position,
    pub radius_m: u32,
    /// Whether the nearest come first.
    pub by_distance: bool,
}

impl Snapped {
    /// The query for what is only counted: nothing is measured again, so the radius stays the one that was asked for.
    pub fn counted(self) -> Vec<(String, String)> {
        let radius_m = self.radius_m.to_string();
        self.parameters.into_iter().map(|(name, value)| if name == "radius_m" { (name, radius_m.clone()) } else { (name, value) }).collect()
    }
}

/// The middle of the cell round a position, as the API writes it.
pub fn cell_middle(position: Position) -> Option<String> {
    let middle = LatLng::from(LatLng::new(position.lat, position.lon).ok()?.to_cell(CELL));
    Some(format!("{:.5},{:.5}", middle.lat(), middle.lng()))
}

/// `None` where there is no `near`, or one that the origin should refuse in its own words.
pub fn snap(parameters: &[(String, String)]) -> Option<Snapped> {
    let value = |wanted: &str| parameters.iter().find(|(name, value)| name == wanted && !value.is_empty()).map(|(_, value)| value.as_str());
    let asked = Position::parse(value("near")?)?;
    let radius_m = match value("radius_m") {
        Some(text) => geo::parse_radius_m(text)?,
        None => RADIUS_M_DEFAULT,
    };
    let covering_m = radius_m.saturating_add(CELL_REACH_M).min(RADIUS_M_MAX);
    let mut snapped: Vec<(String, String)> = parameters.iter().filter(|(name, _)| name != "near" && name != "radius_m").cloned().collect();
    snapped.push(("near".to_owned(), cell_middle(asked)?));
    snapped.push(("radius_m".to_owned(), covering_m.to_string()));
    let by_distance = value("sort").is_none_or(|sort| sort == "distance");
    Some(Snapped { parameters: snapped, asked, radius_m, by_distance })
}

/// The same page of a list with distances from the asked point, without what is beyond the asked radius; what came by distance does so again, and all else
/// stays in its order. A body that is neither is handed on as it is.
pub fn measure_again(body: Vec<u8>, snapped: &Snapped) -> Vec<u8> {
    if let Ok(mut results) = serde_json::from_slice::<SearchResults>(&body) {
        for hit in &mut results.items {
            hit.distance_m = hit.position.map(|position| position.distance_m(snapped.asked));
        }
        return serde_json::to_vec(&results).unwrap_or(body);
    }
    let Ok(mut list) = serde_json::from_slice::<List<PlaceCard>>(&body) else { return body };
    for card in &mut list.items {
        card.distance_m = card.position.map(|position| position.distance_m(snapped.asked));
    }
    let radius_m = f64::from(snapped.radius_m);
    list.items.retain(|card| card.distance_m.is_some_and(|metres| metres <= radius_m));
    if snapped.by_distance {
        list.items.sort_by(|a, b| a.distance_m.unwrap_or(f64::MAX).total_cmp(&b.distance_m.unwrap_or(f64::MAX)));
    }
    serde_json::to_vec(&list).unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(near: &str, radius: Option<&str>) -> Vec<(String, String)> {
        let mut pairs = vec![("near".to_owned(), near.to_owned()), ("limit".to_owned(), "5".to_owned())];
        pairs.extend(radius.map(|radius| ("radius_m".to_owned(), radius.to_owned())));
        pairs
    }

    #[test]
    fn neighbours_share_a_key_and_bad_positions_are_left_to_the_origin() {
        let a = snap(&pairs("60.169900,24.938400", None)).unwrap();
        let b = snap(&pairs("60.169901,24.938401", None)).unwrap();
        assert_eq!(a.parameters, b.parameters);
        assert_eq!(snap(&pairs("190,0", None)), None);
        assert_eq!(snap(&pairs("60,24", Some("0"))), None);
        assert_eq!(snap(&[]), None);
    }

    #[test]
    fn what_is_counted_is_no_farther_than_what_was_asked_for() {
        let snapped = snap(&pairs("60.1699,24.9384", Some("700"))).unwrap();
        let radius = |pairs: &[(String, String)]| pairs.iter().find(|(name, _)| name == "radius_m").map(|(_, value)| value.clone());
        assert_eq!(radius(&snapped.parameters).as_deref(), Some("830"));
        assert_eq!(radius(&snapped.counted()).as_deref(), Some("700"));
    }

    #[test]
    fn what_came_in_another_order_stays_in_it() {
        let sorted = |sort: &str| snap(&[pairs("60.1699,24.9384", None), vec![("sort".to_owned(), sort.to_owned())]].concat()).unwrap().by_distance;
        assert!(snap(&pairs("60.1699,24.9384", None)).unwrap().by_distance && sorted("distance") && sorted(""));
        assert!(!sorted("best") && !sorted("name"));
    }

    proptest! {
        #[test]
        fn a_cell_s_middle_is_never_farther_than_the_margin(lat in -89.9..89.9_f64, lon in -180.0..180.0_f64) {
            let asked = Position::new(lat, lon).unwrap();
            let middle = Position::parse(&cell_middle(asked).unwrap()).unwrap();
            prop_assert!(asked.distance_m(middle) <= f64::from(CELL_REACH_M));
        }

        #[test]
        fn no_body_panics(body in ".*") {
            let snapped = snap(&pairs("1,1", None)).unwrap();
            prop_assert_eq!(measure_again(body.clone().into_bytes(), &snapped), body.into_bytes());
        }
    }
}

//! Which hexagonal cells (H3) cover a circle. A place carries its cells of three resolutions as plain columns,
//! so "nearby" is an indexed `= ANY(cells)` and the exact distance comes afterwards.

use h3o::{CellIndex, LatLng, Resolution};
use shared::geo::{EARTH_RADIUS_M, Position};

/// Rings round the middle, at most: on a coarser grid there would be fewer cells, and more places in them that are too far away.
const RINGS_MAX: u32 = 5;
/// At most this many cells are asked for: so many are in all rings, and where cells are smallest a circle may touch them all.
pub const CELLS_MAX: usize = 91;

/// The grids kept as columns, finest first, with a lower bound of the cell's edge in metres. H3 cells shrink to about
/// 0.65 of the mean edge near the icosahedron's corners; the property test below holds the bound to account.
const GRIDS: [(Resolution, f64); 3] = [(Resolution::Eight, 531.4 * 0.65), (Resolution::Six, 3_724.5 * 0.65), (Resolution::Four, 26_071.8 * 0.65)];

/// No corner of a cell is farther from its middle than so many of its grid's mean edges (1.102 is the most that 90,000 cells had). The property test holds
/// this bound to account, too.
const CORNER_EDGES: f64 = 1.2;

/// To look within less first, or through more circles, did not pay (`bench origin`).
const STEPS_M: [u32; 2] = [WALK_M, RIDE_M];
/// Across the street. Four cafés in five have more neighbours there than are shown.
const STREET_M: u32 = 300;
/// Within a walk of a quarter of an hour.
pub const WALK_M: u32 = 1_350;
/// By bicycle, as far as two rings of the second grid reach.
const RIDE_M: u32 = 6_000;
/// Circles of which the first that has enough in it is looked through instead of a larger one: as far as the finest grid reaches, and well within the second.
/// To try more of them cost more than it saved (`bench origin`), but for one after each that it makes likely.
pub const NARROWER_M: [u32; 2] = [2_400, 10_000];

/// Radii to look within one after the other, up to `radius_m`: who is nearest is found without reading a whole city.
pub fn widening(radius_m: u32) -> impl Iterator<Item = u32> {
    STEPS_M.into_iter().filter(move |step_m| *step_m < radius_m).chain([radius_m])
}

/// The same for neighbours: across the street, then within a walk. Both are covered by the finest grid.
pub const NEIGHBOURLY_M: [u32; 2] = [STREET_M, WALK_M];

/// A covering of a circle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    /// 4, 6 or 8: which column to ask.
    pub resolution: i32,
    pub cells: Vec<i64>,
    /// The circle is between these degrees south, north, west and east: what is outside of them needs no reckoning of how far it is.
    pub bounds: [f64; 4],
}

/// Room for rounding, a centimetre.
const BOUNDS_MARGIN_DEGREES: f64 = 1e-7;

/// The cells a place is stored under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceCells {
    pub h3_4: i64,
    pub h3_6: i64,
    pub h3_8: i64,
}

/// Cells of one position. `None` only for positions that are not finite.
pub fn of(position: Position) -> Option<PlaceCells> {
    let point = LatLng::new(position.lat, position.lon).ok()?;
    let at = |resolution| column(point.to_cell(resolution));
    Some(PlaceCells { h3_4: at(Resolution::Four), h3_6: at(Resolution::Six), h3_8: at(Resolution::Eight) })
}

/// The finest grid on which [`RINGS_MAX`] rings cover `radius_m` round any point of the middle cell, and of these rings the cells that the circle may touch.
/// `None` only for positions that are not finite.
pub fn cover(position: Position, radius_m: u32) -> Option<Cover> {
    let point = LatLng::new(position.lat, position.lon).ok()?;
    let radius_m = f64::from(radius_m);
    let (resolution, rings) = GRIDS
        .iter()
        .find_map(|(resolution, edge_m)| (1..=RINGS_MAX).find(|rings| reach_m(*rings, *edge_m) >= radius_m).map(|rings| (*resolution, rings)))
        .unwrap_or((Resolution::Four, RINGS_MAX));
    let cells: Vec<CellIndex> = point.to_cell(resolution).grid_disk(rings);
    let touched_m = radius_m + CORNER_EDGES * resolution.edge_length_m();
    let touched = cells.into_iter().filter(|cell| point.distance_m(LatLng::from(*cell)) <= touched_m);
    Some(Cover { resolution: i32::from(u8::from(resolution)), cells: touched.map(column).collect(), bounds: bounds(position, radius_m) })
}

/// All longitudes where the circle has a pole in it or crosses the 180th meridian.
fn bounds(middle: Position, radius_m: f64) -> [f64; 4] {
    let arc = radius_m / EARTH_RADIUS_M;
    let reach = arc.to_degrees() + BOUNDS_MARGIN_DEGREES;
    let (south, north) = (middle.lat - reach, middle.lat + reach);
    let widest = if south > -90.0 && north < 90.0 { (arc.sin() / middle.lat.to_radians().cos()).asin().to_degrees() + BOUNDS_MARGIN_DEGREES } else { 360.0 };
    let (west, east) = (middle.lon - widest, middle.lon + widest);
    if west > -180.0 && east < 180.0 { [south, north, west, east] } else { [south, north, -180.0, 180.0] }
}

/// Shortest way out of `rings` rings from a corner of the middle cell: one edge for the first ring, one and a half for each further.
fn reach_m(rings: u32, edge_m: f64) -> f64 {
    (1.5 * f64::from(rings) - 0.5) * edge_m
}

/// H3 indexes have their top bit clear, so they fit PostgreSQL's signed bigint.
fn column(cell: CellIndex) -> i64 {
    i64::try_from(u64::from(cell)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shared::limits::{MARGIN_M_MAX, RADIUS_M_MAX};

    /// The point `distance_m` away from `from` in the direction `bearing` (radians).
    fn away(from: Position, bearing: f64, distance_m: f64) -> Position {
        let (lat, lon, arc) = (from.lat.to_radians(), from.lon.to_radians(), distance_m / EARTH_RADIUS_M);
        let there_lat = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * bearing.cos()).asin();
        let there_lon = lon + (bearing.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * there_lat.sin());
        Position::new(there_lat.to_degrees(), (there_lon.to_degrees() + 540.0).rem_euclid(360.0) - 180.0).unwrap()
    }

    #[test]
    fn neighbours_are_within_the_finest_grid_and_narrower_circles_within_the_two_finer() {
        let resolution = |radius_m| cover(Position::new(60.17, 24.94).unwrap(), radius_m).unwrap().resolution;
        assert_eq!((NEIGHBOURLY_M.map(resolution), NARROWER_M.map(resolution)), ([8, 8], [8, 6]));
        assert_eq!((resolution(WALK_M), resolution(RIDE_M), resolution(RIDE_M * 3)), (8, 6, 4));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn every_point_within_the_radius_lies_in_a_covering_cell(
            lat in -89.0..89.0_f64, lon in -180.0..180.0_f64, radius_m in 1..=RADIUS_M_MAX + MARGIN_M_MAX, bearing in 0.0..std::f64::consts::TAU, share in 0.0..=1.0_f64
        ) {
            let middle = Position::new(lat, lon).unwrap();
            let cover = cover(middle, radius_m).unwrap();
            prop_assert!(cover.cells.len() <= CELLS_MAX);
            let there = away(middle, bearing, f64::from(radius_m) * share);
            let [south, north, west, east] = cover.bounds;
            prop_assert!((south..=north).contains(&there.lat) && (west..=east).contains(&there.lon));
            let cells = of(there).unwrap();
            let cell = match cover.resolution { 4 => cells.h3_4, 6 => cells.h3_6, _ => cells.h3_8 };
            prop_assert!(cover.cells.contains(&cell));
        }
    }
}

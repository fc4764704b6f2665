//! Where a place is: its country in outline with the town marked, and its neighbourhood to scale. Drawn as SVG from data that is
//! already there, so no foreign server learns who looks at what.

use leptos::prelude::*;
use shared::geo::{MapPoint, Position};
use shared::wire::places::Neighbour;

use super::markup::Markup;
use super::place_card::Kind;
use crate::words::{Words, name, slot};

/// A country as rings on the map: projected when the table was made, so that drawing it takes no trigonometry.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    pub rings: Vec<Vec<MapPoint>>,
}

const BOX: f64 = 200.0;
const MARGIN: f64 = 10.0;

/// A window on the map: map degrees to drawing units.
struct Window {
    west: f64,
    north: f64,
    scale: f64,
    width: f64,
    height: f64,
}

impl Window {
    /// Frames these points in a box of at most [`BOX`] units a side. `None` for fewer than two different points.
    fn framing(points: &[MapPoint]) -> Option<Self> {
        let (mut west, mut east, mut south, mut north) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for point in points {
            west = west.min(point.x);
            east = east.max(point.x);
            south = south.min(point.y);
            north = north.max(point.y);
        }
        let (span_x, span_y) = (east - west, north - south);
        let span = span_x.max(span_y);
        if !span.is_finite() || span <= 0.0 {
            return None;
        }
        let scale = (BOX - 2.0 * MARGIN) / span;
        Some(Self { west, north, scale, width: span_x * scale + 2.0 * MARGIN, height: span_y * scale + 2.0 * MARGIN })
    }

    fn place(&self, point: MapPoint) -> (f64, f64) {
        ((point.x - self.west) * self.scale + MARGIN, (self.north - point.y) * self.scale + MARGIN)
    }

    fn view_box(&self) -> String {
        format!("0 0 {:.0} {:.0}", self.width.max(40.0), self.height.max(40.0))
    }
}

/// The country under its name, with a mark at `position`.
pub(crate) fn country(words: Words, outline: &Outline, country: &str, position: Position, town: &str) -> impl IntoView + use<> {
    let mark = position.on_map();
    let home = home_ring(outline, mark)?;
    let window = Window::framing(home)?;
    let mut land = Markup::with_capacity(2_048);
    land.raw("<path class=\"land\" d=\"");
    for ring in outline.rings.iter().filter(|ring| ring.iter().any(|corner| inside(&window, *corner))) {
        draw_ring(&mut land, &window, ring);
    }
    land.raw("\"></path>");
    let (x, y) = window.place(mark);
    let label = words.map_of(country, town);
    let caption = words.place_in_town().view([name(town), slot(country.to_owned())]);
    Some(view! {
        <figure class="locator">
            <svg viewBox=window.view_box() role="img" aria-label=label>
                {land.into_element()}
                <circle class="halo" cx=unit(x) cy=unit(y) r="9"></circle>
                <circle class="mark" cx=unit(x) cy=unit(y) r="4"></circle>
            </svg>
            <figcaption>{caption}</figcaption>
        </figure>
    })
}

/// The ring that holds the point, or the nearest one: a country's distant islands would make the rest too small to see.
fn home_ring(outline: &Outline, point: MapPoint) -> Option<&Vec<MapPoint>> {
    let nearest = |ring: &&Vec<MapPoint>| ring.iter().map(|corner| (corner.x - point.x).powi(2) + (corner.y - point.y).powi(2)).fold(f64::MAX, f64::min);
    let holding = outline.rings.iter().filter(|ring| holds(ring, point)).max_by_key(|ring| ring.len());
    holding.or_else(|| outline.rings.iter().min_by(|a, b| nearest(a).total_cmp(&nearest(b))))
}

/// Even-odd rule.
fn holds(ring: &[MapPoint], point: MapPoint) -> bool {
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    edges.filter(|(a, b)| (a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x).count() % 2 == 1
}

fn inside(window: &Window, point: MapPoint) -> bool {
    let (x, y) = window.place(point);
    (0.0..=window.width).contains(&x) && (0.0..=window.height).contains(&y)
}

/// Whole drawing units, as steps from corner to corner: the shortest way to write an outline. Corners that fall on the same unit are drawn
/// once; rings of fewer than three corners are too small to see.
fn draw_ring(path: &mut Markup, window: &Window, ring: &[MapPoint]) {
    let mut corners: Vec<(i32, i32)> = ring.iter().map(|corner| window.place(*corner)).map(|(x, y)| (whole(x), whole(y))).collect();
    corners.dedup();
    let Some((&(mut x, mut y), rest)) = corners.split_first().filter(|(_, rest)| rest.len() >= 2) else { return };
    path.raw("M").number(x).raw(" ").number(y).raw("l");
    for (place, (next_x, next_y)) in rest.iter().enumerate() {
        let (across, down) = (next_x.saturating_sub(x), next_y.saturating_sub(y));
        // A minus sign parts numbers by itself.
        path.raw(if place == 0 || across < 0 { "" } else { " " }).number(across).raw(if down < 0 { "" } else { " " }).number(down);
        (x, y) = (*next_x, *next_y);
    }
    path.raw("z");
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates; a drawing is some hundred units wide")]
fn whole(units: f64) -> i32 {
    units.round() as i32
}

/// The place in the middle and its neighbours at their true distances and directions, with a scale bar.
pub(crate) fn neighbourhood(words: Words, kind: Kind, name: &str, position: Position, neighbours: &[Neighbour]) -> impl IntoView + use<> {
    let farthest_m = neighbours.iter().map(|neighbour| neighbour.distance_m).fold(0.0, f64::max);
    if neighbours.is_empty() || farthest_m < 1.0 {
        return None;
    }
    let units_a_metre = (BOX / 2.0 - 2.0 * MARGIN) / farthest_m;
    let marks: Vec<_> = neighbours
        .iter()
        .zip(1..)
        .map(|(neighbour, number)| {
            let (x, y) = offset(position, neighbour.position, units_a_metre);
            view! { <g><circle class="neighbour" cx=unit(x) cy=unit(y) r="7"></circle><text class="number" x=unit(x) y=unit(y + 3.0)>{number}</text></g> }
        })
        .collect();
    let items: Vec<_> = neighbours
        .iter()
        .map(|neighbour| view! { <li><a href=words.path(&kind.page(&neighbour.slug))><bdi>{neighbour.name.clone()}</bdi></a> " " <span class="distance">{words.distance(neighbour.distance_m)}</span></li> })
        .collect();
    let bar_m = nice_length(farthest_m);
    let bar = format!("M10 190v-4M10 188h{:.1}m0 2v-4", bar_m * units_a_metre);
    let label = words.neighbours_of(u32::try_from(neighbours.len()).unwrap_or(u32::MAX), name);
    Some(view! {
        <figure class="locator neighbourhood">
            <svg viewBox="0 0 200 200" role="img" aria-label=label>
                <circle class="reach" cx="100" cy="100" r="80"></circle>
                <circle class="reach" cx="100" cy="100" r="40"></circle>
                {marks}
                <circle class="mark" cx="100" cy="100" r="5"></circle>
                <path class="scale" d=bar></path>
                <text class="scale-text" x="10" y="182">{words.distance(bar_m)}</text>
            </svg>
            <figcaption>
                {words.nearest()}
                <ol>{items}</ol>
            </figcaption>
        </figure>
    })
}

/// Flat-earth offset of a neighbour in drawing units from the middle of the box; exact enough over two kilometres.
fn offset(from: Position, to: Position, units_a_metre: f64) -> (f64, f64) {
    const METRES_A_DEGREE: f64 = 111_195.0;
    let east_m = (to.lon - from.lon) * METRES_A_DEGREE * from.lat.to_radians().cos();
    let north_m = (to.lat - from.lat) * METRES_A_DEGREE;
    (BOX / 2.0 + east_m * units_a_metre, BOX / 2.0 - north_m * units_a_metre)
}

/// The largest of 1, 2 or 5 times a power of ten that is at most half of `farthest_m`.
fn nice_length(farthest_m: f64) -> f64 {
    [1_000.0, 500.0, 200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0].into_iter().find(|length| *length <= farthest_m / 2.0).unwrap_or(1.0)
}

fn unit(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shared::language::Language;

    fn english() -> Words {
        Words::of(Language::English)
    }

    fn square() -> Outline {
        let corner = |lat, lon| Position::new(lat, lon).unwrap().on_map();
        Outline { rings: vec![vec![corner(0.0, 0.0), corner(0.0, 10.0), corner(10.0, 10.0), corner(10.0, 0.0)]] }
    }

    #[test]
    fn the_mark_lies_inside_its_country() {
        let html = super::super::to_html(|| country(english(), &square(), "Square", Position::new(5.0, 5.0).unwrap(), "Middle"));
        assert!(html.contains("Map of Square with Middle marked"));
        assert!(holds(&square().rings[0], Position::new(5.0, 5.0).unwrap().on_map()));
        assert!(!holds(&square().rings[0], Position::new(5.0, 15.0).unwrap().on_map()));
    }

    proptest! {
        #[test]
        fn neighbours_are_drawn_at_their_true_distance(lat in -70.0..70.0_f64, lon in -170.0..170.0_f64, north in -0.01..0.01_f64, east in -0.01..0.01_f64) {
            let (from, to) = (Position::new(lat, lon).unwrap(), Position::new(lat + north, lon + east).unwrap());
            let (x, y) = offset(from, to, 1.0);
            let drawn = (x - 100.0).hypot(y - 100.0);
            prop_assert!((drawn - from.distance_m(to)).abs() <= 0.01 * drawn + 1.0);
        }

        #[test]
        fn no_outline_panics(points in proptest::collection::vec((-90.0..=90.0_f64, -180.0..=180.0_f64), 0..40), lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64) {
            let ring = points.into_iter().map(|(lat, lon)| Position::new(lat, lon).unwrap().on_map()).collect();
            let outline = Outline { rings: vec![ring] };
            super::super::to_html(|| country(english(), &outline, "Anywhere", Position::new(lat, lon).unwrap(), "Somewhere"));
        }
    }
}

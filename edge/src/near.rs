//! Positions at the edge: snapped to a hexagonal cell before they become a key or leave for the origin, so that neighbours share one answer and no precise
//! position is kept. What comes back is of the whole cell; order, distances, radius and counts are then those of the point that was asked for.

use h3o::{LatLng, Resolution};
use shared::cursor::{Cursor, list_of_places};
use shared::geo::{self, Position};
use shared::limits::{LIST_ITEMS_DEFAULT, LIST_ITEMS_MAX, RADIUS_M_DEFAULT};
use shared::query::parse_whole;
use shared::urls::MARGIN_M;
use shared::wire::List;
use shared::wire::facets::FacetsView;
use shared::wire::places::PlaceCard;
use shared::wire::search::SearchResults;
use uuid::Uuid;

/// Cells of about 130 m across: an order of nearness survives, a front door does not.
const CELL: Resolution = Resolution::Ten;
/// No point of such a cell is farther from its middle (mean edge 76 m, the largest cells half as large again).
const CELL_REACH_M: u32 = 130;
/// Where a further page of a cell's list begins, in metres, is rounded down to a multiple of this, so that neighbours begin at the same place.
const BEGINNINGS_M: f64 = 100.0;
/// Places of a cell's list that are asked for at once at least: few enough to read, and the same for most who ask.
const PIECE_ITEMS_MIN: u16 = 48;
/// So often at most for one page. Only where more places than come of that are as near as makes no difference is it too few: then some of these are left out.
const PIECES_MAX: usize = 10;

/// What was asked for round a point, as a question about the cell that it lies in.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapped {
    /// The cell's middle, how far its points are from there at most, and all that was asked for besides.
    pub parameters: Vec<(String, String)>,
    pub asked: Position,
    pub radius_m: u32,
}

/// The middle of the cell round a position, as the API writes it.
pub fn cell_middle(position: Position) -> Option<String> {
    let middle = LatLng::from(LatLng::new(position.lat, position.lon).ok()?.to_cell(CELL));
    Some(format!("{:.5},{:.5}", middle.lat(), middle.lng()))
}

/// `None` where there is no `near`, or one that the origin should refuse in its own words.
pub fn snap(parameters: &[(String, String)]) -> Option<Snapped> {
    let asked = Position::parse(value(parameters, "near")?)?;
    let radius_m = match value(parameters, "radius_m") {
        Some(text) => geo::parse_radius_m(text)?,
        None => RADIUS_M_DEFAULT,
    };
    let own = [("near", cell_middle(asked)?), ("radius_m", radius_m.to_string()), (MARGIN_M, CELL_REACH_M.to_string())];
    let rest = parameters.iter().filter(|(name, _)| own.iter().all(|(own, _)| own != name)).cloned();
    let parameters = rest.chain(own.iter().map(|(name, value)| ((*name).to_owned(), value.clone()))).collect();
    Some(Snapped { parameters, asked, radius_m })
}

fn value<'a>(parameters: &'a [(String, String)], wanted: &str) -> Option<&'a str> {
    parameters.iter().find(|(name, value)| name == wanted && !value.is_empty()).map(|(_, value)| value.as_str())
}

impl Snapped {
    /// Results of a search with distances from the asked point, in the order they came.
    #[must_use]
    pub fn results(&self, mut of_cell: SearchResults) -> SearchResults {
        for hit in &mut of_cell.items {
            hit.distance_m = hit.position.map(|position| position.distance_m(self.asked));
        }
        of_cell
    }

    /// Counts round the asked point.
    #[must_use]
    pub fn counts(&self, of_cell: FacetsView) -> FacetsView {
        of_cell.seen_from(self.asked, self.radius_m)
    }

    /// One page of a list of places, exactly as the asked point has it: `ask` gets pages of the cell's list. `kind` is `cafe` or `roaster`.
    ///
    /// # Errors
    /// The first that `ask` has.
    pub async fn page<E>(&self, kind: &str, mut ask: impl AsyncFnMut(&[(String, String)]) -> Result<List<PlaceCard>, E>) -> Result<List<PlaceCard>, E> {
        let sort = value(&self.parameters, "sort").unwrap_or("distance");
        let list = list_of_places(kind, sort);
        let limit = value(&self.parameters, "limit").map_or(Some(LIST_ITEMS_DEFAULT), parse_whole).filter(|limit| (1..=LIST_ITEMS_MAX).contains(limit));
        let cursor = value(&self.parameters, "cursor");
        match (limit, cursor.map(|text| Cursor::decode(text, &list)), sort) {
            // Refused, in the origin's own words.
            (None, _, _) | (_, Some(None), _) => ask(&self.parameters).await,
            (Some(limit), after, "distance") => self.nearest(&list, limit, after.flatten(), ask).await,
            (Some(limit), _, _) => self.in_its_order(limit, cursor.map(str::to_owned), ask).await,
        }
    }

    /// The nearest first. A place is as far from the cell's middle as from the asked point, give or take the cell's reach: so far ahead is looked before an
    /// order is believed.
    async fn nearest<E>(
        &self, list: &str, limit: u16, after: Option<Cursor>, mut ask: impl AsyncFnMut(&[(String, String)]) -> Result<List<PlaceCard>, E>,
    ) -> Result<List<PlaceCard>, E> {
        let (reach_m, radius_m) = (f64::from(CELL_REACH_M), f64::from(self.radius_m));
        let begin_m = after.map(|after| ((after.key - reach_m) / BEGINNINGS_M).floor() * BEGINNINGS_M).filter(|metres| *metres > 0.0);
        let mut cursor = begin_m.map(|key| Cursor { key, id: Uuid::nil() }.encode(list));
        let piece = limit.saturating_mul(2).clamp(PIECE_ITEMS_MIN, LIST_ITEMS_MAX);
        let mut cards: Vec<PlaceCard> = Vec::new();
        let mut sure_m = 0.0;
        for number in 1..=PIECES_MAX {
            let part = ask(&self.piece(piece, cursor.take())).await?;
            let reached_m = part.items.last().and_then(|card| card.distance_m).unwrap_or(f64::INFINITY);
            for mut card in part.items {
                card.distance_m = card.position.map(|position| position.distance_m(self.asked));
                if place(&card).key <= radius_m && after.is_none_or(|after| in_order(&after, &place(&card)).is_lt()) {
                    cards.push(card);
                }
            }
            cursor = part.next_cursor;
            sure_m = if cursor.is_some() && number < PIECES_MAX { reached_m - reach_m } else { f64::INFINITY };
            if sure_m >= radius_m || cards.iter().filter(|card| place(card).key <= sure_m).count() > usize::from(limit) {
                break;
            }
        }
        cards.sort_by(|a, b| in_order(&place(a), &place(b)));
        cards.retain(|card| place(card).key <= sure_m);
        let has_more = cards.len() > usize::from(limit);
        cards.truncate(usize::from(limit));
        let next_cursor = cards.last().filter(|_| has_more).map(|card| place(card).encode(list));
        Ok(List { items: cards, next_cursor })
    }

    /// In another order, which is the same from every point: only what is beyond the radius is left out, and what comes next is put in its place.
    async fn in_its_order<E>(
        &self, limit: u16, mut cursor: Option<String>, mut ask: impl AsyncFnMut(&[(String, String)]) -> Result<List<PlaceCard>, E>,
    ) -> Result<List<PlaceCard>, E> {
        let mut items = Vec::new();
        for _ in 0..PIECES_MAX {
            let lacking = usize::from(limit).saturating_sub(items.len());
            let part = ask(&self.piece(u16::try_from(lacking).unwrap_or(limit), cursor.take())).await?;
            items.extend(part.items.into_iter().filter_map(|mut card| {
                card.distance_m = card.position.map(|position| position.distance_m(self.asked));
                card.distance_m.is_some_and(|metres| metres <= f64::from(self.radius_m)).then_some(card)
            }));
            cursor = part.next_cursor;
            if cursor.is_none() || items.len() >= usize::from(limit) {
                break;
            }
        }
        Ok(List { items, next_cursor: cursor })
    }

    /// The question for a part of the cell's list.
    fn piece(&self, limit: u16, cursor: Option<String>) -> Vec<(String, String)> {
        let rest = self.parameters.iter().filter(|(name, _)| name != "limit" && name != "cursor").cloned();
        rest.chain([("limit".to_owned(), limit.to_string())]).chain(cursor.map(|cursor| ("cursor".to_owned(), cursor))).collect()
    }
}

/// Where a card that was measured stands in its list.
fn place(card: &PlaceCard) -> Cursor {
    Cursor { key: card.distance_m.unwrap_or(f64::MAX), id: card.id }
}

fn in_order(a: &Cursor, b: &Cursor) -> core::cmp::Ordering {
    a.key.total_cmp(&b.key).then_with(|| a.id.cmp(&b.id))
}

#[cfg(test)]
mod tests {
    use core::pin::pin;
    use core::task::{Context, Poll, Waker};

    use super::*;
    use proptest::prelude::*;
    use shared::wire::places::Precision;

    fn pairs(near: &str, rest: &[(&str, &str)]) -> Vec<(String, String)> {
        [("near", near), ("limit", "5")].iter().chain(rest).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Nothing here ever waits.
    fn now<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("it waits"),
        }
    }

    fn card(number: u128, position: Position) -> PlaceCard {
        let card = serde_json::json!({
            "id": Uuid::from_u128(number), "slug": format!("cafe-{number}"), "name": "Café", "city": null, "address": null, "position": position,
            "precision": Precision::Exact, "brewing_methods": [], "hours_understood": false, "open_next": null, "review_count": 0, "fictional": true,
            "source": "ours", "attribution": "",
        });
        serde_json::from_value(card).unwrap()
    }

    /// What an origin says: all within the radius and the margin of the middle, nearest first or by id, after the cursor.
    fn origin(cards: &[PlaceCard], asked: &[(String, String)]) -> List<PlaceCard> {
        let number = |name: &str| value(asked, name).unwrap().parse::<u32>().unwrap();
        let middle = Position::parse(value(asked, "near").unwrap()).unwrap();
        let list = list_of_places("cafe", value(asked, "sort").unwrap_or("distance"));
        let by_distance = list.ends_with("distance");
        let after = value(asked, "cursor").map(|text| Cursor::decode(text, &list).unwrap());
        let mut rows: Vec<PlaceCard> = cards.to_vec();
        rows.retain_mut(|card| {
            let metres = card.position.unwrap().distance_m(middle);
            card.distance_m = Some(metres);
            metres <= f64::from(number("radius_m") + number(MARGIN_M))
        });
        let key = |card: &PlaceCard| Cursor { key: if by_distance { card.distance_m.unwrap() } else { 0.0 }, id: card.id };
        rows.sort_by(|a, b| in_order(&key(a), &key(b)));
        rows.retain(|card| after.is_none_or(|after| in_order(&after, &key(card)).is_lt()));
        let limit = usize::try_from(number("limit")).unwrap();
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| has_more).map(|card| key(card).encode(&list));
        List { items: rows, next_cursor }
    }

    #[test]
    fn neighbours_share_a_key_and_bad_positions_are_left_to_the_origin() {
        let a = snap(&pairs("60.169900,24.938400", &[])).unwrap();
        let b = snap(&pairs("60.169901,24.938401", &[])).unwrap();
        assert_eq!(a.parameters, b.parameters);
        assert_eq!(snap(&pairs("190,0", &[])), None);
        assert_eq!(snap(&pairs("60,24", &[("radius_m", "0")])), None);
        assert_eq!(snap(&[]), None);
    }

    #[test]
    fn what_is_to_be_refused_is_asked_as_it_is() {
        for (name, wrong) in [("cursor", "AAAA"), ("limit", "0"), ("limit", "+5"), ("limit", "101")] {
            let mut parameters = pairs("60,24", &[]);
            parameters.retain(|(own, _)| own != name);
            parameters.push((name.to_owned(), wrong.to_owned()));
            let snapped = snap(&parameters).unwrap();
            let asked: Result<List<PlaceCard>, Vec<(String, String)>> = now(snapped.page("cafe", async |query| Err(query.to_vec())));
            assert_eq!(value(&asked.unwrap_err(), name), Some(wrong));
        }
    }

    proptest! {
        #[test]
        fn a_cell_s_middle_is_never_farther_than_the_margin(lat in -89.9..89.9_f64, lon in -180.0..180.0_f64) {
            let asked = Position::new(lat, lon).unwrap();
            let middle = Position::parse(&cell_middle(asked).unwrap()).unwrap();
            prop_assert!(asked.distance_m(middle) <= f64::from(CELL_REACH_M));
        }

        /// Page after page, what is kept by cell gives each place within the radius once, in the order of the asked point, and no page but the last is short.
        #[test]
        fn pages_are_those_of_the_asked_point(
            (lat, lon) in (-60.0..60.0_f64, -170.0..170.0_f64), radius_m in 1..3_000_u32, limit in 1..12_usize, sort in prop_oneof![Just("distance"), Just("best")],
            scattered in proptest::collection::vec((-0.02..0.02_f64, -0.02..0.02_f64), 0..90), crowded in proptest::collection::vec(0..4_u8, 0..60),
        ) {
            let asked = Position::new(lat, lon).unwrap();
            let near = crowded.iter().map(|step| (f64::from(*step) * 0.0004, 0.0));
            let positions = scattered.iter().copied().chain(near).map(|(up, right)| Position::new(lat + up, lon + right).unwrap());
            let cards: Vec<PlaceCard> = (1..).zip(positions).map(|(number, position)| card(number, position)).collect();
            let mut wanted: Vec<Cursor> = cards.iter().map(|card| Cursor { key: card.position.unwrap().distance_m(asked), id: card.id }).collect();
            wanted.retain(|place| place.key <= f64::from(radius_m));
            wanted.sort_by(|a, b| if sort == "distance" { in_order(a, b) } else { a.id.cmp(&b.id) });

            let text = format!("{lat},{lon}");
            let asked_for = |cursor: Option<String>| {
                let own = [("limit".to_owned(), limit.to_string()), ("sort".to_owned(), sort.to_owned()), ("radius_m".to_owned(), radius_m.to_string()), ("near".to_owned(), text.clone())];
                own.into_iter().chain(cursor.map(|cursor| ("cursor".to_owned(), cursor))).collect::<Vec<_>>()
            };
            let (mut seen, mut cursor) = (Vec::new(), None);
            loop {
                let snapped = snap(&asked_for(cursor.take())).unwrap();
                let page = now(snapped.page("cafe", async |query| Ok::<_, ()>(origin(&cards, query)))).unwrap();
                seen.extend(page.items.iter().map(place));
                cursor = page.next_cursor;
                prop_assert!(page.items.len() == limit || cursor.is_none() || sort != "distance");
                prop_assert!(seen.len() <= wanted.len());
                if cursor.is_none() {
                    break;
                }
            }
            prop_assert_eq!(seen, wanted);
        }
    }
}

//! What a city's guide begins with: the best, who is new, who is open late. Each is a list that anybody can ask for, cut short.

use chrono::{DateTime, TimeDelta, Utc};
use shared::wire::cities::CityHighlights;
use shared::wire::places::PlaceCard;
use sqlx::PgPool;
use uuid::Uuid;

use super::queries::CityRow;
use crate::error::ApiError;
use crate::places::rows::CardRow;
use crate::places::{self, Filters, Kind, Listing, OPEN_LATE, Sort};

/// A city with no more cafés than these has no highlights: its whole list is as short.
const SMALL_CITY_CAFES_MAX: i32 = 8;
const BEST_MAX: u16 = 6;
const NEWEST_MAX: u16 = 4;
const OPEN_LATE_MAX: u16 = 4;
/// Fewer of a kind are none.
const CAFES_MIN: usize = 2;
/// Who came within this time of the city itself came with everybody else, and is not new.
const FIRST_BATCH: TimeDelta = TimeDelta::days(1);
/// Nobody is new for longer.
const NEW_FOR: TimeDelta = TimeDelta::days(180);

/// `None` for a small city.
///
/// # Errors
/// When the database fails, or holds what it cannot.
pub async fn of_city(db: &PgPool, city: &CityRow, now: DateTime<Utc>) -> Result<Option<CityHighlights>, ApiError> {
    if city.cafe_count <= SMALL_CITY_CAFES_MAX {
        return Ok(None);
    }
    let first = |sort, limit| Listing { kind: Kind::Cafe, city: None, country: None, near: None, filters: Filters::default(), sort, limit, cursor: None };
    let late = Filters { all_of: vec![OPEN_LATE.to_owned()], ..Filters::default() };
    let best = list(db, city.id, &first(Sort::Best, BEST_MAX), now).await?;
    let newest = list(db, city.id, &first(Sort::Newest, NEWEST_MAX), now).await?;
    let open_late = list(db, city.id, &Listing { filters: late, ..first(Sort::Best, OPEN_LATE_MAX) }, now).await?;
    Ok(Some(CityHighlights {
        // What has no score yet may be good, but nobody has said so.
        best: enough(best, |card| card.score.is_some()),
        newest: enough(newest, |card| is_new(card.id, city.id, now)),
        open_late: enough(open_late, |_| true),
    }))
}

async fn list(db: &PgPool, city: Uuid, listing: &Listing, now: DateTime<Utc>) -> Result<Vec<PlaceCard>, ApiError> {
    let rows = places::cards(db, listing, Some(city), now).await?;
    // One row more tells of a next page; here is none.
    rows.into_iter().take(usize::from(listing.limit)).map(CardRow::into_card).collect()
}

/// Those that fit; too few are none.
fn enough(mut cards: Vec<PlaceCard>, fits: impl Fn(&PlaceCard) -> bool) -> Vec<PlaceCard> {
    cards.retain(fits);
    if cards.len() < CAFES_MIN { Vec::new() } else { cards }
}

/// Whether a place came lately, and later than what its city began with. Ids say when they were made (RFC 9562 §5.7).
fn is_new(place: Uuid, city: Uuid, now: DateTime<Utc>) -> bool {
    made_at(place).zip(made_at(city)).is_some_and(|(came_at, begun_at)| came_at - begun_at >= FIRST_BATCH && now - came_at <= NEW_FOR)
}

fn made_at(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

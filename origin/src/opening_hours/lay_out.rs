//! Keeps the coming days of every place as rows, so that "open now" is an indexed condition.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use shared::geo::Position;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Hours, Place, queries};
use crate::places::rows::ListedRow;
use crate::{places, purges};

/// Days laid out ahead: a week is shown, and one more is in hand should the origin sleep.
const HORIZON: TimeDelta = TimeDelta::days(15);
/// A place is laid out anew once less than this remains.
pub const REFRESH_BELOW: TimeDelta = TimeDelta::days(8);
/// Kept behind now, so that a stretch that began yesterday is whole.
const LOOK_BACK: TimeDelta = TimeDelta::days(1);
/// Places laid out in one transaction.
const BATCH: i64 = 500;
/// Late is half past nine in the evening, by the place's own clock.
const LATE: (u32, u32) = (21, 30);
/// Evenings ahead that are looked at, all of them laid out, and on how many of these a place that is called open late is open then: most, so that a
/// holiday changes nothing, and what is said of it stays right for longer than any answer is kept.
const EVENINGS: usize = 14;
const LATE_EVENINGS_MIN: usize = 8;

/// A place whose hours are due.
#[derive(Debug)]
pub struct DuePlace {
    pub id: Uuid,
    pub opening_hours: String,
    pub time_zone: String,
    pub country: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// Intervals of many places as columns.
#[derive(Debug, Default)]
pub struct IntervalColumns {
    pub place_ids: Vec<Uuid>,
    pub opens_at: Vec<DateTime<Utc>>,
    pub closes_at: Vec<DateTime<Utc>>,
    /// Those of the places that are open late.
    pub open_late: Vec<Uuid>,
}

impl IntervalColumns {
    /// Lays out one place round `now`. `false` where its text or zone is not understood.
    pub fn push(&mut self, id: Uuid, text: &str, place: Place<'_>, now: DateTime<Utc>) -> bool {
        let Some(hours) = Hours::parse(text, place) else { return false };
        let intervals = hours.intervals(midnight(now - LOOK_BACK, place.time_zone), midnight(now + HORIZON, place.time_zone));
        if is_open_late(&intervals, now.with_timezone(&place.time_zone).date_naive(), place.time_zone) {
            self.open_late.push(id);
        }
        for (opens_at, closes_at) in intervals {
            self.place_ids.push(id);
            self.opens_at.push(opens_at);
            self.closes_at.push(closes_at);
        }
        true
    }
}

/// Whether a place with these intervals is open at [`LATE`] on most of the evenings from `today` on.
fn is_open_late(intervals: &[(DateTime<Utc>, DateTime<Utc>)], today: NaiveDate, zone: Tz) -> bool {
    let (hour, minute) = LATE;
    let evening = |day: NaiveDate| day.and_hms_opt(hour, minute, 0)?.and_local_timezone(zone).earliest();
    let evenings = today.iter_days().take(EVENINGS).filter_map(evening);
    let late = evenings.filter(|evening| intervals.iter().any(|(opens_at, closes_at)| opens_at <= evening && evening < closes_at));
    late.count() >= LATE_EVENINGS_MIN
}

/// The beginning of the local day that holds an instant, so that a window cuts no day in two.
fn midnight(instant: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let day = instant.with_timezone(&zone).date_naive().and_time(NaiveTime::MIN);
    // Where clocks skip midnight, the instant itself is as good a cut.
    day.and_local_timezone(zone).earliest().map_or(instant, |begin| begin.to_utc())
}

/// The instant up to which a place laid out at `now` is surely known: its window ends at a local midnight.
pub fn laid_until(now: DateTime<Utc>) -> DateTime<Utc> {
    now + HORIZON - LOOK_BACK
}

/// Lays out every place that is due. Several origins may do so at once: each takes places that no other holds.
///
/// # Errors
/// When the database fails; what was committed before stays.
pub async fn lay_out_due(db: &PgPool, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let mut places = 0;
    loop {
        let mut transaction = db.begin().await?;
        let due = queries::list_due(&mut transaction, now + REFRESH_BELOW, BATCH).await?;
        if due.is_empty() {
            return Ok(places);
        }
        let mut columns = IntervalColumns::default();
        for place in &due {
            // Understood when it was imported; should a new build refuse it, it simply has no intervals any more.
            if let Ok(time_zone) = place.time_zone.parse::<Tz>() {
                let position = place.lat.zip(place.lon).and_then(|(lat, lon)| Position::new(lat, lon));
                columns.push(place.id, &place.opening_hours, Place { time_zone, country: &place.country, position }, now);
            }
        }
        let ids: Vec<Uuid> = due.iter().map(|place| place.id).collect();
        queries::replace_intervals(&mut transaction, &ids, &columns, Some(laid_until(now))).await?;
        let refaceted = places::queries::update_facets(&mut transaction, &ids).await?;
        let tags: BTreeSet<String> = refaceted.iter().flat_map(ListedRow::tags_of_lists).collect();
        purges::begin(&mut transaction, &tags.into_iter().collect::<Vec<_>>()).await?;
        transaction.commit().await?;
        places += u64::try_from(due.len()).unwrap_or_default();
    }
}

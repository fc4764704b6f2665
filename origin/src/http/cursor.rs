//! Pages of lists that go on from a cursor.

use chrono::NaiveDate;
use shared::cursor::Cursor;

/// A page of `limit` rows, and the cursor of the next one, out of rows of which one more was asked for.
pub fn page<R>(list: &str, mut rows: Vec<R>, limit: u16, cursor_of: impl Fn(&R) -> Cursor) -> (Vec<R>, Option<String>) {
    let limit = usize::from(limit);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| cursor_of(row).encode(list));
    (rows, next_cursor)
}

/// A day as a key: days since 1970.
pub fn day_key(day: NaiveDate) -> f64 {
    f64::from(i32::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(i32::MAX))
}

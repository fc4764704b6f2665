//! Opaque keyset cursors: the last row's sort key, as URL-safe base64. A cursor is a position, never an authority:
//! whatever it says is used as a bound in SQL and nothing else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use shared::limits::CURSOR_CHARS_MAX;
use uuid::Uuid;

use crate::error::ApiError;

/// Where the next page starts: after the row with this key and id.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    /// The sort column of the last row; completeness, count, metres or day, by list.
    pub key: f64,
    pub id: Uuid,
}

impl Cursor {
    /// URL-safe text, about 32 characters.
    pub fn encode(self) -> String {
        let mut bytes = [0_u8; 24];
        let (key, id) = bytes.split_at_mut(8);
        key.copy_from_slice(&self.key.to_be_bytes());
        id.copy_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// # Errors
    /// `invalid_parameter` for anything that [`Cursor::encode`] did not write.
    pub fn decode(text: &str) -> Result<Self, ApiError> {
        Self::try_decode(text).ok_or_else(|| ApiError::parameter("`cursor` must be a next_cursor of this list, unchanged."))
    }

    fn try_decode(text: &str) -> Option<Self> {
        if text.len() > CURSOR_CHARS_MAX {
            return None;
        }
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (key, id) = bytes.split_at(8);
        let key = f64::from_be_bytes(key.try_into().ok()?);
        key.is_finite().then_some(Self { key, id: Uuid::from_slice(id).ok()? })
    }
}

/// A page of `limit` rows, and the cursor of the next one, out of rows of which one more was asked for.
pub fn page<R>(mut rows: Vec<R>, limit: u16, cursor_of: impl Fn(&R) -> Cursor) -> (Vec<R>, Option<String>) {
    let limit = usize::from(limit);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| cursor_of(row).encode());
    (rows, next_cursor)
}

/// A day as a key: days since 1970.
pub fn day_key(day: NaiveDate) -> f64 {
    f64::from(i32::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back_exactly(key in -1e12..1e12_f64, id: u128) {
            let cursor = Cursor { key, id: Uuid::from_u128(id) };
            prop_assert_eq!(Cursor::decode(&cursor.encode()).unwrap(), cursor);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Cursor::decode(&text);
        }
    }
}

//! Opaque keyset cursors: the last row's sort key, as URL-safe base64. A cursor is a position, never an authority: whatever it says is used as a bound
//! and nothing else. It says whose position it is, because in another list it would begin anywhere.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::limits::CURSOR_CHARS_MAX;

/// Where the next page starts: after the row with this key and id.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    /// The sort column of the last row; score, count, metres or day, by list.
    pub key: f64,
    pub id: Uuid,
}

impl Cursor {
    /// URL-safe text, 35 characters, that is understood where the same list in the same order is asked for.
    pub fn encode(self, list: &str) -> String {
        let mut bytes = mark(list).to_vec();
        bytes.extend(self.key.to_be_bytes());
        bytes.extend(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// `None` for anything that [`Cursor::encode`] did not write for this list.
    pub fn decode(text: &str, list: &str) -> Option<Self> {
        if text.len() > CURSOR_CHARS_MAX {
            return None;
        }
        let bytes: [u8; 26] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (own, rest) = bytes.split_at(2);
        let (key, id) = rest.split_at(8);
        let key = f64::from_be_bytes(key.try_into().ok()?);
        (own == mark(list) && key.is_finite()).then_some(Self { key, id: Uuid::from_slice(id).ok()? })
    }
}

/// What a list of places in one order is called, for its cursors.
pub fn list_of_places(kind: &str, sort: &str) -> String {
    format!("{kind} by {sort}")
}

/// Which list, told apart well enough for honest mistakes.
fn mark(list: &str) -> [u8; 2] {
    let [first, second, ..] = <[u8; 32]>::from(Sha256::digest(list));
    [first, second]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_two_lists_of_ours_take_each_other_s() {
        let sorts = ["best", "distance", "newest", "name"];
        let places = ["cafe", "roaster"].into_iter().flat_map(|kind| sorts.map(|sort| list_of_places(kind, sort)));
        let lists: Vec<String> = places.chain(["cities", "artisans", "stories", "reviews", "suggestions"].map(str::to_owned)).collect();
        let written = |list: &String| Cursor { key: 8.25, id: Uuid::nil() }.encode(list);
        for (one, other) in lists.iter().flat_map(|one| lists.iter().map(move |other| (one, other))) {
            assert_eq!(Cursor::decode(&written(one), other).is_some(), one == other, "{one} and {other}");
        }
    }

    proptest! {
        #[test]
        fn a_cursor_reads_back_exactly(key in -1e12..1e12_f64, id: u128, list in ".{0,20}") {
            let cursor = Cursor { key, id: Uuid::from_u128(id) };
            prop_assert_eq!(Cursor::decode(&cursor.encode(&list), &list).unwrap(), cursor);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Cursor::decode(&text, "cities");
        }
    }
}

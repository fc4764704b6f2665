//! How far a caller has come in the one history of the truth (DESIGN §8): PostgreSQL's timeline and log sequence number. Whoever has seen one is
//! never shown anything older.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// The header that carries a position, sealed: from an origin how far its answer reaches, to an origin how far the caller has come.
pub const POSITION_HEADER: &str = "craftbean-position";

/// A place in the log. Written `TIMELINE-LSN`, the second in hex.
///
/// Ordered by timeline first: a promoted server begins a later one, at the place where it took over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct LogPosition {
    pub timeline: u32,
    /// Bytes of log.
    pub lsn: u64,
}

/// Why a text is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPosition;

impl fmt::Display for NotAPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a position is TIMELINE-LSN, such as 1-16b3748")
    }
}

impl fmt::Display for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:x}", self.timeline, self.lsn)
    }
}

impl FromStr for LogPosition {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        let (timeline, lsn) = text.split_once('-').ok_or(NotAPosition)?;
        let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if !(plain(timeline) && plain(lsn)) {
            return Err(NotAPosition);
        }
        Ok(Self { timeline: timeline.parse().map_err(|_not_a_number| NotAPosition)?, lsn: u64::from_str_radix(lsn, 16).map_err(|_too_large| NotAPosition)? })
    }
}

impl From<LogPosition> for String {
    fn from(position: LogPosition) -> Self {
        position.to_string()
    }
}

impl TryFrom<String> for LogPosition {
    type Error = NotAPosition;

    fn try_from(text: String) -> Result<Self, NotAPosition> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_position_reads_back_and_a_later_timeline_is_later(timeline: u32, lsn: u64, later in 1..9_u32) {
            let position = LogPosition { timeline, lsn };
            prop_assert_eq!(position.to_string().parse(), Ok(position));
            let promoted = LogPosition { timeline: timeline.saturating_add(later), lsn: 0 };
            prop_assert!(promoted > position || timeline == u32::MAX);
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = text.parse::<LogPosition>();
        }
    }
}

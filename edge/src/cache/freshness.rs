//! How long an answer lives (RFC 9111 §4.2, RFC 5861, RFC 9213), and how old it is. Milliseconds inside, seconds on the wire.

use serde::{Deserialize, Serialize};

use super::directives::{Directives, Source};
use super::headers::HeaderList;
use super::rules::Cap;

/// Where an origin's headers decide and say nothing of errors, a stale answer is better than none for this long (RFC 9111 §4.2.4).
const DISCONNECTED_S: u32 = 86_400;
/// Of the time since the last change, so much is taken for granted (RFC 9111 §4.2.2), and never more than a day.
const HEURISTIC_DIVISOR: u64 = 10;
const HEURISTIC_MAX_MS: u64 = 86_400_000;

/// Statuses that may be kept without an explicit lifetime (RFC 9110 §15.1; 206 is not kept at all).
pub const HEURISTICALLY_CACHEABLE: [u16; 11] = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];

/// The lives of one answer, from the moment its origin made it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    pub fresh_ms: u64,
    /// Beyond freshness: served while it is asked for again behind the answer.
    pub stale_while_revalidate_ms: u64,
    /// Beyond freshness: served when no origin answers well.
    pub stale_if_error_ms: u64,
    /// `no-cache`: kept, but never used without asking.
    pub always_revalidate: bool,
    /// Whether the origin named a lifetime itself.
    pub explicit: bool,
}

impl Life {
    /// Reads the life of an answer from its headers, under a policy's cap.
    pub fn of(status: u16, headers: &HeaderList, cap: Cap, received_at_ms: u64) -> Self {
        let (directives, source) = Directives::of_answer(headers);
        let stated = explicit_ms(&directives, source, headers, received_at_ms);
        let fresh_ms = stated.or_else(|| heuristic_ms(status, &directives, headers, received_at_ms)).unwrap_or(0);
        let stale_forbidden = directives.must_revalidate || directives.no_cache || (source == Source::CacheControl && directives.s_maxage.is_some());
        let allowed = |seconds: Option<u32>, unsaid: u32| if stale_forbidden { 0 } else { milliseconds(seconds.unwrap_or(unsaid)) };
        let life = Self {
            fresh_ms,
            stale_while_revalidate_ms: allowed(directives.stale_while_revalidate, 0),
            stale_if_error_ms: allowed(directives.stale_if_error, if cap == Cap::None { DISCONNECTED_S } else { 0 }),
            always_revalidate: directives.no_cache,
            explicit: stated.is_some(),
        };
        match cap {
            Cap::None => life,
            Cap::At(most) => Self {
                fresh_ms: life.fresh_ms.min(milliseconds(most.edge_s)),
                stale_while_revalidate_ms: life.stale_while_revalidate_ms.min(milliseconds(most.stale_while_revalidate_s)),
                stale_if_error_ms: life.stale_if_error_ms.min(milliseconds(most.stale_if_error_s)),
                ..life
            },
            Cap::Never => Self::default(),
        }
    }

    /// Age at which nothing may use the answer any more.
    pub fn kept_ms(&self) -> u64 {
        self.fresh_ms.saturating_add(self.stale_while_revalidate_ms.max(self.stale_if_error_ms))
    }
}

/// Age of an answer when it was received (RFC 9111 §4.2.3): its own `Age`, or what its `Date` shows, whichever is more.
///
/// `cap` says whose answer it is: behind a declared route stands an origin of ours with no cache between, and its clock may be wrong
/// without every answer being born old; there only an `Age` counts.
pub fn initial_age_ms(headers: &HeaderList, cap: Cap, requested_at_ms: u64, received_at_ms: u64) -> u64 {
    let date = headers.get("date").filter(|_| cap == Cap::None);
    let apparent_ms = date.and_then(date_ms).map_or(0, |date_ms| received_at_ms.saturating_sub(date_ms));
    let delay_ms = received_at_ms.saturating_sub(requested_at_ms);
    // Without an Age the answer comes from the origin itself, and the delay was on our own way.
    let corrected_ms = headers.get("age").map_or(0, |age| age_ms(age).saturating_add(delay_ms));
    // A second of grace: `Date` has whole seconds, and clocks of two machines are never one.
    if apparent_ms <= 1_000 { corrected_ms } else { apparent_ms.max(corrected_ms) }
}

/// The value of an `Age`. What is no single number comes from something broken, and is taken for as old as can be.
fn age_ms(age: &str) -> u64 {
    let digits = age.trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if is_number { digits.parse::<u32>().unwrap_or(u32::MAX) } else { u32::MAX };
    milliseconds(seconds)
}

fn explicit_ms(directives: &Directives, source: Source, headers: &HeaderList, received_at_ms: u64) -> Option<u64> {
    if let Some(seconds) = directives.s_maxage.or(directives.max_age) {
        return Some(milliseconds(seconds));
    }
    if source == Source::Targeted {
        return None;
    }
    let expires = headers.get("expires")?;
    let made_ms = headers.get("date").and_then(date_ms).unwrap_or(received_at_ms);
    // `Expires: 0` and every other text that is no date mean "already expired".
    Some(date_ms(expires).map_or(0, |expires_ms| expires_ms.saturating_sub(made_ms)))
}

fn heuristic_ms(status: u16, directives: &Directives, headers: &HeaderList, received_at_ms: u64) -> Option<u64> {
    if !HEURISTICALLY_CACHEABLE.contains(&status) && !directives.public {
        return None;
    }
    let changed_ms = headers.get("last-modified").and_then(date_ms)?;
    let made_ms = headers.get("date").and_then(date_ms).unwrap_or(received_at_ms);
    Some(made_ms.saturating_sub(changed_ms).checked_div(HEURISTIC_DIVISOR).unwrap_or(0).min(HEURISTIC_MAX_MS))
}

fn milliseconds(seconds: u32) -> u64 {
    u64::from(seconds).saturating_mul(1_000)
}

/// An HTTP date in any of its three forms (RFC 9110 §5.6.7), as milliseconds since 1970. Never reads a clock.
pub fn date_ms(text: &str) -> Option<u64> {
    let since = httpdate::parse_http_date(text).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shared::cache_policy::Lifetimes;

    const NOW_MS: u64 = 1_790_000_000_000;

    fn list(pairs: &[(&str, &str)]) -> HeaderList {
        pairs.iter().copied().collect()
    }

    fn fresh_s(pairs: &[(&str, &str)]) -> u64 {
        Life::of(200, &list(pairs), Cap::None, NOW_MS).fresh_ms / 1_000
    }

    #[test]
    fn the_nearest_field_rules() {
        let expires = ("expires", "Thu, 01 Jan 1970 01:00:00 GMT");
        let date = ("date", "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(fresh_s(&[date, expires]), 3_600);
        assert_eq!(fresh_s(&[date, expires, ("cache-control", "max-age=5")]), 5);
        assert_eq!(fresh_s(&[date, expires, ("cache-control", "max-age=5, s-maxage=7")]), 7);
        assert_eq!(fresh_s(&[date, expires, ("cache-control", "s-maxage=7"), ("cdn-cache-control", "max-age=9")]), 9);
        assert_eq!(fresh_s(&[date, expires, ("cdn-cache-control", "public")]), 0);
        assert_eq!(fresh_s(&[date, ("expires", "0")]), 0);
        assert_eq!(fresh_s(&[("date", "Mon, 11 Jan 2027 00:00:00 GMT"), ("last-modified", "Fri, 01 Jan 2027 00:00:00 GMT")]), 86_400);
    }

    #[test]
    fn must_revalidate_forbids_every_stale_use() {
        for forbidding in ["must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=60"] {
            let life = Life::of(200, &list(&[("cache-control", &format!("max-age=60, stale-while-revalidate=60, stale-if-error=60, {forbidding}"))]), Cap::None, NOW_MS);
            assert_eq!((life.stale_while_revalidate_ms, life.stale_if_error_ms), (0, 0), "{forbidding}");
        }
    }

    #[test]
    fn a_policy_only_shortens() {
        let most = Lifetimes { browser_s: 0, edge_s: 60, stale_while_revalidate_s: 10, stale_if_error_s: 20 };
        let of = |value| Life::of(200, &list(&[("cache-control", value)]), Cap::At(most), NOW_MS);
        assert_eq!(of("max-age=600, stale-if-error=5").kept_ms(), 65_000);
        assert_eq!(of("max-age=30").kept_ms(), 30_000);
        assert_eq!(of("").kept_ms(), 0);
    }

    #[test]
    fn ages_add_up() {
        assert_eq!(initial_age_ms(&list(&[("age", "7")]), Cap::None, 1_000, 3_000), 9_000);
        for broken in ["x", "", "-1", "7.0", "7, 8", "7; a=b"] {
            assert_eq!(initial_age_ms(&list(&[("age", broken)]), Cap::None, 1_000, 1_000), u64::from(u32::MAX) * 1_000, "{broken}");
        }
        let dated = list(&[("date", "Thu, 01 Jan 1970 00:00:00 GMT")]);
        assert_eq!(initial_age_ms(&dated, Cap::None, 60_000, 60_000), 60_000);
        assert_eq!(initial_age_ms(&dated, Cap::At(shared::cache_policy::NEGATIVE), 60_000, 60_000), 0);
        assert_eq!(initial_age_ms(&HeaderList::default(), Cap::None, 0, 4_000), 0);
    }

    proptest! {
        #[test]
        fn no_headers_panic(control in ".*", targeted in ".*", expires in ".*", date in ".*", age in ".*", modified in ".*", at: u64, status: u16) {
            let headers = list(&[("cache-control", &control), ("cdn-cache-control", &targeted), ("expires", &expires), ("date", &date), ("age", &age), ("last-modified", &modified)]);
            let _ = (Life::of(status, &headers, Cap::None, at), initial_age_ms(&headers, Cap::None, at, at.wrapping_add(5)));
        }
    }
}

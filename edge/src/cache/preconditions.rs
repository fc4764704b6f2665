//! What of a kept answer a request gets: the whole, "not modified" (RFC 9110 §13), or a part (§14).

use shared::digest::none_match_names;

use super::decision::Asked;
use super::entry::Metadata;
use super::freshness::date_ms;

/// The share of a kept answer that a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    Whole,
    NotModified,
    /// Bytes `first..=last`, both within the body.
    Part {
        first: usize,
        last: usize,
    },
    /// A range beyond the body.
    Unsatisfiable,
}

/// Conditions first, then the range (RFC 9110 §13.2.2). Only a 200 has shares.
pub fn share(asked: &Asked, metadata: &Metadata, body_bytes: usize) -> Share {
    if metadata.status != 200 || !asked.is_retrieval() {
        return Share::Whole;
    }
    if is_known(asked, metadata) {
        return Share::NotModified;
    }
    match asked.headers.get("range").filter(|_| asked.method == "GET" && range_is_meant(asked, metadata)) {
        Some(range) => part(range, body_bytes),
        None => Share::Whole,
    }
}

/// Whether the caller has this very answer.
fn is_known(asked: &Asked, metadata: &Metadata) -> bool {
    match (asked.headers.get("if-none-match"), asked.headers.get("if-modified-since").and_then(date_ms)) {
        (Some(names), _) => names.trim() == "*" || metadata.headers.get("etag").is_some_and(|tag| none_match_names(names, tag)),
        (None, Some(since_ms)) => {
            let changed = metadata.headers.get("last-modified").or_else(|| metadata.headers.get("date"));
            changed.and_then(date_ms).is_some_and(|changed_ms| changed_ms <= since_ms)
        }
        (None, None) => false,
    }
}

/// `If-Range`: a part only of the version that the caller already has a part of; compared strongly.
fn range_is_meant(asked: &Asked, metadata: &Metadata) -> bool {
    match asked.headers.get("if-range") {
        None => true,
        Some(condition) => [metadata.headers.get("etag").filter(|tag| !tag.starts_with("W/")), metadata.headers.get("last-modified")].contains(&Some(condition)),
    }
}

/// One range; several, or another unit, are answered whole, which is always allowed.
fn part(range: &str, body_bytes: usize) -> Share {
    let Some((first, last)) = range.trim().strip_prefix("bytes=").filter(|list| !list.contains(',')).and_then(|range| range.split_once('-')) else { return Share::Whole };
    let end = body_bytes.saturating_sub(1);
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let bounds = match (first.trim(), last.trim()) {
        ("", "") => return Share::Whole,
        ("", suffix) => number(suffix).filter(|suffix| *suffix > 0).map(|suffix| (body_bytes.saturating_sub(suffix), end)),
        (first, "") => number(first).map(|first| (first, end)),
        (first, last) => match number(first).zip(number(last)) {
            Some((first, last)) if first <= last => Some((first, last.min(end))),
            _ => return Share::Whole,
        },
    };
    match bounds {
        Some((first, last)) if first < body_bytes => Share::Part { first, last },
        Some(_) => Share::Unsatisfiable,
        None => Share::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::sample;
    use super::*;
    use proptest::prelude::*;

    fn of(pairs: &[(&str, &str)]) -> Share {
        share(&Asked::new("GET", pairs.iter().copied().collect()), &sample("max-age=60", 0).metadata, 4)
    }

    #[test]
    fn tags_outweigh_dates_and_conditions_outweigh_ranges() {
        assert_eq!(of(&[]), Share::Whole);
        assert_eq!(of(&[("if-none-match", "\"b\", W/\"a\"")]), Share::NotModified);
        assert_eq!(of(&[("if-none-match", "\"b\""), ("if-modified-since", "Thu, 01 Jan 2099 00:00:00 GMT")]), Share::Whole);
        assert_eq!(of(&[("if-none-match", "\"a\""), ("range", "bytes=0-1")]), Share::NotModified);
    }

    #[test]
    fn ranges_are_cut_to_the_body() {
        for (range, share) in [
            ("bytes=0-1", Share::Part { first: 0, last: 1 }),
            ("bytes=2-", Share::Part { first: 2, last: 3 }),
            ("bytes=-3", Share::Part { first: 1, last: 3 }),
            ("bytes=-9", Share::Part { first: 0, last: 3 }),
            ("bytes=1-99", Share::Part { first: 1, last: 3 }),
            ("bytes=4-", Share::Unsatisfiable),
            ("bytes=2-1", Share::Whole),
            ("bytes=0-0,2-3", Share::Whole),
            ("lines=0-1", Share::Whole),
            ("bytes=-", Share::Whole),
        ] {
            assert_eq!(of(&[("range", range)]), share, "{range}");
        }
        assert_eq!(of(&[("range", "bytes=0-1"), ("if-range", "\"a\"")]), Share::Part { first: 0, last: 1 });
        assert_eq!(of(&[("range", "bytes=0-1"), ("if-range", "\"b\"")]), Share::Whole);
    }

    proptest! {
        #[test]
        fn every_part_lies_within_the_body(range in ".{0,30}", numbers in "bytes=[0-9]{0,25}-[0-9]{0,25}", body_bytes in 0..100_usize) {
            for range in [range, numbers] {
                if let Share::Part { first, last } = part(&range, body_bytes) {
                    prop_assert!(first <= last && last < body_bytes);
                }
            }
        }
    }
}

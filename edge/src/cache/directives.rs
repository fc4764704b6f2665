//! `Cache-Control` (RFC 9111 §5.2, RFC 5861), which is no structured field and is written by hand everywhere: read tolerantly, without
//! regard to case, and never towards keeping more. `CDN-Cache-Control` (RFC 9213) is a structured field and is read as one.

use sfv::{BareItem, Dictionary, ListEntry, Parser};

use super::headers::{HeaderList, members};

/// Delta-seconds saturate here (RFC 9111 §1.2.2).
const SECONDS_MAX: u32 = 2_147_483_648;

/// What a `Cache-Control` says, of a request or of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a directive of its own, present or not")]
pub struct Directives {
    pub no_store: bool,
    pub no_cache: bool,
    pub private: bool,
    pub public: bool,
    /// `must-revalidate`, `proxy-revalidate`; a shared cache treats them alike. `s-maxage` implies it.
    pub must_revalidate: bool,
    pub must_understand: bool,
    pub only_if_cached: bool,
    /// Seconds. A value that cannot be read counts as 0: stale at once.
    pub max_age: Option<u32>,
    pub s_maxage: Option<u32>,
    pub stale_while_revalidate: Option<u32>,
    pub stale_if_error: Option<u32>,
    pub min_fresh: Option<u32>,
    /// `max-stale` without a value accepts any age.
    pub max_stale: Option<u32>,
}

impl Directives {
    /// Reads a `Cache-Control` value. Every text is accepted; what is unknown is skipped; of repeated numbers the smallest counts.
    pub fn parse(value: &str) -> Self {
        let mut directives = Self::default();
        for member in members(value) {
            let (name, argument) = match member.split_once('=') {
                Some((name, argument)) => (name, Some(argument)),
                None => (member, None),
            };
            directives.add(&name.to_ascii_lowercase(), argument);
        }
        directives
    }

    fn add(&mut self, name: &str, argument: Option<&str>) {
        // `no-cache="field"` and `private="field"` forbid less than the bare form; keeping less than allowed is always right.
        match name {
            "no-store" => self.no_store = true,
            "no-cache" => self.no_cache = true,
            "private" => self.private = true,
            "public" => self.public = true,
            "must-revalidate" | "proxy-revalidate" => self.must_revalidate = true,
            "must-understand" => self.must_understand = true,
            "only-if-cached" => self.only_if_cached = true,
            "max-age" => smallest(&mut self.max_age, argument),
            "s-maxage" => smallest(&mut self.s_maxage, argument),
            "stale-while-revalidate" => smallest(&mut self.stale_while_revalidate, argument),
            "stale-if-error" => smallest(&mut self.stale_if_error, argument),
            "min-fresh" => smallest(&mut self.min_fresh, argument),
            "max-stale" => self.max_stale = Some(argument.map_or(SECONDS_MAX, seconds)),
            _ => {}
        }
    }

    /// Reads a targeted field. `None` when it is no valid dictionary or is empty: then it counts as absent (RFC 9213 §2.1).
    pub fn parse_targeted(value: &str) -> Option<Self> {
        let dictionary: Dictionary = Parser::new(value).parse().ok()?;
        if dictionary.is_empty() {
            return None;
        }
        let mut directives = Self::default();
        for (name, member) in &dictionary {
            let ListEntry::Item(item) = member else { continue };
            match &item.bare_item {
                BareItem::Boolean(true) => directives.add(name.as_str(), None),
                BareItem::Integer(number) => directives.add(name.as_str(), Some(&i64::from(*number).to_string())),
                // A known directive with a value of another type: RFC 9213 leaves it out; a number that is none must not mean "for ever".
                _ => {}
            }
        }
        Some(directives)
    }

    /// The directives that rule an answer here: the targeted field alone where there is a valid one, else `Cache-Control`.
    pub fn of_answer(headers: &HeaderList) -> (Self, Source) {
        if let Some(targeted) = headers.get("cdn-cache-control").and_then(Self::parse_targeted) {
            return (targeted, Source::Targeted);
        }
        (headers.get("cache-control").map(Self::parse).unwrap_or_default(), Source::CacheControl)
    }

    /// The directives of a request; `Pragma: no-cache` counts only where there is no `Cache-Control` (RFC 9111 §5.4).
    pub fn of_request(headers: &HeaderList) -> Self {
        match (headers.get("cache-control"), headers.get("pragma")) {
            (Some(value), _) => Self::parse(value),
            (None, Some(pragma)) => Self { no_cache: members(pragma).any(|member| member.eq_ignore_ascii_case("no-cache")), ..Self::default() },
            (None, None) => Self::default(),
        }
    }
}

/// Which field the directives came from: a targeted one silences `Expires` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Targeted,
    CacheControl,
}

fn smallest(kept: &mut Option<u32>, argument: Option<&str>) {
    let new = argument.map_or(0, seconds);
    *kept = Some(kept.map_or(new, |old| old.min(new)));
}

/// Delta-seconds, quoted or not. What is no whole number is 0; what is too large saturates.
fn seconds(argument: &str) -> u32 {
    let argument = argument.trim_matches([' ', '\t']);
    let digits = argument.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(argument);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    digits.parse::<u32>().map_or(SECONDS_MAX, |number| number.min(SECONDS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_read_as_people_write_it() {
        let parsed = Directives::parse("Public,, MAX-AGE=60 , s-maxage=\"120\",No-Transform, stale-while-revalidate=5,stale-if-error=99999999999999999999,");
        let wanted =
            Directives { public: true, max_age: Some(60), s_maxage: Some(120), stale_while_revalidate: Some(5), stale_if_error: Some(SECONDS_MAX), ..Directives::default() };
        assert_eq!(parsed, wanted);
        assert!(Directives::parse("No-Store").no_store);
        assert!(Directives::parse("no-cache=\"set-cookie, x\"").no_cache);
        assert!(Directives::parse("x=\"no-store\"") == Directives::default());
    }

    #[test]
    fn a_lifetime_that_cannot_be_read_is_none_at_all() {
        for bad in ["max-age", "max-age=", "max-age=-1", "max-age=1.5", "max-age='60'", "max-age=6 0", "max-age=60s", "max-age=60, max-age=0"] {
            assert_eq!(Directives::parse(bad).max_age, Some(0), "{bad}");
        }
        assert_eq!(Directives::parse("max-age =60").max_age, None);
    }

    #[test]
    fn a_targeted_field_is_a_dictionary_or_nothing() {
        let read = Directives::parse_targeted;
        assert_eq!(read("max-age=60, no-store").map(|directives| (directives.max_age, directives.no_store)), Some((Some(60), true)));
        assert_eq!(read("max-age=60;x=1").and_then(|directives| directives.max_age), Some(60));
        assert_eq!(read("max-age=\"60\"").and_then(|directives| directives.max_age), None);
        assert_eq!(read("no-store=?0").map(|directives| directives.no_store), Some(false));
        for nothing in ["", " ", "max-age=60,", "Max-Age=60", "max-age=60 s"] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn pragma_counts_only_alone() {
        let request = |pairs: &[(&str, &str)]| Directives::of_request(&pairs.iter().copied().collect());
        assert!(request(&[("pragma", "No-Cache")]).no_cache);
        assert!(!request(&[("pragma", "no-cache"), ("cache-control", "max-age=1")]).no_cache);
    }

    proptest! {
        #[test]
        fn no_value_panics(value in ".*") {
            let _ = (Directives::parse(&value), Directives::parse_targeted(&value));
        }

        #[test]
        fn case_and_empty_members_change_nothing(numbers in proptest::collection::vec((prop_oneof!["max-age", "s-maxage", "stale-if-error", "no-store", "private"], 0..100_000_u32), 0..6)) {
            let plain: Vec<String> = numbers.iter().map(|(name, number)| format!("{name}={number}")).collect();
            let noisy = format!(",{} ,,", plain.join(" ,\t").to_ascii_uppercase());
            prop_assert_eq!(Directives::parse(&plain.join(",")), Directives::parse(&noisy));
        }
    }
}

//! Query strings: decoded once at the door, written in one canonical form, so that one meaning is one cache key.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters, and the comma, which keeps `near=60.17,24.94` readable.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',');

/// The longest form of ours has some seventy fields.
const PAIRS_MAX: usize = 200;

/// Why a query string was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryError {
    /// The named parameter came twice: which one counts would be a guess.
    Repeated(String),
    /// More parameters than anything of ours takes.
    TooMany,
    /// Broken percent escapes, or bytes that are not UTF-8.
    NotText,
}

impl core::fmt::Display for QueryError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Repeated(name) => write!(f, "The parameter `{name}` was given more than once; give it once."),
            Self::TooMany => f.write_str("There are more parameters than anything here takes."),
            Self::NotText => f.write_str("The query is not valid percent-encoded UTF-8."),
        }
    }
}

/// Pairs in the order given, decoded; `+` is a space as HTML forms write it. Empty pairs are skipped.
///
/// # Errors
/// [`QueryError`] for a repeated name, too many of them, or undecodable bytes.
pub fn parse(query: &str) -> Result<Vec<(String, String)>, QueryError> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        if pairs.len() == PAIRS_MAX {
            return Err(QueryError::TooMany);
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        if pairs.iter().any(|(seen, _)| *seen == name) {
            return Err(QueryError::Repeated(name));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

/// Canonical text of the pairs whose names are `allowed`: sorted, escaped the one way, empty values dropped. Starts with `?` unless empty.
pub fn canonical(pairs: &[(String, String)], allowed: &[&str]) -> String {
    let mut kept: Vec<&(String, String)> = pairs.iter().filter(|(name, value)| !value.is_empty() && allowed.contains(&name.as_str())).collect();
    kept.sort();
    let mut text = String::new();
    for (name, value) in kept {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(&escape(name));
        text.push('=');
        text.push_str(&escape(value));
    }
    text
}

/// The same path without escapes of letters and digits, of `-`, `_` and `~` (RFC 3986 §6.2.2.2). Dots stay as they are: some of them are steps.
pub fn without_needless_escapes(path: &str) -> Cow<'_, str> {
    // Nearly every path that there is.
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let (mut plain, mut rest) = (String::with_capacity(path.len()), path);
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map(char::from);
        let needless = byte.filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, '-' | '_' | '~'));
        plain.push(needless.unwrap_or('%'));
        rest = if needless.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    Cow::Owned(plain + rest)
}

/// A whole number as the API writes it: digits alone, no sign, no zero before others. `None` for anything else.
pub fn parse_whole<T: core::str::FromStr>(text: &str) -> Option<T> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if is_plain { text.parse().ok() } else { None }
}

/// One value or name, escaped.
pub fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

fn decode(text: &str) -> Result<String, QueryError> {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let broken = byte == b'%' && !(bytes.next().is_some_and(|b| b.is_ascii_hexdigit()) && bytes.next().is_some_and(|b| b.is_ascii_hexdigit()));
        if broken {
            return Err(QueryError::NotText);
        }
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().map(Cow::into_owned).map_err(|_not_utf8| QueryError::NotText)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn order_tracking_parameters_and_spelling_do_not_change_the_key() {
        let allowed = ["near", "limit"];
        let a = parse("utm_source=x&near=60.17%2C24.94&limit=5").unwrap();
        let b = parse("limit=%35&near=60.17,24.94&fbclid=1").unwrap();
        assert_eq!(canonical(&a, &allowed), "?limit=5&near=60.17,24.94");
        assert_eq!(canonical(&a, &allowed), canonical(&b, &allowed));
    }

    #[test]
    fn repeats_and_broken_escapes_are_refused() {
        assert_eq!(parse("a=1&a=2"), Err(QueryError::Repeated("a".to_owned())));
        for bad in ["a=%", "a=%2", "a=%zz", "a=%ff"] {
            assert_eq!(parse(bad), Err(QueryError::NotText), "{bad}");
        }
    }

    #[test]
    fn only_needless_escapes_go() {
        for (path, plain) in [("/caf%65s/%2D%7e", "/cafes/-~"), ("/a%2Fb%2e%20%zz%4", "/a%2Fb%2e%20%zz%4"), ("/%+1é%C3", "/%+1é%C3"), ("", "")] {
            assert_eq!(without_needless_escapes(path), plain);
        }
    }

    #[test]
    fn whole_numbers_are_digits_alone() {
        assert_eq!([parse_whole("0"), parse_whole("50000")], [Some(0_u32), Some(50_000)]);
        for other in ["", "+5", "-5", "05", "5.0", " 5", "٥", "4294967296"] {
            assert_eq!(parse_whole::<u32>(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn canonical_form_is_a_fixed_point(pairs in proptest::collection::btree_map("[a-c]{1,2}", "\\PC{1,12}", 0..5)) {
            let pairs: Vec<_> = pairs.into_iter().collect();
            let names: Vec<String> = pairs.iter().map(|(name, _)| name.clone()).collect();
            let allowed: Vec<&str> = names.iter().map(String::as_str).collect();
            let once = canonical(&pairs, &allowed);
            let again = canonical(&parse(once.trim_start_matches('?')).unwrap(), &allowed);
            prop_assert_eq!(once, again);
        }

        #[test]
        fn no_query_panics(query in ".*") {
            let _ = parse(&query);
        }
    }
}

//! Headers as plain values: lower-case names, one value each (repeated fields joined by `, ` as RFC 9110 §5.3 allows).

use serde::{Deserialize, Serialize};

/// Fields that concern one connection only (RFC 9110 §7.6.1). They are neither stored nor handed on.
const HOP_BY_HOP: [&str; 9] = ["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/// What workerd has already undone: it decodes bodies and knows their length itself.
const OF_THE_TRANSFER: [&str; 2] = ["content-encoding", "content-length"];

/// A list of headers in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderList(Vec<(String, String)>);

impl HeaderList {
    /// The joined value of a field by its lower-case name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Adds a field; a second of the same name is joined to the first.
    pub fn push(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, joined)) => {
                joined.push_str(", ");
                joined.push_str(value);
            }
            None => self.0.push((name, value.to_owned())),
        }
    }

    /// Sets a field, replacing every earlier value.
    pub fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.0.push((name.to_owned(), value.to_owned()));
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Without what concerned the connection it came by: the fixed names, and those that `Connection` lists.
    #[must_use]
    pub fn end_to_end(mut self) -> Self {
        let listed: Vec<String> = self.get("connection").unwrap_or_default().split(',').map(|name| name.trim().to_ascii_lowercase()).collect();
        self.0.retain(|(name, _)| !HOP_BY_HOP.contains(&name.as_str()) && !OF_THE_TRANSFER.contains(&name.as_str()) && !listed.contains(name));
        self
    }

    /// Takes over the fields of a 304 (RFC 9111 §3.2): they describe the stored body anew, except where they name its very
    /// bytes: those are the stored ones.
    pub fn update_from(&mut self, newer: &Self) {
        for (name, value) in newer.iter().filter(|(name, _)| !matches!(*name, "content-md5" | "content-range" | "etag" | "repr-digest" | "set-cookie")) {
            self.set(name, value);
        }
    }

    /// Bytes that the list takes, for bounds.
    pub fn bytes(&self) -> usize {
        self.0.iter().fold(0, |sum, (name, value)| sum.saturating_add(name.len()).saturating_add(value.len()))
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for HeaderList {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(pairs: T) -> Self {
        let mut list = Self::default();
        for (name, value) in pairs {
            list.push(name, value);
        }
        list
    }
}

/// Members of a comma-separated field, quoted strings kept whole (RFC 9110 §5.6.1). Empty members are skipped; no text is refused.
pub fn members(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = value;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let (member, after) = split_member(rest);
            rest = after;
            let member = member.trim_matches([' ', '\t']);
            if !member.is_empty() {
                return Some(member);
            }
        }
    })
}

/// Up to the first comma outside quotes, and what follows it.
fn split_member(text: &str) -> (&str, &str) {
    let (mut quoted, mut escaped) = (false, false);
    for (index, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => return (text.get(..index).unwrap_or(text), text.get(index.saturating_add(1)..).unwrap_or_default()),
            _ => {}
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn repeated_fields_are_joined_and_names_have_no_case() {
        let list: HeaderList = [("Vary", "a"), ("VARY", "b"), ("ETag", "\"x\"")].into_iter().collect();
        assert_eq!((list.get("vary"), list.get("etag")), (Some("a, b"), Some("\"x\"")));
    }

    #[test]
    fn what_concerns_the_connection_is_left_behind() {
        let list: HeaderList = [("connection", "close, X-Private"), ("x-private", "1"), ("te", "trailers"), ("content-length", "3"), ("content-encoding", "br"), ("etag", "\"x\"")]
            .into_iter()
            .collect();
        assert_eq!(list.end_to_end().iter().collect::<Vec<_>>(), [("etag", "\"x\"")]);
    }

    #[test]
    fn quotes_hold_commas() {
        let all = |value| members(value).collect::<Vec<_>>();
        assert_eq!(all(r#"a="b,c" , ,d, "\"," "#), [r#"a="b,c""#, "d", r#""\",""#]);
        assert_eq!(all(""), Vec::<&str>::new());
        assert_eq!(all(r#""unfinished, x"#), [r#""unfinished, x"#]);
    }

    proptest! {
        #[test]
        fn no_value_panics_and_every_member_comes_from_the_text(value in ".*") {
            for member in members(&value) {
                prop_assert!(value.contains(member));
            }
        }
    }
}

//! Entity tags and their comparison (RFC 9110 §8.8, §13.1.2).

use core::fmt::Write;

/// Strong entity tag of a body, from a hash of it: the first 16 bytes in hex, quoted.
pub fn entity_tag(hash: &[u8]) -> String {
    let mut tag = String::with_capacity(34);
    tag.push('"');
    for byte in hash.iter().take(16) {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Whether `If-None-Match` names `tag`, by weak comparison. `*` names everything; a malformed list names nothing.
pub fn none_match_names(if_none_match: &str, tag: &str) -> bool {
    if if_none_match.trim() == "*" {
        return true;
    }
    let opaque = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    if_none_match.split(',').any(|candidate| opaque(candidate.trim()) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_weak_tags_and_the_star_are_understood() {
        let tag = entity_tag(&[7; 32]);
        assert_eq!(tag.len(), 34);
        assert!(none_match_names("*", &tag));
        assert!(none_match_names(&format!("\"x\", W/{tag}"), &tag));
        assert!(!none_match_names("\"x\"", &tag));
        assert!(!none_match_names("", &tag));
    }
}

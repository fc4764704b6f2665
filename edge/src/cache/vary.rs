//! `Vary` (RFC 9111 §4.1): which headers of a request select an answer, and whether two requests agree in all of them.

use super::headers::{HeaderList, members};

/// The fields that `Vary` names with the request's values. `None` for `*`: such an answer matches nothing.
pub fn selected(answer: &HeaderList, request: &HeaderList) -> Option<Vec<(String, Option<String>)>> {
    let mut fields = Vec::new();
    for name in answer.get("vary").into_iter().flat_map(members) {
        if name == "*" {
            return None;
        }
        let name = name.to_ascii_lowercase();
        if !fields.iter().any(|(known, _)| *known == name) {
            let value = normalised(&name, request.get(&name));
            fields.push((name, value));
        }
    }
    Some(fields)
}

/// Whether a request agrees with all values that were kept.
pub fn matches(kept: &[(String, Option<String>)], request: &HeaderList) -> bool {
    kept.iter().all(|(name, value)| normalised(name, request.get(name)) == *value)
}

/// White space between members means nothing; languages and codings have no case, and their order matters only through `q`.
fn normalised(name: &str, value: Option<&str>) -> Option<String> {
    let value = value?;
    let mut list: Vec<String> = members(value).map(|member| member.split(';').map(str::trim).collect::<Vec<_>>().join(";")).collect();
    if matches!(name, "accept-language" | "accept-encoding") {
        for member in &mut list {
            member.make_ascii_lowercase();
        }
        list.sort();
        list.dedup();
    }
    Some(list.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(pairs: &[(&str, &str)]) -> HeaderList {
        pairs.iter().copied().collect()
    }

    fn agree(vary: &str, first: &[(&str, &str)], second: &[(&str, &str)]) -> bool {
        selected(&list(&[("vary", vary)]), &list(first)).is_some_and(|kept| matches(&kept, &list(second)))
    }

    #[test]
    fn all_named_fields_must_agree() {
        assert!(agree("", &[], &[("foo", "1")]));
        assert!(agree("Foo", &[("foo", "1")], &[("foo", "1"), ("bar", "2")]));
        assert!(!agree("Foo, bar", &[("foo", "1"), ("bar", "1")], &[("foo", "1"), ("bar", "2")]));
        assert!(!agree("foo", &[("foo", "1")], &[]));
        assert!(!agree("foo", &[], &[("foo", "")]));
        assert!(!agree("*", &[], &[]) && !agree("foo, *", &[], &[]));
    }

    #[test]
    fn spelling_that_means_the_same_is_the_same() {
        assert!(agree("foo", &[("foo", "1,2")], &[("foo", " 1 , 2 ")]));
        assert!(!agree("foo", &[("foo", "1,2")], &[("foo", "2,1")]));
        assert!(agree("accept-language", &[("accept-language", "en, de;q=0.5")], &[("accept-language", "DE; q=0.5 ,EN")]));
        assert!(!agree("accept-language", &[("accept-language", "en;q=0.1, de")], &[("accept-language", "en, de;q=0.1")]));
    }

    proptest! {
        #[test]
        fn a_request_agrees_with_itself_and_with_no_other_value(vary in "[a-c](, ?[a-c]){0,3}", first in "[0-9a-z]{0,5}", second in "[0-9a-z]{0,5}") {
            let request = |value: &str| list(&[("a", value), ("b", "1"), ("c", "2")]);
            let kept = selected(&list(&[("vary", &vary)]), &request(&first)).unwrap();
            prop_assert!(matches(&kept, &request(&first)));
            prop_assert_eq!(matches(&kept, &request(&second)), first == second || !vary.contains('a'));
        }
    }
}

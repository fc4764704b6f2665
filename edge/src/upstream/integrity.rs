//! `Repr-Digest` (RFC 9530): a body that does not match what its sender said of it is not used.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Whether `header` has a `sha-256` that is the body's. Our origin always sends one, so none at all means somebody else answered.
pub fn digest_matches(header: Option<&str>, body: &[u8]) -> bool {
    let claimed = header.into_iter().flat_map(|header| header.split(',')).find_map(|member| {
        let (algorithm, value) = member.trim().split_once('=')?;
        (algorithm == "sha-256").then(|| value.trim_matches(':'))
    });
    claimed.is_some_and(|claimed| claimed == STANDARD.encode(Sha256::digest(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_body_s_own_digest_passes() {
        let right = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(b"body")));
        assert!(digest_matches(Some(&right), b"body"));
        assert!(digest_matches(Some(&format!("md5=:xx:, {right}")), b"body"));
        assert!(!digest_matches(Some(&right), b"bod"));
        for bad in [None, Some(""), Some("sha-256"), Some("sha-256=::"), Some("md5=:xx:")] {
            assert!(!digest_matches(bad, b"body"), "{bad:?}");
        }
    }
}

//! Calls between our own servers and from operators, signed with a key that both ends hold: HMAC-SHA-256 (RFC 2104) over everything that
//! matters of the call, with a moment after which it is void. Replays within that time must be harmless by what the call says.

use core::fmt::Write;
use core::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::limits::SIGNED_CALL_LIFE_MAX_S;

/// The header that carries a signature: `expires=SECONDS_SINCE_1970, sha256=HEX, hmac-sha256=HEX`, the second the digest of the body. So a call is
/// believed, or refused, before its body is read.
pub const SIGNATURE_HEADER: &str = "craftbean-signature";
/// Shorter keys are no keys.
pub const KEY_BYTES_MIN: usize = 32;

/// Why a call is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// No signature, or none that can be read.
    Missing,
    /// Its time is over, or it would be valid for too long.
    Expired,
    /// Made with another key, or for another call.
    Wrong,
}

impl core::fmt::Display for SignatureError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Missing => "This call must be signed: craftbean-signature: expires=SECONDS, sha256=HEX, hmac-sha256=HEX.",
            Self::Expired => "The signature's time is over, or it is valid for longer than five minutes. Sign the call anew.",
            Self::Wrong => "The signature does not belong to this call.",
        })
    }
}

/// Value of [`SIGNATURE_HEADER`] for a call that is valid until `expires_s`.
pub fn sign(key: &[u8], method: &str, path: &str, body: &[u8], expires_s: u64) -> String {
    let digest = hex(&Sha256::digest(body));
    let tag = mac(key, &call_text(method, path, &digest, expires_s)).map(|mac| hex(&mac.finalize().into_bytes())).unwrap_or_default();
    format!("expires={expires_s}, sha256={digest}, hmac-sha256={tag}")
}

/// The body that a signature belongs to, as its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBody(Vec<u8>);

impl SignedBody {
    /// # Errors
    /// [`SignatureError::Wrong`] for any other body.
    pub fn check(&self, body: &[u8]) -> Result<(), SignatureError> {
        if Sha256::digest(body).as_slice() == self.0 { Ok(()) } else { Err(SignatureError::Wrong) }
    }
}

/// Checks everything of a call but its body, in constant time. Out: which body it must have.
///
/// # Errors
/// [`SignatureError`] with a sentence for whoever signed it.
pub fn verify(key: &[u8], header: Option<&str>, method: &str, path: &str, now_s: u64) -> Result<SignedBody, SignatureError> {
    let parts = || {
        let (expires, rest) = header?.strip_prefix("expires=")?.split_once(", sha256=")?;
        let (digest, tag) = rest.split_once(", hmac-sha256=")?;
        Some((expires.parse::<u64>().ok()?, digest, from_hex(digest)?, from_hex(tag)?))
    };
    let (expires_s, digest, digest_bytes, tag) = parts().ok_or(SignatureError::Missing)?;
    mac(key, &call_text(method, path, digest, expires_s)).and_then(|mac| mac.verify_slice(&tag).ok()).ok_or(SignatureError::Wrong)?;
    if expires_s <= now_s || expires_s > now_s.saturating_add(SIGNED_CALL_LIFE_MAX_S) { Err(SignatureError::Expired) } else { Ok(SignedBody(digest_bytes)) }
}

/// What a sealed text is for: a seal of one kind is none of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// What a visitor has seen.
    Seen,
    /// Which address a visitor comes from, as a digest.
    Client,
    /// How far somebody has come in the log (`log_position`).
    Position,
}

impl Seal {
    const fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Client => "client",
            Self::Position => "position",
        }
    }
}

/// A text that only we can have given out.
pub fn seal(key: &[u8], kind: Seal, text: &str) -> String {
    let tag = mac(key, &seal_text(kind, text)).map(|mac| hex(mac.finalize().into_bytes().get(..16).unwrap_or_default())).unwrap_or_default();
    format!("{text}.{tag}")
}

/// Reads [`seal`]. `None` for anything that we did not write.
pub fn unseal<'a>(key: &[u8], kind: Seal, sealed: &'a str) -> Option<&'a str> {
    let (text, tag) = sealed.rsplit_once('.')?;
    let tag = from_hex(tag).filter(|tag| tag.len() == 16)?;
    mac(key, &seal_text(kind, text))?.verify_truncated_left(&tag).ok()?;
    Some(text)
}

/// The header in which the edge tells the origin which address a visitor comes from: [`client_digest`], sealed.
pub const CLIENT_HEADER: &str = "craftbean-client";

/// An address as we keep it: a keyed digest in hex, from which nobody without the key learns the address. Of an IPv6 address the network counts
/// (64 bits), because one household has all the others.
pub fn client_digest(key: &[u8], address: IpAddr) -> String {
    let network = match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.to_ipv4_mapped().map_or_else(|| format!("{:x}/64", address.to_bits() >> 64), |address| address.to_string()),
    };
    let text = format!("craftbean-address-1\n{network}");
    mac(key, text.as_bytes()).map(|mac| hex(mac.finalize().into_bytes().get(..16).unwrap_or_default())).unwrap_or_default()
}

fn mac(key: &[u8], text: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok().filter(|_| key.len() >= KEY_BYTES_MIN)?;
    mac.update(text);
    Some(mac)
}

fn call_text(method: &str, path: &str, body_digest: &str, expires_s: u64) -> Vec<u8> {
    format!("craftbean-call-1\n{method}\n{path}\n{expires_s}\n{body_digest}").into_bytes()
}

fn seal_text(kind: Seal, text: &str) -> Vec<u8> {
    format!("craftbean-{}-1\n{text}", kind.name()).into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len().saturating_mul(2)), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0 && digits.len() <= 128)?;
    Some(digits.chunks(2).map(|pair| pair.iter().fold(0_u8, |byte, digit| (byte << 4) | digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

    #[test]
    fn a_signature_belongs_to_one_call_one_key_and_its_time() {
        let header = sign(KEY, "POST", "/internal/purge", b"{}", 1_100);
        let verify = |key: &[u8], header: &str, method, path, body: &[u8], now_s| verify(key, Some(header), method, path, now_s)?.check(body);
        assert_eq!(verify(KEY, &header, "POST", "/internal/purge", b"{}", 1_000), Ok(()));
        assert_eq!(verify(KEY, &header, "POST", "/internal/purge", b"{}", 1_100), Err(SignatureError::Expired));
        assert_eq!(verify(KEY, &header, "POST", "/internal/purge", b"{}", 799), Err(SignatureError::Expired));
        for (key, method, path, body) in [
            (&b"x123456789abcdef0123456789abcdef"[..], "POST", "/internal/purge", &b"{}"[..]),
            (KEY, "PUT", "/internal/purge", b"{}"),
            (KEY, "POST", "/internal/purg", b"{}"),
            (KEY, "POST", "/internal/purge", b"{ }"),
            (b"", "POST", "/internal/purge", b"{}"),
        ] {
            assert_eq!(verify(key, &header, method, path, body, 1_000), Err(SignatureError::Wrong), "{method} {path}");
        }
        let later = header.replace("1100", "1101");
        assert_eq!(verify(KEY, &later, "POST", "/internal/purge", b"{}", 1_000), Err(SignatureError::Wrong));
        let digest = |body: &[u8]| hex(&Sha256::digest(body));
        let mixed = header.replace(&digest(b"{}"), &digest(b"{ }"));
        assert_ne!(mixed, header);
        assert_eq!(verify(KEY, &mixed, "POST", "/internal/purge", b"{ }", 1_000), Err(SignatureError::Wrong), "a digest that nobody signed");
    }

    #[test]
    fn a_household_is_one_client_however_its_addresses_are_written() {
        let digest = |address: &str| client_digest(KEY, address.parse().unwrap());
        assert_eq!(digest("2001:db8:1:2::1"), digest("2001:db8:1:2:ffff::9"));
        assert_eq!(digest("::ffff:192.0.2.1"), digest("192.0.2.1"));
        for (one, other) in [("2001:db8:1:2::1", "2001:db8:1:3::1"), ("192.0.2.1", "192.0.2.2"), ("::1", "127.0.0.1")] {
            assert_ne!(digest(one), digest(other));
        }
        assert_ne!(digest("192.0.2.1"), client_digest(b"another key, just as long as the right one", "192.0.2.1".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn no_header_passes_that_was_not_signed(header in ".{0,120}", now_s: u64) {
            prop_assert!(verify(KEY, Some(&header), "GET", "/", now_s).is_err());
            prop_assert_eq!(unseal(KEY, Seal::Seen, &header), None);
        }

        #[test]
        fn a_sealed_text_comes_back_for_its_purpose_and_a_changed_one_does_not(text in "[0-9a-f./]{0,40}", other in "[0-9a-f./]{0,40}") {
            let sealed = seal(KEY, Seal::Seen, &text);
            prop_assert_eq!(unseal(KEY, Seal::Seen, &sealed), Some(text.as_str()));
            prop_assert_eq!(unseal(KEY, Seal::Client, &sealed), None);
            let changed = sealed.replacen(&text, &other, 1);
            prop_assert!(unseal(KEY, Seal::Seen, &changed).is_none_or(|read| changed == sealed && read == text));
        }
    }
}

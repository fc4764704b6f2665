//! W3C Trace Context, level 1: the part that ties an edge answer to an origin log line.

/// A trace id of 16 random bytes in lower-case hex, never all zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceId(String);

impl TraceId {
    /// From 16 random bytes. All zero is not a valid id and becomes 1.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        let number = u128::from_be_bytes(bytes).max(1);
        Self(format!("{number:032x}"))
    }

    /// Reads the trace id of a `traceparent` header. `None` for anything that is not version 00 in its exact form.
    pub fn from_traceparent(header: &str) -> Option<Self> {
        let mut parts = header.split('-');
        let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let well_formed = parts.next().is_none()
            && version == "00"
            && is_lower_hex(trace, 32)
            && is_lower_hex(parent, 16)
            && is_lower_hex(flags, 2)
            && trace.bytes().any(|b| b != b'0')
            && parent.bytes().any(|b| b != b'0');
        well_formed.then(|| Self(trace.to_owned()))
    }

    /// `traceparent` value for the next hop, with `span` as the parent id (0 becomes 1).
    pub fn traceparent(&self, span: u64) -> String {
        format!("00-{}-{:016x}-01", self.0, span.max(1))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_lower_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn malformed_parents_are_ignored() {
        for bad in [
            "",
            "00",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra",
        ] {
            assert_eq!(TraceId::from_traceparent(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_we_write_we_read(bytes: [u8; 16], span: u64) {
            let id = TraceId::from_bytes(bytes);
            prop_assert_eq!(TraceId::from_traceparent(&id.traceparent(span)), Some(id));
        }

        #[test]
        fn no_header_panics(header in ".*") {
            let _ = TraceId::from_traceparent(&header);
        }
    }
}

//! What differs between classes of answers. The engine is one: a declared route, and the neutral proxy of the conformance run, are the
//! same code under other [`Rules`].

use shared::cache_policy::{CachePolicy, Lifetimes, NEGATIVE};

/// How answers of one class are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub keeps: Keeps,
    /// Whether a request's own `Cache-Control` counts. For visitors it does not: nobody may push load to the origin by a header.
    pub obeys_requests: bool,
    /// Whether a popular answer may be asked for again a little before its time (one of many does, so that nobody waits at the expiry).
    pub refreshes_early: bool,
    /// Whether parts of a kept answer are served; otherwise a request for a range goes through uncached.
    pub serves_ranges: bool,
}

/// What may be kept at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing: every request goes through.
    Nothing,
    /// Answers for these lives, which the origin may shorten.
    AtMost(Lifetimes),
    /// The origin's headers alone decide, as RFC 9111 says.
    AsOriginSays,
}

impl Rules {
    /// The origin's headers decide (RFC 9111).
    pub const ORIGIN_DECIDES: Self = Self { keeps: Keeps::AsOriginSays, obeys_requests: true, refreshes_early: false, serves_ranges: true };

    /// The rules of a declared route.
    pub fn of(policy: CachePolicy) -> Self {
        Self { keeps: policy.lifetimes().map_or(Keeps::Nothing, Keeps::AtMost), obeys_requests: false, refreshes_early: true, serves_ranges: false }
    }

    /// The cap for a status: a "no" is kept shortly, an error never.
    pub const fn cap(&self, status: u16) -> Cap {
        match (self.keeps, status) {
            (Keeps::AsOriginSays, _) => Cap::None,
            (Keeps::AtMost(life), 200) => Cap::At(life),
            (Keeps::AtMost(_), 404 | 410) => Cap::At(NEGATIVE),
            (Keeps::AtMost(_) | Keeps::Nothing, _) => Cap::Never,
        }
    }
}

/// What a policy allows for one status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// The origin decides.
    None,
    /// At most these lives.
    At(Lifetimes),
    Never,
}

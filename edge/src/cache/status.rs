//! `Cache-Status` (RFC 9211): what this cache did, said on every answer.

/// What the cache did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CacheStatus {
    /// Fresh, from what was kept.
    Hit,
    /// Old, served while it is asked for again behind the answer.
    Stale,
    /// Old, served because no origin answers.
    StaleIfError,
    /// Old, asked for again, and unchanged.
    Revalidated,
    /// Old or superseded, asked for again, and new.
    Refetched,
    /// Nothing was kept.
    Miss,
    /// Somebody else was asking already; this is that answer.
    Collapsed,
    /// Neither looked up nor kept.
    Bypass,
}

impl CacheStatus {
    pub const fn value(self) -> &'static str {
        match self {
            Self::Hit => "craftbean; hit",
            Self::Stale => "craftbean; hit; fwd=stale; detail=revalidating-behind",
            Self::StaleIfError => "craftbean; hit; fwd=stale; detail=origin-failing",
            Self::Revalidated => "craftbean; fwd=stale; fwd-status=304; stored",
            Self::Refetched => "craftbean; fwd=stale",
            Self::Miss => "craftbean; fwd=uri-miss",
            Self::Collapsed => "craftbean; fwd=uri-miss; collapsed",
            Self::Bypass => "craftbean; fwd=bypass",
        }
    }

    /// The same for `Server-Timing`, which browsers' tools show.
    pub const fn server_timing(self) -> &'static str {
        match self {
            Self::Hit => "cache;desc=hit",
            Self::Stale | Self::StaleIfError => "cache;desc=stale",
            Self::Revalidated => "cache;desc=revalidated",
            Self::Refetched | Self::Miss => "cache;desc=miss",
            Self::Collapsed => "cache;desc=collapsed",
            Self::Bypass => "cache;desc=bypass",
        }
    }

    /// Whether the answer was kept before this request came.
    #[cfg(feature = "neutral")]
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Hit | Self::Stale | Self::StaleIfError | Self::Revalidated | Self::Collapsed)
    }

    /// Whether the visitor sees something older than its life allows.
    pub const fn is_stale(self) -> bool {
        matches!(self, Self::Stale | Self::StaleIfError)
    }
}

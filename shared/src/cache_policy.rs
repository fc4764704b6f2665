//! Caching is a type: a route names its [`CachePolicy`], one place writes the headers, and the default is never.

/// How long an answer may be kept, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum CachePolicy {
    /// Personal or momentary: nobody keeps it.
    #[default]
    Never,
    /// The same for everyone.
    Public(Lifetimes),
    /// The same for everyone, but asked for again each time (an entity tag makes that cheap). HTML is: it names the assets of one build
    /// and must not outlive it.
    Revalidated,
    /// Content-hashed file: a year, never asked for again.
    Immutable,
    /// A file that never changes under its address, but may be taken away: browsers keep it as an immutable one, caches on the way to them only shortly,
    /// because they would show it to others.
    Withdrawable { shared_s: u32 },
}

/// Seconds of life of a public answer (RFC 9111 freshness, RFC 5861 stale extensions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lifetimes {
    /// Fresh in a browser.
    pub browser_s: u32,
    /// Fresh at the edge.
    pub edge_s: u32,
    /// After that, still served while a fresh one is fetched behind it.
    pub stale_while_revalidate_s: u32,
    /// After that, still served when no origin answers.
    pub stale_if_error_s: u32,
}

/// Profiles and lists: changes purge them by tag, so the times only bound what no purge has told of. A minute old at most where people
/// look; once a day old where nobody did, while a new one is fetched behind; a week when all origins are gone.
pub const PROFILE: CachePolicy = CachePolicy::Public(Lifetimes { browser_s: 0, edge_s: 60, stale_while_revalidate_s: 86_400, stale_if_error_s: 604_800 });

/// Lists whose members change with the minute (`open_now`): short, and not kept long beyond it.
pub const MOMENTARY: CachePolicy = CachePolicy::Public(Lifetimes { browser_s: 0, edge_s: 30, stale_while_revalidate_s: 30, stale_if_error_s: 3_600 });

/// Counts beside filters: some are of the minute, and a page is whole without them, so they may be a few minutes off and never hours.
pub const COUNTS: CachePolicy = CachePolicy::Public(Lifetimes { browser_s: 0, edge_s: 60, stale_while_revalidate_s: 300, stale_if_error_s: 3_600 });

/// Pages and documents that change with a release only.
pub const DOCUMENT: CachePolicy = CachePolicy::Public(Lifetimes { browser_s: 300, edge_s: 3_600, stale_while_revalidate_s: 86_400, stale_if_error_s: 604_800 });

/// Drawn pictures of pages, for previews: whoever fetches one shows it elsewhere and seldom asks again, so nobody sees at once that a name has changed.
/// The edge itself looks at the JSON behind a picture each time it is asked.
pub const PICTURE: CachePolicy = CachePolicy::Public(Lifetimes { browser_s: 3_600, edge_s: 86_400, stale_while_revalidate_s: 604_800, stale_if_error_s: 604_800 });
/// Pictures.
pub const PHOTO: CachePolicy = CachePolicy::Withdrawable { shared_s: PHOTO_SHARED_S };
/// How long anybody between the store and a browser keeps a picture: by then one that was taken away is gone there.
pub const PHOTO_SHARED_S: u32 = 3_600;

/// "Not found" and "gone", where the address could be right: kept shortly at the edge, so that a crowd at a dead link reaches no origin.
pub const NEGATIVE: Lifetimes = Lifetimes { browser_s: 0, edge_s: 10, stale_while_revalidate_s: 0, stale_if_error_s: 60 };

impl CachePolicy {
    /// Value of `Cache-Control` as a browser receives it.
    pub fn cache_control(self) -> String {
        match self {
            Self::Never => "private, no-store".to_owned(),
            Self::Revalidated => "public, no-cache".to_owned(),
            Self::Immutable | Self::Withdrawable { .. } => "public, max-age=31536000, immutable".to_owned(),
            // The long stale lives are for the edge, which hears of changes; a browser does not.
            Self::Public(life) => format!("public, max-age={}, stale-if-error={}", life.browser_s, life.stale_if_error_s),
        }
    }

    /// Value of `CDN-Cache-Control` (RFC 9213) as caches between us and the browser receive it. `None` where `Cache-Control` says it for all.
    pub fn cdn_cache_control(self) -> Option<String> {
        match self {
            Self::Public(life) => Some(format!("max-age={}, stale-while-revalidate={}, stale-if-error={}", life.edge_s, life.stale_while_revalidate_s, life.stale_if_error_s)),
            Self::Withdrawable { shared_s } => Some(format!("max-age={shared_s}")),
            Self::Never | Self::Revalidated | Self::Immutable => None,
        }
    }

    /// The lifetimes of a public answer.
    pub const fn lifetimes(self) -> Option<Lifetimes> {
        match self {
            Self::Public(life) => Some(life),
            Self::Never | Self::Revalidated | Self::Immutable | Self::Withdrawable { .. } => None,
        }
    }
}

impl Lifetimes {
    /// What a stored answer of this age may still be used for.
    pub fn at_age(self, age_s: u64) -> Freshness {
        let edge_s = u64::from(self.edge_s);
        if age_s < edge_s {
            Freshness::Fresh
        } else if age_s < edge_s.saturating_add(u64::from(self.stale_while_revalidate_s)) {
            Freshness::StaleWhileRevalidate
        } else if age_s < edge_s.saturating_add(u64::from(self.stale_if_error_s)) {
            Freshness::StaleIfError
        } else {
            Freshness::Expired
        }
    }

    /// Age at which nothing may use the answer any more.
    pub const fn kept_s(self) -> u32 {
        let longest = if self.stale_if_error_s > self.stale_while_revalidate_s { self.stale_if_error_s } else { self.stale_while_revalidate_s };
        self.edge_s.saturating_add(longest)
    }
}

/// Use of a stored answer, by its age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    Fresh,
    StaleWhileRevalidate,
    StaleIfError,
    Expired,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_default_is_never() {
        assert_eq!(CachePolicy::default().cache_control(), "private, no-store");
        assert_eq!(CachePolicy::default().cdn_cache_control(), None);
    }

    #[test]
    fn what_may_be_taken_away_stays_in_browsers_only() {
        assert_eq!(PHOTO.cache_control(), CachePolicy::Immutable.cache_control());
        assert_eq!(PHOTO.cdn_cache_control().as_deref(), Some("max-age=3600"));
        assert_eq!((PHOTO.lifetimes(), CachePolicy::Immutable.cdn_cache_control()), (None, None));
    }

    proptest! {
        #[test]
        fn an_answer_only_ever_grows_older(
            edge_s: u32, stale_while_revalidate_s: u32, stale_if_error_s: u32, age_s: u64, later_s: u64
        ) {
            let life = Lifetimes { browser_s: 0, edge_s, stale_while_revalidate_s, stale_if_error_s };
            let rank = |freshness| match freshness {
                Freshness::Fresh => 0,
                Freshness::StaleWhileRevalidate => 1,
                Freshness::StaleIfError => 2,
                Freshness::Expired => 3,
            };
            prop_assert!(rank(life.at_age(age_s)) <= rank(life.at_age(age_s.saturating_add(later_s))));
            prop_assert_eq!(life.at_age(age_s) == Freshness::Fresh, age_s < u64::from(edge_s));
            prop_assert_eq!(life.at_age(u64::from(life.kept_s())) == Freshness::Expired, life.kept_s() < u32::MAX || life.at_age(u64::from(u32::MAX)) == Freshness::Expired);
        }
    }
}

//! The judgement: what to do with a request, given what is kept, and what to keep of an answer. Pure; time and chance come in.

use super::directives::Directives;
use super::entry::{Metadata, TAGS_MAX, tags_of};
use super::freshness::{HEURISTICALLY_CACHEABLE, Life, initial_age_ms};
use super::headers::HeaderList;
use super::rules::{Cap, Keeps, Rules};
use super::vary;

/// Status codes whose meaning a cache must know before `must-understand` lets it keep them: all that this engine treats specially or plainly.
const UNDERSTOOD: [u16; 14] = [200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501];

/// A request as the engine sees it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Upper case.
    pub method: String,
    /// The headers that go to the origin with it; only these can matter to `Vary`.
    pub headers: HeaderList,
    pub directives: Directives,
}

impl Asked {
    pub fn new(method: &str, headers: HeaderList) -> Self {
        let directives = Directives::of_request(&headers);
        Self { method: method.to_owned(), headers, directives }
    }

    /// GET and HEAD are answered from what is kept; everything else goes through.
    pub fn is_retrieval(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }

    /// Whether a success of this method makes what is kept under its URL invalid (RFC 9111 §4.4).
    pub fn is_unsafe(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }
}

/// Whether asking an origin makes sense just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origins {
    Answering,
    /// Every breaker is open.
    Failing,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Answer from what is kept; `refresh_behind` asks again a little before the time.
    Fresh { refresh_behind: bool },
    /// Answer from what is kept, and ask again behind the answer.
    StaleRefreshBehind,
    /// Answer from what is kept although it is old, because no origin answers.
    StaleOriginFails,
    /// Ask the origin, by the kept validators where there are any. `stale_if_error`: what is kept may still answer if that fails.
    Revalidate { stale_if_error: bool },
    /// Nothing usable is kept.
    Miss,
    /// Neither look up nor keep.
    Bypass,
    /// The request accepts only what is kept, and nothing is (504).
    NotKept,
}

/// What is known at the moment of judging.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now_ms: u64,
    pub origins: Origins,
    /// Uniform in 0..1; spreads early refreshes.
    pub chance: f64,
}

/// Whether a request goes through: neither looked up, nor kept, nor a reason to forget what is kept.
pub fn bypasses(asked: &Asked, rules: &Rules) -> bool {
    rules.keeps == Keeps::Nothing || !asked.is_retrieval() || (asked.headers.has("range") && !rules.serves_ranges) || (rules.obeys_requests && asked.directives.no_store)
}

/// Judges a request. `stored` is the variant that matches it; `superseded` says that one of its tags was raised since.
pub fn decide(asked: &Asked, stored: Option<&Metadata>, superseded: bool, rules: &Rules, moment: Moment) -> Decision {
    if bypasses(asked, rules) {
        return Decision::Bypass;
    }
    let wishes = if rules.obeys_requests { asked.directives.clone() } else { Directives::default() };
    let decision = stored.map_or(Decision::Miss, |stored| judge(stored, superseded, &wishes, rules, moment));
    let needs_origin = matches!(decision, Decision::Miss | Decision::Revalidate { .. });
    if wishes.only_if_cached && needs_origin { Decision::NotKept } else { decision }
}

fn judge(stored: &Metadata, superseded: bool, wishes: &Directives, rules: &Rules, moment: Moment) -> Decision {
    let (age_ms, life) = (stored.age_ms(moment.now_ms), &stored.life);
    let beyond_ms = age_ms.saturating_sub(life.fresh_ms);
    let stale_if_error = (age_ms < life.fresh_ms || beyond_ms < life.stale_if_error_ms) && !life.always_revalidate;
    let unusable = if moment.origins == Origins::Failing && stale_if_error { Decision::StaleOriginFails } else { Decision::Revalidate { stale_if_error } };
    if superseded || life.always_revalidate || wishes.no_cache {
        return unusable;
    }
    if age_ms < life.fresh_ms {
        let remaining_ms = life.fresh_ms.saturating_sub(age_ms);
        let too_old = wishes.max_age.is_some_and(|seconds| age_ms > milliseconds(seconds)) || wishes.min_fresh.is_some_and(|seconds| remaining_ms < milliseconds(seconds));
        return if too_old { unusable } else { Decision::Fresh { refresh_behind: rules.refreshes_early && is_due_early(stored.fetch_ms, remaining_ms, moment.chance) } };
    }
    if wishes.max_age.is_some_and(|seconds| age_ms > milliseconds(seconds)) {
        return unusable;
    }
    let stale_forbidden = life.stale_if_error_ms == 0 && life.stale_while_revalidate_ms == 0;
    if wishes.max_stale.is_some_and(|seconds| beyond_ms <= milliseconds(seconds)) && !stale_forbidden {
        return Decision::Fresh { refresh_behind: false };
    }
    match moment.origins {
        Origins::Answering if beyond_ms < life.stale_while_revalidate_ms => Decision::StaleRefreshBehind,
        Origins::Answering | Origins::Failing => unusable,
    }
}

/// Probabilistic early expiration (Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015): the
/// nearer the end and the costlier the answer, the likelier; one of many requests then pays while the others are still served.
fn is_due_early(fetch_ms: u64, remaining_ms: u64, chance: f64) -> bool {
    let fetch = f64::from(u32::try_from(fetch_ms).unwrap_or(u32::MAX));
    let remaining = f64::from(u32::try_from(remaining_ms).unwrap_or(u32::MAX));
    -fetch * chance.max(f64::MIN_POSITIVE).ln() >= remaining
}

fn milliseconds(seconds: u32) -> u64 {
    u64::from(seconds).saturating_mul(1_000)
}

/// An answer's own words, before it is known whether it may be kept.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    pub status: u16,
    /// End-to-end headers.
    pub headers: &'a HeaderList,
    pub requested_at_ms: u64,
    pub received_at_ms: u64,
    /// Raises of tags known when it was asked for.
    pub known_sequence: u64,
}

/// What to keep of an answer (RFC 9111 §3). `None`: nothing.
pub fn keep(asked: &Asked, received: Received<'_>, rules: &Rules) -> Option<Metadata> {
    let (directives, _) = Directives::of_answer(received.headers);
    let cap = rules.cap(received.status);
    let forbidden = asked.method != "GET"
        || asked.headers.has("range")
        || (rules.obeys_requests && asked.directives.no_store)
        || cap == Cap::Never
        || !(200..=599).contains(&received.status)
        || matches!(received.status, 206 | 304)
        || (directives.must_understand && !UNDERSTOOD.contains(&received.status))
        // `no-store` beside `must-understand` is for caches that do not know the latter (RFC 9111 §5.2.2.3).
        || (directives.no_store && !directives.must_understand)
        || directives.private
        || received.headers.has("set-cookie")
        || (asked.headers.has("authorization") && !(directives.public || directives.must_revalidate || directives.s_maxage.is_some()));
    let tags = tags_of(received.headers);
    if forbidden || tags.len() > TAGS_MAX {
        return None;
    }
    let life = Life::of(received.status, received.headers, cap, received.received_at_ms);
    let may_be_kept = life.explicit || directives.public || HEURISTICALLY_CACHEABLE.contains(&received.status);
    let metadata = Metadata {
        status: received.status,
        headers: received.headers.clone(),
        life,
        vary: vary::selected(received.headers, &asked.headers)?,
        tags,
        known_sequence: received.known_sequence,
        initial_age_ms: initial_age_ms(received.headers, cap, received.requested_at_ms, received.received_at_ms),
        received_at_ms: received.received_at_ms,
        fetch_ms: received.received_at_ms.saturating_sub(received.requested_at_ms),
    };
    let is_of_use = metadata.has_validator() || metadata.age_ms(received.received_at_ms) < life.kept_ms();
    (may_be_kept && is_of_use).then_some(metadata)
}

/// Whether an answer that is not kept makes what is kept under its URL wrong: it has been changed by an unsafe request (RFC 9111 §4.4), or
/// the origin now says something else of the whole of it.
pub fn forgets(asked: &Asked, status: u16, rules: &Rules) -> bool {
    if asked.is_unsafe() {
        return status < 400;
    }
    !bypasses(asked, rules) && asked.method == "GET" && !asked.headers.has("range") && matches!(status, 200..=299 | 404 | 410)
}

/// The description of an answer that is handed on but not kept.
pub fn unkept(received: Received<'_>) -> Metadata {
    Metadata {
        status: received.status,
        headers: received.headers.clone(),
        life: Life::default(),
        vary: Vec::new(),
        tags: Vec::new(),
        known_sequence: received.known_sequence,
        initial_age_ms: initial_age_ms(received.headers, Cap::None, received.requested_at_ms, received.received_at_ms),
        received_at_ms: received.received_at_ms,
        fetch_ms: received.received_at_ms.saturating_sub(received.requested_at_ms),
    }
}

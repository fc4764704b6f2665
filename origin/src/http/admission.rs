//! How many answers are made at once; those that are shared cost nothing and are always given. The bound is found by watching how long answers take: when they take much longer than the same kind took
//! undisturbed, there are more at once than the database can serve, and whoever comes on top is told so at once rather than kept waiting in vain.
//! Writes and reads have a bound each, because they go to databases of their own: neither readers nor a primary that has died take anything from the
//! other. Among reads, statistics leave room for what people look at.
//!
//! Of the libraries for this (`tower-acc`, `tower-resilience-adaptive`) none knows classes, and all compare answers of every kind with the
//! quickest one, so that a slow list among quick profiles looks like a queue.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::limits::RETRY_AFTER_S;
use shared::problem::ProblemCode;
use shared::urls::{API, INTERNAL};
use tokio::time::Instant;

use crate::error::ProblemIntent;

/// The bound is never smaller, so that there is always something to measure.
const LIMIT_MIN: f64 = 8.0;
const LIMIT_AT_START: f64 = 64.0;
/// Answers that are looked at together.
const WINDOW: u32 = 20;
/// Answers that take so many times as long as undisturbed mean a queue. With 2, the database had idle moments (`bench overload`).
const QUEUE_FROM: f64 = 2.5;
/// A window may lower the bound to a quarter of it, and no further, whatever it has seen.
const LOWERED_TO_AT_LEAST: f64 = 0.25;
/// Quicker answers are quick enough, however much quicker they could be: a short burst is served, not refused.
const QUICK: Duration = Duration::from_millis(25);

/// How urgent a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Writes and operators' calls.
    Urgent,
    /// What people look at: profiles, lists, what a search finds.
    Ordinary,
    /// Statistics: counts beside filters, and lists for machines.
    Patient,
}

impl Class {
    /// The part of the bound that a class may fill.
    const fn share(self) -> f64 {
        match self {
            Self::Urgent | Self::Ordinary => 1.0,
            Self::Patient => 0.75,
        }
    }
}

/// Requests that take about as long: a class, a noun, and whether it is about one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Kind {
    pub class: Class,
    noun: &'static str,
    one: bool,
}

/// What the API is about. Whatever else there is shares a yardstick.
const NOUNS: [&str; 11] = ["cafes", "roasters", "artisans", "cities", "facets", "brewing-methods", "stories", "search", "sources", "sitemaps", "suggestions"];
/// Those of them that nobody waits for.
const STATISTICS: [&str; 2] = ["facets", "sitemaps"];
/// Operators' photos are looked at before they are answered, which takes longer than anything else that operators do.
const PHOTOS: &str = "photos";

impl Kind {
    pub fn of(method: &Method, path: &str) -> Self {
        let rest = path.strip_prefix(API).and_then(|rest| rest.strip_prefix('/'));
        let (noun, one) = rest.map_or(("", false), |rest| rest.split_once('/').map_or((rest, false), |(noun, _)| (noun, true)));
        let is_photo = *method == Method::POST && path.starts_with(INTERNAL) && path.rsplit('/').next() == Some(PHOTOS);
        let noun = if is_photo { PHOTOS } else { NOUNS.into_iter().find(|known| *known == noun).unwrap_or("") };
        let class = if *method != Method::GET || path.starts_with(INTERNAL) {
            Class::Urgent
        } else if STATISTICS.contains(&noun) {
            Class::Patient
        } else {
            Class::Ordinary
        };
        Self { class, noun, one }
    }
}

/// The bound and everything it is found by. Knows no clock: durations come in.
#[derive(Clone, Debug)]
struct Limiter {
    limit: f64,
    limit_max: f64,
    adapts: bool,
    in_flight: u32,
    /// Seconds that each kind takes undisturbed, on the whole.
    undisturbed_s: HashMap<Kind, f64>,
    /// Answers of this window, the sums of how many times longer they took and of how many were at once when they were there, and whether anybody was
    /// refused.
    answers: u32,
    slowness: f64,
    at_once: f64,
    refused: bool,
    /// Answers that were under way when the bound was last lowered, and are still to come.
    outdated: u32,
}

impl Limiter {
    fn new(limit_max: u32, adapts: bool) -> Self {
        let limit_max = f64::from(limit_max);
        let limit = if adapts { limit_max.min(LIMIT_AT_START) } else { limit_max };
        Self { limit, limit_max, adapts, in_flight: 0, undisturbed_s: HashMap::new(), answers: 0, slowness: 0.0, at_once: 0.0, refused: false, outdated: 0 }
    }

    fn admit(&mut self, class: Class) -> bool {
        let share = if self.adapts { class.share() } else { 1.0 };
        let admitted = f64::from(self.in_flight) + 1.0 <= (self.limit * share).floor();
        if admitted {
            self.in_flight = self.in_flight.saturating_add(1);
        } else {
            self.refused = true;
        }
        admitted
    }

    /// `answered`: not for a caller who left before. One who left late tells as much of a queue as an answer does; one who left early tells nothing.
    fn leave(&mut self, kind: Kind, took: Duration, answered: bool) {
        let at_once = f64::from(self.in_flight);
        self.in_flight = self.in_flight.saturating_sub(1);
        let outdated = self.outdated > 0;
        self.outdated = self.outdated.saturating_sub(1);
        let took_s = took.max(QUICK).as_secs_f64();
        let alone = f64::from(self.in_flight) < (self.limit / 8.0).max(LIMIT_MIN / 2.0);
        let undisturbed_s = self.undisturbed_s.entry(kind).or_insert(took_s);
        if !self.adapts || (!answered && took_s < *undisturbed_s) {
            return;
        }
        // Only what nobody disturbed: the quick ones among the disturbed would draw it down to the quickest there ever was.
        if answered && alone {
            *undisturbed_s += (took_s - *undisturbed_s) * 0.05;
        }
        // They waited among more than are let in now: to lower the bound for them once more would lower it too far.
        if outdated {
            return;
        }
        self.slowness += took_s / *undisturbed_s;
        self.at_once += at_once;
        self.answers = self.answers.saturating_add(1);
        if self.answers >= WINDOW {
            self.adapt();
        }
    }

    fn adapt(&mut self) {
        let answers = f64::from(self.answers);
        let (slowness, at_once) = (self.slowness / answers, self.at_once / answers);
        if slowness < 1.0 {
            // Answers are on the whole quicker than undisturbed ones were held to be, as after the first ones, which had to connect.
            self.undisturbed_s.values_mut().for_each(|undisturbed_s| *undisturbed_s *= f64::midpoint(1.0, slowness));
        }
        if slowness > QUEUE_FROM {
            // What can be served in a second is as many as are at once by how long each takes (Little): with so many fewer, answers take what they may.
            let bearable = at_once * QUEUE_FROM / slowness;
            self.limit = bearable.max(self.limit * LOWERED_TO_AT_LEAST).max(LIMIT_MIN).min(self.limit);
            self.outdated = self.in_flight;
        } else if self.refused {
            self.limit = (self.limit + 1.0).min(self.limit_max);
        }
        (self.answers, self.slowness, self.at_once, self.refused) = (0, 0.0, 0.0, false);
    }
}

/// Middleware of everything that asks the database.
pub async fn admit(State(admission): State<Admission>, request: Request, next: Next) -> Response {
    let Some(permit) = admission.admit(Kind::of(request.method(), request.uri().path())) else {
        return ProblemIntent::new(ProblemCode::Unavailable, format!("Too much is being asked at once. Try again in {RETRY_AFTER_S} seconds.")).into_response();
    };
    let answer = next.run(request).await;
    permit.answered();
    answer
}

/// How many answers may be made at once.
#[derive(Clone, Debug)]
pub struct Admission {
    writes: Arc<Mutex<Limiter>>,
    reads: Arc<Mutex<Limiter>>,
}

impl Admission {
    /// At most `concurrency_max` writes at once and as many reads, and as few as the database needs.
    pub fn new(concurrency_max: u32) -> Self {
        Self::of(Limiter::new(concurrency_max, true))
    }

    /// Always `concurrency_max`, whatever the database can do: to measure what adapting is worth.
    pub fn fixed(concurrency_max: u32) -> Self {
        Self::of(Limiter::new(concurrency_max, false))
    }

    fn of(limiter: Limiter) -> Self {
        Self { writes: Arc::new(Mutex::new(limiter.clone())), reads: Arc::new(Mutex::new(limiter)) }
    }

    /// `None` when there are as many at once as there may be.
    pub fn admit(&self, kind: Kind) -> Option<Permit> {
        self.with(kind.class, |limiter| limiter.admit(kind.class)).then(|| Permit { admission: self.clone(), kind, begun: Instant::now(), answered: false })
    }

    fn with<T>(&self, class: Class, use_it: impl FnOnce(&mut Limiter) -> T) -> T {
        let limiter = if class == Class::Urgent { &self.writes } else { &self.reads };
        use_it(&mut limiter.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A place among those that are worked on; free again when it is dropped.
#[derive(Debug)]
pub struct Permit {
    admission: Admission,
    kind: Kind,
    begun: Instant,
    answered: bool,
}

impl Permit {
    /// There is an answer.
    pub fn answered(mut self) {
        self.answered = true;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.admission.with(self.kind.class, |limiter| limiter.leave(self.kind, self.begun.elapsed(), self.answered));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use super::*;

    fn kind(method: &Method, path: &str) -> Kind {
        Kind::of(method, path)
    }

    #[test]
    fn statistics_leave_room_for_what_people_look_at_and_reads_take_nothing_from_writes() {
        let admission = Admission::new(20);
        let counts = kind(&Method::GET, "/api/v1/facets");
        let one = kind(&Method::GET, "/api/v1/cafes/slow-ferry-helsinki");
        let list = kind(&Method::GET, "/api/v1/cafes");
        let write = kind(&Method::POST, "/api/v1/suggestions");
        let mut held = Vec::new();
        for (kind, most) in [(counts, 15), (one, 20), (counts, 20), (list, 20), (write, 40), (kind(&Method::GET, "/internal/jobs"), 40)] {
            while let Some(permit) = admission.admit(kind) {
                held.push(permit);
            }
            assert_eq!(held.len(), most, "{kind:?}");
        }
        held.truncate(10);
        assert!(admission.admit(counts).is_some(), "a permit that is dropped is free again");
        assert!(Admission::new(0).admit(write).is_none());
    }

    #[test]
    fn slow_lists_among_quick_profiles_are_no_queue() {
        let mut limiter = Limiter::new(1_000, true);
        for round in 0..2_000 {
            let (path, took_ms) = if round % 2 == 0 { ("/api/v1/cafes", 80) } else { ("/api/v1/cafes/a", 5) };
            assert!(limiter.admit(Class::Ordinary));
            limiter.refused = true;
            limiter.leave(kind(&Method::GET, path), Duration::from_millis(took_ms), true);
        }
        assert!(limiter.limit > LIMIT_AT_START + 50.0, "{}", limiter.limit);
    }

    #[test]
    fn answers_that_take_their_own_time_have_a_yardstick_of_their_own() {
        let reads = ["cafes", "roasters", "artisans", "cities", "brewing-methods", "stories", "search", "sources", "sitemaps/0a"];
        let reads = reads.map(|noun| kind(&Method::GET, &format!("/api/v1/{noun}")));
        let writes = [(Method::POST, "/internal/cafes/a/photos"), (Method::PATCH, "/internal/cafes/a"), (Method::POST, "/api/v1/suggestions")];
        let kinds: HashSet<Kind> = reads.into_iter().chain(writes.iter().map(|(method, path)| kind(method, path))).collect();
        assert_eq!(kinds.len(), reads.len() + writes.len());
        assert_eq!(kind(&Method::POST, "/internal/cafes/a/photos"), kind(&Method::POST, "/internal/roasters/b/photos"));
        assert_eq!(kind(&Method::GET, "/anybody/s/photos"), kind(&Method::GET, "/anything/else"));
    }

    /// A database that serves ten at once, each in 50 to 350 ms, behind a limiter; how many were answered within a second, and the 99th hundredth of
    /// how long they took, in simulated time. The first ten seconds are undisturbed, and not counted.
    fn answered_in_time(adapts: bool, arrivals_a_second: u32, seconds: u32) -> (usize, u64) {
        const SERVERS: usize = 10;
        const QUIET_US: u64 = 10_000_000;
        let mut limiter = Limiter::new(512, adapts);
        let list = kind(&Method::GET, "/api/v1/cafes");
        let mut free_at_us = [0_u64; SERVERS];
        let mut ends: BTreeSet<(u64, u32, u64)> = BTreeSet::new();
        let mut in_time = Vec::new();
        let quiet = (0..100_u32).map(|number| u64::from(number) * QUIET_US / 100);
        let storm = (0..arrivals_a_second * seconds).map(|number| QUIET_US + u64::from(number) * 1_000_000 / u64::from(arrivals_a_second));
        for (number, now_us) in (0_u32..).zip(quiet.chain(storm)) {
            let service_us = 50_000 + u64::from(number.wrapping_mul(2_654_435_761) >> 16) % 300_000;
            while let Some(&(end_us, other, begun_us)) = ends.first().filter(|(end_us, ..)| *end_us <= now_us) {
                ends.remove(&(end_us, other, begun_us));
                let waited_us = end_us - begun_us;
                limiter.leave(list, Duration::from_micros(waited_us), waited_us <= 1_000_000);
            }
            if limiter.admit(list.class) {
                let server = free_at_us.iter_mut().min().unwrap();
                *server = (*server).max(now_us) + service_us;
                // Whoever waits for a second leaves then; the database goes on.
                ends.insert(((*server).min(now_us + 1_000_001), number, now_us));
                let took_us = *server - now_us;
                if now_us >= QUIET_US && took_us <= 1_000_000 {
                    in_time.push(took_us);
                }
            }
        }
        in_time.sort_unstable();
        (in_time.len(), in_time[in_time.len() * 99 / 100])
    }

    #[test]
    fn at_three_times_what_the_database_can_do_it_still_does_nearly_all_it_can() {
        // Ten at once in 200 ms each, by the mean, are 50 a second.
        let (unloaded, unloaded_p99_us) = answered_in_time(true, 10, 60);
        assert_eq!(unloaded, 600);
        let (peak, _) = answered_in_time(true, 50, 60);
        let (overloaded, p99_us) = answered_in_time(true, 150, 60);
        assert!(peak >= 2_700, "{peak}");
        assert!(overloaded >= peak * 9 / 10, "{overloaded} of {peak}");
        assert!(p99_us <= unloaded_p99_us * 3, "{p99_us} of {unloaded_p99_us} us");
        let (collapsed, _) = answered_in_time(false, 150, 60);
        assert!(collapsed < peak / 2, "without it there is no collapse, so nothing is proved: {collapsed} of {peak}");
    }

    #[test]
    fn the_bound_stays_within_its_bounds_whatever_is_measured() {
        let mut limiter = Limiter::new(64, true);
        let list = kind(&Method::GET, "/api/v1/cafes");
        limiter.leave(list, Duration::from_millis(1), true);
        for took in [Duration::MAX, Duration::from_secs(4)] {
            for _ in 0..2_000 {
                limiter.leave(list, took, took < Duration::MAX);
            }
            assert!(limiter.limit >= LIMIT_MIN && limiter.limit <= 64.0, "{}", limiter.limit);
        }
        for _ in 0..20_000 {
            limiter.refused = true;
            limiter.leave(list, Duration::ZERO, true);
        }
        assert!((limiter.limit - 64.0).abs() < 0.001, "{}", limiter.limit);
    }
}

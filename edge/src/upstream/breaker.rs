//! A circuit breaker for one region: closed, open, half-open. Pure: time and chance come in.

/// Failures in a row that open it.
const FAILURES_MAX: u32 = 5;
/// Failures in a row that last this long open it too, where requests are few.
const FAILING_MAX_MS: u64 = 1_000;
/// Of the last answers, so many failing open it, though others succeed between (gray failure).
const GRAY_RATE: f64 = 0.5;
/// Weight of one answer in that rate: about the last twenty count.
const GRAY_WEIGHT: f64 = 0.05;
/// First pause, doubled at each failed probe.
const PAUSE_MS: u64 = 1_000;
/// Longest pause, so that a region is back soon after it has recovered.
const PAUSE_MAX_MS: u64 = 6_000;
/// A probe that has not come back by then is lost, and another may go.
const PROBE_LOST_MS: u64 = 6_000;
/// A breaker that opens again so soon after closing goes on with the longer pauses.
const RELAPSE_MS: u64 = 10_000;

/// Leave to send one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    Normal,
    /// The one request that tries whether the region is back.
    Probe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed,
    Open { until_ms: u64 },
    HalfOpen { probe_sent_ms: u64 },
}

/// What is known of a region's health.
#[derive(Clone, Copy, Debug)]
pub struct Breaker {
    state: State,
    failures: u32,
    failing_since_ms: u64,
    failure_rate: f64,
    pause_ms: u64,
    closed_at_ms: u64,
}

impl Default for Breaker {
    fn default() -> Self {
        Self { state: State::Closed, failures: 0, failing_since_ms: 0, failure_rate: 0.0, pause_ms: PAUSE_MS, closed_at_ms: 0 }
    }
}

impl Breaker {
    /// Whether a request may go now. `None`: go elsewhere.
    pub fn permit(&mut self, now_ms: u64) -> Option<Permit> {
        let may_probe = match self.state {
            State::Closed => return Some(Permit::Normal),
            State::Open { until_ms } => now_ms >= until_ms,
            State::HalfOpen { probe_sent_ms } => now_ms >= probe_sent_ms.saturating_add(PROBE_LOST_MS),
        };
        if !may_probe {
            return None;
        }
        self.state = State::HalfOpen { probe_sent_ms: now_ms };
        Some(Permit::Probe)
    }

    /// Whether a request would be let through, without taking the probe's place.
    pub fn would_permit(&self, now_ms: u64) -> bool {
        Self::permit(&mut self.clone(), now_ms).is_some()
    }

    pub fn succeeded(&mut self, permit: Permit, now_ms: u64) {
        match (self.state, permit) {
            (State::Closed, _) => {
                self.failures = 0;
                self.failure_rate *= 1.0 - GRAY_WEIGHT;
            }
            (_, Permit::Probe) => {
                *self = Self { pause_ms: self.pause_ms, closed_at_ms: now_ms, ..Self::default() };
            }
            // A straggler from before it opened proves nothing about now.
            (_, Permit::Normal) => {}
        }
    }

    /// No answer, a 5xx, an answer that cannot be trusted, or one that took too long. `chance` in 0..1 spreads the pauses of many isolates.
    pub fn failed(&mut self, permit: Permit, now_ms: u64, chance: f64) {
        match (self.state, permit) {
            (State::Closed, _) => {
                if self.failures == 0 {
                    self.failing_since_ms = now_ms;
                }
                self.failures = self.failures.saturating_add(1);
                self.failure_rate = self.failure_rate.mul_add(1.0 - GRAY_WEIGHT, GRAY_WEIGHT);
                let long = self.failures > 1 && now_ms.saturating_sub(self.failing_since_ms) >= FAILING_MAX_MS;
                if self.failures >= FAILURES_MAX || long || self.failure_rate >= GRAY_RATE {
                    let relapse = self.closed_at_ms > 0 && now_ms.saturating_sub(self.closed_at_ms) < RELAPSE_MS;
                    self.pause_ms = if relapse { self.pause_ms.saturating_mul(2).min(PAUSE_MAX_MS) } else { PAUSE_MS };
                    self.open(now_ms, chance);
                }
            }
            (_, Permit::Probe) => {
                self.pause_ms = self.pause_ms.saturating_mul(2).min(PAUSE_MAX_MS);
                self.open(now_ms, chance);
            }
            (_, Permit::Normal) => {}
        }
    }

    fn open(&mut self, now_ms: u64, chance: f64) {
        // Between the pause and a quarter more.
        let quarter = self.pause_ms.checked_div(4).unwrap_or(0);
        let spread = [1, 2, 3, 4].into_iter().filter(|step| chance * 4.0 >= f64::from(*step)).count();
        let extra_ms = quarter.saturating_mul(u64::try_from(spread).unwrap_or(0)).checked_div(4).unwrap_or(0);
        self.state = State::Open { until_ms: now_ms.saturating_add(self.pause_ms).saturating_add(extra_ms) };
        self.failures = 0;
        self.failure_rate = 0.0;
    }

    /// One word for the status page.
    pub const fn name(&self) -> &'static str {
        match self.state {
            State::Closed => "closed",
            State::Open { .. } => "open",
            State::HalfOpen { .. } => "half_open",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn opened(at_ms: u64) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..FAILURES_MAX {
            breaker.failed(Permit::Normal, at_ms, 0.0);
        }
        breaker
    }

    #[test]
    fn five_failures_in_a_row_or_a_second_of_them_open_it() {
        let mut breaker = Breaker::default();
        for failure in 1..=FAILURES_MAX {
            assert_eq!(breaker.permit(0), Some(Permit::Normal), "{failure}");
            breaker.failed(Permit::Normal, 0, 0.0);
        }
        assert_eq!(breaker.permit(0), None);

        let mut slow = Breaker::default();
        slow.failed(Permit::Normal, 0, 0.0);
        slow.failed(Permit::Normal, FAILING_MAX_MS, 0.0);
        assert_eq!(slow.permit(FAILING_MAX_MS), None);
    }

    #[test]
    fn failures_between_successes_open_it_when_they_are_many() {
        let mut breaker = Breaker::default();
        let mut sent = 0;
        while breaker.permit(sent).is_some() {
            // Three of four fail.
            if sent % 4 == 0 {
                breaker.succeeded(Permit::Normal, sent);
            } else {
                breaker.failed(Permit::Normal, sent, 0.0);
            }
            sent += 1;
            assert!(sent < 100, "never opened");
        }
        let mut sound = Breaker::default();
        for sent in 0..10_000 {
            if sent % 10 == 0 {
                sound.failed(Permit::Normal, sent, 0.0);
            } else {
                sound.succeeded(Permit::Normal, sent);
            }
            assert_eq!(sound.permit(sent), Some(Permit::Normal));
        }
    }

    #[test]
    fn one_probe_at_a_time_and_a_lost_one_is_replaced() {
        let mut breaker = opened(0);
        assert_eq!(breaker.permit(PAUSE_MS - 1), None);
        assert_eq!(breaker.permit(PAUSE_MS), Some(Permit::Probe));
        assert_eq!(breaker.permit(PAUSE_MS + 1), None);
        assert_eq!(breaker.permit(PAUSE_MS + PROBE_LOST_MS), Some(Permit::Probe));
        breaker.succeeded(Permit::Probe, PAUSE_MS + PROBE_LOST_MS);
        assert_eq!(breaker.permit(PAUSE_MS + PROBE_LOST_MS), Some(Permit::Normal));
    }

    proptest! {
        #[test]
        fn whatever_happened_it_is_back_within_ten_seconds_of_recovery(story in proptest::collection::vec((0..3_000_u64, any::<bool>(), any::<bool>(), 0.0..1.0_f64), 0..80)) {
            let (mut breaker, mut now_ms) = (Breaker::default(), 1_000_000);
            for (wait_ms, succeeds, answers, chance) in story {
                now_ms += wait_ms;
                if let Some(permit) = breaker.permit(now_ms) && answers {
                    if succeeds { breaker.succeeded(permit, now_ms) } else { breaker.failed(permit, now_ms, chance) }
                }
            }
            // Recovered: every request that is let through succeeds; one comes every 100 ms.
            let recovered_ms = now_ms;
            loop {
                match breaker.permit(now_ms) {
                    Some(Permit::Normal) => break,
                    Some(Permit::Probe) => breaker.succeeded(Permit::Probe, now_ms),
                    None => now_ms += 100,
                }
                prop_assert!(now_ms - recovered_ms <= 10_000);
            }
        }
    }
}

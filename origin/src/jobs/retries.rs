//! When a job is tried again, and when no more. A job that fails waits e^n seconds after its n-th try (the library's rule) and up to half as long
//! again (ours). One whose worker died with it has used up a try as well: otherwise a job that kills its worker would do so for ever.

use std::time::Duration;

use chrono::{DateTime, Utc};
use graphile_worker::{FailureReason, JobRecoveryResult};
use uuid::Uuid;

/// A job is tried this often; then it is a dead letter.
pub const ATTEMPTS_MAX: i16 = 8;

/// What happens to a job whose worker has not finished it. A worker that was told to stop gives the try back.
pub fn after_interruption(reason: FailureReason, attempts: i16, now: DateTime<Utc>) -> JobRecoveryResult {
    match reason {
        FailureReason::WorkerCrashed => JobRecoveryResult::Reschedule { run_at: now + pause_after_crash(attempts, random_fraction()), attempts: Some(attempts) },
        _ => JobRecoveryResult::Default,
    }
}

/// The first crash is most likely not the job's fault: it runs again at once. From then on like a failure.
fn pause_after_crash(attempts: i16, fraction: f64) -> Duration {
    let seconds = if attempts <= 1 { fraction } else { f64::from(attempts.min(10) - 1).exp() * (1.0 + fraction / 2.0) };
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_hours(1))
}

/// 0 to 1, from the random part of a new id.
pub fn random_fraction() -> f64 {
    let [.., a, b, c, d] = *Uuid::now_v7().as_bytes();
    f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_uses_up_a_try_and_a_stop_does_not() {
        let now = DateTime::UNIX_EPOCH;
        let JobRecoveryResult::Reschedule { run_at, attempts } = after_interruption(FailureReason::WorkerCrashed, ATTEMPTS_MAX, now) else { panic!("not rescheduled") };
        assert_eq!(attempts, Some(ATTEMPTS_MAX));
        assert!(run_at > now);
        assert_eq!(after_interruption(FailureReason::ShutdownAborted, 3, now), JobRecoveryResult::Default);
    }

    #[test]
    fn the_first_crash_costs_a_second_at_most_and_later_ones_more_and_more() {
        assert!(pause_after_crash(1, 1.0) <= Duration::from_secs(1));
        for attempts in 2..=ATTEMPTS_MAX {
            assert!(pause_after_crash(attempts, 0.0) > pause_after_crash(attempts - 1, 1.0), "{attempts}");
        }
        assert!(pause_after_crash(i16::MAX, 1.0) < Duration::from_hours(4));
    }
}

//! The way to the origins: the nearest healthy region first, one second try elsewhere within a budget, a deadline on everything.

pub mod breaker;
mod budget;
mod exchange;
pub mod geography;
pub mod integrity;
pub mod regions;

use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::pin;

use futures_util::future::{Either, select};
use shared::geo::Position;
use shared::limits::{HEDGE_AFTER_MS, SLOW_ANSWER_MS, UPSTREAM_DEADLINE_MS};

use self::breaker::{Breaker, Permit};
use self::budget::Budget;
use self::exchange::exchange;
use self::regions::{Region, Regions};
use crate::cache::headers::HeaderList;
use crate::clock::{chance, now_ms, sleep};

/// A request to an origin.
#[derive(Clone, Debug)]
pub struct Call {
    /// Upper case.
    pub method: String,
    /// Site-relative.
    pub url: String,
    pub headers: HeaderList,
    pub body: Option<Vec<u8>>,
    pub digest: Digest,
    /// Whether how it ends says something of the region's health. Behind a plain proxy it says something of one foreign address only.
    pub teaches: bool,
}

impl Call {
    /// GET of a JSON resource.
    pub fn get(url: &str, traceparent: &str) -> Self {
        let headers = [("accept", "application/json"), ("traceparent", traceparent)].into_iter().collect();
        Self { method: "GET".to_owned(), url: url.to_owned(), headers, body: None, digest: Digest::Required, teaches: true }
    }

    /// Whether a second origin may be asked when the first does not answer (RFC 9110 §9.2.2, without the methods that remove things).
    fn may_be_repeated(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS") && self.body.is_none()
    }
}

/// What is asked of an answer's `Repr-Digest` (RFC 9530).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// A 200 without a right one is refused.
    Required,
    /// A wrong one is refused.
    IfSent,
}

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Received {
    pub status: u16,
    /// End-to-end headers.
    pub headers: HeaderList,
    pub body: Vec<u8>,
    pub requested_at_ms: u64,
    pub received_at_ms: u64,
}

/// No origin gave an answer below 500, or none was asked because every breaker is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

/// What an isolate has seen of one region.
#[derive(Debug, Default)]
struct Experience {
    breaker: Breaker,
    /// Exponentially weighted mean of the time to a whole answer.
    mean_ms: f64,
    answers: u32,
    measured_at_ms: u64,
}

impl Experience {
    /// The mean where it is worth more than the map: enough answers, and the last one not long ago.
    fn measured_ms(&self, now_ms: u64) -> Option<f64> {
        (self.answers >= ANSWERS_MIN && now_ms.saturating_sub(self.measured_at_ms) < MEASURED_LIFE_MS).then_some(self.mean_ms)
    }

    fn measure(&mut self, took_ms: u64, now_ms: u64) {
        let took = f64::from(u32::try_from(took_ms).unwrap_or(u32::MAX));
        // After a pause the mean begins anew: what was slow then may have recovered, and would need many answers to live it down.
        if now_ms.saturating_sub(self.measured_at_ms) >= MEASURED_LIFE_MS {
            self.answers = 0;
        }
        self.mean_ms = if self.answers == 0 { took } else { self.mean_ms.mul_add(0.9, took * 0.1) };
        self.answers = self.answers.saturating_add(1);
        self.measured_at_ms = now_ms;
    }
}

/// Answers before the mean says more than the map.
const ANSWERS_MIN: u32 = 8;
/// How long a mean is believed without a new answer; a region that was slow is tried again after that, at the price of a few hedged
/// requests until its breaker opens.
const MEASURED_LIFE_MS: u64 = 8_000;

thread_local! {
    static EXPERIENCE: RefCell<HashMap<String, Experience>> = RefCell::default();
    static BUDGET: RefCell<Budget> = RefCell::default();
}

fn experience<T>(region: &str, look: impl FnOnce(&mut Experience) -> T) -> T {
    EXPERIENCE.with_borrow_mut(|all| look(all.entry(region.to_owned()).or_default()))
}

/// Whether any region would take a request now.
pub fn any_answering(regions: &Regions) -> bool {
    let now_ms = now_ms();
    // Asked for every hit: nothing is allocated here, and a region never heard of is taken to be well.
    EXPERIENCE.with_borrow(|all| regions.iter().any(|region| all.get(&region.id).is_none_or(|seen| seen.breaker.would_permit(now_ms))))
}

/// One word a region, for the status page.
pub fn breaker_name(region: &str) -> &'static str {
    experience(region, |seen| seen.breaker.name())
}

/// Forgets regions that the configuration no longer names.
pub fn forget_others(regions: &Regions) {
    EXPERIENCE.with_borrow_mut(|all| all.retain(|id, _| regions.iter().any(|region| region.id == *id)));
}

/// Sends a call to the nearest region that takes it; a repeatable one also to a second, if the first fails or dawdles.
pub async fn send(regions: &Regions, from: Option<Position>, call: &Call) -> Result<Received, NoAnswer> {
    let measured = |id: &str| experience(id, |seen| seen.measured_ms(now_ms()));
    let order = regions.nearest_first(from, measured);
    let mut order = order.into_iter();
    if !call.teaches {
        let nearest = order.next().ok_or(NoAnswer)?;
        return exchange(&nearest.url, call, UPSTREAM_DEADLINE_MS).await.map_err(|_failure| NoAnswer);
    }
    BUDGET.with_borrow_mut(Budget::deposit);
    let Some((first, permit)) = next_permitted(&mut order) else { return Err(NoAnswer) };
    if !call.may_be_repeated() || order.len() == 0 {
        return ask(first, permit, call, Patience::Alone).await;
    }
    let asking = pin!(ask(first, permit, call, Patience::Hedged));
    match select(asking, pin!(sleep(HEDGE_AFTER_MS))).await {
        Either::Left((Ok(answer), _)) => Ok(answer),
        Either::Left((Err(NoAnswer), _)) => match second(&mut order) {
            Some((region, permit)) => ask(region, permit, call, Patience::Alone).await,
            None => Err(NoAnswer),
        },
        Either::Right(((), asking)) => match second(&mut order) {
            Some((region, permit)) => first_good(asking, pin!(ask(region, permit, call, Patience::Alone))).await,
            None => asking.await,
        },
    }
}

/// Sends a call to the primary's region, once.
pub async fn send_to_primary(regions: &Regions, call: &Call) -> Result<Received, NoAnswer> {
    let region = regions.primary().ok_or(NoAnswer)?;
    let permit = experience(&region.id, |seen| seen.breaker.permit(now_ms())).ok_or(NoAnswer)?;
    ask(region, permit, call, Patience::Alone).await
}

fn next_permitted<'a>(order: &mut impl Iterator<Item = &'a Region>) -> Option<(&'a Region, Permit)> {
    let now_ms = now_ms();
    order.find_map(|region| experience(&region.id, |seen| seen.breaker.permit(now_ms)).map(|permit| (region, permit)))
}

/// The region for a second try, if one takes it and the budget pays for it.
fn second<'a>(order: &mut impl Iterator<Item = &'a Region>) -> Option<(&'a Region, Permit)> {
    if !BUDGET.with_borrow_mut(Budget::withdraw) {
        return None;
    }
    next_permitted(order)
}

/// The first of two that answers; the failure of one is only final when the other fails too.
async fn first_good<A, B>(a: std::pin::Pin<&mut A>, b: std::pin::Pin<&mut B>) -> Result<Received, NoAnswer>
where
    A: Future<Output = Result<Received, NoAnswer>>,
    B: Future<Output = Result<Received, NoAnswer>>,
{
    match select(a, b).await {
        Either::Left((Ok(answer), _)) | Either::Right((Ok(answer), _)) => Ok(answer),
        Either::Left((Err(NoAnswer), rest)) => rest.await,
        Either::Right((Err(NoAnswer), rest)) => rest.await,
    }
}

/// Whether somebody else would have answered instead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Patience {
    Alone,
    /// Slowness counts as failing: there is another region.
    Hedged,
}

/// One try, and what it teaches.
async fn ask(region: &Region, permit: Permit, call: &Call, patience: Patience) -> Result<Received, NoAnswer> {
    let mut lesson = Lesson { region: &region.id, permit, patience, began_ms: now_ms(), learnt: false };
    // An origin that says 5xx has not answered: another region may.
    let answer = exchange(&region.url, call, UPSTREAM_DEADLINE_MS).await.ok().filter(|answer| answer.status < 500);
    lesson.learn(answer.is_some());
    answer.ok_or(NoAnswer)
}

/// Tells the breaker how a try ended, also when it was given up because another one was quicker.
struct Lesson<'a> {
    region: &'a str,
    permit: Permit,
    patience: Patience,
    began_ms: u64,
    learnt: bool,
}

impl Lesson<'_> {
    fn learn(&mut self, good: bool) {
        self.learnt = true;
        let ended_ms = now_ms();
        let took_ms = ended_ms.saturating_sub(self.began_ms);
        let slow = self.patience == Patience::Hedged && took_ms >= u64::from(SLOW_ANSWER_MS);
        experience(self.region, |seen| {
            if good && !slow {
                seen.breaker.succeeded(self.permit, ended_ms);
            } else {
                seen.breaker.failed(self.permit, ended_ms, chance());
            }
            if good {
                if self.permit == Permit::Probe {
                    // What was measured before belongs to the failure that is over.
                    seen.answers = 0;
                }
                seen.measure(took_ms, ended_ms);
            }
        });
    }
}

impl Drop for Lesson<'_> {
    fn drop(&mut self) {
        // Given up while another region answered: it was slower than the hedge and that answer together.
        if !self.learnt {
            let ended_ms = now_ms();
            experience(self.region, |seen| {
                seen.breaker.failed(self.permit, ended_ms, chance());
                seen.measure(ended_ms.saturating_sub(self.began_ms), ended_ms);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_believed_after_some_answers_and_begins_anew_after_a_pause() {
        let mut seen = Experience::default();
        for _ in 0..ANSWERS_MIN {
            assert_eq!(seen.measured_ms(1_000), None);
            seen.measure(400, 1_000);
        }
        assert_eq!(seen.measured_ms(1_000), Some(400.0));
        let later_ms = 1_000 + MEASURED_LIFE_MS;
        assert_eq!(seen.measured_ms(later_ms), None);
        for _ in 0..ANSWERS_MIN {
            seen.measure(10, later_ms);
        }
        assert_eq!(seen.measured_ms(later_ms), Some(10.0));
    }
}

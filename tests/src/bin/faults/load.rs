//! Load: visitors who read what is kept, and visitors who ask for what nobody has asked for before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

/// One answer.
#[derive(Clone, Copy)]
pub struct Sample {
    pub at: Instant,
    pub took: Duration,
    /// 200, and whole.
    pub good: bool,
    pub cold: bool,
}

/// What the visitors of one load share.
struct Visitors {
    client: reqwest::Client,
    url: String,
    kept: Vec<String>,
    leaving: AtomicBool,
}

/// Visitors who keep coming until they are told to stop.
pub struct Load {
    shared: Arc<Visitors>,
    visitors: Vec<JoinHandle<Vec<Sample>>>,
}

/// No two cold requests of a run share a key: each is about another hexagonal cell.
static COLD: AtomicU32 = AtomicU32::new(0);

/// The next address that nobody has asked for.
pub fn cold_path() -> String {
    let number = COLD.fetch_add(1, Ordering::SeqCst);
    format!("/api/v1/cafes?near={:.2},{:.2}&limit=3", f64::from(number % 120) + 0.01 * f64::from(number / 14_400) - 60.0, f64::from(number / 120 % 120) + 0.5)
}

/// A visitor in Frankfurt.
pub async fn visit(client: &reqwest::Client, url: String) -> (u16, Duration) {
    let started = Instant::now();
    let cf = json!({ "latitude": "50.1", "longitude": "8.7" }).to_string();
    let status = match client.get(url).header("mf-cf-blob", cf).send().await {
        Ok(answer) => {
            let status = answer.status().as_u16();
            if answer.bytes().await.is_ok() { status } else { 0 }
        }
        Err(_) => 0,
    };
    (status, started.elapsed())
}

impl Load {
    /// Four readers of what is kept and four of what is not, each with a pause between two requests: about 60 and 60 a second.
    pub fn start(client: &reqwest::Client, url: &str, kept: &[String]) -> Self {
        let shared = Arc::new(Visitors { client: client.clone(), url: url.to_owned(), kept: kept.to_vec(), leaving: AtomicBool::new(false) });
        let visitors = (0..8).map(|number| tokio::spawn(stay(shared.clone(), number))).collect();
        Self { shared, visitors }
    }

    /// Waits for the last answers.
    pub async fn stop(self) -> Vec<Sample> {
        self.shared.leaving.store(true, Ordering::SeqCst);
        let mut samples = Vec::new();
        for visitor in self.visitors {
            samples.extend(visitor.await.unwrap_or_default());
        }
        samples
    }
}

async fn stay(shared: Arc<Visitors>, number: usize) -> Vec<Sample> {
    let (mut samples, mut next) = (Vec::new(), number);
    while !shared.leaving.load(Ordering::SeqCst) {
        let cold = number.is_multiple_of(2);
        let path = if cold { cold_path() } else { shared.kept.get(next % shared.kept.len().max(1)).cloned().unwrap_or_default() };
        next = next.wrapping_add(1);
        let at = Instant::now();
        let (status, took) = visit(&shared.client, format!("{}{path}", shared.url)).await;
        samples.push(Sample { at, took, good: status == 200, cold });
        sleep(Duration::from_millis(60)).await;
    }
    samples
}

/// How many failed, of how many.
pub fn failed<'a>(samples: impl Iterator<Item = &'a Sample>) -> (usize, usize) {
    samples.fold((0, 0), |(bad, all), sample| (bad + usize::from(!sample.good), all + 1))
}

/// Milliseconds that so many of a hundred stayed below.
pub fn percentile(samples: impl Iterator<Item = Duration>, percent: usize) -> u128 {
    let mut times: Vec<u128> = samples.map(|took| took.as_millis()).collect();
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    times.get((times.len() * percent / 100).min(last)).copied().unwrap_or(0)
}

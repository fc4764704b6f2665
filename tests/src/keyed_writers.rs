//! Writers who repeat each write, under its key, until it is acknowledged; and the count of what became of what was acknowledged.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use shared::signed_call::{CLIENT_HEADER, Seal, seal};
use sqlx::PgPool;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::INTERNAL_KEY;

/// A pause before the same write is sent again.
const AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Reads that take longer are spoken of.
const SLOW: Duration = Duration::from_millis(500);

/// What writers and readers have seen.
#[derive(Debug, Default)]
struct Log {
    acknowledged: Mutex<Vec<(String, Uuid, Instant)>>,
    repeated: AtomicU64,
    reads: Mutex<Vec<(Instant, bool)>>,
    stopping: AtomicBool,
}

/// Running writers and readers of one origin.
#[derive(Debug)]
pub struct KeyedWriters {
    log: Arc<Log>,
    tasks: Vec<JoinHandle<()>>,
}

/// What became of what was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub acknowledged: usize,
    pub lost: usize,
    pub doubled: usize,
}

impl KeyedWriters {
    /// `writers` suggest that a café has closed, each write under a key and from an address of its own; one reader reads its profile.
    pub fn start(origin_url: &str, slug: &str, writers: usize) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
        let log = Arc::new(Log::default());
        let mut tasks: Vec<JoinHandle<()>> = (0..writers).map(|writer| tokio::spawn(write(log.clone(), client.clone(), origin_url.to_owned(), slug.to_owned(), writer))).collect();
        tasks.push(tokio::spawn(read(log.clone(), client, format!("{origin_url}/api/v1/cafes/{slug}"))));
        Ok(Self { log, tasks })
    }

    pub fn acknowledged(&self) -> usize {
        self.log.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Writes that were sent again because nobody could say what became of them.
    pub fn repeated(&self) -> u64 {
        self.log.repeated.load(Ordering::Relaxed)
    }

    /// The longest time without an acknowledged write, since a moment.
    pub fn write_outage_since(&self, moment: Instant) -> Duration {
        let log = self.log.acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
        longest_gap(moment, log.iter().map(|(_, _, at)| *at))
    }

    /// The longest time without a read that was answered, since a moment, and how many reads failed.
    pub fn read_outage_since(&self, moment: Instant) -> (Duration, usize) {
        let log = self.log.reads.lock().unwrap_or_else(PoisonError::into_inner);
        let gap = longest_gap(moment, log.iter().filter(|(_, answered)| *answered).map(|(at, _)| *at));
        (gap, log.iter().filter(|(at, answered)| *at >= moment && !answered).count())
    }

    /// Stops everybody after the write under way, and looks for every acknowledged write in the database.
    pub async fn judge(self, db: &PgPool) -> anyhow::Result<Verdict> {
        self.log.stopping.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await?;
        }
        let mut found: HashMap<String, Vec<Uuid>> = HashMap::new();
        let rows: Vec<(String, Uuid)> = stored(db).await?;
        for (key, id) in rows {
            found.entry(key).or_default().push(id);
        }
        let acknowledged = self.log.acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
        let lost = acknowledged.iter().filter(|(key, id, _)| !found.get(key).is_some_and(|ids| ids.contains(id))).count();
        let doubled = found.values().filter(|ids| ids.len() > 1).count();
        Ok(Verdict { acknowledged: acknowledged.len(), lost, doubled })
    }
}

/// Every suggestion by its note, which is the key it was sent under.
async fn stored(db: &PgPool) -> anyhow::Result<Vec<(String, Uuid)>> {
    let texts: Vec<String> = sqlx::query_scalar("SELECT note || '/' || id FROM suggestions WHERE note IS NOT NULL").fetch_all(db).await?;
    texts.iter().map(|text| text.rsplit_once('/').and_then(|(key, id)| Some((key.to_owned(), id.parse().ok()?))).context("a row that nobody wrote")).collect()
}

async fn write(log: Arc<Log>, client: reqwest::Client, origin_url: String, slug: String, writer: usize) {
    for number in 0_u64.. {
        let key = format!("{writer}-{number}");
        let body = json!({ "proposal": { "kind": "closed", "slug": slug }, "note": key }).to_string();
        loop {
            if log.stopping.load(Ordering::Relaxed) {
                return;
            }
            let sent = client
                .post(format!("{origin_url}/api/v1/suggestions"))
                .header("content-type", "application/json")
                .header("idempotency-key", &key)
                .header(CLIENT_HEADER, seal(INTERNAL_KEY.as_bytes(), Seal::Client, &key))
                .body(body.clone())
                .send()
                .await;
            if let Ok(answer) = sent
                && answer.status().as_u16() == 201
                && let Ok(receipt) = answer.json::<Value>().await
                && let Some(id) = receipt.get("id").and_then(|id| id.as_str()?.parse().ok())
            {
                log.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push((key, id, Instant::now()));
                break;
            }
            log.repeated.fetch_add(1, Ordering::Relaxed);
            sleep(AGAIN_AFTER).await;
        }
    }
}

async fn read(log: Arc<Log>, client: reqwest::Client, url: String) {
    while !log.stopping.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let answer = client.get(&url).send().await;
        let answered = answer.as_ref().is_ok_and(|answer| answer.status().is_success());
        if !answered || begun.elapsed() > SLOW {
            eprintln!("a read took {:.2} s: {:?}", begun.elapsed().as_secs_f64(), answer.map(|answer| answer.status()));
        }
        log.reads.lock().unwrap_or_else(PoisonError::into_inner).push((Instant::now(), answered));
        sleep(Duration::from_millis(10)).await;
    }
}

fn longest_gap(from: Instant, moments: impl Iterator<Item = Instant>) -> Duration {
    let mut moments: Vec<Instant> = moments.filter(|at| *at >= from).collect();
    moments.sort();
    let mut last = from;
    let mut longest = Duration::ZERO;
    for at in moments.into_iter().chain([Instant::now()]) {
        longest = longest.max(at.saturating_duration_since(last));
        last = at;
    }
    longest
}

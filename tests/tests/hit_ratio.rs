//! The hit ratio over a real half day of requests, mapped on cafés, with writes and tracking noise, against a cache that forgets nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::HashMap;
use std::io::Read;

use edge::cache::decision::{Asked, Decision, Moment, Origins, Received, decide, keep};
use edge::cache::entry::Entry;
use edge::cache::generations::{Generations, Ledger};
use edge::cache::headers::HeaderList;
use edge::cache::memory::{Bounded, Variants};
use edge::cache::rules::Rules;
use shared::cache_policy::PROFILE;
use shared::limits::MEMORY_BYTES_MAX;
use shared::query;
use tests::real_data;

/// (milliseconds since the start, rank of the address) of every GET.
fn requests() -> Option<Vec<(u64, usize)>> {
    let file = std::fs::File::open(real_data("traffic_nasa_1995/requests.csv.gz")?).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| names.iter().position(|known| *known == name).unwrap();
    let (time, rank) = (column("t"), column("url_rank"));
    let rows = lines.filter_map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let seconds: u64 = fields.get(time)?.split('.').next()?.parse().ok()?;
        Some((seconds * 1_000, fields.get(rank)?.parse().ok()?))
    });
    Some(rows.collect())
}

/// An isolate's cache, driven by hand: no clock, no network.
struct Cache {
    memory: Bounded<Variants>,
    generations: Generations,
    rules: Rules,
}

impl Cache {
    /// Whether the visitor is answered without waiting for an origin.
    fn hits(&mut self, key: &str, tag: &str, now_ms: u64) -> bool {
        let asked = Asked::new("GET", HeaderList::default());
        let stored = self.memory.get(key).and_then(|variants| variants.matching(&asked.headers)).cloned();
        let superseded = stored.as_ref().is_some_and(|entry| self.generations.supersede(&entry.metadata.tags, entry.metadata.known_sequence));
        let moment = Moment { now_ms, origins: Origins::Answering, chance: 0.5 };
        let decision = decide(&asked, stored.as_ref().map(|entry| &*entry.metadata), superseded, &self.rules, moment);
        if decision != (Decision::Fresh { refresh_behind: false }) {
            let control = PROFILE.cdn_cache_control().unwrap();
            let headers: HeaderList = [("cdn-cache-control", control.as_str()), ("cache-tag", tag)].into_iter().collect();
            let received = Received { status: 200, headers: &headers, requested_at_ms: now_ms, received_at_ms: now_ms, known_sequence: self.generations.sequence() };
            let entry = Entry::new(keep(&asked, received, &self.rules).unwrap(), vec![b'x'; 3_000]);
            self.memory.put(key, Variants::one(entry));
        }
        matches!(decision, Decision::Fresh { .. } | Decision::StaleRefreshBehind)
    }
}

#[test]
fn a_real_half_day_is_answered_nearly_as_well_as_by_a_cache_without_end() {
    let Some(requests) = requests() else { return };
    let mut cache = Cache { memory: Bounded::new(MEMORY_BYTES_MAX), generations: Generations::default(), rules: Rules::of(PROFILE) };
    let mut ledger = Ledger::default();
    let mut endless: HashMap<usize, u64> = HashMap::new();
    let (mut ours, mut best, mut reads) = (0_u32, 0_u32, 0_u32);
    let mut seed = 42_u64;
    for (number, (at_ms, rank)) in requests.iter().enumerate() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let tag = format!("cafe:{rank}");
        if (seed >> 33).is_multiple_of(100) {
            // A write: the edge that made it knows at once, as every other one does within seconds.
            ledger.raise(&tag, u64::try_from(number).unwrap() + 1);
            cache.generations.learn(ledger.since(cache.generations.sequence()));
            endless.remove(rank);
            continue;
        }
        let noise = if (seed >> 40).is_multiple_of(20) { format!("utm_source={seed}&fbclid={number}") } else { String::new() };
        let key = format!("/api/v1/cafes/c{rank}{}", query::canonical(&query::parse(&noise).unwrap(), &[]));
        reads += 1;
        ours += u32::from(cache.hits(&key, &tag, *at_ms + 1_000));
        best += u32::from(endless.insert(*rank, *at_ms).is_some());
    }
    println!("{reads} reads: {ours} answered at once, {best} by a cache without end ({:.2} %)", f64::from(ours) * 100.0 / f64::from(best));
    assert!(reads > 25_000 && f64::from(ours) >= 0.98 * f64::from(best), "{ours} of {best}");
}

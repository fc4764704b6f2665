//! The consistency bench: sessions that write and read at three regions whose replicas lag by up to ten seconds. Whoever has written something sees
//! it, and nobody goes back in time. `cargo xtask bench consistency` starts it and writes what it prints to docs/bench-consistency.md.
#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail, ensure};
use chrono::Utc;
use origin::database::Database;
use origin::import::chains::Chains;
use origin::import::{Input, import};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use shared::log_position::{LogPosition, POSITION_HEADER};
use shared::signed_call::{CLIENT_HEADER, SIGNATURE_HEADER, Seal, seal, sign, unseal};
use sqlx::{AssertSqlSafe, PgPool};
use tests::{Dice, INTERNAL_KEY, Origin, fresh_database, replicas_of};
use tokio::time::{Instant, sleep};

const SESSIONS: u32 = 100;
const PAIRS_A_SESSION: u32 = 100;
const CONTROL_PAIRS_A_SESSION: u32 = 10;
/// How far replicas lag, changed every two seconds.
const LAGS_MS: [u64; 6] = [0, 20, 200, 1_000, 3_000, 10_000];
const KEYS: u32 = 1_000;
const CALLS_A_KEY: u32 = 20;
const KEYS_AT_ONCE: usize = 10;
/// How long a call is repeated that is told to come again.
const PATIENCE: Duration = Duration::from_mins(1);
const CALM: Duration = Duration::from_secs(30);

/// Three regions of one truth: the primary's, and two that read from replicas.
struct World {
    origins: Vec<Origin>,
    primary: PgPool,
    replicas: Vec<PgPool>,
    client: Client,
}

/// What went wrong, and how much was asked.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    pairs: u64,
    stale: u64,
    back: u64,
    /// Calls that were told to come again, which they did.
    again: u64,
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.stale += other.stale;
        self.back += other.back;
        self.again += other.again;
    }
}

/// One visitor: what they have seen, and what of every café.
struct Session {
    number: u32,
    dice: Dice,
    carries_position: bool,
    position: Option<String>,
    versions: HashMap<u32, u32>,
    seen: Seen,
}

impl World {
    async fn start() -> anyhow::Result<Self> {
        let db = fresh_database().await?;
        let rows: String = (0..SESSIONS).fold(String::new(), |mut rows, number| {
            let _ = writeln!(rows, r#"{{"reference":"{number}","name":"Cafe {number}","lat":60.18,"lon":24.95,"country":"FI"}}"#);
            rows
        });
        let file = std::env::temp_dir().join(format!("craftbean-consistency-{}.ndjson", std::process::id()));
        std::fs::write(&file, rows)?;
        let imported = import(&db, Input::Own(file.clone()), Chains::default(), Utc::now()).await;
        std::fs::remove_file(&file)?;
        ensure!(imported?.new == u64::from(SESSIONS), "not every café was imported");
        let replicas = replicas_of(&db).await?;
        ensure!(replicas.len() == 2, "two replicas are needed, not {}", replicas.len());
        let mut origins = vec![Origin::start(db.clone()).await?];
        for replica in &replicas {
            origins.push(Origin::of_region(Database::with_replica(db.clone(), replica.clone())).await?);
        }
        Ok(Self { origins, primary: db, replicas, client: Client::builder().timeout(Duration::from_secs(15)).build()? })
    }

    async fn lag(&self, replica: usize, lag: Duration) -> anyhow::Result<()> {
        let replica = self.replicas.get(replica).context("no such replica")?;
        sqlx::raw_sql(AssertSqlSafe(format!("ALTER SYSTEM SET recovery_min_apply_delay = '{}ms'", lag.as_millis()))).execute(replica).await?;
        sqlx::raw_sql("SELECT pg_reload_conf()").execute(replica).await?;
        Ok(())
    }

    fn region(&self, dice: &mut Dice) -> anyhow::Result<&str> {
        Ok(&self.origins.get(dice.roll(self.origins.len())).context("no origin")?.url)
    }

    /// Reads, and reads handed over to a primary, at the regions with a replica.
    fn counts(&self) -> (u64, u64) {
        self.origins.iter().skip(1).map(|origin| origin.progress.counts()).fold((0, 0), |sum, (reads, handed)| (sum.0 + reads, sum.1 + handed))
    }
}

impl Session {
    fn new(number: u32, carries_position: bool) -> Self {
        Self { number, dice: Dice(u64::from(number)), carries_position, position: None, versions: HashMap::new(), seen: Seen::default() }
    }

    /// Carries on what an answer says: the later of two positions.
    fn learn(&mut self, answer: &Response) {
        let reach = |sealed: &str| -> LogPosition { unseal(INTERNAL_KEY.as_bytes(), Seal::Position, sealed).and_then(|text| text.parse().ok()).unwrap_or_default() };
        let sealed = answer.headers().get(POSITION_HEADER).and_then(|value| value.to_str().ok());
        if let Some(sealed) = sealed.filter(|sealed| self.position.as_deref().is_none_or(|known| reach(sealed) > reach(known))) {
            self.position = Some(sealed.to_owned());
        }
    }

    /// Calls one of the regions; whoever is told to come again does, perhaps elsewhere.
    async fn ask(&mut self, world: &World, request: impl Fn(&str) -> RequestBuilder) -> anyhow::Result<Response> {
        let begun = Instant::now();
        loop {
            let answer = request(world.region(&mut self.dice)?).send().await?;
            match answer.status().as_u16() {
                200 => return Ok(answer),
                503 if begun.elapsed() < PATIENCE => self.seen.again += 1,
                other => bail!("a call was answered {other}"),
            }
            sleep(Duration::from_millis(50 + u64::try_from(self.dice.roll(200))?)).await;
        }
    }

    async fn write(&mut self, world: &World, version: u32) -> anyhow::Result<()> {
        let path = format!("/internal/cafes/cafe-{}", self.number);
        let body = json!({ "name": format!("Cafe {} v{version}", self.number) }).to_string();
        #[expect(clippy::disallowed_methods, reason = "a signature is made against the real clock")]
        let expires_s = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() + 60;
        let signature = sign(INTERNAL_KEY.as_bytes(), "PATCH", &path, body.as_bytes(), expires_s);
        let answer = self.ask(world, |url| world.client.request(Method::PATCH, format!("{url}{path}")).header(SIGNATURE_HEADER, &signature).body(body.clone())).await?;
        self.learn(&answer);
        Ok(())
    }

    /// The version of a café, as this session is shown it.
    async fn read(&mut self, world: &World, cafe: u32) -> anyhow::Result<u32> {
        let position = self.position.clone().filter(|_| self.carries_position);
        let answer = self
            .ask(world, |url| {
                let request = world.client.get(format!("{url}/api/v1/cafes/cafe-{cafe}"));
                if let Some(position) = &position { request.header(POSITION_HEADER, position) } else { request }
            })
            .await?;
        self.learn(&answer);
        let cafe: Value = answer.json().await?;
        let name = cafe.get("name").and_then(Value::as_str).context("a café without a name")?;
        Ok(name.rsplit_once(" v").and_then(|(_, version)| version.parse().ok()).unwrap_or(0))
    }

    /// Reads a café and judges what is shown by what was shown before.
    async fn look(&mut self, world: &World, cafe: u32) -> anyhow::Result<()> {
        let version = self.read(world, cafe).await?;
        let before = self.versions.insert(cafe, version).unwrap_or(0);
        if version < before {
            self.seen.back += 1;
            self.versions.insert(cafe, before);
        }
        Ok(())
    }

    /// Writes and reads at once, then reads somebody else's.
    async fn pair(&mut self, world: &World, version: u32) -> anyhow::Result<()> {
        self.write(world, version).await?;
        if self.read(world, self.number).await? != version {
            self.seen.stale += 1;
        }
        let others = u32::try_from(self.dice.roll(usize::try_from(SESSIONS)?))?;
        if others == self.number { Ok(()) } else { self.look(world, others).await }
    }
}

/// All sessions, each pair as soon as the one before is over.
async fn storm(world: &Arc<World>, carries_position: bool, first_version: u32, pairs: u32) -> anyhow::Result<Seen> {
    let sessions = (0..SESSIONS).map(|number| {
        let world = world.clone();
        tokio::spawn(async move {
            let mut session = Session::new(number, carries_position);
            for version in first_version..first_version + pairs {
                session.seen.pairs += 1;
                session.pair(&world, version).await?;
            }
            anyhow::Ok(session.seen)
        })
    });
    let mut seen = Seen::default();
    for session in sessions.collect::<Vec<_>>() {
        seen.add(session.await??);
    }
    Ok(seen)
}

/// The same while the replicas' lags change.
async fn storm_with_lags(world: &Arc<World>, carries_position: bool, first_version: u32, pairs: u32) -> anyhow::Result<Seen> {
    let over = Arc::new(AtomicBool::new(false));
    let lagging = {
        let (world, over) = (world.clone(), over.clone());
        tokio::spawn(async move {
            let mut dice = Dice(42);
            while !over.load(Ordering::SeqCst) {
                for replica in 0..world.replicas.len() {
                    world.lag(replica, Duration::from_millis(*LAGS_MS.get(dice.roll(LAGS_MS.len())).unwrap_or(&0))).await?;
                }
                sleep(Duration::from_secs(2)).await;
            }
            anyhow::Ok(())
        })
    };
    let seen = storm(world, carries_position, first_version, pairs).await;
    over.store(true, Ordering::SeqCst);
    lagging.await??;
    seen
}

/// Visitors as they are: nineteen reads for each write, a second or more between two calls, replicas 100 ms behind. The share of reads that a
/// primary had to answer.
async fn calm(world: &Arc<World>) -> anyhow::Result<(u64, u64)> {
    for replica in 0..world.replicas.len() {
        world.lag(replica, Duration::from_millis(100)).await?;
    }
    // What is left of longer lags.
    sleep(Duration::from_secs(1)).await;
    let before = world.counts();
    let until = Instant::now() + CALM;
    let visitors = (0..SESSIONS).map(|number| {
        let world = world.clone();
        tokio::spawn(async move {
            let mut session = Session::new(number, true);
            let mut version = 1_000_000;
            while Instant::now() < until {
                if session.dice.roll(20) == 0 {
                    version += 1;
                    session.write(&world, version).await?;
                } else {
                    let cafe = u32::try_from(session.dice.roll(usize::try_from(SESSIONS)?))?;
                    session.read(&world, cafe).await?;
                }
                sleep(Duration::from_millis(1_000 + u64::try_from(session.dice.roll(500))?)).await;
            }
            anyhow::Ok(())
        })
    });
    for visitor in visitors.collect::<Vec<_>>() {
        visitor.await??;
    }
    let after = world.counts();
    Ok((after.0 - before.0, after.1 - before.1))
}

/// What twenty calls with one key, at any of the regions at once, came to.
#[derive(Clone, Copy, Debug, Default)]
struct Keyed {
    /// Keys whose calls were not all given the same answer.
    unequal: u32,
    /// Calls that were told to come again.
    again: u32,
}

/// One key: all its calls at once, each repeated until it is answered.
async fn call_together(world: &Arc<World>, key: u32) -> anyhow::Result<Keyed> {
    let calls = (0..CALLS_A_KEY).map(|call| {
        let world = world.clone();
        tokio::spawn(async move {
            let (mut dice, mut again) = (Dice(u64::from(key) << 32 | u64::from(call)), 0);
            let body = json!({ "proposal": { "kind": "closed", "slug": format!("cafe-{}", key % SESSIONS) }, "note": format!("key {key}") }).to_string();
            let visitor = seal(INTERNAL_KEY.as_bytes(), Seal::Client, &key.to_string());
            loop {
                let request = world.client.post(format!("{}/api/v1/suggestions", world.region(&mut dice)?)).header(CLIENT_HEADER, &visitor);
                let answer = request.header("content-type", "application/json").header("idempotency-key", format!("key-{key}")).body(body.clone()).send().await?;
                match answer.status().as_u16() {
                    201 => return anyhow::Ok((answer.text().await?, again)),
                    409 | 503 => again += 1,
                    other => bail!("a call was answered {other}"),
                }
                sleep(Duration::from_millis(20 + u64::try_from(dice.roll(100))?)).await;
            }
        })
    });
    let (mut answers, mut keyed) = (HashSet::new(), Keyed::default());
    for call in calls.collect::<Vec<_>>() {
        let (answer, again) = call.await??;
        answers.insert(answer);
        keyed.again += again;
    }
    keyed.unequal = u32::from(answers.len() != 1);
    Ok(keyed)
}

/// A thousand keys, some at a time. Keys with another number of effects than one, and what became of the calls.
async fn keys(world: &Arc<World>) -> anyhow::Result<(i64, Keyed)> {
    let mut all = Keyed::default();
    for first in (0..KEYS).step_by(KEYS_AT_ONCE) {
        let wave = (first..KEYS).take(KEYS_AT_ONCE).map(|key| {
            let world = world.clone();
            tokio::spawn(async move { call_together(&world, key).await })
        });
        for key in wave.collect::<Vec<_>>() {
            let keyed = key.await??;
            all.unequal += keyed.unequal;
            all.again += keyed.again;
        }
    }
    let wrong =
        "SELECT count(*) FROM (SELECT 1 FROM generate_series(0, $1 - 1) AS key LEFT JOIN suggestions ON note = 'key ' || key GROUP BY key HAVING count(note) <> 1) AS wrong";
    let wrong = sqlx::query_scalar(wrong).bind(i32::try_from(KEYS)?).fetch_one(&world.primary).await?;
    Ok((wrong, all))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let world = Arc::new(World::start().await?);
    println!("{SESSIONS} sessions write and read at three regions, each call at another one; two regions read from replicas that lag 0 to 10 s, changed every 2 s.\n");
    println!("| sessions | pairs | own write not seen | gone back | told to come again |\n|---|---:|---:|---:|---:|");
    let row = |name: &str, seen: Seen| println!("| {name} | {} | {} | {} | {} |", seen.pairs, seen.stale, seen.back, seen.again);
    row("carry their position", storm_with_lags(&world, true, 1, PAIRS_A_SESSION).await?);
    row("control: do not", storm_with_lags(&world, false, PAIRS_A_SESSION + 1, CONTROL_PAIRS_A_SESSION).await?);
    let (wrong, keyed) = keys(&world).await?;
    println!("\n| keys × calls at once, at any region | keys without exactly one effect | keys with unequal answers | calls told to come again |\n|---|---:|---:|---:|");
    println!("| {KEYS} × {CALLS_A_KEY} | {wrong} | {} | {} |", keyed.unequal, keyed.again);
    let (reads, handed_over) = calm(&world).await?;
    println!(
        "\n95 % reads, a second or more between the calls of a session, replicas 100 ms behind: {handed_over} of {reads} reads at the replicas' regions were handed over to the primary."
    );
    Ok(())
}

//! The jobs bench: workers are killed again and again while they work off ten thousand purges; then jobs are added that fail for ever, and one that
//! kills whoever takes it. `cargo xtask bench jobs` starts it and writes what it prints to docs/bench-jobs.md.
#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use edge::cache::generations::Ledger;
use origin::jobs::lanes::LANES;
use origin::purges;
use serde_json::Value;
use sqlx::PgPool;
use tests::origin_process::program;
use tests::{Dice, INTERNAL_KEY, fresh_database};
use tokio::process::{Child, Command};
use tokio::time::{Instant, interval, sleep};

const JOBS: usize = 10_000;
const KILLS: usize = 200;
const PROCESSES: usize = 3;
/// Jobs of each of the two runs that are compared: without poison, and with it.
const COMPARED: usize = 6_000;
const FAILING: usize = 3;
/// Jobs that nobody was there to do.
const PILED_UP: usize = 3_000;

/// Counts every time a job is taken.
const COUNT_STARTS: &str = "
    CREATE TABLE starts (job bigint NOT NULL);
    CREATE FUNCTION count_start() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO starts VALUES (NEW.id); RETURN NULL; END $$;
    CREATE TRIGGER count_start AFTER UPDATE ON graphile_worker._private_jobs FOR EACH ROW
        WHEN (NEW.locked_by IS NOT NULL AND OLD.locked_by IS NULL) EXECUTE FUNCTION count_start();";

/// What stands where the edge is: the Durable Object's own ledger behind a door that takes up to a tenth of a second.
#[derive(Clone)]
struct Edge {
    db: PgPool,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    ledger: Ledger,
    dice: Dice,
    calls: usize,
    /// Raises that changed something, and when each tag's first one did.
    effects: usize,
    at: HashMap<String, Instant>,
}

impl Edge {
    async fn listen(db: &PgPool) -> anyhow::Result<(Self, String)> {
        let inner = Inner { ledger: Ledger::default(), dice: Dice(7), calls: 0, effects: 0, at: HashMap::new() };
        let edge = Self { db: db.clone(), inner: Arc::new(Mutex::new(inner)) };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().route("/internal/purge", post(Self::take)).with_state(edge.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok((edge, url))
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut Inner) -> T) -> T {
        use_it(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn take(State(edge): State<Self>, body: String) -> StatusCode {
        let purge: Value = serde_json::from_str(&body).unwrap_or_default();
        let raises: Vec<(String, u64)> = purge
            .get("raises")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|raise| Some((raise.get("tag")?.as_str()?.to_owned(), raise.get("generation")?.as_u64()?)))
            .collect();
        if raises.iter().any(|(tag, _)| tag.starts_with("cafe:kills")) {
            let _ = edge.kill_whoever_asks().await;
        }
        if raises.iter().any(|(tag, _)| tag.starts_with("cafe:fails")) {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        let (before_ms, after_ms) = edge.with(|inner| (inner.dice.roll(50), inner.dice.roll(50)));
        sleep(Duration::from_millis(u64::try_from(before_ms).unwrap_or(0))).await;
        edge.with(|inner| {
            inner.calls += 1;
            for (tag, generation) in raises {
                if inner.ledger.raise(&tag, generation).is_some() {
                    inner.effects += 1;
                    inner.at.entry(tag).or_insert_with(Instant::now);
                }
            }
        });
        sleep(Duration::from_millis(u64::try_from(after_ms).unwrap_or(0))).await;
        StatusCode::OK
    }

    /// The process that holds the poison is killed, as one that runs out of memory would be.
    async fn kill_whoever_asks(&self) -> anyhow::Result<()> {
        let pids: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT w.metadata ->> 'pid' FROM graphile_worker._private_jobs j
             JOIN graphile_worker._private_workers w ON w.id = j.locked_by
             JOIN purges p ON p.id = (j.payload ->> 'purge')::uuid
             WHERE p.tags[1] LIKE 'cafe:kills%'",
        )
        .fetch_all(&self.db)
        .await?;
        for pid in pids {
            Command::new("kill").args(["-KILL", &pid]).status().await?;
        }
        Ok(())
    }
}

/// Worker processes that are started again when they are gone.
struct Workers {
    running: Vec<Child>,
    database_url: String,
    edge_url: String,
}

impl Workers {
    fn start(&mut self) -> anyhow::Result<()> {
        let child = Command::new(program()?)
            .arg("work")
            .env("DATABASE_URL", &self.database_url)
            .env("CRAFTBEAN_INTERNAL_KEY", INTERNAL_KEY)
            .env("CRAFTBEAN_EDGE_URLS", &self.edge_url)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        self.running.push(child);
        Ok(())
    }

    async fn kill_one(&mut self, dice: &mut Dice) -> anyhow::Result<()> {
        let mut victim = self.running.swap_remove(dice.roll(self.running.len()));
        victim.kill().await?;
        self.start()
    }

    fn replace_the_dead(&mut self) -> anyhow::Result<usize> {
        let before = self.running.len();
        self.running.retain_mut(|child| matches!(child.try_wait(), Ok(None)));
        let dead = before - self.running.len();
        for _ in 0..dead {
            self.start()?;
        }
        Ok(dead)
    }
}

async fn enqueue(db: &PgPool, tag: &str) -> anyhow::Result<()> {
    let mut transaction = db.begin().await?;
    purges::begin(&mut transaction, &[tag.to_owned()]).await?;
    Ok(transaction.commit().await?)
}

/// Enqueues `count` jobs at an even pace; when each was committed.
async fn enqueue_evenly(db: PgPool, name: &'static str, count: usize, a_second: u64) -> anyhow::Result<HashMap<String, Instant>> {
    let mut ticks = interval(Duration::from_micros(1_000_000 / a_second));
    let mut committed = HashMap::new();
    for number in 0..count {
        ticks.tick().await;
        let tag = format!("cafe:{name}{number}");
        enqueue(&db, &tag).await?;
        committed.insert(tag, Instant::now());
    }
    Ok(committed)
}

async fn count(db: &PgPool, sql: &'static str) -> anyhow::Result<i64> {
    Ok(sqlx::query_scalar(sql).fetch_one(db).await?)
}

/// What waits, and what is known of those who hold it.
async fn left(db: &PgPool) -> anyhow::Result<String> {
    let left = sqlx::query_scalar(
        "SELECT coalesce(jsonb_pretty(jsonb_agg(to_jsonb(j) - 'payload' || jsonb_build_object('tags', p.tags, 'worker', to_jsonb(w), 'now', now()))), 'none') FROM (
             SELECT id, payload, attempts, run_at, created_at, last_error, locked_at, locked_by FROM graphile_worker._private_jobs ORDER BY id LIMIT 10) j
         LEFT JOIN purges p ON p.id = (j.payload ->> 'purge')::uuid LEFT JOIN graphile_worker._private_workers w ON w.id = j.locked_by",
    );
    Ok(left.fetch_one(db).await?)
}

/// Waits until the queue is empty.
async fn drained(db: &PgPool) -> anyhow::Result<()> {
    let started = Instant::now();
    while count(db, "SELECT count(*) FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'tell_edges'").await? > 0 {
        ensure!(started.elapsed() < Duration::from_mins(2), "the queue does not empty; left are {}", left(db).await?);
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// p50, p99 and longest delay from commit to effect.
fn delays(edge: &Edge, committed: &HashMap<String, Instant>) -> anyhow::Result<[Duration; 3]> {
    let mut delays: Vec<Duration> = edge.with(|inner| committed.iter().filter_map(|(tag, at)| inner.at.get(tag).map(|done| done.saturating_duration_since(*at))).collect());
    ensure!(delays.len() == committed.len(), "{} of {} have no effect", committed.len() - delays.len(), committed.len());
    delays.sort();
    let at = |hundredth: usize| delays.get((delays.len() * hundredth / 100).min(delays.len() - 1)).copied().context("nothing was measured");
    Ok([at(50)?, at(99)?, at(100)?])
}

async fn kill_while_they_work(db: &PgPool, edge: &Edge, workers: &mut Workers) -> anyhow::Result<()> {
    let mut dice = Dice(11);
    let enqueuing = tokio::spawn(enqueue_evenly(db.clone(), "killed-", JOBS, 50));
    for _ in 0..KILLS {
        sleep(Duration::from_millis(500 + u64::try_from(dice.roll(1_000)).unwrap_or(0))).await;
        workers.kill_one(&mut dice).await?;
    }
    let committed = enqueuing.await??;
    drained(db).await?;
    let [median, p99, longest] = delays(edge, &committed)?;
    let (effects, calls) = edge.with(|inner| (inner.effects, inner.calls));
    let starts = usize::try_from(count(db, "SELECT count(*) FROM starts").await?)?;
    let dead = count(db, "SELECT count(*) FROM dead_letters WHERE kind = 'tell_edges'").await?;
    let concurrency = LANES.iter().find(|lane| lane.name == "purges").context("no lane of purges")?.concurrency;
    println!("| jobs | kills −9 | missing | doubled effects | starts (bound) | calls | dead letters | p50, p99, longest delay |");
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    println!(
        "| {JOBS} | {KILLS} | {} | {} | {starts} ({}) | {calls} | {dead} | {} ms, {:.1} s, {:.1} s |",
        JOBS - committed.len(),
        effects.saturating_sub(JOBS),
        JOBS + KILLS * concurrency,
        median.as_millis(),
        p99.as_secs_f64(),
        longest.as_secs_f64()
    );
    ensure!(effects == JOBS && dead == 0, "{effects} effects, {dead} dead letters");
    ensure!(starts <= JOBS + KILLS * concurrency, "{starts} starts");
    Ok(())
}

/// Lets jobs pile up while nobody works, and times how long they then take. Without pauses between jobs it is their calls' own time over the slots.
async fn work_off(db: &PgPool, workers: &mut Workers) -> anyhow::Result<()> {
    for mut worker in workers.running.drain(..) {
        worker.kill().await?;
    }
    for number in 0..PILED_UP {
        enqueue(db, &format!("cafe:piled-up-{number}")).await?;
    }
    for _ in 0..PROCESSES {
        workers.start()?;
    }
    let started = Instant::now();
    drained(db).await?;
    println!("\n{PILED_UP} jobs that piled up while nobody worked are done {:.1} s after the processes start.", started.elapsed().as_secs_f64());
    Ok(())
}

async fn poison(db: &PgPool, edge: &Edge, workers: &mut Workers) -> anyhow::Result<()> {
    let committed = enqueue_evenly(db.clone(), "calm-", COMPARED, 100).await?;
    drained(db).await?;
    let calm = delays(edge, &committed)?;
    for number in 0..FAILING {
        enqueue(db, &format!("cafe:fails-{number}")).await?;
    }
    enqueue(db, "cafe:kills-0").await?;
    let enqueuing = tokio::spawn(enqueue_evenly(db.clone(), "beside-", COMPARED, 100));
    let mut deaths = 0;
    let given_up = async |db: &PgPool| count(db, "SELECT count(*) FROM dead_letters WHERE attempts = 8").await;
    let started = Instant::now();
    while given_up(db).await? < i64::try_from(FAILING + 1)? || !enqueuing.is_finished() {
        ensure!(started.elapsed() < Duration::from_mins(5), "poison is never given up");
        // The pauses between the poison's tries are moved rather than waited for; whoever was cut beside it keeps its own.
        sqlx::raw_sql(
            "UPDATE graphile_worker._private_jobs j SET run_at = now() FROM purges p
             WHERE p.id = (j.payload ->> 'purge')::uuid AND (p.tags[1] LIKE 'cafe:fails-%' OR p.tags[1] LIKE 'cafe:kills-%')
               AND j.attempts > 0 AND j.locked_at IS NULL AND j.run_at > now() + interval '1 second'",
        )
        .execute(db)
        .await?;
        deaths += workers.replace_the_dead()?;
        sleep(Duration::from_millis(250)).await;
    }
    let committed = enqueuing.await??;
    drained(db).await?;
    let beside = delays(edge, &committed)?;
    println!("\n| {COMPARED} jobs at 100 a second | p50 | p99 | longest | workers killed | given up after 8 tries |");
    println!("|---|---:|---:|---:|---:|---:|");
    let row = |name: &str, [median, p99, longest]: [Duration; 3], deaths: usize, dead: i64| {
        println!("| {name} | {} ms | {} ms | {:.1} s | {deaths} | {dead} |", median.as_millis(), p99.as_millis(), longest.as_secs_f64());
    };
    row("without poison", calm, 0, 0);
    row(&format!("beside {FAILING} that fail and one that kills"), beside, deaths, given_up(db).await?);
    Ok(())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let db = fresh_database().await?;
    sqlx::raw_sql(COUNT_STARTS).execute(&db).await?;
    let (edge, edge_url) = Edge::listen(&db).await?;
    let name: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(&db).await?;
    let options = db.connect_options();
    let database_url = format!("postgres://{}@{}:{}/{name}", options.get_username(), options.get_host(), options.get_port());
    let mut workers = Workers { running: Vec::new(), database_url, edge_url };
    for _ in 0..PROCESSES {
        workers.start()?;
    }
    println!("# Jobs\n\n`cargo xtask bench jobs`: {PROCESSES} processes of `origin work` over one PostgreSQL; the edge is the Durable Object's ledger behind calls of 0-100 ms.\n");
    kill_while_they_work(&db, &edge, &mut workers).await?;
    work_off(&db, &mut workers).await?;
    poison(&db, &edge, &mut workers).await
}

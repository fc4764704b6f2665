//! The failover bench: primaries are killed under writers who repeat what nobody has acknowledged, and every acknowledged write is looked for
//! afterwards. `cargo xtask bench failover` starts it and writes what it prints to docs/bench-failover.md.
#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::time::Duration;

use anyhow::{Context, ensure};
use tests::keyed_writers::{KeyedWriters, Verdict};
use tests::patroni::PatroniCluster;
use tests::patroni_stage;
use tokio::time::{Instant, sleep};
use tracing_subscriber::filter::LevelFilter;

const WRITERS: usize = 16;
const KILLS: usize = 10;
/// Kills of the control arm.
const CONTROL_KILLS: usize = 6;
const ACKNOWLEDGED_MIN: usize = 200_000;
/// The control arm's replication link.
const CONTROL_DISTANCE: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, PartialEq)]
enum Kill {
    Postmaster,
    Node,
}

/// What a series of kills did.
struct Series {
    write_outages: Vec<Duration>,
    read_outages: Vec<Duration>,
    failed_reads: usize,
    whole_after: Vec<Duration>,
}

/// Kills the primary again and again; each time every node must be back before the next.
async fn kill_often(cluster: &mut PatroniCluster, writers: &KeyedWriters, what: Kill, kills: usize, distance: Duration) -> anyhow::Result<Series> {
    let mut series = Series { write_outages: Vec::new(), read_outages: Vec::new(), failed_reads: 0, whole_after: Vec::new() };
    for number in 1..=kills {
        cluster.set_distance(distance);
        sleep(Duration::from_secs(1)).await;
        let (primary, killed_at) = (cluster.primary().await?, Instant::now());
        let before = writers.acknowledged();
        match what {
            Kill::Postmaster => cluster.kill_postmaster(primary).await?,
            Kill::Node => cluster.kill_node(primary).await?,
        }
        let patience = Duration::from_mins(2);
        while writers.acknowledged() < before + 200 {
            ensure!(killed_at.elapsed() < patience, "no write is acknowledged {patience:?} after kill {number}");
            sleep(Duration::from_millis(20)).await;
        }
        series.write_outages.push(writers.write_outage_since(killed_at));
        if what == Kill::Node {
            cluster.start_node(primary)?;
        }
        // Coming back is not what is measured far apart.
        cluster.set_distance(Duration::ZERO);
        cluster.wait_until_whole(patience).await?;
        series.whole_after.push(killed_at.elapsed());
        let (outage, failed) = writers.read_outage_since(killed_at);
        series.read_outages.push(outage);
        series.failed_reads += failed;
        eprintln!(
            "kill {number} of {kills}: writes again after {:.1} s, whole after {:.1} s",
            series.write_outages.last().map_or(0.0, Duration::as_secs_f64),
            killed_at.elapsed().as_secs_f64()
        );
    }
    Ok(series)
}

fn p95(durations: &[Duration]) -> Duration {
    let mut sorted = durations.to_vec();
    sorted.sort();
    sorted.get((sorted.len() * 95).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default()
}

fn row(name: &str, kills: usize, series: &Series, verdict: &str) {
    let longest = |durations: &[Duration]| durations.iter().max().copied().unwrap_or_default().as_secs_f64();
    println!(
        "| {name} | {kills} | {:.1} s | {:.1} s | {:.2} s | {} | {:.0} s | {verdict} |",
        p95(&series.write_outages).as_secs_f64(),
        longest(&series.write_outages),
        longest(&series.read_outages),
        series.failed_reads,
        longest(&series.whole_after)
    );
}

fn words(verdict: Verdict, repeated: u64) -> String {
    format!("{} acknowledged, {repeated} sent again, **{} lost, {} doubled**", verdict.acknowledged, verdict.lost, verdict.doubled)
}

async fn synchronous() -> anyhow::Result<()> {
    let mut cluster = PatroniCluster::start(false).await?;
    let (origin, db) = patroni_stage(&cluster).await?;
    let writers = KeyedWriters::start(&origin.url, "slow-ferry-helsinki", WRITERS)?;
    let postmasters = kill_often(&mut cluster, &writers, Kill::Postmaster, KILLS, Duration::ZERO).await?;
    let nodes = kill_often(&mut cluster, &writers, Kill::Node, KILLS, Duration::ZERO).await?;
    while writers.acknowledged() < ACKNOWLEDGED_MIN {
        eprintln!("{} acknowledged", writers.acknowledged());
        sleep(Duration::from_secs(5)).await;
    }
    let repeated = writers.repeated();
    let verdict = writers.judge(&db).await?;
    row("postmaster", KILLS, &postmasters, "see below");
    row("whole node", KILLS, &nodes, &words(verdict, repeated));
    ensure!((verdict.lost, verdict.doubled) == (0, 0), "{verdict:?}");
    Ok(())
}

/// The same without waiting for standbys: it must lose something, or the bench proves nothing.
async fn control() -> anyhow::Result<()> {
    let mut cluster = PatroniCluster::start(true).await?;
    cluster.make_asynchronous().await?;
    let (origin, db) = patroni_stage(&cluster).await?;
    let writers = KeyedWriters::start(&origin.url, "slow-ferry-helsinki", WRITERS)?;
    let series = kill_often(&mut cluster, &writers, Kill::Node, CONTROL_KILLS, CONTROL_DISTANCE).await?;
    let repeated = writers.repeated();
    let verdict = writers.judge(&db).await?;
    row("control: whole node, asynchronous, 50 ms away", CONTROL_KILLS, &series, &words(verdict, repeated));
    ensure!(verdict.lost > 0, "the control arm has lost nothing, so the bench proves nothing");
    Ok(())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(LevelFilter::ERROR).init();
    println!("# Losing the primary\n");
    println!("`cargo xtask bench failover`: three nodes held by Patroni (`infra/patroni.yml`), reached through HAProxy (`infra/haproxy.cfg`), {WRITERS} writers and one");
    println!("reader at one origin. The writers send again, under the same key, what nobody has acknowledged.\n");
    println!("| killed −9 | times | no write for, p95 | longest | no read for | failed reads | every node back after | afterwards |");
    println!("|---|---:|---:|---:|---:|---:|---:|---|");
    synchronous().await.context("the synchronous arm")?;
    control().await.context("the control arm")
}

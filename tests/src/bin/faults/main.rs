//! The fault bench: what visitors notice when regions die, crawl or lie, measured under load with the Worker as deployed, in Miniflare.
//! `cargo xtask bench faults` starts it and writes what it prints to docs/bench-faults.md.
#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

mod load;
mod world;

use std::time::Duration;

use anyhow::ensure;
use reqwest::Method;
use serde_json::json;
use shared::signed_call::{SIGNATURE_HEADER, sign};
use tests::fault_proxy::Fault;
use tests::{EdgeOptions, INTERNAL_KEY};
use tokio::time::{Instant, sleep};

use load::{Load, Sample, cold_path, failed, percentile, visit};
use world::World;

/// How a region is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Break {
    Kill,
    Stop,
    Proxy(Fault),
}

impl Break {
    fn name(self) -> String {
        match self {
            Self::Kill => "killed (−9)".to_owned(),
            Self::Stop => "stopped (SIGSTOP)".to_owned(),
            Self::Proxy(Fault::Silence) => "packets dropped".to_owned(),
            Self::Proxy(Fault::Reset) => "connections reset".to_owned(),
            Self::Proxy(Fault::Latency(by)) => format!("{} s later", by.as_secs()),
            Self::Proxy(Fault::BytesPerSecond(rate)) => format!("{rate} byte/s"),
            Self::Proxy(other) => format!("{other:?}"),
        }
    }

    async fn apply(self, world: &mut World) -> anyhow::Result<()> {
        match (self, world.origins.first_mut(), world.proxies.first()) {
            (Self::Kill, Some(origin), _) => origin.kill().await,
            (Self::Stop, Some(origin), _) => origin.signal("STOP").await,
            (Self::Proxy(fault), _, Some(proxy)) => {
                proxy.set(fault);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn mend(self, world: &mut World) -> anyhow::Result<()> {
        match (self, world.origins.first_mut(), world.proxies.first()) {
            (Self::Kill, Some(origin), _) => origin.restart().await,
            (Self::Stop, Some(origin), _) => origin.signal("CONT").await,
            (_, _, Some(proxy)) => {
                proxy.set(Fault::None);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    println!(
        "Three regions, each a real origin process behind a fault proxy, 2, 92 and 160 ms away; the nearest one is broken under load: about 60 reads a second of what is kept, 60 of what is not.\n"
    );
    println!(
        "| nearest region | kept: failed | kept: p99 before → during | new: failed in the first 10 s | failed later | new: p99, max | breaker open after | requests it got, open | second tries | back after |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    let five_seconds = Fault::Latency(Duration::from_secs(5));
    for how in [Break::Kill, Break::Stop, Break::Proxy(Fault::Silence), Break::Proxy(Fault::Reset), Break::Proxy(five_seconds), Break::Proxy(Fault::BytesPerSecond(1))] {
        one_region_breaks(how).await?;
    }
    println!("\n| what happens | goal | seen |\n|---|---|---|");
    stampede().await?;
    broken_bodies().await?;
    all_lie().await?;
    writes().await?;
    a_day_without_origins().await
}

const BEFORE: Duration = Duration::from_secs(4);
const DURING: Duration = Duration::from_secs(20);

async fn one_region_breaks(how: Break) -> anyhow::Result<()> {
    let mut world = World::start(|options| options).await?;
    let kept = world.profiles(100).await?;
    for path in &kept {
        ensure!(visit(&world.client, format!("{}{path}", world.edge.url)).await.0 == 200, "{path} cannot be warmed");
    }
    let load = Load::start(&world.client, &world.edge.url, &kept);
    sleep(BEFORE).await;
    let (broken_at, requests) = (Instant::now(), world.requests());
    how.apply(&mut world).await?;
    let mut opened = None;
    while opened.is_none() && broken_at.elapsed() < DURING {
        if world.breaker().await? != "closed" {
            opened = Some(broken_at.elapsed());
        }
        sleep(Duration::from_millis(10)).await;
    }
    let tries = world.requests().first().copied().unwrap_or(0).saturating_sub(requests.first().copied().unwrap_or(0));
    let when_open = world.requests();
    sleep(DURING.saturating_sub(broken_at.elapsed())).await;
    let (mended_at, when_mended) = (Instant::now(), world.requests());
    how.mend(&mut world).await?;
    let back = world.recovery(Duration::from_secs(30)).await;
    let samples = load.stop().await;

    let during = |sample: &&Sample| sample.at >= broken_at && sample.at < mended_at;
    let early = |sample: &&Sample| sample.at < broken_at + Duration::from_secs(10);
    let (kept_before, kept_during) = (samples.iter().filter(|sample| !sample.cold && sample.at < broken_at), samples.iter().filter(|sample| !sample.cold).filter(during));
    let new: Vec<Sample> = samples.iter().filter(|sample| sample.cold).filter(during).copied().collect();
    let (bad, all) = failed(samples.iter().filter(|sample| !sample.cold));
    let (bad_early, all_early) = failed(new.iter().filter(early));
    let (bad_late, all_late) = failed(new.iter().filter(|sample| !early(sample)));
    let grown = |from: &[u64], to: &[u64]| -> Vec<u64> { to.iter().zip(from).map(|(to, from)| to - from).collect() };
    let while_open = grown(&when_open, &when_mended);
    let reached: u64 = grown(&requests, &when_mended).iter().sum();
    println!(
        "| {} | {bad} of {all} | {} → {} ms | {bad_early} of {all_early} | {bad_late} of {all_late} | {}, {} ms | {} | {} of {} | {} for {} | {} |",
        how.name(),
        percentile(kept_before.map(|sample| sample.took), 99),
        percentile(kept_during.map(|sample| sample.took), 99),
        percentile(new.iter().map(|sample| sample.took), 99),
        percentile(new.iter().map(|sample| sample.took), 100),
        match opened {
            Some(after) => format!("{:.1} s, {tries} tries", after.as_secs_f64()),
            // So slow that its measured mean sent everybody elsewhere before it had failed often enough.
            None => format!("left as too slow after {tries} tries"),
        },
        while_open.first().unwrap_or(&0),
        while_open.iter().sum::<u64>(),
        reached.saturating_sub(u64::try_from(new.len())?),
        new.len(),
        back.map_or("not in 30 s".to_owned(), |after| format!("{:.1} s", after.as_secs_f64())),
    );
    Ok(())
}

async fn stampede() -> anyhow::Result<()> {
    let mut seen = Vec::new();
    for collapse in ["on", "off"] {
        let world = World::start(|options| options.with("COLLAPSE", collapse)).await?;
        ensure!(visit(&world.client, format!("{}/about", world.edge.url)).await.0 == 200, "the edge does not answer");
        world.set_all(Fault::Latency(Duration::from_secs(1)));
        let (before, url) = (world.requests(), format!("{}{}", world.edge.url, cold_path()));
        let asking: Vec<_> = (0..500)
            .map(|_| {
                tokio::spawn({
                    let (client, url) = (world.client.clone(), url.clone());
                    async move { visit(&client, url).await.0 }
                })
            })
            .collect();
        let mut good = 0;
        for one in asking {
            good += u32::from(one.await? == 200);
        }
        let nearest = world.requests().first().copied().unwrap_or(0).saturating_sub(before.first().copied().unwrap_or(0));
        seen.push(format!("{nearest} with the lease {collapse} ({good} of 500 answered 200)"));
    }
    println!("| 500 cold requests for one key at once | 1 request at the nearest region | {} |", seen.join("; "));
    Ok(())
}

async fn broken_bodies() -> anyhow::Result<()> {
    let world = World::start(|options| options).await?;
    let path = |round: u64| format!("{}/api/v1/cafes?limit={}", world.edge.url, 3 + round % 90);
    let at = async |ahead_ms: u64, url: String| world.client.get(url).header("x-test-clock-ms", ahead_ms.to_string()).send().await;
    let mut served = 0;
    for round in 0..2_000_u64 {
        let size = usize::try_from(round)?;
        world.set_all(match round % 3 {
            0 => Fault::Truncate(size % 40 * 20),
            1 => Fault::Garbage(size % 500),
            _ => Fault::Flip(size % 200),
        });
        // Ten seconds later each time, so that the breakers let every one of them through.
        served += u32::from(at(10_000 * round, path(round)).await?.status() != 503);
    }
    let reached = world.all_requests();
    world.set_all(Fault::None);
    let mut kept = 0;
    for round in 0..90 {
        let answer = at(30_000_000, path(round)).await?;
        kept += u32::from(answer.headers().get("cache-status").is_none_or(|status| status != "craftbean; fwd=uri-miss"));
    }
    println!("| 2,000 bodies cut, garbled or changed in one bit | 0 served, 0 kept | {served} served, {kept} kept ({reached} requests reached the proxies) |");
    Ok(())
}

async fn all_lie() -> anyhow::Result<()> {
    let world = World::start(|options| options).await?;
    world.set_all(Fault::Garbage(50));
    let (mut offered, mut opened) = (0_u64, None);
    let mut shed = Vec::new();
    for _ in 0..1_000 {
        offered += 1;
        let (status, took) = visit(&world.client, format!("{}{}", world.edge.url, cold_path())).await;
        ensure!(status == 503, "{status} although no origin answers");
        match opened {
            Some(_) => shed.push(took),
            None if world.client.get(format!("{}/api/v1/status", world.edge.url)).send().await?.text().await?.matches("\"breaker\":\"closed\"").count() == 0 => {
                opened = Some((offered, world.all_requests()));
            }
            None => {}
        }
    }
    let (before, reached) = opened.unwrap_or((offered, world.all_requests()));
    let after = world.all_requests().saturating_sub(reached);
    println!(
        "| all three lie, 1,000 cold requests | at most 1.1× before the breakers open, 2 % after; 503 within 300 ms | {reached} for {before}; {after} for {}; p99 {} ms |",
        offered - before,
        percentile(shed.into_iter(), 99)
    );
    Ok(())
}

async fn writes() -> anyhow::Result<()> {
    let world = World::start(|options| EdgeOptions { twin: true, ..options }).await?;
    let slug = world.profiles(1).await?.pop().unwrap_or_default().replace("/cafes/", "");
    let (path, page) = (format!("/internal/cafes/{slug}"), format!("/api/v1/cafes/{slug}"));
    let frankfurt = json!({ "latitude": "50.1", "longitude": "8.7" }).to_string();
    let read = async |url: &str| -> anyhow::Result<String> { Ok(world.client.get(format!("{url}{page}")).header("mf-cf-blob", &frankfurt).send().await?.text().await?) };
    let twin = world.edge.twin_url.clone().unwrap_or_default();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for round in 0..30 {
        let (_, _) = (read(&world.edge.url).await?, read(&twin).await?);
        let name = format!("Renamed {round}");
        let body = json!({ "name": name }).to_string();
        let expires_s = now_s() + 60;
        let signature = sign(INTERNAL_KEY.as_bytes(), "PATCH", &path, body.as_bytes(), expires_s);
        let answer = world.client.request(Method::PATCH, format!("{}{path}", world.edge.url)).header(SIGNATURE_HEADER, signature).body(body).send().await?;
        ensure!(answer.status() == 200, "the write was answered {}", answer.status());
        let written = Instant::now();
        ensure!(read(&world.edge.url).await?.contains(&name), "the writer's isolate is behind");
        own.push(written.elapsed());
        while !read(&twin).await?.contains(&name) {
            ensure!(written.elapsed() < Duration::from_secs(30), "the other location never heard of it");
            sleep(Duration::from_millis(20)).await;
        }
        others.push(written.elapsed());
    }
    println!(
        "| 30 writes, then a fresh read | same isolate p99 ≤ 50 ms, any other ≤ 3 s | same isolate p99 {} ms; another location at most {} ms |",
        percentile(own.into_iter(), 99),
        percentile(others.into_iter(), 100)
    );
    Ok(())
}

fn now_s() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a signature is made against the real clock")]
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

async fn a_day_without_origins() -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("craftbean-faults-{}", uuid::Uuid::new_v4()));
    let kv = Some(folder.clone());
    let mut world = World::start(|options| EdgeOptions { kv: kv.clone(), ..options }).await?;
    let pages = world.profiles(500).await?;
    for path in &pages {
        ensure!(visit(&world.client, format!("{}{path}", world.edge.url)).await.0 == 200, "{path} cannot be warmed");
    }
    let started = Instant::now();
    while world.edge.count_kv("LAST_GOOD").await? < u64::try_from(pages.len())? {
        ensure!(started.elapsed() < Duration::from_secs(30), "not all of it is in KV");
        sleep(Duration::from_millis(100)).await;
    }
    for origin in &mut world.origins {
        origin.kill().await?;
    }
    let mut seen = Vec::new();
    for arm in ["same isolate", "restarted with KV only"] {
        if arm != "same isolate" {
            world.replace_edge(|options| EdgeOptions { kv: kv.clone(), ..options }).await?;
        }
        let mut stale = 0;
        for path in &pages {
            let answer = world.client.get(format!("{}{path}", world.edge.url)).header("x-test-clock-ms", "86400000").send().await?;
            let marked = answer.headers().get("cache-status").and_then(|status| status.to_str().ok()).is_some_and(|status| status.contains("fwd=stale"));
            stale += u32::from(answer.status() == 200 && marked);
        }
        let cold = world.client.get(format!("{}/cities", world.edge.url)).header("x-test-clock-ms", "86400000").send().await?;
        let branded = cold.status() == 503 && cold.text().await?.contains("<main");
        seen.push(format!("{arm}: {stale} of {} pages stale and marked, cold one {}", pages.len(), if branded { "branded 503" } else { "NOT a branded 503" }));
    }
    std::fs::remove_dir_all(&folder)?;
    println!("| every origin killed, the clock a day later | every warmed page 200 and marked stale; cold ones 503 | {} |", seen.join("; "));
    Ok(())
}

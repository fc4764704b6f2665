//! Three regions of one database, each a real origin process behind a fault proxy, and an edge in Frankfurt.

use std::time::Duration;

use serde_json::{Value, json};
use sqlx::postgres::PgPool;
use tests::fault_proxy::{Fault, FaultProxy};
use tests::origin_process::{self, OriginProcess, url_of};
use tests::{Edge, EdgeOptions, fresh_database, real_data};
use tokio::time::{Instant, sleep};

/// With the milliseconds there and back from Frankfurt, as cables run.
const PLACES: [(&str, f64, f64, &str, u64); 3] =
    [("eu-central-1", 50.1, 8.7, "primary", 2), ("us-east-1", 39.0, -77.5, "replica", 92), ("ap-southeast-1", 1.3, 103.8, "replica", 160)];

pub struct World {
    pub origins: Vec<OriginProcess>,
    pub proxies: Vec<FaultProxy>,
    pub edge: Edge,
    pub client: reqwest::Client,
    db: PgPool,
}

impl World {
    /// With real cafés where they are on this machine, else with the demonstration set.
    pub async fn start(options: impl FnOnce(EdgeOptions) -> EdgeOptions) -> anyhow::Result<Self> {
        let db = fresh_database().await?;
        match real_data("cafes_osm_cities/cafes.ndjson") {
            Some(file) => origin_process::run(&db, &["import", "auto", &file.display().to_string()]).await?,
            None => origin_process::run(&db, &["import", "demonstration"]).await?,
        }
        let (mut origins, mut proxies) = (Vec::new(), Vec::new());
        for (_, _, _, _, distance_ms) in PLACES {
            let origin = OriginProcess::start(&url_of(&db), &[]).await?;
            proxies.push(FaultProxy::start_far(&origin.url, Duration::from_millis(distance_ms)).await?);
            origins.push(origin);
        }
        let edge = options(EdgeOptions { clock: true, ..EdgeOptions::new("") }.with("REGIONS", &regions(&proxies))).start().await?;
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(15)).build()?;
        Ok(Self { origins, proxies, edge, client, db })
    }

    /// Starts another edge before the same regions, in the place of the first.
    pub async fn replace_edge(&mut self, options: impl FnOnce(EdgeOptions) -> EdgeOptions) -> anyhow::Result<()> {
        self.edge = options(EdgeOptions { clock: true, ..EdgeOptions::new("") }.with("REGIONS", &regions(&self.proxies))).start().await?;
        Ok(())
    }

    pub fn set_all(&self, fault: Fault) {
        self.proxies.iter().for_each(|proxy| proxy.set(fault));
    }

    /// Requests that have come to each proxy.
    pub fn requests(&self) -> Vec<u64> {
        self.proxies.iter().map(FaultProxy::requests).collect()
    }

    pub fn all_requests(&self) -> u64 {
        self.requests().iter().sum()
    }

    /// Paths of café profiles, at most so many.
    pub async fn profiles(&self, most: i64) -> anyhow::Result<Vec<String>> {
        let slugs: Vec<String> = sqlx::query_scalar("SELECT slug FROM places WHERE kind = 'cafe' AND NOT closed ORDER BY slug LIMIT $1").bind(most).fetch_all(&self.db).await?;
        Ok(slugs.into_iter().map(|slug| format!("/cafes/{slug}")).collect())
    }

    /// What the status page says of the first region's breaker.
    pub async fn breaker(&self) -> anyhow::Result<String> {
        let status: Value = self.client.get(format!("{}/api/v1/status", self.edge.url)).send().await?.json().await?;
        Ok(status.pointer("/regions/0/breaker").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// Waits, under load, until the first region gets nearly all requests again; how long that took. `None` after `patience`.
    pub async fn recovery(&self, patience: Duration) -> Option<Duration> {
        let started = Instant::now();
        while started.elapsed() < patience {
            let (before, began) = (self.requests(), started.elapsed());
            sleep(Duration::from_millis(400)).await;
            let grown: Vec<u64> = self.requests().iter().zip(&before).map(|(after, before)| after - before).collect();
            let (nearest, all) = (grown.first().copied().unwrap_or(0), grown.iter().sum::<u64>());
            if all >= 5 && nearest * 10 >= all * 9 {
                return Some(began);
            }
        }
        None
    }
}

fn regions(proxies: &[FaultProxy]) -> String {
    let list: Vec<Value> = PLACES.iter().zip(proxies).map(|((id, lat, lon, role, _), proxy)| json!({ "id": id, "url": proxy.url, "lat": lat, "lon": lon, "role": role })).collect();
    Value::from(list).to_string()
}

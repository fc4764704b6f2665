//! Three regions of one database, each a real origin process behind a fault proxy, and an edge in Frankfurt.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use sqlx::ConnectOptions;
use sqlx::postgres::PgPool;
use tests::fault_proxy::{Fault, FaultProxy};
use tests::{Edge, EdgeOptions, INTERNAL_KEY, fresh_database, real_data};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

/// With the milliseconds there and back from Frankfurt, as cables run.
const PLACES: [(&str, f64, f64, &str, u64); 3] =
    [("eu-central-1", 50.1, 8.7, "primary", 2), ("us-east-1", 39.0, -77.5, "replica", 92), ("ap-southeast-1", 1.3, 103.8, "replica", 160)];

/// One origin process on a port that it keeps over a restart.
pub struct OriginProcess {
    port: u16,
    database_url: String,
    child: Child,
}

impl OriginProcess {
    async fn start(database_url: &str) -> anyhow::Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port();
        let child = serve(database_url, port)?;
        let origin = Self { port, database_url: database_url.to_owned(), child };
        origin.wait_until_ready().await?;
        Ok(origin)
    }

    /// As `kill -9` does.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.child = serve(&self.database_url, self.port)?;
        self.wait_until_ready().await
    }

    /// Sends a signal by its name.
    pub async fn signal(&self, name: &str) -> anyhow::Result<()> {
        let id = self.child.id().context("the origin has ended")?;
        let sent = Command::new("kill").args(["-s", name, &id.to_string()]).status().await?;
        ensure!(sent.success(), "kill -s {name} failed");
        Ok(())
    }

    async fn wait_until_ready(&self) -> anyhow::Result<()> {
        let url = format!("http://127.0.0.1:{}/readyz", self.port);
        let client = reqwest::Client::new();
        let asking = async {
            while !client.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(20), asking).await.context("an origin was not ready in 20 s")
    }
}

fn program() -> anyhow::Result<String> {
    #[expect(clippy::disallowed_methods, reason = "a bench is told by its environment which program to start")]
    std::env::var("CRAFTBEAN_ORIGIN").context("CRAFTBEAN_ORIGIN does not name the origin's program; run this by `cargo xtask bench faults`")
}

fn serve(database_url: &str, port: u16) -> anyhow::Result<Child> {
    let mut command = Command::new(program()?);
    command
        .arg("serve")
        .env("DATABASE_URL", database_url)
        .env("CRAFTBEAN_LISTEN", format!("127.0.0.1:{port}"))
        .env("CRAFTBEAN_INTERNAL_KEY", INTERNAL_KEY)
        .env("RUST_LOG", "error");
    Ok(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn()?)
}

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
        let database_url = db.connect_options().to_url_lossy().to_string();
        let mut import = Command::new(program()?);
        match real_data("cafes_osm_cities/cafes.ndjson") {
            Some(file) => import.args(["import", "auto"]).arg(file),
            None => import.args(["import", "demonstration"]),
        };
        let imported = import.env("DATABASE_URL", &database_url).stdout(Stdio::null()).stderr(Stdio::null()).status().await?;
        ensure!(imported.success(), "the import failed");
        let (mut origins, mut proxies) = (Vec::new(), Vec::new());
        for (_, _, _, _, distance_ms) in PLACES {
            let origin = OriginProcess::start(&database_url).await?;
            proxies.push(FaultProxy::start_far(&format!("http://127.0.0.1:{}", origin.port), Duration::from_millis(distance_ms)).await?);
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

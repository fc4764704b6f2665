//! The stage on which integration tests and journeys play: a database of its own, the real origin, and the Worker as built, in Miniflare.
#![expect(clippy::disallowed_methods, reason = "a harness reads its environment and speaks plain SQL to make databases")]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, bail};
use origin::app::{App, Clock, router};
use origin::database::{Database, MIGRATOR};
use origin::health::Draining;
use origin::http::envelope::Admission;
use origin::import::chains::Chains;
use origin::import::{Input, import};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// The clone.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// The collection of real data beside the clone; `None`, said aloud, where it is absent.
pub fn real_data(path: &str) -> Option<PathBuf> {
    let file = root().join("../shared/data").join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("SKIPPED: {} is not on this machine", file.display());
    None
}

/// A fresh database with the schema, on the server of `DATABASE_URL`.
pub async fn fresh_database() -> anyhow::Result<PgPool> {
    let url = std::env::var("DATABASE_URL").context("DATABASE_URL is not set; run the tests by `cargo xtask test`")?;
    let options = PgConnectOptions::from_str(&url)?;
    let name = format!("stage_{}", uuid::Uuid::new_v4().simple());
    let mut server = options.clone().connect().await?;
    server.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
    server.close().await?;
    let pool = PgPoolOptions::new().max_connections(8).connect_with(options.database(&name)).await?;
    MIGRATOR.run(&pool).await?;
    Ok(pool)
}

/// An origin on a port of its own.
#[derive(Debug)]
pub struct Origin {
    pub url: String,
    server: JoinHandle<()>,
}

impl Origin {
    pub async fn start(db: PgPool) -> anyhow::Result<Self> {
        let app = App { database: Database::single(db), clock: Clock::System, draining: Draining::default() };
        Self::serve(router(app, Admission::new(256, Duration::from_secs(4)))).await
    }

    /// Any router in the place of the origin, such as one that lies.
    pub async fn serve(router: axum::Router) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, server })
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&self) {
        self.server.abort();
    }
}

/// A built Worker in Miniflare. It ends by itself when this is dropped, because its input closes then; killed, it would leave workerd behind.
#[derive(Debug)]
pub struct Edge {
    pub url: String,
    _miniflare: Child,
}

impl Edge {
    /// The Worker of `cargo xtask build`, with `origin_url` as its origin.
    pub async fn start(origin_url: &str) -> anyhow::Result<Self> {
        Self::start_worker(&root().join(".build/worker/entry.mjs"), Some(&root().join(".build/assets")), origin_url).await
    }

    /// Any built Worker by its entry module.
    pub async fn start_worker(entry: &Path, assets: Option<&Path>, origin_url: &str) -> anyhow::Result<Self> {
        if !entry.exists() {
            bail!("{} is missing; run the tests by `cargo xtask test`", entry.display());
        }
        let options = serde_json::json!({ "entry": entry, "assets": assets, "originUrl": origin_url });
        let mut miniflare = Command::new(root().join("node_modules/.bin/node"))
            .arg(root().join("tests/harness/edge.mjs"))
            .arg(options.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start Miniflare")?;
        let lines = miniflare.stdout.take().context("Miniflare has no output")?;
        let mut lines = BufReader::new(lines).lines();
        let url = tokio::time::timeout(Duration::from_mins(1), lines.next_line()).await.context("Miniflare was not ready in a minute")??;
        let url = url.context("Miniflare ended before it was ready")?;
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                eprintln!("worker: {line}");
            }
        });
        Ok(Self { url: url.trim_end_matches('/').to_owned(), _miniflare: miniflare })
    }
}

/// Database with the demonstration set, origin, edge.
#[derive(Debug)]
pub struct Stage {
    pub db: PgPool,
    pub origin: Origin,
    pub edge: Edge,
    /// Follows no redirects, so that tests see them.
    pub client: reqwest::Client,
}

impl Stage {
    pub async fn start() -> anyhow::Result<Self> {
        let db = fresh_database().await?;
        import(&db, Input::Demonstration, Chains::default(), Clock::System.now()).await?;
        let origin = Origin::start(db.clone()).await?;
        let edge = Edge::start(&origin.url).await?;
        Ok(Self { db, origin, edge, client: client()? })
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<reqwest::Response> {
        Ok(self.client.get(format!("{}{path}", self.edge.url)).send().await?)
    }
}

/// A connection of its own for each request: workerd closes one whose body was refused unread.
pub fn client() -> anyhow::Result<reqwest::Client> {
    Ok(reqwest::Client::builder().pool_max_idle_per_host(0).redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(15)).build()?)
}

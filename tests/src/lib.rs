//! The stage on which integration tests and journeys play: a database of its own, the real origin, and the Worker as built, in Miniflare.
#![expect(clippy::disallowed_methods, reason = "a harness reads its environment and speaks plain SQL to make databases")]

pub mod fault_proxy;
pub mod keyed_writers;
pub mod larger_city;
pub mod latencies;
pub mod origin_process;
pub mod patroni;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use origin::app::{App, Clock, Shared, router};
use origin::backlog::Backlog;
use origin::config::{DatabaseConfig, InternalKey, MailConfig};
use origin::database::{Database, migrate};
use origin::health::Draining;
use origin::http::admission::Admission;
use origin::http::read_cache::ReadCache;
use origin::import::chains::Chains;
use origin::import::{Input, import};
use origin::jobs::lanes::LANES;
use origin::jobs::work::{Workbench, options};
use origin::mails::mailer::Mailer;
use origin::photos::DecodingTurn;
use origin::places::stored::lookups::StoredProfiles;
use origin::positions::{Progress, queries as positions};
use origin::purges::edges::Edges;
use origin::search::documents;
use serde_json::Value;
use shared::signed_call::sign;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::patroni::PatroniCluster;

/// The key of signed calls, the same at edge and origin of a stage.
pub const INTERNAL_KEY: &str = "a key for tests, of 32 bytes or more";

/// Numbers that look random and are the same in every run (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// 0 to `sides` - 1.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or(0) % sides
    }
}

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
    let pool = PgPoolOptions::new().max_connections(16).connect_with(options.database(&name)).await?;
    migrate(&pool).await?;
    Ok(pool)
}

/// A fresh database with the demonstration set, all of which can be found by words.
pub async fn demonstration() -> anyhow::Result<PgPool> {
    let db = fresh_database().await?;
    import(&db, Input::Demonstration, Chains::default(), Clock::System.now()).await?;
    documents::rebuild(&db, |_more| ()).await?;
    // Nothing waits to be done: whoever works jobs off does what their own test has brought about.
    sqlx::raw_sql("DELETE FROM graphile_worker._private_jobs; DELETE FROM purges").execute(&db).await?;
    Ok(db)
}

/// The same database on the replica that follows the server of `DATABASE_URL`, as soon as it has all that is on it now.
pub async fn replica_of(db: &PgPool) -> anyhow::Result<PgPool> {
    replicas_of(db).await?.pop().context("there is no replica")
}

/// The same on all replicas, whose URLs stand in `DATABASE_REPLICA_URLS`, separated by commas.
pub async fn replicas_of(db: &PgPool) -> anyhow::Result<Vec<PgPool>> {
    let urls = std::env::var("DATABASE_REPLICA_URLS").context("DATABASE_REPLICA_URLS is not set; run this by `cargo xtask`")?;
    let name = db.connect_options().get_database().context("a database without a name")?.to_owned();
    let reached = positions::current(db).await?;
    let mut pools = Vec::new();
    for url in urls.split(',') {
        let options = PgConnectOptions::from_str(url)?.database(&name);
        let catching_up = async {
            loop {
                if let Ok(pool) = PgPoolOptions::new().max_connections(16).connect_with(options.clone()).await
                    && positions::current(&pool).await.is_ok_and(|position| position >= reached)
                {
                    return pool;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        pools.push(tokio::time::timeout(Duration::from_secs(20), catching_up).await.context("a replica never catches up")?);
    }
    Ok(pools)
}

/// The demonstration set in a cluster that Patroni holds, an origin that reaches it through HAProxy, and a pool of its primary.
pub async fn patroni_stage(cluster: &PatroniCluster) -> anyhow::Result<(Origin, PgPool)> {
    let name = "craftbean";
    let mut server = PgConnectOptions::from_str(&cluster.primary_url("postgres"))?.connect().await?;
    server.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
    server.close().await?;
    let db = PgPoolOptions::new().max_connections(4).connect(&cluster.primary_url(name)).await?;
    migrate(&db).await?;
    import(&db, Input::Demonstration, Chains::default(), Clock::System.now()).await?;
    let config = DatabaseConfig {
        writer_url: cluster.primary_url(name),
        reader_url: cluster.replica_url(name),
        connections_max: 20,
        statement_timeout: Duration::from_secs(3),
        connection_wait: Duration::from_millis(600),
    };
    Ok((Origin::of_region(Database::open(&config)?).await?, db))
}

/// An origin on a port of its own.
#[derive(Debug)]
pub struct Origin {
    pub url: String,
    /// How its replica is doing.
    pub progress: Progress,
    server: JoinHandle<()>,
}

impl Origin {
    pub async fn start(db: PgPool) -> anyhow::Result<Self> {
        Self::of_region(Database::single(db)).await
    }

    /// One that reads from its region's replica.
    pub async fn of_region(database: Database) -> anyhow::Result<Self> {
        let progress = Progress::default();
        let app = App::of(Shared {
            stored_profiles: StoredProfiles::of(&database),
            database,
            clock: Clock::System,
            draining: Draining::default(),
            internal_key: InternalKey::new(INTERNAL_KEY),
            progress: progress.clone(),
            backlog: Backlog::default(),
            read_cache: ReadCache::default(),
            decoding_turn: DecodingTurn::default(),
        });
        tokio::spawn(app.read_cache.clone().keep_listening(app.database.writer.clone()));
        Ok(Self { progress, ..Self::serve(router(app, Admission::new(256), Duration::from_secs(4))).await? })
    }

    /// Any router in the place of the origin, such as one that lies.
    pub async fn serve(router: axum::Router) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, progress: Progress::default(), server })
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&self) {
        self.server.abort();
    }
}

/// Runs all jobs that wait, once each, with the Worker at `edge_url` as the edge.
pub async fn work_off(db: &PgPool, edge_url: &str) -> anyhow::Result<()> {
    let key = InternalKey::new(INTERNAL_KEY).context("the key of tests is too short")?;
    let mail = MailConfig { smtp_url: Some("log:".to_owned()), from: "CraftBean <hello@craftbean.example>".to_owned() };
    let edges = Arc::new(Edges::new(vec![edge_url.to_owned()], key)?);
    let bench = Workbench { db: db.clone(), clock: Clock::System, edges, mailer: Arc::new(Mailer::new(&mail, edge_url)?) };
    for lane in LANES {
        options(lane, &bench, watch::channel(false).1, Duration::from_secs(5))?.init().await?.run_once().await?;
    }
    Ok(())
}

/// A built Worker in Miniflare. It ends by itself when this is dropped, because its input closes then; killed, it would leave workerd behind.
#[derive(Debug)]
pub struct Edge {
    pub url: String,
    pub twin_url: Option<String>,
    input: ChildStdin,
    done: mpsc::Receiver<u64>,
    _miniflare: Child,
}

impl Edge {
    /// The Worker of `cargo xtask build`, with `origin_url` as its origin.
    pub async fn start(origin_url: &str) -> anyhow::Result<Self> {
        EdgeOptions::new(origin_url).start().await
    }

    /// Writes to KV as an operator would.
    pub async fn put_kv(&mut self, namespace: &str, key: &str, value: &str) -> anyhow::Result<()> {
        self.tell(&serde_json::json!({ "namespace": namespace, "key": key, "value": value })).await.map(|_count| ())
    }

    /// How many entries KV has.
    pub async fn count_kv(&mut self, namespace: &str) -> anyhow::Result<u64> {
        self.tell(&serde_json::json!({ "namespace": namespace })).await
    }

    async fn tell(&mut self, order: &Value) -> anyhow::Result<u64> {
        self.input.write_all(format!("{order}\n").as_bytes()).await?;
        tokio::time::timeout(Duration::from_secs(10), self.done.recv()).await.context("KV does not answer")?.context("Miniflare is gone")
    }
}

/// How a Worker is started.
#[derive(Clone, Debug)]
pub struct EdgeOptions {
    /// Its entry module.
    pub entry: PathBuf,
    pub assets: Option<PathBuf>,
    /// Variables and secrets.
    pub bindings: serde_json::Map<String, Value>,
    /// A folder in which KV outlives the Worker.
    pub kv: Option<PathBuf>,
    /// A folder in which the Cache API outlives the Worker.
    pub cache: Option<PathBuf>,
    /// Whether the Worker brings the Durable Object of the generations.
    pub generations: bool,
    /// Whether `x-test-clock-ms` moves its time.
    pub clock: bool,
    /// Whether a second one runs beside it, sharing KV and generations but neither memory nor Cache API.
    pub twin: bool,
}

impl EdgeOptions {
    pub fn new(origin_url: &str) -> Self {
        let bindings =
            [("ORIGIN_URL", origin_url), ("INTERNAL_KEY", INTERNAL_KEY), ("SITE_URL", "https://craftbean.example")].map(|(name, value)| (name.to_owned(), Value::from(value)));
        Self {
            entry: root().join(".build/worker/entry.mjs"),
            assets: Some(root().join(".build/assets")),
            bindings: bindings.into_iter().collect(),
            kv: None,
            cache: None,
            generations: true,
            clock: false,
            twin: false,
        }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.bindings.insert(name.to_owned(), Value::from(value));
        self
    }

    pub async fn start(&self) -> anyhow::Result<Edge> {
        if !self.entry.exists() {
            bail!("{} is missing; run the tests by `cargo xtask test`", self.entry.display());
        }
        let options = serde_json::json!({ "entry": self.entry, "assets": self.assets, "bindings": self.bindings, "kv": self.kv, "cache": self.cache, "generations": self.generations, "clock": self.clock, "twin": self.twin });
        let mut miniflare = Command::new(root().join("node_modules/.bin/node"))
            .arg(root().join("tests/harness/edge.mjs"))
            .arg(options.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start Miniflare")?;
        // Said again by the test's own threads, so that it is shown when the test fails and only then.
        if let Some(errors) = miniflare.stderr.take() {
            tokio::spawn(async move {
                let mut lines = BufReader::new(errors).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    eprintln!("worker: {line}");
                }
            });
        }
        let lines = miniflare.stdout.take().context("Miniflare has no output")?;
        let mut lines = BufReader::new(lines).lines();
        let urls = tokio::time::timeout(Duration::from_mins(1), lines.next_line()).await.context("Miniflare was not ready in a minute")??;
        let urls = urls.context("Miniflare ended before it was ready")?;
        let mut urls = urls.split(' ').map(|url| url.trim_end_matches('/').to_owned());
        let (url, twin_url) = (urls.next().unwrap_or_default(), urls.next());
        let (said, done) = mpsc::channel(16);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                match line.strip_prefix("done ").and_then(|count| count.parse().ok()) {
                    Some(count) => {
                        let _ = said.send(count).await;
                    }
                    None => eprintln!("worker: {line}"),
                }
            }
        });
        let input = miniflare.stdin.take().context("Miniflare has no input")?;
        Ok(Edge { url, twin_url, input, done, _miniflare: miniflare })
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
        Self::with(demonstration().await?).await
    }

    /// The same with what `db` holds.
    pub async fn with(db: PgPool) -> anyhow::Result<Self> {
        let origin = Origin::start(db.clone()).await?;
        let edge = Edge::start(&origin.url).await?;
        Ok(Self { db, origin, edge, client: client()? })
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<reqwest::Response> {
        Ok(self.client.get(format!("{}{path}", self.edge.url)).send().await?)
    }
}

/// Signs a call as operators and our own servers do.
#[expect(clippy::disallowed_methods, reason = "a signature is made against the real clock")]
pub fn signature(method: &str, path: &str, body: &[u8]) -> String {
    let now_s = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    sign(INTERNAL_KEY.as_bytes(), method, path, body, now_s + 60)
}

/// A header's text; empty where there is none.
pub fn header<'a>(answer: &'a reqwest::Response, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// A connection of its own for each request: workerd closes one whose body was refused unread.
pub fn client() -> anyhow::Result<reqwest::Client> {
    Ok(reqwest::Client::builder().pool_max_idle_per_host(0).redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(15)).build()?)
}

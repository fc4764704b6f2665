//! `cargo xtask dev`: everything on this machine, until Ctrl-C.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::postgres::{Cluster, Purpose};
use crate::processes::Service;
use crate::setup::{self, Extent};
use crate::steps::Steps;
use crate::{build, paths, processes};

const ORIGIN_PORT: u16 = 8080;
const EDGE_PORT: u16 = 8787;

/// Options of `dev`.
#[derive(Debug, Default)]
pub struct Options {
    data: Vec<PathBuf>,
    chains: Option<PathBuf>,
    fresh: bool,
}

impl Options {
    pub fn parse(arguments: &[String]) -> anyhow::Result<Self> {
        let mut options = Self::default();
        let mut rest = arguments.iter().peekable();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--fresh" => options.fresh = true,
                "--chains" => options.chains = Some(PathBuf::from(rest.next().context("--chains needs a file")?)),
                "--data" => {
                    while let Some(path) = rest.next_if(|next| !next.starts_with("--")) {
                        options.data.push(PathBuf::from(path));
                    }
                    if options.data.is_empty() {
                        bail!("--data needs at least one file");
                    }
                }
                other => bail!("{other:?} is no option of dev; it takes --data PATH…, --chains FILE and --fresh"),
            }
        }
        for path in options.data.iter().chain(&options.chains) {
            if !path.is_file() {
                bail!("{} is not a file", path.display());
            }
        }
        Ok(options)
    }
}

pub fn run(steps: &mut Steps, options: &Options) -> anyhow::Result<()> {
    for (port, what) in [(ORIGIN_PORT, "the origin"), (EDGE_PORT, "the edge")] {
        if TcpListener::bind(("127.0.0.1", port)).is_err() {
            bail!("port {port}, where {what} should listen, is taken by another program; stop that one first");
        }
    }
    setup::run(steps, Extent::Development)?;
    let (_cluster, database_url) = open_database(steps, options.fresh)?;
    processes::go_on()?;

    let origin_program = build_origin(steps)?;
    let internal_key = internal_key()?;
    let origin = |arguments: &[&str]| {
        let mut command = Command::new(&origin_program);
        command
            .args(arguments)
            .env("DATABASE_URL", &database_url)
            .env("CRAFTBEAN_LISTEN", format!("127.0.0.1:{ORIGIN_PORT}"))
            .env("CRAFTBEAN_DRAIN_NOTICE_MS", "0")
            .env("CRAFTBEAN_INTERNAL_KEY", &internal_key);
        command
    };
    steps.run("migrating the database", |progress| processes::run(progress, &mut origin(&["migrate"])).map(|_output| ()))?;
    processes::go_on()?;
    let mut origin_service = Service::start("origin", &mut origin(&["serve"]))?;
    steps.run("starting the origin", |progress| {
        origin_service.wait_until(Duration::from_secs(20), progress, || get(ORIGIN_PORT, "/readyz").is_some_and(|answer| answer.contains("\"ready\":true")))
    })?;
    import(steps, options, &origin)?;
    processes::go_on()?;

    build::run(steps, build::Profile::Development)?;
    processes::go_on()?;
    if options.fresh {
        let _ = std::fs::remove_dir_all(paths::root().join(".wrangler/state"));
    }
    let mut edge_service = Service::start("wrangler", &mut wrangler(&internal_key))?;
    steps.run("starting the edge", |progress| {
        edge_service
            .wait_until(Duration::from_secs(90), progress, || processes::is_stopping() || get(EDGE_PORT, "/api/v1/status").is_some_and(|answer| answer.contains("\"build\"")))
    })?;
    processes::go_on()?;

    println!("\nready: http://localhost:{EDGE_PORT}\n(origin http://127.0.0.1:{ORIGIN_PORT}, logs in {}, Ctrl-C stops everything)", paths::outputs().join("logs").display());
    let _ = std::io::stdout().flush();
    while !processes::is_stopping() {
        origin_service.check()?;
        edge_service.check()?;
        std::thread::sleep(Duration::from_millis(200));
    }
    println!("\nstopping …");
    Ok(())
}

/// The server in `DATABASE_URL`, else the embedded one.
fn open_database(steps: &mut Steps, fresh: bool) -> anyhow::Result<(Option<Cluster>, String)> {
    if let Some(url) = std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty()) {
        if fresh {
            bail!("--fresh would empty the server in DATABASE_URL; empty it yourself, or unset DATABASE_URL");
        }
        return Ok((None, url));
    }
    let cluster = Cluster::start(steps, Purpose::Development, fresh)?;
    let url = cluster.create_database(steps, "craftbean")?;
    Ok((Some(cluster), url))
}

/// Compiles the origin. The program's path.
pub fn build_origin(steps: &mut Steps) -> anyhow::Result<PathBuf> {
    steps.run("building the origin", |progress| {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--package", "origin"]).current_dir(paths::root()).env("CARGO_TARGET_DIR", paths::target("native"));
        processes::run(progress, &mut cargo).map(|_output| ())
    })?;
    Ok(paths::target("native").join("debug/origin"))
}

/// Named files, or the demonstration set where the database has no place yet.
fn import(steps: &mut Steps, options: &Options, origin: &impl Fn(&[&str]) -> Command) -> anyhow::Result<()> {
    for path in &options.data {
        let mut command = origin(&["import", "auto"]);
        command.arg(path);
        if let Some(chains) = options.chains.clone().or_else(|| chains_beside(path)) {
            command.arg("--chains").arg(chains);
        }
        let report = steps.run(&format!("importing {}", path.display()), |progress| processes::run(progress, &mut command))?;
        print!("{report}");
    }
    let empty = get(ORIGIN_PORT, "/api/v1/sources").is_some_and(|answer| answer.contains("\"items\":[]"));
    if options.data.is_empty() && empty {
        let report = steps.run("importing the demonstration set", |progress| processes::run(progress, &mut origin(&["import", "demonstration"])))?;
        print!("{report}");
    }
    Ok(())
}

/// A list of chains that lies near the data, as in the project's collection of real data.
fn chains_beside(data: &Path) -> Option<PathBuf> {
    let list = data.parent()?.parent()?.join("coffee_vocab/cafe_chains_nsi.csv");
    list.is_file().then_some(list)
}

/// A new key for signed calls, the same at edge and origin for as long as both run.
fn internal_key() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    std::fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes)).context("cannot read random bytes")?;
    Ok(paths::hex(&bytes))
}

fn wrangler(internal_key: &str) -> Command {
    let mut command = Command::new(paths::node_bin().join("wrangler"));
    command
        .args(["dev", "--port", &EDGE_PORT.to_string(), "--show-interactive-dev-session=false"])
        .args(["--var", &format!("INTERNAL_KEY:{internal_key}")])
        .current_dir(paths::root())
        .env("PATH", paths::path_variable())
        // Nothing foreign is asked at start: no usage statistics, no look-up of this machine's place.
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
        .env("WRANGLER_SEND_METRICS", "false")
        .env("CI", "1");
    command
}

/// The whole answer to a GET on this machine, head included. `None` while nobody answers.
pub fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect_timeout(&([127, 0, 0, 1], port).into(), Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

//! `cargo xtask dev`: everything on this machine, until Ctrl-C.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::postgres::{Cluster, Purpose, free_port};
use crate::processes::Service;
use crate::regions::{self, Place, REGIONS, Region, Way};
use crate::setup::{self, Extent};
use crate::steps::Steps;
use crate::{build, paths, processes};

const ORIGIN_PORT: u16 = 8080;
const EDGE_PORT: u16 = 8787;
const DATABASE: &str = "craftbean";

/// Options of `dev`.
#[derive(Debug, Default)]
pub struct Options {
    data: Vec<PathBuf>,
    chains: Option<PathBuf>,
    fresh: bool,
    /// Beside the first region, which has the primary.
    replicas: usize,
    from: Place,
}

impl Options {
    pub fn parse(arguments: &[String]) -> anyhow::Result<Self> {
        let mut options = Self::default();
        let mut rest = arguments.iter().peekable();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--fresh" => options.fresh = true,
                "--from" => options.from = Place::parse(rest.next().context("--from needs a place")?)?,
                "--regions" => {
                    let wanted: usize = rest.next().and_then(|count| count.parse().ok()).unwrap_or(0);
                    options.replicas =
                        wanted.checked_sub(1).filter(|_| wanted <= REGIONS.len()).with_context(|| format!("--regions needs a number from 1 to {}", REGIONS.len()))?;
                }
                "--chains" => options.chains = Some(PathBuf::from(rest.next().context("--chains needs a file")?)),
                "--data" => {
                    while let Some(path) = rest.next_if(|next| !next.starts_with("--")) {
                        options.data.push(PathBuf::from(path));
                    }
                    if options.data.is_empty() {
                        bail!("--data needs at least one file");
                    }
                }
                other => bail!("{other:?} is no option of dev; it takes --data PATH…, --chains FILE, --regions N, --from PLACE and --fresh"),
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
    for (port, what) in (0..=options.replicas).map(|region| (origin_port(region), "an origin")).chain([(EDGE_PORT, "the edge")]) {
        if TcpListener::bind(("127.0.0.1", port)).is_err() {
            bail!("port {port}, where {what} should listen, is taken by another program; stop that one first");
        }
    }
    setup::run(steps, Extent::Development)?;
    let database = open_database(steps, options)?;
    processes::go_on()?;

    let origin_program = build_origin(steps)?;
    let internal_key = internal_key()?;
    let origin_at = |region: usize, database_url: &str, arguments: &[&str]| {
        let mut command = Command::new(&origin_program);
        command
            .args(arguments)
            .env("DATABASE_URL", database_url)
            .env("CRAFTBEAN_LISTEN", format!("127.0.0.1:{}", origin_port(region)))
            .env("CRAFTBEAN_DRAIN_NOTICE_MS", "0")
            .env("CRAFTBEAN_INTERNAL_KEY", &internal_key)
            .env("CRAFTBEAN_EDGE_URLS", format!("http://127.0.0.1:{EDGE_PORT}"))
            // Mails are in the log, unless a server is named.
            .env("CRAFTBEAN_SMTP_URL", std::env::var("CRAFTBEAN_SMTP_URL").unwrap_or_else(|_unset| "log:".to_owned()));
        command
    };
    let origin = |arguments: &[&str]| origin_at(0, &database.url, arguments);
    steps.run("migrating the database", |progress| processes::run(progress, &mut origin(&["migrate"])).map(|_output| ()))?;
    processes::go_on()?;
    let mut origin_service = Service::start("origin", &mut origin(&["serve"]))?;
    steps.run("starting the origin", |progress| {
        origin_service.wait_until(Duration::from_secs(20), progress, || get(ORIGIN_PORT, "/readyz").is_some_and(|answer| answer.contains("\"ready\":true")))
    })?;
    import(steps, options, &origin)?;
    processes::go_on()?;
    let mut others = Vec::new();
    let mut edge = wrangler(&internal_key);
    if !database.replicas.is_empty() {
        let ways = start_regions(steps, options, &database, &mut others, &origin_at)?;
        edge.arg("--var").arg(format!("REGIONS:{}", regions::variable(&ways)));
    }
    edge.env("CLOUDFLARE_CF_FETCH_PATH", options.from.write_cf()?);
    processes::go_on()?;

    build::run(steps, build::Profile::Development)?;
    processes::go_on()?;
    if options.fresh {
        let _ = std::fs::remove_dir_all(edge_state());
    }
    let mut edge_service = Service::start("wrangler", &mut edge)?;
    steps.run("starting the edge", |progress| {
        edge_service
            .wait_until(Duration::from_secs(90), progress, || processes::is_stopping() || get(EDGE_PORT, "/api/v1/status").is_some_and(|answer| answer.contains("\"build\"")))
    })?;
    processes::go_on()?;
    // Not before: what it brings to an edge that is not there is tried again ever later, and a Worker takes minutes to build.
    others.push(Service::start("work", &mut origin(&["work"]))?);

    println!("\nready: http://localhost:{EDGE_PORT}\n(origin http://127.0.0.1:{ORIGIN_PORT}, logs in {}, Ctrl-C stops everything)", paths::outputs().join("logs").display());
    let _ = std::io::stdout().flush();
    while !processes::is_stopping() {
        origin_service.check()?;
        edge_service.check()?;
        for other in &mut others {
            other.check()?;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    println!("\nstopping …");
    Ok(())
}

/// The database of the first region, and the replicas of the others.
struct Database {
    url: String,
    cluster: Option<Cluster>,
    replicas: Vec<Cluster>,
}

/// The server in `DATABASE_URL`, else the embedded one.
fn open_database(steps: &mut Steps, options: &Options) -> anyhow::Result<Database> {
    if let Some(url) = std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty()) {
        if options.fresh {
            bail!("--fresh would empty the server in DATABASE_URL; empty it yourself, or unset DATABASE_URL");
        }
        if options.replicas > 0 {
            bail!("--regions makes replicas of the embedded PostgreSQL; unset DATABASE_URL");
        }
        return Ok(Database { url, cluster: None, replicas: Vec::new() });
    }
    let (cluster, replicas) = Cluster::start_with_replicas(steps, Purpose::Development, options.fresh, options.replicas)?;
    let url = cluster.create_database(steps, DATABASE)?;
    Ok(Database { url, cluster: Some(cluster), replicas })
}

/// Starts the origins of the other regions, and puts distance between all that are apart. The ways from the edge to each region's origin.
fn start_regions(
    steps: &mut Steps, options: &Options, database: &Database, others: &mut Vec<Service>, origin_at: &impl Fn(usize, &str, &[&str]) -> Command,
) -> anyhow::Result<Vec<(Region, u16)>> {
    steps.run("building what keeps regions apart", |progress| {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--package", "tests", "--bin", "distances"]).current_dir(paths::root()).env("CARGO_TARGET_DIR", paths::target("native"));
        processes::run(progress, &mut cargo).map(|_output| ())
    })?;
    let primary = database.cluster.as_ref().context("regions without a primary")?;
    let (mut ways, mut from_edge, mut to_primary) = (Vec::new(), Vec::new(), Vec::new());
    for (number, region) in REGIONS.into_iter().enumerate().take(database.replicas.len() + 1) {
        let way = Way::to_region(region, free_port()?, origin_port(number), options.from);
        from_edge.push((region, way.listen));
        ways.push(way);
        if number > 0 {
            let way = Way::to_primary(region, free_port()?, primary.port());
            to_primary.push(way.listen);
            ways.push(way);
        }
    }
    let mut apart = Service::start("distances", &mut regions::distances(&ways))?;
    steps.run("putting distance between the regions", |progress| {
        apart.wait_until(Duration::from_secs(20), progress, || ways.iter().all(|way| TcpStream::connect(("127.0.0.1", way.listen)).is_ok()))
    })?;
    others.push(apart);
    for (number, (replica, primary_port)) in (1..).zip(database.replicas.iter().zip(to_primary)) {
        let far_url = Cluster::url_by(primary_port, DATABASE);
        let mut command = origin_at(number, &far_url, &["serve"]);
        command.env("DATABASE_READER_URL", replica.url(DATABASE));
        let mut service = Service::start(&format!("origin-{number}"), &mut command)?;
        steps.run(&format!("starting the origin of {}", REGIONS.get(number).map_or("another region", |region| region.id)), |progress| {
            service.wait_until(Duration::from_secs(30), progress, || get(origin_port(number), "/readyz").is_some_and(|answer| answer.contains("\"ready\":true")))
        })?;
        others.push(service);
    }
    Ok(from_edge)
}

/// The first origin listens on 8080, the next ones on the ports after it.
fn origin_port(region: usize) -> u16 {
    ORIGIN_PORT + u16::try_from(region).unwrap_or(0)
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
        let report = steps.run(&format!("importing {}", path.display()), |progress| processes::run(progress, &mut command))?.printed;
        print!("{report}");
    }
    // A database that has it from an earlier build gets what is new in it: an import that finds nothing to change changes nothing.
    let shows_it = get(ORIGIN_PORT, "/api/v1/sources").is_some_and(|answer| answer.contains("\"items\":[]") || answer.contains("\"key\":\"demonstration\""));
    if options.data.is_empty() && shows_it {
        let report = steps.run("importing the demonstration set", |progress| processes::run(progress, &mut origin(&["import", "demonstration"])))?.printed;
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

/// What the edge keeps, photos among it: as long as the clone's database, which knows of them, also when the clone is made anew in its place.
fn edge_state() -> PathBuf {
    paths::cache().join("edge").join(paths::clone_name())
}

fn wrangler(internal_key: &str) -> Command {
    let mut command = Command::new(paths::node_bin().join("wrangler"));
    command
        .args(["dev", "--port", &EDGE_PORT.to_string(), "--show-interactive-dev-session=false"])
        .args(["--var", &format!("INTERNAL_KEY:{internal_key}")])
        .arg("--persist-to")
        .arg(edge_state())
        .current_dir(paths::root())
        .env("PATH", paths::path_variable())
        // Nothing foreign is asked at start: no usage statistics, and this machine's place is in a file.
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

//! `cargo xtask check` and `cargo xtask test`.

use std::process::Command;

use anyhow::bail;

use crate::postgres::{self, Cluster, Purpose};
use crate::setup::{self, Extent};
use crate::steps::Steps;
use crate::{api, build, paths, processes, sqlx, tools};

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Everything,
    /// Rust tests that need no Worker.
    Native,
    /// Committed metadata of SQL against a real schema.
    OriginQueries,
    /// The public API against its description, and clients made from it.
    Api,
    /// The built Worker in Miniflare.
    Worker,
    /// Journeys in a browser.
    Journeys,
}

impl Part {
    pub fn parse(options: &[String]) -> anyhow::Result<Self> {
        match options.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => Ok(Self::Everything),
            ["--only", "native"] => Ok(Self::Native),
            ["--only", "origin-queries"] => Ok(Self::OriginQueries),
            ["--only", "api"] => Ok(Self::Api),
            ["--only", "worker"] => Ok(Self::Worker),
            ["--only", "journeys"] => Ok(Self::Journeys),
            other => bail!("{} is no option of test; it takes --only native, origin-queries, api, worker or journeys", other.join(" ")),
        }
    }

    fn includes(self, part: Self) -> bool {
        self == Self::Everything || self == part
    }
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(paths::root()).env("CARGO_TARGET_DIR", paths::target("native"));
    command
}

/// Formatting and lints, of migrations too. Needs the npm packages, because the edge's build reads country outlines from them.
pub fn check(steps: &mut Steps) -> anyhow::Result<()> {
    crate::node::install_packages(steps)?;
    let squawk = tools::install_squawk(steps)?;
    steps.run("linting the migrations", |progress| {
        let mut migrations: Vec<_> = std::fs::read_dir(paths::root().join("origin/migrations"))?.flatten().map(|file| file.path()).collect();
        migrations.sort();
        processes::run(progress, Command::new(squawk).args(migrations).current_dir(paths::root())).map(|_output| ())
    })?;
    steps.run("checking the formatting", |progress| processes::run(progress, &mut cargo(&["fmt", "--all", "--check"])).map(|_output| ()))?;
    steps.run("linting", |progress| {
        processes::run(progress, &mut cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))?;
        // The conformance run's proxy is no default feature, so nothing else would notice that it no longer compiles.
        processes::run(progress, &mut cargo(&["clippy", "--package", "edge", "--features", "neutral", "--quiet", "--", "-D", "warnings"])).map(|_output| ())
    })
}

/// Sets up and runs tests. A cluster of its own is started and thrown away.
pub fn run(steps: &mut Steps, part: Part) -> anyhow::Result<()> {
    setup::run(steps, Extent::Everything)?;
    let (cluster, replicas) = Cluster::start_with_replicas(steps, Purpose::Test, false, 1)?;
    if part.includes(Part::OriginQueries) {
        sqlx::check(steps, &cluster)?;
    }
    let url = cluster.create_database(steps, "tests")?;
    let with_database = |mut command: Command| {
        command.env("DATABASE_REPLICA_URLS", postgres::urls(&replicas, "tests"));
        command.env("DATABASE_URL", &url).env("PATH", paths::path_variable()).env("CRAFTBEAN_CHROMIUM", setup::chromium());
        command
    };
    if part.includes(Part::Native) {
        steps.run("running the native tests", |_progress| {
            processes::run_shown(&mut with_database(cargo(&["test", "--workspace", "--exclude", "tests", "--exclude", "panic_worker", "--no-fail-fast"])))
        })?;
    }
    if part.includes(Part::Native) {
        let older = Cluster::start(steps, Purpose::TestOnDebian, false)?;
        let url = older.create_database(steps, "tests")?;
        steps.run("running the origin's tests on Debian's PostgreSQL", |_progress| {
            processes::run_shown(cargo(&["test", "--package", "origin", "--lib", "--no-fail-fast"]).env("DATABASE_URL", &url))
        })?;
    }
    if part.includes(Part::Api) {
        api::run(steps, &cluster)?;
    }
    if part.includes(Part::Worker) || part.includes(Part::Journeys) {
        build::run(steps, build::Profile::Development)?;
        build::panic_worker(steps)?;
    }
    if part.includes(Part::Worker) {
        steps.run("running the tests of rules and Worker", |_progress| processes::run_shown(&mut with_database(cargo(&["test", "--package", "tests", "--no-fail-fast"]))))?;
    }
    if part.includes(Part::Journeys) {
        let vectors = tools::install_vectors(steps)?;
        steps.run("building the stage for journeys", |progress| processes::run(progress, &mut cargo(&["build", "--package", "tests", "--bin", "stage"])).map(|_output| ()))?;
        steps.run("running the journeys", |_progress| {
            let mut playwright = Command::new(paths::node_bin().join("playwright"));
            playwright.args(["test", "--config", "tests/journeys/playwright.config.mjs"]).current_dir(paths::root());
            playwright.env("CRAFTBEAN_STAGE", paths::target("native").join("debug/stage")).env("CRAFTBEAN_VECTORS", &vectors);
            processes::run_shown(&mut with_database(playwright))
        })?;
    }
    Ok(())
}

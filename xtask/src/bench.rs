//! `cargo xtask bench`: figures, measured side by side in one run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

use crate::postgres::{self, Cluster, Purpose};
use crate::setup::{self, Extent};
use crate::steps::Steps;
use crate::{build, dev, paths, processes};

/// `bench edge`, whose further options are handed on to `tests/bench/edge.mjs`, `bench faults`, `bench consistency`, `bench jobs`, `bench failover`, `bench overload`, `bench origin`,
/// `bench pages`, or `bench search` with its `--seed N`.
pub fn run(steps: &mut Steps, options: &[String]) -> anyhow::Result<()> {
    match options.split_first() {
        Some((what, options)) if what == "edge" => edge(steps, options),
        Some((what, [])) if what == "faults" => faults(steps),
        Some((what, [])) if what == "consistency" => consistency(steps),
        Some((what, [])) if what == "jobs" => jobs(steps),
        Some((what, [])) if what == "failover" => failover(steps),
        Some((what, [])) if what == "overload" => overload(steps),
        Some((what, [])) if what == "origin" => origin(steps),
        Some((what, [])) if what == "pages" => pages(steps),
        Some((what, [])) if what == "search" => search(steps, "1"),
        Some((what, [option, seed])) if what == "search" && option == "--seed" => search(steps, seed),
        _ => bail!("bench takes: edge, faults, consistency, jobs, failover, overload, origin, pages, search"),
    }
}

/// Breaks regions under load. The table of the documentation is written anew.
fn faults(steps: &mut Steps) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    build::run(steps, build::Profile::Release)?;
    let origin = dev::build_origin(steps)?;
    let cluster = Cluster::start(steps, Purpose::Test, false)?;
    let url = cluster.create_database(steps, "faults")?;
    run_program(steps, "breaking regions under load", "faults", |program| {
        program.env("DATABASE_URL", &url).env("CRAFTBEAN_ORIGIN", &origin);
    })
}

/// Writes and reads at regions whose replicas lag. The table of the documentation is written anew.
fn consistency(steps: &mut Steps) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    let (cluster, replicas) = Cluster::start_with_replicas(steps, Purpose::Test, false, 2)?;
    let url = cluster.create_database(steps, "consistency")?;
    run_program(steps, "writing and reading at regions that lag", "consistency", |program| {
        program.env("DATABASE_URL", &url).env("DATABASE_REPLICA_URLS", postgres::urls(&replicas, "consistency"));
    })
}

/// Kills workers while they work. The table of the documentation is written anew.
fn jobs(steps: &mut Steps) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    let origin = build_released_origin(steps)?;
    let cluster = Cluster::start(steps, Purpose::Test, false)?;
    let url = cluster.create_database(steps, "jobs")?;
    run_program(steps, "killing workers while they work", "jobs", |program| {
        program.env("DATABASE_URL", &url).env("CRAFTBEAN_ORIGIN", &origin);
    })
}

/// Kills primaries under writers. The table of the documentation is written anew.
fn failover(steps: &mut Steps) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    setup::install_cluster_programs(steps)?;
    run_program(steps, "killing primaries under writers", "failover", |_program| {})
}

/// Sends more visitors than the database can serve. Table and curve of the documentation are written anew.
fn overload(steps: &mut Steps) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    let origin = build_released_origin(steps)?;
    let cluster = Cluster::start(steps, Purpose::Test, false)?;
    let url = cluster.create_database(steps, "overload")?;
    run_program(steps, "sending more visitors than can be served", "overload", |program| {
        program.env("DATABASE_URL", &url).env("CRAFTBEAN_ORIGIN", &origin).env("CRAFTBEAN_CHART", paths::root().join("docs/bench-overload.svg"));
    })
}

/// Reads everything that can be read over all places that there are data of and a million reviews. The table of the documentation is written anew.
fn origin(steps: &mut Steps) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    let origin = build_released_origin(steps)?;
    let cluster = Cluster::start(steps, Purpose::Test, false)?;
    let url = cluster.create_database(steps, "origin")?;
    run_program(steps, "reading at scale", "scale", |program| {
        program.env("DATABASE_URL", &url).env("CRAFTBEAN_ORIGIN", &origin);
    })?;
    let table = fs::read_to_string(paths::root().join("docs/bench-scale.md"))?;
    table.lines().find(|line| line.starts_with("Missed: ")).map_or(Ok(()), |missed| bail!("{missed}"))
}

/// Looks for what people mean among all places that there are data of. The table of the documentation is written anew.
fn search(steps: &mut Steps, seed: &str) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    let origin = build_released_origin(steps)?;
    let cluster = Cluster::start(steps, Purpose::Test, false)?;
    let url = cluster.create_database(steps, "search")?;
    run_program(steps, "looking for what people mean", "search", |program| {
        program.env("DATABASE_URL", &url).env("CRAFTBEAN_ORIGIN", &origin).env("CRAFTBEAN_SEED", seed);
    })
}

/// Loads pages as phones do. The tables of the documentation are written anew; a page that misses a goal is an error.
fn pages(steps: &mut Steps) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    setup::install_browser(steps)?;
    let folder = paths::root().join("tests/bench/pages");
    if !folder.join("node_modules/lighthouse").exists() {
        steps.run("installing Lighthouse", |progress| {
            processes::run(progress, Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder)).map(|_output| ())
        })?;
    }
    build::run(steps, build::Profile::Release)?;
    steps.run("building the stage for release", |progress| {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--release", "--package", "tests", "--bin", "stage"]).current_dir(paths::root()).env("CARGO_TARGET_DIR", paths::target("native"));
        processes::run(progress, &mut cargo).map(|_output| ())
    })?;
    let cluster = Cluster::start(steps, Purpose::Test, false)?;
    let url = cluster.create_database(steps, "pages")?;
    steps.run("loading pages as phones do", |_progress| {
        let mut node = Command::new(paths::node_bin().join("node"));
        node.arg(folder.join("pages.mjs")).arg("--table").arg(paths::root().join("docs/bench-pages.md")).current_dir(paths::root());
        node.env("CRAFTBEAN_STAGE", paths::target("native").join("release/stage")).env("CRAFTBEAN_CHROMIUM", setup::chromium());
        node.env("DATABASE_URL", &url).env("PATH", paths::path_variable());
        processes::run_shown(&mut node)
    })
}

/// The origin as it is deployed, so that what is measured is not the lack of optimisation.
fn build_released_origin(steps: &mut Steps) -> anyhow::Result<PathBuf> {
    steps.run("building the origin for release", |progress| {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--release", "--package", "origin"]).current_dir(paths::root()).env("CARGO_TARGET_DIR", paths::target("native"));
        processes::run(progress, &mut cargo).map(|_output| ())
    })?;
    Ok(paths::target("native").join("release/origin"))
}

/// Runs a program of the tests, shows what it prints, and keeps it as `docs/bench-NAME.md`.
fn run_program(steps: &mut Steps, title: &str, name: &str, prepare: impl Fn(&mut Command)) -> anyhow::Result<()> {
    let table = steps.run(title, |progress| {
        let mut cargo = Command::new("cargo");
        // Optimised: a connection's proof of password alone takes a tenth of a second without.
        cargo.args(["run", "--release", "--quiet", "--package", "tests", "--bin", name]).current_dir(paths::root());
        cargo.env("CARGO_TARGET_DIR", paths::target("native")).env("PATH", paths::path_variable()).env("RUST_BACKTRACE", "0");
        prepare(&mut cargo);
        processes::run(progress, &mut cargo).map(|output| output.printed)
    })?;
    println!("{table}");
    fs::write(paths::root().join(format!("docs/bench-{name}.md")), table).context("cannot write the table")
}

/// Measures the Worker as it is deployed. The table and the chart of the README are written anew.
fn edge(steps: &mut Steps, options: &[String]) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    let folder = paths::root().join("tests/bench");
    if !folder.join("node_modules/astro").exists() {
        steps.run("installing what it is measured against", |progress| {
            processes::run(progress, Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder)).map(|_output| ())
        })?;
    }
    if !processes::exists("wrk") {
        setup::install_debian_packages(steps, &["wrk"])?;
    }
    build::run(steps, build::Profile::Release)?;
    steps.run("measuring the edge", |_progress| {
        let docs = paths::root().join("docs");
        let mut node = Command::new(paths::node_bin().join("node"));
        node.arg(folder.join("edge.mjs")).arg(paths::outputs().join("worker"));
        node.arg("--table").arg(docs.join("bench-edge.md")).arg("--chart").arg(docs.join("bench-edge.svg")).args(options).current_dir(paths::root());
        processes::run_shown(&mut node)
    })
}

//! `cargo xtask bench`: figures, measured side by side in one run.

use std::fs;
use std::process::Command;

use anyhow::{Context, bail};

use crate::postgres::{Cluster, Purpose};
use crate::setup::{self, Extent};
use crate::steps::Steps;
use crate::{build, dev, paths, processes};

/// `bench edge`, whose further options are handed on to `tests/bench/edge.mjs`, or `bench faults`.
pub fn run(steps: &mut Steps, options: &[String]) -> anyhow::Result<()> {
    match options.split_first() {
        Some((what, options)) if what == "edge" => edge(steps, options),
        Some((what, [])) if what == "faults" => faults(steps),
        _ => bail!("bench takes: edge, faults"),
    }
}

/// Breaks regions under load. The table of the documentation is written anew.
fn faults(steps: &mut Steps) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    build::run(steps, build::Profile::Release)?;
    let origin = dev::build_origin(steps)?;
    let cluster = Cluster::start(steps, Purpose::Test, false)?;
    let url = cluster.create_database(steps, "faults")?;
    let table = steps.run("breaking regions under load", |progress| {
        let mut cargo = Command::new("cargo");
        cargo.args(["run", "--quiet", "--package", "tests", "--bin", "faults"]).current_dir(paths::root());
        cargo
            .env("CARGO_TARGET_DIR", paths::target("native"))
            .env("DATABASE_URL", &url)
            .env("CRAFTBEAN_ORIGIN", &origin)
            .env("PATH", paths::path_variable())
            .env("RUST_BACKTRACE", "0");
        processes::run(progress, &mut cargo)
    })?;
    println!("{table}");
    fs::write(paths::root().join("docs/bench-faults.md"), table).context("cannot write the table")
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

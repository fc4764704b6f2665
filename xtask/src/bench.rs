//! `cargo xtask bench`: figures, measured side by side in one run.

use std::process::Command;

use anyhow::bail;

use crate::setup::{self, Extent};
use crate::steps::Steps;
use crate::{build, paths, processes};

/// `bench edge`: further options are handed on to `tests/bench/edge.mjs`.
pub fn run(steps: &mut Steps, options: &[String]) -> anyhow::Result<()> {
    match options.split_first() {
        Some((what, options)) if what == "edge" => edge(steps, options),
        _ => bail!("bench takes: edge"),
    }
}

/// Measures the Worker as it is deployed. The table and the chart of the README are written anew.
fn edge(steps: &mut Steps, options: &[String]) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    let folder = paths::root().join("tests/bench");
    if !folder.join("node_modules/svelte").exists() {
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

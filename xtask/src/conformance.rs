//! `cargo xtask conformance`: npm's http-cache-tests against the engine as a neutral proxy, with Varnish, nginx and a proxy that stores
//! nothing beside it in the same run.

use std::process::Command;

use crate::setup::{self, Extent};
use crate::steps::Steps;
use crate::{build, paths, processes};

/// Prints the table. Options are handed on to `tests/conformance/run.mjs`.
pub fn run(steps: &mut Steps, options: &[String]) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    install(steps)?;
    let entry = build::neutral_worker(steps)?;
    steps.run("running the conformance suite", |_progress| {
        let folder = paths::root().join("tests/conformance");
        let mut node = Command::new(paths::node_bin().join("node"));
        node.arg(folder.join("run.mjs")).arg(&entry).arg("--floor").arg(folder.join("floor.json")).args(options).current_dir(paths::root());
        processes::run_shown(&mut node)
    })
}

/// The suite, and the two caches it is compared with.
fn install(steps: &mut Steps) -> anyhow::Result<()> {
    let folder = paths::root().join("tests/conformance");
    if !folder.join("node_modules/http-cache-tests").exists() {
        steps.run("installing the conformance suite", |progress| {
            processes::run(progress, Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder)).map(|_output| ())
        })?;
    }
    let missing: Vec<&str> = [("/usr/sbin/varnishd", "varnish"), ("/usr/sbin/nginx", "nginx-light")]
        .iter()
        .filter(|(program, _)| !std::path::Path::new(program).exists())
        .map(|(_, package)| *package)
        .collect();
    // Their services may stay off: the run starts its own, on free ports.
    if missing.is_empty() { Ok(()) } else { setup::install_debian_packages(steps, &missing) }
}

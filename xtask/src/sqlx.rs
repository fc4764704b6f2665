//! The committed metadata of checked SQL: renewed by `prepare`, verified by the tests.

use std::process::Command;

use crate::postgres::{Cluster, Purpose};
use crate::setup::{self, Extent};
use crate::steps::Steps;
use crate::{paths, processes, tools};

/// Renews `origin/.sqlx` against a cluster of its own.
pub fn prepare(steps: &mut Steps) -> anyhow::Result<()> {
    setup::run(steps, Extent::Development)?;
    let cluster = Cluster::start(steps, Purpose::Test, false)?;
    with_cluster(steps, &cluster, false)
}

/// Fails when a query and its committed metadata differ.
pub fn check(steps: &mut Steps, cluster: &Cluster) -> anyhow::Result<()> {
    with_cluster(steps, cluster, true)
}

fn with_cluster(steps: &mut Steps, cluster: &Cluster, check: bool) -> anyhow::Result<()> {
    let url = cluster.create_database(steps, "prepare")?;
    let origin = paths::root().join("origin");
    let path = format!("{}:{}", tools::sqlx_bin().display(), paths::path_variable());
    let sqlx = |arguments: &[&str]| {
        let mut command = Command::new(tools::sqlx_bin().join("cargo-sqlx"));
        command
            .arg("sqlx")
            .args(arguments)
            .args(["--database-url", &url])
            .current_dir(&origin)
            .env("PATH", &path)
            .env("DATABASE_URL", &url)
            .env("SQLX_OFFLINE", "false")
            .env("CARGO_TARGET_DIR", paths::target("native"));
        command
    };
    steps.run("migrating", |progress| processes::run(progress, &mut sqlx(&["migrate", "run"])).map(|_output| ()))?;
    let title = if check { "checking the metadata of SQL queries" } else { "writing the metadata of SQL queries" };
    steps.run(title, |progress| {
        let mut prepare = sqlx(if check { &["prepare", "--check"] } else { &["prepare"] });
        prepare.args(["--", "--all-targets"]);
        processes::run(progress, &mut prepare).map(|_output| ())
    })
}

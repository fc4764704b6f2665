//! `cargo xtask test --only api`: the public API as its description says it is. Schemathesis calls a running origin, rightly and wrongly; clients in
//! Kotlin and Swift are made from the description and compiled (`clients`). Reports are in `tests/artefacts/api`.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::postgres::{Cluster, free_port};
use crate::processes::{self, Service};
use crate::steps::Steps;
use crate::{clients, dev, paths, tools};

/// Schemathesis makes up visitors, who are sealed with it.
const INTERNAL_KEY: &str = "a key for tests, of 32 bytes or more";

/// Checks the API over the demonstration set, in a database of its own.
pub fn run(steps: &mut Steps, cluster: &Cluster) -> anyhow::Result<()> {
    let tools = tools::install_api_tools(steps)?;
    let program = dev::build_origin(steps)?;
    let database_url = cluster.create_database(steps, "api")?;
    let port = free_port()?;
    let origin = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command
            .args(arguments)
            .env("DATABASE_URL", &database_url)
            .env("CRAFTBEAN_LISTEN", format!("127.0.0.1:{port}"))
            .env("CRAFTBEAN_INTERNAL_KEY", INTERNAL_KEY)
            .env("CRAFTBEAN_DRAIN_NOTICE_MS", "0")
            .env("CRAFTBEAN_LOG", "warn");
        command
    };
    steps.run("bringing the demonstration set to the API", |progress| {
        let commands: [&[&str]; 3] = [&["migrate"], &["import", "demonstration"], &["rebuild-search"]];
        for arguments in commands {
            processes::run(progress, &mut origin(arguments))?;
        }
        Ok(())
    })?;
    let description = paths::outputs().join("openapi.json");
    steps.run("writing the API's description", |progress| {
        fs::create_dir_all(paths::outputs())?;
        Ok(fs::write(&description, processes::run(progress, &mut origin(&["openapi"]))?.printed)?)
    })?;
    let mut service = Service::start("api", &mut origin(&["serve"]))?;
    steps.run("starting the API", |progress| {
        service.wait_until(Duration::from_secs(20), progress, || dev::get(port, "/readyz").is_some_and(|answer| answer.contains("\"ready\":true")))
    })?;
    let url = format!("http://127.0.0.1:{port}");
    fuzz(steps, &tools, &description, &url)?;
    service.check()?;
    clients::run(steps, &tools, &description, &url)
}

/// Every check that Schemathesis knows, on every operation. It ends with an error on any finding, and shows how to call for it again.
fn fuzz(steps: &mut Steps, tools: &Path, description: &Path, url: &str) -> anyhow::Result<()> {
    let settings = paths::root().join("tests/api");
    let reports = paths::root().join("tests/artefacts/api");
    let _ = fs::remove_dir_all(&reports);
    fs::create_dir_all(&reports)?;
    steps.run("calling every operation of the API, rightly and wrongly", |_progress| {
        let mut schemathesis = Command::new("python3");
        schemathesis.args(["-m", "schemathesis.cli", "--config-file"]).arg(settings.join("schemathesis.toml"));
        schemathesis.arg("run").arg(description).args(["--url", url, "--checks", "all", "--no-color", "--report", "junit,har", "--report-dir"]).arg(&reports);
        // It leaves what it has learnt in the folder that it runs in.
        schemathesis.current_dir(&reports).env("PYTHONPATH", tools.join("python")).env("PYTHONUNBUFFERED", "1");
        schemathesis.env("SCHEMATHESIS_HOOKS", settings.join("hooks.py")).env("CRAFTBEAN_INTERNAL_KEY", INTERNAL_KEY);
        processes::run_shown(&mut schemathesis)
    })
}

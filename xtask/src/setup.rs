//! Brings a machine to where it can build, run and test.

use std::process::Command;

use anyhow::bail;

use crate::steps::Steps;
use crate::{node, processes, toolchain, tools};

/// How much is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// To build the Worker and run it.
    Development,
    /// And a browser and a cluster manager, to test.
    Everything,
}

pub fn run(steps: &mut Steps, extent: Extent) -> anyhow::Result<()> {
    node::install_packages(steps)?;
    toolchain::find_or_install(steps)?;
    tools::install(steps)?;
    if extent == Extent::Everything {
        install_browser(steps)?;
        install_cluster_programs(steps)?;
    }
    Ok(())
}

/// Letters of Chinese, Japanese and Korean.
const CJK_FONT: &str = "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf";

/// Debian's Chromium, unless `CRAFTBEAN_CHROMIUM` names another, and letters for what it shows.
pub fn install_browser(steps: &mut Steps) -> anyhow::Result<()> {
    let is_missing = |file: &str| !std::path::Path::new(file).exists();
    let mut missing = Vec::new();
    if is_missing(&chromium()) {
        missing.push("chromium");
    }
    // Without it screenshots show boxes; whoever brings a browser of their own brings fonts as well.
    if is_missing(CJK_FONT) && processes::exists("apt-get") {
        missing.push("fonts-droid-fallback");
    }
    if missing.is_empty() { Ok(()) } else { install_debian_packages(steps, &missing) }
}

/// What holds a PostgreSQL cluster and leads to its primary: a server with `pg_basebackup`, Patroni, etcd, `HAProxy`.
pub fn install_cluster_programs(steps: &mut Steps) -> anyhow::Result<()> {
    let there = ["patroni", "etcd"].into_iter().all(processes::exists) && ["/usr/sbin/haproxy", "/usr/lib/postgresql"].into_iter().all(|path| std::path::Path::new(path).exists());
    if there {
        return Ok(());
    }
    install_debian_packages(steps, &["postgresql", "patroni", "etcd-server", "python3-etcd", "python3-psycopg2", "haproxy"])
}

/// The browser that journeys run in.
pub fn chromium() -> String {
    std::env::var("CRAFTBEAN_CHROMIUM").unwrap_or_else(|_unset| "/usr/bin/chromium".to_owned())
}

/// `apt-get install`, as root or by `sudo`; elsewhere the error says what to install by hand.
pub fn install_debian_packages(steps: &mut Steps, packages: &[&str]) -> anyhow::Result<()> {
    steps.run(&format!("installing {} by apt-get", packages.join(", ")), |progress| {
        if !processes::exists("apt-get") {
            bail!("this machine has no apt-get: install {} yourself", packages.join(", "));
        }
        let sudo = !rustix::process::geteuid().is_root();
        let command = |arguments: &[&str]| {
            let mut command = if sudo { Command::new("sudo") } else { Command::new("apt-get") };
            if sudo {
                command.args(["-n", "apt-get"]);
            }
            command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
            command
        };
        processes::run(progress, &mut command(&["update", "-q"]))?;
        let mut install = command(&["install", "-q", "-y", "--no-install-recommends"]);
        processes::run(progress, install.args(packages)).map(|_output| ())
    })
}

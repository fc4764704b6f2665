//! Tools, each installed once a version into the cache. Those from crates.io are built at a low optimisation level: they run for seconds, not for days.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::steps::Steps;
use crate::{outputs, paths, processes, setup};

/// A tool and the features it is built with.
struct Tool {
    name: &'static str,
    version: &'static str,
    arguments: &'static [&'static str],
}

const WORKER_BUILD: Tool = Tool { name: "worker-build", version: "0.8.7", arguments: &[] };
const WASM_PACK: Tool = Tool { name: "wasm-pack", version: "0.15.1", arguments: &[] };
const SQLX_CLI: Tool = Tool { name: "sqlx-cli", version: "0.9.0", arguments: &["--no-default-features", "--features", "postgres,sqlx-toml"] };

const CARGO_FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2", arguments: &[] };

/// Folder of a tool's program.
fn bin(name: &str, version: &str) -> PathBuf {
    paths::cache().join("tools").join(format!("{name}-{version}")).join("bin")
}

pub fn worker_build() -> PathBuf {
    bin(WORKER_BUILD.name, WORKER_BUILD.version).join("worker-build")
}

pub fn wasm_pack() -> PathBuf {
    bin(WASM_PACK.name, WASM_PACK.version).join("wasm-pack")
}

pub fn sqlx_bin() -> PathBuf {
    bin(SQLX_CLI.name, SQLX_CLI.version)
}

pub fn wasm_bindgen_bin() -> anyhow::Result<PathBuf> {
    Ok(bin("wasm-bindgen-cli", &wasm_bindgen_version()?))
}

/// The command line must equal the library to the digit, so the lock decides.
fn wasm_bindgen_version() -> anyhow::Result<String> {
    let lock = fs::read_to_string(paths::root().join("Cargo.lock")).context("Cargo.lock is missing")?;
    let after = lock.split("name = \"wasm-bindgen\"\nversion = \"").nth(1).context("wasm-bindgen is not in Cargo.lock")?;
    Ok(after.split('"').next().unwrap_or_default().to_owned())
}

/// Installs what is missing.
pub fn install(steps: &mut Steps) -> anyhow::Result<()> {
    install_one(steps, "wasm-bindgen-cli", &wasm_bindgen_version()?, &[])?;
    for tool in [WORKER_BUILD, WASM_PACK, SQLX_CLI] {
        install_one(steps, tool.name, tool.version, tool.arguments)?;
    }
    Ok(())
}

/// Installs what only fuzzing needs. The folder of its program.
pub fn install_fuzz(steps: &mut Steps) -> anyhow::Result<PathBuf> {
    install_one(steps, CARGO_FUZZ.name, CARGO_FUZZ.version, CARGO_FUZZ.arguments)?;
    Ok(bin(CARGO_FUZZ.name, CARGO_FUZZ.version))
}

/// Reads migrations for locks and rewrites of large tables. From the Python Package Index, which has it as a program for every machine.
const SQUAWK_VERSION: &str = "2.70.0";

/// Installs squawk, with Python's pip. Its program.
pub fn install_squawk(steps: &mut Steps) -> anyhow::Result<PathBuf> {
    let folder = paths::cache().join("tools").join(format!("squawk-{SQUAWK_VERSION}"));
    let program = folder.join("bin/squawk");
    if !program.exists() {
        steps.run(&format!("installing squawk {SQUAWK_VERSION}"), |progress| {
            processes::run(progress, pip_into(&folder).arg(format!("squawk-cli=={SQUAWK_VERSION}"))).map(|_output| ())
        })?;
    }
    Ok(program)
}

/// Python's installer, with a folder of the tool's own to put it into.
fn pip_into(folder: &Path) -> Command {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--target"]).arg(folder);
    pip
}

/// Installs what checks the API: what calls it and makes clients of its description, what the Kotlin client is compiled against, and a Java to run
/// most of it. The folder of all but Java, with `python` and `node_modules` in it.
pub fn install_api_tools(steps: &mut Steps) -> anyhow::Result<PathBuf> {
    if !processes::exists("java") {
        setup::install_debian_packages(steps, &["default-jre-headless"])?;
    }
    let lists = paths::root().join("tests/api");
    let python = Command::new("python3").arg("--version").output().context("python3 is needed")?.stdout;
    let wanted = [fs::read(lists.join("requirements.txt"))?, fs::read(lists.join("package-lock.json"))?, python].concat();
    let folder = paths::cache().join("tools").join(format!("api-{}", outputs::short_hash(&wanted)));
    if !folder.exists() {
        steps.run("installing what checks the API", |progress| {
            let unfinished = folder.with_extension("unfinished");
            let _ = fs::remove_dir_all(&unfinished);
            fs::create_dir_all(&unfinished)?;
            processes::run(progress, pip_into(&unfinished.join("python")).args(["--no-deps", "--requirement"]).arg(lists.join("requirements.txt")))?;
            for list in ["package.json", "package-lock.json"] {
                fs::copy(lists.join(list), unfinished.join(list))?;
            }
            processes::run(progress, Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&unfinished))?;
            fs::rename(&unfinished, &folder).context("cannot keep what was installed")
        })?;
    }
    Ok(folder)
}

/// Installs what attackers write (the Python Package Index's brs-kb), which journeys show to a browser. The folder that holds the package.
pub fn install_vectors(steps: &mut Steps) -> anyhow::Result<PathBuf> {
    let requirements = paths::root().join("tests/vectors/requirements.txt");
    let pinned = fs::read(&requirements).with_context(|| format!("{} is missing", requirements.display()))?;
    let folder = paths::cache().join("tools").join(format!("vectors-{}", outputs::short_hash(&pinned)));
    if !folder.join("brs_kb").exists() {
        steps.run("installing what attackers write", |progress| {
            processes::run(progress, pip_into(&folder).args(["--no-deps", "--require-hashes", "--requirement"]).arg(&requirements)).map(|_output| ())
        })?;
    }
    Ok(folder)
}

fn install_one(steps: &mut Steps, name: &str, version: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let bin = bin(name, version);
    if fs::read_dir(&bin).is_ok_and(|mut files| files.next().is_some()) {
        return Ok(());
    }
    steps.run(&format!("installing {name} {version}"), |progress| {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["install", name, "--version", version, "--root"])
            .arg(bin.parent().context("a tool's folder has no parent")?)
            .args(arguments)
            .current_dir(paths::root())
            .env("CARGO_TARGET_DIR", paths::target("tools"))
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        processes::run(progress, &mut cargo).map(|_output| ())
    })
}

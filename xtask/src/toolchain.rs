//! A compiler for wasm32: rustup's target where its servers answer, else Debian's rustc with a standard library built once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;

use crate::setup::install_debian_packages;
use crate::steps::Steps;
use crate::{paths, processes};

const TARGET: &str = "wasm32-unknown-unknown";
/// Where Debian's rustc looks for a target's standard library.
const DEBIAN_STD: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";
const DEBIAN_LINKER: &str = "wasm-ld-22";
/// The name under which rustup knows Debian's compiler.
const DEBIAN_TOOLCHAIN: &str = "debian";

/// Which compiler builds Wasm on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmToolchain {
    Rustup,
    Debian,
}

impl WasmToolchain {
    /// Environment for cargo.
    pub fn environment(self) -> Vec<(&'static str, String)> {
        match self {
            Self::Rustup => Vec::new(),
            Self::Debian => vec![("RUSTUP_TOOLCHAIN", DEBIAN_TOOLCHAIN.to_owned()), ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER.to_owned())],
        }
    }
}

/// The compiler that is there. `None` before set-up.
pub fn find() -> Option<WasmToolchain> {
    if rustup(&["target", "list", "--installed"]).is_some_and(|targets| targets.lines().any(|line| line == TARGET)) {
        Some(WasmToolchain::Rustup)
    } else if has_debian_std() && rustup(&["toolchain", "list"]).is_some_and(|list| list.lines().any(|line| line.starts_with(DEBIAN_TOOLCHAIN))) {
        Some(WasmToolchain::Debian)
    } else {
        None
    }
}

pub fn find_or_install(steps: &mut Steps) -> anyhow::Result<WasmToolchain> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let added = steps.run("adding the wasm32 target by rustup", |_progress| {
        Ok(Command::new("rustup")
            .args(["target", "add", TARGET])
            .current_dir(paths::root())
            .env("RUSTUP_MAX_RETRIES", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success()))
    })?;
    if added {
        return Ok(WasmToolchain::Rustup);
    }
    install_debian(steps)?;
    find().context("neither rustup nor Debian could provide a compiler for wasm32")
}

fn rustup(arguments: &[&str]) -> Option<String> {
    let output = Command::new("rustup").args(arguments).current_dir(paths::root()).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn has_debian_std() -> bool {
    let has_core = |folder: &Path| fs::read_dir(folder).is_ok_and(|mut files| files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libcore-"))));
    // A later rustc wants a library of its own; the stamp is written last, so that a library that was only half copied has none.
    has_core(Path::new(DEBIAN_STD)) && debian_rustc_version().is_some_and(|version| fs::read_to_string(stamp()).is_ok_and(|built| built == version))
}

fn stamp() -> PathBuf {
    Path::new(DEBIAN_STD).join("built-by")
}

fn debian_rustc_version() -> Option<String> {
    let output = Command::new("/usr/bin/rustc").arg("-V").output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn install_debian(steps: &mut Steps) -> anyhow::Result<()> {
    if has_debian_std() {
        return link_debian(steps);
    }
    if !Path::new("/usr/bin/rustc").exists() || !processes::exists(DEBIAN_LINKER) || !Path::new("/usr/bin/cargo").exists() {
        install_debian_packages(steps, &["rustc-web", "cargo-web", "rust-web-src", "lld-22"])?;
    }
    steps.run("building the standard library for wasm32", |progress| {
        let folder = paths::cache().join("wasm32-std");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), "[package]\nname = \"seed\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[workspace]\n")?;
        fs::write(folder.join("src/lib.rs"), "")?;
        let target = folder.join("target");
        let mut cargo = Command::new("/usr/bin/cargo");
        cargo
            .args(["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort"])
            .current_dir(&folder)
            .env("RUSTC", "/usr/bin/rustc")
            .env("RUSTC_BOOTSTRAP", "1")
            // Without bitcode, link-time optimisation of whatever uses the library fails.
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
            .env("CARGO_TARGET_DIR", &target);
        processes::run(progress, &mut cargo)?;
        copy_libraries(&target.join(TARGET).join("release/deps"))?;
        fs::write(stamp(), debian_rustc_version().unwrap_or_default())?;
        fs::remove_dir_all(&folder)?;
        Ok(())
    })?;
    link_debian(steps)
}

/// Makes Debian's compiler known to rustup, which keeps its list for each user.
fn link_debian(steps: &mut Steps) -> anyhow::Result<()> {
    steps.run("linking Debian's compiler", |progress| processes::run(progress, Command::new("rustup").args(["toolchain", "link", DEBIAN_TOOLCHAIN, "/usr"])).map(|_output| ()))
}

fn copy_libraries(from: &Path) -> anyhow::Result<()> {
    // Beside a library of an earlier compiler every crate would be there twice.
    let _ = fs::remove_dir_all(DEBIAN_STD);
    fs::create_dir_all(DEBIAN_STD).with_context(|| format!("cannot write {DEBIAN_STD}; run `cargo xtask setup` once as root"))?;
    let mut copied = 0;
    for file in fs::read_dir(from)? {
        let path = file?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.extension().is_some_and(|extension| extension == "rlib") && !name.starts_with("libseed") {
            fs::copy(&path, Path::new(DEBIAN_STD).join(&name))?;
            copied += 1;
        }
    }
    anyhow::ensure!(copied > 0, "the standard library was built but not found");
    Ok(())
}

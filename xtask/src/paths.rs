//! Where things are. Tools and target folders live outside the clone, so that a new clone starts warm.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context;
use sha2::{Digest, Sha256};

/// The clone.
pub fn root() -> PathBuf {
    // CARGO_MANIFEST_DIR is xtask's own folder at run time as well, because cargo runs it.
    let manifest = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_not_by_cargo| env!("CARGO_MANIFEST_DIR").to_owned());
    Path::new(&manifest).parent().unwrap_or(Path::new(".")).to_owned()
}

/// `CRAFTBEAN_CACHE`, else `craftbean` in the user's cache folder.
pub fn cache() -> PathBuf {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("CRAFTBEAN_CACHE")
        .or_else(|| variable("XDG_CACHE_HOME").map(|folder| folder.join("craftbean")))
        .or_else(|| variable("HOME").map(|home| home.join(".cache/craftbean")))
        .unwrap_or_else(|| PathBuf::from("/tmp/craftbean"))
}

/// Target folder of one kind of build; two compilers in one folder would rebuild each other's work.
pub fn target(kind: &str) -> PathBuf {
    cache().join("target").join(kind)
}

/// Cargo tells by their times whether sources have changed, and calls a package of two clones the same one. So when another clone has used
/// the target folders since, this one's sources are made newer than what it built there.
pub fn claim_targets() -> anyhow::Result<()> {
    let marker = cache().join("target/clone");
    if fs::read(&marker).is_ok_and(|clone| clone == root().as_os_str().as_encoded_bytes()) {
        return Ok(());
    }
    let now = SystemTime::now();
    for folder in ["edge", "frontend", "origin", "shared", "tests/src", "tests/tests", "tests/panic_worker/src", "xtask"] {
        for file in files(&root().join(folder))? {
            File::open(&file).and_then(|file| file.set_modified(now)).with_context(|| format!("cannot renew {}", file.display()))?;
        }
    }
    fs::create_dir_all(cache().join("target"))?;
    fs::write(&marker, root().as_os_str().as_encoded_bytes()).with_context(|| format!("cannot write {}", marker.display()))
}

/// All files under a path, but not what builds leave there.
pub fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if path.is_file() {
        found.push(path.to_owned());
    } else if path.is_dir() && !["build", "frontend/pkg", "node_modules"].iter().any(|made| path.ends_with(made)) {
        for entry in fs::read_dir(path)? {
            found.extend(files(&entry?.path())?);
        }
    }
    found.sort();
    Ok(found)
}

/// What `cargo xtask build` makes; ignored by git, outside every watched folder.
pub fn outputs() -> PathBuf {
    root().join(".build")
}

pub fn node_bin() -> PathBuf {
    root().join("node_modules/.bin")
}

/// A short name for this clone, to keep several clones' databases apart.
pub fn clone_name() -> String {
    let digest = Sha256::digest(root().as_os_str().as_encoded_bytes());
    hex(digest.get(..4).unwrap_or_default())
}

/// `PATH` with the project's own Node and tools first.
pub fn path_variable() -> String {
    let inherited = std::env::var("PATH").unwrap_or_default();
    format!("{}:{inherited}", node_bin().display())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

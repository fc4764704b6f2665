//! Where things are. Tools and target folders live outside the clone, so that a new clone starts warm.

use std::fmt::Write;
use std::path::{Path, PathBuf};

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

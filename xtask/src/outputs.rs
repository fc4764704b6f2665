//! Files that the build makes: hashed names, the manifest, the assets' headers, and their sizes.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use shared::asset_manifest::AssetManifest;
use shared::cache_policy::CachePolicy;
use shared::security_headers::SECURITY_HEADERS;

use crate::paths;

/// Largest browser Wasm and its script together, compressed as browsers download them.
pub const ISLANDS_BROTLI_BYTES_MAX: usize = 60_000;

/// Folder whose content is served under `/`.
pub fn assets() -> PathBuf {
    paths::outputs().join("assets")
}

/// A hex digest of content, short enough for a file name.
pub fn short_hash(content: &[u8]) -> String {
    paths::hex(Sha256::digest(content).get(..5).unwrap_or_default())
}

/// Writes `content` under `/assets/` with its hash in the name. The site-relative URL.
pub fn write_hashed(stem: &str, extension: &str, content: &[u8]) -> anyhow::Result<String> {
    let url = format!("/assets/{stem}-{}.{extension}", short_hash(content));
    let path = assets().join(url.trim_start_matches('/'));
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(url)
}

/// Removes what the manifest does not name, so that a release carries nothing of the builds before it.
pub fn remove_unnamed(manifest: &AssetManifest) -> anyhow::Result<()> {
    let named: Vec<&String> = manifest.files().collect();
    for file in fs::read_dir(assets().join("assets"))? {
        let path = file?.path();
        let url = format!("/assets/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if !named.contains(&&url) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// `_headers`: assets are answered before the Worker, so their headers come from here.
pub fn write_headers() -> anyhow::Result<()> {
    let mut text = String::from("/*\n");
    for (name, value) in SECURITY_HEADERS {
        writeln!(text, "  {name}: {value}")?;
    }
    write!(text, "/assets/*\n  cache-control: {}\n", CachePolicy::Immutable.cache_control())?;
    fs::write(assets().join("_headers"), text)?;
    // The Worker answers it.
    let _ = fs::remove_file(assets().join("robots.txt"));
    Ok(())
}

/// Size of content raw and as browsers may download it, in bytes.
pub struct Size {
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

impl Size {
    pub fn of(content: &[u8]) -> anyhow::Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content)?;
        let mut brotli = Vec::new();
        brotli::BrotliCompress(&mut &*content, &mut brotli, &brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() })?;
        Ok(Self { raw: content.len(), gzip: gzip.finish()?.len(), brotli: brotli.len() })
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes, gzip {}, brotli {}", self.raw, self.gzip, self.brotli)
    }
}

//! `cargo xtask build`: browser Wasm, styles and the Worker, each only when what it is made of has changed.
//!
//! The Worker is compiled apart from the assets: a generated entry module ties it to the file names of one build, so that a change of
//! style costs no compilation.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use shared::asset_manifest::{AssetManifest, SERVICE_WORKER};
use shared::language::Language;

use crate::outputs::{self, ISLANDS_BROTLI_BYTES_MAX, Size};
use crate::steps::{Progress, Steps};
use crate::{paths, processes, setup, toolchain, tools};

/// How the Worker is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build; the same code and the same panics.
    Development,
    /// What is deployed.
    Release,
}

impl Profile {
    /// By `--release`, or because wrangler is deploying.
    pub fn parse(options: &[String]) -> anyhow::Result<Self> {
        match options {
            [] => {
                let deploying = std::env::var("WRANGLER_COMMAND").is_ok_and(|command| matches!(command.as_str(), "deploy" | "versions upload"));
                Ok(if deploying { Self::Release } else { Self::Development })
            }
            [option] if option == "--release" => Ok(Self::Release),
            [other, ..] => bail!("{other:?} is no option of build; it takes --release"),
        }
    }

    const fn cargo_profile(self) -> &'static str {
        match self {
            Self::Development => "edge-dev",
            Self::Release => "edge",
        }
    }
}

/// Builds what has changed. Holds a lock: wrangler starts builds twice, and again on every quick save.
pub fn run(steps: &mut Steps, profile: Profile) -> anyhow::Result<()> {
    fs::create_dir_all(paths::outputs())?;
    let lock = File::create(paths::outputs().join("lock"))?;
    lock.lock().context("cannot take the build lock")?;

    setup::run(steps, setup::Extent::Development)?;
    let islands = Part { name: "islands", inputs: &["frontend/src/islands", "frontend/src/lib.rs", "frontend/Cargo.toml", "Cargo.toml", "Cargo.lock", "xtask/src/build.rs"] };
    let assets = Part {
        name: "assets",
        inputs: &[
            "frontend/style",
            "frontend/locales",
            "frontend/src/islands",
            "frontend/Cargo.toml",
            "Cargo.toml",
            "Cargo.lock",
            "package-lock.json",
            "xtask/src",
            "shared/src/security_headers.rs",
            "shared/src/asset_manifest.rs",
            "shared/src/language.rs",
        ],
    };

    islands.when_changed(steps, "", "building the islands for browsers", build_islands)?;
    assets.when_changed(steps, "", "building styles and assets", |_progress| build_assets())?;
    WORKER.when_changed(steps, profile.cargo_profile(), "building the Worker", |progress| build_worker(progress, profile))?;
    Ok(())
}

const WORKER: Part = Part {
    name: "worker",
    inputs: &[
        "edge",
        "frontend/src",
        "frontend/locales",
        "frontend/build.rs",
        "frontend/Cargo.toml",
        "shared",
        "Cargo.toml",
        "Cargo.lock",
        "package-lock.json",
        "xtask/src/build.rs",
    ],
};

/// A part of the build and what it is made of.
struct Part {
    name: &'static str,
    inputs: &'static [&'static str],
}

impl Part {
    /// The same inputs under another stamp.
    const fn named(&self, name: &'static str) -> Self {
        Self { name, inputs: self.inputs }
    }

    fn when_changed(&self, steps: &mut Steps, variant: &str, title: &str, work: impl FnOnce(&mut Progress) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let stamp = paths::outputs().join(format!("{}.stamp", self.name));
        let wanted = format!("{variant} {}", self.fingerprint()?);
        if fs::read_to_string(&stamp).is_ok_and(|built| built == wanted) {
            return Ok(());
        }
        let _ = fs::remove_file(&stamp);
        steps.run(title, work)?;
        fs::write(&stamp, wanted)?;
        Ok(())
    }

    /// Digest of the names and contents of all inputs.
    fn fingerprint(&self) -> anyhow::Result<String> {
        let mut digest = Sha256::new();
        for input in self.inputs {
            for file in paths::files(&paths::root().join(input))? {
                digest.update(file.as_os_str().as_encoded_bytes());
                digest.update(fs::read(&file)?);
            }
        }
        Ok(paths::hex(&digest.finalize()))
    }
}

/// A command for building Wasm, with toolchain, linker, tools and target folder set.
fn wasm_command(program: &Path) -> anyhow::Result<Command> {
    let toolchain = toolchain::find().context("there is no compiler for wasm32; run `cargo xtask setup`")?;
    let bindgen = tools::wasm_bindgen_bin()?;
    let mut command = Command::new(program);
    command
        .envs(toolchain.environment())
        .env("CARGO_TARGET_DIR", paths::target("wasm"))
        .env("PATH", format!("{}:{}", bindgen.display(), paths::path_variable()))
        .env("WASM_BINDGEN_BIN", bindgen.join("wasm-bindgen"))
        .env("WASM_OPT_BIN", paths::root().join("node_modules/binaryen/bin/wasm-opt"))
        .env("ESBUILD_BIN", esbuild())
        // Cargo sets these for its own children; a nested cargo must find its own.
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN_SOURCE");
    if toolchain == toolchain::WasmToolchain::Rustup {
        command.env_remove("RUSTUP_TOOLCHAIN");
    }
    Ok(command)
}

/// The native program inside npm's package; its wrapper script is no program that worker-build could start.
fn esbuild() -> PathBuf {
    let modules = paths::root().join("node_modules");
    let native = modules.join(format!("@esbuild/linux-{}/bin/esbuild", if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" }));
    if native.exists() { native } else { modules.join(".bin/esbuild") }
}

fn islands_package() -> PathBuf {
    paths::outputs().join("islands")
}

fn build_islands(progress: &mut Progress) -> anyhow::Result<()> {
    let mut wasm_pack = wasm_command(&tools::wasm_pack())?;
    wasm_pack
        .args(["build", "--target", "web", "--mode", "no-install", "--no-pack", "--no-typescript", "--profile", "browser", "--out-dir"])
        .arg(islands_package())
        .arg(paths::root().join("frontend"))
        .args(["--", "--no-default-features", "--features", "hydrate"])
        .current_dir(paths::root());
    processes::run(progress, &mut wasm_pack)?;
    Ok(())
}

/// Styles, fonts, icon, islands with hashed names; the manifest; and what the Worker must know of them.
fn build_assets() -> anyhow::Result<()> {
    let root = paths::root();
    fs::create_dir_all(outputs::assets().join("assets"))?;
    let font = fs::read(root.join("node_modules/@fontsource/young-serif/files/young-serif-latin-400-normal.woff2"))?;
    let display_font = outputs::write_hashed("young-serif", "woff2", &font)?;
    let icon = outputs::write_hashed("icon", "svg", &fs::read(root.join("frontend/style/icon.svg"))?)?;
    let icons = ["icon-192", "icon-512"].map(|name| outputs::write_hashed(name, "png", &fs::read(root.join(format!("frontend/style/icons/{name}.png")))?));
    let [icon_small, icon_large] = icons;
    let (icon_small, icon_large) = (icon_small?, icon_large?);
    let mut web_manifests = BTreeMap::new();
    for language in Language::ALL {
        let written = outputs::write_hashed("site", "webmanifest", web_manifest(language, &icon, &icon_small, &icon_large)?.as_bytes())?;
        web_manifests.insert(language.code().to_owned(), written);
    }
    let css = bundle(&root.join("frontend/style/site.css"), &[])?.replace("/assets/display-font.woff2", &display_font);
    let stylesheet = outputs::write_hashed("site", "css", css.as_bytes())?;

    let wasm = fs::read(islands_package().join("frontend_bg.wasm"))?;
    let islands_wasm = outputs::write_hashed("islands", "wasm", &wasm)?;
    // Scripts are bundled beside the glue that wasm-pack made, so that they can import it by a plain name.
    for script in ["start.js", "page.js", "forms.js"] {
        fs::copy(root.join("frontend/src/islands").join(script), islands_package().join(script))?;
    }
    let [start, page] = ["start.js", "page.js"].map(|script| islands_package().join(script));
    let page_script = outputs::write_hashed("page", "js", bundle(&page, &["--format=esm"])?.as_bytes())?;
    let script = bundle(&start, &["--format=esm", &format!("--define:ISLANDS_WASM=\"{islands_wasm}\"")])?;
    let islands_script = outputs::write_hashed("islands", "js", script.as_bytes())?;

    check_islands(&wasm, script.as_bytes())?;
    let [map_script, map_worker, map_stylesheet, map_land] = write_map()?;
    let build = String::new();
    let mut manifest = AssetManifest {
        build,
        stylesheet,
        islands_script,
        islands_wasm,
        page_script,
        display_font,
        icon,
        icon_small,
        icon_large,
        web_manifests,
        map_script,
        map_worker,
        map_stylesheet,
        map_land,
    };
    manifest.build = outputs::short_hash(manifest.files().cloned().collect::<String>().as_bytes());
    outputs::remove_unnamed(&manifest)?;
    write_service_worker(&manifest)?;
    outputs::write_headers()?;
    write_entry(&manifest, &paths::outputs().join("worker"))
}

/// How an installed site looks (W3C Web Application Manifest). In whichever language somebody installs it, it is the same site.
fn web_manifest(language: Language, icon: &str, icon_small: &str, icon_large: &str) -> anyhow::Result<String> {
    let messages = fs::read_to_string(paths::root().join(format!("frontend/locales/{}.ftl", language.code())))?;
    let description = messages.lines().find_map(|line| line.strip_prefix("brand-line = ")).context("a language has no brand-line of one line")?;
    let image = |src: &str, sizes: &str, media_type: &str, purpose: &str| serde_json::json!({ "src": src, "sizes": sizes, "type": media_type, "purpose": purpose });
    let manifest = serde_json::json!({
        "name": "CraftBean",
        "short_name": "CraftBean",
        "description": description,
        "lang": language.code(),
        "dir": language.direction(),
        "id": "/",
        "start_url": language.path("/"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f0e6",
        "theme_color": "#f6f0e6",
        "icons": [
            image(icon, "any", "image/svg+xml", "any"),
            image(icon_small, "192x192", "image/png", "any"),
            image(icon_large, "512x512", "image/png", "any"),
            image(icon_large, "512x512", "image/png", "maskable"),
        ],
    });
    Ok(manifest.to_string())
}

/// `MapLibre` with what it loads: script, worker, styles, and the outlines of all countries.
fn write_map() -> anyhow::Result<[String; 4]> {
    let modules = paths::root().join("node_modules");
    let worker = outputs::write_hashed("map-worker", "mjs", bundle(&modules.join("maplibre-gl/dist/maplibre-gl-worker.mjs"), &["--format=esm"])?.as_bytes())?;
    let stylesheet = outputs::write_hashed("map", "css", bundle(&modules.join("maplibre-gl/dist/maplibre-gl.css"), &[])?.as_bytes())?;
    let land = outputs::write_hashed("land", "json", &fs::read(modules.join("world-atlas/countries-50m.json"))?)?;
    let names = [("MAP_WORKER", &worker), ("MAP_STYLESHEET", &stylesheet), ("MAP_LAND", &land)].map(|(name, url)| format!("--define:{name}=\"{url}\""));
    let options: Vec<&str> = ["--format=esm"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let code = bundle(&paths::root().join("frontend/src/islands/map.js"), &options)?;
    let script = outputs::write_hashed("map", "js", code.as_bytes())?;
    println!("  map, on demand: script {}; worker {}", Size::of(code.as_bytes())?, Size::of(&fs::read(outputs::assets().join(worker.trim_start_matches('/')))?)?);
    Ok([script, worker, stylesheet, land])
}

/// The service worker knows the files of its build, so that each build brings a new one.
fn write_service_worker(manifest: &AssetManifest) -> anyhow::Result<()> {
    let source = paths::root().join("frontend/src/islands/service_worker.js");
    let files = serde_json::to_string(&manifest.of_pages())?;
    let script = bundle(&source, &[&format!("--define:BUILD=\"{}\"", manifest.build), &format!("--define:ASSETS={files}")])?;
    Ok(fs::write(outputs::assets().join(SERVICE_WORKER.trim_start_matches('/')), script)?)
}

fn bundle(entry: &Path, options: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(esbuild())
        .arg(entry)
        .args(["--bundle", "--minify", "--target=es2022,chrome111,firefox113,safari16.4", "--external:/assets/*", "--log-level=warning"])
        .args(options)
        .output()
        .context("cannot start esbuild")?;
    if output.status.success() { Ok(String::from_utf8(output.stdout)?) } else { bail!("esbuild refused {}:\n{}", entry.display(), String::from_utf8_lossy(&output.stderr)) }
}

/// What ships to browsers stays small, and has no JSON parser in it.
fn check_islands(wasm: &[u8], script: &[u8]) -> anyhow::Result<()> {
    let (wasm_size, script_size) = (Size::of(wasm)?, Size::of(script)?);
    let together = wasm_size.brotli + script_size.brotli;
    println!("  islands: Wasm {wasm_size}; script {script_size}; together brotli {together} of {ISLANDS_BROTLI_BYTES_MAX}");
    if together > ISLANDS_BROTLI_BYTES_MAX {
        bail!("the islands weigh {together} bytes in brotli; {ISLANDS_BROTLI_BYTES_MAX} are allowed");
    }
    let needle = b"serde_json";
    if wasm.windows(needle.len()).any(|window| window == needle) {
        bail!("serde_json has got into the browser's Wasm; islands must not take props");
    }
    Ok(())
}

/// Calls the Worker that worker-build made, an instance of a class that starts anew after a panic. workerd would make one such instance a
/// request; none holds anything, so one is enough. `handle` answers without a promise where it can. Each saves about a tenth of a short answer.
const ENTRY: &str = r#"import "./assets.mjs";
import Built from "./index.js";
export * from "./index.js";

let handle;

export default {
  fetch(request, env, ctx) {
    handle ??= new Built(ctx, env).handle;
    return handle(request, env, ctx);
  },
};
"#;

/// The module wrangler starts from: it leaves the manifest on the global object before the Worker's own module is run.
fn write_entry(manifest: &AssetManifest, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("assets.mjs"), format!("globalThis.CRAFTBEAN_ASSETS = {};\n", serde_json::to_string(manifest)?))?;
    fs::write(folder.join("entry.mjs"), ENTRY)?;
    Ok(())
}

fn build_worker(progress: &mut Progress, profile: Profile) -> anyhow::Result<()> {
    let worker = paths::outputs().join("worker");
    compile_worker(progress, profile, &[], &worker)?;
    println!("  Worker ({}): {}", profile.cargo_profile(), Size::of(&fs::read(worker.join("index_bg.wasm"))?)?);
    Ok(())
}

/// Compiles the edge with cargo's further `arguments`; what comes of it goes into `folder`.
fn compile_worker(progress: &mut Progress, profile: Profile, arguments: &[&str], folder: &Path) -> anyhow::Result<()> {
    let edge = paths::root().join("edge");
    let mut worker_build = wasm_command(&tools::worker_build())?;
    worker_build.args(["--profile", profile.cargo_profile()]).current_dir(&edge).env("LEPTOS_OUTPUT_NAME", "islands");
    if profile == Profile::Development {
        worker_build.arg("--no-opt");
    }
    worker_build.args(arguments);
    processes::run(progress, &mut worker_build)?;
    fs::create_dir_all(folder)?;
    for file in ["index.js", "index_bg.wasm"] {
        fs::copy(edge.join("build").join(file), folder.join(file)).with_context(|| format!("worker-build left no {file}"))?;
    }
    Ok(())
}

/// The shipped engine as a plain proxy, for the conformance run. Its entry module.
pub fn neutral_worker(steps: &mut Steps) -> anyhow::Result<PathBuf> {
    let folder = paths::outputs().join("neutral");
    WORKER.named("neutral").when_changed(steps, "", "building the engine as a neutral proxy", |progress| {
        compile_worker(progress, Profile::Development, &["--", "--features", "neutral"], &folder)?;
        let manifest = AssetManifest { build: "neutral".to_owned(), ..AssetManifest::default() };
        write_entry(&manifest, &folder)
    })?;
    Ok(folder.join("entry.mjs"))
}

/// The tiny Worker that only panics, for the test of panic recovery.
pub fn panic_worker(steps: &mut Steps) -> anyhow::Result<()> {
    let part = Part { name: "panic-worker", inputs: &["tests/panic_worker", "Cargo.lock", "xtask/src/build.rs"] };
    part.when_changed(steps, "", "building the Worker that panics", |progress| {
        let folder = paths::root().join("tests/panic_worker");
        let mut worker_build = wasm_command(&tools::worker_build())?;
        worker_build.args(["--profile", Profile::Development.cargo_profile(), "--no-opt"]).current_dir(&folder);
        processes::run(progress, &mut worker_build)?;
        write_entry(&AssetManifest::default(), &folder.join("build"))
    })
}

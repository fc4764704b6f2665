//! What this deployment gives the Worker: the assets of this build, keys, switches.

use std::cell::OnceCell;
use std::rc::Rc;

use js_sys::{JSON, Reflect};
use shared::asset_manifest::AssetManifest;
use worker::Env;

thread_local! {
    /// Set by the generated entry module before the Worker starts, the same for the isolate's whole life.
    static ASSETS: OnceCell<Rc<AssetManifest>> = const { OnceCell::new() };
    static SITE: OnceCell<Rc<str>> = const { OnceCell::new() };
    static MAP_STYLE: OnceCell<Option<Rc<str>>> = const { OnceCell::new() };
    static SWITCHES: OnceCell<Switches> = const { OnceCell::new() };
}

/// The assets that belong to this build.
pub fn assets() -> Rc<AssetManifest> {
    ASSETS.with(|assets| assets.get_or_init(|| Rc::new(asset_manifest())).clone())
}

/// What can be switched off to measure what it is worth. All is on unless a variable says `off`.
#[derive(Clone, Copy, Debug)]
pub struct Switches {
    /// `COLLAPSE`: concurrent requests for one key wait for one leader.
    pub collapses: bool,
    /// `KEEP_PAGES`: rendered pages stay in memory.
    pub keeps_pages: bool,
}

pub fn switches(env: &Env) -> Switches {
    let is_on = |name: &str| variable(env, name).is_none_or(|value| value != "off");
    SWITCHES.with(|switches| *switches.get_or_init(|| Switches { collapses: is_on("COLLAPSE"), keeps_pages: is_on("KEEP_PAGES") }))
}

/// The key that signs internal calls, shared with the origins (`wrangler secret put INTERNAL_KEY`). Without it there are none.
pub fn internal_key(env: &Env) -> Option<String> {
    variable(env, "INTERNAL_KEY").filter(|key| key.len() >= shared::signed_call::KEY_BYTES_MIN)
}

/// The site's own address without a slash at its end, for what must name it whole: sitemaps, previews, structured data.
pub fn site_url(env: &Env) -> Rc<str> {
    SITE.with(|site| site.get_or_init(|| variable(env, "SITE_URL").unwrap_or_default().trim_end_matches('/').into()).clone())
}

/// `MAP_STYLE_URL`: a `MapLibre` style, as an address on this site that leads to a tile service. No other: pages speak with no foreign server.
pub fn map_style_url(env: &Env) -> Option<Rc<str>> {
    let read = || variable(env, "MAP_STYLE_URL").filter(|url| url.starts_with('/') && !url.starts_with("//")).map(Into::into);
    MAP_STYLE.with(|style| style.get_or_init(read).clone())
}

/// A variable or secret that is not empty.
pub fn variable(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string()).filter(|value| !value.trim().is_empty())
}

/// The manifest that the entry module left on the global object. Pages without it are plain but readable.
fn asset_manifest() -> AssetManifest {
    let read = || {
        let value = Reflect::get(&js_sys::global(), &"CRAFTBEAN_ASSETS".into()).ok()?;
        serde_json::from_str(&String::from(JSON::stringify(&value).ok()?)).ok()
    };
    read().unwrap_or_else(|| AssetManifest {
        build: "unknown".to_owned(),
        stylesheet: "/assets/missing.css".to_owned(),
        islands_script: "/assets/missing.js".to_owned(),
        islands_wasm: "/assets/missing.wasm".to_owned(),
        page_script: "/assets/missing.js".to_owned(),
        display_font: "/assets/missing.woff2".to_owned(),
        icon: "/assets/missing.svg".to_owned(),
        icon_small: "/assets/missing.png".to_owned(),
        icon_large: "/assets/missing.png".to_owned(),
        map_script: "/assets/missing.js".to_owned(),
        ..AssetManifest::default()
    })
}

//! What this deployment gives the Worker: where the origin is, and which assets belong to this build.

use std::cell::OnceCell;
use std::rc::Rc;

use js_sys::{JSON, Reflect};
use shared::asset_manifest::AssetManifest;
use worker::Env;

thread_local! {
    /// Set by the generated entry module before the Worker starts, the same for the isolate's whole life.
    static ASSETS: OnceCell<Rc<AssetManifest>> = const { OnceCell::new() };
}

/// Read anew for each request: cheap, and nothing depends on an isolate's memory.
#[derive(Clone, Debug)]
pub struct Bindings {
    /// Base URL of the origin without a trailing slash. `None` when `ORIGIN_URL` is missing or no http URL: then only cached answers are given.
    pub origin_url: Option<String>,
    pub assets: Rc<AssetManifest>,
}

impl Bindings {
    pub fn read(env: &Env) -> Self {
        let origin_url = env.var("ORIGIN_URL").ok().map(|url| url.to_string()).and_then(|url| base_url(&url));
        Self { origin_url, assets: ASSETS.with(|assets| assets.get_or_init(|| Rc::new(asset_manifest())).clone()) }
    }
}

fn base_url(url: &str) -> Option<String> {
    let url = url.trim().trim_end_matches('/');
    let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"))?;
    let plain = !host.is_empty() && !host.contains(['?', '#', '@', ' ']);
    plain.then(|| url.to_owned())
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
        display_font: "/assets/missing.woff2".to_owned(),
        icon: "/assets/missing.svg".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::base_url;

    #[test]
    fn only_plain_http_bases_are_taken() {
        assert_eq!(base_url("http://127.0.0.1:8080/").as_deref(), Some("http://127.0.0.1:8080"));
        for bad in ["", "ftp://x", "http://", "http://user@host", "http://h?x", "127.0.0.1:8080"] {
            assert_eq!(base_url(bad), None, "{bad}");
        }
    }
}

//! The visitor's saved places in local storage: one line each, `path<TAB>name<TAB>town`, the latest first. They never leave the browser.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Storage};

const KEY: &str = "craftbean.saved";
/// More than anybody keeps, and far below what browsers store.
const SAVED_MAX: usize = 500;

/// A saved place: its site-relative path without a language, the name to show, and its town, which may be empty.
#[derive(Clone)]
pub(super) struct SavedPlace {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) town: String,
}

/// Browsers may refuse storage (private windows, settings): then nothing is saved, and nothing breaks.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

pub(super) fn list() -> Vec<SavedPlace> {
    let text = storage().and_then(|storage| storage.get_item(KEY).ok()?).unwrap_or_default();
    let place = |line: &str| {
        let (path, about) = line.split_once('\t')?;
        let (name, town) = about.split_once('\t').unwrap_or((about, ""));
        // Only paths of this site, whatever else writes to the storage.
        (path.starts_with('/') && !path.starts_with("//")).then(|| SavedPlace { path: path.to_owned(), name: name.to_owned(), town: town.to_owned() })
    };
    text.lines().filter_map(place).take(SAVED_MAX).collect()
}

pub(super) fn contains(path: &str) -> bool {
    list().iter().any(|saved| saved.path == path)
}

/// Has the page that is shown kept for when there is no network, or lets the place's pages go, in whichever languages they were saved. Browsers without
/// such a store do without.
pub(super) fn keep_page(path: String, keep: bool) {
    wasm_bindgen_futures::spawn_local(async move {
        let kept = async {
            let window = web_sys::window()?;
            let store: Cache = JsFuture::from(window.caches().ok()?.open("saved")).await.ok()?.dyn_into().ok()?;
            if keep {
                let shown = window.location().pathname().ok()?;
                JsFuture::from(store.add_with_str(&shown)).await.ok()?;
                return Some(());
            }
            let pages: Array = JsFuture::from(store.keys()).await.ok()?.dyn_into().ok()?;
            for page in pages.iter() {
                let url = Reflect::get(&page, &"url".into()).ok()?.as_string()?;
                if url.ends_with(&path) {
                    JsFuture::from(store.delete_with_str(&url)).await.ok()?;
                }
            }
            Some(())
        };
        let _ = kept.await;
    });
}

/// Saves or forgets; `false` where the browser would not store it.
pub(super) fn set(place: &SavedPlace, saved: bool) -> bool {
    let mut places = list();
    places.retain(|known| known.path != place.path);
    if saved {
        places.insert(0, place.clone());
    }
    let mut text = String::new();
    for place in places.iter().take(SAVED_MAX) {
        text.push_str(&place.path);
        for part in [&place.name, &place.town] {
            text.push('\t');
            text.push_str(&part.replace(['\t', '\n'], " "));
        }
        text.push('\n');
    }
    storage().is_some_and(|storage| storage.set_item(KEY, &text).is_ok())
}

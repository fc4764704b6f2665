//! `/panic` panics, everything else answers `alive`. The shipped Worker has no such path; this one shows what happens if one were ever found.

use worker::wasm_bindgen::{self, prelude::*};
use worker::{Context, Env, Request, Response, Result, event, worker_sys};

/// Called as the shipped Worker is.
///
/// # Panics
/// `/panic` panics here, `/panic/later` in the promise.
#[wasm_bindgen]
pub fn handle(request: worker_sys::web_sys::Request, _env: Env, _context: worker_sys::Context) -> JsValue {
    let request = Request::from(request);
    match request.path().as_str() {
        "/panic/later" => js_sys::futures::future_to_promise(async move {
            #[expect(clippy::panic, reason = "panicking is what this Worker is for")]
            {
                panic!("on purpose")
            }
        })
        .into(),
        path => answer(path).map_or(JsValue::UNDEFINED, |response| worker_sys::web_sys::Response::from(response).into()),
    }
}

#[event(fetch)]
async fn fetch(request: Request, _env: Env, _context: Context) -> Result<Response> {
    answer(&request.path())
}

fn answer(path: &str) -> Result<Response> {
    #[expect(clippy::panic, clippy::manual_assert, reason = "panicking is what this Worker is for")]
    if path == "/panic" {
        panic!("on purpose");
    }
    Response::from_bytes(b"alive".to_vec())
}

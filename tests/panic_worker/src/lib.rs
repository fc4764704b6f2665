//! `/panic` panics, everything else answers `alive`. The shipped Worker has no such path; this one shows what happens if one were ever found.

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(request: Request, _env: Env, _context: Context) -> Result<Response> {
    #[expect(clippy::panic, clippy::manual_assert, reason = "panicking is what this Worker is for")]
    if request.path() == "/panic" {
        panic!("on purpose");
    }
    Response::from_bytes(b"alive".to_vec())
}

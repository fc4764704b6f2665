//! The Worker. Entry only: `app` has every route, `cache` and `upstream` the way to data, `pages` the way to markup.

pub mod app;
mod bindings;
mod cache;
mod incoming;
mod near;
mod outlines;
mod pages;
mod response;
mod upstream;

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let bindings = bindings::Bindings::read(&env);
    let incoming = incoming::Incoming::read(&request);
    Ok(response::build(app::answer(incoming, &bindings, &context).await))
}

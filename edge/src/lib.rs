//! The Worker. Entry only: `app` has every route, `cache` and `upstream` the way to data, `pages` the way to markup.

pub mod app;
mod bindings;
pub mod cache;
mod clock;
mod configuration;
mod generations_object;
mod incoming;
mod internal;
mod near;
#[cfg(feature = "neutral")]
mod neutral;
mod outlines;
mod pages;
mod resources;
mod response;
mod surroundings;
pub mod upstream;

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let surroundings = surroundings::Surroundings::read(&env, context, &request);
    let incoming = incoming::Incoming::read(request);
    #[cfg(feature = "neutral")]
    if surroundings.assets.build == "neutral" {
        return Ok(response::build_plain(&neutral::answer(incoming, surroundings).await));
    }
    Ok(response::build(app::answer(incoming, surroundings).await))
}

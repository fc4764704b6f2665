//! The Worker. Entry only: `app` has every route, `cache` and `upstream` the way to data, `pages` the way to markup.

pub mod app;
mod bindings;
mod body;
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

use std::rc::Rc;

use web_sys::{Request, Response};
use worker::{Context, Env, Result, event};

/// workerd's own request and response: worker's wrappers read and copy what most answers never need.
#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let request = Rc::new(request);
    let surroundings = surroundings::Surroundings::read(&env, context, request.clone());
    let incoming = incoming::Incoming::read(request);
    #[cfg(feature = "neutral")]
    if surroundings.assets.build == "neutral" {
        return response::build_plain(&neutral::answer(incoming, surroundings).await);
    }
    response::build(&app::answer(incoming, surroundings).await)
}

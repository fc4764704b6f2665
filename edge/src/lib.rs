//! The Worker. Entry only: `app` has every route, `cache` and `upstream` the way to data, `pages` the way to markup.

pub mod app;
mod bindings;
mod body;
pub mod cache;
mod clock;
mod configuration;
mod forms;
mod generations_object;
mod incoming;
mod internal;
mod kept_files;
mod near;
#[cfg(feature = "neutral")]
mod neutral;
mod outlines;
mod pages;
mod photos;
mod pictures;
mod resources;
mod response;
mod sitemaps;
mod surroundings;
mod target;
pub mod upstream;
mod writes;

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{self, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;
use js_sys::Promise;
use js_sys::futures::future_to_promise;
use wasm_bindgen::prelude::*;
use web_sys::{Request, Response};
use worker::{Context, Env, Result, event, worker_sys};

/// What workerd calls: the answer itself where it is there at once, as most are, else the promise of one. A promise for an answer that needs none
/// costs more than the answer.
#[wasm_bindgen]
pub fn handle(request: Request, env: Env, context: worker_sys::Context) -> JsValue {
    let answering = answer(request, env, Context::new(context));
    let mut answering = Box::pin(async move { answering.await.map(JsValue::from).map_err(JsValue::from) });
    let relay = Arc::new(Relay::default());
    let waker = Waker::from(relay.clone());
    match answering.as_mut().poll(&mut task::Context::from_waker(&waker)) {
        Poll::Ready(Ok(answer)) => answer,
        Poll::Ready(Err(cause)) => Promise::reject(&cause).into(),
        Poll::Pending => future_to_promise(AssertUnwindSafe(poll_fn(move |context| {
            relay.0.register(context.waker());
            answering.as_mut().poll(&mut task::Context::from_waker(&waker))
        })))
        .into(),
    }
}

/// Wakes whoever polls now, for futures that remember only who polled them first: worker's `Delay` is one.
#[derive(Default)]
struct Relay(AtomicWaker);

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        self.0.wake();
    }
}

/// The same where somebody imports the Worker's class rather than its entry module.
#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    answer(request, env, context).await
}

/// workerd's own request and response: worker's wrappers read and copy what most answers never need.
async fn answer(request: Request, env: Env, context: Context) -> Result<Response> {
    let request = Rc::new(request);
    let surroundings = surroundings::Surroundings::read(&env, context, request.clone());
    let incoming = incoming::Incoming::read(request);
    #[cfg(feature = "neutral")]
    if surroundings.assets.build == "neutral" {
        return response::build_plain(&neutral::answer(incoming, surroundings).await);
    }
    response::build(&app::answer(incoming, surroundings).await)
}

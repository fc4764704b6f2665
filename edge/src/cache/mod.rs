//! The origin's JSON, kept in the Cache API of the location. A thin first cache: fresh, stale while a refresh runs behind, stale when
//! the origin fails, or a miss. HTML is rendered from it for each request, because it names assets of one build.

mod store;

use shared::cache_policy::{CachePolicy, Freshness};
use worker::Context;

use crate::bindings::Bindings;
use crate::incoming::{Incoming, now_ms};
use crate::upstream::{self, Answer, CacheStatus};

/// JSON under a site-relative URL, from the cache or the origin.
pub async fn get(incoming: &Incoming, bindings: &Bindings, context: &Context, url: &str, policy: CachePolicy) -> Answer {
    let Some(life) = policy.lifetimes() else {
        return upstream::get(bindings, url, &incoming.trace_id).await;
    };
    let Some(stored) = store::find(url).await else {
        return fill(incoming, bindings, context, url, policy).await;
    };
    let age_s = incoming.now_ms.saturating_sub(stored.stored_at_ms) / 1_000;
    match life.at_age(age_s) {
        Freshness::Fresh => Answer::Found { body: stored.body, cache_status: CacheStatus::Hit },
        Freshness::StaleWhileRevalidate => {
            refresh_behind(incoming, bindings, context, url, policy);
            Answer::Found { body: stored.body, cache_status: CacheStatus::Stale }
        }
        Freshness::StaleIfError => match fill(incoming, bindings, context, url, policy).await {
            Answer::Unavailable => Answer::Found { body: stored.body, cache_status: CacheStatus::StaleIfError },
            answer => answer,
        },
        Freshness::Expired => fill(incoming, bindings, context, url, policy).await,
    }
}

/// Asks the origin and keeps what it found, behind the answer.
async fn fill(incoming: &Incoming, bindings: &Bindings, context: &Context, url: &str, policy: CachePolicy) -> Answer {
    let answer = upstream::get(bindings, url, &incoming.trace_id).await;
    if let (Answer::Found { body, .. }, Some(life)) = (&answer, policy.lifetimes()) {
        let (url, body) = (url.to_owned(), body.clone());
        context.wait_until(async move { store::put(&url, body, now_ms(), life.kept_s()).await });
    }
    answer
}

fn refresh_behind(incoming: &Incoming, bindings: &Bindings, context: &Context, url: &str, policy: CachePolicy) {
    let (bindings, url, trace_id) = (bindings.clone(), url.to_owned(), incoming.trace_id.clone());
    context.wait_until(async move {
        if let (Answer::Found { body, .. }, Some(life)) = (upstream::get(&bindings, &url, &trace_id).await, policy.lifetimes()) {
            store::put(&url, body, now_ms(), life.kept_s()).await;
        }
    });
}

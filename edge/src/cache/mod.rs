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
    let kept = |cache_status| Answer::Found { body: stored.body, cache_status, age_s };
    match life.at_age(age_s) {
        Freshness::Fresh => kept(CacheStatus::Hit),
        Freshness::StaleWhileRevalidate => {
            refresh_behind(incoming, bindings, context, url, policy);
            kept(CacheStatus::Stale)
        }
        Freshness::StaleIfError => match fill(incoming, bindings, context, url, policy).await {
            Answer::Unavailable => kept(CacheStatus::StaleIfError),
            answer => answer,
        },
        Freshness::Expired => fill(incoming, bindings, context, url, policy).await,
    }
}

/// Asks the origin, and keeps or forgets behind the answer.
async fn fill(incoming: &Incoming, bindings: &Bindings, context: &Context, url: &str, policy: CachePolicy) -> Answer {
    let answer = upstream::get(bindings, url, &incoming.trace_id).await;
    if let Some(change) = Change::after(&answer, policy) {
        let url = url.to_owned();
        context.wait_until(async move { change.apply(&url).await });
    }
    answer
}

fn refresh_behind(incoming: &Incoming, bindings: &Bindings, context: &Context, url: &str, policy: CachePolicy) {
    let (bindings, url, trace_id) = (bindings.clone(), url.to_owned(), incoming.trace_id.clone());
    context.wait_until(async move {
        let answer = upstream::get(&bindings, &url, &trace_id).await;
        if let Some(change) = Change::after(&answer, policy) {
            change.apply(&url).await;
        }
    });
}

/// What an answer does to the store.
enum Change {
    Keep {
        body: Vec<u8>,
        kept_s: u32,
    },
    /// It is gone: what was kept must not come back when the origin fails.
    Forget,
}

impl Change {
    fn after(answer: &Answer, policy: CachePolicy) -> Option<Self> {
        match answer {
            Answer::Found { body, .. } => policy.lifetimes().map(|life| Self::Keep { body: body.clone(), kept_s: life.kept_s() }),
            Answer::Refused(problem) => matches!(problem.code.status(), 404 | 410).then_some(Self::Forget),
            Answer::Unavailable => None,
        }
    }

    async fn apply(self, url: &str) {
        match self {
            Self::Keep { body, kept_s } => store::put(url, body, now_ms(), kept_s).await,
            Self::Forget => store::delete(url).await,
        }
    }
}

//! The engine as a plain proxy before one origin: any path, any method, the origin's headers decide. Built with the feature `neutral` for the
//! conformance run only; what is judged there is the shipped engine under other rules.

use shared::limits::REQUEST_BODY_BYTES_MAX;

use crate::body::Body;
use crate::cache::decision::Asked;
use crate::cache::entry::Entry;
use crate::cache::headers::HeaderList;
use crate::cache::preconditions::{Share, share};
use crate::cache::rules::Rules;
use crate::cache::{self, CacheStatus, Reach, Reply, Wanted};
use crate::clock::now_ms;
use crate::incoming::Incoming;
use crate::response::Plain;
use crate::surroundings::Surroundings;
use crate::upstream::{Call, Digest};

/// Conditions are judged here against the whole answer, so an answer that can be kept is asked for whole.
const CONDITIONS: [&str; 2] = ["if-none-match", "if-modified-since"];

pub async fn answer(incoming: Incoming, surroundings: Surroundings) -> Plain {
    let key = if incoming.query.is_empty() { incoming.path.clone() } else { format!("{}?{}", incoming.path, incoming.query) };
    let mut headers = incoming.headers().end_to_end();
    headers.remove("host");
    let asked = Asked::new(&incoming.method, headers.clone());
    if asked.method == "GET" && !asked.directives.no_store {
        for condition in CONDITIONS {
            headers.remove(condition);
        }
    }
    let body = if asked.is_retrieval() { None } else { incoming.body(REQUEST_BODY_BYTES_MAX).await.filter(|body| !body.is_empty()) };
    let call = Call { method: incoming.method.clone(), url: key.clone(), headers, body, digest: Digest::IfSent, teaches: false };
    let wanted = Wanted { key, asked, call, rules: Rules::ORIGIN_DECIDES, reach: Reach::Isolate };
    match cache::answer(&surroundings, &wanted).await {
        Reply::Answered { entry, status } => {
            if wanted.asked.is_unsafe() && entry.metadata.status < 400 {
                forget_linked(&entry.metadata.headers);
            }
            plain(&wanted.asked, &entry, status)
        }
        Reply::Failed => Plain { status: 502, headers: HeaderList::default(), body: Body::default() },
        Reply::NotKept => Plain { status: 504, headers: HeaderList::default(), body: Body::default() },
    }
}

/// A change also makes what it points to invalid (RFC 9111 §4.4), as far as it is ours.
fn forget_linked(headers: &HeaderList) {
    for link in ["location", "content-location"].into_iter().filter_map(|name| headers.get(name)) {
        let path = match link.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|slash| rest.get(slash..)),
            None => Some(link),
        };
        path.into_iter().for_each(cache::forget);
    }
}

fn plain(asked: &Asked, entry: &Entry, status: CacheStatus) -> Plain {
    let metadata = &entry.metadata;
    let mut headers = metadata.headers.clone();
    headers.set("cache-status", status.value());
    if status.is_kept() {
        headers.set("age", &metadata.age_ms(now_ms()).checked_div(1_000).unwrap_or(0).to_string());
    }
    let length = entry.body.len();
    match share(asked, metadata, length) {
        Share::Whole => Plain { status: metadata.status, headers, body: if asked.method == "HEAD" { Body::default() } else { entry.body.clone() } },
        Share::NotModified => Plain { status: 304, headers, body: Body::default() },
        Share::Part { first, last } => {
            headers.set("content-range", &format!("bytes {first}-{last}/{length}"));
            Plain { status: 206, headers, body: entry.body.get(first..=last).unwrap_or_default().to_vec().into() }
        }
        Share::Unsatisfiable => {
            headers.set("content-range", &format!("bytes */{length}"));
            Plain { status: 416, headers, body: Body::default() }
        }
    }
}

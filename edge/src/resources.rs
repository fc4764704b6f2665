//! Resources of the JSON API: the origin's answers under the route's own policy.

use std::cell::RefCell;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::cache_policy::{self, CachePolicy};
use shared::problem::{Problem, ProblemCode};
use shared::query;
use shared::trace_context::TraceId;
use shared::urls::{ApiPath, OPENAPI};

use crate::app::Route;
use crate::cache::decision::Asked;
use crate::cache::entry::Entry;
use crate::cache::headers::HeaderList;
use crate::cache::rules::Rules;
use crate::cache::{self, CacheStatus, Reach, Reply, Wanted, pages, tags};
use crate::configuration;
use crate::incoming::Incoming;
use crate::near::{self, Snapped};
use crate::response::{JSON, Outgoing};
use crate::surroundings::Surroundings;
use crate::upstream::{self, Call};

/// What came of asking for a resource.
#[derive(Debug)]
pub enum Answer {
    Found {
        entry: Entry,
        status: CacheStatus,
    },
    /// The origin understood and said no: 4xx with its problem.
    Refused(Box<Problem>),
    /// No origin answers, or not with anything that can be trusted.
    Unavailable,
}

impl Answer {
    /// What was found, or the problem to answer with.
    pub fn found(self, trace_id: &TraceId) -> Result<(Entry, CacheStatus), Outgoing> {
        match self {
            Self::Found { entry, status } => Ok((entry, status)),
            Self::Refused(problem) => Err(Outgoing::problem(problem.code, &problem.detail, trace_id)),
            Self::Unavailable => Err(unavailable(trace_id)),
        }
    }
}

/// Nobody can be asked, or nobody who could be believed.
pub fn unavailable(trace_id: &TraceId) -> Outgoing {
    Outgoing::problem(ProblemCode::Unavailable, "No origin answers just now. Try again in a few seconds.", trace_id)
}

/// JSON under a site-relative URL, whole, from the cache or an origin.
pub async fn get(incoming: &Incoming, surroundings: &Surroundings, url: &str, policy: CachePolicy) -> Answer {
    let call = Call::get(url, &incoming.trace_id.traceparent(1));
    // Who asks for a range is answered whole, which is always allowed (RFC 9110 §14.2): these answers are small, and passing by what is kept costs an origin.
    let asked = Asked::new("GET", HeaderList::default());
    let reply = cache::answer(surroundings, &Wanted { key: url.to_owned(), asked, call, rules: Rules::of(policy), reach: reach_of(url) }).await;
    match reply {
        Reply::Answered { entry, status } => match entry.metadata.status {
            200 => Answer::Found { entry, status },
            400..=499 => read_problem(&entry).map_or(Answer::Unavailable, |problem| Answer::Refused(Box::new(problem))),
            _ => Answer::Unavailable,
        },
        Reply::Failed | Reply::NotKept => Answer::Unavailable,
    }
}

/// What somebody has typed is hardly typed again, and each pause in typing is a question of its own; counts are others every few minutes, and nobody needs
/// them: KV would be paid for every one, for a week.
fn reach_of(url: &str) -> Reach {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let is_typed = query.split('&').any(|pair| pair.starts_with("q="));
    if is_typed || path == ApiPath::Facets.path() { Reach::Location } else { Reach::Everywhere }
}

/// Only our own origins' problems are problems; anything else that says 4xx is somebody else.
fn read_problem(entry: &Entry) -> Option<Problem> {
    Problem::deserialize(&mut serde_json::Deserializer::from_slice(&entry.body)).ok()
}

/// One resource. Answers to `near` are made of what is kept by cell.
pub async fn show(incoming: &Incoming, surroundings: &Surroundings, route: &Route, api: &ApiPath, parameters: &[(String, String)]) -> Outgoing {
    let policy = if parameters.iter().any(|(name, value)| name == "open_now" && value == "true") { cache_policy::MOMENTARY } else { route.policy };
    // What the resource does not take must not keep a position from being snapped.
    let taken: Vec<(String, String)> = parameters.iter().filter(|(name, _)| api.parameters().contains(&name.as_str())).cloned().collect();
    let asker = Asker { incoming, surroundings, api, policy, parts: RefCell::default() };
    match near::snap(&taken) {
        Some(snapped) => asker.near(&snapped).await.unwrap_or_else(|answer| hand_on(incoming, policy, answer)),
        None => hand_on(incoming, policy, asker.get(&taken).await),
    }
}

/// Asks for what one answer is made of.
struct Asker<'a> {
    incoming: &'a Incoming,
    surroundings: &'a Surroundings,
    api: &'a ApiPath,
    policy: CachePolicy,
    parts: RefCell<Vec<(Entry, CacheStatus)>>,
}

impl Asker<'_> {
    async fn get(&self, query: &[(String, String)]) -> Answer {
        let url = format!("{}{}", self.api.path(), query::canonical(query, &self.api.origin_parameters()));
        get(self.incoming, self.surroundings, &url, self.policy).await
    }

    /// One part, remembered; or what came instead of it.
    async fn part<T: DeserializeOwned>(&self, query: &[(String, String)]) -> Result<T, Answer> {
        match self.get(query).await {
            Answer::Found { entry, status } => {
                let value = serde_json::from_slice(&entry.body).map_err(|_other_shape| Answer::Unavailable);
                self.parts.borrow_mut().push((entry, status));
                value
            }
            other => Err(other),
        }
    }

    /// As the asked point has it; as old as the oldest of its parts.
    async fn near(&self, snapped: &Snapped) -> Result<Outgoing, Answer> {
        let body = match self.api {
            ApiPath::Facets => serde_json::to_vec(&snapped.counts(self.part(&snapped.parameters).await?)),
            ApiPath::Search => serde_json::to_vec(&snapped.results(self.part(&snapped.parameters).await?)),
            ApiPath::Roasters => serde_json::to_vec(&snapped.page("roaster", async |query| self.part(query).await).await?),
            _ => serde_json::to_vec(&snapped.page("cafe", async |query| self.part(query).await).await?),
        };
        let outgoing = Outgoing::cacheable(JSON, self.policy, body.map_err(|_not_json| Answer::Unavailable)?, &self.incoming.trace_id);
        let parts = self.parts.take();
        let oldest = parts.into_iter().max_by_key(|(entry, _)| entry.metadata.age_ms(self.incoming.now_ms)).ok_or(Answer::Unavailable)?;
        let (Entry { metadata, .. }, status) = oldest;
        Ok(describe(outgoing, self.policy, &metadata.headers, metadata.age_ms(self.incoming.now_ms), status))
    }
}

pub async fn openapi(incoming: &Incoming, surroundings: &Surroundings, route: &Route) -> Outgoing {
    hand_on(incoming, route.policy, get(incoming, surroundings, OPENAPI, route.policy).await)
}

/// The origin's answer as it is, under the route's own policy.
fn hand_on(incoming: &Incoming, policy: CachePolicy, answer: Answer) -> Outgoing {
    let (entry, status) = match answer.found(&incoming.trace_id) {
        Ok(found) => found,
        Err(refusal) => return refusal,
    };
    let metadata = &entry.metadata;
    let body = entry.body.clone();
    let outgoing = match metadata.headers.get("etag") {
        // The origin's tag is of these very bytes: no need to hash them again.
        Some(tag) => Outgoing::tagged(JSON, policy, body, tag, &incoming.trace_id),
        None => Outgoing::cacheable(JSON, policy, body, &incoming.trace_id),
    };
    describe(outgoing, policy, &metadata.headers, metadata.age_ms(incoming.now_ms), status)
}

/// What happened, and what caches in front of us may do with it.
pub fn describe(outgoing: Outgoing, policy: CachePolicy, headers: &HeaderList, age_ms: u64, status: CacheStatus) -> Outgoing {
    let mut outgoing = outgoing.with_cache_status(status).with_header("age", age_ms.checked_div(1_000).unwrap_or(0).to_string());
    if let Some(value) = policy.cdn_cache_control() {
        outgoing = outgoing.with_header("cloudflare-cdn-cache-control", value);
    }
    match headers.get("cache-tag") {
        Some(tags) => outgoing.with_header("cache-tag", tags.to_owned()),
        None => outgoing,
    }
}

/// How this isolate stands, for operators. Says nothing that an attacker could use: no addresses, no keys.
pub fn status(incoming: &Incoming, surroundings: &Surroundings) -> Outgoing {
    let configuration = configuration::current(&surroundings.env);
    let regions: Vec<_> =
        configuration.regions.iter().map(|region| serde_json::json!({ "id": region.id, "role": region.role, "breaker": upstream::breaker_name(&region.id) })).collect();
    let (pages, page_bytes) = pages::held();
    let (answers, answer_bytes) = cache::held();
    let body = serde_json::json!({
        "build": surroundings.assets.build,
        "configuration": { "source": configuration.source, "problem": configuration.problem },
        "regions": regions,
        "memory": { "pages": pages, "page_bytes": page_bytes, "answers": answers, "answer_bytes": answer_bytes },
        "generations": { "sequence": tags::known_sequence(), "age_ms": tags::copy_age_ms() },
    });
    Outgoing::new(200, JSON, body.to_string().into_bytes(), &incoming.trace_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_types_is_not_kept_everywhere() {
        for typed in ["/api/v1/search?limit=8&q=slow", "/api/v1/search?q=slow%20fery", "/api/v1/cities?q=hel"] {
            assert_eq!(reach_of(typed), Reach::Location, "{typed}");
        }
        for other in ["/api/v1/cafes", "/api/v1/cafes?brewing=v60", "/api/v1/cities?limit=12", "/api/v1/search"] {
            assert_eq!(reach_of(other), Reach::Everywhere, "{other}");
        }
    }
}

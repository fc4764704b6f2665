//! Signed calls: purges from our own servers, and the operator's change of a café, which stands for every write until visitors can.

use serde::{Deserialize, Serialize};
use shared::cache_tags::{GENERATION_HEADER, is_tag};
use shared::limits::REQUEST_BODY_BYTES_MAX;
use shared::problem::{Problem, ProblemCode};
use shared::signed_call::{self, SIGNATURE_HEADER, seal, unseal};
use shared::slug::Slug;
use shared::urls::INTERNAL;

use crate::bindings;
use crate::cache::entry::tags_of;
use crate::cache::headers::HeaderList;
use crate::cache::tags;
use crate::generations_object::{NamedRaise, RAISES_A_CALL_MAX};
use crate::incoming::Incoming;
use crate::response::{JSON, Outgoing};
use crate::surroundings::Surroundings;
use crate::upstream::{self, Call, Digest};

/// The header with which a writer says what they have seen; browsers carry it as the cookie of [`SEEN_COOKIE`].
pub const SEEN_HEADER: &str = "craftbean-seen";
pub const SEEN_COOKIE: &str = "__Host-craftbean-seen";
/// By then every isolate has heard of the write.
const SEEN_LIFE_S: u32 = 60;
/// Largest generation: what JavaScript and JSON carry without loss.
const GENERATION_MAX: u64 = 9_007_199_254_740_991;

/// Body of `POST /internal/purge`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Purge {
    raises: Vec<NamedRaise>,
}

#[derive(Debug, Serialize)]
struct Purged {
    sequence: u64,
}

/// The raise that a visitor says to have seen. What we did not seal ourselves counts for nothing.
pub fn seen_sequence(incoming: &Incoming, surroundings: &Surroundings) -> u64 {
    let Some(seen) = &incoming.seen else { return 0 };
    bindings::internal_key(&surroundings.env).and_then(|key| unseal(key.as_bytes(), seen)).unwrap_or(0)
}

/// Raises tags: what was fetched before is asked for again, here at once and everywhere within seconds. A replay changes nothing.
pub async fn purge(incoming: &Incoming, surroundings: &Surroundings) -> Outgoing {
    let refuse = |code, detail: &str| Outgoing::problem(code, detail, &incoming.trace_id);
    let body = match signed_body(incoming, surroundings, &format!("{INTERNAL}/purge")).await {
        Ok((body, _)) => body,
        Err(refusal) => return refusal,
    };
    let purge: Purge = match serde_json::from_slice(&body) {
        Ok(purge) => purge,
        Err(error) => return refuse(ProblemCode::BadRequest, &format!("The body is no purge: {error}.")),
    };
    let sound = |raise: &NamedRaise| is_tag(&raise.tag) && (1..=GENERATION_MAX).contains(&raise.generation);
    if purge.raises.is_empty() || purge.raises.len() > RAISES_A_CALL_MAX || !purge.raises.iter().all(sound) {
        return refuse(ProblemCode::BadRequest, &format!("A purge names 1 to {RAISES_A_CALL_MAX} tags, each with a generation from 1 on."));
    }
    match tags::raise(surroundings, &purge.raises).await {
        Some(sequence) => Outgoing::new(200, JSON, serde_json::to_vec(&Purged { sequence }).unwrap_or_default(), &incoming.trace_id),
        None => refuse(ProblemCode::Unavailable, "The purge could not be spread just now. Send it again; a replay does no harm."),
    }
}

/// Changes a café at the primary's origin, and raises the tags that it says it has touched before the writer hears of it.
pub async fn change_cafe(incoming: &Incoming, surroundings: &Surroundings, slug: &Slug) -> Outgoing {
    let path = format!("{INTERNAL}/cafes/{slug}");
    let (body, signature) = match signed_body(incoming, surroundings, &path).await {
        Ok(signed) => signed,
        Err(refusal) => return refusal,
    };
    let mut headers: HeaderList =
        [("accept", JSON), ("content-type", JSON), ("traceparent", incoming.trace_id.traceparent(1).as_str()), (SIGNATURE_HEADER, signature.as_str())].into_iter().collect();
    if let Some(key) = incoming.header("idempotency-key") {
        headers.set("idempotency-key", &key);
    }
    let call = Call { method: "PATCH".to_owned(), url: path, headers, body: Some(body), digest: Digest::Required, teaches: true };
    let Ok(received) = upstream::send_to_primary(&surroundings.regions, &call).await else {
        return Outgoing::problem(ProblemCode::Unavailable, "Nobody can say whether the change was made. Send it again; twice does no harm.", &incoming.trace_id);
    };
    if received.status != 200 {
        let problem: Option<Problem> = serde_json::from_slice(&received.body).ok();
        let (code, detail) = problem.map_or((ProblemCode::Unavailable, "The origin did not make the change.".to_owned()), |problem| (problem.code, problem.detail));
        return Outgoing::problem(code, &detail, &incoming.trace_id);
    }
    let generation = received.headers.get(GENERATION_HEADER).and_then(|text| text.parse().ok()).unwrap_or(1);
    let touched = tags_of(&received.headers);
    let raises: Vec<NamedRaise> = touched.iter().map(|tag| NamedRaise { tag: tag.clone(), generation }).collect();
    let sequence = tags::raise(surroundings, &raises).await;
    let outgoing = Outgoing::new(200, JSON, received.body, &incoming.trace_id).with_header("cache-tag", touched.join(", "));
    match sequence.zip(bindings::internal_key(&surroundings.env)) {
        Some((sequence, key)) => {
            let sealed = seal(key.as_bytes(), sequence);
            outgoing.with_header("set-cookie", format!("{SEEN_COOKIE}={sealed}; Path=/; Max-Age={SEEN_LIFE_S}; Secure; HttpOnly; SameSite=Lax")).with_header(SEEN_HEADER, sealed)
        }
        None => outgoing,
    }
}

/// The body of a call whose signature is right, and that signature.
async fn signed_body(incoming: &Incoming, surroundings: &Surroundings, path: &str) -> Result<(Vec<u8>, String), Outgoing> {
    let refuse = |code, detail: &str| Outgoing::problem(code, detail, &incoming.trace_id);
    let Some(key) = bindings::internal_key(&surroundings.env) else {
        return Err(refuse(ProblemCode::Unavailable, "This deployment has no INTERNAL_KEY, so it takes no signed calls."));
    };
    let signature = incoming.header(SIGNATURE_HEADER).unwrap_or_default();
    let body = incoming.body(REQUEST_BODY_BYTES_MAX).await.ok_or_else(|| refuse(ProblemCode::PayloadTooLarge, "The body is too large, or did not arrive whole."))?;
    let now_s = incoming.now_ms.checked_div(1_000).unwrap_or(0);
    match signed_call::verify(key.as_bytes(), Some(&signature), &incoming.method, path, &body, now_s) {
        Ok(()) => Ok((body, signature)),
        Err(error) => Err(refuse(ProblemCode::Forbidden, &error.to_string())),
    }
}

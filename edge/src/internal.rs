//! Signed calls: purges and pictures from our own servers, which end here, and operators' calls, which go on to the primary's origin.

use serde::{Deserialize, Serialize};
use shared::cache_tags::is_tag;
use shared::limits::{RAISES_A_CALL_MAX, REQUEST_BODY_BYTES_MAX};
use shared::log_position::LogPosition;
use shared::problem::ProblemCode;
use shared::signed_call::{self, SIGNATURE_HEADER};
use shared::urls::{InternalPath, PhotoPath};

use crate::bindings;
use crate::cache::tags;
use crate::generations_object::NamedRaise;
use crate::incoming::Incoming;
use crate::response::{JSON, Outgoing};
use crate::surroundings::Surroundings;
use crate::{photos, writes};

/// Largest generation: what JavaScript and JSON carry without loss.
const GENERATION_MAX: u64 = 9_007_199_254_740_991;

/// Body of `POST /internal/purge`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Purge {
    raises: Vec<NamedRaise>,
    /// How far the write behind it has come.
    #[serde(default)]
    position: Option<LogPosition>,
}

#[derive(Debug, Serialize)]
struct Purged {
    sequence: u64,
}

/// Raises tags: what was fetched before is asked for again, here at once and everywhere within seconds. A replay changes nothing.
pub async fn purge(incoming: &Incoming, surroundings: &Surroundings) -> Outgoing {
    let refuse = |code, detail: &str| Outgoing::problem(code, detail, &incoming.trace_id);
    let body = match signed_body(incoming, surroundings, REQUEST_BODY_BYTES_MAX).await {
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
    match tags::raise(surroundings, &purge.raises, purge.position).await {
        Some(sequence) => Outgoing::new(200, JSON, serde_json::to_vec(&Purged { sequence }).unwrap_or_default(), &incoming.trace_id),
        None => refuse(ProblemCode::Unavailable, "The purge could not be spread just now. Send it again; a replay does no harm."),
    }
}

/// A file of a photo, brought by our own servers or dropped by them.
pub async fn photo_file(incoming: &Incoming, surroundings: &Surroundings, photo: PhotoPath) -> Outgoing {
    match signed_body(incoming, surroundings, InternalPath::PhotoFile(photo).body_bytes_max()).await {
        Ok((body, _)) => photos::keep_or_drop(incoming, surroundings, photo, body).await,
        Err(refusal) => refusal,
    }
}

/// An operator's call, handed on to the primary's origin.
pub async fn forward(incoming: &Incoming, surroundings: &Surroundings, call: &InternalPath) -> Outgoing {
    match signed_body(incoming, surroundings, call.body_bytes_max()).await {
        Ok((body, signature)) => writes::from_operator(incoming, surroundings, &signature, body).await,
        Err(refusal) => refusal,
    }
}

/// The body of a call whose signature is right, and that signature. Nobody else's body is read: some of these calls carry whole photos.
async fn signed_body(incoming: &Incoming, surroundings: &Surroundings, bytes_max: usize) -> Result<(Vec<u8>, String), Outgoing> {
    let refuse = |code, detail: &str| Outgoing::problem(code, detail, &incoming.trace_id);
    let Some(key) = bindings::internal_key(&surroundings.env) else {
        return Err(refuse(ProblemCode::Unavailable, "This deployment has no INTERNAL_KEY, so it takes no signed calls."));
    };
    let signature = incoming.header(SIGNATURE_HEADER).unwrap_or_default();
    let now_s = incoming.now_ms.checked_div(1_000).unwrap_or(0);
    let signed =
        signed_call::verify(key.as_bytes(), Some(&signature), &incoming.method, &incoming.target(), now_s).map_err(|error| refuse(ProblemCode::Forbidden, &error.to_string()))?;
    let body = incoming.body(bytes_max).await.ok_or_else(|| refuse(ProblemCode::PayloadTooLarge, "The body is too large, or did not arrive whole."))?;
    match signed.check(&body) {
        Ok(()) => Ok((body, signature)),
        Err(error) => Err(refuse(ProblemCode::Forbidden, &error.to_string())),
    }
}

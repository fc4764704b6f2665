//! Writes: checked here, sent once to the primary's region, and the tags that they touched raised before their writer hears of them.

use core::fmt::Write as _;
use std::net::IpAddr;

use serde_json::from_slice;
use sha2::{Digest as _, Sha256};
use shared::cache_tags::GENERATION_HEADER;
use shared::limits::REQUEST_BODY_BYTES_MAX;
use shared::log_position::{LogPosition, POSITION_HEADER};
use shared::problem::{Problem, ProblemCode};
use shared::signed_call::{CLIENT_HEADER, SIGNATURE_HEADER, Seal, client_digest, seal, unseal};
use shared::urls::ApiPath;

use crate::bindings;
use crate::cache::entry::tags_of;
use crate::cache::headers::HeaderList;
use crate::cache::tags;
use crate::generations_object::NamedRaise;
use crate::incoming::Incoming;
use crate::response::{JSON, Outgoing};
use crate::surroundings::Surroundings;
use crate::upstream::{self, Call, Digest, Received};

/// The header with which a writer says what they have seen; browsers carry it as the cookie of [`SEEN_COOKIE`].
pub const SEEN_HEADER: &str = "craftbean-seen";
pub const SEEN_COOKIE: &str = "__Host-craftbean-seen";
/// By then every isolate has heard of the write.
const SEEN_LIFE_S: u32 = 60;

/// The raise of tags and the position in the log that a visitor has reached. What we did not seal ourselves counts for nothing.
pub fn seen(incoming: &Incoming, surroundings: &Surroundings) -> (u64, Option<LogPosition>) {
    let Some(sealed) = &incoming.seen else { return (0, None) };
    let key = bindings::internal_key(&surroundings.env);
    let text = key.as_ref().and_then(|key| unseal(key.as_bytes(), Seal::Seen, sealed)).unwrap_or_default();
    let (sequence, position) = text.split_once('/').unwrap_or((text, ""));
    (sequence.parse().unwrap_or(0), position.parse().ok())
}

/// A visitor's write to the JSON API. The origin judges what it says; here only whether it may come from where it comes.
pub async fn from_visitor(incoming: &Incoming, surroundings: &Surroundings) -> Outgoing {
    let refuse = |code, detail: &str| Outgoing::problem(code, detail, &incoming.trace_id);
    if let Err(detail) = may_come_from_here(incoming) {
        return refuse(ProblemCode::Forbidden, detail);
    }
    let is_json = is_of_type(incoming, JSON);
    if !is_json {
        return refuse(ProblemCode::UnsupportedMediaType, "Send the body as application/json.");
    }
    let Some(body) = incoming.body(REQUEST_BODY_BYTES_MAX).await else {
        return refuse(ProblemCode::PayloadTooLarge, "The body is too large, or did not arrive whole.");
    };
    let headers = headers_of_visitor(incoming, surroundings);
    send(incoming, surroundings, &Write { method: &incoming.method, url: incoming.target(), key: incoming.header("idempotency-key") }, headers, body).await
}

/// Browsers say whose page sends a request, and no page can make them say otherwise.
///
/// # Errors
/// Whether the body is said to be of a media type, which has no case and may have parameters.
pub fn is_of_type(incoming: &Incoming, media_type: &str) -> bool {
    incoming.header("content-type").is_some_and(|named| named.split(';').next().is_some_and(|named| named.trim().eq_ignore_ascii_case(media_type)))
}

/// A sentence for whoever may not write from where they are.
pub fn may_come_from_here(incoming: &Incoming) -> Result<(), &'static str> {
    let from_here = match (incoming.header("sec-fetch-site"), incoming.header("origin")) {
        (Some(site), _) => matches!(site.as_str(), "same-origin" | "none"),
        // Browsers that do not say that much say from where at least. Programs say neither.
        (None, Some(origin)) => origin.split_once("://").is_some_and(|(_, host)| incoming.header("host").as_deref() == Some(host)),
        (None, None) => true,
    };
    if from_here { Ok(()) } else { Err("Another site's page may not write here.") }
}

/// A suggestion that came as a form. Its key is made of who sends it and what it says: whoever sends the same form twice, by impatience or by loading
/// it again, means it once; and nobody can guess the key of another.
pub async fn suggest(incoming: &Incoming, surroundings: &Surroundings, body: Vec<u8>) -> Outgoing {
    let headers = headers_of_visitor(incoming, surroundings);
    let who = headers.get(CLIENT_HEADER).unwrap_or_default();
    let key = Sha256::digest([who.as_bytes(), &body].concat()).iter().fold(String::new(), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    });
    send(incoming, surroundings, &Write { method: "POST", url: ApiPath::Suggestions.path(), key: Some(key) }, headers, body).await
}

/// Who writes, sealed.
fn headers_of_visitor(incoming: &Incoming, surroundings: &Surroundings) -> HeaderList {
    let mut headers = HeaderList::default();
    if let Some(key) = bindings::internal_key(&surroundings.env) {
        // Cloudflare writes this header over whatever a client sends. Where nobody says the address, all such callers count as one.
        let address = incoming.header("cf-connecting-ip").and_then(|text| text.parse::<IpAddr>().ok());
        let client = address.map(|address| client_digest(key.as_bytes(), address)).unwrap_or_default();
        headers.set(CLIENT_HEADER, &seal(key.as_bytes(), Seal::Client, &client));
    }
    headers
}

/// An operator's call, whose signature has been checked and is checked again by the origin.
pub async fn from_operator(incoming: &Incoming, surroundings: &Surroundings, signature: &str, body: Vec<u8>) -> Outgoing {
    let write = Write { method: &incoming.method, url: incoming.target(), key: incoming.header("idempotency-key") };
    send(incoming, surroundings, &write, [(SIGNATURE_HEADER, signature)].into_iter().collect(), body).await
}

/// What the origin is asked to do.
struct Write<'a> {
    method: &'a str,
    url: String,
    /// `Idempotency-Key`
    key: Option<String>,
}

/// Sends the call to where the truth is.
async fn send(incoming: &Incoming, surroundings: &Surroundings, write: &Write<'_>, mut headers: HeaderList, body: Vec<u8>) -> Outgoing {
    headers.set("accept", JSON);
    headers.set("traceparent", &incoming.trace_id.traceparent(1));
    if let Some(key) = &write.key {
        headers.set("idempotency-key", key);
    }
    let body = (write.method != "GET").then_some(body);
    if body.is_some() {
        headers.set("content-type", JSON);
    }
    let call = Call { method: write.method.to_owned(), url: write.url.clone(), headers, body, digest: Digest::Required, teaches: true };
    match upstream::send_to_primary(&surroundings.regions, &call).await {
        Ok(received) if (200..300).contains(&received.status) => done(incoming, surroundings, received).await,
        Ok(received) => refused(incoming, &received),
        Err(_) if call.body.is_none() => Outgoing::problem(ProblemCode::Unavailable, "No origin answers just now. Try again in a few seconds.", &incoming.trace_id),
        Err(_) => Outgoing::problem(
            ProblemCode::Unavailable,
            "Nobody can say whether it was stored. Send it again, with the same Idempotency-Key: twice does no harm.",
            &incoming.trace_id,
        ),
    }
}

/// The origin's no, with what it says of trying again.
fn refused(incoming: &Incoming, received: &Received) -> Outgoing {
    let outgoing = match from_slice::<Problem>(&received.body) {
        Ok(problem) => Outgoing::refusal(&Problem { errors: problem.errors, ..Problem::new(problem.code, problem.detail, incoming.trace_id.as_str()) }, &incoming.trace_id),
        Err(_other_shape) => Outgoing::problem(ProblemCode::Unavailable, "The origin did not do it.", &incoming.trace_id),
    };
    match received.headers.get("retry-after").filter(|_| outgoing.status != 503) {
        Some(seconds) => outgoing.with_header("retry-after", seconds.to_owned()),
        None => outgoing,
    }
}

/// What was done is old news everywhere before whoever did it hears of it.
async fn done(incoming: &Incoming, surroundings: &Surroundings, received: Received) -> Outgoing {
    let generation = received.headers.get(GENERATION_HEADER).and_then(|text| text.parse().ok()).unwrap_or(1);
    let touched = tags_of(&received.headers);
    let replayed = received.headers.get("idempotency-replayed").is_some();
    let mut outgoing = Outgoing::new(received.status, JSON, received.body, &incoming.trace_id);
    if replayed {
        outgoing = outgoing.with_header("idempotency-replayed", "true");
    }
    if let Some(location) = received.headers.get("location").filter(|location| location.starts_with('/')) {
        outgoing = outgoing.with_header("location", location.to_owned());
    }
    let Some(key) = bindings::internal_key(&surroundings.env) else { return outgoing };
    let position: Option<LogPosition> = received.headers.get(POSITION_HEADER).and_then(|sealed| unseal(key.as_bytes(), Seal::Position, sealed)?.parse().ok());
    let mut sequence = tags::known_sequence();
    if !touched.is_empty() {
        let raises: Vec<NamedRaise> = touched.iter().map(|tag| NamedRaise { tag: tag.clone(), generation }).collect();
        outgoing = outgoing.with_header("cache-tag", touched.join(", "));
        let Some(raised) = tags::raise(surroundings, &raises, position).await else { return outgoing };
        sequence = raised;
    }
    let reached = position.map_or_else(|| sequence.to_string(), |position| format!("{sequence}/{position}"));
    let sealed = seal(key.as_bytes(), Seal::Seen, &reached);
    outgoing.with_header("set-cookie", format!("{SEEN_COOKIE}={sealed}; Path=/; Max-Age={SEEN_LIFE_S}; Secure; HttpOnly; SameSite=Lax")).with_header(SEEN_HEADER, sealed)
}

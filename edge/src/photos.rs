//! Pictures: kept in R2 where our own servers bring them, and handed out from there. A file never changes under its address.

use shared::cache_policy::{PHOTO, PHOTO_SHARED_S};
use shared::digest::{entity_tag, none_match_names};
use shared::limits::{PHOTO_BYTES_MAX, PHOTO_STORE_DEADLINE_MS};
use shared::problem::ProblemCode;
use shared::urls::PhotoPath;
use worker::{Bucket, HttpMetadata};
use xxhash_rust::xxh3::xxh3_128;

use crate::body::Body;
use crate::clock::within;
use crate::incoming::Incoming;
use crate::kept_files;
use crate::response::{JSON, Outgoing};
use crate::surroundings::Surroundings;

const STORE: &str = "PHOTOS";

/// A picture, from this location or else from the store.
pub async fn show(incoming: &Incoming, surroundings: &Surroundings, photo: PhotoPath) -> Outgoing {
    let refuse = |code, detail: &str| Outgoing::problem(code, detail, &incoming.trace_id);
    let missing = || refuse(ProblemCode::NotFound, "There is no such picture.");
    let unavailable = || refuse(ProblemCode::Unavailable, "Pictures cannot be had just now. Try again in a few seconds.");
    // Addresses have no parameters: with any, one picture could be fetched under many keys.
    if !incoming.query.is_empty() {
        return refuse(ProblemCode::InvalidParameter, "The address of a picture takes no parameters.");
    }
    if !photo.file.is_possible() {
        return missing();
    }
    let key = photo.key();
    // What lies under a key never changes, so the key tells it from others as well as its bytes would.
    let tag = entity_tag(&xxh3_128(key.as_bytes()).to_be_bytes());
    let shown = |body: Body| Outgoing::tagged(photo.file.media_type(), PHOTO, body, &tag, &incoming.trace_id);
    let is_known = incoming.if_none_match.as_deref().is_some_and(|names| none_match_names(names, &tag));
    if is_known || incoming.method == "HEAD" {
        // Only whether it is still there, and how long it is: nobody waits for bytes that are not sent.
        return match within(PHOTO_STORE_DEADLINE_MS, length(surroundings, &key)).await.and_then(Result::ok) {
            Some(Some(_)) if is_known => shown(Body::default()),
            Some(Some(bytes)) => shown(Body::default()).with_header("content-length", bytes.to_string()),
            Some(None) => missing(),
            None => unavailable(),
        };
    }
    if let Some(bytes) = kept_files::find(&key).await {
        return shown(bytes.into());
    }
    match within(PHOTO_STORE_DEADLINE_MS, stored(surroundings, &key)).await.and_then(Result::ok) {
        Some(Some(bytes)) => {
            kept_files::keep(surroundings, &key, bytes.clone(), PHOTO_SHARED_S);
            shown(bytes.into())
        }
        Some(None) => missing(),
        None => unavailable(),
    }
}

/// Our own servers bring a file, or have it dropped. Doing either again changes nothing.
pub async fn keep_or_drop(incoming: &Incoming, surroundings: &Surroundings, photo: PhotoPath, body: Vec<u8>) -> Outgoing {
    let refuse = |code, detail: &str| Outgoing::problem(code, detail, &incoming.trace_id);
    let Ok(store) = surroundings.env.bucket(STORE) else {
        return refuse(ProblemCode::Unavailable, "This deployment has no store of pictures.");
    };
    let key = photo.key();
    let done = if incoming.method == "DELETE" {
        kept_files::forget(&key).await;
        within(PHOTO_STORE_DEADLINE_MS, store.delete(key)).await.is_some_and(|deleted| deleted.is_ok())
    } else {
        if !(1..=PHOTO_BYTES_MAX).contains(&body.len()) {
            return refuse(ProblemCode::PayloadTooLarge, "A file of a photo has 1 byte at least, and 10 MB at most.");
        }
        let metadata = HttpMetadata { content_type: Some(photo.file.media_type().to_owned()), ..HttpMetadata::default() };
        let kept = within(PHOTO_STORE_DEADLINE_MS, store.put(key, body).http_metadata(metadata).execute()).await;
        kept.is_some_and(|kept| kept.is_ok_and(|object| object.is_some()))
    };
    if done {
        Outgoing::new(200, JSON, b"{}".to_vec(), &incoming.trace_id)
    } else {
        refuse(ProblemCode::Unavailable, "The store of pictures does not answer just now. Send it again; a replay does no harm.")
    }
}

/// `None` where the store has no such file.
async fn stored(surroundings: &Surroundings, key: &str) -> worker::Result<Option<Vec<u8>>> {
    let store: Bucket = surroundings.env.bucket(STORE)?;
    let Some(object) = store.get(key).execute().await? else { return Ok(None) };
    match object.body() {
        Some(body) => body.bytes().await.map(Some),
        None => Ok(None),
    }
}

/// How many bytes a file has, without reading it. `None` where the store has no such file.
async fn length(surroundings: &Surroundings, key: &str) -> worker::Result<Option<u64>> {
    let store: Bucket = surroundings.env.bucket(STORE)?;
    Ok(store.head(key).await?.map(|object| object.size()))
}

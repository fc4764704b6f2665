//! Pictures: kept in R2 where our own servers bring them, and handed out from there. A file never changes under its address.

use shared::cache_policy::CachePolicy;
use shared::digest::entity_tag;
use shared::limits::PHOTO_BYTES_MAX;
use shared::problem::ProblemCode;
use shared::urls::PhotoPath;
use worker::{Bucket, HttpMetadata};
use xxhash_rust::xxh3::xxh3_128;

use crate::incoming::Incoming;
use crate::kept_files;
use crate::response::{JSON, Outgoing};
use crate::surroundings::Surroundings;

const STORE: &str = "PHOTOS";
/// How long a location keeps a picture that it has fetched: by then one that was taken away is gone everywhere.
const KEPT_S: u32 = 3_600;

/// A picture, from this location or else from the store.
pub async fn show(incoming: &Incoming, surroundings: &Surroundings, photo: PhotoPath) -> Outgoing {
    // Addresses have no parameters: with any, one picture could be fetched under many keys.
    if !incoming.query.is_empty() {
        return Outgoing::problem(ProblemCode::InvalidParameter, "The address of a picture takes no parameters.", &incoming.trace_id);
    }
    let key = photo.key();
    let kept = kept_files::find(&key).await;
    let is_kept = kept.is_some();
    let bytes = match kept {
        Some(bytes) => bytes,
        None => match stored(surroundings, &key).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Outgoing::problem(ProblemCode::NotFound, "There is no such picture.", &incoming.trace_id),
            Err(_store) => return Outgoing::problem(ProblemCode::Unavailable, "Pictures cannot be had just now. Try again in a few seconds.", &incoming.trace_id),
        },
    };
    if !is_kept {
        kept_files::keep(surroundings, &key, bytes.clone(), KEPT_S);
    }
    let tag = entity_tag(&xxh3_128(&bytes).to_be_bytes());
    Outgoing::tagged(photo.file.media_type(), CachePolicy::Immutable, bytes.into(), &tag, &incoming.trace_id)
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
        store.delete(key).await.is_ok()
    } else {
        if !(1..=PHOTO_BYTES_MAX).contains(&body.len()) {
            return refuse(ProblemCode::PayloadTooLarge, "A file of a photo has 1 byte at least, and 10 MB at most.");
        }
        let metadata = HttpMetadata { content_type: Some(photo.file.media_type().to_owned()), ..HttpMetadata::default() };
        store.put(key, body).http_metadata(metadata).execute().await.is_ok_and(|object| object.is_some())
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

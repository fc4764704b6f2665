//! Profiles as they were last read, stored as what is answered: to show one is to look up one row by its key, where reading it asks a dozen tables. A
//! profile that is not stored, or not good any more, is read; a job stores what is due.
//!
//! A stored profile is given up with the transaction of whatever changes it: with the purge of its tag (a trigger, so that builds before this one do it, too),
//! with its hours ([`queries::forget`]), with a neighbour's name ([`forget_around`]), with any import ([`queries::forget_all`]). Time changes it as well, when
//! an interval of opening hours is over or comes into view. Whatever else may have been done to the database, none is older than a day.

pub mod lookups;
pub mod queries;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::body::Bytes;
use chrono::{DateTime, Utc};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use lz4_flex::block::{compress_prepend_size_with_dict, decompress_with_dict, uncompressed_size};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::geo::Position;
use shared::slug::Slug;
use sqlx::{PgConnection, PgPool};
use tokio::time::timeout;
use uuid::Uuid;

use self::queries::{Due, DueRow};
use super::{Kind, cells};
use crate::error::ApiError;
use crate::jobs::work::Workbench;

/// Profiles that are held at once while they are read: whoever changes one of them waits no longer than that takes.
const BATCH: i64 = 25;
/// Places that are settled at once.
const PAGE: i64 = 1_000;
/// A round stores the profiles of a whole world at most.
const DEADLINE: Duration = Duration::from_mins(10);
/// What profiles have in common: two of no place. With it they are stored in less than by `flate2`, and read in an eighth of its time.
const DICTIONARY: &[u8] = include_bytes!("dictionary.txt");
/// Larger than any profile.
const PROFILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Which form stored profiles have: the API's description and the dictionary in a number, so that a build that tells more, or packs otherwise, gives nobody
/// what one before it has stored.
static FORM: LazyLock<i64> = LazyLock::new(|| {
    let description = crate::app::document().to_json().unwrap_or_default();
    let start = Sha256::new().chain_update(description).chain_update(DICTIONARY).finalize().first_chunk().copied().unwrap_or_default();
    i64::from_le_bytes(start)
});

/// A profile to be answered as it is.
#[derive(Debug)]
pub struct Stored {
    pub place_id: Uuid,
    pub profile: Bytes,
}

/// Forgets the profiles that may name a place: its own, of those round it, of where its people work, too, and of its partners.
///
/// # Errors
/// When the database fails.
pub async fn forget_around(db: &mut PgConnection, kind: Kind, place: Uuid, position: Option<Position>) -> Result<(), sqlx::Error> {
    let cover = position.and_then(|position| cells::cover(position, cells::WALK_M)).unwrap_or_default();
    queries::forget_around(db, kind, place, &cover).await
}

/// Has a new place's profile stored soon, and those of its neighbours anew.
///
/// # Errors
/// When the database fails.
pub async fn add(db: &mut PgConnection, kind: Kind, place: Uuid, position: Option<Position>) -> Result<(), sqlx::Error> {
    queries::insert(&mut *db, &[place]).await?;
    forget_around(db, kind, place, position).await
}

/// Sees to it that every place has a row, and that whatever was stored in another form is due. A page after the other, so that nobody who changes a place
/// waits for all of them.
///
/// # Errors
/// When the database fails; what was done before stays.
pub async fn settle(db: &PgPool) -> Result<(), sqlx::Error> {
    let (mut connection, mut after) = (db.acquire().await?, Uuid::nil());
    loop {
        let places = queries::list_places(&mut connection, after, PAGE).await?;
        let Some(last) = places.last() else { return Ok(()) };
        after = *last;
        queries::insert(&mut connection, &places).await?;
        queries::forget_other_forms(&mut connection, &places, *FORM).await?;
    }
}

/// Stores every profile that is due at `now`, in batches, each its own transaction. Several may do so at once: each takes places that no other holds. How
/// many were due.
///
/// # Errors
/// When the database fails; what was stored before stays.
pub async fn store_due(db: &PgPool, now: DateTime<Utc>, mut progress: impl FnMut(usize)) -> Result<usize, sqlx::Error> {
    let (mut stored, mut after) = (0_usize, None);
    loop {
        let mut transaction = db.begin().await?;
        // What is lost with a server is read anew: nobody waits for its disk, or for standbys.
        queries::commit_without_waiting(&mut transaction).await?;
        let rows = queries::list_due(&mut transaction, now, after, BATCH).await?;
        let Some(last) = rows.last() else { return Ok(stored) };
        after = Some(Due { since: last.good_until, place_id: last.place_id });
        let mut columns = queries::ProfileColumns::default();
        for row in &rows {
            columns.push(row, told(&mut transaction, row, now).await?);
        }
        queries::update(&mut transaction, &columns, *FORM, now).await?;
        transaction.commit().await?;
        progress(rows.len());
        stored = stored.saturating_add(rows.len());
    }
}

/// What is answered for a place, packed. `None` for a place that has closed, and for one that cannot be told of: whoever asks is told why.
async fn told(db: &mut PgConnection, row: &DueRow, now: DateTime<Utc>) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let kind = Kind::of(&row.kind);
    let read = match Slug::parse(&row.slug) {
        Ok(slug) => super::read(db, now, kind, &slug).await,
        Err(error) => Err(ApiError::Internal(error.into())),
    };
    match read.and_then(|view| packed(&view).map_err(|error| ApiError::Internal(error.into()))) {
        Ok(profile) => Ok(Some(profile)),
        Err(ApiError::Unavailable(error)) => Err(error),
        Err(ApiError::Gone(_)) => Ok(None),
        Err(error) => {
            tracing::error!(place_id = %row.place_id, error = ?error, "a profile cannot be stored");
            Ok(None)
        }
    }
}

fn packed(view: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    Ok(compress_prepend_size_with_dict(&serde_json::to_vec(view)?, DICTIONARY))
}

fn unpacked(profile: &[u8]) -> anyhow::Result<Bytes> {
    let (length, packed) = uncompressed_size(profile)?;
    ensure!(length <= PROFILE_BYTES_MAX, "it says to be {length} bytes long");
    Ok(decompress_with_dict(packed, length, DICTIONARY)?.into())
}

/// Stores what is due. Comes round every minute: a few profiles whose opening hours have moved on, and those that somebody has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreProfiles {}

impl TaskHandler for StoreProfiles {
    const IDENTIFIER: &'static str = "store_profiles";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let bench = Workbench::of(&context)?;
        let round = store_due(&bench.db, bench.clock.now(), |_more| ());
        timeout(DEADLINE, round).await.context("the round took too long")?.context("profiles could not be stored")?;
        anyhow::Ok(())
    }
}

//! `POST /internal/{cafes,roasters}/{slug}/photos` and `DELETE /internal/photos/{id}`: operators add photos and take them away, signed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::limits::{ALT_CHARS_MAX, PHOTO_BYTES_MAX, PHOTOS_A_PLACE_MAX};
use shared::problem::ProblemCode;
use shared::slug::Slug;
use uuid::Uuid;

use super::jobs::{DropPhotoFiles, MakePhotoVariants, tags_of};
use super::queries::{self, PhotoRow};
use super::variants;
use crate::app::App;
use crate::database::commit;
use crate::error::{ApiError, Faults};
use crate::http::body::parse;
use crate::http::signed::Signed;
use crate::http::written::Written;
use crate::idempotency::Recorded;
use crate::jobs::enqueue;
use crate::places::changes::tidy_text;
use crate::places::{self, Kind};
use crate::purges;

/// A photo as an operator sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPhoto {
    /// JPEG, PNG or WebP in base64.
    picture: String,
    /// What is to be seen, 1 to [`ALT_CHARS_MAX`] characters.
    alt: String,
    /// Who took it.
    credit: Option<String>,
}

/// A photo as it was taken in, or as it was taken away.
#[derive(Debug, Serialize)]
struct Taken {
    id: Uuid,
}

pub async fn create_of_cafe(State(app): State<App>, Path(slug): Path<String>, Signed(body): Signed) -> Result<Written, ApiError> {
    create(&app, Kind::Cafe, &slug, &body).await
}

pub async fn create_of_roaster(State(app): State<App>, Path(slug): Path<String>, Signed(body): Signed) -> Result<Written, ApiError> {
    create(&app, Kind::Roaster, &slug, &body).await
}

/// Takes a photo in: 202, because it is shown once its variants are made. The same picture of the same place sent again is the one there is.
///
/// # Errors
/// `cafe_not_found`, `roaster_not_found` (404); `unprocessable` (422) for what is no picture, too small or too large, without words, or one too many;
/// `unavailable` (503) while others are being read.
async fn create(app: &App, kind: Kind, slug: &str, body: &[u8]) -> Result<Written, ApiError> {
    let missing = || ApiError::NotFound(kind.not_found());
    let slug = Slug::parse(slug).map_err(|_not_a_slug| missing())?;
    let mut new: NewPhoto = parse(body)?;
    let original = STANDARD.decode(&new.picture).map_err(|error| ApiError::unprocessable(format!("The picture is not base64: {error}.")))?;
    if original.len() > PHOTO_BYTES_MAX {
        return Err(ApiError::unprocessable(format!("The picture has {PHOTO_BYTES_MAX} bytes at most.")));
    }
    let mut faults = Faults::default();
    tidy_text("alt", &mut new.alt, &mut faults);
    if let Some(credit) = &mut new.credit {
        tidy_text("credit", credit, &mut faults);
    }
    faults.none()?;
    if new.alt.is_empty() || new.alt.chars().count() > ALT_CHARS_MAX {
        return Err(ApiError::unprocessable(format!("Say in `alt` what is to be seen, in 1 to {ALT_CHARS_MAX} characters.")));
    }
    app.backlog.admit_jobs()?;
    // Read whole now, so that whoever sent it hears what is wrong with it.
    let original = app.decoding_turn.take(move || variants::decode(&original).map(|_picture| original)).await?.map_err(ApiError::unprocessable)?;
    let sha256 = Sha256::digest(&original);
    let mut transaction = app.database.writer.begin().await?;
    let place = places::queries::lock_by_slug(&mut transaction, kind, &slug).await?.ok_or_else(missing)?;
    let id = match queries::find_same(&mut transaction, place.id, &sha256).await? {
        Some(id) => id,
        None if queries::count_of(&mut transaction, place.id).await? >= i64::from(PHOTOS_A_PLACE_MAX) => {
            return Err(ApiError::unprocessable(format!("A place shows {PHOTOS_A_PLACE_MAX} photos at most; take one away first.")));
        }
        None => {
            let id = Uuid::now_v7();
            let credit = new.credit.as_deref().filter(|credit| !credit.is_empty());
            let photo = PhotoRow { id, place_id: place.id, alt: &new.alt, credit, original: &original, sha256: &sha256 };
            queries::insert(&mut transaction, &photo, app.clock.now()).await?;
            enqueue(&mut transaction, &MakePhotoVariants { photo: id }).await?;
            id
        }
    };
    commit(transaction).await?;
    Written::after_commit(app, Recorded::json(StatusCode::ACCEPTED, &Taken { id }, Vec::new())?, None, false).await
}

/// Takes a photo away, here at once and from the edges by a job.
///
/// # Errors
/// `not_found` (404).
pub async fn delete(State(app): State<App>, Path(id): Path<String>, Signed(_body): Signed) -> Result<Written, ApiError> {
    let missing = || ApiError::NotFound(ProblemCode::NotFound);
    let id = Uuid::try_parse(&id).map_err(|_no_id| missing())?;
    let mut transaction = app.database.writer.begin().await?;
    let removed = queries::delete(&mut transaction, id).await?.ok_or_else(missing)?;
    let widths = removed.widths.iter().filter_map(|width| u16::try_from(*width).ok()).collect();
    enqueue(&mut transaction, &DropPhotoFiles { photo: id, widths, original: removed.kept_original }).await?;
    let touched = tags_of(&mut transaction, removed.place_id).await?;
    let purge = purges::begin(&mut transaction, &touched).await?;
    commit(transaction).await?;
    Written::after_commit(&app, Recorded::json(StatusCode::OK, &Taken { id }, touched)?, purge, false).await
}

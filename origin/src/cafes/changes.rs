//! `PATCH /internal/cafes/{slug}`: an operator's own correction, signed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use shared::cache_tags;
use shared::problem::ProblemCode;
use shared::slug::Slug;
use shared::wire::suggestions::PlaceChange;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::App;
use crate::database::commit;
use crate::error::{ApiError, Faults};
use crate::http::body::parse;
use crate::http::signed::Signed;
use crate::http::written::Written;
use crate::idempotency::Recorded;
use crate::places::Kind;
use crate::places::changes::{self, Author};
use crate::{artisans, places, purges, stories};

/// People, stories and roasters, each, whose pages are asked for again at once: with the café's own tags, all go into one call to an edge. Others follow
/// within a minute or two.
const NAMERS_MAX: i64 = 30;

/// What was changed.
#[derive(Debug, Serialize)]
struct Changed {
    slug: Slug,
    /// Cache tags that are old now.
    touched: Vec<String>,
}

/// Corrects a café.
///
/// In: a [`PlaceChange`] as JSON, signed. Out: what was touched, also as `Cache-Tag` with its `Cache-Generation` for the edge.
///
/// # Errors
/// `forbidden` (403) without a right signature, `bad_request` (400), `unprocessable` (422), `cafe_not_found` (404).
pub async fn change(State(app): State<App>, Path(slug): Path<String>, Signed(body): Signed) -> Result<Written, ApiError> {
    let missing = || ApiError::NotFound(ProblemCode::CafeNotFound);
    let slug = Slug::parse(&slug).map_err(|_not_a_slug| missing())?;
    let mut change: PlaceChange = parse(&body)?;
    app.backlog.admit_jobs()?;
    let author = Author { changed_by: "operator".to_owned(), suggestion: None };
    let mut transaction = app.database.writer.begin().await?;
    let mut faults = Faults::default();
    changes::tidy(&mut transaction, &mut change, &mut faults).await?;
    faults.none()?;
    let mut touched = changes::apply(&mut transaction, Kind::Cafe, &slug, &change, &author, app.clock.now()).await?.ok_or_else(missing)?;
    touched.tags.extend(tags_of_namers(&mut transaction, touched.place_id, &change).await?);
    let purge = purges::begin(&mut transaction, &touched.tags).await?;
    commit(transaction).await?;
    let answer = Recorded::json(StatusCode::OK, &Changed { slug, touched: touched.tags.clone() }, touched.tags)?;
    Written::after_commit(&app, answer, purge, false).await
}

/// Tags of the people, stories and roasters whose pages name a café: old when its name changes, or whether it is there at all.
///
/// # Errors
/// When the database fails.
pub async fn tags_of_namers(db: &mut PgConnection, cafe: Uuid, change: &PlaceChange) -> Result<Vec<String>, sqlx::Error> {
    if change.name.is_none() && change.closed.is_none() {
        return Ok(Vec::new());
    }
    let people = artisans::queries::list_ids_at(&mut *db, cafe, NAMERS_MAX).await?;
    let about = stories::queries::list_ids_about(&mut *db, cafe, NAMERS_MAX).await?;
    let roasters = places::queries::list_roaster_ids_of(db, cafe, NAMERS_MAX).await?;
    let lists = (!people.is_empty()).then(|| cache_tags::ARTISAN_LISTS.to_owned());
    let pages = people.into_iter().map(cache_tags::artisan).chain(about.into_iter().map(cache_tags::story)).chain(roasters.into_iter().map(cache_tags::roaster));
    Ok(lists.into_iter().chain(pages).collect())
}

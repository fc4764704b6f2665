//! `PATCH /internal/cafes/{slug}`: an operator's own correction, signed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use shared::problem::ProblemCode;
use shared::slug::Slug;
use shared::wire::suggestions::PlaceChange;

use crate::app::App;
use crate::database::commit;
use crate::error::{ApiError, Faults};
use crate::http::body::parse;
use crate::http::signed::Signed;
use crate::http::written::Written;
use crate::idempotency::Recorded;
use crate::places::Kind;
use crate::places::changes::{self, Author};
use crate::purges;

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
    let touched = changes::apply(&mut transaction, Kind::Cafe, &slug, &change, &author, app.clock.now()).await?.ok_or_else(missing)?;
    let purge = purges::begin(&mut transaction, &touched.tags).await?;
    commit(transaction).await?;
    let answer = Recorded::json(StatusCode::OK, &Changed { slug, touched: touched.tags.clone() }, touched.tags)?;
    Written::after_commit(&app, answer, purge, false).await
}

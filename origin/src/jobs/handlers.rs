//! `/internal/jobs`, signed: how the queue stands, what has been given up, and what is to be tried again.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use shared::cache_policy::CachePolicy;
use shared::limits::JOBS_WAITING_MAX;
use shared::problem::ProblemCode;

use super::dead_letters;
use super::queries::{self, DeadLetter, KindSummary};
use crate::app::App;
use crate::database::commit;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::Parameters;
use crate::http::signed::Signed;
use crate::http::written::Written;
use crate::idempotency::Recorded;
use crate::integrity::{self, Finding};

/// How the queue stands.
#[derive(Debug, Serialize)]
pub struct QueueView {
    kinds: Vec<KindSummary>,
    /// Jobs that have been given up, counted up to [`JOBS_WAITING_MAX`].
    dead: i64,
    /// What the last check of the data found.
    integrity: Vec<Finding>,
}

/// A page of dead letters, the latest first.
#[derive(Debug, Serialize)]
pub struct DeadLetters {
    items: Vec<DeadLetter>,
    /// `before` of the next page.
    next_before: Option<i64>,
}

/// What became of a dead letter.
#[derive(Debug, Serialize)]
struct Settled {
    /// The new job, where there is one.
    job: Option<i64>,
}

pub async fn show(State(app): State<App>, parameters: Parameters, _signed: Signed) -> Result<Answer<QueueView>, ApiError> {
    parameters.only(&[])?;
    let db = &app.database.writer;
    let value = QueueView { kinds: queries::list_kinds(db).await?, dead: queries::count_dead(db, i64::from(JOBS_WAITING_MAX)).await?, integrity: integrity::findings(db).await? };
    Ok(Answer { value, policy: CachePolicy::Never, tags: Vec::new() })
}

pub async fn list_dead(State(app): State<App>, parameters: Parameters, _signed: Signed) -> Result<Answer<DeadLetters>, ApiError> {
    let parameters = parameters.only(&["before", "limit"])?;
    let limit = i64::from(parameters.limit()?);
    let before = parameters.number("before")?;
    let items = queries::list_dead(&app.database.writer, before, limit).await?;
    let full = i64::try_from(items.len()).is_ok_and(|length| length == limit);
    let next_before = items.last().map(|letter| letter.id).filter(|_| full);
    Ok(Answer { value: DeadLetters { items, next_before }, policy: CachePolicy::Never, tags: Vec::new() })
}

/// Runs a dead letter again, with all its tries, before whatever waits.
pub async fn requeue(State(app): State<App>, Path(id): Path<String>, _signed: Signed) -> Result<Written, ApiError> {
    let mut transaction = app.database.writer.begin().await?;
    let job = dead_letters::requeue(&mut transaction, parse_id(&id)?, 0).await?.ok_or_else(missing)?;
    commit(transaction).await?;
    Written::after_commit(&app, Recorded::json(StatusCode::OK, &Settled { job: Some(job) }, Vec::new())?, None, false).await
}

/// Drops a dead letter.
pub async fn discard(State(app): State<App>, Path(id): Path<String>, _signed: Signed) -> Result<Written, ApiError> {
    let mut transaction = app.database.writer.begin().await?;
    queries::delete_dead(&mut transaction, parse_id(&id)?).await?.ok_or_else(missing)?;
    commit(transaction).await?;
    Written::after_commit(&app, Recorded::json(StatusCode::OK, &Settled { job: None }, Vec::new())?, None, false).await
}

fn parse_id(text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_no_id| missing())
}

const fn missing() -> ApiError {
    ApiError::NotFound(ProblemCode::NotFound)
}

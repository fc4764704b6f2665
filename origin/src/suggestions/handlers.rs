//! Handlers of `/api/v1/suggestions`.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use shared::cache_policy::CachePolicy;
use shared::limits::SUGGESTIONS_AN_HOUR_MAX;
use shared::problem::{Problem, ProblemCode};
use shared::slug::Slug;
use shared::urls::ApiPath;
use shared::wire::suggestions::{NewSuggestion, SuggestionReceipt, SuggestionStatus};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{queries, tidy};
use crate::app::App;
use crate::database::commit;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::body::parse;
use crate::http::parameters::Parameters;
use crate::http::signed::Client;
use crate::http::written::Written;
use crate::idempotency::{self, Begun, IdempotencyKey, Recorded};
use crate::places::{Kind, timestamp};
use crate::positions::Reader;

const SCOPE: &str = "suggestions";

/// Suggests a new café, a correction, or that a café or roaster has closed.
///
/// Open to anyone, signed in or not. It is held until an operator has looked at it; the receipt's address says how it stands.
#[utoipa::path(
    post, path = "/api/v1/suggestions", tag = "suggestions", operation_id = "create_suggestion",
    params(("Idempotency-Key" = String, Header, description = "Names this call; repeat it when you try again", pattern = r"^[!#-\[\]-~]+$", max_length = 128)),
    request_body = NewSuggestion,
    responses(
        (status = 201, body = SuggestionReceipt, links(("receipt" = (operation_id = "show_suggestion", parameters(("id" = "$response.body#/id")))))),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Another site's page may not write here"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such café or roaster"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The same call is under way"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "The café or roaster has closed for good"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "More than an address may suggest in an hour"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "Nobody can say whether it was stored: repeat it with the same key"),
    )
)]
pub async fn create(State(app): State<App>, client: Client, key: IdempotencyKey, body: Bytes) -> Result<Written, ApiError> {
    let mut suggestion: NewSuggestion = parse(&body)?;
    let now = app.clock.now();
    let mut transaction = app.database.writer.begin().await?;
    tidy(&mut transaction, &mut suggestion).await?;
    let begun = idempotency::begin(&mut transaction, SCOPE, &key, &body).await?;
    let replayed = matches!(begun, Begun::Replayed(_));
    let answer = match begun {
        Begun::Replayed(answer) => answer,
        Begun::First => {
            app.backlog.admit_suggestions()?;
            let receipt = store(&mut transaction, &client, &suggestion, now).await?;
            let answer = Recorded::json(StatusCode::CREATED, &receipt, Vec::new())?;
            idempotency::record(&mut transaction, SCOPE, &key, &answer).await?;
            answer
        }
    };
    commit(transaction).await?;
    let receipt: SuggestionReceipt = serde_json::from_slice(&answer.body).map_err(|error| ApiError::Internal(error.into()))?;
    Ok(Written::after_commit(&app, answer, None, replayed).await?.at(ApiPath::Suggestion(receipt.id).path()))
}

async fn store(db: &mut PgConnection, client: &Client, suggestion: &NewSuggestion, now: DateTime<Utc>) -> Result<SuggestionReceipt, ApiError> {
    spend_allowance(db, client, now).await?;
    let place = suggestion.proposal.place();
    let place_id = match place {
        None => None,
        Some((kind, slug)) => Some(find_place(db, kind, slug).await?),
    };
    // Whoever knows the id may read the receipt: its 74 random bits are not guessed.
    let id = Uuid::now_v7();
    queries::insert(db, id, place_id, suggestion, now).await?;
    let receipt = SuggestionReceipt { id, status: SuggestionStatus::Pending, created_at: timestamp(now), cafe: None, roaster: None, decided_at: None, reason: None };
    Ok(match place {
        None => receipt,
        Some((kind, slug)) => receipt.about((kind, slug.clone())),
    })
}

async fn find_place(db: &mut PgConnection, kind: Kind, slug: &Slug) -> Result<Uuid, ApiError> {
    match queries::find_place(db, kind, slug).await? {
        None => Err(ApiError::NotFound(kind.not_found())),
        Some(place) if place.closed => Err(ApiError::Gone(kind.gone())),
        Some(place) => Ok(place.id),
    }
}

/// One of the suggestions that an address may make in an hour.
async fn spend_allowance(db: &mut PgConnection, client: &Client, now: DateTime<Utc>) -> Result<(), ApiError> {
    let hour = now.duration_trunc(TimeDelta::hours(1)).map_err(|error| ApiError::Internal(error.into()))?;
    if queries::spend(db, &client.0, hour).await? <= i32::from(SUGGESTIONS_AN_HOUR_MAX) {
        return Ok(());
    }
    let left_s = u32::try_from((hour + TimeDelta::hours(1) - now).num_seconds()).unwrap_or(0).max(1);
    let sentence = format!("{SUGGESTIONS_AN_HOUR_MAX} suggestions an hour are what one address may make. Try again in {} min.", left_s.div_ceil(60));
    Err(ApiError::TooMany { sentence, retry_after_s: left_s })
}

/// How a suggestion stands, for whoever made it.
#[utoipa::path(
    get, path = "/api/v1/suggestions/{id}", tag = "suggestions", operation_id = "show_suggestion",
    params(("id" = Uuid, Path, description = "Of the receipt")),
    responses(
        (status = 200, body = SuggestionReceipt),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(Reader(db): Reader, Path(id): Path<String>, parameters: Parameters) -> Result<Answer<SuggestionReceipt>, ApiError> {
    parameters.only(&[])?;
    let missing = || ApiError::NotFound(ProblemCode::SuggestionNotFound);
    let id = Uuid::try_parse(&id).map_err(|_no_id| missing())?;
    let row = queries::find(&db, id).await?.ok_or_else(missing)?;
    Ok(Answer { value: row.receipt()?, policy: CachePolicy::Never, tags: Vec::new() })
}

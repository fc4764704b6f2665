//! `/internal/suggestions`: operators look at what was suggested, see the difference, and accept or decline. Every call is signed.

use std::sync::{Arc, OnceLock};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::cache_policy::CachePolicy;
use shared::cache_tags;
use shared::cursor::Cursor;
use shared::problem::ProblemCode;
use shared::urls::PagePath;
use shared::wire::List;
use shared::wire::suggestions::{NewCafe, PlaceChange, Proposal, SuggestionReceipt, SuggestionStatus};
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries::SuggestionRow;
use super::{into_record, queries, tidy_note};
use crate::app::App;
use crate::database::commit;
use crate::error::{ApiError, Faults};
use crate::http::answer::Answer;
use crate::http::body::parse;
use crate::http::cursor::page;
use crate::http::parameters::Parameters;
use crate::http::signed::Signed;
use crate::http::written::Written;
use crate::idempotency::Recorded;
use crate::import::geography::Geography;
use crate::import::{self, ImportError};
use crate::mails::{self, NewMail};
use crate::places::changes::{self, Author};
use crate::places::queries as places;
use crate::purges;

/// As its cursors name it.
const LIST: &str = "suggestions";

/// A suggestion as operators see it.
#[derive(Debug, Serialize)]
pub struct SuggestionView {
    #[serde(flatten)]
    pub receipt: SuggestionReceipt,
    pub proposal: Proposal,
    pub note: Option<String>,
    pub decided_by: Option<String>,
    /// The fields that would change, as they are now. Absent for a new café, and once it is decided.
    pub now: Option<PlaceChange>,
}

/// Body of a decision.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewDecision {
    decision: Decision,
    /// Who decides, for the history.
    operator: String,
    reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Accept,
    Decline,
}

impl Decision {
    const fn status(self) -> SuggestionStatus {
        match self {
            Self::Accept => SuggestionStatus::Accepted,
            Self::Decline => SuggestionStatus::Declined,
        }
    }
}

/// Lists suggestions of one status (pending ones unless `status` says otherwise), the oldest first.
pub async fn list(State(app): State<App>, parameters: Parameters, _signed: Signed) -> Result<Answer<List<SuggestionView>>, ApiError> {
    let parameters = parameters.only(&["cursor", "limit", "status"])?;
    let limit = parameters.limit()?;
    let status = parameters.one_of("status", &["pending", "accepted", "declined"])?.unwrap_or("pending");
    let rows = queries::list(&app.database.writer, status, parameters.cursor(LIST)?.map(|cursor| cursor.id), limit).await?;
    let (rows, next_cursor) = page(LIST, rows, limit, |row| Cursor { key: 0.0, id: row.id });
    let items = rows.into_iter().map(|row| row.into_view(None)).collect::<Result<_, _>>()?;
    Ok(Answer { value: List { items, next_cursor }, policy: CachePolicy::Never, tags: Vec::new() })
}

/// One suggestion with what it would change.
pub async fn show(State(app): State<App>, Path(id): Path<String>, _signed: Signed) -> Result<Answer<SuggestionView>, ApiError> {
    let mut transaction = app.database.writer.begin().await?;
    let row = queries::find(&mut *transaction, parse_id(&id)?).await?.ok_or_else(missing)?;
    let now = difference(&mut transaction, &row).await?;
    Ok(Answer { value: row.into_view(now)?, policy: CachePolicy::Never, tags: Vec::new() })
}

/// The fields that a pending suggestion would change, as they are.
async fn difference(db: &mut PgConnection, row: &SuggestionRow) -> Result<Option<PlaceChange>, ApiError> {
    let (Some((kind, slug)), Some(change), "pending") = (row.place()?, change_of(&row.proposal.0), row.status.as_str()) else { return Ok(None) };
    match places::lock_by_slug(db, kind, &slug).await? {
        Some(place) => changes::named_fields(db, &place, &change).await.map(Some),
        None => Ok(None),
    }
}

/// What a proposal changes of a known place.
fn change_of(proposal: &Proposal) -> Option<PlaceChange> {
    match proposal {
        Proposal::NewCafe { .. } => None,
        Proposal::Correction { change, .. } => Some(change.clone()),
        Proposal::Closed { .. } => Some(PlaceChange { closed: Some(true), ..PlaceChange::default() }),
    }
}

/// Accepts or declines. The same decision again changes nothing and is answered alike.
///
/// # Errors
/// `suggestion_decided` (409) when it was decided otherwise, `unprocessable` (422) when what it says cannot be done.
pub async fn decide(State(app): State<App>, Path(id): Path<String>, Signed(body): Signed) -> Result<Written, ApiError> {
    let id = parse_id(&id)?;
    let mut decision: NewDecision = parse(&body)?;
    let mut faults = Faults::default();
    changes::tidy_text("operator", &mut decision.operator, &mut faults);
    changes::check_name("operator", &decision.operator, &mut faults);
    tidy_note("reason", &mut decision.reason, &mut faults);
    faults.none()?;
    app.backlog.admit_jobs()?;
    let now = app.clock.now();
    let geography = if decision.decision == Decision::Accept { Some(geography().await?) } else { None };
    let mut transaction = app.database.writer.begin().await?;
    let row = queries::lock(&mut transaction, id).await?.ok_or_else(missing)?;
    let mut tags = Vec::new();
    if row.status == "pending" {
        let mut place_id = row.place_id;
        if let Some(geography) = geography {
            (place_id, tags) = accept(&mut transaction, &row, &decision.operator, &geography, now).await?;
        }
        queries::decide(&mut transaction, id, decision.decision.status(), place_id, &decision.operator, decision.reason.as_deref(), now).await?;
        if let Some(address) = queries::take_email(&mut transaction, id).await? {
            tell(&mut transaction, &address, id, &decision, now).await?;
        }
    } else if row.receipt()?.status != decision.decision.status() {
        let by = row.decided_by.as_deref().unwrap_or("somebody");
        return Err(ApiError::Invalid(ProblemCode::SuggestionDecided, format!("{by} has {} it already.", row.status)));
    }
    let decided = queries::find(&mut *transaction, id).await?.ok_or_else(missing)?;
    let purge = purges::begin(&mut transaction, &tags).await?;
    let answer = Recorded::json(StatusCode::OK, &decided.into_view(None)?, tags)?;
    commit(transaction).await?;
    Written::after_commit(&app, answer, purge, row.status != "pending").await
}

/// Writes to whoever suggested it.
async fn tell(db: &mut PgConnection, address: &str, id: Uuid, decision: &NewDecision, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let (subject, sentence) = match decision.decision {
        Decision::Accept => ("Your suggestion is in the guide", "Somebody has looked at what you sent us, and it is in the guide now. Thank you."),
        Decision::Decline => ("About your suggestion", "Somebody has looked at what you sent us, and has left the guide as it was. Thank you all the same."),
    };
    let reason = decision.reason.as_deref().map(|reason| format!("\n\n{reason}")).unwrap_or_default();
    let mail = NewMail { address, subject, body: &format!("{sentence}{reason}"), path: &PagePath::Suggestion(id).path() };
    mails::send(db, &mail, now).await
}

/// Does what a suggestion says. The place it is about, and the tags that are old now.
async fn accept(db: &mut PgConnection, row: &SuggestionRow, operator: &str, geography: &Geography, now: DateTime<Utc>) -> Result<(Option<Uuid>, Vec<String>), ApiError> {
    if let Proposal::NewCafe { cafe } = &row.proposal.0 {
        return add(db, row.id, cafe.clone(), geography, now).await;
    }
    let (Some((kind, slug)), Some(change)) = (row.place()?, change_of(&row.proposal.0)) else { return Err(missing()) };
    let author = Author { changed_by: operator.to_owned(), suggestion: Some(row.id) };
    let touched = changes::apply(db, kind, &slug, &change, &author, now).await?.ok_or(ApiError::NotFound(kind.not_found()))?;
    Ok((Some(touched.place_id), touched.tags))
}

async fn add(db: &mut PgConnection, id: Uuid, cafe: NewCafe, geography: &Geography, now: DateTime<Utc>) -> Result<(Option<Uuid>, Vec<String>), ApiError> {
    let added = import::add_one(db, into_record(cafe, id.to_string()), geography, now).await.map_err(|error| match error {
        ImportError::Database(error) => error.into(),
        refused @ ImportError::File { .. } => ApiError::unprocessable(format!("It cannot become a café: {refused}.")),
    })?;
    let mut tags = [cache_tags::CAFE_LISTS, cache_tags::CITY_LISTS, cache_tags::SOURCES, cache_tags::BREWING_METHODS].map(ToOwned::to_owned).to_vec();
    tags.extend(added.city.map(|(country, slug)| cache_tags::city(&country, &slug)));
    Ok((Some(added.id), tags))
}

/// Boundaries of countries and zones, loaded with the first acceptance and kept.
async fn geography() -> Result<Arc<Geography>, ApiError> {
    static GEOGRAPHY: OnceLock<Arc<Geography>> = OnceLock::new();
    tokio::task::spawn_blocking(|| GEOGRAPHY.get_or_init(|| Arc::new(Geography::load())).clone()).await.map_err(|error| ApiError::Internal(error.into()))
}

fn parse_id(text: &str) -> Result<Uuid, ApiError> {
    Uuid::try_parse(text).map_err(|_no_id| missing())
}

const fn missing() -> ApiError {
    ApiError::NotFound(ProblemCode::SuggestionNotFound)
}

//! The origin's one error: variants named after what the caller can do. The cause goes to the log, never to the client.

use axum::response::{IntoResponse, Response};
use shared::limits::RETRY_AFTER_S;
use shared::problem::{FieldError, FieldRule, Problem, ProblemCode};

/// What a handler may fail with.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The address names nothing that exists.
    #[error("not found: {0:?}")]
    NotFound(ProblemCode),
    /// It existed and is gone for good.
    #[error("gone: {0:?}")]
    Gone(ProblemCode),
    /// The request is wrong in the way the sentence says.
    #[error("invalid: {1}")]
    Invalid(ProblemCode, String),
    /// Fields of the body do not keep to these rules.
    #[error("fields: {0:?}")]
    Fields(Vec<FieldError>),
    /// The caller may not do this, as the sentence says.
    #[error("forbidden: {0}")]
    Forbidden(String),
    /// The same call is under way.
    #[error("idempotency key in use")]
    IdempotencyKeyInUse,
    /// The caller has had their share, as the sentence says.
    #[error("too many: {sentence}")]
    TooMany { sentence: String, retry_after_s: u32 },
    /// We have as much as we can take; later it will work.
    #[error("full: {0}")]
    Full(String),
    /// Nothing is wrong with the request; later it will work.
    #[error("unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// Our fault.
    #[error("internal")]
    Internal(#[source] anyhow::Error),
}

impl ApiError {
    /// `invalid_parameter` with a sentence that says what would be right.
    pub fn parameter(sentence: impl Into<String>) -> Self {
        Self::Invalid(ProblemCode::InvalidParameter, sentence.into())
    }

    /// `unprocessable` with a sentence that says what would be right.
    pub fn unprocessable(sentence: impl Into<String>) -> Self {
        Self::Invalid(ProblemCode::Unprocessable, sentence.into())
    }

    /// The code and the sentence a client sees.
    fn face(&self) -> (ProblemCode, String) {
        match self {
            Self::NotFound(code) => (*code, "Nothing is known under this address. Check its spelling, or search for the name.".to_owned()),
            Self::Gone(code) => (*code, "It is no longer in business, and its page has been closed.".to_owned()),
            Self::Invalid(code, sentence) => (*code, sentence.clone()),
            Self::Fields(errors) => (ProblemCode::Unprocessable, errors.iter().map(FieldError::sentence).collect::<Vec<_>>().join(" ")),
            Self::Forbidden(sentence) => (ProblemCode::Forbidden, sentence.clone()),
            Self::IdempotencyKeyInUse => {
                (ProblemCode::IdempotencyKeyInUse, "A call with the same Idempotency-Key is under way. Repeat it in a second, with the same key.".to_owned())
            }
            Self::TooMany { sentence, .. } => (ProblemCode::TooManyRequests, sentence.clone()),
            Self::Full(sentence) => (ProblemCode::Unavailable, sentence.clone()),
            Self::Unavailable(_) => (ProblemCode::Unavailable, "The database cannot be reached just now. Try again in a few seconds.".to_owned()),
            Self::Internal(_) => (ProblemCode::Internal, "The fault is ours and has been logged. Try again, or quote the trace id.".to_owned()),
        }
    }
}

impl From<sqlx::Error> for ApiError {
    /// Losing the server, or waiting too long for it, passes; anything else in SQL is our fault.
    fn from(error: sqlx::Error) -> Self {
        let passing = match &error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => true,
            // 57xxx operator intervention (statement_timeout, shutdown), 53xxx resources, 40xxx deadlock, 08xxx connection, 55P03 lock_timeout, and
            // 25006 read-only: a primary that has just become a replica.
            sqlx::Error::Database(database) => {
                database.code().is_some_and(|code| ["57", "53", "40", "08"].iter().any(|class| code.starts_with(class)) || ["55P03", "25006"].contains(&code.as_ref()))
            }
            _ => false,
        };
        if passing { Self::Unavailable(error) } else { Self::Internal(error.into()) }
    }
}

/// What is found wrong with the fields of a body, all of it.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    pub fn add(&mut self, field: &str, rule: FieldRule) {
        self.0.push(FieldError { field: field.to_owned(), rule, most: None });
    }

    /// A text with more characters than it may have, or with control characters.
    pub fn add_text(&mut self, field: &str, most: usize) {
        self.0.push(FieldError { field: field.to_owned(), rule: FieldRule::Text, most: u32::try_from(most).ok() });
    }

    /// # Errors
    /// [`ApiError::Fields`] where there is any.
    pub fn none(self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::Fields(self.0)) }
    }
}

/// Marks an answer that failed because the connection to the database was lost: a read can be made again at once, on another.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLost;

/// Whether a server has gone away under a statement, or is not yet there.
pub fn is_connection_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        // 57P01 to 57P03: shut down, crashed, not yet up.
        sqlx::Error::Database(database) => database.code().is_some_and(|code| code.starts_with("57P0") || code.starts_with("08")),
        _ => false,
    }
}

/// Carries a problem to `http::envelope`, which adds the trace id and writes the body.
#[derive(Clone, Debug)]
pub struct ProblemIntent {
    pub code: ProblemCode,
    pub detail: String,
    pub retry_after_s: Option<u32>,
    pub errors: Vec<FieldError>,
}

impl ProblemIntent {
    /// What cannot be had just now can be asked for again later.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), retry_after_s: (code == ProblemCode::Unavailable).then_some(RETRY_AFTER_S), errors: Vec::new() }
    }

    pub fn into_problem(self, trace_id: &str) -> Problem {
        Problem { errors: self.errors, ..Problem::new(self.code, self.detail, trace_id) }
    }
}

impl IntoResponse for ProblemIntent {
    fn into_response(self) -> Response {
        let mut response = Response::new(axum::body::Body::empty());
        *response.status_mut() = axum::http::StatusCode::from_u16(self.code.status()).unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match &self {
            Self::Unavailable(cause) => tracing::warn!(cause = ?cause, "unavailable"),
            Self::Internal(cause) => tracing::error!(cause = ?cause, "internal error"),
            Self::Full(sentence) => tracing::warn!(sentence, "full"),
            Self::NotFound(_) | Self::Gone(_) | Self::Invalid(..) | Self::Fields(_) | Self::Forbidden(_) | Self::IdempotencyKeyInUse | Self::TooMany { .. } => {}
        }
        let (code, detail) = self.face();
        let intent = ProblemIntent::new(code, detail);
        let retry_after_s = match self {
            Self::IdempotencyKeyInUse => Some(1),
            Self::TooMany { retry_after_s, .. } => Some(retry_after_s),
            _ => intent.retry_after_s,
        };
        let is_lost = matches!(&self, Self::Unavailable(cause) if is_connection_lost(cause));
        let errors = if let Self::Fields(errors) = self { errors } else { Vec::new() };
        let mut response = ProblemIntent { retry_after_s, errors, ..intent }.into_response();
        if is_lost {
            response.extensions_mut().insert(ConnectionLost);
        }
        response
    }
}

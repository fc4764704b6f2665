//! A write's answer: what was done, which tags it has made old, and how late it is. Never kept by anybody.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::cache_tags::GENERATION_HEADER;
use shared::log_position::LogPosition;
use uuid::Uuid;

use crate::app::App;
use crate::config::InternalKey;
use crate::error::ApiError;
use crate::http::answer::{write_digest, write_tags};
use crate::idempotency::Recorded;
use crate::{positions, purges};

/// An answer whose transaction has been committed.
#[derive(Clone, Debug)]
pub struct Written {
    answer: Recorded,
    /// Of the tags that it touched.
    generation: Option<u64>,
    /// Path of what was created.
    location: Option<String>,
    position: LogPosition,
    /// Seals the position.
    key: Option<InternalKey>,
    replayed: bool,
}

impl Recorded {
    /// # Errors
    /// For a value that is no JSON: our fault.
    pub fn json(status: StatusCode, value: &impl Serialize, tags: Vec<String>) -> Result<Self, ApiError> {
        Ok(Self { status: status.as_u16(), body: serde_json::to_vec(value).map_err(|error| ApiError::Internal(error.into()))?, tags })
    }
}

impl Written {
    /// Call after the commit: whoever fetches with a later generation of `purge`, or from that position on, sees the write.
    ///
    /// # Errors
    /// When the database fails. The write is then made, but its caller cannot know.
    pub async fn after_commit(app: &App, answer: Recorded, purge: Option<Uuid>, replayed: bool) -> Result<Self, ApiError> {
        let generation = match purge {
            Some(purge) => Some(purges::generation(&app.database.writer, purge).await?),
            None => None,
        };
        app.read_cache.changed(&answer.tags);
        let position = positions::after_commit(app).await?;
        Ok(Self { answer, generation, location: None, position, key: app.internal_key.clone(), replayed })
    }

    /// The same with where the thing is that was created.
    #[must_use]
    pub fn at(self, location: String) -> Self {
        Self { location: Some(location), ..self }
    }
}

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        let digest = Sha256::digest(&self.answer.body);
        let mut response = Response::new(axum::body::Body::from(self.answer.body));
        *response.status_mut() = StatusCode::from_u16(self.answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        if let Some(generation) = self.generation {
            headers.insert(GENERATION_HEADER, HeaderValue::from(generation));
        }
        if let Some(location) = self.location.and_then(|location| HeaderValue::try_from(location).ok()) {
            headers.insert("location", location);
        }
        if self.replayed {
            headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
        }
        write_digest(headers, &digest);
        write_tags(headers, &self.answer.tags);
        positions::write(&mut response, self.key.as_ref(), self.position);
        response
    }
}

//! The one error body of every tier: RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};

/// Media type of [`Problem`].
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What went wrong, named after what the caller can do about it. The wire carries [`ProblemCode::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ProblemCode {
    BadRequest,
    InvalidParameter,
    Forbidden,
    NotFound,
    CafeNotFound,
    RoasterNotFound,
    CityNotFound,
    ArtisanNotFound,
    BrewingMethodNotFound,
    StoryNotFound,
    CafeGone,
    RoasterGone,
    MethodNotAllowed,
    PayloadTooLarge,
    UriTooLong,
    UnsupportedMediaType,
    /// Understood, but it cannot be done as it says.
    Unprocessable,
    SuggestionNotFound,
    /// Somebody has decided otherwise before.
    SuggestionDecided,
    /// A call with the same key is under way.
    IdempotencyKeyInUse,
    /// The key came before with another request.
    IdempotencyKeyReused,
    TooManyRequests,
    Internal,
    Unavailable,
}

impl ProblemCode {
    /// HTTP status that goes with the code.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest | Self::InvalidParameter => 400,
            Self::Forbidden => 403,
            Self::NotFound
            | Self::CafeNotFound
            | Self::RoasterNotFound
            | Self::CityNotFound
            | Self::ArtisanNotFound
            | Self::BrewingMethodNotFound
            | Self::StoryNotFound
            | Self::SuggestionNotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::SuggestionDecided | Self::IdempotencyKeyInUse => 409,
            Self::CafeGone | Self::RoasterGone => 410,
            Self::PayloadTooLarge => 413,
            Self::UriTooLong => 414,
            Self::UnsupportedMediaType => 415,
            Self::Unprocessable | Self::IdempotencyKeyReused => 422,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// Short title for people, the same for every occurrence.
    pub const fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request could not be understood",
            Self::InvalidParameter => "A parameter is not valid",
            Self::Forbidden => "This call is not allowed",
            Self::NotFound => "There is nothing here",
            Self::CafeNotFound => "No such café",
            Self::RoasterNotFound => "No such roaster",
            Self::CityNotFound => "No such city",
            Self::ArtisanNotFound => "No such person",
            Self::BrewingMethodNotFound => "No such way of brewing",
            Self::StoryNotFound => "No such story",
            Self::CafeGone => "This café has closed",
            Self::RoasterGone => "This roaster has closed",
            Self::MethodNotAllowed => "This address does not take that method",
            Self::PayloadTooLarge => "The request is too large",
            Self::UriTooLong => "The address is too long",
            Self::UnsupportedMediaType => "The body is of a kind that is not read here",
            Self::Unprocessable => "The request cannot be carried out as it is",
            Self::SuggestionNotFound => "No such suggestion",
            Self::SuggestionDecided => "This suggestion has been decided",
            Self::IdempotencyKeyInUse => "The same call is under way",
            Self::IdempotencyKeyReused => "The key belongs to another call",
            Self::TooManyRequests => "Too many requests",
            Self::Internal => "Something broke on our side",
            Self::Unavailable => "The service cannot answer just now",
        }
    }
}

/// RFC 9457 body. `detail` is a sentence for a person; `trace_id` leads an operator to the log line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Always `about:blank`: `code` is the stable name.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub code: ProblemCode,
    pub detail: String,
    pub trace_id: String,
}

impl Problem {
    pub fn new(code: ProblemCode, detail: impl Into<String>, trace_id: impl Into<String>) -> Self {
        Self { kind: "about:blank".to_owned(), title: code.title().to_owned(), status: code.status(), code, detail: detail.into(), trace_id: trace_id.into() }
    }
}

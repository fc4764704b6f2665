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
    /// What is wrong with which field of the body, where that is known; `detail` says it in English.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub errors: Vec<FieldError>,
}

/// One thing that is wrong with one field: programs say it in their reader's language by the rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Its name in the body.
    #[cfg_attr(feature = "openapi", schema(example = "website"))]
    pub field: String,
    pub rule: FieldRule,
    /// Characters at most, where that is the rule.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub most: Option<u32>,
}

/// What a field does not keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FieldRule {
    /// At least one letter or digit.
    Required,
    /// Not too many characters, and no control characters.
    Text,
    /// A web address, with its scheme.
    Website,
    Email,
    /// ISO 3166-1 alpha-2.
    Country,
    /// Degrees of WGS 84.
    Position,
    /// Known brewing methods, each once.
    BrewingMethods,
    /// A correction changes at least one field.
    Change,
    /// Closing is suggested by itself, not corrected.
    Closed,
}

impl FieldError {
    /// In English.
    pub fn sentence(&self) -> String {
        let field = &self.field;
        match self.rule {
            FieldRule::Required => format!("`{field}` has at least one letter or digit."),
            FieldRule::Text => format!("`{field}` has {} characters at most, and no control characters.", self.most.unwrap_or_default()),
            FieldRule::Website => format!("`{field}` begins with https:// or http:// and has no spaces."),
            FieldRule::Email => format!("`{field}` is an address such as name@example.org, and nothing else."),
            FieldRule::Country => format!("`{field}` is two letters of ISO 3166-1, such as FI."),
            FieldRule::Position => format!("`{field}` is a latitude from -90 to 90 and a longitude from -180 to 180."),
            FieldRule::BrewingMethods => format!("`{field}` names each method once, and only such as `/api/v1/brewing-methods` lists."),
            FieldRule::Change => "The correction changes nothing; name at least one field.".to_owned(),
            FieldRule::Closed => "A correction does not close a café; suggest `closed` instead, so that somebody looks into it.".to_owned(),
        }
    }
}

impl Problem {
    pub fn new(code: ProblemCode, detail: impl Into<String>, trace_id: impl Into<String>) -> Self {
        Self { kind: "about:blank".to_owned(), title: code.title().to_owned(), status: code.status(), code, detail: detail.into(), trace_id: trace_id.into(), errors: Vec::new() }
    }
}

//! Query parameters, parsed at the door: unknown, repeated or malformed ones are a 400 that says what would be right.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use shared::cursor::Cursor;
use shared::geo::{self, Position};
use shared::language::Language;
use shared::limits::{LIST_ITEMS_DEFAULT, LIST_ITEMS_MAX, MARGIN_M_MAX, RADIUS_M_DEFAULT, RADIUS_M_MAX, TEXT_QUERY_CHARS_MAX};
use shared::open_at::OpenAt;
use shared::problem::ProblemCode;
use shared::query;
use shared::slug::Slug;
use shared::urls::{CountryCode, MARGIN_M};

use crate::error::ApiError;

/// How a position is written, for descriptions; [`Position::parse`] reads it.
#[derive(Clone, Debug, utoipa::ToSchema)]
#[schema(value_type = String, pattern = r"^-?(90(\.0{1,12})?|[1-8]?[0-9](\.[0-9]{1,12})?),-?(180(\.0{1,12})?|(1[0-7][0-9]|[1-9]?[0-9])(\.[0-9]{1,12})?)$")]
pub struct NearText(pub String);

/// How a moment or a time on clocks is written, for descriptions; [`OpenAt::parse`] reads it.
#[derive(Clone, Debug, utoipa::ToSchema)]
#[schema(value_type = String, pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2}))?$")]
pub struct OpenAtText(pub String);

/// How a language is written, for descriptions; [`Language::from_code`] reads it.
#[derive(Clone, Copy, Debug, utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum LanguageCode {
    En,
    Es,
    De,
    Ja,
    Ar,
}

/// The decoded query of a request.
#[derive(Debug)]
pub struct Parameters(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        query::parse(parts.uri.query().unwrap_or_default()).map(Self).map_err(|error| ApiError::Invalid(ProblemCode::BadRequest, error.to_string()))
    }
}

impl Parameters {
    /// Refuses every name that is not in `allowed`.
    pub fn only(self, allowed: &[&str]) -> Result<Self, ApiError> {
        match self.0.iter().find(|(name, _)| !allowed.contains(&name.as_str())) {
            None => Ok(self),
            Some((name, _)) => Err(ApiError::parameter(format!(
                "`{}` is not a parameter of this list; it takes {}.",
                name.chars().take(40).collect::<String>(),
                if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") }
            ))),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    fn parsed<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>, wanted: &str) -> Result<Option<T>, ApiError> {
        self.text(name).map(|text| parse(text).ok_or_else(|| ApiError::parameter(format!("`{name}` must be {wanted}.")))).transpose()
    }

    /// `limit`, 1..=[`LIST_ITEMS_MAX`].
    pub fn limit(&self) -> Result<u16, ApiError> {
        let wanted = format!("a whole number from 1 to {LIST_ITEMS_MAX}");
        let limit = self.parsed("limit", |text| query::parse_whole(text).filter(|limit| (1..=LIST_ITEMS_MAX).contains(limit)), &wanted)?;
        Ok(limit.unwrap_or(LIST_ITEMS_DEFAULT))
    }

    /// # Errors
    /// `invalid_parameter` for what is no `next_cursor` of this list.
    pub fn cursor(&self, list: &str) -> Result<Option<Cursor>, ApiError> {
        self.parsed("cursor", |text| Cursor::decode(text, list), "a next_cursor of this list in this order, unchanged")
    }

    /// A number that names something.
    pub fn number(&self, name: &str) -> Result<Option<i64>, ApiError> {
        self.parsed(name, |text| text.parse().ok(), "a whole number")
    }

    /// `near=LAT,LON` with `radius_m`; a radius alone means nothing and is refused.
    pub fn near(&self) -> Result<Option<(Position, u32)>, ApiError> {
        let near = self.parsed("near", Position::parse, "LAT,LON in decimal degrees, such as 60.17,24.94")?;
        let wanted = format!("a whole number of metres from 1 to {RADIUS_M_MAX}");
        let radius_m = self.parsed("radius_m", geo::parse_radius_m, &wanted)?;
        match (near, radius_m) {
            (None, Some(_)) => Err(ApiError::parameter("`radius_m` needs `near`.")),
            (near, radius_m) => Ok(near.map(|position| (position, radius_m.unwrap_or(RADIUS_M_DEFAULT)))),
        }
    }

    /// [`MARGIN_M`], 0 where it is not given.
    pub fn margin_m(&self) -> Result<u32, ApiError> {
        let wanted = format!("a whole number of metres up to {MARGIN_M_MAX}");
        Ok(self.parsed(MARGIN_M, |text| query::parse_whole(text).filter(|metres| *metres <= MARGIN_M_MAX), &wanted)?.unwrap_or(0))
    }

    /// `true` or `false`; absent is false.
    pub fn flag(&self, name: &str) -> Result<bool, ApiError> {
        Ok(self.parsed(name, |text| text.parse().ok(), "true or false")?.unwrap_or(false))
    }

    /// `true` or `false`, or neither.
    pub fn choice(&self, name: &str) -> Result<Option<bool>, ApiError> {
        self.parsed(name, |text| text.parse().ok(), "true or false")
    }

    /// A moment in RFC 3339, or what clocks at the place show.
    pub fn open_at(&self) -> Result<Option<OpenAt>, ApiError> {
        self.parsed("open_at", OpenAt::parse, "a moment such as 2026-11-20T18:30:00Z, or a time at the place such as 2026-11-20T18:30")
    }

    /// `price=1,2`: levels from 1 to 3.
    pub fn price_levels(&self) -> Result<Vec<i16>, ApiError> {
        let parse = |text: &str| text.split(',').map(|level| level.parse().ok().filter(|level| (1..=3).contains(level))).collect::<Option<Vec<i16>>>();
        Ok(self.parsed("price", parse, "levels from 1 to 3 with commas between them, such as 1,2")?.unwrap_or_default())
    }

    /// One of a few words.
    pub fn one_of<'w>(&self, name: &str, words: &[&'w str]) -> Result<Option<&'w str>, ApiError> {
        self.parsed(name, |text| words.iter().copied().find(|word| *word == text), &format!("one of {}", words.join(", ")))
    }

    /// `language`, English where it is not given.
    pub fn language(&self) -> Result<Language, ApiError> {
        let wanted = format!("one of {}", Language::ALL.map(Language::code).join(", "));
        Ok(self.parsed("language", Language::from_code, &wanted)?.unwrap_or_default())
    }

    pub fn slug(&self, name: &str) -> Result<Option<Slug>, ApiError> {
        self.parsed(name, |text| Slug::parse(text).ok(), "a slug such as v60")
    }

    /// `country=fi`, either case.
    pub fn country(&self) -> Result<Option<CountryCode>, ApiError> {
        self.parsed("country", CountryCode::from_upper, "two letters of ISO 3166-1, such as fi")
    }

    /// `city=fi/helsinki`.
    pub fn city(&self) -> Result<Option<(CountryCode, Slug)>, ApiError> {
        let parse = |text: &str| {
            let (country, slug) = text.split_once('/')?;
            Some((CountryCode::from_upper(country)?, Slug::parse(slug).ok()?))
        };
        self.parsed("city", parse, "country/city as in the city's URL, such as fi/helsinki")
    }

    /// A typed name, trimmed, at most [`TEXT_QUERY_CHARS_MAX`] characters, without control characters.
    pub fn typed_text(&self, name: &str) -> Result<Option<String>, ApiError> {
        let wanted = format!("at most {TEXT_QUERY_CHARS_MAX} printable characters");
        let typed = self.parsed(
            name,
            |text| {
                let text = text.trim();
                (text.chars().count() <= TEXT_QUERY_CHARS_MAX && !text.chars().any(char::is_control)).then(|| text.to_owned())
            },
            &wanted,
        )?;
        Ok(typed.filter(|text| !text.is_empty()))
    }
}

//! What visitors propose (`/api/v1/suggestions`), and what operators decide (`/internal/suggestions`, signed).

pub mod decisions;
pub mod handlers;
mod queries;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use shared::limits::NOTE_CHARS_MAX;
use shared::wire::suggestions::{NewCafe, NewSuggestion, PlaceChange, Proposal};
use sqlx::{PgConnection, PgPool};

use crate::error::ApiError;
use crate::import::record::{Fact, Record, RecordPrecision};
use crate::import::source;
use crate::mails::mailer::is_address;
use crate::places::changes;

/// How many wait for a decision, counted up to `most`.
///
/// # Errors
/// When the database fails.
pub async fn count_pending(db: &PgPool, most: i64) -> Result<i64, sqlx::Error> {
    queries::count_pending(db, most).await
}

/// Forgets what addresses suggested more than a day ago. How many rows.
///
/// # Errors
/// When the database fails.
pub async fn forget_old_allowances(db: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    queries::delete_allowances_before(db, now - TimeDelta::days(1)).await
}

/// Forgets where to tell of suggestions that are decided, or that nobody has decided for three months. How many.
///
/// # Errors
/// When the database fails.
pub async fn forget_old_emails(db: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    queries::delete_emails_before(db, now - TimeDelta::days(90)).await
}

/// Folds white space of everything that was typed.
///
/// # Errors
/// A sentence for whoever typed it.
fn tidy(suggestion: &mut NewSuggestion) -> Result<(), ApiError> {
    tidy_note(&mut suggestion.note)?;
    suggestion.email.take_if(|email| email.trim().is_empty());
    if suggestion.email.as_deref().is_some_and(|email| !is_address(email)) {
        return Err(ApiError::unprocessable("`email` is an address such as name@example.org, and nothing else."));
    }
    match &mut suggestion.proposal {
        Proposal::NewCafe { cafe } => tidy_cafe(cafe),
        Proposal::Correction { change: PlaceChange { closed: Some(_), .. }, .. } => {
            Err(ApiError::unprocessable("A correction does not close a café; suggest `closed` instead, so that somebody looks into it."))
        }
        Proposal::Correction { change, .. } => changes::tidy(change),
        Proposal::Closed { .. } => Ok(()),
    }
}

/// A note is a few sentences: lines stay, other control characters go.
fn tidy_note(note: &mut Option<String>) -> Result<(), ApiError> {
    if let Some(text) = note {
        text.retain(|letter| !letter.is_control() || letter == '\n');
        let trimmed = text.trim().to_owned();
        *text = trimmed;
        if text.chars().count() > NOTE_CHARS_MAX {
            return Err(ApiError::unprocessable(format!("A note has {NOTE_CHARS_MAX} characters at most.")));
        }
    }
    note.take_if(|text| text.is_empty());
    Ok(())
}

fn tidy_cafe(cafe: &mut NewCafe) -> Result<(), ApiError> {
    for text in [&mut cafe.name, &mut cafe.country, &mut cafe.city] {
        changes::tidy_text(text)?;
    }
    for text in [&mut cafe.address, &mut cafe.website, &mut cafe.phone, &mut cafe.opening_hours] {
        if let Some(text) = text {
            changes::tidy_text(text)?;
        }
        text.take_if(|text| text.is_empty());
    }
    cafe.country.make_ascii_uppercase();
    if [&cafe.name, &cafe.city].into_iter().any(|text| !text.chars().any(char::is_alphanumeric)) {
        return Err(ApiError::unprocessable("A café has a name and a city, each with at least one letter or digit."));
    }
    if cafe.country.len() != 2 || !cafe.country.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Err(ApiError::unprocessable("`country` is two letters of ISO 3166-1, such as FI."));
    }
    if cafe.position.is_some_and(|position| shared::geo::Position::new(position.lat, position.lon).is_none()) {
        return Err(ApiError::unprocessable("`position` is a latitude from -90 to 90 and a longitude from -180 to 180."));
    }
    changes::check_website(cafe.website.as_deref())?;
    changes::check_hours(cafe.opening_hours.as_deref())
}

/// A suggested café as a row of an import, whose rules judge it like any other.
fn into_record(cafe: NewCafe, reference: String) -> Record {
    Record {
        source: source::visitors(),
        reference,
        name: cafe.name,
        lat: cafe.position.map(|position| position.lat),
        lon: cafe.position.map(|position| position.lon),
        precision: if cafe.position.is_some() { RecordPrecision::Exact } else { RecordPrecision::Town },
        address: cafe.address,
        city: Some(cafe.city),
        country: cafe.country,
        website: cafe.website,
        phone: cafe.phone,
        opening_hours: cafe.opening_hours,
        brewing: cafe.brewing_methods.iter().map(|method| method.as_str().to_owned()).collect(),
        practical: cafe.practical.into_iter().map(|(fact, offered)| Fact { fact: fact.as_str().to_owned(), offered }).collect(),
        ..Record::default()
    }
}

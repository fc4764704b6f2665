//! What visitors propose (`/api/v1/suggestions`), and what operators decide (`/internal/suggestions`, signed).

pub mod decisions;
pub mod handlers;
mod queries;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use shared::limits::NOTE_CHARS_MAX;
use shared::problem::FieldRule;
use shared::wire::suggestions::{NewCafe, NewSuggestion, Proposal};
use sqlx::{PgConnection, PgPool};

use crate::error::{ApiError, Faults};
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
/// All that is wrong, for whoever typed it.
async fn tidy(db: &mut PgConnection, suggestion: &mut NewSuggestion) -> Result<(), ApiError> {
    let mut faults = Faults::default();
    match &mut suggestion.proposal {
        Proposal::NewCafe { cafe } => tidy_cafe(db, cafe, &mut faults).await?,
        Proposal::Correction { change, .. } => {
            if change.closed.is_some() {
                faults.add("closed", FieldRule::Closed);
            }
            changes::tidy(db, change, &mut faults).await?;
        }
        Proposal::Closed { .. } => {}
    }
    tidy_note("note", &mut suggestion.note, &mut faults);
    suggestion.email.take_if(|email| email.trim().is_empty());
    if suggestion.email.as_deref().is_some_and(|email| !is_address(email)) {
        faults.add("email", FieldRule::Email);
    }
    faults.none()
}

/// A note is a few sentences: lines stay, other control characters go.
fn tidy_note(field: &str, note: &mut Option<String>, faults: &mut Faults) {
    if let Some(text) = note {
        text.retain(|letter| !letter.is_control() || letter == '\n');
        let trimmed = text.trim().to_owned();
        *text = trimmed;
        if text.chars().count() > NOTE_CHARS_MAX {
            faults.add_text(field, NOTE_CHARS_MAX);
        }
    }
    note.take_if(|text| text.is_empty());
}

async fn tidy_cafe(db: &mut PgConnection, cafe: &mut NewCafe, faults: &mut Faults) -> Result<(), sqlx::Error> {
    for (field, text) in [("name", &mut cafe.name), ("city", &mut cafe.city)] {
        changes::tidy_text(field, text, faults);
        changes::check_name(field, text, faults);
    }
    cafe.country = cafe.country.trim().to_ascii_uppercase();
    if cafe.country.len() != 2 || !cafe.country.bytes().all(|letter| letter.is_ascii_uppercase()) {
        faults.add("country", FieldRule::Country);
    }
    changes::tidy_contact([&mut cafe.address, &mut cafe.website, &mut cafe.phone, &mut cafe.opening_hours], faults);
    for text in [&mut cafe.address, &mut cafe.website, &mut cafe.phone, &mut cafe.opening_hours] {
        text.take_if(|text| text.is_empty());
    }
    if cafe.position.is_some_and(|position| shared::geo::Position::new(position.lat, position.lon).is_none()) {
        faults.add("position", FieldRule::Position);
    }
    changes::check_methods(db, &cafe.brewing_methods, faults).await
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

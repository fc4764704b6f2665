//! A change of a place: checked, applied, kept in its history, and named by the tags that it makes old.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use shared::cache_tags;
use shared::geo::Position;
use shared::slug::Slug;
use shared::wire::places::Offered;
use shared::wire::suggestions::PlaceChange;
use sqlx::PgConnection;
use uuid::Uuid;

use super::completeness::RefreshPlace;
use super::{Kind, queries};
use crate::error::ApiError;
use crate::import::queries::update_city_summaries;
use crate::jobs;
use crate::opening_hours::lay_out::{self, IntervalColumns};
use crate::opening_hours::{self, Place};
use crate::{brewing_methods, sources};

/// Longest text of a change.
const TEXT_CHARS_MAX: usize = 300;
/// A place names no more brewing methods than there are.
const METHODS_MAX: usize = 30;

/// On whose word a place changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The operator's name.
    pub changed_by: String,
    pub suggestion: Option<Uuid>,
}

/// Folds white space and composes characters of all texts, in place.
///
/// # Errors
/// A sentence for whoever wrote it: a text that is too long, an empty name, a website that is none, nothing changed at all.
pub fn tidy(change: &mut PlaceChange) -> Result<(), ApiError> {
    for text in [&mut change.name, &mut change.address, &mut change.website, &mut change.phone, &mut change.opening_hours].into_iter().flatten() {
        tidy_text(text)?;
    }
    if change.name.as_deref().is_some_and(|name| !name.chars().any(char::is_alphanumeric)) {
        return Err(ApiError::unprocessable("A place keeps a name, with at least one letter or digit."));
    }
    check_website(change.website.as_deref())?;
    check_hours(change.opening_hours.as_deref())?;
    if change.brewing_methods.as_ref().is_some_and(|methods| methods.len() > METHODS_MAX) {
        return Err(ApiError::unprocessable(format!("A place names {METHODS_MAX} brewing methods at most.")));
    }
    if *change == PlaceChange::default() {
        return Err(ApiError::unprocessable("The correction changes nothing; name at least one field."));
    }
    Ok(())
}

/// Folds white space of a visitor's or operator's text.
///
/// # Errors
/// For one that is too long or holds control characters.
pub fn tidy_text(text: &mut String) -> Result<(), ApiError> {
    use unicode_normalization::UnicodeNormalization;
    let composed: String = text.nfc().collect();
    *text = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > TEXT_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(ApiError::unprocessable(format!("A text has {TEXT_CHARS_MAX} characters at most and no control characters.")));
    }
    Ok(())
}

/// # Errors
/// For anything but nothing, an empty text or a web address.
pub fn check_website(website: Option<&str>) -> Result<(), ApiError> {
    match website {
        Some(url) if !url.is_empty() && (url.contains(' ') || !["http://", "https://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme))) => {
            Err(ApiError::unprocessable("A website begins with https:// or http:// and has no spaces."))
        }
        _ => Ok(()),
    }
}

/// # Errors
/// For a text longer than OpenStreetMap's own bound. One that is no `opening_hours` syntax passes: it is shown as it is.
pub fn check_hours(text: Option<&str>) -> Result<(), ApiError> {
    match text {
        Some(text) if text.chars().count() > opening_hours::TEXT_CHARS_MAX => {
            Err(ApiError::unprocessable(format!("Opening hours have {} characters at most.", opening_hours::TEXT_CHARS_MAX)))
        }
        _ => Ok(()),
    }
}

/// What a change has touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    pub place_id: Uuid,
    pub slug: Slug,
    /// `shared::cache_tags` that are old now.
    pub tags: Vec<String>,
}

/// Changes what is given of a place, and keeps what was there before in its history. `None` where there is no such place.
///
/// # Errors
/// `unprocessable` for a brewing method that does not exist.
pub async fn apply(db: &mut PgConnection, kind: Kind, slug: &Slug, change: &PlaceChange, author: &Author, now: DateTime<Utc>) -> Result<Option<Touched>, ApiError> {
    let Some(place) = queries::lock_by_slug(db, kind, slug).await? else { return Ok(None) };
    let before = named_fields(db, &place, change).await?;
    queries::update(db, place.id, change, &corrected_fields(change), now).await?;
    let (facts, offers): (Vec<String>, Vec<String>) = change.practical.iter().map(|(fact, offered)| (fact.as_str().to_owned(), offered.as_str().to_owned())).unzip();
    queries::upsert_practical(db, place.id, &facts, &offers).await?;
    let methods_before = queries::list_method_slugs(&mut *db, place.id).await?;
    if let Some(methods) = &change.brewing_methods {
        let slugs: Vec<String> = methods.iter().map(|method| method.as_str().to_owned()).collect();
        if queries::replace_methods(db, place.id, &slugs).await? < slugs.len() {
            return Err(ApiError::unprocessable("One of the brewing methods is not known, or is named twice. `/api/v1/brewing-methods` lists them."));
        }
    }
    if change.opening_hours.is_some() || change.closed.is_some() {
        lay_out_hours(db, &place, change, now).await?;
    }
    recount(db, kind, &place, change, &methods_before).await?;
    queries::update_facets(db, &[place.id]).await?;
    queries::insert_change(db, place.id, author, &before, change, now).await?;
    jobs::enqueue(db, &RefreshPlace { place: place.id }).await?;
    Ok(Some(Touched { place_id: place.id, slug: slug.clone(), tags: tags(kind, &place, change) }))
}

/// Counts that a change moves: of the place's city, its source and its brewing methods.
async fn recount(db: &mut PgConnection, kind: Kind, place: &LockedPlace, change: &PlaceChange, methods_before: &[String]) -> Result<(), sqlx::Error> {
    let (open_before, open_after) = (!place.closed, !change.closed.unwrap_or(place.closed));
    if open_before != open_after {
        update_city_summaries(db, &place.city_id.into_iter().collect::<Vec<_>>()).await?;
        sources::queries::add_places(db, &place.source, if open_after { 1 } else { -1 }).await?;
    }
    if kind == Kind::Cafe && (open_before != open_after || change.brewing_methods.is_some()) {
        let methods_after = queries::list_method_slugs(&mut *db, place.id).await?;
        if open_before {
            brewing_methods::queries::add_cafes(db, methods_before, -1).await?;
        }
        if open_after {
            brewing_methods::queries::add_cafes(db, &methods_after, 1).await?;
        }
    }
    Ok(())
}

/// A place as a change finds it.
#[derive(Debug)]
pub struct LockedPlace {
    pub id: Uuid,
    pub source: String,
    pub name: String,
    pub address: Option<String>,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub opening_hours: Option<String>,
    pub closed: bool,
    pub country: String,
    pub time_zone: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub city_id: Option<Uuid>,
    pub city_country: Option<String>,
    pub city_slug: Option<String>,
}

/// The fields that a change names, as they are now; what is unknown now reads as an empty text.
pub async fn named_fields(db: &mut PgConnection, place: &LockedPlace, change: &PlaceChange) -> Result<PlaceChange, ApiError> {
    let text = |named: &Option<String>, now: &Option<String>| named.is_some().then(|| now.clone().unwrap_or_default());
    let known: BTreeMap<String, String> = queries::list_practical(&mut *db, place.id).await?.into_iter().map(|row| (row.fact, row.offered)).collect();
    let brewing_methods = match &change.brewing_methods {
        None => None,
        Some(_) => Some(queries::list_method_slugs(&mut *db, place.id).await?.iter().filter_map(|slug| Slug::parse(slug).ok()).collect()),
    };
    Ok(PlaceChange {
        name: change.name.is_some().then(|| place.name.clone()),
        address: text(&change.address, &place.address),
        website: text(&change.website, &place.website),
        phone: text(&change.phone, &place.phone),
        opening_hours: text(&change.opening_hours, &place.opening_hours),
        practical: change.practical.keys().filter_map(|fact| Some((*fact, Offered::parse(known.get(fact.as_str())?)?))).collect(),
        brewing_methods,
        closed: change.closed.map(|_| place.closed),
    })
}

/// Names of the columns that imports leave alone from now on.
fn corrected_fields(change: &PlaceChange) -> Vec<String> {
    let named = [
        ("name", change.name.is_some()),
        ("address", change.address.is_some()),
        ("website", change.website.is_some()),
        ("phone", change.phone.is_some()),
        ("opening_hours", change.opening_hours.is_some()),
        ("practical", !change.practical.is_empty()),
        ("brewing_methods", change.brewing_methods.is_some()),
        ("closed", change.closed.is_some()),
    ];
    named.into_iter().filter(|(_, named)| *named).map(|(name, _)| name.to_owned()).collect()
}

/// Lays the place's hours out anew, from the text as it is after the change.
async fn lay_out_hours(db: &mut PgConnection, place: &LockedPlace, change: &PlaceChange, now: DateTime<Utc>) -> Result<(), ApiError> {
    let text = change.opening_hours.clone().or_else(|| place.opening_hours.clone()).filter(|text| !text.is_empty());
    let closed = change.closed.unwrap_or(place.closed);
    let zone = place.time_zone.as_deref().and_then(|name| name.parse().ok());
    let mut intervals = IntervalColumns::default();
    let understood = match (text, zone) {
        (Some(text), Some(time_zone)) => {
            let position = place.lat.zip(place.lon).and_then(|(lat, lon)| Position::new(lat, lon));
            intervals.push(place.id, &text, Place { time_zone, country: &place.country, position }, now)
        }
        _ => false,
    };
    if closed {
        intervals = IntervalColumns::default();
    }
    queries::update_hours_understood(db, place.id, understood).await?;
    opening_hours::queries::replace_intervals(db, &[place.id], &intervals, (understood && !closed).then(|| lay_out::laid_until(now))).await?;
    Ok(())
}

fn tags(kind: Kind, place: &LockedPlace, change: &PlaceChange) -> Vec<String> {
    let mut tags = vec![kind.tag(place.id), kind.lists_tag().to_owned()];
    if let (Some(country), Some(city)) = (&place.city_country, &place.city_slug) {
        tags.push(cache_tags::city(country, city));
    }
    if change.closed.is_some() {
        tags.push(cache_tags::CITY_LISTS.to_owned());
    }
    tags
}

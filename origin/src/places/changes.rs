//! A change of a place: checked, applied, kept in its history, and named by the tags that it makes old.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use shared::cache_tags;
use shared::geo::Position;
use shared::problem::{FieldError, FieldRule};
use shared::slug::Slug;
use shared::wire::places::Offered;
use shared::wire::suggestions::PlaceChange;
use sqlx::PgConnection;
use uuid::Uuid;

use super::completeness::RefreshPlace;
use super::{Kind, queries, stored};
use crate::error::{ApiError, Faults};
use crate::import::queries::update_city_summaries;
use crate::jobs;
use crate::opening_hours::lay_out::{self, IntervalColumns};
use crate::opening_hours::{self, Place};
use crate::{artisans, brewing_methods, sources, stories};

/// Longest text of a change.
const TEXT_CHARS_MAX: usize = 300;
/// A place names no more brewing methods than there are.
const METHODS_MAX: usize = 30;

/// People, stories and partners, each, whose pages are asked for again at once: with the place's own tags, all go into one call to an edge. Others follow
/// within a minute or two.
const NAMERS_MAX: i64 = 30;

/// On whose word a place changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The operator's name.
    pub changed_by: String,
    pub suggestion: Option<Uuid>,
}

/// Folds white space and composes characters of all texts, in place. Faults are a text that is too long, an empty name, a website that is none, brewing
/// methods that are not, and nothing changed at all.
///
/// # Errors
/// When the database fails.
pub async fn tidy(db: &mut PgConnection, change: &mut PlaceChange, faults: &mut Faults) -> Result<(), sqlx::Error> {
    if *change == PlaceChange::default() {
        faults.add("change", FieldRule::Change);
    }
    if let Some(name) = &mut change.name {
        tidy_text("name", name, faults);
        check_name("name", name, faults);
    }
    tidy_contact([&mut change.address, &mut change.website, &mut change.phone, &mut change.opening_hours], faults);
    check_methods(db, change.brewing_methods.as_deref().unwrap_or_default(), faults).await
}

/// Address, website, phone and opening hours, in this order.
pub fn tidy_contact(texts: [&mut Option<String>; 4], faults: &mut Faults) {
    for (field, text) in ["address", "website", "phone", "opening_hours"].into_iter().zip(texts) {
        let Some(text) = text else { continue };
        tidy_text(field, text, faults);
        match field {
            "website" => check_website(text, faults),
            // No longer than OpenStreetMap's own bound. One that is no `opening_hours` syntax passes: it is shown as it is.
            "opening_hours" if text.chars().count() > opening_hours::TEXT_CHARS_MAX => faults.add_text(field, opening_hours::TEXT_CHARS_MAX),
            _ => {}
        }
    }
}

/// A name has something that can be read out, and found.
pub fn check_name(field: &str, name: &str, faults: &mut Faults) {
    if !name.chars().any(char::is_alphanumeric) {
        faults.add(field, FieldRule::Required);
    }
}

/// Each once, and only such as there are: what is wrong here could never be accepted.
///
/// # Errors
/// When the database fails.
pub async fn check_methods(db: &mut PgConnection, methods: &[Slug], faults: &mut Faults) -> Result<(), sqlx::Error> {
    if methods.is_empty() {
        return Ok(());
    }
    let distinct: BTreeSet<&str> = methods.iter().map(Slug::as_str).collect();
    let slugs: Vec<String> = distinct.into_iter().map(ToOwned::to_owned).collect();
    if slugs.len() < methods.len() || slugs.len() > METHODS_MAX || brewing_methods::queries::count_known(db, &slugs).await? < slugs.len() {
        faults.add("brewing_methods", FieldRule::BrewingMethods);
    }
    Ok(())
}

/// Folds white space of a visitor's or operator's text.
pub fn tidy_text(field: &str, text: &mut String, faults: &mut Faults) {
    use unicode_normalization::UnicodeNormalization;
    let composed: String = text.nfc().collect();
    *text = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > TEXT_CHARS_MAX || text.chars().any(char::is_control) {
        faults.add_text(field, TEXT_CHARS_MAX);
    }
}

/// Nothing, or a web address. Schemes have no case (RFC 3986 §3.1): what is kept has small letters.
fn check_website(url: &mut String, faults: &mut Faults) {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| url.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)));
    match scheme {
        Some(scheme) if url.len() > scheme.len() && !url.contains(' ') => url.replace_range(..scheme.len(), scheme),
        _ if url.is_empty() => {}
        _ => faults.add("website", FieldRule::Website),
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
            return Err(ApiError::Fields(vec![FieldError { field: "brewing_methods".to_owned(), rule: FieldRule::BrewingMethods, most: None }]));
        }
    }
    if change.opening_hours.is_some() || change.closed.is_some() {
        lay_out_hours(db, &place, change, now).await?;
    }
    recount(db, kind, &place, change, &methods_before).await?;
    queries::update_facets(db, &[place.id]).await?;
    if change.name.is_some() || change.closed.is_some() {
        stored::forget_around(db, kind, place.id, place.position()).await?;
    }
    queries::insert_change(db, place.id, author, &before, change, now).await?;
    jobs::enqueue(db, &RefreshPlace { place: place.id }).await?;
    let mut tags = tags(kind, &place, change);
    tags.extend(tags_of_namers(db, place.id, change).await?);
    Ok(Some(Touched { place_id: place.id, slug: slug.clone(), tags }))
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

impl LockedPlace {
    fn position(&self) -> Option<Position> {
        self.lat.zip(self.lon).and_then(|(lat, lon)| Position::new(lat, lon))
    }
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
        (Some(text), Some(time_zone)) => intervals.push(place.id, &text, Place { time_zone, country: &place.country, position: place.position() }, now),
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
        tags.extend([cache_tags::CITY_LISTS, cache_tags::SOURCES].map(ToOwned::to_owned));
    }
    if change.closed.is_some() || change.brewing_methods.is_some() {
        tags.push(cache_tags::BREWING_METHODS.to_owned());
    }
    tags
}

/// Tags of the people, stories, roasters and cafés whose pages name a place: old when its name changes, or whether it is there at all.
async fn tags_of_namers(db: &mut PgConnection, place: Uuid, change: &PlaceChange) -> Result<Vec<String>, sqlx::Error> {
    if change.name.is_none() && change.closed.is_none() {
        return Ok(Vec::new());
    }
    let people = artisans::queries::list_ids_at(&mut *db, place, NAMERS_MAX).await?;
    let about = stories::queries::list_ids_about(&mut *db, place, NAMERS_MAX).await?;
    let partners = queries::list_partners(db, place, NAMERS_MAX).await?;
    let lists = (!people.is_empty()).then(|| cache_tags::ARTISAN_LISTS.to_owned());
    let pages = people.into_iter().map(cache_tags::artisan).chain(about.into_iter().map(cache_tags::story)).chain(partners.into_iter().map(|(id, kind)| Kind::of(&kind).tag(id)));
    Ok(lists.into_iter().chain(pages).collect())
}

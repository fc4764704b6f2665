//! Database rows of places and how they become wire types. Private to the slice.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use shared::cache_tags;
use shared::cursor::Cursor;
use shared::geo::Position;
use shared::slug::Slug;
use shared::wire::brewing_methods::BrewingMethodRef;
use shared::wire::cities::CityRef;
use shared::wire::hours::{HoursView, OpenInterval};
use shared::wire::places::{Contact, Neighbour, Offered, PlaceCard, PlaceView, Practical, Precision};
use shared::wire::profiles::{ArtisanAt, BeanView, CardPhoto, ChangeView, PhotoView, PlaceRef, ReviewView, Score, StoryCard};
use shared::wire::sources::SourceRef;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Kind, timestamp};
use crate::error::ApiError;

/// A row of the `place_cards` view with its sort key and its next stretch of being open.
#[derive(Debug)]
pub struct CardRow {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub city_country: Option<String>,
    pub city_slug: Option<String>,
    pub city_name: Option<String>,
    pub address: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub precision: String,
    pub distance_m: Option<f64>,
    pub chain: Option<String>,
    pub method_slugs: Vec<String>,
    pub method_names: Vec<String>,
    pub hours_understood: bool,
    pub time_zone: Option<String>,
    pub opens_at: Option<DateTime<Utc>>,
    pub closes_at: Option<DateTime<Utc>>,
    /// What the list is in order of, where it is a number.
    pub key: Option<f64>,
    pub review_count: i32,
    pub coffee_sum: i32,
    pub atmosphere_sum: i32,
    pub service_sum: i32,
    pub price_level: Option<i16>,
    pub source: String,
    pub attribution: String,
    pub fictional: bool,
    pub photo: Option<Json<CardPhoto>>,
}

/// What says where a place is shown.
#[derive(Clone, Debug)]
pub struct ListedRow {
    pub id: Uuid,
    pub kind: String,
    pub city_country: Option<String>,
    pub city_slug: Option<String>,
}

/// A whole place.
#[derive(Debug)]
pub struct ProfileRow {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub country: String,
    pub city_country: Option<String>,
    pub city_slug: Option<String>,
    pub city_name: Option<String>,
    pub address: Option<String>,
    pub postcode: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub precision: String,
    pub time_zone: Option<String>,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub chain: Option<String>,
    pub philosophy: Option<String>,
    pub story: Option<String>,
    pub sourcing: Option<String>,
    pub price_level: Option<i16>,
    pub review_count: i32,
    pub coffee_sum: i32,
    pub atmosphere_sum: i32,
    pub service_sum: i32,
    pub intervals: Json<Vec<IntervalRow>>,
    pub practical: Json<Vec<PracticalRow>>,
    pub beans: Json<Vec<BeanView>>,
    pub partners: Json<Vec<PlaceRef>>,
    pub artisans: Json<Vec<ArtisanAt>>,
    pub photos: Json<Vec<PhotoView>>,
    pub reviews: Json<Vec<ReviewView>>,
    pub stories: Json<Vec<StoryCard>>,
    pub history: Json<Vec<ChangeView>>,
    pub methods: Json<Vec<BrewingMethodRef>>,
    pub opening_hours: Option<String>,
    pub hours_understood: bool,
    pub closed: bool,
    pub flags: Vec<String>,
    pub last_verified: NaiveDate,
    pub source: String,
    pub source_name: String,
    pub licence: String,
    pub attribution: String,
    pub fictional: bool,
    pub language: Option<String>,
    pub record_url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct IntervalRow {
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
pub struct PracticalRow {
    pub fact: String,
    pub offered: String,
}

#[derive(Debug)]
pub struct NeighbourRow {
    pub slug: String,
    pub name: String,
    pub lat: f64,
    pub lon: f64,
    pub distance_m: f64,
}

impl ListedRow {
    fn kind(&self) -> Kind {
        Kind::of(&self.kind)
    }

    /// Tags of the lists that it is in; a city's have its own tag only, as its page and its counts do.
    pub fn tags_of_lists(&self) -> Vec<String> {
        let city = self.city_country.as_deref().zip(self.city_slug.as_deref()).map(|(country, slug)| cache_tags::city(country, slug));
        [self.kind().lists_tag().to_owned()].into_iter().chain(city).collect()
    }

    /// The same with its own.
    pub fn tags(&self) -> Vec<String> {
        [self.kind().tag(self.id)].into_iter().chain(self.tags_of_lists()).collect()
    }
}

impl CardRow {
    pub fn cursor(&self) -> Cursor {
        Cursor { key: self.key.unwrap_or_default(), id: self.id }
    }

    pub fn into_card(self) -> Result<PlaceCard, ApiError> {
        let open_next = match (self.opens_at, self.closes_at) {
            (Some(opens_at), Some(closes_at)) => Some(open_interval(&IntervalRow { opens_at, closes_at }, zone(self.time_zone.as_deref()))),
            _ => None,
        };
        let sum = |sum: i32| u32::try_from(sum).unwrap_or_default();
        let review_count = sum(self.review_count);
        let score = Score::of_sums(review_count, sum(self.coffee_sum), sum(self.atmosphere_sum), sum(self.service_sum));
        Ok(PlaceCard {
            id: self.id,
            slug: stored_slug(&self.slug)?,
            name: self.name,
            city: city_ref(self.city_country, self.city_slug, self.city_name)?,
            address: self.address,
            position: position(self.lat, self.lon),
            precision: precision(&self.precision),
            distance_m: self.distance_m,
            chain: self.chain,
            brewing_methods: method_refs(self.method_slugs, self.method_names)?,
            hours_understood: self.hours_understood,
            open_next,
            score: score.map(|score| score.overall),
            review_count,
            price_level: self.price_level.and_then(|level| u8::try_from(level).ok()),
            photo: self.photo.map(|photo| photo.0),
            fictional: self.fictional,
            source: self.source,
            attribution: self.attribution,
        })
    }
}

impl ProfileRow {
    pub fn position(&self) -> Option<Position> {
        position(self.lat, self.lon)
    }

    pub fn into_view(self, neighbours: Vec<NeighbourRow>) -> Result<PlaceView, ApiError> {
        let sum = |sum: i32| u32::try_from(sum).unwrap_or_default();
        let review_count = sum(self.review_count);
        let place_zone = zone(self.time_zone.as_deref());
        let position = self.position();
        let hours = self.opening_hours.map(|text| HoursView {
            text,
            understood: self.hours_understood,
            time_zone: self.time_zone.clone().unwrap_or_default(),
            intervals: self.intervals.0.iter().map(|row| open_interval(row, place_zone)).collect(),
        });
        Ok(PlaceView {
            id: self.id,
            slug: stored_slug(&self.slug)?,
            name: self.name,
            city: city_ref(self.city_country, self.city_slug, self.city_name)?,
            country: self.country,
            address: self.address,
            postcode: self.postcode,
            position,
            precision: precision(&self.precision),
            time_zone: self.time_zone,
            contact: Contact { website: self.website, phone: self.phone },
            chain: self.chain,
            philosophy: self.philosophy,
            story: self.story,
            photos: self.photos.0,
            sourcing: self.sourcing,
            beans: self.beans.0,
            partners: self.partners.0,
            artisans: self.artisans.0,
            price_level: self.price_level.and_then(|level| u8::try_from(level).ok()),
            score: Score::of_sums(review_count, sum(self.coffee_sum), sum(self.atmosphere_sum), sum(self.service_sum)),
            review_count,
            reviews: self.reviews.0,
            stories: self.stories.0,
            history: self.history.0,
            brewing_methods: self.methods.0,
            practical: practical_facts(&self.practical.0),
            hours,
            neighbours: neighbours.into_iter().filter_map(NeighbourRow::into_neighbour).collect(),
            source: SourceRef {
                key: self.source,
                name: self.source_name,
                licence: self.licence,
                attribution: self.attribution,
                fictional: self.fictional,
                language: self.language,
                record_url: self.record_url,
            },
            flags: self.flags,
            last_verified: self.last_verified.to_string(),
        })
    }
}

impl NeighbourRow {
    fn into_neighbour(self) -> Option<Neighbour> {
        Some(Neighbour { slug: Slug::parse(&self.slug).ok()?, name: self.name, position: Position::new(self.lat, self.lon)?, distance_m: self.distance_m })
    }
}

/// A slug out of the database that is not one means a broken row: our fault, not the caller's.
pub fn stored_slug(text: &str) -> Result<Slug, ApiError> {
    Slug::parse(text).map_err(|error| ApiError::Internal(anyhow::anyhow!("stored slug {text:?}: {error}")))
}

pub fn city_ref(country: Option<String>, slug: Option<String>, name: Option<String>) -> Result<Option<CityRef>, ApiError> {
    match (country, slug, name) {
        (Some(country), Some(slug), Some(name)) => Ok(Some(CityRef { country, slug: stored_slug(&slug)?, name })),
        _ => Ok(None),
    }
}

pub fn position(lat: Option<f64>, lon: Option<f64>) -> Option<Position> {
    Position::new(lat?, lon?)
}

fn precision(text: &str) -> Precision {
    match text {
        "exact" => Precision::Exact,
        "postcode" => Precision::Postcode,
        "doubtful" => Precision::Doubtful,
        _ => Precision::Town,
    }
}

fn method_refs(slugs: Vec<String>, names: Vec<String>) -> Result<Vec<BrewingMethodRef>, ApiError> {
    slugs.into_iter().zip(names).map(|(slug, name)| Ok(BrewingMethodRef { slug: stored_slug(&slug)?, name })).collect()
}

fn practical_facts(rows: &[PracticalRow]) -> Practical {
    let fact = |name: &str| rows.iter().find(|row| row.fact == name).and_then(|row| Offered::parse(&row.offered));
    Practical {
        wifi: fact("wifi"),
        power: fact("power"),
        laptop: fact("laptop"),
        dogs: fact("dogs"),
        step_free: fact("step_free"),
        outdoor: fact("outdoor"),
        plant_milk: fact("plant_milk"),
        takeaway: fact("takeaway"),
        cards: fact("cards"),
        cash: fact("cash"),
    }
}

/// UTC where the zone is unknown; such places have no intervals anyway.
fn zone(name: Option<&str>) -> Tz {
    name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

fn open_interval(row: &IntervalRow, zone: Tz) -> OpenInterval {
    let (opens, closes) = (row.opens_at.with_timezone(&zone), row.closes_at.with_timezone(&zone));
    // A second earlier, so that midnight belongs to the day before.
    let closing_day = (closes - chrono::TimeDelta::seconds(1)).weekday();
    let midnight = closes.hour() == 0 && closes.minute() == 0;
    OpenInterval {
        opens_at: timestamp(row.opens_at),
        closes_at: timestamp(row.closes_at),
        date: opens.date_naive().to_string(),
        weekday: u8::try_from(opens.weekday().number_from_monday()).unwrap_or(1),
        opens: opens.format("%H:%M").to_string(),
        closes: if midnight { "24:00".to_owned() } else { closes.format("%H:%M").to_string() },
        closes_weekday: u8::try_from(closing_day.number_from_monday()).unwrap_or(1),
    }
}

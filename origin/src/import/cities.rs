//! Which city a record belongs to. Two towns of one name in one country are told apart by where they are.

use std::collections::{BTreeSet, HashMap};

use shared::geo::Position;
use sqlx::PgConnection;
use uuid::Uuid;

use super::columns::NewCities;
use super::record::{Record, RecordPrecision};
use super::{ImportError, queries, slugs};
use crate::cities::CITY_REACH_M;

/// Country and slug without a number.
type Key = (String, String);

struct KnownCity {
    id: Uuid,
    slug: String,
    position: Option<Position>,
}

/// Cities that records of this import have named so far.
#[derive(Default)]
pub struct Cities(HashMap<Key, Vec<KnownCity>>);

impl Cities {
    /// Makes sure that every city of `records` has a row.
    pub async fn resolve(&mut self, db: &mut PgConnection, records: impl Iterator<Item = &Record> + Clone) -> Result<(), ImportError> {
        let unknown: BTreeSet<Key> = records.clone().filter_map(key_of).filter(|key| !self.0.contains_key(key)).collect();
        if !unknown.is_empty() {
            let (countries, bases): (Vec<String>, Vec<String>) = unknown.iter().cloned().unzip();
            for key in unknown {
                self.0.insert(key, Vec::new());
            }
            for row in queries::list_cities(&mut *db, &countries, &bases).await? {
                let position = row.lat.zip(row.lon).and_then(|(lat, lon)| Position::new(lat, lon));
                self.0.entry((row.country, row.slug_base)).or_default().push(KnownCity { id: row.id, slug: row.slug, position });
            }
        }
        let mut new = NewCities::default();
        for record in records {
            if let (Some(key), Some(name)) = (key_of(record), record.city.as_deref()) {
                self.add_if_new(key, name, sure_position(record), &mut new);
            }
        }
        queries::insert_cities(db, &new).await?;
        Ok(())
    }

    fn add_if_new(&mut self, key: Key, name: &str, position: Option<Position>, new: &mut NewCities) {
        let known = self.0.entry(key.clone()).or_default();
        if let Some(city) = known.iter_mut().find(|city| is_one(city.position, position)) {
            // The first position that is sure tells where the city is.
            city.position = city.position.or(position);
            return;
        }
        let number = i32::try_from(known.len()).unwrap_or(i32::MAX).saturating_add(1);
        let city = KnownCity { id: Uuid::now_v7(), slug: slugs::numbered(&key.1, number), position };
        new.push(city.id, key, city.slug.clone(), name, position);
        known.push(city);
    }

    /// Id and slug of a record's city, once resolved.
    pub fn of(&self, record: &Record) -> Option<(Uuid, &str)> {
        let position = sure_position(record);
        self.0.get(&key_of(record)?)?.iter().find(|city| is_one(city.position, position)).map(|city| (city.id, city.slug.as_str()))
    }
}

/// Near enough to be one city; without a position on either side, the name decides.
fn is_one(city: Option<Position>, place: Option<Position>) -> bool {
    city.zip(place).is_none_or(|(city, place)| city.distance_m(place) <= CITY_REACH_M)
}

fn sure_position(record: &Record) -> Option<Position> {
    let position = record.lat.zip(record.lon).and_then(|(lat, lon)| Position::new(lat, lon));
    position.filter(|_| record.precision != RecordPrecision::Doubtful)
}

fn key_of(record: &Record) -> Option<Key> {
    Some((record.country.clone(), record.city_slug.clone()?))
}

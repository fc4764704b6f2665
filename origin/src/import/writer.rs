//! Writes tidied records in batches inside one transaction: new ones get a slug, changed ones keep theirs, unchanged ones are left alone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use shared::wire::places::Offered;
use sqlx::PgConnection;
use uuid::Uuid;

use super::ImportError;
use super::cities::Cities;
use super::columns::PlaceColumns;
use super::queries::{self, CorrectedPlace, StoredPlace};
use super::record::{Fact, Record};
use super::report::Report;
use super::{slugs, tidy};
use crate::brewing_methods;
use crate::opening_hours::Place;
use crate::opening_hours::lay_out::{self, IntervalColumns};
use crate::places::{self, completeness::Known};

/// One import's writing side. Holds the import lock until its transaction ends.
pub struct Writer<'t> {
    db: &'t mut PgConnection,
    now: DateTime<Utc>,
    methods: HashSet<String>,
    sources: BTreeSet<String>,
    cities: Cities,
    cities_touched: HashSet<Uuid>,
    /// Whether anything was.
    written: bool,
    /// Hashes of (source, reference) met so far: a file that names a place twice would otherwise never come to rest.
    met: HashSet<u64>,
    /// New places from which on the planner is told again how many there are.
    planned_for: u64,
}

/// New places of which the planner need not know.
const PLANNED_FOR: u64 = 1_000;

impl<'t> Writer<'t> {
    /// Waits for the import lock, as long as the transaction's lock time-out allows.
    pub async fn begin(db: &'t mut PgConnection, now: DateTime<Utc>) -> Result<Self, ImportError> {
        queries::lock_imports(&mut *db).await?;
        let methods = queries::list_method_slugs(&mut *db).await?.into_iter().collect();
        Ok(Self {
            db,
            now,
            methods,
            sources: BTreeSet::new(),
            cities: Cities::default(),
            cities_touched: HashSet::new(),
            written: false,
            met: HashSet::new(),
            planned_for: PLANNED_FOR,
        })
    }

    /// Upserts one batch.
    pub async fn write(&mut self, records: Vec<Record>, report: &mut Report) -> Result<(), ImportError> {
        let mut by_source: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for mut record in records {
            let mut hasher = DefaultHasher::new();
            (&record.source.key, &record.reference).hash(&mut hasher);
            if !self.met.insert(hasher.finish()) {
                report.refuse(record.line, record.reference, "the same id came earlier in this file");
                continue;
            }
            let methods = &self.methods;
            if record.brewing.iter().any(|method| !methods.contains(method)) {
                record.brewing.retain(|method| methods.contains(method));
                record.flag("brewing_method_unknown");
            }
            by_source.entry(record.source.key.clone()).or_default().push(record);
        }
        for (key, records) in by_source {
            self.write_source(&key, records, report).await?;
        }
        // Nobody else sees these rows yet, so nobody else counts them: planned as for empty tables, every batch would read all that was written before it. On
        // PostgreSQL 15 the 162,348 venues take 35 s so, and without it had not ended after 270 s; 18 plans them well either way.
        if report.new >= self.planned_for {
            queries::analyze(&mut *self.db).await?;
            self.planned_for = report.new.saturating_mul(2);
        }
        Ok(())
    }

    async fn write_source(&mut self, key: &str, records: Vec<Record>, report: &mut Report) -> Result<(), ImportError> {
        if let Some(first) = records.first().filter(|_| !self.sources.contains(key)) {
            queries::upsert_source(&mut *self.db, &first.source).await?;
            self.sources.insert(key.to_owned());
        }
        let references: Vec<String> = records.iter().map(|record| record.reference.clone()).collect();
        let stored: HashMap<String, StoredPlace> =
            queries::list_stored(&mut *self.db, key, &references).await?.into_iter().map(|place| (place.source_ref.clone(), place)).collect();

        let (mut new, mut changed) = (Vec::new(), Vec::new());
        let corrected = self.corrected(&stored, &records).await?;
        for mut record in records {
            report.flag(&record.flags);
            report.chains += u64::from(record.chain.is_some());
            let hash = content_hash(&record);
            match stored.get(&record.reference) {
                Some(place) if place.content_hash == hash => report.unchanged += 1,
                Some(place) => {
                    self.cities_touched.extend(place.city_id);
                    if let Some(now) = corrected.get(&place.id) {
                        keep_corrections(&mut record, &place.corrected, now);
                    }
                    changed.push((place.id, place.slug.clone(), record, hash));
                }
                None => new.push((record, hash)),
            }
        }
        report.new += u64::try_from(new.len()).unwrap_or_default();
        report.changed += u64::try_from(changed.len()).unwrap_or_default();
        self.cities.resolve(&mut *self.db, new.iter().map(|(record, _)| record).chain(changed.iter().map(|(_, _, record, _)| record))).await?;

        let slugs = self.free_slugs(new.iter().map(|(record, _)| record)).await?;
        let named = new.into_iter().zip(slugs).map(|((record, hash), slug)| (Uuid::now_v7(), slug, record, hash)).collect::<Vec<_>>();
        self.store(&named, false).await?;
        self.store(&changed, true).await
    }

    /// What people have corrected of places that these records would change.
    async fn corrected(&mut self, stored: &HashMap<String, StoredPlace>, records: &[Record]) -> Result<HashMap<Uuid, CorrectedPlace>, ImportError> {
        let ids: Vec<Uuid> = records.iter().filter_map(|record| stored.get(&record.reference)).filter(|place| !place.corrected.is_empty()).map(|place| place.id).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(queries::list_corrected(&mut *self.db, &ids).await?.into_iter().map(|place| (place.id, place)).collect())
    }

    /// One slug each that no place has, in order.
    async fn free_slugs(&mut self, records: impl Iterator<Item = &Record>) -> Result<Vec<String>, ImportError> {
        let bases: Vec<String> = records.map(|record| slugs::of_place(&record.name, self.cities.of(record).map(|(_, slug)| slug))).collect();
        let mut next_free: HashMap<String, i32> = queries::list_slug_bases(&mut *self.db, &bases).await?.into_iter().map(|row| (row.base, row.next_free)).collect();
        let mut wanted: Vec<Option<String>> = vec![None; bases.len()];
        let mut given: HashSet<String> = HashSet::new();
        // Each round proposes the next number of every base and drops those that somebody has: `cafe-2` may be a name of its own.
        while wanted.iter().any(Option::is_none) {
            let mut proposals: Vec<(usize, String)> = Vec::new();
            for (place, base) in bases.iter().enumerate().filter(|(place, _)| wanted.get(*place).is_some_and(Option::is_none)) {
                let number = next_free.entry(base.clone()).or_insert(1);
                let slug = slugs::numbered(base, *number);
                *number = number.saturating_add(1);
                if given.insert(slug.clone()) {
                    proposals.push((place, slug));
                }
            }
            let slugs: Vec<String> = proposals.iter().map(|(_, slug)| slug.clone()).collect();
            let taken: HashSet<String> = queries::list_taken_slugs(&mut *self.db, &slugs).await?.into_iter().collect();
            for (place, slug) in proposals.into_iter().filter(|(_, slug)| !taken.contains(slug)) {
                if let Some(free) = wanted.get_mut(place) {
                    *free = Some(slug);
                }
            }
        }
        let (bases, numbers): (Vec<String>, Vec<i32>) = next_free.into_iter().unzip();
        queries::upsert_slug_bases(&mut *self.db, &bases, &numbers).await?;
        Ok(wanted.into_iter().flatten().collect())
    }

    async fn store(&mut self, stored: &[(Uuid, String, Record, Vec<u8>)], replace: bool) -> Result<(), ImportError> {
        if stored.is_empty() {
            return Ok(());
        }
        self.written = true;
        let mut columns = PlaceColumns::default();
        let (mut method_places, mut methods) = (Vec::new(), Vec::new());
        let (mut fact_places, mut facts, mut offers) = (Vec::new(), Vec::new(), Vec::new());
        let mut intervals = IntervalColumns::default();
        for (id, slug, record, hash) in stored {
            let city_id = self.cities.of(record).map(|(id, _)| id);
            self.cities_touched.extend(city_id);
            let laid_out = lay_out(*id, record, &mut intervals, self.now);
            columns.push(*id, slug, record, hash, city_id, laid_out.then(|| lay_out::laid_until(self.now)));
            for method in &record.brewing {
                method_places.push(*id);
                methods.push(method.clone());
            }
            for fact in &record.practical {
                fact_places.push(*id);
                facts.push(fact.fact.clone());
                offers.push(fact.offered.as_str().to_owned());
            }
        }
        if replace {
            queries::update_places(&mut *self.db, &columns, self.now).await?;
            queries::delete_details(&mut *self.db, &columns.ids).await?;
        } else {
            queries::insert_places(&mut *self.db, &columns, self.now).await?;
        }
        queries::insert_methods(&mut *self.db, &method_places, &methods).await?;
        queries::insert_facts(&mut *self.db, &fact_places, &facts, &offers).await?;
        queries::insert_intervals(&mut *self.db, &intervals).await?;
        queries::update_open_late(&mut *self.db, &columns.ids, &intervals.open_late).await?;
        let told: Vec<&(Uuid, String, Record, Vec<u8>)> = stored.iter().filter(|(_, _, record, _)| replace || has_prose(record)).collect();
        if !told.is_empty() {
            let ids: Vec<Uuid> = told.iter().map(|(id, ..)| *id).collect();
            let stories: Vec<_> = told.iter().map(|(_, _, record, _)| record.story.clone()).collect();
            let sourcing: Vec<_> = told.iter().map(|(_, _, record, _)| record.sourcing.clone()).collect();
            let price_levels: Vec<_> = told.iter().map(|(_, _, record, _)| record.price_level.filter(|level| (1..=3).contains(level))).collect();
            queries::update_prose(&mut *self.db, &ids, &stories, &sourcing, &price_levels).await?;
        }
        // How late they are open is not in the records; neither is what is linked to those that were there before.
        places::queries::update_facets(&mut *self.db, if replace { &columns.ids } else { &intervals.open_late }).await?;
        Ok(())
    }

    /// Brings counts and middles of the touched cities, and the counts of sources and brewing methods, up to date. Whether anything was written.
    pub async fn finish(self) -> Result<bool, ImportError> {
        let cities: Vec<Uuid> = self.cities_touched.into_iter().collect();
        queries::update_city_summaries(&mut *self.db, &cities).await?;
        let sources: Vec<String> = self.sources.into_iter().collect();
        queries::update_source_counts(&mut *self.db, &sources).await?;
        brewing_methods::queries::recount(&mut *self.db).await?;
        Ok(self.written)
    }
}

/// The word of people who were there outlives that of a source: corrected fields stay as they are.
fn keep_corrections(record: &mut Record, fields: &[String], now: &CorrectedPlace) {
    for field in fields {
        match field.as_str() {
            "name" => record.name.clone_from(&now.name),
            "address" => record.address.clone_from(&now.address),
            "website" => record.website.clone_from(&now.website),
            "phone" => record.phone.clone_from(&now.phone),
            "opening_hours" => record.opening_hours.clone_from(&now.opening_hours),
            "closed" => record.closed = now.closed,
            "brewing_methods" => record.brewing.clone_from(&now.methods),
            "practical" => {
                let offers = now.offers.iter().filter_map(|offered| Offered::parse(offered));
                record.practical = now.facts.iter().zip(offers).map(|(fact, offered)| Fact { fact: fact.clone(), offered }).collect();
            }
            _ => {}
        }
    }
}

/// Hardly any source tells more than facts.
const fn has_prose(record: &Record) -> bool {
    record.story.is_some() || record.sourcing.is_some() || record.price_level.is_some()
}

/// SHA-256 of everything that is stored of a record.
fn content_hash(record: &Record) -> Vec<u8> {
    Sha256::digest(serde_json::to_vec(record).unwrap_or_default()).to_vec()
}

fn lay_out(id: Uuid, record: &Record, intervals: &mut IntervalColumns, now: DateTime<Utc>) -> bool {
    let zone = record.time_zone.as_deref().and_then(|name| name.parse().ok());
    match (&record.opening_hours, zone) {
        (Some(text), Some(time_zone)) if !record.closed => {
            let position = record.lat.zip(record.lon).and_then(|(lat, lon)| shared::geo::Position::new(lat, lon));
            intervals.push(id, text, Place { time_zone, country: &record.country, position }, now)
        }
        _ => false,
    }
}

/// How much a visitor learns of a record.
pub fn completeness(record: &Record) -> i16 {
    let known = Known {
        exact_position: record.lat.is_some() && record.precision.as_str() == "exact",
        address: record.address.is_some(),
        hours: tidy::hours_understood(record),
        website: record.website.is_some(),
        phone: record.phone.is_some(),
        brewing_methods: !record.brewing.is_empty(),
        philosophy: record.philosophy.is_some(),
        independent: record.chain.is_none(),
        practical_facts: record.practical.len(),
        doubtful: !record.flags.is_empty(),
    };
    known.completeness()
}

//! Rows as columns, so that a batch travels in one statement (`UNNEST`).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::record::Record;
use super::{tidy, writer};
use crate::places::{Kind, cells};
use shared::wire::places::Offered;

/// Cities as columns.
#[derive(Debug, Default)]
pub struct NewCities {
    pub(super) ids: Vec<Uuid>,
    pub(super) countries: Vec<String>,
    pub(super) bases: Vec<String>,
    pub(super) slugs: Vec<String>,
    pub(super) names: Vec<String>,
    pub(super) lats: Vec<Option<f64>>,
    pub(super) lons: Vec<Option<f64>>,
}

impl NewCities {
    pub fn push(&mut self, id: Uuid, (country, base): (String, String), slug: String, name: &str, position: Option<shared::geo::Position>) {
        self.ids.push(id);
        self.countries.push(country);
        self.bases.push(base);
        self.slugs.push(slug);
        self.names.push(name.to_owned());
        self.lats.push(position.map(|position| position.lat));
        self.lons.push(position.map(|position| position.lon));
    }
}

/// Places as columns.
#[derive(Debug, Default)]
pub struct PlaceColumns {
    pub(super) ids: Vec<Uuid>,
    pub(super) kinds: Vec<String>,
    pub(super) slugs: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) source_refs: Vec<String>,
    pub(super) record_urls: Vec<Option<String>>,
    pub(super) names: Vec<String>,
    pub(super) countries: Vec<String>,
    pub(super) city_ids: Vec<Option<Uuid>>,
    pub(super) addresses: Vec<Option<String>>,
    pub(super) postcodes: Vec<Option<String>>,
    pub(super) lats: Vec<Option<f64>>,
    pub(super) lons: Vec<Option<f64>>,
    pub(super) precisions: Vec<String>,
    pub(super) h3_4: Vec<Option<i64>>,
    pub(super) h3_6: Vec<Option<i64>>,
    pub(super) h3_8: Vec<Option<i64>>,
    pub(super) time_zones: Vec<Option<String>>,
    pub(super) websites: Vec<Option<String>>,
    pub(super) phones: Vec<Option<String>>,
    pub(super) chains: Vec<Option<String>>,
    pub(super) philosophies: Vec<Option<String>>,
    pub(super) opening_hours: Vec<Option<String>>,
    pub(super) hours_understood: Vec<bool>,
    pub(super) hours_laid_until: Vec<Option<DateTime<Utc>>>,
    pub(super) closed: Vec<bool>,
    /// Arrays do not nest in UNNEST: codes joined by commas, taken apart in SQL.
    pub(super) flags: Vec<String>,
    /// So are facets, `facets_of` in the migrations.
    pub(super) facets: Vec<String>,
    pub(super) completeness: Vec<i16>,
    pub(super) content_hashes: Vec<Vec<u8>>,
}

impl PlaceColumns {
    pub fn push(&mut self, id: Uuid, slug: &str, record: &Record, hash: &[u8], city_id: Option<Uuid>, laid_until: Option<DateTime<Utc>>) {
        let position = record.lat.zip(record.lon).and_then(|(lat, lon)| shared::geo::Position::new(lat, lon));
        let place_cells = position.and_then(cells::of);
        self.ids.push(id);
        self.kinds.push(Kind::from(record.kind).as_str().to_owned());
        self.slugs.push(slug.to_owned());
        self.sources.push(record.source.key.clone());
        self.source_refs.push(record.reference.clone());
        self.record_urls.push(record.record_url.clone());
        self.names.push(record.name.clone());
        self.countries.push(record.country.clone());
        self.city_ids.push(city_id);
        self.addresses.push(record.address.clone());
        self.postcodes.push(record.postcode.clone());
        self.lats.push(position.map(|position| position.lat));
        self.lons.push(position.map(|position| position.lon));
        self.precisions.push(record.precision.as_str().to_owned());
        self.h3_4.push(place_cells.map(|cells| cells.h3_4));
        self.h3_6.push(place_cells.map(|cells| cells.h3_6));
        self.h3_8.push(place_cells.map(|cells| cells.h3_8));
        self.time_zones.push(record.time_zone.clone());
        self.websites.push(record.website.clone());
        self.phones.push(record.phone.clone());
        self.chains.push(record.chain.clone());
        self.philosophies.push(record.philosophy.clone());
        self.opening_hours.push(record.opening_hours.clone());
        self.hours_understood.push(tidy::hours_understood(record));
        self.hours_laid_until.push(laid_until);
        self.closed.push(record.closed);
        self.flags.push(record.flags.iter().map(|flag| flag.replace(',', " ")).collect::<Vec<_>>().join(","));
        self.facets.push(facets(record).join(","));
        self.completeness.push(writer::completeness(record));
        self.content_hashes.push(hash.to_vec());
    }
}

/// What a record can be narrowed down by; the roasters of a café are linked later.
fn facets(record: &Record) -> Vec<String> {
    let mut facets: Vec<String> = record.practical.iter().filter(|fact| fact.offered != Offered::No).map(|fact| fact.fact.clone()).collect();
    facets.extend(record.brewing.iter().map(|method| format!("brewing:{method}")));
    facets.extend(record.price_level.filter(|level| (1..=3).contains(level)).map(|level| format!("price:{level}")));
    facets.push(if record.chain.is_some() { "chain" } else { "independent" }.to_owned());
    facets.sort();
    facets.dedup();
    facets
}

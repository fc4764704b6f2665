//! Hand-curated directories of cafés and roasters, one JSON object a line with its own `source`.
//!
//! Their free text (descriptions, notes) belongs to its authors and is not taken; facts are.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;
use shared::wire::places::Offered;

use super::lines::{JsonLine, row_of};
use super::record::{Record, RecordKind, RecordPrecision, Row};
use super::source;

#[derive(Debug, Deserialize)]
pub struct CuratedPlace {
    id: String,
    kind: String,
    name: String,
    lat: Option<f64>,
    lon: Option<f64>,
    geocode: Option<String>,
    address: Option<String>,
    city: Option<String>,
    nearest_city: Option<String>,
    country: String,
    timezone: Option<String>,
    website: Option<String>,
    phone: Option<String>,
    opening_hours_text: Option<String>,
    status: Option<String>,
    chain: Option<String>,
    #[serde(default)]
    attributes: HashMap<String, Value>,
    #[serde(default)]
    quality_flags: Vec<String>,
    source: String,
}

pub fn into_row(json: JsonLine<CuratedPlace>) -> Row {
    row_of(json, |place| (place.id.clone(), build(place)))
}

fn build(place: CuratedPlace) -> Result<Record, String> {
    let source = source::curated(&place.source)
        .ok_or_else(|| format!("source {:?} is not known, and nothing is shown without its licence", place.source.chars().take(40).collect::<String>()))?;
    let kind = match place.kind.as_str() {
        "roaster" => RecordKind::Roaster,
        "cafe" | "coffee_shop_retail" => RecordKind::Cafe,
        other => return Err(format!("kind {:?} is neither café nor roaster", other.chars().take(40).collect::<String>())),
    };
    let mut record = Record {
        source,
        reference: place.id,
        kind,
        name: place.name,
        lat: place.lat,
        lon: place.lon,
        precision: if place.geocode.as_deref() == Some("city_centroid") { RecordPrecision::Town } else { RecordPrecision::Exact },
        address: place.address,
        city: place.city.or_else(|| place.nearest_city.clone()),
        nearest_city: place.nearest_city,
        country: place.country,
        time_zone: place.timezone,
        website: place.website,
        phone: place.phone,
        opening_hours: place.opening_hours_text,
        chain: place.chain,
        closed: place.status.as_deref() == Some("closed"),
        flags: place.quality_flags,
        ..Record::default()
    };
    facts(&mut record, &place.attributes);
    Ok(record)
}

fn facts(record: &mut Record, attributes: &HashMap<String, Value>) {
    let yes_or_no = |name: &str| attributes.get(name).and_then(Value::as_bool).map(|yes| if yes { Offered::Yes } else { Offered::No });
    if let Some(offered) = yes_or_no("vegan_milk") {
        record.offer("plant_milk", offered);
    }
    if let Some(offered) = yes_or_no("pet_friendly") {
        record.offer("dogs", offered);
    }
    // A measured speed means there is Wi-Fi.
    if attributes.get("download_speed").and_then(Value::as_str).is_some_and(|speed| speed.contains("bps")) {
        record.offer("wifi", Offered::Yes);
    }
    for method in attributes.get("brewing_methods").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        match method_slug(method) {
            Some(slug) => record.brewing.push(slug.to_owned()),
            None => record.flag("brewing_method_unknown"),
        }
    }
}

fn method_slug(name: &str) -> Option<&'static str> {
    match name {
        "hario" => Some("v60"),
        "espresso" => Some("espresso"),
        "aeropress" => Some("aeropress"),
        "frenchPress" => Some("french-press"),
        "batchBrew" => Some("batch-brew"),
        "chemex" => Some("chemex"),
        "moka" => Some("moka"),
        "oriental" => Some("ibrik"),
        _ => None,
    }
}

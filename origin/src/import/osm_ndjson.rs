//! OpenStreetMap objects, one JSON object a line, tags under `tags`.

use std::collections::HashMap;

use serde::Deserialize;

use super::lines::{JsonLine, row_of};
use super::osm_tags;
use super::record::{Record, RecordKind, Row};

/// A line. Fields beside these are allowed: extracts carry copies of single tags.
#[derive(Debug, Deserialize)]
pub struct OsmObject {
    osm_id: String,
    lat: f64,
    lon: f64,
    kind: Option<String>,
    city: Option<String>,
    country: Option<String>,
    timezone: Option<String>,
    chain: Option<String>,
    #[serde(default)]
    tags: HashMap<String, String>,
}

pub fn into_row(json: JsonLine<OsmObject>) -> Row {
    row_of(json, |object| (object.osm_id.clone(), build(object)))
}

fn build(object: OsmObject) -> Result<Record, String> {
    let well_formed = object
        .osm_id
        .split_once('/')
        .is_some_and(|(kind, number)| matches!(kind, "node" | "way" | "relation") && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    if !well_formed {
        return Err(format!("osm_id {:?} is not like node/123", object.osm_id.chars().take(40).collect::<String>()));
    }
    let tag = |key: &str| object.tags.get(key).map(String::as_str);
    let named_kind = match object.kind.as_deref() {
        Some("roaster") => Some(RecordKind::Roaster),
        Some(_) => Some(RecordKind::Cafe),
        None => None,
    };
    let kind = osm_tags::kind_of(tag).or(named_kind).ok_or("neither a café nor a roaster by its tags")?;
    let mut record = osm_tags::record(&object.osm_id, kind, tag);
    record.lat = Some(object.lat);
    record.lon = Some(object.lon);
    // What the extract adds stands in where the object itself is silent.
    record.city = record.city.or(object.city);
    if record.country.is_empty() {
        record.country = object.country.unwrap_or_default();
    }
    record.time_zone = object.timezone;
    record.chain = record.chain.or(object.chain);
    Ok(record)
}

//! CraftBean's own NDJSON: [`Record`]s as they are. The demonstration set is written in it.

use super::ImportError;
use super::lines::{JsonLine, row_of};
use super::record::{Record, Row};
use super::source;

/// Cafés and roasters that do not exist, written by us.
const DEMONSTRATION: &str = include_str!("../../demonstration/places.ndjson");

pub fn into_row(json: JsonLine<Record>) -> Row {
    row_of(json, |mut record| {
        record.source = source::demonstration();
        (record.reference.clone(), Ok(record))
    })
}

/// Rows of the compiled-in set.
pub fn demonstration() -> impl Iterator<Item = Result<Row, ImportError>> {
    (1_u64..).zip(DEMONSTRATION.lines()).map(|(line, text)| Ok(into_row(JsonLine { line, value: serde_json::from_str(text).map_err(|error| error.to_string()) })))
}

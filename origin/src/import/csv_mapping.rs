//! CSV with a column mapping: which column holds what, and what must be said of the source.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord};
use serde::Deserialize;

use super::ImportError;
use super::lines::{Bounded, RowBudget, open_text};
use super::record::{Record, RecordKind, RecordPrecision, Row};
use super::source::Source;

/// A mapping as its JSON file writes it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub source: Source,
    #[serde(default)]
    pub kind: RecordKind,
    /// Country of every row, where no column holds it.
    pub country: Option<String>,
    #[serde(default)]
    pub delimiter: Option<char>,
    pub columns: Columns,
    /// Values of the precision column to precisions; anything else is `town`.
    #[serde(default)]
    pub precisions: HashMap<String, RecordPrecision>,
}

/// Names of the header's columns. `address` may name several, joined by commas.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    pub reference: String,
    pub name: String,
    pub lat: Option<String>,
    pub lon: Option<String>,
    pub precision: Option<String>,
    pub address: Vec<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub opening_hours: Option<String>,
    pub chain: Option<String>,
    /// A column whose value, when there is one, is itself a doubt.
    pub flag: Option<String>,
}

/// Mappings that are compiled in, by name.
const BUILT_IN: &[(&str, &str)] =
    &[("eateries_uk_eotho", include_str!("../../mappings/eateries_uk_eotho.json")), ("poi_bulk_wof", include_str!("../../mappings/poi_bulk_wof.json"))];

impl Mapping {
    /// A built-in mapping by name, or one from a JSON file.
    pub fn load(name_or_path: &str) -> Result<Self, String> {
        let built_in = BUILT_IN.iter().find(|(name, _)| *name == name_or_path).map(|(_, text)| (*text).to_owned());
        let text = match built_in {
            Some(text) => text,
            None => std::fs::read_to_string(name_or_path).map_err(|error| {
                let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
                format!("mapping {name_or_path:?} is neither built in ({}) nor a readable file: {error}", names.join(", "))
            })?,
        };
        serde_json::from_str(&text).map_err(|error| format!("mapping {name_or_path:?}: {error}"))
    }

    /// The built-in mapping whose columns are all in this header.
    pub fn for_header(header: &str) -> Option<Self> {
        let present: Vec<&str> = header.trim().split(',').collect();
        BUILT_IN.iter().filter_map(|(name, _)| Self::load(name).ok()).find(|mapping| mapping.columns.named().iter().all(|(_, column)| present.contains(column)))
    }
}

impl Columns {
    /// Purpose and column name of everything that is mapped.
    fn named(&self) -> Vec<(&'static str, &str)> {
        let mut named = vec![("reference", self.reference.as_str()), ("name", self.name.as_str())];
        let optional = [
            ("lat", &self.lat),
            ("lon", &self.lon),
            ("precision", &self.precision),
            ("postcode", &self.postcode),
            ("city", &self.city),
            ("country", &self.country),
            ("website", &self.website),
            ("phone", &self.phone),
            ("opening_hours", &self.opening_hours),
            ("chain", &self.chain),
            ("flag", &self.flag),
        ];
        named.extend(optional.into_iter().filter_map(|(purpose, column)| column.as_deref().map(|column| (purpose, column))));
        named.extend(self.address.iter().map(|column| ("address", column.as_str())));
        named
    }
}

/// Rows of a CSV file, plain or gzip-compressed.
pub fn open(path: &Path, mapping: &Mapping, allow_unterminated: bool) -> Result<impl Iterator<Item = Result<Row, ImportError>> + use<>, ImportError> {
    let (bounded, budget, last_byte) = Bounded::new(open_text(path)?);
    let delimiter = mapping.delimiter.and_then(|character| u8::try_from(character).ok()).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(delimiter).from_reader(bounded);
    let header = reader.headers().map_err(|error| ImportError::file(path, describe(&error)))?.clone();
    let index = Index::build(&mapping.columns, &header).map_err(|reason| ImportError::file(path, reason))?;
    Ok(CsvRows { reader, budget, last_byte, index, mapping: mapping.clone(), path: path.to_owned(), allow_unterminated, done: false })
}

/// Where each purpose's columns stand in the header.
struct Index(Vec<(&'static str, usize)>);

impl Index {
    fn build(columns: &Columns, header: &StringRecord) -> Result<Self, String> {
        columns
            .named()
            .into_iter()
            .map(|(purpose, column)| {
                let found = header.iter().position(|name| name.trim() == column);
                found
                    .map(|position| (purpose, position))
                    .ok_or_else(|| format!("the header has no column {column:?} for `{purpose}`; it has {}", header.iter().collect::<Vec<_>>().join(", ")))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn all<'r>(&self, record: &'r StringRecord, purpose: &str) -> impl Iterator<Item = &'r str> {
        self.0
            .iter()
            .filter(move |(known, _)| *known == purpose)
            .filter_map(|(_, position)| record.get(*position))
            .filter(|text| !text.trim().is_empty())
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn text(&self, record: &StringRecord, purpose: &str) -> Option<String> {
        self.all(record, purpose).next().map(ToOwned::to_owned)
    }
}

struct CsvRows<R> {
    reader: csv::Reader<Bounded<R>>,
    budget: RowBudget,
    last_byte: Rc<Cell<u8>>,
    index: Index,
    mapping: Mapping,
    path: PathBuf,
    allow_unterminated: bool,
    done: bool,
}

impl<R: BufRead> Iterator for CsvRows<R> {
    type Item = Result<Row, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.budget.renew();
        let mut record = StringRecord::new();
        let outcome = match self.reader.read_record(&mut record) {
            Ok(true) => Ok(self.row(&record)),
            Ok(false) => {
                self.done = true;
                return self.cut_at_the_end().map(Err);
            }
            Err(error) => Err(ImportError::file(&self.path, describe(&error))),
        };
        self.done = outcome.is_err();
        Some(outcome)
    }
}

impl<R: BufRead> CsvRows<R> {
    /// A last line without its line break may have lost its end, and nothing in CSV would show it.
    fn cut_at_the_end(&self) -> Option<ImportError> {
        let cut = self.last_byte.get() != b'\n' && !self.allow_unterminated;
        cut.then(|| ImportError::file(&self.path, "the last line has no line break, so the file may have been cut; if it is whole, say --allow-unterminated"))
    }

    fn row(&self, record: &StringRecord) -> Row {
        let line = record.position().map_or(0, csv::Position::line);
        let reference = self.index.text(record, "reference").unwrap_or_default();
        Row { line, outcome: self.record(record, &reference, line).map(Box::new), reference }
    }

    fn record(&self, record: &StringRecord, reference: &str, line: u64) -> Result<Record, String> {
        let text = |purpose| self.index.text(record, purpose);
        let degrees = |purpose: &str| -> Result<Option<f64>, String> {
            text_number(self.index.text(record, purpose).as_deref()).map_err(|value| format!("{purpose} {value:?} is not a number"))
        };
        let precision = match text("precision") {
            Some(value) => self.mapping.precisions.get(value.trim()).copied().unwrap_or(RecordPrecision::Town),
            None => RecordPrecision::Exact,
        };
        let address: Vec<&str> = self.index.all(record, "address").collect();
        Ok(Record {
            source: self.mapping.source.clone(),
            reference: reference.to_owned(),
            line,
            kind: self.mapping.kind,
            name: text("name").unwrap_or_default(),
            lat: degrees("lat")?,
            lon: degrees("lon")?,
            precision,
            address: (!address.is_empty()).then(|| address.join(", ")),
            postcode: text("postcode"),
            city: text("city"),
            country: text("country").or_else(|| self.mapping.country.clone()).unwrap_or_default(),
            website: text("website"),
            phone: text("phone"),
            opening_hours: text("opening_hours"),
            chain: text("chain"),
            flags: text("flag").into_iter().collect(),
            ..Record::default()
        })
    }
}

/// The number, none, or the text that is not a number.
fn text_number(text: Option<&str>) -> Result<Option<f64>, String> {
    text.map(|text| text.trim().parse::<f64>().map_err(|_not_a_number| text.chars().take(40).collect())).transpose()
}

fn describe(error: &csv::Error) -> String {
    let line = error.position().map(|position| format!("line {}: ", position.line())).unwrap_or_default();
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{line}{len} fields where the header has {expected_len}; the file is cut or not what it says")
        }
        csv::ErrorKind::Utf8 { err, .. } => format!("{line}not UTF-8 ({err}); convert the file first"),
        csv::ErrorKind::Io(error) => format!("{line}cannot be read: {error}"),
        _ => format!("{line}{error}"),
    }
}

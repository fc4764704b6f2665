//! A place as a reader understood it, before `tidy` has judged it.

use serde::{Deserialize, Serialize};
use shared::wire::places::Offered;

use super::source::Source;
use crate::places::Kind;

/// One row of a file: a record, or why it is none.
#[derive(Debug)]
pub struct Row {
    /// 1-based line; for binary files the running number of the object.
    pub line: u64,
    /// The row's own id, for reports; may be empty.
    pub reference: String,
    pub outcome: Result<Box<Record>, String>,
}

/// Café or roaster, as files write it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    #[default]
    Cafe,
    Roaster,
}

impl From<RecordKind> for Kind {
    fn from(kind: RecordKind) -> Self {
        match kind {
            RecordKind::Cafe => Self::Cafe,
            RecordKind::Roaster => Self::Roaster,
        }
    }
}

/// How well a source knows a position; `Doubtful` is for `tidy` to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordPrecision {
    #[default]
    Exact,
    Postcode,
    Town,
    Doubtful,
}

impl RecordPrecision {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Postcode => "postcode",
            Self::Town => "town",
            Self::Doubtful => "doubtful",
        }
    }
}

/// A practical fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// A column of `place_practical`: `wifi`, `power` …
    pub fact: String,
    pub offered: Offered,
}

/// A coffee that can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeanOnBar {
    /// Reference of the bean.
    pub bean: String,
    /// `2026-11-02`
    pub since: String,
}

/// A place. The same shape is CraftBean's own NDJSON, one object a line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Record {
    /// Where the row came from; set by the reader, never by the file.
    #[serde(skip)]
    pub source: Source,
    /// Id at the source; with the source it names the place for ever.
    pub reference: String,
    #[serde(skip)]
    pub line: u64,
    pub kind: RecordKind,
    pub name: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub precision: RecordPrecision,
    pub address: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    /// Slug of the city's name without a number; set once by `tidy`, because transliterating is the dearest step of an import.
    #[serde(skip)]
    pub city_slug: Option<String>,
    /// A city nearby in Latin letters, used for the slug of a name in another script when both say the same.
    pub nearest_city: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub time_zone: Option<String>,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub opening_hours: Option<String>,
    /// Chain or brand it belongs to.
    pub chain: Option<String>,
    pub closed: bool,
    /// Slugs of brewing methods.
    pub brewing: Vec<String>,
    pub practical: Vec<Fact>,
    pub philosophy: Option<String>,
    /// How it began and what it is.
    pub story: Option<String>,
    /// Where its beans come from and how they are bought.
    pub sourcing: Option<String>,
    /// 1 modest, 2 usual, 3 dear for its city.
    pub price_level: Option<i16>,
    /// References of the roasters whose coffee it serves.
    pub roasted_by: Vec<String>,
    /// What is on the bar.
    pub beans: Vec<BeanOnBar>,
    pub record_url: Option<String>,
    /// Doubts, as stable codes.
    pub flags: Vec<String>,
}

impl Record {
    /// Notes a doubt once.
    pub fn flag(&mut self, code: &str) {
        if !self.flags.iter().any(|known| known == code) {
            self.flags.push(code.to_owned());
        }
    }

    pub fn offer(&mut self, fact: &str, offered: Offered) {
        if !self.practical.iter().any(|known| known.fact == fact) {
            self.practical.push(Fact { fact: fact.to_owned(), offered });
        }
    }
}

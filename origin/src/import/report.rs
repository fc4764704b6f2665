//! What an import did, for people and as JSON.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// Refusals kept with line and reason; further ones are only counted.
const REFUSALS_MAX: usize = 100_000;
/// Different doubts counted; sources may bring their own.
const CODES_MAX: usize = 200;
/// Characters kept of a reference or a reason: both may quote the file.
const QUOTED_CHARS_MAX: usize = 200;
/// Refusals printed; all kept ones are in the JSON.
const REFUSALS_PRINTED: usize = 20;

/// Counts by outcome. `read` = `new` + `changed` + `unchanged` + `refused`; `flagged` cuts across them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub read: u64,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Rows stored with at least one doubt.
    pub flagged: u64,
    pub refused: u64,
    /// Stored rows that belong to a chain.
    pub chains: u64,
    /// Doubts by code.
    pub flags: BTreeMap<String, u64>,
    /// Certain repairs by code.
    pub repairs: BTreeMap<String, u64>,
    pub refusals: Vec<Refusal>,
}

/// A row that was not stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    pub line: u64,
    pub reference: String,
    pub reason: String,
}

impl Report {
    pub fn refuse(&mut self, line: u64, reference: String, reason: impl Into<String>) {
        self.refused += 1;
        if self.refusals.len() < REFUSALS_MAX {
            self.refusals.push(Refusal { line, reference: shorten(&reference), reason: shorten(&reason.into()) });
        }
    }

    pub fn repair(&mut self, code: &str) {
        *self.repairs.entry(code.to_owned()).or_default() += 1;
    }

    /// Counts the doubts of a stored row.
    pub fn flag(&mut self, codes: &[String]) {
        self.flagged += u64::from(!codes.is_empty());
        for code in codes {
            if self.flags.len() < CODES_MAX || self.flags.contains_key(code) {
                *self.flags.entry(code.clone()).or_default() += 1;
            }
        }
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(QUOTED_CHARS_MAX).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "read {}   new {}   changed {}   unchanged {}   flagged {}   refused {}   (of a chain {})",
            self.read, self.new, self.changed, self.unchanged, self.flagged, self.refused, self.chains
        )?;
        for (title, counts) in [("repaired", &self.repairs), ("doubts", &self.flags)] {
            if !counts.is_empty() {
                let list: Vec<String> = counts.iter().map(|(code, count)| format!("{code} {count}")).collect();
                writeln!(f, "{title}: {}", list.join(", "))?;
            }
        }
        for refusal in self.refusals.iter().take(REFUSALS_PRINTED) {
            writeln!(f, "refused line {} {}: {}", refusal.line, refusal.reference, refusal.reason)?;
        }
        if self.refusals.len() > REFUSALS_PRINTED {
            writeln!(f, "… and {} more refusals; --report FILE writes them all", self.refusals.len() - REFUSALS_PRINTED)?;
        }
        if self.new == 0 && self.changed == 0 {
            writeln!(f, "nothing changed")?;
        }
        Ok(())
    }
}

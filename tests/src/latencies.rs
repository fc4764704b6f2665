//! Measured latencies between places, from the collection of real data where it is at hand.

use std::collections::{BTreeMap, HashMap};

use shared::geo::Position;

use crate::real_data;

/// A row of a table, by column name.
pub type Row = BTreeMap<String, String>;

/// Rows of a CSV file of the collection. `None` where the collection is not at hand.
pub fn rows(path: &str) -> Option<Vec<Row>> {
    let text = std::fs::read_to_string(real_data(path)?).ok()?;
    let mut lines = text.lines();
    let names = fields(lines.next()?);
    Some(lines.map(|line| names.iter().cloned().zip(fields(line)).collect()).collect())
}

/// Fields of a line, some of them in double quotes.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().into_iter().for_each(|field| field.push(letter)),
        }
    }
    fields
}

/// A row's position.
pub fn position(row: &Row) -> Option<Position> {
    Position::new(row.get("lat")?.parse().ok()?, row.get("lon")?.parse().ok()?)
}

/// What AWS's regions measure between each other.
#[derive(Clone, Debug)]
pub struct Latencies {
    pub regions: Vec<(String, Position)>,
    median_ms: HashMap<(String, String), f64>,
}

impl Latencies {
    /// `None` where the collection is not at hand.
    pub fn load() -> Option<Self> {
        let measured = rows("geo_reference/latency_aws_cloudping_ms.csv")?;
        let median_ms: HashMap<_, _> = measured.iter().filter_map(|row| Some(((row.get("from")?.clone(), row.get("to")?.clone()), row.get("p50_ms")?.parse().ok()?))).collect();
        let regions = rows("geo_reference/cloud_regions.csv")?
            .iter()
            .filter(|row| row.get("provider").is_some_and(|provider| provider == "aws"))
            .filter_map(|row| Some((row.get("region")?.clone(), position(row)?)))
            .filter(|(id, _)| median_ms.contains_key(&(id.clone(), id.clone())))
            .collect();
        Some(Self { regions, median_ms })
    }

    /// Between two regions, by their ids.
    pub fn between_ms(&self, from: &str, to: &str) -> Option<f64> {
        self.median_ms.get(&(from.to_owned(), to.to_owned())).copied()
    }

    /// The region nearest to a place.
    pub fn nearest(&self, place: Position) -> Option<&str> {
        self.regions.iter().min_by(|(_, a), (_, b)| a.distance_m(place).total_cmp(&b.distance_m(place))).map(|(id, _)| id.as_str())
    }

    /// Between two places, as their nearest regions measure it.
    pub fn round_trip_ms(&self, from: Position, to: Position) -> Option<f64> {
        self.between_ms(self.nearest(from)?, self.nearest(to)?)
    }
}

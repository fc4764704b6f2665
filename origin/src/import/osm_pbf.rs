//! Any OpenStreetMap extract in PBF: <https://wiki.openstreetmap.org/wiki/PBF_Format>.
//!
//! Two passes over the file, block by block. The first gathers cafés that are drawn as outlines (ways), the nodes they need, and towns;
//! the second emits cafés that are points and picks up the wanted nodes' positions. Memory grows with cafés and towns, not with the file.

use std::collections::HashMap;
use std::path::Path;

use osmpbf::{Element, ElementReader};
use shared::geo::Position;

use super::record::{Record, RecordKind, Row};
use super::{ImportError, Outlet, osm_tags};

/// A town is offered to places without `addr:city` up to this far away.
const TOWN_REACH_M: f64 = 15_000.0;

struct Town {
    name: String,
    position: Position,
}

/// A café drawn as an outline.
struct Outline {
    record: Record,
    nodes: Vec<i64>,
}

#[derive(Default)]
struct Gathered {
    outlines: Vec<Outline>,
    towns: Vec<Town>,
    /// Positions of the nodes that outlines need; `None` until the second pass has met them.
    nodes: HashMap<i64, Option<Position>>,
    points: u64,
}

/// Reads `path` and sends every café and roaster in it.
pub fn read(path: &Path, outlet: &Outlet) -> Result<(), ImportError> {
    let mut gathered = gather(path)?;
    if gathered.outlines.is_empty() && gathered.points == 0 {
        return Err(ImportError::file(path, "there is no café or roaster in this extract"));
    }
    let mut rows = Rows { outlet, path, batch: Vec::new(), line: 0 };
    let towns = std::mem::take(&mut gathered.towns);
    let outcome = each_element(path, |element| {
        if let Some((id, position, tags)) = node_parts(&element) {
            if let Some(wanted) = gathered.nodes.get_mut(&id) {
                *wanted = position;
            }
            let tag = |key: &str| find(&tags, key);
            if let Some(kind) = osm_tags::kind_of(tag) {
                rows.push(with_place(osm_tags::record(&format!("node/{id}"), kind, tag), position, &towns));
            }
        }
    });
    outcome?;
    for outline in gathered.outlines {
        let middle = middle_of(outline.nodes.iter().filter_map(|id| gathered.nodes.get(id).copied().flatten()));
        rows.push(with_place(outline.record, middle, &towns));
    }
    rows.flush()
}

fn gather(path: &Path) -> Result<Gathered, ImportError> {
    let mut gathered = Gathered::default();
    each_element(path, |element| {
        if let Some((_, position, tags)) = node_parts(&element) {
            let tag = |key: &str| find(&tags, key);
            gathered.points += u64::from(osm_tags::kind_of(tag).is_some());
            if let (Some("city" | "town"), Some(name), Some(position)) = (tag("place"), tag("name"), position) {
                gathered.towns.push(Town { name: name.to_owned(), position });
            }
        } else if let Element::Way(way) = &element {
            let tags: Vec<(&str, &str)> = way.tags().collect();
            let tag = |key: &str| find(&tags, key);
            if let Some(kind) = osm_tags::kind_of(tag) {
                let nodes: Vec<i64> = way.refs().collect();
                gathered.nodes.extend(nodes.iter().map(|id| (*id, None)));
                gathered.outlines.push(Outline { record: outline_record(way.id(), kind, tag), nodes });
            }
        }
    })?;
    Ok(gathered)
}

fn outline_record<'a>(id: i64, kind: RecordKind, tag: impl Fn(&str) -> Option<&'a str>) -> Record {
    osm_tags::record(&format!("way/{id}"), kind, tag)
}

type NodeParts<'a> = (i64, Option<Position>, Vec<(&'a str, &'a str)>);

fn node_parts<'a>(element: &Element<'a>) -> Option<NodeParts<'a>> {
    match element {
        Element::Node(node) => Some((node.id(), Position::new(node.lat(), node.lon()), node.tags().collect())),
        Element::DenseNode(node) => Some((node.id(), Position::new(node.lat(), node.lon()), node.tags().collect())),
        Element::Way(_) | Element::Relation(_) => None,
    }
}

fn find<'a>(tags: &[(&'a str, &'a str)], key: &str) -> Option<&'a str> {
    tags.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
}

fn each_element(path: &Path, each: impl FnMut(Element<'_>)) -> Result<(), ImportError> {
    let damaged = |error: osmpbf::Error| ImportError::file(path, format!("not a whole OpenStreetMap PBF file: {error}"));
    ElementReader::from_path(path).map_err(damaged)?.for_each(each).map_err(damaged)
}

fn with_place(mut record: Record, position: Option<Position>, towns: &[Town]) -> Record {
    record.lat = position.map(|position| position.lat);
    record.lon = position.map(|position| position.lon);
    if let (None, Some(position)) = (&record.city, position) {
        record.city = towns
            .iter()
            .map(|town| (town.position.distance_m(position), town))
            .filter(|(distance_m, _)| *distance_m <= TOWN_REACH_M)
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, town)| town.name.clone());
    }
    record
}

/// Mean of the corners; good enough for a building.
fn middle_of(corners: impl Iterator<Item = Position>) -> Option<Position> {
    let (mut lat, mut lon, mut count) = (0.0, 0.0, 0.0);
    for corner in corners {
        lat += corner.lat;
        lon += corner.lon;
        count += 1.0;
    }
    if count > 0.0 { Position::new(lat / count, lon / count) } else { None }
}

/// Numbers rows and sends them in batches.
struct Rows<'a> {
    outlet: &'a Outlet,
    path: &'a Path,
    batch: Vec<Row>,
    line: u64,
}

impl Rows<'_> {
    fn push(&mut self, mut record: Record) {
        self.line += 1;
        record.line = self.line;
        self.batch.push(Row { line: self.line, reference: record.reference.clone(), outcome: Ok(Box::new(record)) });
        if self.batch.len() >= super::BATCH_ROWS {
            // Should the writing side have gone, its own error is what counts.
            let _ = self.flush();
        }
    }

    fn flush(&mut self) -> Result<(), ImportError> {
        let rows = std::mem::take(&mut self.batch);
        if rows.is_empty() { Ok(()) } else { self.outlet.send_all(self.path, rows.into_iter().map(Ok)) }
    }
}

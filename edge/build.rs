//! Turns Natural Earth's country outlines (npm `world-atlas`, public domain) into a compact table that the Worker carries.
//!
//! Format, little-endian, one record a country: two letters of ISO 3166-1, `u32` bytes of what follows; length and bytes of the English
//! name, `u16` rings, and for each ring `u16` corners of two `i16`: x and y of the map in hundredths of a degree.
#![expect(clippy::indexing_slicing, reason = "indexing JSON that lacks something gives null, never a panic")]
#![expect(clippy::disallowed_methods, reason = "cargo tells a build script where to write by the environment")]

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use shared::geo::Position;

/// Rings with fewer corners than this cannot be seen on a locator.
const CORNERS_MIN: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let atlas = PathBuf::from("../node_modules/world-atlas/countries-50m.json");
    println!("cargo:rerun-if-changed={}", atlas.display());
    let text = fs::read_to_string(&atlas).map_err(|error| format!("{}: {error}; run `cargo xtask setup` first", atlas.display()))?;
    let topology: Value = serde_json::from_str(&text)?;
    let table = table(&topology).ok_or("world-atlas is not the topology this build expects")?;
    fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("outlines.bin"), table)?;
    Ok(())
}

fn table(topology: &Value) -> Option<Vec<u8>> {
    let arcs = decode_arcs(topology)?;
    let mut table = Vec::new();
    for country in topology["objects"]["countries"]["geometries"].as_array()? {
        let Some(alpha2) = country["id"].as_str().and_then(|id| rust_iso3166::from_numeric(id.parse().ok()?)).map(|code| code.alpha2) else { continue };
        let name = country["properties"]["name"].as_str()?;
        let polygons = match country["type"].as_str()? {
            "Polygon" => vec![country["arcs"].as_array()?.clone()],
            _ => country["arcs"].as_array()?.iter().filter_map(|polygon| polygon.as_array().cloned()).collect(),
        };
        let rings: Vec<Vec<(i16, i16)>> = polygons.iter().filter_map(|polygon| ring(polygon.first()?, &arcs)).filter(|ring| ring.len() >= CORNERS_MIN).collect();
        table.extend(alpha2.bytes());
        let mut record = vec![u8::try_from(name.len()).ok()?];
        record.extend(name.bytes());
        record.extend(u16::try_from(rings.len()).ok()?.to_le_bytes());
        for ring in rings {
            record.extend(u16::try_from(ring.len()).ok()?.to_le_bytes());
            record.extend(ring.iter().flat_map(|(x, y)| [x.to_le_bytes(), y.to_le_bytes()].concat()));
        }
        table.extend(u32::try_from(record.len()).ok()?.to_le_bytes());
        table.extend(record);
    }
    Some(table)
}

/// Arcs in hundredths of a degree on the map: <https://github.com/topojson/topojson-specification#22-arcs>.
fn decode_arcs(topology: &Value) -> Option<Vec<Vec<(i16, i16)>>> {
    let pair = |key: &str| Some((topology["transform"][key][0].as_f64()?, topology["transform"][key][1].as_f64()?));
    let ((scale_x, scale_y), (shift_x, shift_y)) = (pair("scale")?, pair("translate")?);
    let arcs = topology["arcs"].as_array()?.iter().map(|arc| {
        let (mut x, mut y) = (0.0, 0.0);
        arc.as_array()
            .into_iter()
            .flatten()
            .map(|step| {
                x += step[0].as_f64().unwrap_or(0.0);
                y += step[1].as_f64().unwrap_or(0.0);
                Position::new((y * scale_y + shift_y).clamp(-90.0, 90.0), (x * scale_x + shift_x).clamp(-180.0, 180.0)).map(Position::on_map)
            })
            .map(|point| point.map(|point| (hundredths(point.x), hundredths(point.y))))
            .collect()
    });
    arcs.collect()
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "clamped to what an i16 holds")]
fn hundredths(degrees: f64) -> i16 {
    (degrees * 100.0).round().clamp(-18_000.0, 18_000.0) as i16
}

/// The outer ring that a list of arc numbers makes; a negative number means the arc backwards.
fn ring(numbers: &Value, arcs: &[Vec<(i16, i16)>]) -> Option<Vec<(i16, i16)>> {
    let mut ring: Vec<(i16, i16)> = Vec::new();
    for number in numbers.as_array()? {
        let number = number.as_i64()?;
        let arc = arcs.get(usize::try_from(if number < 0 { !number } else { number }).ok()?)?;
        if number < 0 { ring.extend(arc.iter().rev()) } else { ring.extend(arc) }
    }
    ring.dedup();
    Some(ring)
}

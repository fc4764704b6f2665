//! Country outlines and names that the Worker carries (made by `build.rs`, which describes the format).

use frontend::views::locator::Outline;
use shared::geo::MapPoint;

static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/outlines.bin"));

/// A record's parts, still encoded.
struct Entry {
    name: &'static str,
    rings: &'static [u8],
    ring_count: u16,
}

/// Takes `count` bytes off the front.
fn take(bytes: &mut &'static [u8], count: usize) -> Option<&'static [u8]> {
    let (head, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(head)
}

fn take_u16(bytes: &mut &'static [u8]) -> Option<u16> {
    Some(u16::from_le_bytes(take(bytes, 2)?.try_into().ok()?))
}

fn take_degrees(bytes: &mut &'static [u8]) -> Option<f64> {
    Some(f64::from(i16::from_le_bytes(take(bytes, 2)?.try_into().ok()?)) / 100.0)
}

fn find(country: &str) -> Option<Entry> {
    let mut bytes = TABLE;
    loop {
        let code = take(&mut bytes, 2)?;
        let length = u32::from_le_bytes(take(&mut bytes, 4)?.try_into().ok()?);
        let mut record = take(&mut bytes, usize::try_from(length).ok()?)?;
        if code == country.as_bytes() {
            let name_length = usize::from(*take(&mut record, 1)?.first()?);
            let name = core::str::from_utf8(take(&mut record, name_length)?).ok()?;
            let ring_count = take_u16(&mut record)?;
            return Some(Entry { name, rings: record, ring_count });
        }
    }
}

/// English name of a country by its upper-case code; the code itself where it has none.
pub fn country_name(country: &str) -> String {
    find(country).map_or_else(|| country.to_owned(), |entry| entry.name.to_owned())
}

/// All countries that have an outline, by their English names.
pub fn countries() -> Vec<(String, String)> {
    let mut bytes = TABLE;
    let mut countries = Vec::new();
    while let Some(code) = take(&mut bytes, 2).and_then(|code| core::str::from_utf8(code).ok()) {
        let record = take(&mut bytes, 4).and_then(|length| usize::try_from(u32::from_le_bytes(length.try_into().ok()?)).ok()).and_then(|length| take(&mut bytes, length));
        if record.is_none() {
            break;
        }
        countries.push((code.to_owned(), country_name(code)));
    }
    countries.sort_by(|(_, a), (_, b)| a.cmp(b));
    // Australia has two outlines.
    countries.dedup();
    countries
}

/// Outline of a country by its upper-case code.
pub fn outline(country: &str) -> Option<Outline> {
    let entry = find(country)?;
    let mut bytes = entry.rings;
    let mut rings = Vec::with_capacity(usize::from(entry.ring_count));
    for _ in 0..entry.ring_count {
        let corners = take_u16(&mut bytes)?;
        let mut ring = Vec::with_capacity(usize::from(corners));
        for _ in 0..corners {
            ring.push(MapPoint { x: take_degrees(&mut bytes)?, y: take_degrees(&mut bytes)? });
        }
        rings.push(ring);
    }
    Some(Outline { rings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_names_and_outlines_and_codes_that_are_none_have_neither() {
        for (code, name) in [("FI", "Finland"), ("GB", "United Kingdom"), ("SG", "Singapore"), ("CN", "China")] {
            let outline = outline(code).unwrap();
            assert_eq!(country_name(code), name);
            assert!(outline.rings.iter().all(|ring| ring.len() >= 4) && !outline.rings.is_empty());
        }
        assert_eq!(country_name("XX"), "XX");
        for odd in ["", "F", "FIN", "ü"] {
            assert!(outline(odd).is_none());
        }
    }
}

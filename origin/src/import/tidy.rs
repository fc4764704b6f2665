//! Judges a record: repairs what is certain, flags what is doubtful, refuses what is impossible.

use chrono_tz::Tz;
use shared::geo::Position;
use unicode_normalization::UnicodeNormalization;

use super::chains::Chains;
use super::geography::Geography;
use super::record::{Record, RecordPrecision, Row};
use super::report::Report;
use super::slugs;
use crate::opening_hours::{Hours, Place};

const NAME_CHARS_MAX: usize = 200;
const TEXT_CHARS_MAX: usize = 300;
const PHILOSOPHY_CHARS_MAX: usize = 2_000;
const REFERENCE_CHARS_MAX: usize = 200;
const URL_CHARS_MAX: usize = 500;
const FLAGS_MAX: usize = 20;
/// What the schema's `place_practical` takes.
const FACTS: [&str; 10] = ["wifi", "power", "laptop", "dogs", "step_free", "outdoor", "plant_milk", "takeaway", "cards", "cash"];

/// The record as it may be stored, or `None` after noting in `report` why it is refused.
pub fn tidy(row: Row, geography: &Geography, chains: &Chains, report: &mut Report) -> Option<Record> {
    report.read += 1;
    let (line, reference) = (row.line, row.reference);
    match row.outcome.and_then(|record| judge(*record, geography, chains, report)) {
        Ok(record) => Some(record),
        Err(reason) => {
            report.refuse(line, reference, reason);
            None
        }
    }
}

fn judge(mut record: Record, geography: &Geography, chains: &Chains, report: &mut Report) -> Result<Record, String> {
    if tidy_texts(&mut record) {
        report.repair("whitespace");
    }
    if record.reference.is_empty() || record.reference.chars().count() > REFERENCE_CHARS_MAX {
        return Err("no id, or one that is far too long".to_owned());
    }
    if record.name.is_empty() {
        return Err("no name".to_owned());
    }
    if record.name.chars().count() > NAME_CHARS_MAX {
        return Err(format!("the name is longer than {NAME_CHARS_MAX} characters"));
    }
    if !record.name.chars().any(char::is_alphanumeric) {
        return Err("the name has neither letter nor digit".to_owned());
    }
    let position = tidy_position(&mut record)?;
    tidy_country(&mut record, position, geography, report)?;
    doubt_position(&mut record, position, geography);
    tidy_postcode(&mut record, report);
    tidy_contact(&mut record, report);
    tidy_hours(&mut record, position, geography);
    doubt_name(&mut record);
    if record.chain.is_none() {
        record.chain = chains.find(&record.name).map(ToOwned::to_owned);
    }
    let city = record.city.as_deref().filter(|name| name.chars().any(char::is_alphanumeric));
    record.city_slug = city.map(|name| slugs::of_city(name, record.nearest_city.as_deref()));
    record.brewing.sort();
    record.brewing.dedup();
    record.practical.retain(|known| FACTS.contains(&known.fact.as_str()));
    record.practical.sort_by(|a, b| a.fact.cmp(&b.fact));
    record.practical.dedup_by(|a, b| a.fact == b.fact);
    record.flags.sort();
    record.flags.dedup();
    record.flags.truncate(FLAGS_MAX);
    Ok(record)
}

/// White space folded, characters composed, control characters gone, empty texts absent. Whether anything changed.
fn tidy_texts(record: &mut Record) -> bool {
    let mut changed = false;
    let mut tidy = |text: &mut String, limit: usize| {
        let composed: String = text.nfc().map(|character| if character.is_control() { ' ' } else { character }).collect();
        let folded = composed.split_whitespace().collect::<Vec<_>>().join(" ");
        let tidied: String = if limit == 0 { folded } else { folded.chars().take(limit).collect() };
        changed |= tidied != *text;
        *text = tidied;
    };
    tidy(&mut record.name, 0);
    tidy(&mut record.reference, 0);
    tidy(&mut record.country, 0);
    if let Some(philosophy) = &mut record.philosophy {
        tidy(philosophy, PHILOSOPHY_CHARS_MAX);
    }
    for flag in &mut record.flags {
        tidy(flag, 60);
    }
    // URLs are never cut: half a link leads nowhere. `tidy_website` refuses those that are too long.
    for url in [&mut record.website, &mut record.record_url].into_iter().flatten() {
        tidy(url, 0);
    }
    let optional = [
        &mut record.address,
        &mut record.postcode,
        &mut record.city,
        &mut record.nearest_city,
        &mut record.time_zone,
        &mut record.phone,
        &mut record.opening_hours,
        &mut record.chain,
    ];
    for text in optional {
        if let Some(value) = text {
            tidy(value, TEXT_CHARS_MAX);
        }
        if text.as_deref() == Some("") {
            *text = None;
        }
    }
    changed
}

/// Range is a refusal; a missing half or the meeting of equator and Greenwich means that the position is unknown.
fn tidy_position(record: &mut Record) -> Result<Option<Position>, String> {
    let position = match (record.lat, record.lon) {
        (Some(lat), Some(lon)) => Some(Position::new(lat, lon).ok_or_else(|| format!("latitude {lat}, longitude {lon} is not on Earth"))?),
        (None, None) => None,
        _ => {
            record.flag("half_a_position");
            None
        }
    };
    let position = position.filter(|position| position.lat.abs() > 1e-6 || position.lon.abs() > 1e-6);
    if position.is_none() {
        record.flag("no_position");
        record.precision = RecordPrecision::Town;
    }
    record.lat = position.map(|position| position.lat);
    record.lon = position.map(|position| position.lon);
    Ok(position)
}

/// Two letters by their code; where a row has something else, the country its position lies in.
fn tidy_country(record: &mut Record, position: Option<Position>, geography: &Geography, report: &mut Report) -> Result<(), String> {
    let said = record.country.to_ascii_uppercase();
    let two_letters = said.len() == 2 && said.bytes().all(|byte| byte.is_ascii_uppercase());
    record.country = match said.as_str() {
        "UK" => "GB".to_owned(),
        _ if two_letters => said.clone(),
        _ => position
            .and_then(|position| geography.country_at(position))
            .ok_or_else(|| format!("country {:?} is not a two-letter code, and the position does not tell it", said.chars().take(40).collect::<String>()))?,
    };
    if said == "UK" || !(two_letters || said.is_empty()) {
        report.repair("country");
    }
    Ok(())
}

/// A position outside the country that the row names is kept but never used to find what is near.
fn doubt_position(record: &mut Record, position: Option<Position>, geography: &Geography) {
    let Some(position) = position else { return };
    if geography.may_be_in(position, &record.country) {
        return;
    }
    let swapped = Position::new(position.lon, position.lat).is_some_and(|swapped| geography.is_in(swapped, &record.country));
    record.flag(if swapped { "coordinates_may_be_swapped" } else { "outside_country" });
    record.precision = RecordPrecision::Doubtful;
}

fn doubt_name(record: &mut Record) {
    let letters = || record.name.chars().filter(|character| character.is_alphabetic());
    let has_case = letters().count() > 3 && letters().all(|letter| letter.is_uppercase() || letter.is_lowercase());
    if has_case && letters().all(char::is_uppercase) {
        record.flag("name_all_capitals");
    } else if has_case && letters().all(char::is_lowercase) {
        record.flag("name_all_small_letters");
    }
}

/// British postcodes have one certain form; others stay as they are.
fn tidy_postcode(record: &mut Record, report: &mut Report) {
    if record.country != "GB" {
        return;
    }
    let Some(postcode) = &record.postcode else { return };
    match british_postcode(postcode) {
        Some(tidied) if tidied == *postcode => {}
        Some(tidied) => {
            record.postcode = Some(tidied);
            report.repair("postcode");
        }
        None => record.flag("postcode_form"),
    }
}

/// `bn16ld` and `BN1  6LD` to `BN1 6LD`: outward part of 2–4 characters, inward part of a digit and two letters.
pub fn british_postcode(text: &str) -> Option<String> {
    let packed: String = text.chars().filter(|character| !character.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let (outward, inward) = packed.len().checked_sub(3).and_then(|at| packed.split_at_checked(at))?;
    let inward_fits = inward.chars().enumerate().all(|(place, character)| if place == 0 { character.is_ascii_digit() } else { character.is_ascii_uppercase() });
    let outward_fits = (2..=4).contains(&outward.len())
        && outward.starts_with(|character: char| character.is_ascii_uppercase())
        && outward.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && outward.bytes().any(|byte| byte.is_ascii_digit());
    (inward_fits && outward_fits).then(|| format!("{outward} {inward}"))
}

fn tidy_contact(record: &mut Record, report: &mut Report) {
    if let Some(website) = record.website.take() {
        match tidy_website(&website) {
            Some(tidied) => {
                if tidied != website {
                    report.repair("website_scheme");
                }
                record.website = Some(tidied);
            }
            None => record.flag("website_not_a_url"),
        }
    }
    if record.record_url.as_deref().is_some_and(|url| tidy_website(url).as_deref() != Some(url)) {
        record.record_url = None;
    }
    if let Some(phone) = record.phone.take() {
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let plain = phone.chars().all(|character| character.is_ascii_digit() || " +()-./;,".contains(character));
        if plain && (3..=40).contains(&digits) {
            record.phone = Some(phone);
        } else {
            record.flag("phone_not_a_number");
        }
    }
}

/// An absolute http or https URL with a plain host; a bare `www.…` gets `https://`. Anything a page could not link to safely is `None`.
pub fn tidy_website(text: &str) -> Option<String> {
    let first = text.split([';', ' ']).next().unwrap_or(text).trim();
    let url = if first.starts_with("www.") { format!("https://{first}") } else { first.to_owned() };
    let lower = url.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_fits = host.contains('.') && !host.starts_with('.') && host.chars().all(|character| character.is_alphanumeric() || "-.:_".contains(character));
    let safe = url.chars().count() <= URL_CHARS_MAX && !url.chars().any(|character| character.is_control() || character.is_whitespace() || "<>\"'`\\{}|^".contains(character));
    (host_fits && safe).then_some(url)
}

/// Keeps the zone only if it is one, finds it by position otherwise, and flags hours that cannot be understood.
fn tidy_hours(record: &mut Record, position: Option<Position>, geography: &Geography) {
    let known = |name: &String| name.parse::<Tz>().is_ok();
    if record.time_zone.as_ref().is_some_and(|name| !known(name)) {
        record.flag("time_zone_unknown");
        record.time_zone = None;
    }
    let sure = position.filter(|_| record.precision != RecordPrecision::Doubtful);
    if record.time_zone.is_none() {
        record.time_zone = sure.and_then(|position| geography.zone_at(position)).filter(known);
    }
    if record.opening_hours.is_some() && !hours_understood(record) {
        record.flag("hours_not_understood");
    }
}

/// Whether the record's hours can be laid out.
pub fn hours_understood(record: &Record) -> bool {
    let zone = record.time_zone.as_deref().and_then(|name| name.parse::<Tz>().ok());
    match (&record.opening_hours, zone) {
        (Some(text), Some(time_zone)) => Hours::parse(text, Place { time_zone, country: &record.country, position: None }).is_some(),
        _ => false,
    }
}

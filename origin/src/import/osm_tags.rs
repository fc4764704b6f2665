//! OpenStreetMap tags to what CraftBean knows of a place: <https://wiki.openstreetmap.org/wiki/Tag:amenity=cafe>.

use shared::wire::places::Offered;

use super::record::{Record, RecordKind};
use super::source;

/// Whether an object is a café or roaster at all, by its tags.
pub fn kind_of<'a>(tag: impl Fn(&str) -> Option<&'a str>) -> Option<RecordKind> {
    let is = |key: &str, value: &str| tag(key).is_some_and(|text| text.split(';').any(|part| part.trim() == value));
    if is("craft", "coffee_roaster") || is("craft", "coffee_roastery") || is("industrial", "coffee_roaster") {
        Some(RecordKind::Roaster)
    } else if is("amenity", "cafe") || is("shop", "coffee") || is("cuisine", "coffee_shop") {
        Some(RecordKind::Cafe)
    } else {
        None
    }
}

/// A record of everything but position, from tags. `id` is `node/123` or `way/123`.
pub fn record<'a>(id: &str, kind: RecordKind, tag: impl Fn(&str) -> Option<&'a str>) -> Record {
    let first = |keys: &[&str]| keys.iter().find_map(|key| tag(key)).map(ToOwned::to_owned);
    let mut record = Record {
        source: source::openstreetmap(),
        reference: id.to_owned(),
        kind,
        name: first(&["name", "official_name", "brand"]).unwrap_or_default(),
        address: address(&tag),
        postcode: first(&["addr:postcode"]),
        city: first(&["addr:city", "addr:town", "addr:village", "addr:suburb"]),
        country: first(&["addr:country"]).unwrap_or_default(),
        website: first(&["website", "contact:website", "url"]),
        phone: first(&["phone", "contact:phone", "contact:mobile"]),
        opening_hours: first(&["opening_hours"]),
        chain: first(&["brand"]).or_else(|| tag("brand:wikidata").and(tag("name")).map(ToOwned::to_owned)),
        closed: ["disused:amenity", "abandoned:amenity"].iter().any(|key| tag(key).is_some()) || tag("opening_hours").is_some_and(|text| text == "off" || text == "closed"),
        record_url: Some(format!("https://www.openstreetmap.org/{id}")),
        ..Record::default()
    };
    practical(&mut record, &tag);
    brewing(&mut record, &tag);
    record
}

fn address<'a>(tag: &impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let street = tag("addr:street").or_else(|| tag("addr:place"))?;
    Some(tag("addr:housenumber").map_or_else(|| street.to_owned(), |number| format!("{street} {number}")))
}

fn practical<'a>(record: &mut Record, tag: &impl Fn(&str) -> Option<&'a str>) {
    let plain = |value: &str| match value {
        "yes" | "only" | "designated" => Some(Offered::Yes),
        "limited" | "partial" => Some(Offered::Limited),
        "no" => Some(Offered::No),
        _ => None,
    };
    let internet = |value: &str| match value {
        "wlan" | "wifi" | "yes" => Some(Offered::Yes),
        "no" => Some(Offered::No),
        _ => None,
    };
    let mut note = |fact: &str, offered: Option<Offered>| {
        if let Some(offered) = offered {
            record.offer(fact, offered);
        }
    };
    note("wifi", tag("internet_access").and_then(internet).or_else(|| tag("wifi").and_then(plain)));
    note("power", tag("power_supply").and_then(plain));
    note("dogs", tag("dog").and_then(plain));
    note("step_free", tag("wheelchair").and_then(plain));
    note("outdoor", tag("outdoor_seating").and_then(|value| plain(value).or(Some(Offered::Yes).filter(|_| value != "none"))));
    note("plant_milk", tag("diet:vegan").and_then(plain).filter(|offered| *offered != Offered::No));
    note("takeaway", tag("takeaway").and_then(plain));
    note("cards", tag("payment:cards").or_else(|| tag("payment:credit_cards")).and_then(plain));
    note("cash", tag("payment:cash").and_then(plain));
}

fn brewing<'a>(record: &mut Record, tag: &impl Fn(&str) -> Option<&'a str>) {
    for (key, method) in [
        ("drink:espresso", "espresso"),
        ("drink:filter_coffee", "batch-brew"),
        ("drink:cold_brew", "cold-brew"),
        ("drink:aeropress", "aeropress"),
        ("drink:chemex", "chemex"),
        ("drink:v60", "v60"),
        ("drink:french_press", "french-press"),
    ] {
        if tag(key).is_some_and(|value| matches!(value, "yes" | "served")) {
            record.brewing.push(method.to_owned());
        }
    }
}

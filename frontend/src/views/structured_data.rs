//! What a page is about, in the words of schema.org, for programs that read it: a block of JSON-LD that no browser runs.

use std::iter::successors;

use jiff::Span;
use jiff::civil::Date;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::urls::{PagePath, PhotoFile, PhotoFormat, PhotoPath};
use shared::wire::artisans::ArtisanView;
use shared::wire::hours::OpenInterval;
use shared::wire::places::{PlaceView, Precision};
use shared::wire::profiles::PhotoView;
use shared::wire::stories::StoryView;

use super::PageContext;
use super::hours::{DAY_S, is_day_and_night, length_s};
use super::place_card::{Kind, place_path};

/// The block for the head of a page.
pub(crate) fn block(things: &[Value]) -> impl IntoView + use<> {
    let graph = json!({ "@context": "https://schema.org", "@graph": things }).to_string();
    // Whatever a name or a review says, it cannot end the block.
    let json = graph.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    view! { <script type="application/ld+json" inner_html=json></script> }
}

/// A café, or a roaster as a shop.
pub(crate) fn place(context: PageContext<'_>, kind: Kind, place: &PlaceView) -> Value {
    let url = context.absolute(&kind.page(&place.slug).path());
    let sure = place.position.filter(|_| matches!(place.precision, Precision::Exact | Precision::Postcode));
    without_nulls(json!({
        "@type": match kind { Kind::Cafe => "CafeOrCoffeeShop", Kind::Roaster => "Store" },
        "@id": url,
        "url": url,
        "name": place.name,
        "disambiguatingDescription": made_up(context, place.source.fictional),
        "description": place.philosophy,
        "image": place.photos.iter().map(|photo| context.absolute(&largest(photo))).collect::<Vec<_>>(),
        "address": without_nulls(json!({
            "@type": "PostalAddress",
            "streetAddress": place.address,
            "postalCode": place.postcode,
            "addressLocality": place.city.as_ref().map(|city| &city.name),
            "addressCountry": place.country,
        })),
        "geo": sure.map(|position| json!({ "@type": "GeoCoordinates", "latitude": position.lat, "longitude": position.lon })),
        "telephone": place.contact.phone,
        "sameAs": place.contact.website,
        "openingHoursSpecification": place.hours.as_ref().filter(|hours| hours.understood).map(|hours| opening_hours(&hours.intervals)),
        "employee": place.artisans.iter().map(|artisan| json!({
            "@type": "Person", "name": artisan.name, "jobTitle": artisan.role, "url": context.absolute(&PagePath::Artisan(artisan.slug.clone()).path()),
        })).collect::<Vec<_>>(),
        "aggregateRating": place.score.map(|score| json!({
            "@type": "AggregateRating", "ratingValue": score.overall, "bestRating": 10, "worstRating": 1, "reviewCount": place.review_count,
        })),
        "review": place.reviews.iter().map(|review| json!({
            "@type": "Review",
            "author": { "@type": "Person", "name": review.author },
            "reviewRating": {
                "@type": "Rating", "bestRating": 10, "worstRating": 1,
                "ratingValue": f64::midpoint(f64::from(review.coffee), f64::midpoint(f64::from(review.atmosphere), f64::from(review.service))),
            },
            "reviewBody": review.text,
            "inLanguage": review.language,
            "datePublished": review.visited_on,
        })).collect::<Vec<_>>(),
    }))
}

/// What does not exist says so to programs, too.
fn made_up(context: PageContext<'_>, fictional: bool) -> Option<&'static str> {
    fictional.then(|| context.words.fictional_attribution())
}

/// Midnight at the end of a day, as schema.org has it.
const LAST_MINUTE: &str = "23:59";

/// When a place is open: stretch by stretch on its dates, or in one statement where it never closes.
fn opening_hours(intervals: &[OpenInterval]) -> Vec<Value> {
    if intervals.iter().any(is_day_and_night) {
        let days: Vec<&str> = (1..=7).map(weekday).collect();
        return vec![json!({ "@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": "00:00", "closes": LAST_MINUTE })];
    }
    // Seven times 24 hours reach into the same weekday once more, of which only the rest is known.
    let week = intervals.first().and_then(|first| first.date.parse::<Date>().ok()?.checked_add(Span::new().days(7)).ok()).map(|end| end.to_string());
    intervals.iter().filter(|interval| week.as_ref().is_none_or(|end| interval.date < *end)).flat_map(day_by_day).collect()
}

/// A stretch as it is, also past midnight; of what is open around the clock each day by itself, because a time of day says nothing of days between.
fn day_by_day(interval: &OpenInterval) -> Vec<Value> {
    let closes = if interval.closes == "24:00" { LAST_MINUTE } else { interval.closes.as_str() };
    let nights = match interval.closes_weekday.saturating_add(7).saturating_sub(interval.weekday) % 7 {
        0 if length_s(interval) > 2 * DAY_S => 7,
        nights => nights,
    };
    let is_one = nights == 0 || (nights == 1 && closes < interval.opens.as_str());
    let Some(first) = interval.date.parse::<Date>().ok().filter(|_| !is_one) else {
        return vec![open_on(&interval.date, interval.weekday, &interval.opens, closes)];
    };
    let dates = successors(Some(first), |date| date.tomorrow().ok());
    let part = |(night, date): (u8, Date)| {
        let opens = if night == 0 { interval.opens.as_str() } else { "00:00" };
        open_on(&date.to_string(), interval.weekday.saturating_add(night).saturating_sub(1) % 7 + 1, opens, if night == nights { closes } else { LAST_MINUTE })
    };
    (0..=nights).zip(dates).map(part).collect()
}

fn open_on(date: &str, day: u8, opens: &str, closes: &str) -> Value {
    json!({ "@type": "OpeningHoursSpecification", "dayOfWeek": weekday(day), "opens": opens, "closes": closes, "validFrom": date, "validThrough": date })
}

/// An artisan.
pub(crate) fn person(context: PageContext<'_>, person: &ArtisanView) -> Value {
    let url = context.absolute(&PagePath::Artisan(person.card.slug.clone()).path());
    without_nulls(json!({
        "@type": "Person",
        "@id": url,
        "url": url,
        "name": person.card.name,
        "disambiguatingDescription": made_up(context, person.card.fictional),
        "description": person.card.words,
        "jobTitle": person.card.works.first().map(|work| &work.role),
        "worksFor": person.card.works.iter().map(|work| json!({
            "@type": "Organization", "name": work.place.name, "url": context.absolute(&place_path(context.words, &work.place)),
        })).collect::<Vec<_>>(),
    }))
}

/// A story.
pub(crate) fn article(context: PageContext<'_>, story: &StoryView) -> Value {
    let url = context.absolute(&PagePath::Story(story.card.slug.clone()).path());
    without_nulls(json!({
        "@type": "Article",
        "@id": url,
        "url": url,
        "headline": story.card.title,
        "disambiguatingDescription": made_up(context, story.card.fictional),
        "description": story.card.summary,
        "inLanguage": story.card.language,
        "datePublished": story.card.published_on,
        "author": without_nulls(json!({
            "@type": "Person", "name": story.card.author,
            "url": story.artisan.as_ref().map(|slug| context.absolute(&PagePath::Artisan(slug.clone()).path())),
        })),
        "about": story.places.iter().map(|place| json!({ "@type": "Place", "name": place.name, "url": context.absolute(&place_path(context.words, place)) })).collect::<Vec<_>>(),
    }))
}

/// The way to a page: names and paths, from the top.
pub(crate) fn breadcrumbs(context: PageContext<'_>, way: &[(String, String)]) -> Value {
    let items: Vec<Value> =
        (1..).zip(way).map(|(position, (name, path)): (u32, _)| json!({ "@type": "ListItem", "position": position, "name": name, "item": context.absolute(path) })).collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// Site-relative address of a photo's largest file.
pub(crate) fn largest(photo: &PhotoView) -> String {
    PhotoPath { id: photo.id, file: PhotoFile::Variant { width: photo.width, format: PhotoFormat::Jpeg } }.path()
}

/// What is unknown is left out, as on the page.
fn without_nulls(mut thing: Value) -> Value {
    if let Some(members) = thing.as_object_mut() {
        members.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    }
    thing
}

const fn weekday(number: u8) -> &'static str {
    match number {
        1 => "Monday",
        2 => "Tuesday",
        3 => "Wednesday",
        4 => "Thursday",
        5 => "Friday",
        6 => "Saturday",
        _ => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::to_html;

    #[test]
    fn nothing_that_is_told_of_a_place_ends_the_block() {
        let html = to_html(|| block(&[json!({ "@type": "Review", "reviewBody": "</script><script>alert(1)</script>\u{2028}", "image": null })]));
        assert_eq!(html.matches("</script>").count(), 1, "{html}");
        let inner = html.split_once('>').unwrap().1.rsplit_once("</script>").unwrap().0;
        let read: Value = serde_json::from_str(inner).unwrap();
        assert_eq!(read["@graph"][0]["reviewBody"], "</script><script>alert(1)</script>\u{2028}");
    }

    /// From a Friday on, `nights` and so many hours later closed again.
    fn from_friday(opens: &str, nights: u8, closes: &str, hours: i64) -> OpenInterval {
        let opens_at = "2026-11-20T08:00:00Z".parse::<jiff::Timestamp>().unwrap();
        OpenInterval {
            opens_at,
            closes_at: jiff::Timestamp::from_second(opens_at.as_second() + hours * 3_600).unwrap(),
            date: "2026-11-20".to_owned(),
            weekday: 5,
            opens: opens.to_owned(),
            closes: closes.to_owned(),
            closes_weekday: (5 + nights - 1) % 7 + 1,
        }
    }

    /// Day, opening, closing and date of each statement.
    fn said(interval: OpenInterval) -> Vec<[Value; 4]> {
        let members = ["dayOfWeek", "opens", "closes", "validFrom"];
        opening_hours(&[interval]).iter().map(|one| members.map(|member| one[member].clone())).collect()
    }

    #[test]
    fn an_evening_past_midnight_is_one_stretch() {
        assert_eq!(said(from_friday("18:00", 1, "02:00", 8)), [["Friday", "18:00", "02:00", "2026-11-20"].map(Value::from)]);
        assert_eq!(said(from_friday("18:00", 0, "24:00", 6)), [["Friday", "18:00", "23:59", "2026-11-20"].map(Value::from)]);
    }

    #[test]
    fn what_is_open_for_days_is_told_day_by_day() {
        let days = [
            ["Friday", "18:00", "23:59", "2026-11-20"].map(Value::from),
            ["Saturday", "00:00", "23:59", "2026-11-21"].map(Value::from),
            ["Sunday", "00:00", "22:00", "2026-11-22"].map(Value::from),
        ];
        assert_eq!(said(from_friday("18:00", 2, "22:00", 52)), days);
        assert_eq!(said(from_friday("08:00", 1, "08:00", 24)).len(), 2);
        assert_eq!(said(from_friday("08:00", 7, "07:00", 167)).len(), 8);
    }

    #[test]
    fn what_never_closes_is_open_on_every_day_and_on_no_date() {
        let always = opening_hours(&[from_friday("08:00", 0, "08:00", 24 * 14)]);
        assert_eq!(always.len(), 1);
        assert_eq!(always[0]["dayOfWeek"].as_array().map(Vec::len), Some(7));
        assert_eq!((&always[0]["opens"], &always[0]["closes"], &always[0]["validFrom"]), (&Value::from("00:00"), &Value::from("23:59"), &Value::Null));
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        assert_eq!(without_nulls(json!({ "a": null, "b": [], "c": 0, "d": "x" })), json!({ "c": 0, "d": "x" }));
    }
}

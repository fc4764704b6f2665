//! What a page is about, in the words of schema.org, for programs that read it: a block of JSON-LD that no browser runs.

use leptos::prelude::*;
use serde_json::{Value, json};
use shared::urls::{PagePath, PhotoFile, PhotoFormat, PhotoPath};
use shared::wire::artisans::ArtisanView;
use shared::wire::places::{PlaceView, Precision};
use shared::wire::profiles::PhotoView;
use shared::wire::stories::StoryView;

use super::PageContext;
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
        "openingHoursSpecification": place.hours.as_ref().filter(|hours| hours.understood).map(|hours| hours.intervals.iter().map(|interval| json!({
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": weekday(interval.weekday),
            "opens": interval.opens,
            "closes": if interval.closes == "24:00" { "23:59" } else { interval.closes.as_str() },
            "validFrom": interval.date,
            "validThrough": interval.date,
        })).collect::<Vec<_>>()),
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

/// An artisan.
pub(crate) fn person(context: PageContext<'_>, person: &ArtisanView) -> Value {
    let url = context.absolute(&PagePath::Artisan(person.card.slug.clone()).path());
    without_nulls(json!({
        "@type": "Person",
        "@id": url,
        "url": url,
        "name": person.card.name,
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

    #[test]
    fn what_is_unknown_is_left_out() {
        assert_eq!(without_nulls(json!({ "a": null, "b": [], "c": 0, "d": "x" })), json!({ "c": 0, "d": "x" }));
    }
}

//! The profile that cafés and roasters share.

use leptos::prelude::*;
use serde_json::Value;
use shared::geo::Position;
use shared::query::escape;
use shared::urls::PagePath;
use shared::wire::places::{PlaceView, Precision};

use crate::views::layout::{About, Head, document_about};
use crate::views::locator::{self, Outline};
use crate::views::place_card::{Kind, city_path};
use crate::views::{PageContext, attribution, beans, cover, facts, gestures, hours, people, photos, reviews, story_card, structured_data};
use crate::words::{Words, link, name, note, slot, time};

pub(super) fn profile(context: PageContext<'_>, kind: Kind, place: &PlaceView, outline: Option<&Outline>) -> String {
    let words = context.words;
    let town = place.city.as_ref().map_or_else(|| context.country(&place.country), |city| city.name.clone());
    let path = kind.page(&place.slug).path();
    let head = Head {
        title: words.name_in_town(&place.name, &town),
        description: match kind {
            Kind::Cafe => words.cafe_description(&place.name, &town),
            Kind::Roaster => words.roaster_description(&place.name, &town),
        },
        canonical: Some(path.clone()),
        islands: true,
        fictional: place.source.fictional,
    };
    let crumbs = breadcrumbs(context, kind, place);
    let about = About { things: vec![structured_data::place(context, kind, place), crumbs], image: place.photos.first().map(photos::preview) };
    document_about(context, head, about, || {
        view! {
            <article class="profile" data-path=path data-name=place.name.clone() data-town=town.clone()>
                {face(place)}
                {title(context, kind, place)}
                {place.philosophy.clone().map(|text| view! { <p class="lead philosophy" lang=place.source.language.clone() dir="auto">{text}</p> })}
                <div class="columns">
                    <div class="reading">
                        {origins(words, place)}
                        {photos::gallery(place.photos.get(1..).unwrap_or_default())}
                        {brewing(words, place)}
                        {bar(context, kind, place)}
                        {(!place.artisans.is_empty()).then(|| view! { <section><h2>{words.the_people()}</h2>{people::list(words, &place.artisans, place.source.language.as_deref())}</section> })}
                        {visitors(words, kind, place)}
                    </div>
                    <div class="practical" id="practical">
                        {facts_section(words, place)}
                        {hours_section(words, place)}
                        {contact(words, place)}
                        {whereabouts(context, kind, place, outline, &town)}
                    </div>
                </div>
                {provenance(words, kind, place)}
            </article>
        }
    })
}

/// Cities, the place's own, and the place.
fn breadcrumbs(context: PageContext<'_>, kind: Kind, place: &PlaceView) -> Value {
    let cities = (context.words.cities().to_owned(), PagePath::Cities.path());
    let city = place.city.as_ref().and_then(|city| Some((city.name.clone(), city_path(context.words, city)?)));
    let own = (place.name.clone(), kind.page(&place.slug).path());
    structured_data::breadcrumbs(context, &[cities].into_iter().chain(city).chain([own]).collect::<Vec<_>>())
}

/// Its first photo, or a cover drawn from its name.
fn face(place: &PlaceView) -> AnyView {
    match place.photos.first() {
        Some(photo) => photos::top(photo).into_any(),
        None => cover::cover(place.slug.as_str()).into_any(),
    }
}

fn title(context: PageContext<'_>, kind: Kind, place: &PlaceView) -> impl IntoView + use<> {
    let words = context.words;
    let state = place.hours.as_ref().map(|known| hours::state(words, known.understood, &known.intervals, context.now));
    view! {
        <header class="profile-title">
            <p class="kicker">{kicker(context, kind, place)}</p>
            <h1><bdi>{place.name.clone()}</bdi></h1>
            <p class="card-line">
                {state}
                {place.chain.as_deref().map(|chain| view! { <span class="tag">{words.chain().view([name(chain)])}</span> })}
                {place.score.map(|score| view! { <a class="card-score" href="#reviews">{words.score_of_ten().view([slot(words.decimal(score.overall, 1)), note()])}</a> })}
                {place.price_level.map(|level| price(words, level))}
                {place.source.fictional.then(|| view! { <span class="tag fictional">{words.fictional()}</span> })}
                <a class="jump" href="#practical">{words.jump_to_practical()}</a>
            </p>
            {gestures::save_button(words)}
        </header>
    }
}

/// What it is and where: "Café in Helsinki, Finland".
fn kicker(context: PageContext<'_>, kind: Kind, place: &PlaceView) -> Vec<AnyView> {
    let (words, country) = (context.words, context.country(&place.country));
    let town = place.city.as_ref().and_then(|city| city_path(words, city).map(|path| slot(view! { <a href=path><bdi>{city.name.clone()}</bdi></a> })));
    match (kind, town) {
        (Kind::Cafe, Some(town)) => words.cafe_in_town().view([town, slot(country)]),
        (Kind::Cafe, None) => words.cafe_in_country().view([slot(country)]),
        (Kind::Roaster, Some(town)) => words.roaster_in_town().view([town, slot(country)]),
        (Kind::Roaster, None) => words.roaster_in_country().view([slot(country)]),
    }
}

fn price(words: Words, level: u8) -> impl IntoView {
    let meaning = match level {
        1 => words.modest_prices(),
        2 => words.usual_prices(),
        _ => words.dear_for_its_city(),
    };
    view! { <span class="price">{meaning}</span> }
}

fn origins(words: Words, place: &PlaceView) -> Option<impl IntoView + use<>> {
    let story = place.story.clone()?;
    let paragraphs: Vec<_> = story.split("\n\n").map(|text| view! { <p>{text.to_owned()}</p> }).collect();
    Some(view! { <section><h2>{words.how_it_began()}</h2><div class="prose" lang=place.source.language.clone() dir="auto">{paragraphs}</div></section> })
}

/// Beans, where they come from, and whose they are.
fn bar(context: PageContext<'_>, kind: Kind, place: &PlaceView) -> Option<impl IntoView + use<>> {
    let words = context.words;
    let (title, partners) = match kind {
        Kind::Cafe => (words.on_the_bar_now(), words.roasted_by()),
        Kind::Roaster => (words.what_it_roasts(), words.served_at()),
    };
    let anything = !place.beans.is_empty() || place.sourcing.is_some() || !place.partners.is_empty();
    anything.then(|| {
        view! {
            <section>
                <h2>{title}</h2>
                {place.sourcing.clone().map(|text| view! { <div class="prose" lang=place.source.language.clone() dir="auto"><p>{text}</p></div> })}
                {(!place.partners.is_empty()).then(|| view! { <p>{partners.view([slot(people::links(words, &place.partners))])}</p> })}
                {beans::list(context, &place.beans, place.source.language.as_deref(), kind == Kind::Roaster)}
            </section>
        }
    })
}

fn visitors(words: Words, kind: Kind, place: &PlaceView) -> impl IntoView + use<> {
    let shown = u32::try_from(place.reviews.len()).unwrap_or(u32::MAX);
    let more = shown < place.review_count && kind == Kind::Cafe;
    let stories = (!place.stories.is_empty()).then(|| view! { <section><h2>{words.stories_from_here()}</h2>{story_card::list(words, &place.stories)}</section> });
    view! {
        <section id="reviews">
            <h2>{words.what_visitors_say()}</h2>
            {reviews::score(words, place.score.as_ref(), place.review_count)}
            {reviews::list(words, &place.reviews)}
            {more.then(|| view! { <p class="note">{words.reviews_latest(shown, place.review_count)}</p> })}
        </section>
        {stories}
    }
}

fn brewing(words: Words, place: &PlaceView) -> impl IntoView + use<> {
    let methods: Vec<_> = place
        .brewing_methods
        .iter()
        .map(|method| {
            let url = words.path(&PagePath::BrewingMethod(method.slug.clone()));
            view! { <li><a class="tag" href=url><bdi>{words.brewing_method(method.slug.as_str()).unwrap_or(&method.name).to_owned()}</bdi></a></li> }
        })
        .collect();
    (!methods.is_empty()).then(|| view! { <section><h2>{words.how_coffee_is_brewed()}</h2><ul class="tags">{methods}</ul></section> })
}

fn facts_section(words: Words, place: &PlaceView) -> impl IntoView + use<> {
    let known = place.practical != shared::wire::places::Practical::default();
    let list = facts::facts(words, &place.practical);
    known.then(|| view! { <section><h2>{words.good_to_know()}</h2>{list}</section> })
}

fn contact(words: Words, place: &PlaceView) -> impl IntoView + use<> {
    let address = [place.address.clone(), place.postcode.clone(), place.city.as_ref().map(|city| city.name.clone())];
    let address: Vec<String> = address.into_iter().flatten().collect();
    let website = place.contact.website.clone();
    let phone = place.contact.phone.clone();
    let directions = place.position.filter(|_| matches!(place.precision, Precision::Exact | Precision::Postcode)).map(|position| directions(words, position, &place.name));
    let anything = !address.is_empty() || website.is_some() || phone.is_some() || directions.is_some();
    anything.then(|| {
        view! {
            <section>
                <h2>{words.find_and_ask()}</h2>
                <address>
                    {(!address.is_empty()).then(|| view! { <p><bdi>{words.list(&address)}</bdi></p> })}
                    {phone.map(|phone| view! { <p><a href=format!("tel:{}", dialled(&phone))><bdi dir="ltr">{phone.clone()}</bdi></a></p> })}
                    {website.map(|url| view! { <p><a href=url.clone() rel="noopener nofollow external"><bdi dir="ltr">{shown_host(&url)}</bdi></a></p> })}
                    {directions}
                </address>
            </section>
        }
    })
}

/// Ways there, by whichever map the visitor has.
fn directions(words: Words, position: Position, name: &str) -> impl IntoView + use<> {
    let (lat, lon) = (position.lat, position.lon);
    let links = [
        (words.directions_device(), format!("geo:{lat},{lon}?q={lat},{lon}({})", escape(name))),
        ("Apple Maps", format!("https://maps.apple.com/?daddr={lat},{lon}")),
        ("Google Maps", format!("https://www.google.com/maps/dir/?api=1&destination={lat},{lon}")),
        ("OpenStreetMap", format!("https://www.openstreetmap.org/directions?to={lat},{lon}")),
    ];
    let links: Vec<_> = links.into_iter().map(|(name, url)| view! { <li><a href=url rel="noopener external">{name}</a></li> }).collect();
    view! { <p class="directions-title">{words.directions()}</p><ul class="directions">{links}</ul> }
}

/// The first number of a phone field, as a `tel:` URL takes it.
fn dialled(phone: &str) -> String {
    let first = phone.split([';', '/', ',']).next().unwrap_or(phone);
    first.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect()
}

fn shown_host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest).trim_start_matches("www.").to_owned()
}

fn hours_section(words: Words, place: &PlaceView) -> impl IntoView + use<> {
    let week = place.hours.as_ref().map(|known| hours::week(words, known));
    week.map(|week| view! { <section><h2>{words.hours()}</h2>{week}</section> })
}

fn whereabouts(context: PageContext<'_>, kind: Kind, place: &PlaceView, outline: Option<&Outline>, town: &str) -> impl IntoView + use<> {
    let (words, country) = (context.words, context.country(&place.country));
    let position = place.position.filter(|_| place.precision != Precision::Doubtful);
    let sure = matches!(place.precision, Precision::Exact | Precision::Postcode);
    position.map(|position| {
        view! {
            <section>
                <h2>{words.where_it_is()}</h2>
                <div class="locators">
                    {outline.map(|outline| locator::country(words, outline, &country, position, town))}
                    {sure.then(|| locator::neighbourhood(words, kind, &place.name, position, &place.neighbours))}
                </div>
                {(place.precision == Precision::Town).then(|| view! { <p class="note">{words.only_town_known()}</p> })}
            </section>
        }
    })
}

fn provenance(words: Words, kind: Kind, place: &PlaceView) -> impl IntoView + use<> {
    let source = &place.source;
    let correct = link(words.path(&PagePath::Correct(kind, place.slug.clone())));
    let closed = link(words.path(&PagePath::ReportClosed(kind, place.slug.clone())));
    let doubts: Vec<String> = place.flags.iter().map(|code| doubt(words, code)).collect();
    view! {
        <footer class="provenance">
            <p>
                {words.provenance().view([name(&source.name), time(words, &place.last_verified)])}
                {source.record_url.clone().map(|url| view! { " " <a href=url rel="noopener external">{words.record_at_source()}</a> })}
            </p>
            {(!doubts.is_empty()).then(|| view! { <p class="note">{words.doubts().view([slot(words.list(&doubts))])}</p> })}
            {history(words, place)}
            <p>{words.something_wrong().view([correct, closed])}</p>
            {attribution::lines_of(words, vec![attribution::line(words, &source.attribution, source.fictional)])}
        </footer>
    }
}

/// What an importer's code means; a code that we have no word for says it itself.
fn doubt(words: Words, code: &str) -> String {
    let known = match code {
        "brewing_method_unknown" => words.doubt_brewing_method_unknown(),
        "coordinates_may_be_swapped" => words.doubt_coordinates_may_be_swapped(),
        "half_a_position" => words.doubt_half_a_position(),
        "hours_not_understood" => words.doubt_hours_not_understood(),
        "name_all_capitals" => words.doubt_name_all_capitals(),
        "name_all_small_letters" => words.doubt_name_all_small_letters(),
        "no_position" => words.doubt_no_position(),
        "outside_country" => words.doubt_outside_country(),
        "phone_not_a_number" => words.doubt_phone_not_a_number(),
        "postcode_form" => words.doubt_postcode_form(),
        "time_zone_unknown" => words.doubt_time_zone_unknown(),
        "website_not_a_url" => words.doubt_website_not_a_url(),
        other => return other.replace('_', " "),
    };
    known.to_owned()
}

/// What people have corrected.
fn history(words: Words, place: &PlaceView) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = place
        .history
        .iter()
        .map(|change| {
            let fields: Vec<String> = change.fields.iter().map(|code| field(words, code)).collect();
            let sentence = if change.source == "visitor" { words.changed_by_visitor() } else { words.changed_by_editor() };
            view! { <li>{sentence.view([time(words, &change.changed_on), slot(words.list(&fields))])}</li> }
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <details><summary>{words.what_has_changed()}</summary><ul>{lines}</ul></details> })
}

/// The name of a field that can change, by its name on the wire.
fn field(words: Words, code: &str) -> String {
    let known = match code {
        "name" => words.field_name(),
        "country" => words.field_country(),
        "city" => words.field_city(),
        "address" => words.field_address(),
        "position" => words.field_position(),
        "website" => words.field_website(),
        "phone" => words.field_phone(),
        "opening_hours" => words.field_opening_hours(),
        "practical" => words.field_practical(),
        "brewing_methods" => words.field_brewing_methods(),
        "closed" => words.field_closed(),
        other => return other.replace('_', " "),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_fields_become_one_dialled_number() {
        assert_eq!(dialled("+358 9 123 456; +358 9 1"), "+3589123456");
        assert_eq!(shown_host("https://www.example.org/menu"), "example.org");
    }
}

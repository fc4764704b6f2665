//! The profile that cafés and roasters share.

use leptos::prelude::*;
use shared::geo::Position;
use shared::query::escape;
use shared::urls::PagePath;
use shared::wire::places::{PlaceView, Precision};

use crate::islands::SaveButton;
use crate::views::layout::{Head, document};
use crate::views::locator::{self, Outline};
use crate::views::place_card::{Kind, city_path};
use crate::views::{PageContext, attribution, beans, cover, dates, facts, hours, people, photos, reviews, story_card};

pub(super) fn profile(context: PageContext<'_>, kind: Kind, place: &PlaceView, outline: Option<&Outline>) -> String {
    let town = place.city.as_ref().map_or_else(|| (context.country_name)(&place.country), |city| city.name.clone());
    let noun = match kind {
        Kind::Cafe => "Café",
        Kind::Roaster => "Roaster",
    };
    let path = kind.page(&place.slug).path();
    let head = Head {
        title: format!("{}, {town}", place.name),
        description: format!("{noun} in {town}: hours, how coffee is brewed there, practical facts and what is near."),
        canonical: Some(path.clone()),
        islands: true,
        fictional: place.source.fictional,
    };
    document(context, head, || {
        view! {
            <article class="profile" data-path=path data-name=place.name.clone()>
                {face(place)}
                {title(context, noun, place)}
                {place.philosophy.clone().map(|text| view! { <p class="lead philosophy">{text}</p> })}
                <div class="columns">
                    <div class="reading">
                        {origins(place)}
                        {photos::gallery(place.photos.get(1..).unwrap_or_default())}
                        {brewing(place)}
                        {bar(context, kind, place)}
                        {(!place.artisans.is_empty()).then(|| view! { <section><h2>"The people"</h2>{people::list(&place.artisans)}</section> })}
                        {visitors(kind, place)}
                    </div>
                    <div class="practical" id="practical">
                        {facts_section(place)}
                        {hours_section(place)}
                        {contact(place)}
                        {whereabouts(kind, place, outline, &town)}
                    </div>
                </div>
                {provenance(kind, place)}
            </article>
        }
    })
}

/// Its first photo, or a cover drawn from its name.
fn face(place: &PlaceView) -> AnyView {
    match place.photos.first() {
        Some(photo) => photos::top(photo).into_any(),
        None => cover::cover(place.slug.as_str()).into_any(),
    }
}

fn title(context: PageContext<'_>, noun: &'static str, place: &PlaceView) -> impl IntoView + use<> {
    let state = place.hours.as_ref().map(|known| hours::state(known.understood, &known.intervals, context.now));
    let city = place.city.as_ref().and_then(|city| city_path(city).map(|path| (path, city.name.clone())));
    let country = (context.country_name)(&place.country);
    view! {
        <header class="profile-title">
            <p class="kicker">
                {noun} " in "
                {match city {
                    Some((path, name)) => view! { <a href=path><bdi>{name}</bdi></a> ", " {country} }.into_any(),
                    None => view! { {country} }.into_any(),
                }}
            </p>
            <h1><bdi>{place.name.clone()}</bdi></h1>
            <p class="card-line">
                {state}
                {place.chain.clone().map(|chain| view! { <span class="tag">"Chain: " {chain}</span> })}
                {place.score.map(|score| view! { <a class="card-score" href="#reviews">{format!("{:.1}", score.overall)} <span class="note">" of 10"</span></a> })}
                {place.price_level.map(price)}
                {place.source.fictional.then(|| view! { <span class="tag fictional">"Fictional"</span> })}
                <a class="jump" href="#practical">"Hours, way there, facts"</a>
            </p>
            <SaveButton/>
        </header>
    }
}

/// One to three signs, and what they mean.
fn price(level: u8) -> impl IntoView {
    let (signs, words) = match level {
        1 => ("¤", "modest prices"),
        2 => ("¤¤", "usual prices"),
        _ => ("¤¤¤", "dear for its city"),
    };
    view! { <span class="price" title=words><span aria-hidden="true">{signs}</span><span class="visually-hidden">{words}</span></span> }
}

fn origins(place: &PlaceView) -> Option<impl IntoView + use<>> {
    let story = place.story.clone()?;
    let paragraphs: Vec<_> = story.split("\n\n").map(|text| view! { <p>{text.to_owned()}</p> }).collect();
    Some(view! { <section><h2>"How it began"</h2><div class="prose">{paragraphs}</div></section> })
}

/// Beans, where they come from, and whose they are.
fn bar(context: PageContext<'_>, kind: Kind, place: &PlaceView) -> Option<impl IntoView + use<>> {
    let (title, partners) = match kind {
        Kind::Cafe => ("On the bar now", "Roasted by "),
        Kind::Roaster => ("What it roasts", "Served at "),
    };
    let anything = !place.beans.is_empty() || place.sourcing.is_some() || !place.partners.is_empty();
    anything.then(|| {
        view! {
            <section>
                <h2>{title}</h2>
                {place.sourcing.clone().map(|text| view! { <div class="prose"><p>{text}</p></div> })}
                {(!place.partners.is_empty()).then(|| view! { <p>{partners} {people::links(&place.partners)}</p> })}
                {beans::list(context, &place.beans, kind == Kind::Roaster)}
            </section>
        }
    })
}

fn visitors(kind: Kind, place: &PlaceView) -> impl IntoView + use<> {
    let more = u32::try_from(place.reviews.len()).is_ok_and(|shown| shown < place.review_count) && kind == Kind::Cafe;
    let stories = (!place.stories.is_empty()).then(|| view! { <h3>"Stories from here"</h3>{story_card::list(&place.stories)} });
    view! {
        <section id="reviews">
            <h2>"What visitors say"</h2>
            {reviews::score(place.score.as_ref(), place.review_count)}
            {reviews::list(&place.reviews)}
            {more.then(|| view! { <p class="note">"The latest " {place.reviews.len()} " of " {place.review_count} "."</p> })}
            {stories}
        </section>
    }
}

fn brewing(place: &PlaceView) -> impl IntoView + use<> {
    let methods: Vec<_> = place
        .brewing_methods
        .iter()
        .map(|method| {
            let url = PagePath::BrewingMethod(method.slug.clone()).path();
            view! { <li><a class="tag" href=url>{method.name.clone()}</a></li> }
        })
        .collect();
    (!methods.is_empty()).then(|| view! { <section><h2>"How coffee is brewed"</h2><ul class="tags">{methods}</ul></section> })
}

fn facts_section(place: &PlaceView) -> impl IntoView + use<> {
    let known = place.practical != shared::wire::places::Practical::default();
    let list = facts::facts(&place.practical);
    known.then(|| view! { <section><h2>"Good to know"</h2>{list}</section> })
}

fn contact(place: &PlaceView) -> impl IntoView + use<> {
    let address = [place.address.clone(), place.postcode.clone(), place.city.as_ref().map(|city| city.name.clone())];
    let address: Vec<String> = address.into_iter().flatten().collect();
    let website = place.contact.website.clone();
    let phone = place.contact.phone.clone();
    let directions = place.position.filter(|_| matches!(place.precision, Precision::Exact | Precision::Postcode)).map(|position| directions(position, &place.name));
    let anything = !address.is_empty() || website.is_some() || phone.is_some() || directions.is_some();
    anything.then(|| {
        view! {
            <section>
                <h2>"Find and ask"</h2>
                <address>
                    {(!address.is_empty()).then(|| view! { <p><bdi>{address.join(", ")}</bdi></p> })}
                    {phone.map(|phone| view! { <p><a href=format!("tel:{}", dialled(&phone))>{phone.clone()}</a></p> })}
                    {website.map(|url| view! { <p><a href=url.clone() rel="noopener nofollow external">{shown_host(&url)}</a></p> })}
                    {directions}
                </address>
            </section>
        }
    })
}

/// Ways there, by whichever map the visitor has.
fn directions(position: Position, name: &str) -> impl IntoView + use<> {
    let (lat, lon) = (position.lat, position.lon);
    let links = [
        ("This device's map", format!("geo:{lat},{lon}?q={lat},{lon}({})", escape(name))),
        ("Apple Maps", format!("https://maps.apple.com/?daddr={lat},{lon}")),
        ("Google Maps", format!("https://www.google.com/maps/dir/?api=1&destination={lat},{lon}")),
        ("OpenStreetMap", format!("https://www.openstreetmap.org/directions?to={lat},{lon}")),
    ];
    let links: Vec<_> = links.into_iter().map(|(name, url)| view! { <li><a href=url rel="noopener external">{name}</a></li> }).collect();
    view! { <p class="directions-title">"Directions"</p><ul class="directions">{links}</ul> }
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

fn hours_section(place: &PlaceView) -> impl IntoView + use<> {
    let week = place.hours.as_ref().map(hours::week);
    week.map(|week| view! { <section><h2>"Hours"</h2>{week}</section> })
}

fn whereabouts(kind: Kind, place: &PlaceView, outline: Option<&Outline>, town: &str) -> impl IntoView + use<> {
    let position = place.position.filter(|_| place.precision != Precision::Doubtful);
    let sure = matches!(place.precision, Precision::Exact | Precision::Postcode);
    position.map(|position| {
        view! {
            <section>
                <h2>"Where it is"</h2>
                <div class="locators">
                    {outline.map(|outline| locator::country(outline, position, town))}
                    {sure.then(|| locator::neighbourhood(kind, &place.name, position, &place.neighbours))}
                </div>
                {(place.precision == Precision::Town).then(|| view! { <p class="note">"Only the town is known, not the exact place."</p> })}
            </section>
        }
    })
}

fn provenance(kind: Kind, place: &PlaceView) -> impl IntoView + use<> {
    let source = &place.source;
    let doubts = (!place.flags.is_empty()).then(|| {
        let list = place.flags.iter().map(|flag| flag.replace('_', " ")).collect::<Vec<_>>().join(", ");
        view! { <p class="note">"Doubts noted at import: " {list} "."</p> }
    });
    view! {
        <footer class="provenance">
            <p>
                "From " {source.name.clone()} ", read on " <time datetime=place.last_verified.clone()>{dates::day(&place.last_verified)}</time> ". "
                {source.record_url.clone().map(|url| view! { <a href=url rel="noopener external">"The record at its source"</a> })}
            </p>
            {doubts}
            {history(place)}
            {(kind == Kind::Cafe).then(|| view! {
                <p>"Something wrong? " <a href=PagePath::Correct(place.slug.clone()).path()>"Correct it"</a> " or " <a href=PagePath::ReportClosed(place.slug.clone()).path()>"say that it has closed"</a> "."</p>
            })}
            {attribution::lines_of(vec![source.attribution.clone()])}
        </footer>
    }
}

/// What people have corrected.
fn history(place: &PlaceView) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = place
        .history
        .iter()
        .map(|change| {
            let by = if change.source == "visitor" { "suggested by a visitor" } else { "by an editor" };
            let fields: Vec<String> = change.fields.iter().map(|field| field.replace('_', " ")).collect();
            view! { <li><time datetime=change.changed_on.clone()>{dates::day(&change.changed_on)}</time> ": " {fields.join(", ")} ", " {by}</li> }
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <details><summary>"What has changed"</summary><ul>{lines}</ul></details> })
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

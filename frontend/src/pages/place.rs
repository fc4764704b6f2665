//! The profile that cafés and roasters share.

use leptos::prelude::*;
use shared::urls::{PagePath, with_parameter};
use shared::wire::places::{PlaceView, Precision};

use crate::islands::SaveButton;
use crate::views::layout::{Head, document};
use crate::views::locator::{self, Outline};
use crate::views::place_card::{Kind, city_path};
use crate::views::{PageContext, attribution, cover, facts, hours};

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
                {cover::cover(place.slug.as_str())}
                {title(context, noun, place)}
                {place.philosophy.clone().map(|text| view! { <p class="lead philosophy">{text}</p> })}
                <div class="columns">
                    <div>
                        {brewing(place)}
                        {facts_section(place)}
                        {contact(place)}
                    </div>
                    <div>
                        {hours_section(place)}
                        {whereabouts(kind, place, outline, &town)}
                    </div>
                </div>
                {provenance(place)}
            </article>
        }
    })
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
                {place.source.fictional.then(|| view! { <span class="tag fictional">"Fictional"</span> })}
            </p>
            <SaveButton/>
        </header>
    }
}

fn brewing(place: &PlaceView) -> impl IntoView + use<> {
    let methods: Vec<_> = place
        .brewing_methods
        .iter()
        .map(|method| {
            let url = with_parameter(PagePath::Cafes.path(), "brewing", method.slug.as_str());
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
    let directions = place
        .position
        .filter(|_| matches!(place.precision, Precision::Exact | Precision::Postcode))
        .map(|position| format!("https://www.openstreetmap.org/directions?to={},{}", position.lat, position.lon));
    let anything = !address.is_empty() || website.is_some() || phone.is_some() || directions.is_some();
    anything.then(|| {
        view! {
            <section>
                <h2>"Find and ask"</h2>
                <address>
                    {(!address.is_empty()).then(|| view! { <p><bdi>{address.join(", ")}</bdi></p> })}
                    {phone.map(|phone| view! { <p><a href=format!("tel:{}", dialled(&phone))>{phone.clone()}</a></p> })}
                    {website.map(|url| view! { <p><a href=url.clone() rel="noopener nofollow external">{shown_host(&url)}</a></p> })}
                    {directions.map(|url| view! { <p><a href=url rel="noopener external">"Directions (OpenStreetMap)"</a></p> })}
                </address>
            </section>
        }
    })
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

fn provenance(place: &PlaceView) -> impl IntoView + use<> {
    let source = &place.source;
    let doubts = (!place.flags.is_empty()).then(|| {
        let list = place.flags.iter().map(|flag| flag.replace('_', " ")).collect::<Vec<_>>().join(", ");
        view! { <p class="note">"Doubts noted at import: " {list} "."</p> }
    });
    view! {
        <footer class="provenance">
            <p>
                "From " {source.name.clone()} ", read on " <time datetime=place.last_verified.clone()>{place.last_verified.clone()}</time> ". "
                {source.record_url.clone().map(|url| view! { <a href=url rel="noopener external">"The record at its source"</a> })}
            </p>
            {doubts}
            {attribution::lines_of(vec![source.attribution.clone()])}
        </footer>
    }
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

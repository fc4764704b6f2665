//! A café or roaster in a list.

use jiff::Timestamp;
use leptos::prelude::*;
use shared::urls::{CountryCode, PagePath};
use shared::wire::cities::CityRef;
use shared::wire::places::PlaceCard;

use super::{cover, hours};

/// Which page a card leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Cafe,
    Roaster,
}

impl Kind {
    pub(crate) fn page(self, slug: &shared::slug::Slug) -> PagePath {
        match self {
            Self::Cafe => PagePath::Cafe(slug.clone()),
            Self::Roaster => PagePath::Roaster(slug.clone()),
        }
    }
}

/// All cards of a list.
pub(crate) fn grid(kind: Kind, cards: &[PlaceCard], now: Timestamp) -> impl IntoView + use<> {
    let cards: Vec<_> = cards.iter().map(|place| card(kind, place, now)).collect();
    view! { <ul class="cards">{cards}</ul> }
}

fn card(kind: Kind, place: &PlaceCard, now: Timestamp) -> impl IntoView + use<> {
    let interval = place.open_next.clone();
    let where_it_is = [place.address.clone(), place.city.as_ref().map(|city| city.name.clone())].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let methods = place.brewing_methods.iter().map(|method| method.name.as_str()).collect::<Vec<_>>().join(" · ");
    view! {
        <li class="card">
            {cover::cover(place.slug.as_str())}
            <h3><a href=kind.page(&place.slug).path()><bdi>{place.name.clone()}</bdi></a></h3>
            {(!where_it_is.is_empty()).then(|| view! { <p class="where"><bdi>{where_it_is}</bdi></p> })}
            <p class="card-line">
                {place.distance_m.map(|metres| view! { <span class="distance">{distance(metres)}</span> })}
                {hours::state(place.hours_understood && interval.is_some(), interval.as_slice(), now)}
                {place.chain.clone().map(|chain| view! { <span class="tag">"Chain: " {chain}</span> })}
                {place.fictional.then(|| view! { <span class="tag fictional">"Fictional"</span> })}
            </p>
            {(!methods.is_empty()).then(|| view! { <p class="methods">{methods}</p> })}
        </li>
    }
}

/// `80 m`, `1.2 km`, `14 km`.
pub(crate) fn distance(metres: f64) -> String {
    if metres < 995.0 {
        format!("{:.0} m", (metres / 10.0).round() * 10.0)
    } else if metres < 9_950.0 {
        format!("{:.1} km", metres / 1_000.0)
    } else {
        format!("{:.0} km", metres / 1_000.0)
    }
}

/// The page of a city, where its country is one that a URL can carry.
pub(crate) fn city_path(city: &CityRef) -> Option<String> {
    CountryCode::from_upper(&city.country).map(|country| PagePath::City(country, city.slug.clone()).path())
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances_are_as_exact_as_they_are_useful() {
        assert_eq!(distance(4.0), "0 m");
        assert_eq!(distance(82.0), "80 m");
        assert_eq!(distance(1_234.0), "1.2 km");
        assert_eq!(distance(14_400.0), "14 km");
    }
}

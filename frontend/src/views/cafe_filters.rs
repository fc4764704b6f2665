//! Filters of a list of cafés: plain fields, so that they live in the URL and work without script.

use leptos::prelude::*;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cities::FacetCount;
use shared::wire::suggestions::PracticalFact;

use super::facts;
use crate::words::Words;

/// What a visitor has chosen, as it stands in the URL.
#[derive(Clone, Debug, Default)]
pub struct Chosen(pub Vec<(String, String)>);

impl Chosen {
    fn value(&self, wanted: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// The list's own address with these filters, without a cursor.
    pub(crate) fn url(&self, path: String) -> String {
        self.0.iter().filter(|(name, _)| name != "cursor").fold(path, |url, (name, value)| shared::urls::with_parameter(url, name, value))
    }

    /// Whether the list is in the order that is called best.
    pub(crate) fn is_best_first(&self) -> bool {
        self.value("sort").is_none_or(|sort| sort == "best")
    }

    pub(crate) fn brewing(&self) -> Option<&str> {
        self.value("brewing")
    }
}

/// Facts in the order in which people ask for them.
const FACTS: [PracticalFact; 10] = [
    PracticalFact::Wifi,
    PracticalFact::Power,
    PracticalFact::Laptop,
    PracticalFact::PlantMilk,
    PracticalFact::Dogs,
    PracticalFact::StepFree,
    PracticalFact::Outdoor,
    PracticalFact::Takeaway,
    PracticalFact::Cards,
    PracticalFact::Cash,
];
/// Larger counts are told as "more than this".
const COUNT_MAX: u32 = 999;

/// The form. With `counts` each filter says how many cafés have it, and those that none has are left out.
pub(crate) fn form(words: Words, action: String, chosen: &Chosen, methods: &[BrewingMethodView], counts: Option<&[FacetCount]>) -> impl IntoView + use<> {
    let count = |facet: &str| counts.map(|counts| counts.iter().find(|known| known.facet == facet).map_or(0, |known| known.count));
    let checks: Vec<_> = FACTS
        .into_iter()
        .map(|fact| (fact.as_str(), facts::name_of(words, fact)))
        .chain([("independent", words.no_chains())])
        .filter(|(name, _)| count(name) != Some(0) || chosen.value(name).is_some())
        .map(|(name, label)| check(words, name, label, count(name), chosen.value(name) == Some("true")))
        .collect();
    let options: Vec<_> = methods
        .iter()
        .filter(|method| count(&format!("brewing:{}", method.slug)) != Some(0) || chosen.brewing() == Some(method.slug.as_str()))
        .map(|method| {
            let known = count(&format!("brewing:{}", method.slug)).map(|count| words.count_up_to(count, COUNT_MAX));
            let label = known.map_or_else(|| method.name.clone(), |count| words.method_with_count(&method.name, count));
            view! { <option value=method.slug.to_string() dir="auto" selected=chosen.brewing() == Some(method.slug.as_str())>{label}</option> }
        })
        .collect();
    let sorts = [("best", words.best_first()), ("newest", words.newest_first()), ("name", words.by_name())];
    let prices = [("1", words.price_modest()), ("1,2", words.price_modest_or_usual()), ("2", words.price_usual()), ("3", words.price_dear())];
    let anything_chosen = chosen.0.iter().any(|(name, _)| !matches!(name.as_str(), "cursor" | "sort" | "brewing" | "open_now"));
    view! {
        <form class="filters" action=action.clone() method="get">
            <label for="brewing">{words.brewed_by()}</label>
            <select id="brewing" name="brewing"><option value="">{words.any_method()}</option>{options}</select>
            <label for="sort">{words.order()}</label>
            <select id="sort" name="sort">{choices(&sorts, chosen.value("sort"))}</select>
            <label class="check"><input type="checkbox" name="open_now" value="true" checked=chosen.value("open_now") == Some("true")/>{words.open_now()}</label>
            <details open=anything_chosen>
                <summary>{words.more_filters()}</summary>
                <fieldset>
                    <legend class="visually-hidden">{words.what_it_offers()}</legend>
                    {checks}
                </fieldset>
                <label for="price">{words.prices()}</label>
                <select id="price" name="price"><option value="">{words.any_price()}</option>{choices(&prices, chosen.value("price"))}</select>
            </details>
            {chosen.value("roaster").map(|roaster| view! { <input type="hidden" name="roaster" value=roaster.to_owned()/> })}
            <button class="button" type="submit">{words.show()}</button>
        </form>
    }
}

fn check(words: Words, name: &'static str, label: &'static str, count: Option<u32>, checked: bool) -> impl IntoView + use<> {
    view! {
        <label class="check">
            <input type="checkbox" name=name value="true" checked=checked/>
            {label} {count.map(|count| view! { " " <span class="note">{words.count_up_to(count, COUNT_MAX)}</span> })}
        </label>
    }
}

fn choices(choices: &[(&'static str, &'static str)], chosen: Option<&str>) -> Vec<impl IntoView + use<>> {
    choices.iter().map(|(value, label)| view! { <option value=*value selected=chosen == Some(*value)>{*label}</option> }).collect()
}

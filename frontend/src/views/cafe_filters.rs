//! Filters of a list of cafés: plain fields, so that they live in the URL and work without script.

use jiff::Timestamp;
use leptos::prelude::*;
use shared::open_at;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::facets::FacetsView;
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

    /// The address of a list with these filters and in this order, without a cursor.
    pub(crate) fn url(&self, path: String) -> String {
        self.0.iter().filter(|(name, _)| name != "cursor").fold(path, |url, (name, value)| shared::urls::with_parameter(url, name, value))
    }

    /// Whether the list is narrowed down at all.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.0.iter().any(|(name, _)| !matches!(name.as_str(), "cursor" | "sort"))
    }

    /// In which order, where it is not the list's own.
    pub(crate) fn sort(&self) -> Option<&str> {
        self.value("sort")
    }

    pub(crate) fn brewing(&self) -> Option<&str> {
        self.value("brewing")
    }
}

/// What the cafés of a list are in.
#[derive(Clone, Copy)]
pub(crate) enum Area<'a> {
    World,
    City,
    /// Round a point, `LAT,LON`, in metres.
    Circle {
        at: &'a str,
        radius_m: u32,
    },
}

/// A list and what it can be narrowed down by.
pub(crate) struct Filters<'a> {
    /// The list's own address, without anything chosen.
    pub(crate) own: String,
    pub(crate) area: Area<'a>,
    pub(crate) chosen: &'a Chosen,
    /// The moment for which the page is.
    pub(crate) now: Timestamp,
    pub(crate) methods: &'a [BrewingMethodView],
    /// With them each filter says how many cafés of the area it leaves, and those that leave none are left out.
    pub(crate) counts: Option<&'a FacetsView>,
}

/// One of several values of a filter.
struct Choice {
    value: String,
    label: String,
    count: Option<u32>,
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
pub(crate) const COUNT_MAX: u32 = 999;
/// How far round a point one may look, in metres.
const RADII_M: [u32; 7] = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000];

impl Filters<'_> {
    /// How many cafés have a facet. `None` where nobody has counted, or not all of them and so not for certain.
    fn count(&self, facet: &str) -> Option<u32> {
        let counts = self.counts?;
        let known = counts.facets.iter().find(|known| known.facet == facet).map_or(0, |known| known.count);
        self.certain(known)
    }

    fn certain(&self, count: u32) -> Option<u32> {
        self.counts.filter(|counts| counts.complete || count > COUNT_MAX).map(|_| count)
    }

    fn methods(&self) -> Vec<Choice> {
        let choice = |method: &BrewingMethodView| Choice { value: method.slug.to_string(), label: method.name.clone(), count: self.count(&format!("brewing:{}", method.slug)) };
        self.methods.iter().map(choice).collect()
    }

    fn prices(&self, words: Words) -> Vec<Choice> {
        // Each café has one level at most.
        let count = |levels: &str| levels.split(',').try_fold(0_u32, |sum, level| Some(sum.saturating_add(self.count(&format!("price:{level}"))?)));
        [("1", words.price_modest()), ("1,2", words.price_modest_or_usual()), ("2", words.price_usual()), ("3", words.price_dear())]
            .map(|(levels, label)| Choice { value: levels.to_owned(), label: label.to_owned(), count: count(levels) })
            .into()
    }

    fn independence(&self, words: Words) -> Vec<Choice> {
        [("true", words.only_independent(), "independent"), ("false", words.only_chains(), "chain")]
            .map(|(value, label, facet)| Choice { value: value.to_owned(), label: label.to_owned(), count: self.count(facet) })
            .into()
    }

    /// Roasters that are served most, and the chosen one, by its slug where nobody has said its name.
    fn roasters(&self) -> Vec<Choice> {
        let counted = self.counts.into_iter().flat_map(|counts| &counts.facets);
        let mut roasters: Vec<Choice> = counted
            .filter_map(|known| {
                let slug = known.facet.strip_prefix("roaster:")?;
                Some(Choice { value: slug.to_owned(), label: known.name.clone().unwrap_or_else(|| slug.to_owned()), count: self.certain(known.count) })
            })
            .collect();
        if let Some(chosen) = self.chosen.value("roaster").filter(|chosen| roasters.iter().all(|roaster| roaster.value != *chosen)) {
            roasters.push(Choice { value: chosen.to_owned(), label: chosen.replace('-', " "), count: self.count(&format!("roaster:{chosen}")) });
        }
        roasters
    }
}

/// The form.
pub(crate) fn form(words: Words, filters: &Filters<'_>) -> impl IntoView + use<> {
    let chosen = filters.chosen;
    let open_now = filters.counts.and_then(|counts| filters.certain(counts.open_now));
    let facts: Vec<_> = FACTS
        .into_iter()
        .map(|fact| (fact.as_str(), facts::name_of(words, fact)))
        .chain([("open_late", words.open_late())])
        .map(|(name, label)| (name, label, filters.count(name)))
        .filter(|(name, _, count)| *count != Some(0) || chosen.value(name).is_some())
        .map(|(name, label, count)| check(words, name, label, count, chosen.value(name) == Some("true")))
        .collect();
    // A form writes its fields into the address itself; a circle is one of them.
    let action = filters.own.split('?').next().unwrap_or_default().to_owned();
    let all = chosen.is_narrowed().then(|| view! { <a href=filters.own.clone()>{words.show_all_cafes()}</a> });
    let more = chosen.0.iter().any(|(name, _)| !matches!(name.as_str(), "cursor" | "sort" | "brewing" | "open_now"));
    view! {
        <form class="filters" action=action method="get" autocomplete="off">
            {select(words, "brewing", words.brewed_by(), words.any_method(), filters.methods(), chosen)}
            {radius(words, filters.area)}
            {order(words, filters)}
            {check(words, "open_now", words.open_now(), open_now, chosen.value("open_now") == Some("true"))}
            <details open=more>
                <summary>{words.more_filters()}</summary>
                <fieldset>
                    <legend class="visually-hidden">{words.what_it_offers()}</legend>
                    {facts}
                </fieldset>
                <div class="choices">
                    {select(words, "price", words.prices(), words.any_price(), filters.prices(words), chosen)}
                    {select(words, "roaster", words.coffee_from(), words.any_roaster(), filters.roasters(), chosen)}
                    {select(words, "independent", words.independent_or_chain(), words.either(), filters.independence(words), chosen)}
                    {open_at_field(words, filters)}
                </div>
            </details>
            <button class="button" type="submit">{words.show()}</button>
            {all}
        </form>
    }
}

/// Every order and what it is called; by distance only round a point.
fn sorts(words: Words) -> [(&'static str, &'static str); 4] {
    [("distance", words.near_closest_first()), ("best", words.best_first()), ("newest", words.newest_first()), ("name", words.by_name())]
}

/// What the order of a list is called; the first of all where it is not known.
pub(crate) fn name_of_order(words: Words, sort: Option<&str>) -> &'static str {
    let [(_, nearest), ..] = sorts(words);
    sorts(words).into_iter().find(|(value, _)| Some(*value) == sort).map_or(nearest, |(_, name)| name)
}

/// The orders that a list can have, its own first.
fn order(words: Words, filters: &Filters<'_>) -> impl IntoView + use<> {
    let is_circle = matches!(filters.area, Area::Circle { .. });
    let sorts = sorts(words).into_iter().filter(|(value, _)| *value != "distance" || is_circle);
    let chosen = filters.chosen.sort();
    let options: Vec<_> = sorts.map(|(value, label)| view! { <option value=value selected=chosen == Some(value)>{label}</option> }).collect();
    view! { <div class="choice"><label for="sort">{words.order()}</label><select id="sort" name="sort">{options}</select></div> }
}

/// How far round a point, and which.
fn radius(words: Words, area: Area<'_>) -> Option<impl IntoView + use<>> {
    let Area::Circle { at, radius_m } = area else { return None };
    let mut radii = RADII_M.to_vec();
    radii.extend((!RADII_M.contains(&radius_m)).then_some(radius_m));
    radii.sort_unstable();
    let options: Vec<_> = radii.into_iter().map(|metres| view! { <option value=metres.to_string() selected=metres == radius_m>{words.radius(metres)}</option> }).collect();
    Some(view! {
        <input type="hidden" name="at" value=at.to_owned()/>
        <div class="choice"><label for="radius_m">{words.within()}</label><select id="radius_m" name="radius_m">{options}</select></div>
    })
}

/// A day and a time on the clocks of an area; the whole world has no such clocks, and keeps what an address says.
fn open_at_field(words: Words, filters: &Filters<'_>) -> AnyView {
    let chosen = filters.chosen.value("open_at").map(ToOwned::to_owned);
    if matches!(filters.area, Area::World) {
        return chosen.map(|moment| view! { <input type="hidden" name="open_at" value=moment/> }).into_any();
    }
    let count = filters.counts.and_then(|counts| counts.open_at).and_then(|count| filters.certain(count));
    let (first, last) = open_at::offered(filters.now);
    view! {
        <div class="choice">
            <label for="open_at">{words.open_at()}</label>
            <input id="open_at" name="open_at" type="datetime-local" min=open_at::written(first) max=open_at::written(last) value=chosen/>
            {counted(words, count)}
        </div>
    }
    .into_any()
}

fn check(words: Words, name: &'static str, label: &'static str, count: Option<u32>, checked: bool) -> impl IntoView + use<> {
    view! {
        <label class="check">
            <input type="checkbox" name=name value="true" checked=checked/>
            {label} {counted(words, count)}
        </label>
    }
}

/// A field with one of several values, or any; nothing where there is nothing to choose.
fn select(words: Words, name: &'static str, label: &'static str, any: &'static str, choices: Vec<Choice>, chosen: &Chosen) -> Option<impl IntoView + use<>> {
    let chosen = chosen.value(name);
    let options: Vec<_> = choices
        .into_iter()
        .filter(|choice| choice.count != Some(0) || chosen == Some(choice.value.as_str()))
        .map(|choice| {
            let selected = chosen == Some(choice.value.as_str());
            let label = match choice.count {
                Some(count) => words.method_with_count(choice.label, words.count_up_to(count, COUNT_MAX)),
                None => choice.label,
            };
            view! { <option value=choice.value selected=selected>{label}</option> }
        })
        .collect();
    (!options.is_empty()).then(|| {
        view! { <div class="choice"><label for=name>{label}</label><select id=name name=name><option value="">{any}</option>{options}</select></div> }
    })
}

fn counted(words: Words, count: Option<u32>) -> impl IntoView + use<> {
    count.map(|count| view! { " " <span class="note">{words.count_up_to(count, COUNT_MAX)}</span> })
}

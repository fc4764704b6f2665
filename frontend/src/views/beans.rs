//! What is on the bar.

use leptos::prelude::*;
use shared::wire::profiles::{BeanView, PlaceRef, Process, Roast};

use super::PageContext;
use super::place_card::place_path;
use crate::words::{Words, slot, time};

/// Beans as a list; `own` for a roaster's, whose name need not be said again.
pub(crate) fn list(context: PageContext<'_>, beans: &[BeanView], language: Option<&str>, own: bool) -> impl IntoView + use<> {
    let items: Vec<_> = beans.iter().map(|bean| one(context, bean, language, own)).collect();
    (!items.is_empty()).then(|| view! { <ul class="beans">{items}</ul> })
}

fn one(context: PageContext<'_>, bean: &BeanView, language: Option<&str>, own: bool) -> impl IntoView + use<> {
    let words = context.words;
    let grown = [bean.farm.clone(), bean.region.clone(), bean.country.as_deref().map(|country| context.country(country))];
    let grown: Vec<String> = grown.into_iter().flatten().collect();
    let varieties = (!bean.varieties.is_empty()).then(|| view! { <bdi>{words.list(&bean.varieties)}</bdi> });
    let facts = [bean.process.map(|process| process_name(words, process).to_owned()), altitude(words, bean), bean.roast.map(|roast| roast_name(words, roast).to_owned())];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let facts = (varieties.is_some() || !facts.is_empty()).then(|| {
        let between = (varieties.is_some() && !facts.is_empty()).then_some(" · ");
        view! { <p class="note">{varieties}{between}{facts.join(" · ")}</p> }
    });
    let roaster = (!own).then(|| roasted_by(words, &bean.roaster));
    let since = bean.since.as_deref().filter(|_| !own).map(|since| view! { <span class="note">" · " {words.on_the_bar_since().view([time(words, since)])}</span> });
    view! {
        <li class="bean" id=format!("bean-{}", bean.slug)>
            <h3><bdi>{bean.name.clone()}</bdi></h3>
            {(!grown.is_empty()).then(|| view! { <p>{isolated(words, grown)}</p> })}
            {(!bean.notes.is_empty()).then(|| view! { <p class="tasting" lang=language.map(str::to_owned) dir="auto">{bean.notes.join(" · ")}</p> })}
            {facts}
            {bean.description.clone().map(|text| view! { <p lang=language.map(str::to_owned) dir="auto">{text}</p> })}
            <p>{roaster}{since}</p>
        </li>
    }
}

/// A bag outlives who filled it; their page does not.
fn roasted_by(words: Words, roaster: &PlaceRef) -> impl IntoView + use<> {
    let name = view! { <bdi>{roaster.name.clone()}</bdi> };
    let roaster = if roaster.closed { name.into_any() } else { view! { <a href=place_path(words, roaster)>{name}</a> }.into_any() };
    view! { <span class="note">{words.roasted_by().view([slot(roaster)])}</span> }
}

/// Names one after the other, each in its own direction.
fn isolated(words: Words, names: Vec<String>) -> impl IntoView {
    let one = |(index, name): (usize, String)| view! { {(index > 0).then_some(words.between_names())} <bdi>{name}</bdi> };
    names.into_iter().enumerate().map(one).collect_view()
}

fn altitude(words: Words, bean: &BeanView) -> Option<String> {
    match (bean.altitude_min_m, bean.altitude_max_m) {
        (Some(from), Some(to)) if from != to => Some(words.altitude_range(u32::from(from), u32::from(to))),
        (Some(one), _) | (None, Some(one)) => Some(words.metres().plain([&words.integer(u32::from(one))])),
        (None, None) => None,
    }
}

fn process_name(words: Words, process: Process) -> &'static str {
    match process {
        Process::Washed => words.washed(),
        Process::Natural => words.natural(),
        Process::Honey => words.honey(),
        Process::Anaerobic => words.anaerobic(),
        Process::WetHulled => words.wet_hulled(),
    }
}

fn roast_name(words: Words, roast: Roast) -> &'static str {
    match roast {
        Roast::Light => words.light_roast(),
        Roast::Medium => words.medium_roast(),
        Roast::Dark => words.dark_roast(),
    }
}

#[cfg(test)]
mod tests {
    use shared::language::Language;
    use shared::slug::Slug;
    use shared::wire::profiles::PlaceKind;

    use super::super::to_html;
    use super::*;

    #[test]
    fn a_roaster_that_has_closed_is_named_and_not_led_to() {
        for closed in [false, true] {
            let roaster = PlaceRef { kind: PlaceKind::Roaster, slug: Slug::parse("granite-ash").unwrap(), name: "Granite Ash".to_owned(), city: None, closed };
            let html = to_html(|| roasted_by(Words::of(Language::English), &roaster));
            assert!(html.contains("Granite Ash"), "{html}");
            assert_eq!(html.contains("href=\"/roasters/granite-ash\""), !closed, "{html}");
        }
    }
}

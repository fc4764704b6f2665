//! What is on the bar.

use leptos::prelude::*;
use shared::wire::profiles::{BeanView, Process, Roast};

use super::place_card::place_path;
use super::{PageContext, dates};

/// Beans as a list; `own` for a roaster's, whose name need not be said again.
pub(crate) fn list(context: PageContext<'_>, beans: &[BeanView], own: bool) -> impl IntoView + use<> {
    let items: Vec<_> = beans.iter().map(|bean| one(context, bean, own)).collect();
    (!items.is_empty()).then(|| view! { <ul class="beans">{items}</ul> })
}

fn one(context: PageContext<'_>, bean: &BeanView, own: bool) -> impl IntoView + use<> {
    let grown = [bean.farm.clone(), bean.region.clone(), bean.country.as_deref().map(context.country_name)];
    let grown: Vec<String> = grown.into_iter().flatten().collect();
    let facts = [
        (!bean.varieties.is_empty()).then(|| bean.varieties.join(", ")),
        bean.process.map(|process| process_name(process).to_owned()),
        altitude(bean),
        bean.roast.map(|roast| roast_name(roast).to_owned()),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let roaster = (!own).then(|| view! { <span class="note">"Roasted by " <a href=place_path(&bean.roaster)><bdi>{bean.roaster.name.clone()}</bdi></a></span> });
    let since = bean.since.as_deref().filter(|_| !own).map(|since| view! { <span class="note">" · on the bar since " {dates::day(since)}</span> });
    view! {
        <li class="bean" id=format!("bean-{}", bean.slug)>
            <h3>{bean.name.clone()}</h3>
            {(!grown.is_empty()).then(|| view! { <p>{grown.join(", ")}</p> })}
            {(!bean.notes.is_empty()).then(|| view! { <p class="tasting">{bean.notes.join(" · ")}</p> })}
            {(!facts.is_empty()).then(|| view! { <p class="note">{facts.join(" · ")}</p> })}
            {bean.description.clone().map(|text| view! { <p>{text}</p> })}
            <p>{roaster}{since}</p>
        </li>
    }
}

fn altitude(bean: &BeanView) -> Option<String> {
    match (bean.altitude_min_m, bean.altitude_max_m) {
        (Some(from), Some(to)) if from != to => Some(format!("{from}–{to} m")),
        (Some(one), _) | (None, Some(one)) => Some(format!("{one} m")),
        (None, None) => None,
    }
}

const fn process_name(process: Process) -> &'static str {
    match process {
        Process::Washed => "Washed",
        Process::Natural => "Natural",
        Process::Honey => "Honey",
        Process::Anaerobic => "Anaerobic",
        Process::WetHulled => "Wet-hulled",
    }
}

const fn roast_name(roast: Roast) -> &'static str {
    match roast {
        Roast::Light => "Light roast",
        Roast::Medium => "Medium roast",
        Roast::Dark => "Dark roast",
    }
}

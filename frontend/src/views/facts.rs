//! Practical facts: an icon and a word. What is unknown is not there.

use leptos::prelude::*;
use shared::wire::places::{Offered, Practical};
use shared::wire::suggestions::PracticalFact;

use crate::words::Words;

/// A list of facts; nothing at all where none is known.
pub(crate) fn facts(words: Words, practical: &Practical) -> impl IntoView + use<> {
    let known = [
        ("M2 6.500a9 9 0 0 1 12 0M4.500 9a5.500 5.500 0 0 1 7 0M7 11.500a2 2 0 0 1 2 0", PracticalFact::Wifi, practical.wifi),
        ("M6 1v4M10 1v4M4 5h8v3a4 4 0 0 1-8 0zM8 12v3", PracticalFact::Power, practical.power),
        ("M3 3h10v7H3zM1 13h14", PracticalFact::Laptop, practical.laptop),
        ("M3 7l2-4 2 3h4l2 3v4h-2v-3H6v3H4V9z", PracticalFact::Dogs, practical.dogs),
        ("M8 3a1 1 0 1 0 0-2 1 1 0 0 0 0 2zM8 4v4h4l2 5M6 7a4 4 0 1 0 5 5", PracticalFact::StepFree, practical.step_free),
        ("M1 7c2-5 12-5 14 0zM8 7v8M4 15h8", PracticalFact::Outdoor, practical.outdoor),
        ("M3 13C2 5 8 2 14 2c0 7-4 11-9 10M3 15l5-7", PracticalFact::PlantMilk, practical.plant_milk),
        ("M4 5h8l-1 10H5zM3 5l1-3h8l1 3", PracticalFact::Takeaway, practical.takeaway),
        ("M1 4h14v9H1zM1 7h14", PracticalFact::Cards, practical.cards),
        ("M1 4h14v8H1zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z", PracticalFact::Cash, practical.cash),
    ];
    let items: Vec<_> = known.into_iter().filter_map(|(icon, fact, offered)| offered.map(|offered| item(words, icon, fact, offered))).collect();
    (!items.is_empty()).then(|| view! { <ul class="facts">{items}</ul> })
}

/// A fact's word.
pub(crate) fn name_of(words: Words, fact: PracticalFact) -> &'static str {
    match fact {
        PracticalFact::Wifi => words.wifi(),
        PracticalFact::Power => words.power(),
        PracticalFact::Laptop => words.laptop(),
        PracticalFact::Dogs => words.dogs(),
        PracticalFact::StepFree => words.step_free(),
        PracticalFact::Outdoor => words.outdoor(),
        PracticalFact::PlantMilk => words.plant_milk(),
        PracticalFact::Takeaway => words.takeaway(),
        PracticalFact::Cards => words.cards(),
        PracticalFact::Cash => words.cash(),
    }
}

fn item(words: Words, icon: &'static str, fact: PracticalFact, offered: Offered) -> impl IntoView {
    let name = name_of(words, fact);
    let (class, word) = match offered {
        Offered::Yes => ("fact", name.to_owned()),
        Offered::Limited => ("fact limited", words.fact_in_part(name)),
        Offered::No => ("fact no", words.fact_not(name)),
    };
    view! {
        <li class=class>
            <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true"><path d=icon></path></svg>
            {word}
        </li>
    }
}

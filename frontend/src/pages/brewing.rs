//! `/brewing` and `/brewing/{method}`

use leptos::prelude::*;
use shared::urls::{PagePath, with_parameter};
use shared::wire::brewing_methods::{BrewingMethodPage, BrewingMethodView, Grind, Recipe, RecipeStep};
use shared::wire::places::CardLine;

use crate::views::layout::{Head, document};
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, gestures};
use crate::words::{Words, slot};

pub fn list(context: PageContext<'_>, methods: &[BrewingMethodView]) -> String {
    let words = context.words;
    let head = Head {
        title: words.ways_of_brewing().to_owned(),
        description: words.brewing_description().to_owned(),
        canonical: Some(PagePath::BrewingMethods.path()),
        islands: false,
        fictional: false,
    };
    let items: Vec<_> = methods
        .iter()
        .map(|method| view! { <li><a href=words.path(&PagePath::BrewingMethod(method.slug.clone()))><bdi>{method.name.clone()}</bdi></a><p>{method.summary.clone()}</p></li> })
        .collect();
    document(context, head, || view! { <h1>{words.ways_of_brewing()}</h1><ul class="methods-list">{items}</ul> })
}

/// A method with a few cafés that brew so.
pub fn show(context: PageContext<'_>, page: &BrewingMethodPage, cafes: &[CardLine<'_>]) -> String {
    let (words, method, guide) = (context.words, &page.method, &page.guide);
    let head = Head {
        title: method.name.clone(),
        description: method.summary.clone(),
        canonical: Some(PagePath::BrewingMethod(method.slug.clone()).path()),
        islands: true,
        fictional: cafes.iter().any(|cafe| cafe.fictional),
    };
    let gear: Vec<_> = guide.gear.iter().map(|item| view! { <li>{item.clone()}</li> }).collect();
    let faults: Vec<_> = guide.faults.iter().map(|fault| view! { <dt>{fault.taste.clone()}</dt><dd>{fault.remedy.clone()}</dd> }).collect();
    let all = with_parameter(words.path(&PagePath::Cafes), "brewing", method.slug.as_str());
    document(context, head, || {
        view! {
            <article class="method">
                <p class="kicker"><a href=words.path(&PagePath::BrewingMethods)>{words.ways_of_brewing()}</a></p>
                <h1><bdi>{method.name.clone()}</bdi></h1>
                <p class="lead">{method.summary.clone()}</p>
                <div class="prose"><p>{guide.what.clone()}</p></div>
                <section><h2>{words.how_it_tastes()}</h2><div class="prose"><p>{guide.taste.clone()}</p></div></section>
                <section><h2>{words.what_you_need()}</h2><ul>{gear}</ul></section>
                <section aria-labelledby="recipe">
                    <h2 id="recipe">{words.recipe_of().view([slot(view! { <bdi>{guide.recipe.name.clone()}</bdi> })])}</h2>
                    {amounts(words, &guide.recipe, &guide.ratio)}
                    {gestures::step_timer(words)}
                    {steps(words, &guide.recipe.steps)}
                </section>
                {(!faults.is_empty()).then(|| view! { <section><h2>{words.if_it_goes_wrong()}</h2><dl class="faults">{faults}</dl></section> })}
                {(!cafes.is_empty()).then(|| view! {
                    <section aria-labelledby="cafes">
                        <h2 id="cafes">{words.cafes_that_brew_so()}</h2>
                        {place_card::grid(context, Kind::Cafe, cafes)}
                        <p><a href=all>{words.all_of_them()}</a></p>
                        {attribution::of_cards(words, &[cafes])}
                    </section>
                })}
            </article>
        }
    })
}

fn amounts(words: Words, recipe: &Recipe, ratio: &str) -> impl IntoView + use<> {
    let grams = |grams: f64| words.grams().plain([&words.number(grams)]);
    let degrees = recipe.temperature_c.map(|degrees| words.degrees().plain([&words.integer(u32::from(degrees))]));
    let total_s: u32 = recipe.steps.iter().map(|step| step.duration_s).sum();
    view! {
        <dl class="amounts">
            <div><dt>{words.amount_coffee()}</dt><dd>{grams(recipe.coffee_g)}</dd></div>
            <div><dt>{words.amount_water()}</dt><dd>{grams(recipe.water_g)}</dd></div>
            <div><dt>{words.amount_ratio()}</dt><dd><bdi>{ratio.to_owned()}</bdi></dd></div>
            {degrees.map(|degrees| view! { <div><dt>{words.amount_water_at()}</dt><dd>{degrees}</dd></div> })}
            <div><dt>{words.amount_grind()}</dt><dd>{grind(words, recipe.grind)}</dd></div>
            <div><dt>{words.amount_time()}</dt><dd>{duration(words, total_s)}</dd></div>
        </dl>
    }
}

/// Numbered steps, each with its length and what the scale shows after it.
fn steps(words: Words, steps: &[RecipeStep]) -> impl IntoView + use<> {
    let items: Vec<_> = steps
        .iter()
        .map(|step| {
            let scale = step.water_to_g.map(|grams| view! { <span class="note">" · " {words.poured_to().plain([&words.number(grams)])}</span> });
            view! {
                <li data-duration-s=step.duration_s>
                    <h3>{step.title.clone()}</h3>
                    <p>{step.text.clone()}</p>
                    <p class="note"><span class="duration">{duration(words, step.duration_s)}</span> {scale}</p>
                </li>
            }
        })
        .collect();
    view! { <ol class="steps">{items}</ol> }
}

/// `0:45`, `2:30`, "14 h".
fn duration(words: Words, seconds: u32) -> String {
    if seconds >= 7_200 { words.long_time().plain([&words.integer(seconds.saturating_add(1_800) / 3_600)]) } else { format!("{}:{:02}", seconds / 60, seconds % 60) }
}

fn grind(words: Words, grind: Grind) -> &'static str {
    match grind {
        Grind::ExtraFine => words.grind_extra_fine(),
        Grind::Fine => words.grind_fine(),
        Grind::MediumFine => words.grind_medium_fine(),
        Grind::Medium => words.grind_medium(),
        Grind::MediumCoarse => words.grind_medium_coarse(),
        Grind::Coarse => words.grind_coarse(),
    }
}

#[cfg(test)]
mod tests {
    use shared::language::Language;

    use crate::words::Words;

    #[test]
    fn durations_are_as_a_clock_shows_them_and_long_ones_in_hours() {
        let duration = |seconds| super::duration(Words::of(Language::English), seconds);
        assert_eq!(duration(45), "0:45");
        assert_eq!(duration(150), "2:30");
        assert_eq!(duration(51_360), "14 h");
    }
}

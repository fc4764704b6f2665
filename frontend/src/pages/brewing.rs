//! `/brewing` and `/brewing/{method}`

use leptos::prelude::*;
use shared::urls::{PagePath, with_parameter};
use shared::wire::brewing_methods::{BrewingMethodPage, BrewingMethodView, Grind, Recipe, RecipeStep};
use shared::wire::places::CardLine;

use crate::islands::StepTimer;
use crate::views::layout::{Head, document};
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution};

pub fn list(context: PageContext<'_>, methods: &[BrewingMethodView]) -> String {
    let head = Head {
        title: "Ways of brewing".to_owned(),
        description: "What each way of brewing is, how it tastes, how to do it, and cafés that brew so.".to_owned(),
        canonical: Some(PagePath::BrewingMethods.path()),
        islands: false,
        fictional: false,
    };
    let items: Vec<_> = methods
        .iter()
        .map(|method| view! { <li><a href=PagePath::BrewingMethod(method.slug.clone()).path()>{method.name.clone()}</a><p>{method.summary.clone()}</p></li> })
        .collect();
    document(context, head, || view! { <h1>"Ways of brewing"</h1><ul class="methods-list">{items}</ul> })
}

/// A method with a few cafés that brew so.
pub fn show(context: PageContext<'_>, page: &BrewingMethodPage, cafes: &[CardLine<'_>]) -> String {
    let (method, guide) = (&page.method, &page.guide);
    let head = Head {
        title: method.name.clone(),
        description: method.summary.clone(),
        canonical: Some(PagePath::BrewingMethod(method.slug.clone()).path()),
        islands: true,
        fictional: cafes.iter().any(|cafe| cafe.fictional),
    };
    let gear: Vec<_> = guide.gear.iter().map(|item| view! { <li>{item.clone()}</li> }).collect();
    let faults: Vec<_> = guide.faults.iter().map(|fault| view! { <dt>{fault.taste.clone()}</dt><dd>{fault.remedy.clone()}</dd> }).collect();
    let all = with_parameter(PagePath::Cafes.path(), "brewing", method.slug.as_str());
    document(context, head, || {
        view! {
            <article class="method">
                <p class="kicker"><a href=PagePath::BrewingMethods.path()>"Ways of brewing"</a></p>
                <h1>{method.name.clone()}</h1>
                <p class="lead">{method.summary.clone()}</p>
                <div class="prose"><p>{guide.what.clone()}</p></div>
                <section><h2>"How it tastes"</h2><div class="prose"><p>{guide.taste.clone()}</p></div></section>
                <section><h2>"What you need"</h2><ul>{gear}</ul></section>
                <section aria-labelledby="recipe">
                    <h2 id="recipe">"A recipe: " {guide.recipe.name.clone()}</h2>
                    {amounts(&guide.recipe, &guide.ratio)}
                    <StepTimer/>
                    {steps(&guide.recipe.steps)}
                </section>
                {(!faults.is_empty()).then(|| view! { <section><h2>"If it goes wrong"</h2><dl class="faults">{faults}</dl></section> })}
                {(!cafes.is_empty()).then(|| view! {
                    <section aria-labelledby="cafes">
                        <h2 id="cafes">"Cafés that brew so"</h2>
                        {place_card::grid(Kind::Cafe, cafes, context.now)}
                        <p><a href=all>"All of them"</a></p>
                        {attribution::of_cards(&[cafes])}
                    </section>
                })}
            </article>
        }
    })
}

fn amounts(recipe: &Recipe, ratio: &str) -> impl IntoView + use<> {
    let degrees = recipe.temperature_c.map(|degrees| view! { <div><dt>"Water at"</dt><dd>{degrees} " °C"</dd></div> });
    let total_s: u32 = recipe.steps.iter().map(|step| step.duration_s).sum();
    view! {
        <dl class="amounts">
            <div><dt>"Coffee"</dt><dd>{recipe.coffee_g} " g"</dd></div>
            <div><dt>"Water"</dt><dd>{recipe.water_g} " g"</dd></div>
            <div><dt>"Ratio"</dt><dd>{ratio.to_owned()}</dd></div>
            {degrees}
            <div><dt>"Grind"</dt><dd>{grind(recipe.grind)}</dd></div>
            <div><dt>"Time"</dt><dd>{duration(total_s)}</dd></div>
        </dl>
    }
}

/// Numbered steps, each with its length and what the scale shows after it.
fn steps(steps: &[RecipeStep]) -> impl IntoView + use<> {
    let items: Vec<_> = steps
        .iter()
        .map(|step| {
            let scale = step.water_to_g.map(|grams| view! { <span class="note">" · to " {grams} " g"</span> });
            view! {
                <li data-duration-s=step.duration_s>
                    <h3>{step.title.clone()}</h3>
                    <p>{step.text.clone()}</p>
                    <p class="note"><span class="duration">{duration(step.duration_s)}</span> {scale}</p>
                </li>
            }
        })
        .collect();
    view! { <ol class="steps">{items}</ol> }
}

/// `0:45`, `2:30`, "14 h".
fn duration(seconds: u32) -> String {
    if seconds >= 7_200 { format!("{} h", seconds.saturating_add(1_800) / 3_600) } else { format!("{}:{:02}", seconds / 60, seconds % 60) }
}

const fn grind(grind: Grind) -> &'static str {
    match grind {
        Grind::ExtraFine => "Extra fine",
        Grind::Fine => "Fine",
        Grind::MediumFine => "Medium fine",
        Grind::Medium => "Medium",
        Grind::MediumCoarse => "Medium coarse",
        Grind::Coarse => "Coarse",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn durations_are_as_a_clock_shows_them_and_long_ones_in_hours() {
        assert_eq!(super::duration(45), "0:45");
        assert_eq!(super::duration(150), "2:30");
        assert_eq!(super::duration(51_360), "14 h");
    }
}

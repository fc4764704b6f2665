//! What we tell of each brewing method: our own words in each language of the site, compiled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use shared::language::Language;
use shared::wire::brewing_methods::{BrewingGuide, Fault, Grind, Recipe, RecipeStep};

/// What is the same in every language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measures {
    slug: String,
    ratio: String,
    coffee_g: f64,
    water_g: f64,
    temperature_c: Option<u16>,
    grind: Grind,
    steps: Vec<StepMeasures>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepMeasures {
    duration_s: u32,
    water_to_g: Option<f64>,
}

/// One language's words for a method.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    name: String,
    summary: String,
    what: String,
    taste: String,
    gear: Vec<String>,
    recipe: RecipeTexts,
    faults: Vec<Fault>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecipeTexts {
    name: String,
    steps: Vec<StepTexts>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepTexts {
    title: String,
    text: String,
}

/// A method in one language.
#[derive(Debug)]
pub struct Told {
    pub name: String,
    pub summary: String,
    pub guide: BrewingGuide,
}

/// By slug, in the order of [`Language::ALL`].
static METHODS: LazyLock<HashMap<String, Vec<Told>>> = LazyLock::new(|| {
    // A test reads them, so that nothing is missing by mistake.
    let measures: Vec<Measures> = serde_json::from_str(include_str!("../../../shared/brewing_methods/recipes.json")).unwrap_or_default();
    let mut methods: HashMap<String, Vec<Told>> = HashMap::new();
    for language in Language::ALL {
        let mut texts: HashMap<String, Texts> = serde_json::from_str(texts_in(language)).unwrap_or_default();
        for method in &measures {
            if let Some(texts) = texts.remove(&method.slug) {
                methods.entry(method.slug.clone()).or_default().push(told(method.clone(), texts));
            }
        }
    }
    methods
});

fn texts_in(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../../shared/brewing_methods/en.json"),
        Language::Spanish => include_str!("../../../shared/brewing_methods/es.json"),
        Language::German => include_str!("../../../shared/brewing_methods/de.json"),
        Language::Japanese => include_str!("../../../shared/brewing_methods/ja.json"),
        Language::Arabic => include_str!("../../../shared/brewing_methods/ar.json"),
    }
}

fn told(measures: Measures, texts: Texts) -> Told {
    let Measures { ratio, coffee_g, water_g, temperature_c, grind, .. } = measures;
    let steps = measures.steps.into_iter().zip(texts.recipe.steps);
    let steps = steps.map(|(StepMeasures { duration_s, water_to_g }, StepTexts { title, text })| RecipeStep { title, text, duration_s, water_to_g }).collect();
    let recipe = Recipe { name: texts.recipe.name, coffee_g, water_g, temperature_c, grind, steps };
    let guide = BrewingGuide { what: texts.what, taste: texts.taste, gear: texts.gear, ratio, recipe, faults: texts.faults };
    Told { name: texts.name, summary: texts.summary, guide }
}

/// What is told of a method in this language.
pub fn find(slug: &str, language: Language) -> Option<&'static Told> {
    METHODS.get(slug)?.get(Language::ALL.into_iter().position(|known| known == language)?)
}

/// What a method is called, in every language.
pub fn names(slug: &str) -> impl Iterator<Item = &'static str> + use<> {
    METHODS.get(slug).into_iter().flatten().map(|told| told.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::PgPool;

    #[sqlx::test]
    async fn every_method_is_told_of_in_every_language(db: PgPool) {
        let methods = crate::brewing_methods::queries::list(&db).await.unwrap();
        assert!(methods.len() >= 10);
        assert_eq!(METHODS.len(), methods.len());
        for method in methods {
            let method = method.into_view(Language::English).unwrap();
            for language in Language::ALL {
                let (told, english) = (find(method.slug.as_str(), language).unwrap(), find(method.slug.as_str(), Language::English).unwrap());
                assert_eq!(figures(told), figures(english), "{} in {language:?}", method.slug);
                assert!(language == Language::English || told.guide.what != english.guide.what, "{} in {language:?}", method.slug);
            }
        }
    }

    /// The figures of each text in order of their size: what is translated says nothing else.
    fn figures(told: &Told) -> Vec<Vec<String>> {
        let Told { name, summary, guide } = told;
        let steps = guide.recipe.steps.iter().flat_map(|step| [&step.title, &step.text]);
        let faults = guide.faults.iter().flat_map(|fault| [&fault.taste, &fault.remedy]);
        let texts = [name, summary, &guide.what, &guide.taste, &guide.recipe.name].into_iter().chain(&guide.gear).chain(steps).chain(faults);
        texts
            .map(|text| {
                assert!(!text.trim().is_empty(), "{name}");
                let mut figures: Vec<String> = text.split(|letter: char| !letter.is_ascii_digit()).filter(|figure| !figure.is_empty()).map(str::to_owned).collect();
                figures.sort();
                figures
            })
            .collect()
    }

    #[test]
    fn every_guide_can_be_followed() {
        for (slug, languages) in METHODS.iter() {
            for told in languages {
                let recipe = &told.guide.recipe;
                let poured: Vec<f64> = recipe.steps.iter().filter_map(|step| step.water_to_g).collect();
                assert!(poured.is_sorted() && poured.last() == Some(&recipe.water_g), "{slug}: {poured:?}");
                assert!(recipe.steps.iter().all(|step| step.duration_s > 0), "{slug}");
            }
        }
    }
}

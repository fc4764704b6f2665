//! What we tell of each brewing method: our own words, compiled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use shared::wire::brewing_methods::BrewingGuide;

#[derive(Debug, Deserialize)]
struct Entry {
    slug: String,
    #[serde(flatten)]
    guide: BrewingGuide,
}

static GUIDES: LazyLock<HashMap<String, BrewingGuide>> = LazyLock::new(|| {
    // A test reads it, so that it is never empty by mistake.
    let entries: Vec<Entry> = serde_json::from_str(include_str!("../../reference/brewing_methods.json")).unwrap_or_default();
    entries.into_iter().map(|entry| (entry.slug, entry.guide)).collect()
});

/// The guide to a method.
pub fn find(slug: &str) -> Option<&'static BrewingGuide> {
    GUIDES.get(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guide_can_be_followed() {
        assert!(GUIDES.len() >= 10);
        for (slug, guide) in GUIDES.iter() {
            let poured: Vec<f64> = guide.recipe.steps.iter().filter_map(|step| step.water_to_g).collect();
            assert!(poured.is_sorted() && poured.last() == Some(&guide.recipe.water_g), "{slug}: {poured:?}");
            assert!(guide.recipe.steps.iter().all(|step| step.duration_s > 0), "{slug}");
        }
    }
}

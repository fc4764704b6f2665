//! Path and query of a request: routes, parameters, positions.
#![no_main]

use edge::app::Target;
use libfuzzer_sys::fuzz_target;
use shared::geo::Position;
use shared::query;
use shared::slug::Slug;
use shared::urls::{ApiPath, PagePath};

fuzz_target!(|text: &str| {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    match Target::parse(path) {
        // One meaning, one address: whatever is understood is the address that we would write ourselves.
        Some(Target::Page(page)) => assert_eq!(PagePath::parse(&page.path()), Some(page)),
        Some(Target::Api(api)) => assert_eq!(ApiPath::parse(&api.path()), Some(api)),
        _ => {}
    }
    if let Ok(parameters) = query::parse(query) {
        let allowed: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
        let canonical = query::canonical(&parameters, &allowed);
        let again = query::parse(canonical.trim_start_matches('?')).expect("what we write, we read");
        assert_eq!(query::canonical(&again, &allowed), canonical, "a key that is not its own");
        for (_, value) in &parameters {
            let _ = Slug::parse(value);
            if let Some(position) = Position::parse(value) {
                assert!(position.on_map().y.is_finite() && position.distance_m(position) < 1.0);
            }
        }
    }
});

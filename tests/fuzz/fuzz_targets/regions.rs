//! The configuration of regions, as an operator may have written it.
#![no_main]

use edge::upstream::regions::Regions;
use libfuzzer_sys::fuzz_target;
use shared::geo::Position;

fuzz_target!(|text: &str| {
    if let Ok(regions) = Regions::parse(text) {
        assert!(regions.primary().is_some());
        let count = regions.iter().count();
        for place in [None, Position::new(60.0, 25.0), Position::new(-90.0, 180.0)] {
            assert_eq!(regions.nearest_first(place, |_| None).len(), count);
        }
        assert_eq!(Regions::parse(&regions.to_json()).map(|again| again.to_json()), Ok(regions.to_json()));
    }
});

//! What a store beyond memory gives back: anything at all, where somebody else has written to it.
#![no_main]

use edge::cache::entry::Entry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(entry) = Entry::from_bytes(bytes) {
        let again = Entry::from_bytes(&entry.to_bytes());
        let same = again.is_some_and(|again| again.metadata == entry.metadata && again.body == entry.body);
        assert!(same, "{entry:?} does not survive being written");
    }
});

//! Isolate memory: the first place to look, bounded in bytes, the least recently used goes first. Nothing may depend on it surviving.

use lru::LruCache;

use super::entry::Entry;
use super::headers::HeaderList;
use super::vary;

/// Something with a size.
pub trait Weigh {
    fn bytes(&self) -> usize;
}

/// Values by key, never more than `bytes_max` together.
#[derive(Debug)]
pub struct Bounded<V> {
    values: LruCache<String, V>,
    bytes: usize,
    bytes_max: usize,
}

/// What one value costs beside its own bytes: key, links, allocation.
const OVERHEAD_BYTES: usize = 128;

impl<V: Weigh> Bounded<V> {
    pub fn new(bytes_max: usize) -> Self {
        Self { values: LruCache::unbounded(), bytes: 0, bytes_max }
    }

    /// The value under a key, which counts as used.
    pub fn get(&mut self, key: &str) -> Option<&V> {
        self.values.get(key)
    }

    /// Puts a value in the place of any other. One that is larger than a quarter of everything is not kept: it would push out the rest.
    pub fn put(&mut self, key: &str, value: V) {
        self.remove(key);
        let bytes = cost(key, &value);
        if bytes > self.bytes_max.checked_div(4).unwrap_or(0) {
            return;
        }
        self.bytes = self.bytes.saturating_add(bytes);
        self.values.put(key.to_owned(), value);
        while self.bytes > self.bytes_max {
            match self.values.pop_lru() {
                Some((key, value)) => self.bytes = self.bytes.saturating_sub(cost(&key, &value)),
                None => break,
            }
        }
    }

    pub fn remove(&mut self, key: &str) -> Option<V> {
        let value = self.values.pop(key)?;
        self.bytes = self.bytes.saturating_sub(cost(key, &value));
        Some(value)
    }

    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn count(&self) -> usize {
        self.values.len()
    }
}

fn cost(key: &str, value: &impl Weigh) -> usize {
    OVERHEAD_BYTES.saturating_add(key.len()).saturating_add(value.bytes())
}

/// The answers of one URL that differ by `Vary`, newest last.
#[derive(Clone, Debug, Default)]
pub struct Variants(Vec<Entry>);

/// Variants of one URL at most; the oldest goes first.
const VARIANTS_MAX: usize = 16;

impl Variants {
    pub fn one(entry: Entry) -> Self {
        Self(vec![entry])
    }

    /// The newest variant that was chosen by the same values.
    pub fn matching(&self, request: &HeaderList) -> Option<&Entry> {
        self.0.iter().rev().find(|entry| vary::matches(&entry.metadata.vary, request))
    }

    /// Adds a variant in the place of the one that the same request would find.
    pub fn add(&mut self, entry: Entry, request: &HeaderList) {
        self.0.retain(|kept| !vary::matches(&kept.metadata.vary, request));
        if self.0.len() >= VARIANTS_MAX {
            self.0.remove(0);
        }
        self.0.push(entry);
    }
}

impl Weigh for Variants {
    fn bytes(&self) -> usize {
        self.0.iter().fold(0, |sum, entry| sum.saturating_add(entry.bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug)]
    struct Block(usize);

    impl Weigh for Block {
        fn bytes(&self) -> usize {
            self.0
        }
    }

    #[test]
    fn the_least_recently_used_goes_first() {
        let mut memory = Bounded::new(4 * (OVERHEAD_BYTES + 1 + 100));
        for key in ["a", "b", "c", "d"] {
            memory.put(key, Block(100));
        }
        assert!(memory.get("a").is_some());
        memory.put("e", Block(100));
        assert_eq!((memory.count(), memory.get("b").is_some(), memory.get("a").is_some()), (4, false, true));
        memory.put("f", Block(1_000));
        assert!(memory.get("f").is_none());
    }

    proptest! {
        #[test]
        fn it_never_holds_more_than_its_bound_and_counts_right(steps in proptest::collection::vec(("[a-h]", 0..4_000_usize, any::<bool>()), 0..80)) {
            let mut memory = Bounded::new(10_000);
            for (key, bytes, removes) in steps {
                if removes { memory.remove(&key); } else { memory.put(&key, Block(bytes)); }
                prop_assert!(memory.bytes() <= 10_000);
                let counted: usize = memory.values.iter().map(|(key, value)| cost(key, value)).sum();
                prop_assert_eq!(counted, memory.bytes());
            }
        }
    }
}

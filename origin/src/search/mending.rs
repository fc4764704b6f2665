//! Mistyped words: which known ones are an edit or two away. One edit from four letters, two from eight; a swap of neighbours counts as one.

use std::collections::BTreeSet;

use super::words::is_paired;

/// Letters from the front that outlines are made of; a word differs within them or after them.
const OUTLINED_CHARS: usize = 8;
/// Shorter words are taken as they are typed.
const ONE_EDIT_FROM_CHARS: usize = 4;
const TWO_EDITS_FROM_CHARS: usize = 8;
/// A known word that is this long can be meant by one that was typed with two edits.
const TWO_EDITS_MEANT_FROM_CHARS: usize = TWO_EDITS_FROM_CHARS - 2;
/// Known words that one typed word can mean.
const MEANINGS_MAX: usize = 12;

/// Edits that a typed word may hold.
pub const fn edits_of(chars: usize) -> usize {
    match chars {
        0..ONE_EDIT_FROM_CHARS => 0,
        ONE_EDIT_FROM_CHARS..TWO_EDITS_FROM_CHARS => 1,
        _ => 2,
    }
}

/// Whether a word is worth knowing here.
pub fn can_be_meant(word: &str) -> bool {
    (ONE_EDIT_FROM_CHARS - 1..=40).contains(&word.chars().count()) && word.chars().any(char::is_alphabetic) && !word.chars().any(is_paired)
}

/// What a known word is found by.
pub fn outlines_of_known(word: &str) -> Vec<String> {
    outlines(word, if word.chars().count() < TWO_EDITS_MEANT_FROM_CHARS { 1 } else { 2 })
}

/// What a typed word looks for.
pub fn outlines_of_typed(word: &str) -> Vec<String> {
    outlines(word, edits_of(word.chars().count()))
}

/// The beginning of a word with up to `left_out` of its letters left out.
fn outlines(word: &str, left_out: usize) -> Vec<String> {
    let beginning: Vec<char> = word.chars().take(OUTLINED_CHARS).collect();
    let mut all = BTreeSet::from([beginning.clone()]);
    let mut last = all.clone();
    for _ in 0..left_out {
        let mut shorter = BTreeSet::new();
        for outline in &last {
            for place in 0..outline.len() {
                let mut one = outline.clone();
                one.remove(place);
                shorter.insert(one);
            }
        }
        all.extend(shorter.iter().cloned());
        last = shorter;
    }
    all.into_iter().map(|outline| outline.into_iter().collect()).collect()
}

/// A known word, and in how many documents it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub word: String,
    pub documents: i32,
}

/// Those of `known` that `typed` can mean, with their edits: the fewest edits first, then the most frequent.
pub fn meanings(typed: &str, known: Vec<Known>) -> Vec<(String, usize)> {
    let most = edits_of(typed.chars().count());
    let mut near: Vec<(usize, Known)> = known.into_iter().map(|known| (strsim::osa_distance(typed, &known.word), known)).filter(|(edits, _)| (1..=most).contains(edits)).collect();
    near.sort_by(|(a_edits, a), (b_edits, b)| (a_edits, -a.documents, &a.word).cmp(&(b_edits, -b.documents, &b.word)));
    near.into_iter().take(MEANINGS_MAX).map(|(edits, known)| (known.word, edits)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn edits_are_allowed_by_length_and_a_swap_is_one() {
        let known = ["cafe", "espresso", "cappuccino", "mocha", "bar"].map(|word| Known { word: word.to_owned(), documents: 1 });
        for (typed, meant) in [("kafe", "cafe"), ("expresso", "espresso"), ("capuccno", "cappuccino"), ("mohca", "mocha"), ("esprseso", "espresso")] {
            assert_eq!(meanings(typed, known.to_vec()).first().map(|(word, _)| word.as_str()), Some(meant), "{typed}");
        }
        assert_eq!(meanings("car", known.to_vec()), []);
        assert_eq!(meanings("espreso", known.to_vec()).len(), 1);
        assert_eq!(meanings("esprso", known.to_vec()), [], "two edits of a word of six letters");
    }

    #[test]
    fn frequent_words_come_first_among_equals() {
        let known = ["cake", "cafe"].map(|word| Known { word: word.to_owned(), documents: if word == "cafe" { 90 } else { 3 } });
        assert_eq!(meanings("cape", known.to_vec()), [("cafe".to_owned(), 1), ("cake".to_owned(), 1)]);
    }

    /// One edit of a word at a place.
    fn edit(word: &[char], kind: u8, place: usize, letter: char) -> Vec<char> {
        let mut edited = word.to_vec();
        let place = place % word.len();
        match kind % 4 {
            0 => edited[place] = letter,
            1 => edited.insert(place, letter),
            2 => {
                edited.remove(place);
            }
            _ => {
                let next = (place + 1) % word.len();
                if next > place {
                    edited.swap(place, next);
                }
            }
        }
        edited
    }

    proptest! {
        #[test]
        fn whatever_is_near_enough_shares_an_outline(word in "[a-e]{3,14}", edits in proptest::collection::vec((0_u8..4, 0_usize..14, proptest::char::range('a', 'f')), 1..=2)) {
            let mut typed: Vec<char> = word.chars().collect();
            for (kind, place, letter) in edits {
                if !typed.is_empty() {
                    typed = edit(&typed, kind, place, letter);
                }
            }
            let typed: String = typed.into_iter().collect();
            if strsim::osa_distance(&typed, &word) <= edits_of(typed.chars().count()) {
                let known = outlines_of_known(&word);
                prop_assert!(outlines_of_typed(&typed).iter().any(|outline| known.contains(outline)), "{} for {}", typed, word);
            }
        }
    }
}

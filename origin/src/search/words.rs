//! Text as search reads it: one spelling for what people type in many ways. Documents and queries go through the same, so no locale of a server
//! and no dictionary decides what is found.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A longer word is cut: nobody types more of it.
const WORD_CHARS_MAX: usize = 40;

/// Words of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Folded runs in the order of the text. A script without spaces gives one run for a whole phrase.
    pub runs: Vec<Run>,
}

/// Characters that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    /// Of a script that does not put spaces between words: read by pairs of characters.
    pub paired: bool,
}

impl Words {
    /// Folds and splits a text.
    pub fn of(text: &str) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        let mut open = false;
        for character in text.nfkc().flat_map(char::to_lowercase) {
            match character {
                // Joe's is joes.
                '\'' | '’' | 'ʼ' | '`' | '\u{ad}' | '\u{200b}'..='\u{200d}' => {}
                _ if !(character.is_alphanumeric() || is_combining_mark(character)) => open = false,
                _ => {
                    let paired = is_paired(character);
                    if let Some(run) = runs.last_mut().filter(|run| open && run.paired == paired) {
                        fold_into(&mut run.text, character);
                        continue;
                    }
                    let mut run = Run { text: String::new(), paired };
                    fold_into(&mut run.text, character);
                    // A mark without a letter folds to nothing.
                    open = !run.text.is_empty();
                    if open {
                        runs.push(run);
                    }
                }
            }
        }
        for run in &mut runs {
            if let Some((end, _)) = run.text.char_indices().nth(WORD_CHARS_MAX) {
                run.text.truncate(end);
            }
        }
        Self { runs }
    }

    /// The runs with single spaces between them.
    pub fn joined(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// What a document is found by: whole words, and pairs of characters where there are no spaces.
    pub fn lexemes(&self) -> impl Iterator<Item = String> {
        self.runs.iter().flat_map(Run::lexemes)
    }
}

impl Run {
    /// The word itself, or its pairs and its last character, so that a single one finds it too.
    pub fn lexemes(&self) -> Vec<String> {
        if !self.paired {
            return vec![self.text.clone()];
        }
        let characters: Vec<char> = self.text.chars().collect();
        let pairs = characters.windows(2).map(|pair| pair.iter().collect());
        pairs.chain(characters.last().map(ToString::to_string)).collect()
    }
}

/// Lexemes of a document's text: its words, how it is written in Latin letters, and German's two-letter form of an umlaut.
pub fn lexemes_of(text: &str) -> Vec<String> {
    let mut lexemes: Vec<String> = Words::of(text).lexemes().collect();
    if !text.is_ascii() {
        lexemes.extend(slug::slugify(text).split('-').filter(|word| word.len() > 1).map(ToOwned::to_owned));
        let spelled: String = text
            .nfc()
            .flat_map(char::to_lowercase)
            .map(|character| match character {
                'ä' => "ae".to_owned(),
                'ö' => "oe".to_owned(),
                'ü' => "ue".to_owned(),
                other => other.to_string(),
            })
            .collect();
        lexemes.extend(Words::of(&spelled).lexemes());
    }
    lexemes
}

/// One character without what people leave out: accents of scripts that can be read without, ligatures, the difference between the two kana.
fn fold_into(text: &mut String, character: char) {
    match character {
        'ß' => text.push_str("ss"),
        'æ' => text.push_str("ae"),
        'œ' => text.push_str("oe"),
        'þ' => text.push_str("th"),
        'ø' => text.push('o'),
        'ł' => text.push('l'),
        'đ' | 'ð' => text.push('d'),
        'ħ' => text.push('h'),
        'ı' => text.push('i'),
        'ς' => text.push('σ'),
        'ـ' => {}
        'ァ'..='ヶ' => text.extend(char::from_u32(u32::from(character).saturating_sub(0x60))),
        // A few marks stand among the letters of such a script (Cyrillic's titlo), and decompose to themselves.
        _ if sheds_marks(character) && is_combining_mark(character) => {}
        _ if sheds_marks(character) => decompose_canonical(character, |part| {
            if part == character {
                text.push(part);
            } else if !is_combining_mark(part) {
                // What was under the mark may be a ligature: ǣ is æ with a macron.
                fold_into(text, part);
            }
        }),
        // A free mark of such a script; marks of others are vowels, and stay.
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' => {}
        _ => text.push(character),
    }
}

/// Latin, Greek, Cyrillic, Hebrew and Arabic are read without their marks.
const fn sheds_marks(character: char) -> bool {
    matches!(character, '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}' | '\u{5d0}'..='\u{5f2}' | '\u{620}'..='\u{64a}' | '\u{671}'..='\u{6d3}' | '\u{1e00}'..='\u{1fff}' | '\u{fb1d}'..='\u{fb4e}')
}

/// Thai, Lao, Khmer, Myanmar, kana, Hangul and Han.
pub const fn is_paired(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_in_many_ways_is_one_spelling() {
        for (written, folded) in [
            ("Café-Bar  Ångström", "cafe bar angstrom"),
            ("JOE’S / Joe's", "joes joes"),
            ("Straße Łódź Œuf Ísland İstanbul ılık", "strasse lodz oeuf island istanbul ilik"),
            ("Кофейня Ёлка", "кофеиня елка"),
            ("а\u{483}б в\u{487} \u{487}г", "аб в г"),
            ("י\u{fb1e}ד", "יד"),
            ("Καφές", "καφεσ"),
            ("مَقْهًى أحمد", "مقهى احمد"),
            ("コーヒー ﾐﾙｸ", "こーひー みるく"),
            ("雨後咖啡Lab", "雨後咖啡 lab"),
            ("กาแฟ ดี", "กาแฟ ดี"),
            ("% Arabica № 7", "arabica no 7"),
            ("चाय की दुकान", "चाय की दुकान"),
            ("Ǣ ǽ Ǿ", "ae ae o"),
        ] {
            assert_eq!(Words::of(written).joined(), folded, "{written}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_read_by_pairs() {
        assert_eq!(lexemes_of("雨後咖啡")[..4], ["雨後", "後咖", "咖啡", "啡"]);
        assert_eq!(Words::of("茶").lexemes().collect::<Vec<_>>(), ["茶"]);
        assert!(lexemes_of("Rösterei").contains(&"roesterei".to_owned()));
        assert!(lexemes_of("Кофейня").contains(&"kofeinia".to_owned()), "{:?}", lexemes_of("Кофейня"));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once_and_no_text_panics(text in ".{0,60}") {
            let once = Words::of(&text).joined();
            prop_assert!(once.chars().count() <= 60 * 18 + 60);
            prop_assert_eq!(Words::of(&once).joined(), once);
        }
    }
}

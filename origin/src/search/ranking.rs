//! Which of the documents that match comes first: by how the words fit, then by how much there is to read and how near it is.

use shared::geo::Position;

use super::queries::FoundRow;
use super::words::{Run, Words};

/// Distance at which being near counts a third as much.
const NEAR_M: f64 = 10_000.0;

/// A typed text, read.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub words: Vec<AskedWord>,
    /// All of it, folded, with single spaces.
    pub folded: String,
    /// All of it in small letters, with single spaces.
    pub spelling: String,
}

/// One typed word.
#[derive(Clone, Debug)]
pub struct AskedWord {
    pub run: Run,
    /// The last one may not be finished.
    pub may_go_on: bool,
    /// What it may have been meant to be, and with how many edits.
    pub meanings: Vec<(String, usize)>,
}

/// Words that are looked at; nobody types more of a name.
const WORDS_MAX: usize = 8;

impl Asked {
    /// Reads what was typed.
    pub fn of(text: &str) -> Self {
        let mut words = Words::of(text);
        words.runs.truncate(WORDS_MAX);
        let last = words.runs.len().saturating_sub(1);
        let finished = text.ends_with(char::is_whitespace);
        let folded = words.joined();
        let asked = |(place, run)| AskedWord { run, may_go_on: place == last && !finished, meanings: Vec::new() };
        Self { words: words.runs.into_iter().enumerate().map(asked).collect(), folded, spelling: spelling(text) }
    }
}

fn spelling(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// How well a document answers. Larger is better; only the order means something.
pub fn score(asked: &Asked, document: &FoundRow, near: Option<Position>) -> f64 {
    // A title in another script is also how it is written in Latin letters.
    let latin = if document.title.is_ascii() { String::new() } else { slug::slugify(&document.title) };
    let title: Vec<&str> = document.folded.split(' ').collect();
    let context = document.context.as_deref().map(|context| Words::of(context).joined()).unwrap_or_default();
    let context: Vec<&str> = context.split(' ').collect();
    let mut fits = 0.0;
    let mut covered = 0.0;
    for word in &asked.words {
        let (in_title, place) = best_fit(word, &title);
        let (in_latin, _) = best_fit(word, &latin.split('-').collect::<Vec<_>>());
        let (in_context, _) = best_fit(word, &context);
        // What is found by neither is found by another spelling of the title.
        fits += in_title.max(in_latin * 0.9).max(in_context * 0.6).max(0.3);
        covered += place.and_then(|place| title.get(place)).map_or(0.0, |found| length(found) * in_title);
    }
    let words = length_of(asked.words.len()).max(1.0);
    let title_length: f64 = title.iter().map(|word| length(word)).sum();
    let whole = if spelling(&document.title) == asked.spelling {
        // Among namesakes that are spelt otherwise, more than there is to read of them, and less than being near.
        0.66
    } else if document.folded == asked.folded {
        0.5
    } else if document.folded.starts_with(&asked.folded) {
        0.25
    } else {
        0.0
    };
    let position = document.lat.zip(document.lon).and_then(|(lat, lon)| Position::new(lat, lon));
    let nearness = near.zip(position).map_or(0.0, |(near, position)| (-near.distance_m(position) / NEAR_M).exp());
    fits / words + whole + 0.3 * (covered / title_length.max(1.0)).min(1.0) + 0.15 * f64::from(document.weight) + 0.2 * nearness
}

/// The word of a text that fits best: 1 for the very word, less for its beginning, less for what it may mean.
fn best_fit(asked: &AskedWord, words: &[&str]) -> (f64, Option<usize>) {
    let fit = |word: &str| {
        if word == asked.run.text {
            1.0
        } else if asked.run.paired {
            if word.contains(&asked.run.text) { 0.8 } else { 0.0 }
        } else if asked.may_go_on && word.starts_with(&asked.run.text) {
            0.7 + 0.25 * length(&asked.run.text) / length(word)
        } else {
            asked.meanings.iter().find(|(meaning, _)| meaning == word).map_or(0.0, |(_, edits)| if *edits > 1 { 0.65 } else { 0.8 })
        }
    };
    words.iter().enumerate().map(|(place, word)| (fit(word), Some(place))).filter(|(fit, _)| *fit > 0.0).max_by(|(a, _), (b, _)| a.total_cmp(b)).unwrap_or((0.0, None))
}

fn length(word: &str) -> f64 {
    length_of(word.chars().count())
}

fn length_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(title: &str, context: &str, weight: f32) -> FoundRow {
        FoundRow {
            path: format!("/cafes/{title}"),
            kind: "cafe".to_owned(),
            title: title.to_owned(),
            context: Some(context.to_owned()),
            folded: Words::of(title).joined(),
            weight,
            lat: Some(60.0),
            lon: Some(24.0),
            attribution: None,
            fictional: false,
        }
    }

    fn best<'d>(typed: &str, near: Option<Position>, documents: &'d [FoundRow]) -> &'d str {
        let asked = Asked::of(typed);
        &documents.iter().max_by(|a, b| score(&asked, a, near).total_cmp(&score(&asked, b, near))).unwrap().title
    }

    #[test]
    fn the_very_title_comes_before_longer_ones_and_its_beginning_before_its_middle() {
        let documents = [document("Star Reserve Café", "Wien", 1.0), document("Star", "Wien", 0.1), document("Little Star", "Wien", 1.0)];
        assert_eq!(best("star", None, &documents), "Star");
        assert_eq!(best("star r", None, &documents), "Star Reserve Café");
    }

    #[test]
    fn among_names_that_are_folded_to_the_same_the_very_spelling_comes_first_unless_another_is_near() {
        let mut documents = [document("Wendy's", "Athens", 1.0), document("Wendys", "Athens", 0.1)];
        assert_eq!(best("wendys", None, &documents), "Wendys");
        assert_eq!(best(" WENDY'S ", None, &documents), "Wendy's");
        documents[1].lat = Some(61.0);
        assert_eq!(best("wendys", Position::new(60.0, 24.0), &documents), "Wendy's");
    }

    #[test]
    fn a_city_tells_namesakes_apart_and_so_does_being_near() {
        let mut documents = [document("Subway", "London", 0.2), document("Subway", "Leeds", 0.3)];
        documents[0].path = "london".to_owned();
        let asked = Asked::of("subway london");
        assert!(score(&asked, &documents[0], None) > score(&asked, &documents[1], None));
        documents[1].lat = Some(61.0);
        let here = Position::new(60.0, 24.0);
        let asked = Asked::of("subway");
        assert!(score(&asked, &documents[0], here) > score(&asked, &documents[1], here));
    }
}

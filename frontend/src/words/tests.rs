//! What every language must do, and that nothing on a page is said in the wrong one.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use leptos::prelude::*;
use shared::language::Language;
use shared::wire::List;

use super::{Words, link, messages};
use crate::pages::{cafes, errors, home, search};
use crate::views::PageContext;
use crate::views::cafe_filters::Chosen;
use crate::views::fixtures::{assets, cafe, context};

#[test]
fn every_page_says_its_language_and_leads_to_itself_in_the_others() {
    let assets = assets();
    for language in Language::ALL {
        let words = Words::of(language);
        let first = home::render(context(&assets, language, "/"), &home::HomePage { cities: Vec::new(), cafes: Vec::new(), brewing_methods: Vec::new() });
        let profile = cafes::show(context(&assets, language, "/cafes/slow-ferry-helsinki"), &cafe(), None);
        let missing = errors::not_found(context(&assets, language, "/"));
        assert!(first.contains(words.home_heading()) && profile.contains(words.reviews_none()) && missing.contains(words.not_found_sentence()), "{language:?}");
        for html in [&first, &profile, &missing] {
            assert!(html.contains(&format!("<html lang=\"{}\" dir=\"{}\">", language.code(), language.direction())), "{language:?}: {html:.200}");
            assert!(!html.contains(['\u{E000}', '\u{E001}', '\u{E002}']), "a mark of {language:?} is shown");
            assert!(html.contains(&format!("href=\"{}\"", language.path("/cafes"))), "links of {language:?} keep the language");
        }
        let canonical = format!("rel=\"canonical\" href=\"{}/cafes/slow-ferry-helsinki\"", language.prefix());
        assert!(profile.contains(&canonical) && !missing.contains("rel=\"canonical\""), "{language:?}");
        assert_eq!(profile.matches("\"og:locale:alternate\"").count(), Language::ALL.len() - 1, "{language:?}");
        for other in Language::ALL {
            assert!(profile.contains(&format!("content=\"{}\"", other.locale())), "a preview in {language:?} names {other:?}");
            assert!(profile.contains(&format!("hreflang=\"{}\" href=\"{}/cafes/slow-ferry-helsinki\"", other.code(), other.prefix())), "{language:?} leads to {other:?}");
            assert!(missing.contains(other.own_name()) && !missing.contains("rel=\"alternate\""), "{language:?} offers {other:?}");
        }
    }
}

#[test]
fn what_a_source_says_in_its_own_words_is_said_in_its_own_language() {
    let mut place = cafe();
    for told in [&mut place.philosophy, &mut place.story, &mut place.sourcing] {
        *told = Some("Coffee, and the sea".to_owned());
    }
    let artisan = r#"{"slug": "aino", "name": "Aino", "role": "Head barista", "since": 2019, "words": "Slowly", "also_at": []}"#;
    place.artisans = vec![serde_json::from_str(artisan).unwrap()];
    let assets = assets();
    let profile = cafes::show(context(&assets, Language::German, "/cafes/slow-ferry-helsinki"), &place, None);
    // The three texts, what somebody is there, and what they say.
    assert_eq!(profile.matches(" lang=\"en\" dir=\"auto\"").count(), 3, "{profile}");
    assert_eq!(profile.matches("<bdi lang=\"en\"").count(), 2, "{profile}");
}

#[test]
fn ways_of_brewing_are_called_as_the_page_s_language_calls_them() {
    let mut place = cafe();
    place.brewing_methods =
        [("siphon", "Siphon"), ("newer-than-us", "Newer")].map(|(slug, name)| serde_json::from_value(serde_json::json!({ "slug": slug, "name": name })).unwrap()).into();
    let assets = assets();
    for (language, name) in [(Language::English, "Siphon"), (Language::Japanese, "サイフォン")] {
        let profile = cafes::show(context(&assets, language, "/cafes/slow-ferry-helsinki"), &place, None);
        for (slug, name) in [("siphon", name), ("newer-than-us", "Newer")] {
            assert!(profile.contains(&format!("{}\" class=\"tag\"><bdi>{name}</bdi>", language.path(&format!("/brewing/{slug}")))), "{profile}");
        }
    }
}

#[test]
fn whoever_changes_the_language_keeps_what_they_have_asked_for() {
    let parameters = [("cursor", "c"), ("utm_source", "x"), ("q", "slow fery"), ("sort", "name"), ("brewing", "v60")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let assets = assets();
    let asked = |path| PageContext { parameters: &parameters, ..context(&assets, Language::German, path) };
    let found = search::render(asked("/search"), &search::SearchPage { typed: "slow fery".to_owned(), kind: None, results: None });
    assert!(found.contains("href=\"/es/search?q=slow%20fery\"") && found.contains("href=\"/search?q=slow%20fery\""), "{found}");
    let page = cafes::CafesPage {
        cafes: List { items: Vec::new(), next_cursor: None },
        brewing_methods: Vec::new(),
        chosen: Chosen(vec![("brewing".to_owned(), "v60".to_owned()), ("sort".to_owned(), "name".to_owned())]),
        continued: false,
    };
    let list = cafes::list(asked("/cafes"), &page);
    // What search engines are told, and where a visitor is led.
    assert_eq!(list.matches("href=\"/es/cafes?brewing=v60&amp;sort=name\"").count(), 2, "{list}");
}

#[test]
fn what_we_have_no_word_for_is_shown_as_it_is() {
    let html = cafes::show(context(&assets(), Language::German, "/"), &cafe(), None);
    assert!(html.contains("kein Standort, something new"));
    assert!(html.contains("Finnland") && html.contains("1. Mai 2026"));
}

/// The words of a message, without its variables and marks.
fn spoken(message: &str) -> String {
    let mut depth = 0_u32;
    let outside = |character: &char| {
        depth = if *character == '{' { depth + 1 } else { depth };
        let shown = depth == 0 && !('\u{E000}'..='\u{E0FF}').contains(character);
        depth = if *character == '}' { depth.saturating_sub(1) } else { depth };
        shown
    };
    message.chars().filter(outside).collect::<String>().trim().to_owned()
}

/// All that a language says, line by line.
fn all_spoken(language: Language) -> Vec<String> {
    let with_variables = messages::source(language).lines().map(|line| line.split_once(['=', ']']).map_or(line, |(_, text)| text));
    messages::texts(language).iter().copied().chain(with_variables).map(spoken).collect()
}

#[test]
fn no_sentence_of_english_is_left_in_another_language() {
    // What is the same in every language.
    const ALLOWED: [&str; 0] = [];
    let english: HashSet<String> = all_spoken(Language::English).into_iter().filter(|text| text.chars().count() > 12 && !ALLOWED.contains(&text.as_str())).collect();
    assert!(english.len() > 100);
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        for text in all_spoken(language) {
            assert!(!english.contains(&text), "{language:?} says {text:?}");
        }
    }
}

#[test]
fn numbers_choose_the_form_that_a_language_has_for_them() {
    let counted = |language, counts: &[u32]| counts.iter().map(|count| Words::of(language).cafe_count(*count)).collect::<Vec<String>>();
    assert_eq!(counted(Language::Arabic, &[0, 1, 2, 3, 11, 100]), ["لا مقاهي", "مقهى واحد", "مقهيان", "3 مقاهٍ", "11 مقهى", "100 مقهى"]);
    assert_eq!(counted(Language::English, &[0, 1, 2, 12_345]), ["0 cafés", "1 café", "2 cafés", "12,345 cafés"]);
    assert_eq!(counted(Language::Spanish, &[1, 2]), ["1 cafetería", "2 cafeterías"]);
    assert_eq!(counted(Language::German, &[1, 12_345]), ["1 Café", "12.345 Cafés"]);
    assert_eq!(counted(Language::Japanese, &[1, 2]), ["カフェ1軒", "カフェ2軒"]);
}

#[test]
fn numbers_days_and_distances_are_written_as_each_language_writes_them() {
    let samples = [
        (Language::English, "12,345", "8.5", "1 May 2026", "80 m", "1.2 km", 1, "Monday"),
        (Language::Spanish, "12.345", "8,5", "1 de mayo de 2026", "80 m", "1,2 km", 1, "lunes"),
        (Language::German, "12.345", "8,5", "1. Mai 2026", "80 m", "1,2 km", 1, "Montag"),
        (Language::Japanese, "12,345", "8.5", "2026年5月1日", "80 m", "1.2 km", 7, "月曜日"),
        (Language::Arabic, "12,345", "8.5", "1 مايو 2026", "80 م", "1.2 كم", 6, "الاثنين"),
    ];
    for (language, integer, decimal, day, near, far, first, monday) in samples {
        let words = Words::of(language);
        assert_eq!((words.integer(12_345), words.decimal(8.46, 1)), (integer.to_owned(), decimal.to_owned()));
        assert_eq!((words.day("2026-05-01"), words.day("soon")), (day.to_owned(), "soon".to_owned()));
        assert_eq!((words.distance(82.0), words.distance(1_234.0)), (near.to_owned(), far.to_owned()));
        assert_eq!((words.first_weekday(), words.weekday(1)), (first, monday));
    }
    let english = Words::of(Language::English);
    assert_eq!((english.radius(500), english.radius(5_000), english.radius(1_500)), ("500 m".to_owned(), "5 km".to_owned(), "1.5 km".to_owned()));
    assert_eq!((english.distance(4.0), english.distance(14_400.0)), ("0 m".to_owned(), "14 km".to_owned()));
    assert_eq!((english.number(15.0), english.number(15.5), english.count_up_to(120, 99)), ("15".to_owned(), "15.5".to_owned(), "99+".to_owned()));
    assert_eq!(english.decimal(f64::NAN, 1), "NaN");
}

#[test]
fn a_translator_may_put_marks_in_another_order() {
    let read_as = |language| Words::of(language).search_read_as().plain(["ferry", "fery"]);
    assert_eq!(read_as(Language::English), "Read as “ferry” for “fery”.");
    assert_eq!(read_as(Language::Japanese), "「fery」を「ferry」として検索しました。");
    let view = || Words::of(Language::English).something_wrong().view([link("/a".to_owned()), link("/b".to_owned())]);
    let html = crate::views::to_html(|| view! { <p>{view()}</p> });
    assert!(html.contains("Something wrong? <a href=\"/a\">Correct it</a> or <a href=\"/b\">say that it has closed</a>."), "{html}");
    // A number may stand in a sentence with marks as well.
    let scored = Words::of(Language::Spanish).score_by_visitors(2).plain(["8,5", "*"]);
    assert_eq!(scored, "8,5 *");
}

#[test]
fn every_country_has_a_name_in_every_language() {
    for language in Language::ALL {
        let words = Words::of(language);
        assert!(words.countries().len() > 200, "{language:?}");
        assert!(["FI", "JP", "US", "ET"].into_iter().all(|code| words.country(code).is_some()) && words.country("XX").is_none());
    }
    // In the order of the alphabet, which is not that of bytes.
    let english: Vec<&str> = Words::of(Language::English).countries().iter().map(|(_, name)| *name).collect();
    let place = |name: &str| english.iter().position(|known| *known == name).unwrap();
    assert!(place("Åland Islands") < place("Albania") && place("Côte d’Ivoire") < place("Croatia"));
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Text nodes of `view!` in a source: quoted literals that stand where a child stands, after a tag, a block, another text, or first of all.
fn text_nodes(source: &str) -> Vec<String> {
    let (mut nodes, mut before) = (Vec::new(), String::new());
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '/' if characters.peek() == Some(&'/') => {
                let _comment = characters.by_ref().take_while(|next| *next != '\n').count();
            }
            // A character, such as a quotation mark, unless it is a lifetime.
            '\'' => {
                let ahead: Vec<char> = characters.clone().take(3).collect();
                let length = if ahead.first() == Some(&'\\') { 3 } else { 2 };
                if ahead.get(length - 1) == Some(&'\'') {
                    characters.by_ref().take(length).for_each(drop);
                }
                before.push('\'');
            }
            '"' => {
                let mut literal = String::new();
                while let Some(next) = characters.next().filter(|next| *next != '"') {
                    literal.push(next);
                    literal.extend(if next == '\\' { characters.next() } else { None });
                }
                let is_child = (before.ends_with(['>', '}', '"']) && !before.ends_with("=>")) || before.ends_with("view!{");
                if is_child {
                    nodes.push(literal);
                }
                before.push('"');
            }
            space if space.is_whitespace() => {}
            other => before.push(other),
        }
    }
    nodes
}

#[test]
fn text_nodes_are_found_where_they_stand() {
    let source = r#"match x { 'a' => "No node" } view! { "One" <b title="none">"Two"</b> " · " {three} " four" // "none"
        "Five" </p> }"#;
    assert_eq!(text_nodes(source), ["One", "Two", " · ", " four", "Five"]);
}

#[test]
fn nothing_is_said_in_a_view_that_no_translator_has_seen() {
    const NAMES: [&str; 4] = ["CraftBean", "Apple Maps", "Google Maps", "OpenStreetMap"];
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 30);
    for file in files.iter().filter(|file| !file.ends_with("words/tests.rs")) {
        let source = fs::read_to_string(file).unwrap();
        let of_pages = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for text in text_nodes(of_pages) {
            let letters = text.chars().filter(|character| character.is_alphabetic()).count();
            assert!(letters < 2 || NAMES.contains(&text.trim()), "{}: {text:?} belongs into locales/*.ftl", file.display());
        }
    }
}

//! Turns the messages of `locales/*.ftl` (Project Fluent), the countries of `locales/countries/*.tsv` and names of ways of brewing into Rust, for the
//! server's half alone: what the browser gets carries no words. Brings the letters of pictures, too.
//!
//! `words.rs` in `OUT_DIR` has one function a message, so that a message which does not exist does not compile and one that nobody shows is dead code:
//! - a message without variables is a text in a table, one table a language;
//! - a message with variables takes one parameter each, in the order in which English names them, and is left to Fluent at run time;
//! - a message with marks is a `Sentence`. `<name>text</name>` is a mark round words, `<name/>` one for what a view brings along. In the table the first mark
//!   begins with U+E001, the next ones with U+E002 and so on, and each ends with U+E000.
//!
//! `display_serif.ttf` has the letters of pictures, from npm: what browsers get of the same serif (WOFF2) is packed, and in two halves. `PICTURE_EDITION` is
//! another number whenever the serif or the code that draws changes, so that no cache goes on with a picture of before.
//!
//! The build fails where a language lacks a message of English, has one too many, or has other variables or marks in it.
#![expect(clippy::disallowed_methods, reason = "cargo tells a build script its features and where to write by the environment")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use fluent_syntax::ast::{Entry, Expression, Identifier, InlineExpression, Message, Pattern, PatternElement, Resource, Variant};
use fluent_syntax::unicode::unescape_unicode_to_string;
use fluent_syntax::{parser, serializer};
use serde::Deserialize;

/// Codes and names, as `shared::language` has them. The first one's messages are what all others are held against.
const LANGUAGES: [(&str, &str); 5] = [("en", "English"), ("es", "Spanish"), ("de", "German"), ("ja", "Japanese"), ("ar", "Arabic")];
/// What is told of ways of brewing, a file a language.
const BREWING_METHODS: &str = "../shared/brewing_methods";
/// Ends a mark.
const END: char = '\u{E000}';
/// What the first mark of a message begins with.
const FIRST: u32 = 0xE001;
/// Young Serif, SIL Open Font License 1.1.
const DISPLAY_SERIF: &str = "../node_modules/@expo-google-fonts/young-serif/400Regular/YoungSerif_400Regular.ttf";
/// What pictures are drawn by.
const DRAWN_BY: [&str; 5] = [DISPLAY_SERIF, "src/pictures/mod.rs", "src/pictures/canvas.rs", "src/pictures/lettering.rs", "src/views/cover.rs"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed={BREWING_METHODS}");
    for file in DRAWN_BY {
        println!("cargo:rerun-if-changed={file}");
    }
    if std::env::var("CARGO_FEATURE_SSR").is_err() {
        return Ok(());
    }
    let out_dir = PathBuf::from(std::env::var("OUT_DIR")?);
    let serif = fs::read(DISPLAY_SERIF).map_err(|error| format!("{DISPLAY_SERIF}: {error}; run `cargo xtask setup` first"))?;
    fs::write(out_dir.join("display_serif.ttf"), serif)?;
    let mut edition = DefaultHasher::new();
    for file in DRAWN_BY {
        fs::read(file)?.hash(&mut edition);
    }
    println!("cargo:rustc-env=PICTURE_EDITION={:016x}", edition.finish());
    let mut languages = Vec::new();
    for (code, name) in LANGUAGES {
        languages.push(Catalogue { code, name, messages: read_messages(code)? });
    }
    let (english, others) = languages.split_first().ok_or("there is no language")?;
    let problems: Vec<String> = others.iter().flat_map(|other| differences(english, other)).collect();
    if !problems.is_empty() {
        return Err(problems.join(" ").into());
    }
    let mut out = String::new();
    write_functions(&mut out, &english.messages)?;
    for language in &languages {
        write_tables(&mut out, language, &english.messages)?;
    }
    write_choice(&mut out, "texts", "&'static [&'static str]", "_TEXTS")?;
    write_choice(&mut out, "source", "&'static str", "_SOURCE")?;
    write_choice(&mut out, "countries", "&'static [(&'static str, &'static str)]", "_COUNTRIES")?;
    write_choice(&mut out, "brewing_methods", "&'static [(&'static str, &'static str)]", "_BREWING_METHODS")?;
    fs::write(out_dir.join("words.rs"), out)?;
    Ok(())
}

/// A language and its messages, in the order in which its file has them.
struct Catalogue {
    code: &'static str,
    name: &'static str,
    messages: Vec<Translation>,
}

/// A message in one language.
struct Translation {
    id: String,
    /// Each once, in the order in which they first appear.
    variables: Vec<String>,
    /// As they are written, `name` or `name/`, in the order in which they first appear.
    marks: Vec<String>,
    /// Every text that it can become, with `{$name}` for values.
    texts: Vec<String>,
    pattern: Pattern<String>,
}

fn read_messages(code: &str) -> Result<Vec<Translation>, String> {
    let file = format!("locales/{code}.ftl");
    let source = fs::read_to_string(&file).map_err(|error| format!("{file}: {error}."))?;
    let resource = parser::parse(source.clone()).map_err(|(_, errors)| match errors.first() {
        Some(error) => format!("{file}, line {}: {error}.", source.get(..error.pos.start).map_or(0, |before| before.matches('\n').count()) + 1),
        None => format!("{file} cannot be read."),
    })?;
    let mut messages: Vec<Translation> = Vec::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name.clone();
                if messages.iter().any(|known| known.id == id) {
                    return Err(format!("{file} has `{id}` twice."));
                }
                messages.push(translation(message).map_err(|problem| format!("{file}: `{id}` {problem}."))?);
            }
            Entry::Term(term) => return Err(format!("{file}: `-{}` is a term, and we use none.", term.id.name)),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
        }
    }
    Ok(messages)
}

fn translation(message: Message<String>) -> Result<Translation, String> {
    let pattern = message.value.filter(|_| message.attributes.is_empty()).ok_or("has attributes, or no text")?;
    let texts = texts_of(&pattern)?;
    let mut marks = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let found = marks_of(text)?;
        if index > 0 && sorted(&found) != sorted(&marks) {
            return Err("has other marks in one of its forms than in another".to_owned());
        }
        marks = if index == 0 { found } else { marks };
    }
    let mut variables = Vec::new();
    collect_variables(&pattern, &mut variables);
    Ok(Translation { id: message.id.name, variables, marks, texts, pattern })
}

/// Every text that a pattern can become.
fn texts_of(pattern: &Pattern<String>) -> Result<Vec<String>, String> {
    let mut texts = vec![String::new()];
    for element in &pattern.elements {
        let endings = match element {
            PatternElement::TextElement { value } => vec![value.replace('\n', " ")],
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => vec![unescape_unicode_to_string(value).into_owned()],
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => vec![format!("{{${}}}", id.name)],
            PatternElement::Placeable { expression: Expression::Select { selector: InlineExpression::VariableReference { .. }, variants } } => texts_of_variants(variants)?,
            PatternElement::Placeable { .. } => return Err("has something else in it than text, variables and a choice by a variable".to_owned()),
        };
        texts = texts.iter().flat_map(|text| endings.iter().map(move |ending| format!("{text}{ending}"))).collect();
    }
    Ok(texts)
}

fn texts_of_variants(variants: &[Variant<String>]) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    for variant in variants {
        texts.extend(texts_of(&variant.value)?);
    }
    Ok(texts)
}

fn collect_variables(pattern: &Pattern<String>, names: &mut Vec<String>) {
    let mut add = |id: &Identifier<String>| {
        if !names.contains(&id.name) {
            names.push(id.name.clone());
        }
    };
    let mut inner: Vec<&Variant<String>> = Vec::new();
    for element in &pattern.elements {
        match element {
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => add(id),
            PatternElement::Placeable { expression: Expression::Select { selector: InlineExpression::VariableReference { id }, variants } } => {
                add(id);
                inner.extend(variants);
            }
            PatternElement::Placeable { .. } | PatternElement::TextElement { .. } => {}
        }
    }
    for variant in inner {
        collect_variables(&variant.value, names);
    }
}

/// The marks of a text, in order: each once, closed, and none within another.
fn marks_of(text: &str) -> Result<Vec<String>, String> {
    let mut marks: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, from)) = rest.split_once('<') {
        let (mark, after) = from.split_once('>').ok_or("has a `<` without its `>`")?;
        let name = mark.strip_suffix('/').unwrap_or(mark);
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(format!("has `<{mark}>`, which is no mark"));
        }
        rest = after;
        if name == mark {
            let (inner, after) = after.split_once(format!("</{name}>").as_str()).ok_or_else(|| format!("does not close `<{name}>`"))?;
            if inner.contains('<') {
                return Err(format!("has a mark within `<{name}>`"));
            }
            rest = after;
        }
        if marks.iter().any(|known| known == mark) {
            return Err(format!("has `<{mark}>` twice"));
        }
        marks.push(mark.to_owned());
    }
    Ok(marks)
}

fn sorted(names: &[String]) -> BTreeSet<&str> {
    names.iter().map(String::as_str).collect()
}

/// Sentences for a translator: what is missing, what is too much, what is other than in English.
fn differences(english: &Catalogue, other: &Catalogue) -> Vec<String> {
    let name = other.name;
    let mut problems = Vec::new();
    for message in &english.messages {
        let id = &message.id;
        match other.messages.iter().find(|translation| translation.id == *id) {
            None => problems.push(format!("{name} lacks `{id}`.")),
            Some(translation) if sorted(&translation.variables) != sorted(&message.variables) => {
                problems.push(format!("{name} uses other variables in `{id}` ({}) than English ({}).", translation.variables.join(", "), message.variables.join(", ")));
            }
            Some(translation) if sorted(&translation.marks) != sorted(&message.marks) => {
                problems.push(format!("{name} uses other marks in `{id}` ({}) than English ({}).", translation.marks.join(", "), message.marks.join(", ")));
            }
            Some(_) => {}
        }
    }
    let unknown = other.messages.iter().filter(|translation| !english.messages.iter().any(|message| message.id == translation.id));
    problems.extend(unknown.map(|translation| format!("{name} has `{}`, which English does not have.", translation.id)));
    problems
}

/// The marks of a text as single characters, numbered as English has them.
fn encoded(text: &str, marks: &[String]) -> String {
    marks.iter().zip(FIRST..).fold(text.to_owned(), |text, (mark, number)| {
        let begin = char::from_u32(number).unwrap_or(END);
        match mark.strip_suffix('/') {
            Some(_) => text.replace(&format!("<{mark}>"), &format!("{begin}{END}")),
            None => text.replace(&format!("<{mark}>"), &begin.to_string()).replace(&format!("</{mark}>"), &END.to_string()),
        }
    })
}

/// The same in all texts of a pattern.
fn encode(pattern: &mut Pattern<String>, marks: &[String]) {
    for element in &mut pattern.elements {
        match element {
            PatternElement::TextElement { value } => *value = encoded(value, marks),
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => variants.iter_mut().for_each(|variant| encode(&mut variant.value, marks)),
            PatternElement::Placeable { .. } => {}
        }
    }
}

fn write_functions(out: &mut String, english: &[Translation]) -> Result<(), std::fmt::Error> {
    writeln!(out, "impl Words {{")?;
    let mut index = 0;
    for message in english {
        let (id, function, marks) = (&message.id, message.id.replace('-', "_"), message.marks.len());
        let shown = message.texts.last().map(String::as_str).unwrap_or_default();
        let pairs = |value: fn(&str) -> String| message.variables.iter().map(|name| format!("(\"{name}\", {})", value(name))).collect::<Vec<_>>().join(", ");
        let parameters = |kind: &str| message.variables.iter().fold(String::new(), |list, name| format!("{list}, {name}: {kind}"));
        writeln!(out, "    /// `{shown}`")?;
        match (message.variables.is_empty(), marks) {
            (true, 0) => writeln!(out, "    pub(crate) fn {function}(self) -> &'static str {{ self.text({index}) }}")?,
            (true, _) => writeln!(out, "    pub(crate) fn {function}(self) -> Sentence<{marks}> {{ Sentence::fixed(self.text({index})) }}")?,
            (false, 0) => {
                let (parameters, pairs) = (parameters("impl Into<Value<'v>>"), pairs(|name| format!("{name}.into()")));
                writeln!(out, "    pub(crate) fn {function}<'v>(self{parameters}) -> String {{ self.message(\"{id}\", [{pairs}]) }}")?;
            }
            // Text of others could be taken for a mark; what is not a number belongs into one.
            (false, _) => {
                let (parameters, pairs) = (parameters("u32"), pairs(|name| format!("Value::Number({name})")));
                writeln!(out, "    pub(crate) fn {function}(self{parameters}) -> Sentence<{marks}> {{ Sentence::made(self.message(\"{id}\", [{pairs}])) }}")?;
            }
        }
        index += u32::from(message.variables.is_empty());
    }
    writeln!(out, "}}")
}

/// A language's texts, its messages with variables as Fluent reads them, and its names of countries and ways of brewing.
fn write_tables(out: &mut String, language: &Catalogue, english: &[Translation]) -> Result<(), Box<dyn Error>> {
    let constant = language.name.to_uppercase();
    let (mut texts, mut body) = (Vec::new(), Vec::new());
    for message in english {
        let Some(translation) = language.messages.iter().find(|translation| translation.id == message.id) else { continue };
        if message.variables.is_empty() {
            texts.push(encoded(translation.texts.first().map(String::as_str).unwrap_or_default(), &message.marks));
        } else {
            let mut pattern = translation.pattern.clone();
            encode(&mut pattern, &message.marks);
            body.push(Entry::Message(Message { id: Identifier { name: message.id.clone() }, value: Some(pattern), attributes: Vec::new(), comment: None }));
        }
    }
    writeln!(out, "static {constant}_TEXTS: [&str; {}] = {texts:#?};", texts.len())?;
    writeln!(out, "static {constant}_SOURCE: &str = {:?};", serializer::serialize(&Resource { body }))?;
    let file = format!("locales/countries/{}.tsv", language.code);
    let lines = fs::read_to_string(&file).map_err(|error| format!("{file}: {error}."))?;
    let countries: Vec<(&str, &str)> = lines.lines().filter_map(|line| line.split_once('\t')).collect();
    writeln!(out, "static {constant}_COUNTRIES: [(&str, &str); {}] = {countries:#?};", countries.len())?;
    let methods = read_brewing_methods(language.code)?;
    writeln!(out, "static {constant}_BREWING_METHODS: [(&str, &str); {}] = {methods:#?};", methods.len())?;
    Ok(())
}

/// Slugs and names.
fn read_brewing_methods(code: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Method {
        name: String,
    }
    let file = format!("{BREWING_METHODS}/{code}.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("{file}: {error}."))?;
    let methods: BTreeMap<String, Method> = serde_json::from_str(&text).map_err(|error| format!("{file}: {error}."))?;
    Ok(methods.into_iter().map(|(slug, method)| (slug, method.name)).collect())
}

/// A function that picks a language's table.
fn write_choice(out: &mut String, function: &str, kind: &str, suffix: &str) -> Result<(), std::fmt::Error> {
    writeln!(out, "pub(super) fn {function}(language: Language) -> {kind} {{\n    match language {{")?;
    for (_, name) in LANGUAGES {
        let borrow = if kind == "&'static str" { "" } else { "&" };
        writeln!(out, "        Language::{name} => {borrow}{}{suffix},", name.to_uppercase())?;
    }
    writeln!(out, "    }}\n}}")
}

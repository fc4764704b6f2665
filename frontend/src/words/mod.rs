//! The interface's words in one language. Translators write them in `locales/*.ftl`; `build.rs` makes a function of each. What people have written,
//! names and stories and reviews, is no word of ours and stays as it is.

mod days;
mod messages;
mod numbers;
mod sentence;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu_locale_core::{Locale, locale};
use shared::language::Language;
use shared::urls::PagePath;
use unic_langid::LanguageIdentifier;

pub(crate) use sentence::{Piece, Sentence, link, name, note, slot, strong, time};

/// A handle to one language's words, as cheap to hand on as a reference.
#[derive(Clone, Copy)]
pub struct Words {
    language: Language,
    /// Messages without variables, in the order of `messages`.
    texts: &'static [&'static str],
}

impl Words {
    pub fn of(language: Language) -> Self {
        Self { language, texts: messages::texts(language) }
    }

    pub(crate) fn language(self) -> Language {
        self.language
    }

    /// The page's address in this language.
    pub(crate) fn path(self, page: &PagePath) -> String {
        self.language.path(&page.path())
    }

    /// The same for an address of ours that is written already; what is no page has no language and stays as it is.
    pub(crate) fn localised(self, path: &str) -> String {
        let end = path.find(['?', '#']).unwrap_or(path.len());
        let is_page = path.get(..end).is_some_and(|path| PagePath::parse(path).is_some());
        if is_page { self.language.path(path) } else { path.to_owned() }
    }

    /// A country's name by its upper-case code. `None` for codes that are none of ISO 3166-1.
    pub(crate) fn country(self, code: &str) -> Option<&'static str> {
        self.countries().iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
    }

    /// What a way of brewing is called, by its slug. `None` for ways that are newer than this build.
    pub(crate) fn brewing_method(self, slug: &str) -> Option<&'static str> {
        messages::brewing_methods(self.language).iter().find(|(known, _)| *known == slug).map(|(_, name)| *name)
    }

    /// Codes and names of all countries in the order of this language's alphabet.
    pub(crate) fn countries(self) -> &'static [(&'static str, &'static str)] {
        messages::countries(self.language)
    }

    /// Names one after the other, as this language separates them.
    pub(crate) fn list<T: AsRef<str>>(self, names: &[T]) -> String {
        names.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(self.between_names())
    }

    fn text(self, index: usize) -> &'static str {
        self.texts.get(index).copied().unwrap_or_default()
    }

    /// A message with variables. The build has seen that it is there and uses these.
    fn message<'v, const VALUES: usize>(self, id: &str, values: [(&'static str, Value<'v>); VALUES]) -> String {
        let bundle = bundle(self.language);
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else { return String::new() };
        let arguments: FluentArgs<'v> = values.into_iter().collect();
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

/// What stands for a variable: a text as it is, or a number that may also choose between forms. Not every number that there is: Fluent panics where one
/// is infinite, so what is no count comes as the text that `Words::number` makes of it.
pub(crate) enum Value<'v> {
    Text(Cow<'v, str>),
    Number(u32),
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'v> From<&'v String> for Value<'v> {
    fn from(text: &'v String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

impl<'v> From<Value<'v>> for FluentValue<'v> {
    fn from(value: Value<'v>) -> Self {
        match value {
            Value::Text(text) => Self::from(text),
            Value::Number(number) => Self::from(number),
        }
    }
}

type Bundle = fluent_bundle::concurrent::FluentBundle<FluentResource>;

/// A language's messages with variables, read when the first of them is shown.
fn bundle(language: Language) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];
    let [english, spanish, german, japanese, arabic] = &BUNDLES;
    let bundle = match language {
        Language::English => english,
        Language::Spanish => spanish,
        Language::German => german,
        Language::Japanese => japanese,
        Language::Arabic => arabic,
    };
    bundle.get_or_init(|| {
        let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = Bundle::new_concurrent(vec![identifier]);
        // Where directions may differ, views put the value into a mark of its own.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(numbers::formatter(language)));
        // The build has read the same text before.
        let resource = FluentResource::try_new(messages::source(language).to_owned()).unwrap_or_else(|(resource, _errors)| resource);
        bundle.add_resource_overriding(resource);
        bundle
    })
}

/// The locale whose numbers and days a language is written with. English is the one whose spelling we use.
fn locale(language: Language) -> Locale {
    match language {
        Language::English => locale!("en-GB"),
        Language::Spanish => locale!("es"),
        Language::German => locale!("de"),
        Language::Japanese => locale!("ja"),
        Language::Arabic => locale!("ar"),
    }
}

/// Something that is made once for each language. ICU's formatters cannot be shared between threads, so each thread has its own.
struct PerLanguage<T>([OnceCell<T>; Language::ALL.len()]);

impl<T> PerLanguage<T> {
    const fn new() -> Self {
        Self([const { OnceCell::new() }; Language::ALL.len()])
    }

    fn get(&self, language: Language, make: impl FnOnce(Locale) -> T) -> &T {
        let [english, spanish, german, japanese, arabic] = &self.0;
        let cell = match language {
            Language::English => english,
            Language::Spanish => spanish,
            Language::German => german,
            Language::Japanese => japanese,
            Language::Arabic => arabic,
        };
        cell.get_or_init(|| make(locale(language)))
    }
}

//! Numbers as a language writes them: digits, decimal mark and groups are CLDR's.

use fixed_decimal::Decimal;
use fluent_bundle::FluentValue;
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use shared::language::Language;

use super::{PerLanguage, Words};

/// How a language writes numbers.
struct Numbers {
    /// `None` where CLDR knows nothing of the language; then numbers are written as in code.
    formatter: Option<DecimalFormatter>,
    /// Whether a number below a thousand is written as in code, which most numbers are and most languages do.
    is_plain: bool,
}

thread_local! {
    static NUMBERS: PerLanguage<Numbers> = const { PerLanguage::new() };
}

impl Words {
    /// With so many digits after the decimal mark: 8.46 with one is "8.5" or "8,5".
    pub(crate) fn decimal(self, number: f64, digits: usize) -> String {
        localised(self.language, format!("{number:.digits$}"))
    }

    /// With as many digits as it takes: "15", "15.5".
    pub(crate) fn number(self, number: f64) -> String {
        localised(self.language, number.to_string())
    }

    /// "12", "12,345".
    pub(crate) fn integer(self, number: u32) -> String {
        localised(self.language, number.to_string())
    }

    /// The number, or "more than", once it is larger than `most`: what counts has stopped counting there.
    pub(crate) fn count_up_to(self, number: u32, most: u32) -> String {
        if number > most { self.more_than(most) } else { self.integer(number) }
    }

    /// `80 m`, `1.2 km`, `14 km`.
    pub(crate) fn distance(self, metres: f64) -> String {
        if metres < 995.0 {
            self.metres().plain([&self.decimal((metres / 10.0).round() * 10.0, 0)])
        } else if metres < 9_950.0 {
            self.kilometres().plain([&self.decimal(metres / 1_000.0, 1)])
        } else {
            self.kilometres().plain([&self.decimal(metres / 1_000.0, 0)])
        }
    }

    /// How far one looks round a point: `500 m`, `5 km`.
    /// As a scale has it after its number.
    pub(crate) fn unit_of_metres(self) -> String {
        self.metres().plain([""]).trim().to_owned()
    }

    pub(crate) fn unit_of_kilometres(self) -> String {
        self.kilometres().plain([""]).trim().to_owned()
    }

    pub(crate) fn radius(self, metres: u32) -> String {
        if metres < 1_000 { self.metres().plain([&self.integer(metres)]) } else { self.kilometres().plain([&self.number(f64::from(metres) / 1_000.0)]) }
    }
}

/// A number that is written as in code, as a language writes it. What is none stays as it is.
fn localised(language: Language, text: String) -> String {
    NUMBERS.with(|numbers| {
        let numbers = numbers.get(language, |locale| Numbers::of(DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok()));
        let has_groups = text.split('.').next().is_some_and(|whole| whole.len() > 3);
        match (&numbers.formatter, text.parse::<Decimal>()) {
            (Some(formatter), Ok(number)) if has_groups || !numbers.is_plain => formatter.format(&number).to_string(),
            _ => text,
        }
    })
}

impl Numbers {
    fn of(formatter: Option<DecimalFormatter>) -> Self {
        const EVERY_DIGIT: &str = "123.4567890";
        let number = EVERY_DIGIT.parse::<Decimal>();
        let is_plain = formatter.as_ref().zip(number.ok()).is_some_and(|(formatter, number)| formatter.format(&number).to_string() == EVERY_DIGIT);
        Self { formatter, is_plain }
    }
}

/// How Fluent writes a value in a language. It takes a plain function, which can only know its language by being another one for each.
pub(super) fn formatter<M>(language: Language) -> fn(&FluentValue<'_>, &M) -> Option<String> {
    match language {
        Language::English => in_english::<M>,
        Language::Spanish => in_spanish::<M>,
        Language::German => in_german::<M>,
        Language::Japanese => in_japanese::<M>,
        Language::Arabic => in_arabic::<M>,
    }
}

fn in_english<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    written(Language::English, value)
}

fn in_spanish<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    written(Language::Spanish, value)
}

fn in_german<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    written(Language::German, value)
}

fn in_japanese<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    written(Language::Japanese, value)
}

fn in_arabic<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    written(Language::Arabic, value)
}

/// `None` for what is no number: that is written as it is.
fn written(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(localised(language, number.value.to_string())),
        _ => None,
    }
}

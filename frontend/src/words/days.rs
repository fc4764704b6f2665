//! Days as a language writes them. Times of day are written the same in all of ours: by the 24-hour clock, as the data has them.

use icu_calendar::{Date as CalendarDate, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use jiff::civil::Date;
use shared::language::Language;

use super::{PerLanguage, Words};

type DayFormatter = FixedCalendarDateTimeFormatter<Gregorian, YMD>;

thread_local! {
    /// `None` where CLDR knows nothing of the language; then a day is written as the data has it.
    static DAYS: PerLanguage<Option<DayFormatter>> = const { PerLanguage::new() };
}

impl Words {
    /// `2026-11-02` as "2 November 2026"; what is no date stays as it is.
    pub(crate) fn day(self, text: &str) -> String {
        let written = text.parse::<Date>().ok().and_then(|date| {
            let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
            let date = CalendarDate::try_new_gregorian(i32::from(date.year()), month, day).ok()?;
            DAYS.with(|days| {
                let formatter = days.get(self.language, |locale| DayFormatter::try_new(locale.into(), YMD::long()).ok());
                formatter.as_ref().map(|formatter| formatter.format(&date).to_string())
            })
        });
        written.unwrap_or_else(|| text.to_owned())
    }

    /// The name of a day of the week: 1 Monday .. 7 Sunday.
    pub(crate) fn weekday(self, number: u8) -> &'static str {
        match number {
            1 => self.monday(),
            2 => self.tuesday(),
            3 => self.wednesday(),
            4 => self.thursday(),
            5 => self.friday(),
            6 => self.saturday(),
            _ => self.sunday(),
        }
    }

    /// The day on which a week begins: 1 Monday .. 7 Sunday. CLDR tells it by country, so these are where most speakers of a language are.
    pub(crate) const fn first_weekday(self) -> u8 {
        match self.language {
            Language::English | Language::Spanish | Language::German => 1,
            Language::Arabic => 6,
            Language::Japanese => 7,
        }
    }
}

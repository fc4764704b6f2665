//! Days as people write them.

use jiff::civil::Date;

const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// `2026-11-02` as "2 November 2026"; what is no date stays as it is.
pub(crate) fn day(text: &str) -> String {
    let Ok(date) = text.parse::<Date>() else { return text.to_owned() };
    format!("{} {}", date.day(), month(text))
}

/// The same without the day.
pub(crate) fn month(text: &str) -> String {
    let Ok(date) = text.parse::<Date>() else { return text.to_owned() };
    let name = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or_default();
    format!("{name} {}", date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_out() {
        assert_eq!(day("2026-11-02"), "2 November 2026");
        assert_eq!(month("2026-01-31"), "January 2026");
        assert_eq!(day("soon"), "soon");
    }
}

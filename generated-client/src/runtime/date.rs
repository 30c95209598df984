//! [`Date`]: a day as it was written.

use jiff::civil;

/// A day of the calendar, kept as it was written.
///
/// Any text from a server is kept and sent back. [`Date::date`] parses it on demand. Valid dates are ordered by day.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(Box<str>);

impl Date {
    /// The day.
    ///
    /// # Errors
    ///
    /// If the text is not a date of RFC 3339, such as `2026-04-01`.
    pub fn date(&self) -> Result<civil::Date, jiff::Error> {
        // jiff reads dates with a time too.
        if self.0.len() != "2026-04-01".len() {
            return Err(jiff::Error::from_args(format_args!("expected a date such as 2026-04-01")));
        }
        self.0.parse()
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self::from(date.to_string())
    }
}

impl TryFrom<&Date> for civil::Date {
    type Error = jiff::Error;

    fn try_from(date: &Date) -> Result<Self, jiff::Error> {
        date.date()
    }
}

super::kept_text::kept_text!(Date, date, jiff::Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_and_written() {
        let date: Date = serde_json::from_value("2024-02-29".into()).unwrap();
        assert_eq!(date.date().unwrap(), civil::date(2024, 2, 29));
        assert_eq!(Date::from(civil::date(2024, 2, 29)), date);
    }

    #[test]
    fn other_text_is_kept_and_not_a_date() {
        for text in ["", "2023-02-29", "2024-02-29T00:00:00", "20240229", "29.02.2024", "0000-00-00"] {
            let date: Date = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(&date).unwrap(), text);
            assert!(date.date().is_err() && text.parse::<Date>().is_err(), "{text}");
        }
    }
}

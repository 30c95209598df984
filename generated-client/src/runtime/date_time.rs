//! [`DateTime`]: a point in time as it was written.

use std::str::FromStr;

use jiff::Timestamp;

use super::kept_text::to_nanoseconds;

/// A point in time, kept as it was written.
///
/// The text from a server is kept and sent back unchanged, with its offset and all its digits. An invalid text does not
/// make a response fail: [`DateTime::timestamp`] parses it on demand. Two values are equal if their texts are equal.
/// They have no order, since `2026-01-01T00:00:00Z` and `2026-01-01T01:00:00+01:00` are one instant: compare their
/// timestamps.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime(Box<str>);

impl DateTime {
    /// The instant, to the nanosecond. Further digits are cut off.
    ///
    /// # Errors
    ///
    /// If the text is not a date-time of RFC 3339 or has no offset, or if the instant is after [`Timestamp::MAX`]
    /// (`9999-12-30T22:00:00.999999999Z`).
    pub fn timestamp(&self) -> Result<Timestamp, jiff::Error> {
        Timestamp::from_str(&to_nanoseconds(&self.0))
    }
}

impl From<Timestamp> for DateTime {
    /// Converts to a text in UTC, with as many digits as necessary.
    fn from(timestamp: Timestamp) -> Self {
        Self::from(timestamp.to_string())
    }
}

impl TryFrom<&DateTime> for Timestamp {
    type Error = jiff::Error;

    fn try_from(date_time: &DateTime) -> Result<Self, jiff::Error> {
        date_time.timestamp()
    }
}

super::kept_text::kept_text!(DateTime, timestamp, jiff::Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_kept_and_the_instant_has_nanoseconds() {
        let text = "2026-04-01T12:34:56.123456789+02:00";
        let date_time: DateTime = serde_json::from_value(text.into()).unwrap();
        assert_eq!(serde_json::to_value(&date_time).unwrap(), text);
        assert_eq!(date_time.timestamp().unwrap().to_string(), "2026-04-01T10:34:56.123456789Z");
        assert_eq!(date_time.timestamp().unwrap().subsec_nanosecond(), 123_456_789);
    }

    #[test]
    fn digits_after_the_nanoseconds_are_cut_off() {
        for (text, instant) in [
            ("2026-04-01T12:34:56.123456789987Z", "2026-04-01T12:34:56.123456789Z"),
            ("2026-04-01T12:34:56.0000000000+02:00", "2026-04-01T10:34:56Z"),
        ] {
            let date_time: DateTime = text.parse().unwrap();
            assert_eq!((date_time.as_str(), date_time.timestamp().unwrap().to_string().as_str()), (text, instant));
        }
    }

    #[test]
    fn the_range_of_instants_has_an_end() {
        let timestamp = |text: &str| DateTime::from(text).timestamp();
        assert_eq!(timestamp("9999-12-30T22:00:00.999999999Z").unwrap(), Timestamp::MAX);
        assert!(timestamp("9999-12-31T23:59:59Z").is_err());
    }

    #[test]
    fn a_text_that_is_not_a_date_time_is_kept_and_has_no_instant() {
        for text in ["", "tomorrow", "2026-04-01T12:34:56", "2026-02-30T00:00:00Z", "2026-04-01T12:34:56.0123456789"] {
            let date_time: DateTime = serde_json::from_value(text.into()).unwrap();
            assert_eq!(date_time.as_str(), text);
            assert!(date_time.timestamp().is_err(), "{text}");
        }
    }

    #[test]
    fn a_text_is_parsed_if_it_is_a_date_time() {
        let text = "2026-04-01T12:34:56.10+02:00";
        assert_eq!(text.parse::<DateTime>().unwrap().as_str(), text);
        assert!("tomorrow".parse::<DateTime>().is_err());
    }

    #[test]
    fn an_instant_is_written_in_utc() {
        let date_time = DateTime::from(Timestamp::from_millisecond(1_500).unwrap());
        assert_eq!(date_time.to_string(), "1970-01-01T00:00:01.5Z");
    }
}

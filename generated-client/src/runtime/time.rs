//! [`Time`]: a time of day as it was written.

use jiff::{civil, fmt::temporal::DateTimeParser, tz::Offset};

use super::kept_text::to_nanoseconds;

/// A time of day, kept as it was written.
///
/// Any text that a server sends is kept and sent back; [`Time::time`] and [`Time::offset`] read it. Times have no
/// order, since their offsets may differ.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Time(Box<str>);

impl Time {
    /// The time without the offset, to the nanosecond. Further digits are cut off.
    ///
    /// # Errors
    ///
    /// If the text is not a time of RFC 3339, such as `12:30:00Z`. The offset may be missing, as many servers leave it out.
    pub fn time(&self) -> Result<civil::Time, jiff::Error> {
        self.read().map(|(time, _)| time)
    }

    /// The offset from UTC, if the text has one.
    ///
    /// # Errors
    ///
    /// As [`Time::time`].
    pub fn offset(&self) -> Result<Option<Offset>, jiff::Error> {
        self.read().map(|(_, offset)| offset)
    }

    fn read(&self) -> Result<(civil::Time, Option<Offset>), jiff::Error> {
        let end = self.0.find(['Z', 'z', '+', '-']).unwrap_or(self.0.len());
        let (time, offset) = self.0.split_at(end);
        // jiff also reads times without colons or seconds, after a date, with a comma, and with the name of a calendar.
        let is_of_time = |byte: u8| byte.is_ascii_digit() || matches!(byte, b':' | b'.');
        let is_written_out = time.as_bytes().get(2) == Some(&b':') && time.as_bytes().get(5) == Some(&b':');
        if !is_written_out || !time.bytes().all(is_of_time) {
            return Err(jiff::Error::from_args(format_args!("expected a time such as 12:30:00Z")));
        }
        let offset = match offset {
            "" => None,
            "Z" | "z" => Some(Offset::UTC),
            other => Some(DateTimeParser::new().parse_time_zone(other)?.to_fixed_offset()?),
        };
        Ok((to_nanoseconds(time).parse()?, offset))
    }
}

impl From<civil::Time> for Time {
    /// Written without an offset.
    fn from(time: civil::Time) -> Self {
        Self::from(time.to_string())
    }
}

super::kept_text::kept_text!(Time, read, jiff::Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_with_its_offset() {
        let read = |text: &str| text.parse::<Time>().unwrap();
        assert_eq!(read("12:30:00.25Z").time().unwrap(), civil::time(12, 30, 0, 250_000_000));
        assert_eq!(read("12:30:00.25Z").offset().unwrap(), Some(Offset::UTC));
        assert_eq!(read("12:30:00-03:00").offset().unwrap(), Some(Offset::constant(-3)));
        assert_eq!(read("12:30:00").offset().unwrap(), None);
        assert_eq!(read("12:30:00.1234567899Z").time().unwrap(), civil::time(12, 30, 0, 123_456_789));
        assert_eq!(Time::from(civil::time(7, 5, 0, 0)), "07:05:00");
    }

    #[test]
    fn other_text_is_kept_and_not_a_time() {
        for text in [
            "",
            "noon",
            "25:00:00Z",
            "12:30",
            "123000",
            "2026-04-01T12:30:00Z",
            "12:30:00Q",
            "12:30:00+99:00",
            "12:30:00,5Z",
            "12:30:00[a]",
            "12:30:00[u-ca=iso8601]",
        ] {
            let time: Time = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(&time).unwrap(), text);
            assert!(time.time().is_err() && text.parse::<Time>().is_err(), "{text}");
        }
    }
}

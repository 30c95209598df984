//! [`IsoDuration`]: a duration as it was written.

use jiff::{SignedDuration, Span, fmt::temporal::SpanParser};

/// A duration of ISO 8601, such as `P1Y2M3DT4H5M6.5S`, kept as it was written.
///
/// Any text that a server sends is kept and sent back; [`IsoDuration::span`] parses it on demand. Two values are equal if their
/// texts are equal, so `PT60S` and `PT1M` are not equal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IsoDuration(Box<str>);

impl IsoDuration {
    /// The years, months, weeks, days, hours, minutes and seconds. The length of a month depends on the date that you add it to.
    ///
    /// # Errors
    ///
    /// If the text is not a duration of ISO 8601.
    pub fn span(&self) -> Result<Span, jiff::Error> {
        SpanParser::new().parse_span(&*self.0)
    }
}

impl From<Span> for IsoDuration {
    fn from(span: Span) -> Self {
        Self::from(span.to_string())
    }
}

impl From<SignedDuration> for IsoDuration {
    /// Written in hours, minutes and seconds.
    fn from(duration: SignedDuration) -> Self {
        Self::from(duration.to_string())
    }
}

impl TryFrom<&IsoDuration> for Span {
    type Error = jiff::Error;

    fn try_from(duration: &IsoDuration) -> Result<Self, jiff::Error> {
        duration.span()
    }
}

super::kept_text::kept_text!(IsoDuration, span, jiff::Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_and_written() {
        let span = "P1Y2M3DT4H5M6.5S".parse::<IsoDuration>().unwrap().span().unwrap();
        assert_eq!((span.get_years(), span.get_months(), span.get_days()), (1, 2, 3));
        assert_eq!((span.get_hours(), span.get_seconds(), span.get_milliseconds()), (4, 6, 500));
        assert_eq!(IsoDuration::from(span), "P1Y2M3DT4H5M6.5S");
        assert_eq!(IsoDuration::from(SignedDuration::from_secs(90)), "PT1M30S");
        assert_eq!("-P2W".parse::<IsoDuration>().unwrap().span().unwrap().get_weeks(), -2);
    }

    #[test]
    fn other_text_is_kept_and_not_a_duration() {
        for text in ["", "3.5s", "1 hour", "01:30:00", "P", "PT"] {
            let duration: IsoDuration = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(&duration).unwrap(), text);
            assert!(duration.span().is_err() && text.parse::<IsoDuration>().is_err(), "{text}");
        }
    }
}

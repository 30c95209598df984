//! The pause that a server requests.

use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimeParser, tz::TimeZone};
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The longest pause. A longer one counts as this one, as RFC 9111, 1.2.2, says of large numbers of seconds.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// The pause that the headers request: `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3). A
/// value that cannot be read is ignored; a date in the past means no pause.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let milliseconds = headers.get("retry-after-ms").and_then(|value| value.to_str().ok());
    if let Some(pause) = milliseconds.and_then(|text| number(text, 1000.0)) {
        return Some(pause);
    }
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    number(text, 1.0).or_else(|| until(text, Timestamp::try_from(now).ok()?))
}

fn number(text: &str, parts_of_a_second: f64) -> Option<Duration> {
    let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
    Some(Duration::try_from_secs_f64(number / parts_of_a_second).unwrap_or(LONGEST).min(LONGEST))
}

fn until(text: &str, now: Timestamp) -> Option<Duration> {
    let date = date(text, now)?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// A date in any of the forms of RFC 9110, 5.6.7. The obsolete forms are rewritten as the one that is read.
fn date(text: &str, now: Timestamp) -> Option<Timestamp> {
    read(text).or_else(|| rfc850(text, now)).or_else(|| asctime(text))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn read(text: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(text).ok()
}

/// `Sunday, 06-Nov-94 08:49:37 GMT`: the year is the last one with these two digits that is not more than 50 years in
/// the future.
fn rfc850(text: &str, now: Timestamp) -> Option<Timestamp> {
    const CENTURY: i16 = 100;
    const FIFTY_YEARS: SignedDuration = SignedDuration::from_hours(50 * 8766);
    let (_, date) = text.split_once(", ")?;
    let [day, month, rest] = date.splitn(3, '-').collect::<Vec<_>>().try_into().ok()?;
    let (year, time) = rest.split_once(' ')?;
    let year = year.parse::<u8>().ok().filter(|_| year.len() == 2)?;
    let century = TimeZone::UTC.to_datetime(now).year() / CENTURY;
    let last = now.checked_add(FIFTY_YEARS).ok()?;
    let mut dates = [century + 1, century, century - 1]
        .into_iter()
        .filter_map(|century| read(&format!("{day} {month} {century:02}{year:02} {time}")));
    dates.find(|date| *date <= last)
}

/// `Sun Nov  6 08:49:37 1994`.
fn asctime(text: &str) -> Option<Timestamp> {
    let [_, month, day, time, year] = text.split_ascii_whitespace().collect::<Vec<_>>().try_into().ok()?;
    read(&format!("{day} {month} {year} {time} GMT"))
}

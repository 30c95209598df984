//! How long a server asks to wait.

use std::time::{Duration, SystemTime};

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The longest pause that a number can ask for: beyond it, the number is taken for nonsense.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// The pause that the headers ask for: `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3).
/// What is not understood is as if it were not there; a date that is past asks for no pause.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let milliseconds = headers.get("retry-after-ms").and_then(|value| value.to_str().ok());
    if let Some(pause) = milliseconds.and_then(|text| number(text, 1000.0)) {
        return Some(pause);
    }
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    number(text, 1.0).or_else(|| until(text, now))
}

fn number(text: &str, parts_of_a_second: f64) -> Option<Duration> {
    let seconds = text.trim().parse::<f64>().ok()? / parts_of_a_second;
    Duration::try_from_secs_f64(seconds).ok().filter(|pause| *pause <= LONGEST)
}

fn until(text: &str, now: SystemTime) -> Option<Duration> {
    let date = DateTimeParser::new().parse_timestamp(text).ok()?;
    let now = Timestamp::try_from(now).ok()?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

//! The pause that a server requests.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::http_date::http_date;

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
    number(text, 1.0).or_else(|| Some(http_date(text, now)?.duration_since(now).unwrap_or_default().min(LONGEST)))
}

fn number(text: &str, parts_of_a_second: f64) -> Option<Duration> {
    let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
    Some(Duration::try_from_secs_f64(number / parts_of_a_second).unwrap_or(LONGEST).min(LONGEST))
}

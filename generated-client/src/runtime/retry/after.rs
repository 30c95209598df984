//! The pause that a server requests.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use super::http_date::http_date;

/// The longest pause. A longer one counts as this one, as RFC 9111, 1.2.2, says of large numbers of seconds.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// The headers with a pause in milliseconds: the usual one, and that of Azure.
const MILLISECONDS: [&str; 2] = ["retry-after-ms", "x-ms-retry-after-ms"];

/// The pause that the headers request: `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3). A
/// value that cannot be read is ignored; a date in the past means no pause.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(pause) = MILLISECONDS.iter().find_map(|name| number(text(name)?, 1000.0)) {
        return Some(pause);
    }
    let after = text(RETRY_AFTER.as_str())?;
    number(after, 1.0).or_else(|| {
        let until = http_date(after, now)?;
        // The date is one of the server's clock, and so is the header `date`.
        let sent = text(DATE.as_str()).and_then(|date| http_date(date, now)).unwrap_or(now);
        Some(until.duration_since(sent).unwrap_or_default().min(LONGEST))
    })
}

fn number(text: &str, parts_of_a_second: f64) -> Option<Duration> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
    Some(Duration::try_from_secs_f64(number / parts_of_a_second).unwrap_or(LONGEST).min(LONGEST))
}

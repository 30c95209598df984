//! The pause that a server requests.

use std::time::{Duration, SystemTime};

use reqwest::header::{AGE, DATE, HeaderMap, RETRY_AFTER};

use super::http_date::http_date;

/// The longest pause. A longer one counts as this one, as RFC 9111, 1.2.2, says of large numbers of seconds.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// The largest difference between the clocks of the server and of this machine.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The headers with a pause in milliseconds: the usual one, and the one of Azure.
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
        // Both dates are from the server's clock.
        let sent = text(DATE.as_str()).and_then(|date| http_date(date, now)).and_then(|date| {
            let age = text(AGE.as_str()).and_then(|age| number(age, 1.0)).unwrap_or_default();
            date.checked_add(age)
        });
        // Clocks differ by minutes, or by a time zone. A date that differs by more is not a time of sending.
        let sent = sent.filter(|sent| distance(*sent, now) < DAY).unwrap_or(now);
        Some(until.duration_since(sent).unwrap_or_default().min(LONGEST))
    })
}

fn distance(one: SystemTime, other: SystemTime) -> Duration {
    one.duration_since(other).unwrap_or_else(|error| error.duration())
}

fn number(text: &str, parts_of_a_second: f64) -> Option<Duration> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
    Some(Duration::try_from_secs_f64(number / parts_of_a_second).unwrap_or(LONGEST).min(LONGEST))
}

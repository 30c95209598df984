//! Dates of HTTP (RFC 9110, section 5.6.7).
//!
//! A parser of `jiff` would make executables 250 kB larger. So `jiff` only computes here.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::civil::{Date, DateTime, Time, date};

use crate::runtime::compact::CollectList;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The average length of a year, in seconds.
const YEAR: i64 = 31_556_952;

/// The words of a date.
struct Words<'d> {
    day: &'d str,
    month: &'d str,
    year: &'d str,
    time: &'d str,
    zone: &'d str,
}

/// Reads a date in any of its three forms: `Sun, 06 Nov 1994 08:49:37 GMT`, and the obsolete forms
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. As in mail (RFC 5322), the day of the week may be missing,
/// and the zone may be an offset such as `+0100`.
pub(super) fn http_date(text: &str, now: SystemTime) -> Option<SystemTime> {
    let Words { day, month, year, time, zone } = words(text)?;
    let day = number(day)?;
    let month = MONTHS.iter().zip(1..).find(|(name, _)| name.eq_ignore_ascii_case(month))?.1;
    let time = time_of_day(time)?;
    let offset = offset(zone)?;
    let at = |year| Some(seconds(Date::new(year, month, day).ok()?.to_datetime(time)) - offset);
    let is_short = year.len() == 2;
    let year = year.parse::<u16>().ok()?.try_into().ok()?;
    let seconds = if is_short { within_50_years(year, now, at)? } else { at(year)? };
    let since = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { UNIX_EPOCH.checked_sub(since) } else { UNIX_EPOCH.checked_add(since) }
}

fn words(text: &str) -> Option<Words<'_>> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect_list();
    let words = match words.split_first() {
        Some((first, rest)) if is_day(first) => rest,
        _ => &words,
    };
    match *words {
        [day, month, year, time, zone] => Some(Words { day, month, year, time, zone }),
        [month, day, time, year] => Some(Words { day, month, year, time, zone: "GMT" }),
        [date, time, zone] => {
            let (day, rest) = date.split_once('-')?;
            let (month, year) = rest.split_once('-')?;
            Some(Words { day, month, year, time, zone })
        }
        _ => None,
    }
}

/// Whether a word is the name of a day of the week, perhaps abbreviated.
fn is_day(word: &str) -> bool {
    word.get(..3).is_some_and(|begin| DAYS.iter().any(|day| day.eq_ignore_ascii_case(begin)))
}

fn time_of_day(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(number);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    // A leap second counts as the second before it.
    let time = Time::new(hour, minute, if second == 60 { 59 } else { second }, 0).ok()?;
    parts.next().is_none().then_some(time)
}

fn number(text: &str) -> Option<i8> {
    text.parse::<u16>().ok()?.try_into().ok()
}

/// The seconds that a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if ["GMT", "UTC", "UT", "Z"].iter().any(|name| zone.eq_ignore_ascii_case(name)) {
        return Some(0);
    }
    let (sign, digits) =
        zone.strip_prefix('+').map(|digits| (1, digits)).or(zone.strip_prefix('-').map(|digits| (-1, digits)))?;
    let time: i64 = digits.parse::<u16>().ok().filter(|_| digits.len() == 4)?.into();
    Some(sign * (time / 100 * 3600 + time % 100 * 60))
}

/// The seconds since 1970.
fn seconds(time: DateTime) -> i64 {
    time.duration_since(date(1970, 1, 1).to_datetime(Time::midnight())).as_secs()
}

/// The last year with these two digits that is not more than 50 years in the future.
fn within_50_years(digits: i16, now: SystemTime, at: impl Fn(i16) -> Option<i64>) -> Option<i64> {
    const CENTURY: i16 = 100;
    let now = i64::try_from(now.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?;
    let century = i16::try_from(1970 + now / YEAR).ok()? / CENTURY;
    let mut times =
        [century + 1, century, century - 1].into_iter().filter_map(|century| at(century * CENTURY + digits));
    times.find(|seconds| *seconds <= now + 50 * YEAR)
}

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};

use super::{Repeat, RetryPolicy, retry_after};
use crate::runtime::{
    Error,
    api::ErrorBody,
    clock::Clock,
    error::{Answer, ApiError, Attempt, Secrets, TimeoutError, TimeoutPhase},
};

/// Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110's examples.
const NOW: u64 = 784_111_777;

#[derive(Debug)]
struct Chance(f64);

impl Clock for Chance {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(ready(()))
    }

    fn random(&self) -> f64 {
        self.0
    }
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
}

fn attempt() -> Attempt {
    Attempt::new("test", "a.example".into(), 1)
}

fn answered(status: u16, pairs: &[(&'static str, &'static str)]) -> Error {
    let headers = headers(pairs);
    let answer = Answer {
        attempt: attempt(),
        status: StatusCode::from_u16(status).expect("a status"),
        retry_after: retry_after(&headers, Chance(0.0).now()),
        headers,
        body: bytes::Bytes::new(),
        cut_by: None,
    };
    Error::Api(Arc::new(ApiError::new(
        answer,
        &ErrorBody { kind: &[], message: &[], request_id: &[] },
        &Secrets::default(),
    )))
}

fn timeout() -> Error {
    Error::Timeout(Arc::new(TimeoutError::new(attempt(), TimeoutPhase::Headers, Duration::from_secs(1))))
}

fn pause(error: &Error, method: &Method) -> Option<Duration> {
    RetryPolicy::default().pause(error, method, 0, &Chance(0.0))
}

#[test]
fn the_pause_doubles_up_to_its_bound_and_chance_takes_a_quarter_at_most() {
    let policy = RetryPolicy { max_retries: 100, ..RetryPolicy::default() };
    let pauses = |chance: f64| -> Vec<u128> {
        [0, 1, 2, 3, 4, 5, 99]
            .into_iter()
            .filter_map(|retries| policy.pause(&answered(500, &[]), &Method::GET, retries, &Chance(chance)))
            .map(|pause| pause.as_millis())
            .collect()
    };
    assert_eq!(pauses(0.0), [500, 1000, 2000, 4000, 8000, 8000, 8000]);
    assert_eq!(pauses(1.0), [375, 750, 1500, 3000, 6000, 6000, 6000]);
}

#[test]
fn no_setting_makes_a_pause_that_cannot_be_told() {
    let most = Duration::MAX;
    for jitter in [0.0, 1.0, -1.0, 2.0, f64::NAN, f64::INFINITY] {
        let policy = RetryPolicy { base_delay: most, max_delay: most, jitter, ..RetryPolicy::default() };
        let pause = |chance| policy.pause(&answered(500, &[]), &Method::GET, 1, &Chance(chance));
        assert!(pause(0.0) == Some(most) && pause(1.0).is_some(), "{jitter}");
    }
}

#[test]
fn there_are_two_retries_and_no_more() {
    let policy = RetryPolicy::default();
    let retried = |retries| policy.pause(&answered(500, &[]), &Method::GET, retries, &Chance(0.0)).is_some();
    assert_eq!([retried(0), retried(1), retried(2)], [true, true, false]);
}

#[test]
fn statuses_that_pass_are_retried_and_others_are_not() {
    for status in [408, 429, 500, 501, 502, 503, 504, 529, 599] {
        assert!(pause(&answered(status, &[]), &Method::GET).is_some(), "{status}");
    }
    for status in [300, 302, 400, 401, 403, 404, 409, 410, 412, 413, 422, 499] {
        assert!(pause(&answered(status, &[]), &Method::GET).is_none(), "{status}");
    }
}

#[test]
fn the_server_decides_but_never_for_a_conflict() {
    assert!(pause(&answered(500, &[("x-should-retry", "false")]), &Method::GET).is_none());
    assert!(pause(&answered(400, &[("x-should-retry", "true")]), &Method::GET).is_some());
    assert!(pause(&answered(409, &[("x-should-retry", "true")]), &Method::GET).is_none());
    assert!(pause(&answered(500, &[("x-should-retry", "maybe")]), &Method::GET).is_some());
}

#[test]
fn requests_that_may_have_been_processed_are_sent_again_only_if_that_is_safe() {
    for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE, Method::PUT, Method::DELETE] {
        assert!(pause(&timeout(), &method).is_some(), "{method}");
    }
    let always = RetryPolicy { repeat: Repeat::Always, ..RetryPolicy::default() };
    for method in [Method::POST, Method::PATCH] {
        for error in [timeout(), answered(500, &[]), answered(502, &[]), answered(504, &[])] {
            assert!(pause(&error, &method).is_none(), "{method} {error}");
            assert!(always.pause(&error, &method, 0, &Chance(0.0)).is_some(), "{method} {error}");
        }
        for status in [408, 429, 503, 529] {
            assert!(pause(&answered(status, &[]), &method).is_some(), "{method} {status}");
        }
        assert!(pause(&answered(500, &[("x-should-retry", "true")]), &method).is_some(), "{method}");
    }
}

#[test]
fn retry_after_is_read_in_all_of_its_forms() {
    let now = Chance(0.0).now();
    let read = |pairs: &[(&'static str, &'static str)]| retry_after(&headers(pairs), now);
    let milliseconds = |number| Some(Duration::from_millis(number));

    assert_eq!(read(&[("retry-after-ms", "1500"), ("retry-after", "9")]), milliseconds(1500));
    assert_eq!(read(&[("retry-after-ms", "x"), ("retry-after", "9")]), milliseconds(9000));
    assert_eq!(read(&[("x-ms-retry-after-ms", " 20 "), ("retry-after", "9")]), milliseconds(20));
    assert_eq!(read(&[("retry-after", "1.5")]), milliseconds(1500));
    // The clock of the server is an hour ahead.
    let date = ("date", "Sun, 06 Nov 1994 09:49:37 GMT");
    assert_eq!(read(&[("retry-after", "Sun, 06 Nov 1994 09:49:47 GMT"), date]), milliseconds(10_000));
    assert_eq!(read(&[("retry-after", "9"), date]), milliseconds(9000));
    let cached = ("age", "4");
    assert_eq!(read(&[("retry-after", "Sun, 06 Nov 1994 09:49:47 GMT"), date, cached]), milliseconds(6000));
    let wrong = ("date", "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_eq!(read(&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"), wrong]), milliseconds(30_000));
    assert_eq!(read(&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")]), milliseconds(30_000));
    assert_eq!(read(&[("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT")]), milliseconds(0));
    for date in [
        "Sunday, 06-Nov-94 08:50:07 GMT",
        "Sun Nov  6 08:50:07 1994",
        "Sun, 6 Nov 1994 08:50:07 GMT",
        "6 nov 1994 08:50:07 UTC",
        "Sun, 06 Nov 1994 09:50:07 +0100",
        "Sun, 06 Nov 94 04:20:07 -0430",
    ] {
        assert_eq!(read(&[("retry-after", date)]), milliseconds(30_000), "{date}");
    }
    // A year of two digits is at most 50 years ahead.
    assert_eq!(read(&[("retry-after", "Sunday, 06-Nov-93 08:50:07 GMT")]), milliseconds(0));
    assert_eq!(read(&[("retry-after", "Monday, 06-Nov-45 08:50:07 GMT")]), milliseconds(0));
    assert!(read(&[("retry-after", "Sunday, 06-Nov-43 08:50:07 GMT")]) > milliseconds(0));
    for nonsense in [
        "Sunday, 06-Nov-94",
        "Sun Nov  6",
        "Sunday, 31-Feb-94 08:50:07 GMT",
        "Sun Nov 31 08:50:07 1994",
        "Sun, 06 Nov 1994 08:50:07",
        "Sun, 06 Nov 1994 24:50:07 GMT",
        "Sun, 06 Nov 1994 08:50:07 GMT x",
        "Sun, 06 Nox 1994 08:50:07 GMT",
        "Sun, 06 Nov -1 08:50:07 GMT",
    ] {
        assert_eq!(read(&[("retry-after", nonsense)]), None, "{nonsense}");
    }
    for nonsense in ["", "-1", "soon", "NaN", "inf"] {
        assert_eq!(read(&[("retry-after", nonsense)]), None, "{nonsense:?}");
    }
    for long in ["99999999999", "99999999999999999999999999", "1e300"] {
        assert_eq!(read(&[("retry-after", long)]), Some(Duration::from_secs(u32::MAX.into())), "{long}");
    }
    let far = "Fri, 31 Dec 9999 00:00:00 GMT";
    assert_eq!(read(&[("retry-after", far)]), Some(Duration::from_secs(u32::MAX.into())));
    assert_eq!(read(&[]), None);
}

#[test]
fn a_pause_that_the_server_asks_for_is_kept_to_unless_it_is_too_long() {
    let asked = |value| pause(&answered(429, &[("retry-after", value)]), &Method::POST);
    assert_eq!(asked("7"), Some(Duration::from_secs(7)));
    assert_eq!(asked("60"), Some(Duration::from_secs(60)));
    assert_eq!(asked("61"), None);
    assert_eq!(asked("99999999999"), None);
    assert_eq!(asked("0"), Some(Duration::from_millis(500)));
}

#[test]
fn without_a_delay_no_retry_has_a_pause() {
    let policy = RetryPolicy { max_retries: 100, base_delay: Duration::ZERO, ..RetryPolicy::default() };
    for retries in [0, 31, 32, 99] {
        let pause = policy.pause(&answered(500, &[]), &Method::GET, retries, &Chance(0.0));
        assert_eq!(pause, Some(Duration::ZERO), "{retries}");
    }
}

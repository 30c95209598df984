//! Random responses, compared with a model of the policy for retries that is written from its documentation.

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use super::{API, Create, List, Put};
use crate::runtime::{
    Client, ClientBuilder, Clock, Error, Operation, Repeat, Request, RetryPolicy, TransportError, http,
};

/// Numbers that are the same in each run (the algorithm `SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        let length = u64::try_from(all.len()).expect("a small number");
        all[usize::try_from(self.below(length)).expect("a small number")].clone()
    }
}

/// 2026-11-29 10:00:00 UTC, a Sunday.
const NOW: Duration = Duration::from_secs(1_795_946_400);

/// A clock at `NOW` that records pauses and ends them at once.
#[derive(Clone, Debug, Default)]
struct Paused(Arc<Mutex<Vec<Duration>>>);

impl Clock for Paused {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + NOW
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().expect("no test panics with it").push(duration);
        Box::pin(ready(()))
    }

    fn random(&self) -> f64 {
        0.5
    }
}

/// The end of one attempt.
#[derive(Clone, Debug)]
enum Outcome {
    NoConnection,
    Broken,
    Status(u16, Vec<(&'static str, String)>),
}

/// The pause that a header requests, in milliseconds; `None` if the header says nothing.
type Asked = Option<u64>;

/// A header with a pause, and its meaning.
fn header_with_pause(numbers: &mut Numbers) -> ((&'static str, String), Asked) {
    let number = numbers.below(100);
    let (minute, second) = (number / 60, number % 60);
    let [in_seconds, in_milliseconds] = ["retry-after", "retry-after-ms"];
    match numbers.below(12) {
        0 => ((in_seconds, number.to_string()), Some(number * 1000)),
        1 => ((in_milliseconds, (number * 10).to_string()), Some(number * 10)),
        2 => (("x-ms-retry-after-ms", number.to_string()), Some(number)),
        3 => ((in_seconds, format!("{number}.5")), Some(number * 1000 + 500)),
        4 => ((in_seconds, format!("-{}", number + 1)), None),
        5 => ((in_seconds, "9".repeat(30)), Some(u64::from(u32::MAX) * 1000)),
        6 => ((in_seconds, format!("Sun, 29 Nov 2026 10:{minute:02}:{second:02} GMT")), Some(number * 1000)),
        7 => ((in_seconds, format!("Sunday, 29-Nov-26 10:{minute:02}:{second:02} GMT")), Some(number * 1000)),
        8 => ((in_seconds, format!("Sun Nov 29 10:{minute:02}:{second:02} 2026")), Some(number * 1000)),
        9 => ((in_seconds, "Sun, 06 Nov 1994 08:49:37 GMT".to_owned()), Some(0)),
        10 => (
            (
                in_seconds,
                numbers.one_of(&["", "soon", "NaN", "inf", "1 s", "Sun, 31 Feb 2026 10:00:00 GMT"]).to_owned(),
            ),
            None,
        ),
        _ => ((in_milliseconds, numbers.one_of(&["", "soon", "-1", "NaN"]).to_owned()), None),
    }
}

/// An outcome, and the pause that it requests.
fn outcome(numbers: &mut Numbers) -> (Outcome, Asked) {
    match numbers.below(10) {
        0 => (Outcome::NoConnection, None),
        1 => (Outcome::Broken, None),
        _ => {
            let status = numbers.one_of(&[200, 400, 401, 404, 408, 409, 425, 429, 500, 501, 502, 503, 504, 529, 599]);
            let (mut headers, mut asked) = (Vec::new(), None);
            if numbers.below(2) == 0 {
                let (header, pause) = header_with_pause(numbers);
                headers.push(header);
                asked = pause;
            }
            if numbers.below(4) == 0 {
                headers.push(("x-should-retry", numbers.one_of(&["true", "false", "perhaps"]).to_owned()));
            }
            (Outcome::Status(status, headers), asked)
        }
    }
}

/// Whether the documentation lets a request be sent again.
fn is_sent_again(outcome: &Outcome, may_repeat: bool) -> bool {
    let Outcome::Status(status, headers) = outcome else {
        return matches!(outcome, Outcome::NoConnection) || may_repeat;
    };
    let said = headers.iter().find(|(name, _)| *name == "x-should-retry").map(|(_, value)| value.as_str());
    match (status, said) {
        (409, _) | (_, Some("false")) => false,
        (_, Some("true")) | (408 | 429 | 503 | 529, _) => true,
        (500.., _) => may_repeat,
        _ => false,
    }
}

/// The number of attempts and the pauses that the documentation requires. `budget` has ten for each retry.
fn expected(
    policy: &RetryPolicy,
    outcomes: &[(Outcome, Asked)],
    is_idempotent: bool,
    budget: &mut u32,
) -> (usize, Vec<u128>) {
    let mut pauses = Vec::new();
    for (attempt, (outcome, asked)) in outcomes.iter().enumerate() {
        if matches!(outcome, Outcome::Status(200, _)) {
            *budget = (*budget + 1).min(1000);
            return (attempt + 1, pauses);
        }
        let retries = u32::try_from(attempt).expect("a small number");
        let backoff = (policy.base_delay * 2_u32.pow(retries)).min(policy.max_delay).mul_f64(1.0 - policy.jitter / 2.0);
        let pause = asked.filter(|asked| *asked > 0).map_or(backoff, Duration::from_millis);
        let is_too_long = asked.is_some_and(|asked| Duration::from_millis(asked) > policy.max_retry_after);
        let may_repeat = is_idempotent || policy.repeat == Repeat::Always;
        if retries == policy.max_retries || !is_sent_again(outcome, may_repeat) || is_too_long || *budget < 10 {
            return (attempt + 1, pauses);
        }
        *budget -= 10;
        pauses.push(pause.as_micros());
    }
    panic!("the last outcome is final")
}

/// Sends a request.
async fn send<O: Operation>(client: &Client, policy: RetryPolicy) -> Result<(), Error> {
    Request::<O>::new(client).retry(policy).send_json().await.map(drop)
}

fn response(outcome: Outcome) -> Result<reqwest::Response, TransportError> {
    match outcome {
        Outcome::NoConnection => Err(TransportError::connect("cut")),
        Outcome::Broken => Err(TransportError::broken("cut")),
        Outcome::Status(status, headers) => {
            let mut response = http::Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            Ok(response.body("[]").expect("a response").into())
        }
    }
}

#[tokio::test]
async fn attempts_and_pauses_are_as_documented() {
    let numbers = &mut Numbers(7);
    for _ in 0..20 {
        let script = Arc::new(Mutex::new(Vec::<Outcome>::new()));
        let played = Arc::clone(&script);
        let transport = move |_: reqwest::Request| {
            ready(response(played.lock().expect("no test panics with it").pop().expect("no attempt too many")))
        };
        let clock = Paused::default();
        let builder = ClientBuilder::new(&API).api_key("k").transport(transport).clock(clock.clone());
        let client = builder.build().expect("a client");
        let mut budget = 1000;
        for _ in 0..200 {
            let policy = RetryPolicy {
                max_retries: u32::try_from(numbers.below(6)).expect("a small number"),
                base_delay: Duration::from_millis(numbers.below(3000)),
                max_delay: Duration::from_millis(numbers.below(9000)),
                jitter: numbers.one_of(&[0.0, 0.25, 1.0]),
                max_retry_after: Duration::from_secs(numbers.below(90)),
                repeat: numbers.one_of(&[Repeat::Idempotent, Repeat::Always]),
            };
            let outcomes: Vec<_> = (0..=policy.max_retries).map(|_| outcome(numbers)).collect();
            *script.lock().expect("no test panics with it") =
                outcomes.iter().rev().map(|(outcome, _)| outcome.clone()).collect();
            let method = numbers.below(3);
            let (attempts, pauses) = expected(&policy, &outcomes, method != 2, &mut budget);
            let sent = match method {
                0 => send::<List>(&client, policy).await,
                1 => send::<Put>(&client, policy).await,
                _ => send::<Create>(&client, policy).await,
            };
            let left = script.lock().expect("no test panics with it").len();
            assert_eq!(outcomes.len() - left, attempts, "{policy:?} {outcomes:?}");
            let slept: Vec<_> = clock.0.lock().expect("no test panics with it").drain(..).collect();
            let slept: Vec<_> = slept.iter().map(Duration::as_micros).collect();
            assert_eq!(slept, pauses, "{policy:?} {outcomes:?}");
            match (&outcomes[attempts - 1].0, sent) {
                (Outcome::Status(200, _), sent) => sent.expect("an answer"),
                (last, sent) => {
                    let error = sent.expect_err("an error");
                    assert_eq!(error.attempts() as usize, attempts, "{error}");
                    match last {
                        Outcome::NoConnection => assert!(error.is_connect(), "{error}"),
                        Outcome::Broken => assert!(matches!(error, Error::Transport(_)), "{error}"),
                        Outcome::Status(status, _) => {
                            assert_eq!(error.status().map(|status| status.as_u16()), Some(*status));
                        }
                    }
                }
            }
        }
    }
}

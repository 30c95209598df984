//! The number of attempts, and the pauses between them.

use std::time::Duration;

use super::{
    Create, List, Pauses, SOON, Start, builder,
    server::{Reply, Server, Step, answer, events_head, json},
};
use crate::runtime::{Error, Request, RetryPolicy};

/// Sends a POST to a server with these responses. Returns the number of attempts and the pauses between them.
async fn post(replies: impl IntoIterator<Item = Reply>) -> (Result<(), Error>, usize, Vec<u128>) {
    let server = Server::start(replies).await;
    let pauses = Pauses::default();
    let client = builder(&server).clock(pauses.clone()).build().expect("a client");
    let answer = Request::<Create>::new(&client).json(&1_i64).send().await.map(drop);
    let bodies: Vec<_> = server.requests().into_iter().map(|request| request.body).collect();
    assert!(bodies.iter().all(|body| body == b"1"), "every attempt sends the same body");
    (answer, bodies.len(), pauses.milliseconds())
}

#[tokio::test]
async fn statuses_that_pass_are_retried_twice_with_growing_pauses() {
    for status in [408, 429, 503, 529] {
        let (answer, asked, pauses) = post([json(status, "{}")]).await;
        assert!(matches!(&answer, Err(Error::Api(error)) if error.attempts() == 3), "{answer:?}");
        assert_eq!((asked, &pauses[..]), (3, &[500, 1000][..]), "{status}");
    }
}

#[tokio::test]
async fn a_post_that_the_server_failed_on_may_have_been_acted_on_and_is_not_repeated() {
    for status in [500, 502, 504] {
        let (_, asked, _) = post([json(status, "{}")]).await;
        assert_eq!(asked, 1, "{status}");
        let server = Server::start([json(status, "{}")]).await;
        let client = builder(&server).build().expect("a client");
        Request::<List>::new(&client).send().await.expect_err("an error");
        Request::<Create>::new(&client).json(&1_i64).idempotent().send().await.map(drop).expect_err("an error");
        assert_eq!(server.requests().len(), 6, "{status}");
    }
}

#[tokio::test]
async fn statuses_that_stay_are_not_retried() {
    for status in [400, 401, 403, 404, 409, 422] {
        let (_, asked, _) = post([json(status, "{}")]).await;
        assert_eq!(asked, 1, "{status}");
    }
}

#[tokio::test]
async fn a_conflict_is_never_retried_even_if_the_server_says_so() {
    let (_, asked, _) = post([answer(409, &[("x-should-retry", "true"), ("retry-after", "1")], "")]).await;
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn the_server_says_how_long_to_wait_and_whether_at_all() {
    for status in [408, 429, 503, 529] {
        let wait = answer(status, &[("retry-after", "3")], "");
        let short = answer(status, &[("retry-after-ms", "20"), ("retry-after", "3")], "");
        let (answered, asked, pauses) = post([wait, short, json(200, "{}")]).await;
        assert!(answered.is_ok());
        assert_eq!((asked, &pauses[..]), (3, &[3000, 20][..]));
    }
    let date = answer(503, &[("retry-after", "Thu, 01 Jan 1970 00:00:09 GMT")], "");
    assert_eq!(post([date, json(200, "{}")]).await.2, [9000]);
    let (_, asked, _) = post([answer(500, &[("x-should-retry", "false")], "")]).await;
    assert_eq!(asked, 1);
    let (_, asked, _) = post([answer(400, &[("x-should-retry", "true")], "")]).await;
    assert_eq!(asked, 3);
}

#[tokio::test]
async fn a_pause_beyond_the_limit_is_left_to_the_caller() {
    let (answered, asked, _) = post([answer(429, &[("retry-after", "3600")], "")]).await;
    let error = answered.expect_err("an error");
    assert_eq!((asked, error.retry_after()), (1, Some(Duration::from_secs(3600))));
}

#[tokio::test]
async fn a_pause_that_would_pass_the_total_deadline_is_not_begun() {
    let server = Server::start([answer(503, &[("retry-after", "30")], "")]).await;
    let client = builder(&server).total_timeout(Duration::from_secs(20)).build().expect("a client");
    assert!(matches!(Request::<List>::new(&client).send().await, Err(Error::Api(_))));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn every_attempt_is_counted_in_a_header_and_the_policy_of_the_call_goes_first() {
    let server = Server::start([json(500, "{}")]).await;
    let client = builder(&server).max_retries(5).retry_count_header("X-Retry-Count").build().expect("a client");
    let request = Request::<List>::new(&client);
    request.clone().max_retries(3).send().await.expect_err("an error");
    let counts: Vec<_> =
        server.requests().iter().filter_map(|request| request.header("x-retry-count").map(str::to_owned)).collect();
    assert_eq!(counts, ["0", "1", "2", "3"]);
    let policy = RetryPolicy { max_retries: 0, ..RetryPolicy::default() };
    request.retry(policy).send().await.expect_err("an error");
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn an_outage_is_not_multiplied() {
    let server = Server::start([json(503, "{}")]).await;
    let client = builder(&server).retry_budget(5).build().expect("a client");
    for _ in 0..20 {
        Request::<List>::new(&client.clone()).send().await.expect_err("an error");
    }
    assert_eq!(server.requests().len(), 25);
}

#[tokio::test]
async fn a_stream_is_retried_until_it_begins_and_not_after() {
    let mut broken = events_head();
    broken.extend_from_slice(b"b\r\ndata: {}\n\n\n\r\n");
    let server = Server::start([json(529, "{}"), vec![Step::Send(broken), Step::Reset]]).await;
    let client = builder(&server).timeout(SOON).build().expect("a client");
    let mut events = Request::<Start>::new(&client).send().await.expect("a stream");
    assert!(events.next().await.expect("an event").is_ok());
    let error = events.next().await.expect("an error").expect_err("a reset");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert!(events.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn successes_give_the_budget_back() {
    let ok = || json(200, "[]");
    let replies = [json(503, "{}")].into_iter().chain((0..10).map(|_| ok())).chain([json(503, "{}"), ok()]);
    let server = Server::start(replies).await;
    let client = builder(&server).retry_budget(1).build().expect("a client");
    for _ in 0..11 {
        Request::<List>::new(&client).send().await.expect("an answer");
    }
    assert_eq!(server.requests().len(), 13);
}

#[tokio::test]
async fn the_callers_own_count_is_sent_unchanged() {
    let server = Server::start([json(500, "{}"), json(200, "[]")]).await;
    let client = builder(&server).retry_count_header("x-retry-count").build().expect("a client");
    Request::<List>::new(&client).header("X-Retry-Count", "7").send().await.expect("an answer");
    let counts: Vec<_> =
        server.requests().iter().map(|request| request.header("x-retry-count").map(str::to_owned)).collect();
    assert_eq!(counts, [Some("7".to_owned()), Some("7".to_owned())]);
}

#[tokio::test]
async fn a_response_that_is_not_an_error_requests_no_pause() {
    for status in [301, 304, 307] {
        let server = Server::start([answer(status, &[("retry-after", "3"), ("location", "/x")], "")]).await;
        let client = builder(&server).build().expect("a client");
        let error = Request::<List>::new(&client).send().await.expect_err("no success");
        assert_eq!((error.retry_after(), server.requests().len()), (None, 1), "{status}");
    }
}

//! A server that disappears before, during or after a stream: each call ends within its limit, and its error has the reason.

use std::{
    error::Error as _,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};

use managed_agents::{
    Client, Error, FollowStep, Result,
    runtime::{IssuedCredential, ProviderError, TimeoutPhase},
    types::{EventBatch, UserMessage},
};

use crate::{
    follow::{Pauses, events, page, sse, told},
    server::{KEY, Reply, Server},
    session::{Session, end_turn, message, running},
};

/// A limit that is reached.
const SHORT: Duration = Duration::from_millis(300);

/// A limit that is reached after a call that ends within it, on a busy machine too.
const LONGER: Duration = Duration::from_secs(3);

fn batch() -> EventBatch {
    EventBatch::new([UserMessage::text("Go.")])
}

/// A client of a port without a server.
async fn client_of_nobody() -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    Client::builder()
        .base_url(format!("http://{address}"))
        .api_key(KEY)
        .max_retries(0)
        .build()
        .expect("the settings are right")
}

/// The result of a future that has to end soon.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it ends within its limit")
}

fn phase(error: &Error) -> TimeoutPhase {
    match error {
        Error::Timeout(error) => error.phase(),
        other => panic!("no limit was reached: {other:?}"),
    }
}

fn refused<T>(result: Result<T>) {
    match result {
        Err(Error::Connect(error)) => assert_eq!(error.attempts(), 1),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("there is nobody to answer"),
    }
}

#[tokio::test]
async fn all_calls_fail_at_once_if_the_server_is_gone_before() {
    let client = client_of_nobody().await;
    let events = client.events();
    refused(soon(events.follow("sesn_1").try_next()).await);
    refused(soon(events.follow("sesn_1").from_now().open()).await);
    refused(soon(events.follow("sesn_1").next_step()).await.transpose());
    refused(soon(events.send_and_wait("sesn_1", &batch())).await);
    refused(soon(events.wait_until_processed("sesn_1", ["e1"])).await);
    refused(soon(events.list("sesn_1").items().try_next()).await);
    refused(soon(events.list("sesn_1").pages().try_next()).await);
}

#[cfg(feature = "blocking")]
#[test]
fn all_blocking_calls_fail_at_once_if_the_server_is_gone_before() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime for the server");
    let client = runtime.block_on(client_of_nobody());
    let events = client.events();
    let began = std::time::Instant::now();
    refused(events.follow("sesn_1").next_blocking().transpose());
    refused(events.follow("sesn_1").next_step_blocking().transpose());
    refused(events.follow("sesn_1").open_blocking());
    refused(events.send_and_wait_blocking("sesn_1", &batch()));
    refused(events.wait_until_processed("sesn_1", ["e1"]).wait_blocking());
    refused(events.list("sesn_1").items().next_blocking().transpose());
    refused(events.list("sesn_1").pages().next_blocking().transpose());
    refused(events.list("sesn_1").items().try_collect_blocking::<Vec<_>>());
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_stream_whose_server_goes_away_ends_at_the_limit_for_connecting_again() {
    let mut session = Session::start([message("e1", "One.")]).await;
    let client = session.client();
    let mut follow = client.events().follow("sesn_1").reconnect_timeout(SHORT);
    assert!(matches!(follow.try_next().await, Ok(Some(_))));
    follow.open().await.expect("the stream is open");
    session.go_down().await;
    let error = soon(follow.try_next()).await.expect_err("the server is gone");
    assert_eq!(phase(&error), TimeoutPhase::Reconnect);
    assert_eq!(error.to_string(), "streamSessionEvents: the connection was lost and not made again within 300ms");
    assert!(error.source().is_some(), "it says why: {error:?}");
    assert!(soon(follow.next()).await.is_none());
}

#[tokio::test]
async fn a_server_that_refuses_to_connect_again_is_named_as_the_cause() {
    let mut session = Session::start([]).await;
    let client = session.builder().clock(Pauses::default()).build().expect("the settings are right");
    let mut follow = client.events().follow("sesn_1").reconnect_timeout(SHORT);
    follow.open().await.expect("the stream is open");
    session.go_down().await;
    let error = soon(follow.try_next()).await.expect_err("the server is gone");
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    assert!(cause.starts_with("streamSessionEvents: no connection to 127.0.0.1:"), "{cause}");
}

#[tokio::test]
async fn a_provider_of_tokens_that_fails_for_a_time_does_not_end_a_stream() {
    let replies = [Reply::cut(&[], true), page(&[]), Reply::cut(&sse(&events()), true), page(&[])];
    let server = Server::start(replies).await;
    // The token endpoint is out of reach together with the API.
    let asked = Arc::new(AtomicU32::new(0));
    let tokens = move || {
        let is_down = (2..=5).contains(&asked.fetch_add(1, Ordering::Relaxed));
        async move {
            let token = IssuedCredential::token("t").expires_in(Duration::ZERO);
            if is_down { Err(ProviderError::temporary("no connection")) } else { Ok(token) }
        }
    };
    let builder = Client::builder().base_url(server.url()).max_retries(0).clock(Pauses::default());
    let client = builder.token_provider(tokens).build().expect("the settings are right");
    assert_eq!(told(&client).await, ["e1", "e2", "e3", "e4", "e5"]);
}

#[tokio::test]
async fn a_stream_that_is_ended_and_never_opened_again_ends_at_the_limit() {
    let replies = [Reply::cut(&[], true), page(&[]), Reply::Silence];
    let server = Server::start(replies).await;
    let client = server.builder().clock(Pauses::default()).build().expect("the settings are right");
    let mut follow = client.events().follow("sesn_1").reconnect_timeout(SHORT);
    let error = soon(follow.try_next()).await.expect_err("nobody answers");
    assert_eq!(phase(&error), TimeoutPhase::Reconnect);
}

#[tokio::test]
async fn a_server_that_falls_silent_ends_at_the_limit_between_two_events() {
    let session = Session::start([message("e1", "One.")]).await;
    let client = session.client();
    let mut follow = client.events().follow("sesn_1").idle_timeout(LONGER);
    assert!(matches!(follow.try_next().await, Ok(Some(_))));
    let error = soon(follow.try_next()).await.expect_err("nothing happens");
    assert_eq!((phase(&error), error.is_timeout()), (TimeoutPhase::Idle, true));
    // An event restarts the time, and the time between two polls does not count.
    let mut follow = client.events().follow("sesn_1").from_now().idle_timeout(LONGER);
    follow.open().await.expect("the stream is open");
    for id in ["e2", "e3", "e4"] {
        tokio::time::sleep(LONGER * 2 / 3).await;
        session.push(message(id, "More."));
        assert_eq!(
            follow.try_next().await.expect("no limit").and_then(|event| event.id().map(str::to_owned)).as_deref(),
            Some(id)
        );
    }
}

#[tokio::test]
async fn a_server_that_ends_each_stream_at_once_ends_at_a_limit() {
    for is_total in [true, false] {
        let session = Session::start([message("e1", "One.")]).await;
        session.end_next_streams(usize::MAX);
        let client = session.builder().clock(Pauses::default()).build().expect("the settings are right");
        let follow = client.events().follow("sesn_1");
        let mut follow = if is_total { follow.total_timeout(LONGER) } else { follow.idle_timeout(LONGER) };
        assert!(matches!(follow.try_next().await, Ok(Some(_))));
        let error = soon(follow.try_next()).await.expect_err("nothing happens");
        assert_eq!(phase(&error), if is_total { TimeoutPhase::Total } else { TimeoutPhase::Idle });
    }
}

#[tokio::test]
async fn a_turn_whose_server_goes_away_ends_at_its_limit() {
    let mut session = Session::start([end_turn("i")]).await;
    session.react(|_| vec![running("r")]);
    let client = session.client();
    let turn = tokio::spawn(client.events().send_and_wait("sesn_1", &batch()).reconnect_timeout(SHORT));
    while !session.asked().iter().any(|asked| asked == "send") {
        tokio::task::yield_now().await;
    }
    session.go_down().await;
    let error = soon(turn).await.expect("no panic").expect_err("the server is gone");
    // Otherwise, the response to the message was lost too.
    assert!(matches!(error, Error::Transport(_)) || phase(&error) == TimeoutPhase::Reconnect, "{error:?}");

    let session = Session::start([end_turn("i")]).await;
    let client = session.client();
    let error = soon(client.events().send_and_wait("sesn_1", &batch()).idle_timeout(SHORT)).await.expect_err("silence");
    assert_eq!(phase(&error), TimeoutPhase::Idle);
    let error =
        soon(client.events().send_and_wait("sesn_1", &batch()).total_timeout(SHORT)).await.expect_err("silence");
    assert_eq!(phase(&error), TimeoutPhase::Total);
}

#[tokio::test]
async fn sending_that_is_not_answered_ends_at_the_limit_of_the_turn() {
    let (stream, _open) = Reply::events();
    let server = Server::start([stream, page(&[]), Reply::Silence]).await;
    let client = server.client();
    let turn = client.events().send_and_wait("sesn_1", &batch()).total_timeout(SHORT);
    assert_eq!(phase(&soon(turn).await.expect_err("no answer")), TimeoutPhase::Total);
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_forms_end_at_the_same_limits() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime for the server");
    let session = runtime.block_on(Session::start([end_turn("i")]));
    let client = session.client();
    let mut follow = client.events().follow("sesn_1").from_now().idle_timeout(SHORT);
    let error = follow.next_blocking().transpose().expect_err("silence");
    assert_eq!(phase(&error), TimeoutPhase::Idle);
    let turn = client.events().send_and_wait("sesn_1", &batch()).idle_timeout(SHORT);
    assert_eq!(phase(&turn.wait_blocking().expect_err("silence")), TimeoutPhase::Idle);
}

#[tokio::test]
async fn lists_end_with_an_error_if_the_server_goes_away_between_two_pages() {
    let mut session = Session::start((0..3).map(|index| message(&format!("e{index}"), "One."))).await;
    let client = session.client();
    let mut items = client.events().list("sesn_1").limit(1).items();
    let mut pages = client.events().list("sesn_1").limit(1).pages();
    assert!(matches!(items.try_next().await, Ok(Some(_))) && matches!(pages.try_next().await, Ok(Some(_))));
    session.go_down().await;
    let lost = |error: &Error| matches!(error, Error::Connect(_) | Error::Transport(_));
    assert!(soon(items.try_next()).await.is_err_and(|error| lost(&error)));
    assert!(soon(pages.try_next()).await.is_err_and(|error| lost(&error)));

    let first = || Reply::json(200, r#"{"data": [], "next_page": "b"}"#);
    let server = Server::start([first(), Reply::Silence]).await;
    let client = server.builder().timeout(LONGER).build().expect("the settings are right");
    let error = soon(client.events().list("sesn_1").items().try_next()).await.expect_err("no second page");
    assert_eq!(phase(&error), TimeoutPhase::Headers);
}

#[tokio::test]
async fn each_lost_connection_is_reported() {
    let session = Session::start([]).await;
    session.end_next_streams(2);
    let calls = Arc::new(AtomicUsize::new(0));
    let client = session.builder().clock(Pauses::default()).build().expect("the settings are right");
    let mut follow = client.events().follow("sesn_1").on_reconnect({
        let calls = Arc::clone(&calls);
        move |_| {
            calls.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert!(matches!(follow.next_step().await, Some(Ok(FollowStep::HistoryEnd))));
    for attempt in [1, 2] {
        let step = follow.next_step().await;
        let Some(Ok(FollowStep::Reconnect(lost))) = step else { panic!("{step:?}") };
        assert_eq!(
            (lost.attempt, lost.pause.as_millis(), lost.error.is_none()),
            (attempt, 500 * u128::from(attempt), true)
        );
    }
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_pause_beyond_the_limit_is_not_made() {
    let late = Reply::new(429, &[("retry-after", "600")], "{}");
    let server = Server::start([Reply::cut(&[], true), page(&[]), late]).await;
    let client = server.builder().clock(Pauses::default()).build().expect("the settings are right");
    let error = soon(client.events().follow("sesn_1").try_next()).await.expect_err("it will not be mended in time");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
}

#[tokio::test]
async fn the_limits_end_without_being_set() {
    let mut session = Session::start([end_turn("i")]).await;
    // The limit of the stream is a week, so that it does not end the call.
    let builder = session.builder().idle_timeout(Duration::from_secs(7 * 24 * 3600));
    let client = builder.build().expect("the settings are right");
    let mut idle = client.events().follow("sesn_1").from_now();
    let mut lost = client.events().follow("sesn_1").from_now();
    idle.open().await.expect("the stream is open");
    lost.open().await.expect("the stream is open");
    // From here on, time advances as soon as all tasks wait.
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    let error = idle.try_next().await.expect_err("nothing happens");
    assert_eq!((phase(&error), began.elapsed().as_secs()), (TimeoutPhase::Idle, 3600));
    // A separate thread reads connections. It needs real time to notice that the server has gone.
    tokio::time::resume();
    session.go_down().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    let error = lost.try_next().await.expect_err("nobody is there");
    assert_eq!((phase(&error), began.elapsed().as_secs()), (TimeoutPhase::Reconnect, 300));
}

//! Servers at the limits of HTTP: interim responses, empty and partial successes, responses without an end.

use serde_json::Value;

use super::{
    API, Follow, Get, List, Pauses, SOON, builder,
    server::{Server, Step, answer, events_head, json},
};
use crate::runtime::{ClientBuilder, Error, Request, TimeoutPhase};

#[tokio::test]
async fn interim_answers_are_not_the_answer() {
    let mut reply =
        vec![Step::Send(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n".to_vec())];
    reply.extend(json(200, "[1]"));
    let server = Server::start([reply]).await;
    let client = builder(&server).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1]);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn interim_answers_without_end_are_ended_by_the_timeout() {
    let hints = b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1 << 16);
    let server = Server::start([vec![Step::Send(hints), Step::Hang]]).await;
    let client = builder(&server).timeout(SOON).max_retries(0).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("no answer");
    assert!(matches!(&error, Error::Timeout(error) if error.phase() == TimeoutPhase::Headers), "{error:?}");
    server.all_closed().await;
}

#[tokio::test]
async fn statuses_without_content_are_null_and_other_statuses_are_errors() {
    for status in [204, 205] {
        let server = Server::start([answer(status, &[], "")]).await;
        let client = builder(&server).build().expect("a client");
        let value = Request::<Get>::new(&client).path("id", 1).send().await.expect("nothing");
        assert_eq!(value, Value::Null);
        assert!(matches!(Request::<Follow>::new(&client).send().await, Err(Error::Decode(_))));
    }
    for (status, kind) in [(304, "not_modified"), (300, "multiple_choices")] {
        let server = Server::start([answer(status, &[], "")]).await;
        let client = builder(&server).build().expect("a client");
        let error = Request::<List>::new(&client).send().await.expect_err("no success");
        let Error::Api(error) = error else { panic!("{error}") };
        assert_eq!((error.kind(), error.is_retryable(), server.requests().len()), (kind, false, 1));
    }
}

#[tokio::test]
async fn a_switch_of_protocols_is_not_a_response() {
    let server = Server::start([answer(101, &[("connection", "upgrade"), ("upgrade", "x")], "")]).await;
    let client = builder(&server).max_retries(0).build().expect("a client");
    assert!(Request::<List>::new(&client).send().await.is_err());
}

#[tokio::test]
async fn json_nested_without_measure_is_an_error_and_not_the_end_of_the_stack() {
    let deep = "[".repeat(1 << 20);
    let server = Server::start([json(200, &deep), json(400, &deep)]).await;
    let client = builder(&server).build().expect("a client");
    let error = Request::<Get>::new(&client).path("id", 1).send().await.expect_err("too deep");
    assert!(matches!(error, Error::Decode(_)) && format!("{error}{error:?}").len() < 2000, "{error}");
    assert!(matches!(Request::<List>::new(&client).send().await, Err(Error::Api(_))));
}

#[tokio::test]
async fn long_texts_of_the_server_are_cut_in_the_log() {
    let long = "x".repeat(100_000);
    let body = format!(r#"{{"error":{{"type":"{long}","message":"{long}"}},"request_id":"{long}"}}"#);
    let server = Server::start([answer(400, &[("content-type", "a/b")], body)]).await;
    let client = builder(&server).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("an error");
    assert!(error.to_string().len() < 1000);
    assert!(format!("{error:?}").len() < 2000);
}

#[tokio::test]
async fn a_stream_of_nothing_but_signs_of_life_gives_the_other_tasks_their_turn() {
    let mut reply = vec![Step::Send(events_head())];
    let pings = "event: ping\ndata: {}\n\n: comment\n\n".repeat(10_000);
    reply.extend((0..20).map(|_| Step::Send(super::server::chunk(&pings))));
    reply.push(Step::Hang);
    let server = Server::start([reply]).await;
    let client = builder(&server).idle_timeout(SOON * 5).build().expect("a client");
    let mut events = Request::<Follow>::new(&client).send().await.expect("a stream");
    assert!(tokio::time::timeout(SOON, events.next()).await.is_err(), "nothing comes, and the timer has its turn");
}

#[tokio::test]
async fn a_call_or_stream_that_is_dropped_leaves_no_task_behind() {
    let stream = vec![Step::Send(events_head()), Step::Hang];
    let server = Server::start([vec![Step::Hang], stream]).await;
    let client = builder(&server).build().expect("a client");
    let thread = client.inner().connections.thread().handle().expect("a thread");
    let alive = || thread.metrics().num_alive_tasks();
    let idle = alive();
    let call = tokio::spawn(Request::<List>::new(&client).send());
    server.asked(1).await;
    call.abort();
    assert!(call.await.is_err_and(|error| error.is_cancelled()));
    let events = Request::<Follow>::new(&client).send().await.expect("a stream");
    assert!(alive() > idle);
    drop(events);
    let all_gone = async {
        while alive() > idle {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON * 10, all_gone).await.expect("no task");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_connects_leaves_nothing_behind() {
    let server = Server::start([json(200, "[]")]).await;
    let client = ClientBuilder::new(&API).base_url(server.url()).api_key("k").clock(Pauses::default()).build();
    let client = client.expect("a client");
    let mut call = Box::pin(Request::<List>::new(&client).send());
    std::future::poll_fn(|context| {
        assert!(call.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    drop(call);
    server.all_closed().await;
    assert_eq!(server.requests().len(), 0);
}

/// The connection is on a thread of the client. The thread ends when the client and the connection have ended.
#[tokio::test]
async fn a_stream_outlives_its_client() {
    let steps = ["data: 1\n\n", "data: 2\n\n"].map(|event| Step::Trickle(super::server::chunk(event)));
    let reply = std::iter::once(Step::Send(events_head())).chain(steps).chain([Step::Hang]).collect();
    let server = Server::start([reply]).await;
    let client = builder(&server).build().expect("a client");
    let mut events = Request::<Follow>::new(&client).send().await.expect("a stream");
    drop(client);
    assert_eq!(events.try_next().await.expect("an event"), Some(1.into()));
    assert_eq!(events.try_next().await.expect("an event"), Some(2.into()));
    drop(events);
    server.all_closed().await;
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_does_not_run_ahead_of_an_answer() {
    let server = Server::start([json(200, "[1]")]).await;
    let client = builder(&server).build().expect("a client");
    for _ in 0..20 {
        assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1]);
    }
}

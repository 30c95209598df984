//! The event stream of a session.

use document_client::{Error, runtime::StreamErrorKind};

use crate::server::{Reply, Server, exchange};

#[tokio::test]
async fn an_event_arrives_before_the_server_sends_the_next() {
    let (reply, sender) = Reply::events();
    let server = Server::start([reply]).await;
    let mut events = server.client().events().stream("sesn_1").send().await.expect("a stream");
    for number in 1..=3 {
        // The server gets the next event only after this one has been read. If the client held events back, the test would hang.
        sender.send(format!(": hello\n\nevent: message\ndata: {{\"n\":{number}}}\n\n")).expect("the server listens");
        let event = events.try_next().await.expect("no error").expect("an event");
        assert_eq!((&*event.event, event.data), ("message", format!("{{\"n\":{number}}}")));
    }
    drop(sender);
    assert_eq!(events.try_next().await.expect("no error"), None);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_has_no_name_for_events_that_have_none_and_skips_pings() {
    let (reply, sender) = Reply::events();
    sender.send("event: ping\ndata: {}\n\ndata: a\ndata: b\n\nevent: agent.message\nid: 7\n".to_owned()).expect("sent");
    sender.send("data: c\r\n\r\n".to_owned()).expect("sent");
    drop(sender);
    let (_, result) = exchange(reply, async |client| {
        let mut events = client.events().stream("sesn_1").send().await?;
        let mut seen = Vec::new();
        while let Some(event) = events.try_next().await? {
            seen.push((event.event, event.data, event.id));
        }
        Ok(seen)
    })
    .await;
    let seen = result.expect("no error");
    let seen: Vec<_> = seen.iter().map(|(event, data, id)| (&**event, data.as_str(), id.as_str())).collect();
    assert_eq!(seen, [("message", "a\nb", ""), ("agent.message", "c", "7")]);
}

#[tokio::test]
async fn an_event_named_error_is_an_error_after_the_events_before_it() {
    let (reply, sender) = Reply::events();
    sender.send("data: 1\n\n".to_owned()).expect("sent");
    let error = r#"{"type":"error","error":{"type":"overloaded_error","message":"come back later"}}"#;
    sender.send(format!("event: error\ndata: {error}\n\n")).expect("sent");
    let server = Server::start([reply]).await;
    let mut events = server.client().events().stream("sesn_1").send().await.expect("a stream");
    assert_eq!(events.try_next().await.expect("no error").expect("an event").data, "1");
    let error = events.try_next().await.expect_err("an error");
    assert_eq!(error.request_id(), Some("req_header"));
    assert!(error.to_string().contains("overloaded_error") && error.to_string().contains("come back later"), "{error}");
    let Error::Stream(error) = error else { panic!("{error}") };
    assert_eq!(error.reason(), StreamErrorKind::Event);
}

#[tokio::test]
async fn a_stream_that_breaks_inside_an_event_is_an_error() {
    let (reply, sender) = Reply::events();
    sender.send("data: 1\n\ndata: 2\n".to_owned()).expect("sent");
    drop(sender);
    let server = Server::start([reply]).await;
    let mut events = server.client().events().stream("sesn_1").send().await.expect("a stream");
    assert_eq!(events.try_next().await.expect("no error").expect("an event").data, "1");
    let Error::Stream(error) = events.try_next().await.expect_err("an unfinished event") else {
        panic!("another error")
    };
    assert_eq!(error.reason(), StreamErrorKind::Incomplete);
    assert_eq!(events.try_next().await.expect("no error"), None);
}

#[tokio::test]
async fn an_error_status_of_a_stream_is_an_error_of_the_call() {
    let body = r#"{"type":"error","error":{"type":"not_found_error","message":"no such session"}}"#;
    let (_, result) =
        exchange(Reply::json(404, body), async |client| client.events().stream("sesn_1").send().await).await;
    let error = result.expect_err("an error");
    assert_eq!(error.to_string(), "streamSession: 404 not_found_error: no such session (request req_header)");
}

#[tokio::test]
async fn json_in_place_of_a_stream_is_an_error_of_the_call() {
    let (_, result) =
        exchange(Reply::json(200, "{}"), async |client| client.events().stream("sesn_1").send().await).await;
    let Error::Decode(error) = result.expect_err("no stream") else { panic!("another error") };
    assert_eq!((error.operation(), error.content_type()), ("streamSession", Some("application/json")));
}

#[tokio::test]
async fn a_stream_can_be_had_with_its_headers_and_moved_to_another_task() {
    let (reply, sender) = Reply::events();
    sender.send("data: 1\n\n".to_owned()).expect("sent");
    let server = Server::start([reply]).await;
    let response = server.client().events().stream("sesn_1").send_with_response().await.expect("a stream");
    assert_eq!((response.request_id(), response.body()), (Some("req_header"), None));
    let mut events = response.into_value();
    let task = tokio::spawn(async move { events.try_next().await });
    assert_eq!(task.await.expect("no panic").expect("no error").expect("an event").data, "1");
    drop(sender);
}

//! What faults of the network and of servers become, and how often the server is asked.

use std::{error::Error as _, time::Duration};

use serde_json::Value;

use super::{
    API, Create, Delete, Get, List, Pauses, Read, SOON, builder,
    server::{LAST_CHUNK, Reply, Server, Step, answer, chunk, head, json},
};
use crate::runtime::{ClientBuilder, Error, Limits, Request, TimeoutPhase};

/// Sends a GET, which may be repeated; returns the error and how often the server was asked.
async fn get(reply: Reply) -> (Error, usize) {
    get_with(reply, |builder| builder).await
}

async fn get_with(reply: Reply, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Error, usize) {
    let server = Server::start([reply]).await;
    let client = settings(builder(&server)).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("a fault");
    (error, server.requests().len())
}

/// Sends a POST, which may not be repeated.
async fn post(reply: Reply) -> (Error, usize) {
    let server = Server::start([reply]).await;
    let client = builder(&server).build().expect("a client");
    let error = Request::<Create>::new(&client).send().await.expect_err("a fault");
    (error, server.requests().len())
}

/// Checks a break of the connection: three attempts of a GET, one of a POST.
async fn check_break(reply: Reply) {
    let (error, asked) = get(reply.clone()).await;
    assert!(matches!(&error, Error::Transport(error) if error.attempts() == 3), "{error:?}");
    assert!(error.is_retryable() && !error.is_connect() && !error.is_timeout());
    assert!(error.source().is_some());
    assert_eq!(asked, 3);
    let (error, asked) = post(reply).await;
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(asked, 1);
}

fn bytes(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_even_for_a_post() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let pauses = Pauses::default();
    let client = ClientBuilder::new(&API).base_url(url).api_key("k").clock(pauses.clone()).build().expect("a client");
    let error = Request::<Create>::new(&client).send().await.expect_err("no connection");
    assert!(matches!(&error, Error::Connect(error) if error.attempts() == 3), "{error:?}");
    assert!(error.is_connect() && error.is_retryable());
    assert_eq!(error.to_string(), "Create: no connection");
    assert_eq!(pauses.milliseconds(), [500, 1000]);
}

#[tokio::test]
async fn a_reset_before_the_headers_is_a_broken_connection() {
    check_break(vec![Step::Reset]).await;
    check_break(vec![Step::Close]).await;
}

#[tokio::test]
async fn a_reset_within_the_headers_is_a_broken_connection() {
    check_break(vec![bytes("HTTP/1.1 200 OK\r\ncontent-le"), Step::Reset]).await;
    check_break(vec![bytes("HTTP/1.1 200 OK\r\ncontent-le"), Step::Close]).await;
}

#[tokio::test]
async fn a_reset_after_the_headers_is_a_broken_connection() {
    check_break(vec![bytes("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"), Step::Reset]).await;
}

#[tokio::test]
async fn a_reset_in_the_body_is_a_broken_connection() {
    check_break(vec![bytes("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n[1,"), Step::Reset]).await;
}

#[tokio::test]
async fn a_body_shorter_than_its_length_is_a_broken_connection() {
    check_break(vec![bytes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[1,2]"), Step::Close]).await;
}

#[tokio::test]
async fn a_truncated_chunked_body_is_a_broken_connection() {
    let start = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    check_break(vec![bytes(start), Step::Send(chunk("[1,2]")), Step::Close]).await;
    check_break(vec![bytes(start), bytes("9\r\n[1,"), Step::Close]).await;
    check_break(vec![bytes(start), bytes("nonsense\r\n"), Step::Close]).await;
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_a_broken_connection() {
    check_break(vec![bytes("SSH-2.0-OpenSSH_9.9\r\n\r\n")]).await;
}

#[tokio::test]
async fn a_body_longer_than_its_length_is_cut_and_the_next_call_is_sound() {
    let long = vec![bytes("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n[1,2]HTTP/1.1 200 OK\r\n\r\nsmuggled")];
    let server = Server::start([long, json(200, "[3]")]).await;
    let client = builder(&server).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1, 2]);
    assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [3]);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn an_answer_byte_by_byte_is_an_answer() {
    let mut answer = head(200, &[("transfer-encoding", "chunked")]);
    answer.extend_from_slice(b"\r\n");
    answer.extend(chunk("[1").into_iter().chain(chunk(",2]")).chain(LAST_CHUNK.iter().copied()));
    let server = Server::start([vec![Step::Trickle(answer)]]).await;
    let client = builder(&server).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1, 2]);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn headers_that_do_not_come_in_time_are_a_timeout() {
    let (error, asked) =
        get_with(vec![bytes("HTTP/1.1 200 OK\r\nx: "), Step::Hang], |builder| builder.timeout(SOON)).await;
    assert!(matches!(&error, Error::Timeout(error) if error.phase() == TimeoutPhase::Headers), "{error:?}");
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(error.to_string(), "List: no answer within 100ms");
    assert_eq!(asked, 3);
}

#[tokio::test]
async fn a_body_that_stalls_is_a_timeout_and_its_connection_is_closed() {
    let reply = vec![bytes("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n[1,"), Step::Hang];
    let server = Server::start([reply]).await;
    let client = builder(&server).timeout(SOON).max_retries(0).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("a stall");
    assert!(matches!(&error, Error::Timeout(error) if error.phase() == TimeoutPhase::Body), "{error:?}");
    server.all_closed().await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_post_that_is_not_answered_in_time_is_sent_once_unless_the_caller_allows_more() {
    let server = Server::start([vec![Step::Hang], json(200, "{}")]).await;
    let client = builder(&server).timeout(SOON).build().expect("a client");
    let request = Request::<Create>::new(&client);
    assert!(matches!(request.clone().send().await, Err(Error::Timeout(_))));
    assert_eq!(server.requests().len(), 1);

    let server = Server::start([vec![Step::Hang], json(200, "{}")]).await;
    let client = builder(&server).timeout(SOON).build().expect("a client");
    Request::<Create>::new(&client).idempotent().send().await.expect("an answer");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_total_deadline_ends_all_attempts() {
    let (error, asked) = get_with(vec![Step::Hang], |builder| builder.total_timeout(SOON)).await;
    assert!(matches!(&error, Error::Timeout(error) if error.limit() == SOON), "{error:?}");
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn dropping_a_pending_call_closes_its_connection() {
    let server = Server::start([vec![Step::Hang]]).await;
    let client = builder(&server).build().expect("a client");
    let call = tokio::spawn(Request::<List>::new(&client).send());
    server.asked(1).await;
    call.abort();
    server.all_closed().await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_connection_is_used_again_after_an_error_answer() {
    let server = Server::start([json(404, "{}"), json(500, "<html>"), json(200, "[]")]).await;
    let client = builder(&server).build().expect("a client");
    assert!(matches!(Request::<List>::new(&client).send().await, Err(Error::Api(_))));
    Request::<List>::new(&client).send().await.expect("an answer");
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn a_connection_that_the_server_has_closed_is_not_used_again() {
    let mut closing = json(200, "[1]");
    closing.push(Step::Close);
    let server = Server::start([closing, json(200, "[2]")]).await;
    let client = builder(&server).build().expect("a client");
    Request::<Create>::new(&client).send().await.expect("an answer");
    server.all_closed().await;
    Request::<Create>::new(&client).send().await.expect("an answer");
    assert_eq!((server.requests().len(), server.connections()), (2, 2));
}

#[tokio::test]
async fn an_answer_that_comes_before_the_body_is_sent_is_the_answer() {
    // The server reads the head and the beginning of the body, answers, and goes away.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.read_exact(&mut [0; 1000]).await.expect("a beginning");
        stream.write_all(b"HTTP/1.1 413 S\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await.expect("an answer");
        while stream.read(&mut [0; 4096]).await.is_ok_and(|length| length > 0) {}
    });
    let client = ClientBuilder::new(&API).base_url(url).api_key("k").build().expect("a client");
    let error =
        Request::<Create>::new(&client).bytes("image/png", vec![0; 4 << 20]).send().await.expect_err("an error");
    assert!(matches!(&error, Error::Api(error) if error.status().as_u16() == 413), "{error:?}");
    server.await.expect("no panic");
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn a_handshake_that_fails_is_no_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut hello = vec![0; 4096];
        let length = stream.read(&mut hello).await.expect("a beginning");
        hello.truncate(length);
        stream.write_all(b"this is no TLS").await.expect("an answer");
        hello
    });
    let client = ClientBuilder::new(&API).base_url(url).api_key("k").max_retries(0).build().expect("a client");
    let error = Request::<Create>::new(&client).send().await.expect_err("no TLS");
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    // A handshake record with a client hello in it, and nothing of the request.
    let hello = server.await.expect("no panic");
    assert_eq!((hello[0], hello[5]), (22, 1));
    // HTTP/2 is offered where it is enabled, for the server to choose.
    let offered = hello.windows(12).any(|window| window == b"\x02h2\x08http/1.1");
    assert_eq!(offered, cfg!(feature = "http2"));
}

#[tokio::test]
async fn a_documented_error_says_what_kind_it_is_and_what_happened() {
    let body = r#"{"type":"error","error":{"type":"not_found_error","message":"no\nsuch agent"},"request_id":"body"}"#;
    let (error, asked) = get(answer(404, &[("request-id", "header")], body)).await;
    assert_eq!(asked, 1);
    assert_eq!(error.to_string(), "List: 404 not_found_error: no such agent (request header)");
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!(
        (error.kind(), error.message(), error.request_id()),
        ("not_found_error", Some("no\nsuch agent"), Some("header"))
    );
    assert_eq!(error.body_as::<Value>().expect("JSON")["type"], "error");
    assert_eq!(
        (error.operation(), error.attempts(), error.headers()["request-id"].to_str().ok()),
        ("List", 1, Some("header"))
    );

    let (error, _) = get(answer(404, &[], body)).await;
    assert_eq!(error.request_id(), Some("body"));
}

#[tokio::test]
async fn an_error_page_of_a_proxy_is_named_by_its_title() {
    let page = "<html><head><title>502 Bad Gateway</title></head><body>secret</body></html>";
    let (error, asked) = get(answer(502, &[("content-type", "text/html")], page)).await;
    assert_eq!(asked, 3);
    assert_eq!(error.to_string(), "List: 502 bad_gateway: 75 bytes of text/html, “502 Bad Gateway”");
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!((error.status().as_u16(), error.attempts(), &error.body()[..]), (502, 3, page.as_bytes()));
}

#[tokio::test]
async fn an_error_without_a_body_or_with_another_one_is_told_by_its_status() {
    for (status, body, kind) in [
        (400, "", "bad_request"),
        (401, "null", "unauthorized"),
        (404, "{}", "not_found"),
        (413, r#"{"error":7}"#, "payload_too_large"),
        (418, r#"{"error":{"type":1,"message":[]}}"#, "i_m_a_teapot"),
        (499, "", "client_error"),
        (529, "", "server_error"),
    ] {
        let (error, _) = get(answer(status, &[("content-type", "application/json")], body)).await;
        let Error::Api(error) = error else { panic!("{error}") };
        assert_eq!((error.kind(), error.message(), &error.body()[..]), (kind, None, body.as_bytes()));
    }
}

#[tokio::test]
async fn an_error_whose_body_is_cut_or_stalls_is_still_that_error() {
    let start = "HTTP/1.1 400 Bad\r\ncontent-length: 50\r\n\r\n{\"error\":";
    let (error, asked) = get(vec![bytes(start), Step::Reset]).await;
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!((error.status().as_u16(), asked), (400, 1));
    assert!(matches!(error.source().and_then(|source| source.downcast_ref()), Some(Error::Transport(_))));

    let (error, _) = get_with(vec![bytes(start), Step::Hang], |builder| builder.timeout(SOON)).await;
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!((error.status().as_u16(), &error.body()[..]), (400, &b"{\"error\":"[..]));
    assert!(matches!(error.source().and_then(|source| source.downcast_ref()), Some(Error::Timeout(_))));
}

#[tokio::test]
async fn bodies_beyond_their_limits_are_not_read() {
    let mut limits = Limits::default();
    (limits.body, limits.error_body) = (10, 10);
    let body = "[1,2,3,4,5,6]";
    let chunked = |status: u16| {
        let start = format!("HTTP/1.1 {status} S\r\ntransfer-encoding: chunked\r\n\r\n");
        vec![bytes(&start), Step::Send(chunk(body)), Step::Hang]
    };
    for reply in [json(200, body), chunked(200)] {
        let (error, asked) = get_with(reply, |builder| builder.limits(limits)).await;
        assert!(matches!(&error, Error::Limit(error) if error.limit() == 10), "{error:?}");
        assert_eq!((error.to_string().as_str(), asked), ("List: more than 10 bytes of the body", 1));
    }
    for reply in [json(400, body), chunked(400)] {
        let (error, _) = get_with(reply, |builder| builder.limits(limits)).await;
        let Error::Api(error) = error else { panic!("{error}") };
        assert_eq!(&error.body()[..], b"[1,2,3,4,5");
        assert!(matches!(error.source().and_then(|source| source.downcast_ref()), Some(Error::Limit(_))));
    }
    limits.body = body.len();
    let server = Server::start([json(200, body)]).await;
    let client = builder(&server).limits(limits).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send().await.expect("an answer").len(), 6);
}

#[tokio::test]
async fn too_many_headers_are_an_error_that_says_so() {
    for count in [100, 5000] {
        let names: Vec<String> = (0..count).map(|number| format!("x-{number}")).collect();
        let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
        let (error, asked) = get(answer(200, &headers, "[]")).await;
        assert!(error.to_string().starts_with("List: more than 100 headers"), "{error}");
        assert_eq!(asked, 1);
    }
    let long = "x".repeat(1 << 20);
    let (error, asked) = get(answer(200, &[("x", &long)], "[]")).await;
    assert!(matches!(error, Error::Limit(_)), "{error:?}");
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn an_undecodable_success_says_where_and_what_and_is_not_repeated() {
    let (error, asked) = get(json(200, r#"{"data":[]}"#)).await;
    assert_eq!(asked, 1);
    assert!(error.to_string().starts_with("List: the answer (200, application/json) is not what the API documents: "));
    let Error::Decode(error) = error else { panic!("{error}") };
    assert_eq!((error.request_id(), error.shape().as_str()), (Some("req_1"), "{data: []}"));
    assert_eq!(&error.body()[..], br#"{"data":[]}"#);

    for (body, message) in [("", "there is no body"), ("<html>", "expected value"), ("[1,", "EOF while parsing")] {
        let (error, asked) = get(answer(200, &[("content-type", "text/html")], body)).await;
        let Error::Decode(error) = error else { panic!("{error}") };
        assert!(error.message().starts_with(message), "{error}");
        assert_eq!((error.content_type(), asked), (Some("text/html"), 1));
    }
}

#[tokio::test]
async fn an_answer_without_a_body_is_null_and_one_nobody_described_is_kept_raw() {
    let server = Server::start([answer(204, &[], ""), json(200, r#"{"id":"a"}"#), answer(200, &[], [0xFF])]).await;
    let client = builder(&server).build().expect("a client");
    assert_eq!(Request::<Get>::new(&client).path("id", 1).send().await.expect("an answer"), Value::Null);
    let response = Request::<Delete>::new(&client).path("id", "a").send_with_response().await.expect("an answer");
    assert_eq!(response.body().map(|body| &body[..]), Some(&br#"{"id":"a"}"#[..]));
    assert!(matches!(Request::<Read>::new(&client).send().await, Err(Error::Decode(_))));
}

#[tokio::test]
async fn two_hundred_calls_at_once_are_answered_by_one_client() {
    let server = Server::start([json(200, "[1]")]).await;
    let client = builder(&server).build().expect("a client");
    let calls: Vec<_> = (0..200).map(|_| tokio::spawn(Request::<List>::new(&client).send())).collect();
    for call in calls {
        assert_eq!(call.await.expect("no panic").expect("an answer"), [1]);
    }
    assert_eq!(server.requests().len(), 200);
}

#[tokio::test]
async fn a_connection_that_is_not_made_in_time_is_told_from_an_answer_that_is_not() {
    // Nothing listens behind a full queue of connections that nobody accepts.
    let listener = tokio::net::TcpSocket::new_v4().expect("a socket");
    listener.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    let listener = listener.listen(1).expect("a queue");
    let address = listener.local_addr().expect("an address");
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(SOON, tokio::net::TcpStream::connect(address)).await {
        queue.push(stream);
    }
    let client = ClientBuilder::new(&API).base_url(format!("http://{address}")).api_key("k").max_retries(0);
    let client = client.connect_timeout(Duration::from_millis(50)).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("no connection");
    assert!(error.is_connect() && error.is_timeout(), "{error:?}");
}

#[cfg(feature = "gzip")]
fn gzip(body: &[u8]) -> Vec<u8> {
    use std::io::Write;

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).expect("memory");
    encoder.finish().expect("memory")
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_compressed_answer_is_unpacked_within_the_limit() {
    let reply = |body: &[u8]| answer(200, &[("content-encoding", "gzip")], body);
    let server = Server::start([reply(&gzip(b"[1,2]"))]).await;
    let client = builder(&server).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1, 2]);

    let bomb = gzip(&vec![b' '; 16 << 20]);
    let limits = Limits { body: 1 << 16, ..Limits::default() };
    assert!(bomb.len() < limits.body);
    let (error, asked) = get_with(reply(&bomb), |builder| builder.limits(limits)).await;
    assert!(matches!(error, Error::Limit(_)), "{error:?}");
    assert_eq!(asked, 1);

    let whole = gzip(b"[1,2]");
    check_break(reply(&whole[..whole.len() - 10])).await;
}

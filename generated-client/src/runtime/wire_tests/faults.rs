//! Faults of the network and of servers: the errors for them, and the number of attempts.

use std::{error::Error as _, time::Duration};

use super::{
    API, Create, List, Pauses, SOON, builder, connections_are_kept,
    server::{LAST_CHUNK, Reply, Server, Step, chunk, head, json},
};
use crate::runtime::{ClientBuilder, Error, Request, TimeoutPhase};

/// Sends a GET, which may be sent again. Returns the error and the number of attempts.
pub(super) async fn get(reply: Reply) -> (Error, usize) {
    get_with(reply, |builder| builder).await
}

pub(super) async fn get_with(reply: Reply, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Error, usize) {
    let server = Server::start([reply]).await;
    let client = settings(builder(&server)).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("a fault");
    (error, server.requests().len())
}

/// Sends a POST, which may not be sent again.
async fn post(reply: Reply) -> (Error, usize) {
    let server = Server::start([reply]).await;
    let client = builder(&server).build().expect("a client");
    let error = Request::<Create>::new(&client).send().await.expect_err("a fault");
    (error, server.requests().len())
}

/// Checks a lost connection: three attempts of a GET, one of a POST.
pub(super) async fn check_break(reply: Reply) {
    let (error, asked) = get(reply.clone()).await;
    assert!(matches!(&error, Error::Transport(error) if error.attempts() == 3), "{error:?}");
    assert!(error.is_retryable() && !error.is_connect() && !error.is_timeout());
    assert!(error.source().is_some());
    assert_eq!(asked, 3);
    let (error, asked) = post(reply).await;
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(asked, 1);
}

pub(super) fn bytes(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_even_for_a_post() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let pauses = Pauses::default();
    let client = ClientBuilder::new(&API).base_url(&url).api_key("k").clock(pauses.clone()).build().expect("a client");
    let error = Request::<Create>::new(&client).send().await.expect_err("no connection");
    assert!(matches!(&error, Error::Connect(error) if error.attempts() == 3), "{error:?}");
    assert!(error.is_connect() && error.is_retryable());
    assert_eq!(error.to_string(), format!("Create: no connection to {}", url.trim_start_matches("http://")));
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
async fn a_header_of_several_lines_is_a_header() {
    let reply = "HTTP/1.1 200 OK\r\nx-a: one\r\n  two\r\n\tthree\r\ncontent-length: 3\r\n\r\n[1]";
    let server = Server::start([vec![bytes(reply)]]).await;
    let client = builder(&server).build().expect("a client");
    let response = Request::<List>::new(&client).send_with_response().await.expect("an answer");
    assert_eq!(response.value(), &[1]);
    let words: Vec<&str> = response.headers()["x-a"].to_str().expect("text").split_whitespace().collect();
    assert_eq!(words, ["one", "two", "three"]);
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
    let said = format!("List: no response from {} within 400ms", error.host().expect("a host"));
    assert_eq!(error.to_string(), said);
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
    for _ in 0..2 {
        connections_are_kept(&client).await;
        Request::<List>::new(&client).max_retries(0).send().await.expect_err("an error");
    }
    connections_are_kept(&client).await;
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

/// If this variable is set, the test below is the process that keeps a connection.
const WITH_POOL: &str = "TEST_WITH_POOL";

#[tokio::test]
async fn a_pool_that_keeps_connections_for_ever_makes_no_panic() {
    let server = Server::start([json(200, "[1]")]).await;
    if std::env::var_os(WITH_POOL).is_some() {
        let client = builder(&server).pool_idle_timeout(Duration::MAX).build().expect("a client");
        for _ in 0..2 {
            Request::<List>::new(&client).send().await.expect("an answer");
            connections_are_kept(&client).await;
        }
        assert_eq!(server.connections(), 1);
        return;
    }
    // A panic in a task of the pool only shows in the output.
    let name = "runtime::wire_tests::faults::a_pool_that_keeps_connections_for_ever_makes_no_panic";
    let mut command = std::process::Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", name, "--nocapture"]).env(WITH_POOL, "1");
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("a process");
    let shown = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success() && !shown.contains("panicked"), "{shown}");
}

/// The server closes the connection while the client uses it, so the client cannot know whether the request was processed.
#[tokio::test]
async fn a_kept_connection_that_closes_while_it_is_used_is_a_lost_connection() {
    for end in [Step::Close, Step::Reset] {
        let server = Server::start([json(200, "[1]"), vec![end], json(200, "[2]")]).await;
        let client = builder(&server).build().expect("a client");
        Request::<Create>::new(&client).send().await.expect("an answer");
        connections_are_kept(&client).await;
        let error = Request::<Create>::new(&client).send().await.expect_err("a race");
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert_eq!((server.requests().len(), server.connections()), (2, 1));
    }
    for end in [Step::Close, Step::Reset] {
        let server = Server::start([json(200, "[1]"), vec![end], json(200, "[2]")]).await;
        let client = builder(&server).build().expect("a client");
        Request::<List>::new(&client).send().await.expect("an answer");
        connections_are_kept(&client).await;
        assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [2]);
        assert_eq!((server.requests().len(), server.connections()), (3, 2));
    }
}

#[tokio::test]
async fn an_answer_that_comes_before_the_body_is_sent_is_the_answer() {
    // The server reads the head and the beginning of the body, responds, and closes the connection.
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
async fn a_failed_handshake_is_an_error_of_connecting() {
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
    // A handshake record with a client hello, and no part of the request.
    let hello = server.await.expect("no panic");
    assert_eq!((hello[0], hello[5]), (22, 1));
    // If HTTP/2 is enabled, the client offers it, and the server chooses.
    let offered = hello.windows(12).any(|window| window == b"\x02h2\x08http/1.1");
    assert_eq!(offered, cfg!(feature = "http2"));
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
async fn a_late_connection_has_another_error_than_a_late_response() {
    // The queue is full, and nobody accepts connections, so no more connections are made.
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

//! Responses that are errors, undocumented, or too large.

use std::error::Error as _;

use serde_json::Value;

#[cfg(feature = "gzip")]
use super::Follow;
use super::{
    Count, Delete, Fetch, Get, List, ListAgents, ListTyped, MapAgents, Read, SOON, builder,
    faults::{bytes, get, get_with},
    server::{Server, Step, answer, chunk, json},
};
use crate::runtime::{Error, Limits, Mismatch, Request};

#[tokio::test]
async fn a_documented_error_has_a_kind_and_a_message() {
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
async fn an_error_without_the_documented_body_is_distinguished_by_its_status() {
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
        assert_eq!(
            (error.to_string().as_str(), asked),
            ("List: more than 10 bytes of the body; `Limits::body` allows more", 1)
        );
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
    let few = Limits { headers: 50, ..Limits::default() };
    for (count, limits, said) in [
        (50, few, "List: more than 50 headers; `Limits::headers` allows more"),
        (100, few, "it has more than 100 headers (`Limits::headers` allows more), "),
        (100, Limits::default(), "it has more than 100 headers (`Limits::headers` allows more), "),
        (5000, Limits::default(), "it has more than 100 headers (`Limits::headers` allows more), "),
    ] {
        let names: Vec<String> = (0..count).map(|number| format!("x-{number}")).collect();
        let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
        let (error, asked) = get_with(answer(200, &headers, "[]"), |builder| builder.limits(limits)).await;
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!(asked, 1);
    }
    let limits = Limits { headers: usize::MAX, ..Limits::default() };
    let many = "x-many: 1\r\n".repeat(5000);
    let start = format!("HTTP/1.1 404 S\r\n{many}content-length: 0\r\n\r\n");
    let (error, _) = get_with(vec![bytes(&start)], |builder| builder.limits(limits)).await;
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));

    let long = "x".repeat(1 << 20);
    let (error, asked) = get(answer(200, &[("x", &long)], "[]")).await;
    assert!(matches!(error, Error::Limit(_)), "{error:?}");
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn an_undecodable_success_names_all_that_is_wrong_in_it() {
    let body = r#"{"id":5,"limits":[1,"k-secret",{},-1],"packages":{"a":["x",null],"b":[]},"parent":{"id":"p"},"model":[],
        "tools":[{},1],"more":1}"#;
    let server = Server::start([json(200, body)]).await;
    let client = builder(&server).build().expect("a client");
    let error = Request::<ListTyped>::new(&client).send().await.expect_err("a mismatch");
    let Error::Decode(error) = error else { panic!("{error}") };
    let all: Vec<String> = error.mismatches().map(ToString::to_string).collect();
    assert_eq!(
        all,
        [
            "$.id: expected a string, found an integer",
            "$.limits[1]: expected an integer, found a string",
            "$.limits[2]: expected an integer, found an object",
            "$.limits[3]: expected an integer from 0 to 18446744073709551615, found another number",
            "$.packages.a[1]: expected a string, found null",
            "$.parent: missing property `version`",
            "$.model: expected a string or an object, found an array",
            "$.tools[1]: expected an object, found an integer",
            "missing property `version`",
        ]
    );
    let (first, last) = (error.mismatches().next().expect("one"), error.mismatches().last().expect("one"));
    assert_eq!((first.path(), last.path(), error.path()), ("$.id", "$", Some("$.id")));
    assert!(error.to_string().contains(": $.id: expected a string, found an integer, and 8 more in {id: "), "{error}");
    assert!(!format!("{error}{error:?}").contains("secret"));
    assert_eq!(&error.body()[..], body.as_bytes());
}

#[tokio::test]
async fn a_list_map_or_number_is_a_body_like_any_other() {
    let agents = [r#"[{"id":"a","version":1.0},{"id":1}]"#, r#"{"it's":{"id":"a","version":1},"b":{"id":1}}"#];
    let replies = ["3.0", "[1, 2.0]", agents[0], agents[1]].map(|body| json(200, body));
    let server = Server::start(replies).await;
    let client = builder(&server).build().expect("a client");
    assert_eq!(Request::<Count>::new(&client).send().await.expect("an integer"), 3);
    assert_eq!(Request::<List>::new(&client).send().await.expect("integers"), [1, 2]);
    let list = Request::<ListAgents>::new(&client).send().await.expect_err("a mismatch");
    let map = Request::<MapAgents>::new(&client).send().await.expect_err("a mismatch");
    for (error, paths) in [(list, ["$[1].id", "$[1]"]), (map, ["$.b.id", "$.b"])] {
        let Error::Decode(error) = error else { panic!("{error}") };
        assert_eq!(error.mismatches().map(Mismatch::path).collect::<Vec<_>>(), paths);
    }
}

#[tokio::test]
async fn as_many_mismatches_as_there_are_bytes_are_not_all_kept() {
    let (error, _) = get(json(200, &format!("[{}1]", "\"\",".repeat(100_000)))).await;
    let Error::Decode(error) = error else { panic!("{error}") };
    assert_eq!(error.mismatches().count(), 1000);
    assert_eq!(error.mismatches().last().map(Mismatch::path), Some("$[999]"));
    assert!(format!("{error}{error:?}").len() < 3000);
}

#[tokio::test]
async fn an_undecodable_success_names_position_and_reason_and_is_not_sent_again() {
    let (error, asked) = get(json(200, r#"{"data":[]}"#)).await;
    assert_eq!(asked, 1);
    assert!(error.to_string().starts_with(
        "List: the request succeeded (200), but its response of application/json is not what the API documents: "
    ));
    let Error::Decode(error) = error else { panic!("{error}") };
    assert_eq!((error.request_id(), error.shape().as_str()), (Some("req_1"), "{data: []}"));
    assert_eq!(&error.body()[..], br#"{"data":[]}"#);

    for (body, message) in [
        ("", "expected JSON, found no body"),
        ("<html>", "expected JSON, found text/html"),
        ("a,b\n1,2", "expected JSON, found text/html"),
        ("[1,", "invalid JSON: the text ends inside a value"),
    ] {
        let (error, asked) = get(answer(200, &[("content-type", "text/html")], body)).await;
        let Error::Decode(error) = error else { panic!("{error}") };
        assert!(error.message().starts_with(message), "{error}");
        assert_eq!((error.content_type(), asked), (Some("text/html"), 1));
    }
}

#[tokio::test]
async fn a_page_of_a_proxy_in_place_of_json_is_named() {
    let page = "<html><title>Sign in</title><p>secret";
    let (error, _) = get(answer(200, &[("content-type", "Text/HTML; charset=utf-8")], page)).await;
    assert_eq!(
        error.to_string(),
        "List: the request succeeded (200), but its response of Text/HTML; charset=utf-8 is not what the API documents: \
         expected JSON, found text/html in 37 bytes that are not JSON, “Sign in”; `DecodeError::body` has them"
    );
    let Error::Decode(error) = error else { panic!("{error}") };
    let record: Value = serde_json::from_str(&error.record()).expect("a line of JSON");
    assert_eq!((&record["expected"], &record["found"]), (&"JSON".into(), &"text/html".into()));
    assert_eq!(&error.body()[..], page.as_bytes());
}

#[tokio::test]
async fn json_is_read_under_any_content_type() {
    for headers in [&[("content-type", "text/html")][..], &[("content-type", "application/octet-stream")], &[]] {
        let server = Server::start([answer(200, headers, "[1,2]")]).await;
        let client = builder(&server).build().expect("a client");
        assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1, 2]);
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

/// Servlets send ISO-8859-1 unless the application sets another encoding.
#[tokio::test]
async fn text_and_json_are_decoded_by_their_charset() {
    let latin = |status: u16, media_type: &str, body: &[u8]| {
        answer(status, &[("content-type", &format!("{media_type};charset=ISO-8859-1"))], body)
    };
    let server = Server::start([
        latin(200, "application/json", b"[\"caf\xE9\"]"),
        latin(200, "application/json", b"[\"caf\xE9\"]"),
        latin(200, "text/plain", b"caf\xE9"),
        latin(200, "text/plain", b"caf\xE9"),
        latin(400, "application/json", b"{\"error\":{\"message\":\"caf\xE9\"}}"),
        answer(400, &[], b"caf\xE9"),
        answer(200, &[("content-type", "text/plain")], b"\xEF\xBB\xBFcaf\xC3\xA9"),
    ])
    .await;
    let client = builder(&server).build().expect("a client");
    let get = || Request::<Get>::new(&client).path("id", "7").send();
    assert_eq!(get().await.expect("JSON"), serde_json::json!(["café"]));
    let own = Request::<Get>::new(&client).path("id", "7").send_as::<[String; 1]>();
    assert_eq!(own.await.expect("JSON"), ["café"]);
    assert_eq!(Request::<Read>::new(&client).send().await.expect("text"), "café");
    assert_eq!(Request::<Fetch>::new(&client).send().await.expect("bytes as they are"), &b"caf\xE9"[..]);
    let error = get().await.expect_err("an error");
    assert_eq!(error.to_string(), "Get: 400 bad_request: café");
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!(error.body_as::<Value>().expect("JSON")["error"]["message"], "café");
    assert_eq!(get().await.expect_err("an error").to_string(), "Get: 400 bad_request: caf\u{FFFD}");
    assert_eq!(Request::<Read>::new(&client).send().await.expect("text"), "café");
}

/// ASCII in UTF-16 without a byte order mark is also valid UTF-8, with a zero after each character.
#[tokio::test]
async fn text_and_json_in_utf_16_are_decoded() {
    let wide = |status: u16, media_type: &str, text: &str| {
        let body: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        answer(status, &[("content-type", &format!("{media_type}; charset=utf-16"))], body)
    };
    let server = Server::start([
        wide(200, "text/plain", "cafe"),
        wide(200, "text/plain", "\u{FEFF}café"),
        wide(200, "application/json", "[\"café\"]"),
        wide(400, "application/json", r#"{"error":{"message":"cafe"}}"#),
        wide(200, "application/json", r#"{"data":"café"}"#),
    ])
    .await;
    let client = builder(&server).build().expect("a client");
    assert_eq!(Request::<Read>::new(&client).send().await.expect("text"), "cafe");
    assert_eq!(Request::<Read>::new(&client).send().await.expect("text"), "café");
    let get = || Request::<Get>::new(&client).path("id", "7").send();
    assert_eq!(get().await.expect("JSON"), serde_json::json!(["café"]));
    assert_eq!(get().await.expect_err("an error").to_string(), "Get: 400 bad_request: cafe");
    let said = Request::<List>::new(&client).send().await.expect_err("an object").to_string();
    assert!(said.ends_with("expected an array, found an object in {data: string}"), "{said}");
}

#[cfg(feature = "gzip")]
pub(super) fn gzip(body: &[u8]) -> Vec<u8> {
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
    super::faults::check_break(reply(&whole[..whole.len() - 10])).await;

    let mut wrong_sum = whole.clone();
    wrong_sum[whole.len() - 8] ^= 1;
    let nothing = gzip(b"").repeat(1 << 14);
    for malformed in [&wrong_sum[..], b"[1,2]", &nothing] {
        let (error, _) = get_with(reply(malformed), |builder| builder.max_retries(0)).await;
        assert!(matches!(&error, Error::Transport(error) if error.is_malformed()), "{error:?}");
    }

    // A part cannot be decoded alone.
    let part = answer(206, &[("content-encoding", "gzip"), ("content-range", "bytes 3-4/9")], &whole[3..5]);
    let (error, asked) = get_with(part, |builder| builder).await;
    assert!(error.to_string().contains("the body is encoded as `gzip`, which the client does not decode"), "{error}");
    assert_eq!(asked, 1);
}

/// A server that compresses each event, or joins compressed files, sends several members. A coding has the same meaning in upper
/// and lower case, under its old name, and next to `identity`.
#[cfg(feature = "gzip")]
#[tokio::test]
async fn all_members_of_a_compressed_body_are_read() {
    for coding in ["gzip", "GZIP", "x-gzip", "identity, gzip"] {
        let list = [gzip(b"[1,"), gzip(b"2]")].concat();
        let events = [gzip(b"data: 1\n\n"), gzip(b"data: 2\n\n")].concat();
        let server = Server::start([
            answer(200, &[("content-encoding", coding)], &list),
            answer(200, &[("content-encoding", coding), ("content-type", "text/event-stream")], &events),
            answer(200, &[("content-encoding", coding)], &list),
            answer(200, &[], b"1]"),
            answer(200, &[], b"1"),
        ])
        .await;
        let client = builder(&server).build().expect("a client");
        assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1, 2]);
        let mut events = Request::<Follow>::new(&client).send().await.expect("a stream");
        for expected in [Some(1.into()), Some(2.into()), None] {
            assert_eq!(events.try_next().await.expect("an event"), expected);
        }
        let mut file = Vec::new();
        let download = Request::<List>::new(&client).send_stream().await.expect("a download");
        assert_eq!(download.content_length(), None);
        assert_eq!(download.copy_to(&mut file).await.expect("a file"), 5);
        // A range selects bytes of the encoded body, which cannot be decoded alone.
        let part = Request::<Fetch>::new(&client).header("range", "bytes=3-").send().await.expect("a part");
        assert_eq!(part, "1]");
        let plain = builder(&server).default_header("accept-encoding", "identity").build().expect("a client");
        assert_eq!(Request::<Fetch>::new(&plain).send().await.expect("bytes"), "1");
        let sent = server.requests();
        let asked: Vec<_> = sent.iter().map(|it| it.header("accept-encoding")).collect();
        assert_eq!(asked, [Some("gzip"), Some("gzip"), Some("gzip"), None, Some("identity")]);
    }
}

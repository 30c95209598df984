//! Calls of a client of an OpenAPI 3.2 document, and their requests. These are examples of sections of OpenAPI 3.2.0:
//!
//! - "Sequential JSON": `records_and_lines_are_the_same_items`, `each_item_is_sent_as_a_record_or_line`
//! - "Server-Sent Event Streams": `events_are_distinguished_by_their_names`
//! - "Streaming Multipart": `parts_are_bytes_or_json_as_the_document_says`, `parts_without_names_are_sent_in_their_order`
//! - "Streaming Byte Ranges": `ranges_of_bytes_have_their_headers`
//! - "Ordered, Unnamed Multipart": `parts_without_names_are_sent_in_their_order`
//! - "Ordered Multipart With Required Header": `resources_of_a_page_have_their_locations`

#[path = "../wire/server.rs"]
#[allow(dead_code, reason = "the tests of another client need all of it")]
mod server;

use notes::{
    Client,
    runtime::{DateTime, File, OAuth2, Result},
    types::{
        Filter, LogEntry, Note, SendDescribedScanRequest, SendDescribedScanRequestElement0, SendEventsRequestChanged,
        SendEventsRequestMoved, SendEventsRequest, SendPageRequest, StreamEventsResponse, StreamNumbersResponse, TextNote,
    },
};
use server::Server;

/// The result of a call for a response, and the request.
#[track_caller]
fn answered<T>(reply: &'static str, call: impl FnOnce(&Client) -> Result<T>) -> (T, String) {
    let server = Server::start(reply);
    let client = Client::builder().base_url(server.url()).api_key("k").build().expect("a client");
    let value = call(&client).expect("a success");
    (value, server.heard())
}

const NO_CONTENT: &str = "HTTP/1.1 204 No Content\r\n\r\n";

fn filter() -> Filter {
    Filter::new().text("a b").tags(["x", "y&z"])
}

#[test]
fn a_parameter_can_be_all_of_the_query() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n[{\"text\":\"a\"}]";
    let (notes, heard) = answered(reply, |client| client.notes().list().filter(filter()).send_blocking());
    assert_eq!(heard, "GET /notes?text=a%20b&tags=x&tags=y%26z HTTP/1.1\naccept: application/json\nx-key: k");
    // A value without its tag has the type of the default mapping.
    assert!(matches!(&notes[..], [Note::TextNote(note)] if note.text == "a"), "{notes:?}");
}

#[test]
fn other_methods_are_sent_as_they_are_written() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-length: 29\r\n\r\n[{\"kind\":\"sketch\",\"lines\":1}]";
    let (notes, heard) = answered(reply, |client| client.notes().search(&filter()).send_blocking());
    let expected = "QUERY /notes HTTP/1.1\naccept: application/json\ncontent-length: 33\ncontent-type: application/json\nx-key: k\n\n\
        {\"text\":\"a b\",\"tags\":[\"x\",\"y&z\"]}";
    assert_eq!(heard, expected);
    assert!(matches!(&notes[..], [Note::Sketch(sketch)] if sketch.lines == 1), "{notes:?}");
    let reply = "HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n";
    let ((), heard) = answered(reply, |client| client.notes().copy("1", "/notes/2").theme("dark/a=b").send_blocking());
    assert_eq!(heard, "COPY /notes/1 HTTP/1.1\ncookie: theme=dark/a=b\ndestination: /notes/2\nx-key: k");
}

#[test]
fn tokens_come_from_the_flow_of_the_document() {
    let (token, copied) = (
        "HTTP/1.1 200 OK\r\ncontent-length: 43\r\n\r\n{\"access_token\":\"t1\",\"token_type\":\"bearer\"}",
        "HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n",
    );
    let (tokens, server) = (Server::start(token), Server::start(copied));
    let flow = OAuth2::login_refresh_token("app", "r1").scopes(["notes"]).token_url(tokens.url());
    let client = Client::builder().base_url(server.url()).oauth2(flow).build().expect("a client");
    client.notes().copy("1", "/notes/2").send_blocking().expect("a success");
    let expected = "POST / HTTP/1.1\naccept: application/json\ncontent-length: 67\n\
        content-type: application/x-www-form-urlencoded\n\n\
        grant_type=refresh_token&refresh_token=r1&scope=notes&client_id=app";
    assert_eq!(tokens.heard(), expected);
    assert_eq!(server.heard(), "COPY /notes/1 HTTP/1.1\nauthorization: Bearer t1\ndestination: /notes/2");
}

#[test]
fn reserved_characters_stay_in_a_path_that_allows_them() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-length: 29\r\n\r\n{\"kind\":\"new\",\"text\":\"Hello\"}";
    let (note, heard) = answered(reply, |client| client.notes().get("a/b c").send_blocking());
    assert_eq!(heard, "GET /notes/a/b%20c HTTP/1.1\naccept: application/json\nx-key: k");
    drop(note);
}

/// The stream of the section, which has `addJSON` for `addJson`, and a number that is not an integer.
const EVENTS: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n\
event: addString\ndata: This data is formatted\ndata: across two lines\nretry: 5\n\n\
event: addInt64\ndata: 1234.5678\nunknownField: this is ignored\n\n\
: This is a comment\nevent: addJSON\ndata: {\"foo\": 42}\n\n\
id: 7\nevent: addJson\ndata: {\"foo\": 42}\n\n";

#[test]
fn events_are_distinguished_by_their_names() {
    let (mut events, heard) = answered(EVENTS, |client| client.streams().stream_events().send_blocking());
    assert_eq!(heard, "GET /events HTTP/1.1\naccept: text/event-stream\nx-key: k");
    let mut next = || events.next_blocking().expect("an event").expect("as documented");
    let StreamEventsResponse::AddString(event) = next() else { panic!("text") };
    assert_eq!((event.data.as_str(), event.retry), ("This data is formatted\nacross two lines", Some(5)));
    let StreamEventsResponse::AddInt64(event) = next() else { panic!("a number") };
    assert_eq!(event.data.to_string(), "1234.5678");
    assert!(matches!(next(), StreamEventsResponse::Unknown(_)), "no event of this name is documented");
    let StreamEventsResponse::AddJson(event) = next() else { panic!("JSON") };
    assert_eq!((event.data.foo, event.id.as_deref()), (42, Some("7")));
    assert!(events.next_blocking().is_none());
}

#[test]
fn an_envelope_has_the_other_fields_of_an_event() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n\
        id: 1\nevent: changed\ndata: {\"kind\":\"text\",\"text\":\"a\"}\n\n";
    let (changes, _) = answered(reply, |client| client.streams().stream_changes().send_blocking());
    let mut changes = changes.envelopes();
    let change = changes.next_blocking().expect("an event").expect("as documented");
    assert_eq!((change.id.as_str(), change.event.as_str()), ("1", "changed"));
    assert!(matches!(change.data, Note::TextNote(note) if note.text == "a"));
}

const RECORDS: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json-seq\r\n\r\n\
\x1e{\n  \"timestamp\": \"1985-04-12T23:20:50.52Z\",\n  \"level\": 1,\n  \"message\": \"Hi!\"\n}\n\
\x1e{\n  \"timestamp\": \"1985-04-12T23:20:51.37Z\",\n  \"level\": 1,\n  \"message\": \"Bye!\"\n}\n";
const LINES: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/jsonl\r\n\r\n\
{\"timestamp\": \"1985-04-12T23:20:50.52Z\", \"level\": 1, \"message\": \"Hi!\"}\n\
{\"timestamp\": \"1985-04-12T23:20:51.37Z\", \"level\": 1, \"message\": \"Bye!\"}\n";

#[test]
fn records_and_lines_are_the_same_items() {
    for reply in [RECORDS, LINES] {
        let (mut log, _) = answered(reply, |client| client.streams().stream_log().send_blocking());
        let mut next = || log.next_blocking().map(|entry| entry.expect("as documented").message);
        assert_eq!([next(), next(), next()], [Some("Hi!".to_owned()), Some("Bye!".to_owned()), None]);
    }
}

#[test]
fn parts_are_bytes_or_json_as_the_document_says() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: multipart/mixed; boundary=\"a b\"\r\n\r\n\
        --a b\r\nContent-Type: image/jpg\r\n\r\n\x01\r\n\r\n--a b\r\n\r\n2\r\n--a b--\r\n";
    let (mut images, heard) = answered(reply, |client| client.streams().stream_scans().send_blocking());
    assert_eq!(heard, "GET /scans HTTP/1.1\naccept: multipart/mixed\nx-key: k");
    let mut next = || images.next_blocking().map(|part| part.expect("a part"));
    let first = next().expect("an image");
    assert_eq!((first.content_type(), &first.value[..]), (Some("image/jpg"), &b"\x01\r\n"[..]));
    assert_eq!(&next().expect("an image").value[..], b"2");
    assert!(next().is_none());
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: multipart/parallel; boundary=b\r\n\r\n\
        --b\r\n\r\n{\"timestamp\": \"1985-04-12T23:20:50.52Z\", \"level\": 1, \"message\": \"Hi!\"}\r\n--b--";
    let (mut entries, _) =
        answered(reply, |client| client.streams().stream_scans().as_parallel().send_blocking());
    let entry = entries.next_blocking().expect("an entry").expect("as documented");
    assert_eq!(entry.value.message, "Hi!");
}

fn entry(message: &str) -> LogEntry {
    let time: DateTime = "1985-04-12T23:20:50.52Z".parse().expect("a time");
    LogEntry::new(time, 1, message)
}

const RECORDS_SENT: &str = "\x1e{\"timestamp\":\"1985-04-12T23:20:50.52Z\",\"level\":1,\"message\":\"Hi!\"}\n\
\x1e{\"timestamp\":\"1985-04-12T23:20:50.52Z\",\"level\":1,\"message\":\"Bye!\"}";

#[test]
fn each_item_is_sent_as_a_record_or_line() {
    let ((), heard) = answered(NO_CONTENT, |client| {
        client.streams().send_log(&[entry("Hi!"), entry("Bye!")]).send_blocking()
    });
    let head = "POST /log HTTP/1.1\ncontent-length: 135\ncontent-type: application/json-seq\nx-key: k\n\n";
    assert_eq!(heard, [head, RECORDS_SENT].concat());
    let ((), heard) = answered(NO_CONTENT, |client| {
        client.streams().send_log_with_json_lines([entry("Hi!"), entry("Bye!")]).send_blocking()
    });
    let head = "POST /log HTTP/1.1\ncontent-length: 133\ncontent-type: application/jsonl\nx-key: k\n\n";
    assert_eq!(heard, [head, &RECORDS_SENT.replace('\x1e', "")].concat());
}

#[test]
fn events_are_sent_as_they_are_read() {
    let events = [
        SendEventsRequest::Moved(SendEventsRequestMoved::new("a\nb")),
        SendEventsRequest::Changed(SendEventsRequestChanged::new(TextNote::new("c")).id("7")),
    ];
    let ((), heard) = answered(NO_CONTENT, |client| client.streams().send_events(&events).send_blocking());
    let expected = "PATCH /scans HTTP/1.1\ncontent-length: 71\ncontent-type: text/event-stream\nx-key: k\n\n\
        event: moved\ndata: a\ndata: b\n\nevent: changed\nid: 7\ndata: {\"text\":\"c\"}";
    assert_eq!(heard, expected);
}

#[test]
fn parts_without_names_are_sent_in_their_order() {
    let images = [File::from("1"), File::from("2").content_type("image/png")];
    let ((), heard) = answered(NO_CONTENT, |client| {
        client.streams().send_scans(&images).part_header(1, "Content-Location", "a/2").send_blocking()
    });
    let expected = "PUT /scans HTTP/1.1\ncontent-length: 154\n\
        content-type: multipart/mixed; boundary=part-of-form-data-0\nx-key: k\n\n\
        --part-of-form-data-0\ncontent-type: image/jpg\n\n1\n\
        --part-of-form-data-0\ncontent-type: image/png\ncontent-location: a/2\n\n2\n--part-of-form-data-0--";
    assert_eq!(heard, expected);
    let author = SendDescribedScanRequestElement0::new().author("A");
    let scan = SendDescribedScanRequest(author, File::from("P").content_type("image/png"), Vec::new());
    let ((), heard) = answered(NO_CONTENT, |client| client.streams().send_described_scan(&scan).send_blocking());
    let expected = "POST /scans HTTP/1.1\ncontent-length: 151\n\
        content-type: multipart/mixed; boundary=part-of-form-data-0\nx-key: k\n\n\
        --part-of-form-data-0\ncontent-type: application/json\n\n{\"author\":\"A\"}\n\
        --part-of-form-data-0\ncontent-type: image/png\n\nP\n--part-of-form-data-0--";
    assert_eq!(heard, expected);
}

#[test]
fn ranges_of_bytes_have_their_headers() {
    let reply = "HTTP/1.1 206 Partial Content\r\ncontent-type: multipart/byteranges; boundary=b\r\n\r\n\
        --b\r\nContent-Type: video/mp4\r\nContent-Range: bytes 0-1/9\r\n\r\n\x00\n\r\n\
        --b\r\nContent-Type: video/mp4\r\nContent-Range: bytes 7-8/9\r\n\r\n--\r\n--b--\r\n";
    let (mut ranges, heard) =
        answered(reply, |client| client.streams().stream_ranges().range("bytes=0-1,7-8").send_blocking());
    assert_eq!(heard, "GET /video HTTP/1.1\naccept: multipart/byteranges\nrange: bytes=0-1,7-8\nx-key: k");
    let mut next = || {
        ranges.next_blocking().map(|part| {
            let part = part.expect("a range");
            (part.headers["content-range"].to_str().expect("text").to_owned(), part.value.to_vec())
        })
    };
    assert_eq!(next(), Some(("bytes 0-1/9".to_owned(), b"\x00\n".to_vec())));
    assert_eq!(next(), Some(("bytes 7-8/9".to_owned(), b"--".to_vec())));
    assert_eq!(next(), None);
}

#[test]
fn resources_of_a_page_have_their_locations() {
    let page = SendPageRequest(Some("<p>".to_owned()), vec![File::from("p {}")]);
    let ((), heard) = answered(NO_CONTENT, |client| {
        let request = client.notes().send_page(&page);
        request.part_header(0, "Content-Location", "a:/p").part_header(1, "Content-Location", "a:/c").send_blocking()
    });
    let expected = "POST /pages HTTP/1.1\ncontent-length: 183\n\
        content-type: multipart/related; type=text/html; boundary=part-of-form-data-0\nx-key: k\n\n\
        --part-of-form-data-0\ncontent-type: text/html\ncontent-location: a:/p\n\n<p>\n\
        --part-of-form-data-0\ncontent-type: text/css\ncontent-location: a:/c\n\np {}\n--part-of-form-data-0--";
    assert_eq!(heard, expected);
}

#[test]
fn events_of_several_names_and_numbers_are_typed() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n\
        event: up\ndata: 1\n\nevent: down\ndata: -1\n\nevent: text\ndata: 1\n\n";
    let (mut events, _) = answered(reply, |client| client.streams().stream_numbers().send_blocking());
    let mut next = || events.next_blocking().expect("an event").expect("as documented");
    for expected in [1, -1] {
        let StreamNumbersResponse::Count(event) = next() else { panic!("a number") };
        assert_eq!(event.data, expected);
    }
    let StreamNumbersResponse::Text(event) = next() else { panic!("text") };
    assert_eq!(event.data, "1");
}

#[test]
fn reserved_characters_stay_in_a_query_that_allows_them() {
    let ((), heard) = answered(NO_CONTENT, |client| {
        client.notes().put("a", &TextNote::new("b")).from("c/d?e&f").send_blocking()
    });
    let expected = "PUT /notes/a?from=c/d?e%26f HTTP/1.1\ncontent-length: 12\ncontent-type: application/json\nx-key: k\n\n\
        {\"text\":\"b\"}";
    assert_eq!(heard, expected);
}

//! Responses: the accepted media types, and the result for each status and media type.

use obstacles::{
    Client,
    answers::{Statuses, StatusesSuccess, StatusesErrorBody},
    runtime::{Error, Result},
};

use crate::server::Server;

/// The result of a call for a response, and the request.
#[track_caller]
fn answered<T>(reply: &'static str, call: impl FnOnce(&Client) -> Result<T>) -> (Result<T>, String) {
    let server = Server::start(reply);
    let client = Client::builder().base_url(server.url()).max_retries(0).build().expect("a client");
    let result = call(&client);
    (result, server.heard())
}

fn by_status(reply: &'static str) -> StatusesSuccess {
    let (answer, heard) = answered(reply, |client| client.answers().statuses().send_blocking());
    assert_eq!(heard, "GET /answers/statuses HTTP/1.1\naccept: application/json, text/plain");
    answer.expect("a success")
}

#[test]
fn each_status_brings_its_own_type() {
    let answer = by_status("HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"R\":1,\"G\":2}");
    assert!(matches!(answer, StatusesSuccess::Ok(colour) if colour.g == 2));
    let answer = by_status("HTTP/1.1 202 Accepted\r\ncontent-length: 5\r\n\r\nlater");
    assert!(matches!(answer, StatusesSuccess::Accepted(text) if text == "later"));
    assert!(matches!(by_status("HTTP/1.1 204 No Content\r\n\r\n"), StatusesSuccess::NoContent));
    let answer = by_status("HTTP/1.1 206 Partial Content\r\ncontent-length: 4\r\n\r\nhalf");
    assert!(matches!(answer, StatusesSuccess::Other(bytes) if bytes == "half"));
}

fn error_by_status(reply: &'static str) -> serde_json::Result<StatusesErrorBody> {
    let (answer, _) = answered(reply, |client| client.answers().statuses().send_blocking());
    match answer.expect_err("an error") {
        Error::Api(error) => error.documented(),
        other => panic!("{other}"),
    }
}

#[test]
fn each_error_status_has_its_own_body() {
    let body = error_by_status("HTTP/1.1 404 Not Found\r\ncontent-length: 13\r\n\r\n{\"R\":1,\"G\":2}");
    assert!(matches!(body, Ok(StatusesErrorBody::NotFound(colour)) if colour.r == 1));
    let body = error_by_status("HTTP/1.1 409 Conflict\r\ncontent-length: 5\r\n\r\n[\"a\"]");
    assert!(matches!(body, Ok(StatusesErrorBody::ClientError(words)) if words == ["a"]));
    let body = error_by_status("HTTP/1.1 500 Oh\r\ncontent-length: 5\r\n\r\n[\"a\"]");
    assert!(matches!(body, Ok(StatusesErrorBody::Other)));
    assert!(error_by_status("HTTP/1.1 404 Not Found\r\ncontent-length: 6\r\n\r\n<html>").is_err());
}

#[test]
fn headers_of_successes_and_errors_are_typed() {
    let answer = |reply| answered(reply, |client| client.answers().statuses().send_with_response_blocking()).0;
    let some = answer("HTTP/1.1 204 No Content\r\nx-left: 7\r\n\r\n").expect("a success");
    assert_eq!(some.header(Statuses::X_LEFT).expect("an integer"), Some(7));
    let none = answer("HTTP/1.1 204 No Content\r\n\r\n").expect("a success");
    assert_eq!(none.header(Statuses::X_LEFT).expect("nothing"), None);
    let wrong = answer("HTTP/1.1 204 No Content\r\nx-left: many\r\n\r\n").expect("a success");
    let error = wrong.header(Statuses::X_LEFT).expect_err("it is no integer").to_string();
    assert_eq!(
        error,
        "statuses: the request succeeded (204), but its response is not what the API documents: the header `X-Left` is not of its type"
    );
    match answer("HTTP/1.1 404 Not Found\r\nx-left: 0\r\ncontent-length: 0\r\n\r\n") {
        Err(Error::Api(error)) => assert_eq!(error.header(Statuses::X_LEFT).expect("an integer"), Some(0)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn text_of_any_media_type_is_read_as_it_comes() {
    for (reply, expected) in [
        ("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 3\r\n\r\n\"a\"", "\"a\""),
        ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 3\r\n\r\n\"a\"", "a"),
        ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\na", "a"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", "ok"),
    ] {
        let (text, heard) = answered(reply, |client| client.answers().any_text().send_blocking());
        assert_eq!((text.expect("text").as_str(), heard.as_str()), (expected, "GET /answers/text HTTP/1.1"));
    }
}

#[test]
fn a_redirect_that_is_the_only_success_gives_its_location() {
    let redirect = |reply| answered(reply, |client| client.answers().redirect().send_blocking()).0;
    let location = redirect("HTTP/1.1 303 See Other\r\nlocation: /things?a=b\r\ncontent-length: 0\r\n\r\n");
    assert_eq!(location.expect("a location"), "/things?a=b");
    let error = redirect("HTTP/1.1 303 See Other\r\ncontent-length: 0\r\n\r\n").expect_err("no location");
    assert!(error.to_string().contains("there is no header `location`"), "{error}");
    let error = redirect("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").expect_err("an error");
    assert!(matches!(error, Error::Api(_)), "{error}");
}

#[test]
fn each_media_type_is_asked_for() {
    let (colour, heard) = answered("HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"R\":1,\"G\":2}", |client| {
        client.answers().media_types().limit(1).send_blocking()
    });
    assert_eq!(
        (colour.expect("a colour").r, heard.as_str()),
        (1, "GET /answers/media-types?limit=1 HTTP/1.1\naccept: application/json")
    );
    let (text, heard) = answered("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\na,b", |client| {
        client.answers().media_types().limit(1).as_csv().send_blocking()
    });
    assert_eq!(
        (text.expect("text").as_str(), heard.as_str()),
        ("a,b", "GET /answers/media-types?limit=1 HTTP/1.1\naccept: text/csv")
    );
    let (bytes, heard) = answered("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n%PDF", |client| {
        client.answers().media_types().as_pdf().send_blocking()
    });
    assert_eq!(
        (&*bytes.expect("bytes"), heard.as_str()),
        (&b"%PDF"[..], "GET /answers/media-types HTTP/1.1\naccept: application/pdf")
    );
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {\"R\":1,\"G\":2}\n\n";
    let (events, heard) = answered(reply, |client| client.answers().media_types().as_events().send_blocking());
    assert_eq!(heard, "GET /answers/media-types HTTP/1.1\naccept: text/event-stream");
    let mut events = events.expect("a stream");
    assert!(matches!(events.next_blocking(), Some(Ok(colour)) if colour.g == 2));
    assert!(events.next_blocking().is_none());
}

#[test]
fn several_values_in_one_body_of_json_are_a_stream() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"R\":1,\"G\":2}\n{\"R\":3,\"G\":4}\n";
    let (colours, heard) = answered(reply, |client| client.answers().json_values().send_blocking());
    assert_eq!(heard, "GET /answers/json-values HTTP/1.1\naccept: application/json");
    let mut colours = colours.expect("a stream");
    for red in [1, 3] {
        assert!(matches!(colours.next_blocking(), Some(Ok(colour)) if colour.r == red));
    }
    assert!(colours.next_blocking().is_none());

    let reply = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n\
                 {\"result\":{\"R\":1,\"G\":2}}\n{\"error\":{\"code\":14,\"message\":\"gone\"}}\n";
    let (results, _) = answered(reply, |client| client.answers().stream_results().send_blocking());
    let mut results = results.expect("a stream");
    let first = results.next_blocking().expect("a result").expect("a result");
    assert_eq!((first.result.map(|colour| colour.g), first.error.is_none()), (Some(2), true));
    let last = results.next_blocking().expect("an error").expect("an error");
    assert_eq!(last.error.and_then(|error| error.message).as_deref(), Some("gone"));
    assert!(results.next_blocking().is_none());
}

#[test]
fn a_lenient_stream_fills_gaps_and_tells_of_them() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {\"R\":\"x\",\"G\":2}\n\ndata: {\"R\":1,\"G\":2}\n\n";
    let (events, _) = answered(reply, |client| client.answers().media_types().lenient().as_events().send_blocking());
    let mut events = events.expect("a stream");
    assert!(matches!(events.next_blocking(), Some(Ok(colour)) if (colour.r, colour.g) == (0, 2)));
    let said: Vec<String> = events.mismatches().iter().map(ToString::to_string).collect();
    assert_eq!(said, ["$.R: expected an integer, found a string"]);
    assert!(matches!(events.next_blocking(), Some(Ok(colour)) if (colour.r, colour.g) == (1, 2)));
    assert!(events.mismatches().is_empty());
}

#[test]
fn mismatches_are_recorded_without_values() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"R\":\"hush\"}";
    let expected = "{\"operation\":\"mediaTypes\",\"status\":200,\"path\":\"$.R\",\"expected\":\"an integer\",\"found\":\"a string\"}\n\
        {\"operation\":\"mediaTypes\",\"status\":200,\"path\":\"$\",\"expected\":\"property `G`\",\"found\":\"nothing\"}\n";
    let members = |text: &str| {
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"));
        lines.collect::<Vec<serde_json::Value>>()
    };
    let (refused, _) = answered(reply, |client| client.answers().media_types().send_blocking());
    match refused {
        Err(Error::Decode(error)) => assert_eq!(members(&error.record()), members(expected)),
        other => panic!("{other:?}"),
    }
    let (taken, _) = answered(reply, |client| client.answers().media_types().lenient().send_with_response_blocking());
    assert_eq!(members(&taken.expect("a success").record()), members(expected));
}

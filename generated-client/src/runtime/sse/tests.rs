//! The cases of the web-platform-tests `eventsource/format-*`, and more rules of the standard.

use std::time::Duration;

use super::{Decoder, End, Error, Event};

/// Decodes the input as a whole, byte by byte, and split in two at each place. All results must be equal.
fn decode(stream: &[u8]) -> (Vec<Result<Event, Error>>, End, String, Option<Duration>) {
    let whole = decode_chunks(Decoder::new(), [stream]);
    assert_eq!(whole, decode_chunks(Decoder::new(), stream.chunks(1)), "byte by byte");
    for place in 0..stream.len() {
        let (left, right) = stream.split_at(place);
        assert_eq!(whole, decode_chunks(Decoder::new(), [left, right]), "split at {place}");
    }
    whole
}

pub(super) fn decode_chunks<'a>(
    mut decoder: Decoder,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Result<Event, Error>>, End, String, Option<Duration>) {
    let mut events = Vec::new();
    for mut chunk in chunks {
        while let Some(event) = decoder.decode(&mut chunk) {
            events.push(event.map(Event::from));
        }
        assert!(chunk.is_empty());
    }
    (events, decoder.finish(), decoder.last_event_id().to_owned(), decoder.retry())
}

/// Name, data and id of each event.
fn events(stream: impl AsRef<[u8]>) -> Vec<(String, String, String)> {
    let (events, ..) = decode(stream.as_ref());
    events
        .into_iter()
        .map(|event| event.map(|event| (event.event.into_owned(), event.data, event.id)).unwrap())
        .collect()
}

fn data(stream: impl AsRef<[u8]>) -> Vec<String> {
    events(stream).into_iter().map(|(_, data, _)| data).collect()
}

fn names(stream: impl AsRef<[u8]>) -> Vec<String> {
    events(stream).into_iter().map(|(name, ..)| name).collect()
}

fn ids(stream: impl AsRef<[u8]>) -> Vec<String> {
    events(stream).into_iter().map(|(.., id)| id).collect()
}

fn end(stream: &str) -> End {
    decode(stream.as_bytes()).1
}

#[test]
fn format_bom_one_byte_order_mark_is_dropped() {
    assert_eq!(data("\u{FEFF}data:1\n\n\u{FEFF}data:2\n\ndata:3\n\n"), ["1", "3"]);
}

#[test]
fn format_bom_2_a_second_byte_order_mark_belongs_to_the_first_field() {
    assert_eq!(data("\u{FEFF}\u{FEFF}data:1\n\ndata:2\n\ndata:3\n\n"), ["2", "3"]);
}

#[test]
fn part_of_a_byte_order_mark_belongs_to_the_first_field() {
    assert_eq!(data(b"\xEF\xBBdata:1\n\ndata:2\n\n"), ["2"]);
    assert_eq!(data(b"\xEF\xBB\n\ndata:2\n\n"), ["2"]);
}

#[test]
fn format_comments_are_ignored() {
    let long = "x".repeat(2 * 1024);
    let stream = format!("data:1\r:\0\n:\r\ndata:2\n:{long}\rdata:3\n:data:fail\r:{long}\ndata:4\n\n");
    assert_eq!(data(stream), ["1\n2\n3\n4"]);
}

#[test]
fn format_data_before_final_empty_line_an_unfinished_event_is_not_dispatched() {
    assert_eq!(events("retry:1000\ndata:test1\n\nid:test\ndata:test2").len(), 1);
    assert_eq!(end("data:test1\n\ndata:test2"), End::Unfinished);
    assert_eq!(decode(b"data:1\n\nid:test\ndata:2\n").2, "");
}

#[test]
fn format_field_data_empty_data_is_dispatched() {
    assert_eq!(data("data:\n\ndata\ndata\n\ndata:test\n\n"), ["", "\n", "test"]);
    assert_eq!(data("event: x\nid: 1\n\n"), [""; 0]);
}

#[test]
fn format_field_event_names_one_event() {
    assert_eq!(names("event:test\ndata:x\n\ndata:x\n\n"), ["test", "message"]);
    assert_eq!(names("event:a\nevent:b\ndata:x\n\n"), ["b"]);
    assert_eq!(names("event:a\n\ndata:x\n\n"), ["message"]);
}

#[test]
fn format_field_event_empty_is_a_message() {
    assert_eq!(names("event: \ndata:data\n\n"), ["message"]);
    assert_eq!(names("event:a\nevent\ndata:data\n\n"), ["message"]);
}

#[test]
fn format_field_id_is_the_id_of_the_last_dispatched_event() {
    assert_eq!(ids("id:…\ndata:1\n\n"), ["…"]);
    assert_eq!(decode("id:…\ndata:1\n\nid:2\n".as_bytes()).2, "…");
    assert_eq!(decode(b"id:1\n\n").2, "1");
}

#[test]
fn format_field_id_2_stays_until_another_is_set() {
    assert_eq!(ids("id:1\ndata:a\n\ndata:b\n\nid:2\ndata:c\n\ndata:d\n\n"), ["1", "1", "2", "2"]);
}

#[test]
fn format_field_id_3_empty_one_clears_it() {
    assert_eq!(ids("id:1\ndata:a\n\nid\ndata:b\n\ndata:c\n\n"), ["1", "", ""]);
}

#[test]
fn format_field_id_null_is_ignored() {
    for id in ["\0", "x\0", "\0x", "x\0x", " \0"] {
        assert_eq!(ids(format!("id:1\ndata:a\n\nid:{id}\ndata:b\n\n")), ["1", "1"]);
    }
}

#[test]
fn format_field_parsing_drops_one_space_and_compares_names_exactly() {
    let stream =
        "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n";
    assert_eq!(data(stream), ["\0\n 2\n1\n3\n\n4"]);
}

#[test]
fn format_field_retry_is_of_digits_only() {
    assert_eq!(decode(b"retry:03000\ndata:x\n\n").3, Some(Duration::from_secs(3)));
    assert_eq!(decode(b"retry: 5\nretry:99999999999999999999999\n\n").3, Some(Duration::from_millis(u64::MAX)));
}

#[test]
fn format_field_retry_bogus_is_ignored() {
    assert_eq!(
        decode(b"retry:3000\nretry:1000x\nretry:-1\nretry:+1\nretry:1 \nretry:  1\n\n").3,
        Some(Duration::from_secs(3))
    );
}

#[test]
fn format_field_retry_empty_is_ignored() {
    assert_eq!(decode(b"retry\nretry:\ndata:test\n\n").3, None);
}

#[test]
fn format_field_unknown_is_ignored() {
    assert_eq!(data("data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\n\n"), ["test\n"]);
}

#[test]
fn format_leading_space_one_is_dropped_and_a_tab_is_kept() {
    assert_eq!(data("data:\ttest\rdata: \ndata:test\n\n"), ["\ttest\n\ntest"]);
}

#[test]
fn format_newlines_may_be_mixed() {
    assert_eq!(data("data:test\r\ndata\ndata:test\r\n\r"), ["test\n\ntest"]);
    assert_eq!(data("data:1\r\rdata:2\n\r\ndata:3\r\n\rdata:4\r\n\n"), ["1", "2", "3", "4"]);
}

#[test]
fn other_separators_of_lines_end_none() {
    assert_eq!(data("data:a\u{b}\u{c}\u{85}\u{2028}\u{2029}b\n\n"), ["a\u{b}\u{c}\u{85}\u{2028}\u{2029}b"]);
}

#[test]
fn format_null_character_is_kept_in_data() {
    assert_eq!(data("data:\0\n\n\n\n"), ["\0"]);
}

#[test]
fn format_utf_8_is_the_only_encoding() {
    assert_eq!(data("data:ok…\n\n"), ["ok…"]);
}

#[test]
fn invalid_utf_8_is_replaced_and_later_events_survive() {
    // One replacement character for each maximal part of a sequence, as the Encoding standard requires.
    assert_eq!(data(b"data:a\xFFb\n\ndata:2\n\n"), ["a\u{FFFD}b", "2"]);
    assert_eq!(data(b"data:\xF0\x9F\x98\n\ndata:\xF0\x9F\x98\x80\n\n"), ["\u{FFFD}", "😀"]);
    assert_eq!(data(b"data:\xC0\x80\xE2\x82\ndata:\x82\n\n"), ["\u{FFFD}\u{FFFD}\u{FFFD}\n\u{FFFD}"]);
    assert_eq!(events(b"event:\xFF\nid:\xFF\ndata\n\n"), [("\u{FFFD}".into(), String::new(), "\u{FFFD}".into())]);
}

#[test]
fn an_end_within_an_event_is_an_error_and_one_after_it_is_not() {
    for complete in
        ["", "\n", "data\n\n", "data\r\r", "data\n\n:comment", "data\n\nretry:1\n", "\u{FEFF}", "data\n\n:c\n"]
    {
        assert_eq!(end(complete), End::Complete, "{complete:?}");
    }
    for unfinished in ["d", "data\n", "data\r", "event:x\n", "id:1\n", "data\n\nda"] {
        assert_eq!(end(unfinished), End::Unfinished, "{unfinished:?}");
    }
}

#[test]
fn a_line_or_event_beyond_its_limit_is_one_error_and_later_events_survive() {
    let cases: [(&[u8], Error); 5] = [
        (b"data:12345678\n\n", Error::LineTooLong { limit: 12 }),
        (b":23456789012345\ndata:1\n:23456789012345\n\n", Error::LineTooLong { limit: 12 }),
        (b"data:12345678901234567890\ndata:12345678901234567890\n\n", Error::LineTooLong { limit: 12 }),
        (b"data:123\ndata:456\nid:2\n\n", Error::EventTooLong { limit: 6 }),
        (b"id:2\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\n\n", Error::EventTooLong { limit: 6 }),
    ];
    for (stream, error) in cases {
        let stream = [b"id:1\ndata:123456\n\n", stream, b"data:ok\n\n"].concat();
        let decoder = || Decoder::new().max_line(12).max_event(6);
        let whole = decode_chunks(decoder(), [stream.as_slice()]);
        let ids: Vec<_> = whole.0.iter().map(|event| event.as_ref().map(|event| event.id.as_str())).collect();
        assert_eq!(ids, [Ok("1"), Err(&error), Ok("1")], "{}", stream.escape_ascii());
        for size in 1..stream.len() {
            assert_eq!(whole, decode_chunks(decoder(), stream.chunks(size)), "{} by {size}", stream.escape_ascii());
        }
    }
}

#[test]
fn a_line_without_end_is_not_kept_beyond_the_limit() {
    let mut decoder = Decoder::new().max_line(100);
    let mut errors = 0;
    for _ in 0..1000 {
        let mut chunk: &[u8] = b"data:1234567";
        errors += usize::from(decoder.decode(&mut chunk).is_some());
    }
    assert_eq!((errors, decoder.finish()), (1, End::Complete));
    let mut chunk: &[u8] = b"\ndata:x\n\ndata:ok\n\n";
    assert_eq!(decoder.decode(&mut chunk).map(|event| event.map(|event| event.data)), Some(Ok("ok")));
}

//! The fast path for the form that nearly all events have: an optional id and name, one line of data, an empty line.

use std::str;

use memchr::{memchr, memchr2};

/// An event in one chunk, as most servers write it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PlainEvent<'chunk> {
    /// The id that the event sets, if it sets one.
    pub(super) id: Option<&'chunk str>,
    /// Empty if there is none.
    pub(super) event: &'chunk str,
    pub(super) data: &'chunk str,
    /// The rest of the chunk.
    pub(super) rest: &'chunk [u8],
}

/// Reads such an event from the beginning of `chunk`, which is the beginning of a line. Returns `None` if it has another form,
/// continues in the next chunk, exceeds a limit, or is not UTF-8. The decoder then reads it line by line.
#[inline]
pub(super) fn plain_event(chunk: &[u8], max_line: usize, max_event: usize) -> Option<PlainEvent<'_>> {
    let (id, rest) = optional(chunk, b"id:")?;
    let (event, rest) = optional(rest, b"event:")?;
    let (data, rest) = value(rest.strip_prefix(b"data:")?)?;
    let rest = line_end(rest)?;
    let length = |value: Option<&[u8]>| value.map_or(0, <[u8]>::len);
    // The length of the longest line: the name of the field, a colon and a space are before the value.
    let longest = data.len().max(length(event)).max(length(id)) + "event: ".len();
    if longest > max_line || data.len() > max_event {
        return None;
    }
    let id = match id {
        // The standard ignores an id with a null character.
        Some(id) if memchr(0, id).is_some() => return None,
        Some(id) => Some(str::from_utf8(id).ok()?),
        None => None,
    };
    let event = match event {
        Some(event) => str::from_utf8(event).ok()?,
        None => "",
    };
    Some(PlainEvent { id, event, data: str::from_utf8(data).ok()?, rest })
}

/// The value of a field if the field is next, and the text after it. `None` if the field has no valid end.
#[inline]
fn optional<'chunk>(chunk: &'chunk [u8], name: &[u8]) -> Option<(Option<&'chunk [u8]>, &'chunk [u8])> {
    match chunk.strip_prefix(name) {
        Some(rest) => value(rest).map(|(value, rest)| (Some(value), rest)),
        None => Some((None, chunk)),
    }
}

/// The value of a field, and the text after its line.
#[inline]
fn value(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let (value, rest) = rest.split_at_checked(memchr2(b'\n', b'\r', rest)?)?;
    Some((value, line_end(rest)?))
}

/// The text after the end of a line. A carriage return alone is left to the decoder, as it may be half of an end.
#[inline]
fn line_end(rest: &[u8]) -> Option<&[u8]> {
    rest.strip_prefix(b"\n").or_else(|| rest.strip_prefix(b"\r\n"))
}

#[cfg(test)]
mod tests {
    use super::plain_event;

    #[test]
    fn an_id_a_name_one_line_of_data_and_an_empty_line_are_a_plain_event() {
        let read = |chunk| plain_event(chunk, 100, 100).map(|event| (event.event, event.data, event.rest));
        assert_eq!(read(b"event: a\ndata: 1\n\nx"), Some(("a", "1", &b"x"[..])));
        assert_eq!(read(b"data:  1\n\n"), Some(("", " 1", &b""[..])));
        assert_eq!(read(b"event:\ndata:\n\n\n"), Some(("", "", &b"\n"[..])));
        let id = |chunk| plain_event(chunk, 100, 100).and_then(|event| event.id);
        assert_eq!(id(b"id: 7\nevent: a\ndata: 1\n\n"), Some("7"));
        assert_eq!(id(b"id:\ndata: 1\n\n"), Some(""));
        assert_eq!(read(b"event:a\r\ndata:1\n\r\n\r"), Some(("a", "1", &b"\r"[..])));
    }

    #[test]
    fn all_else_is_left_to_the_decoder() {
        let others = [
            "",
            "\n",
            "data: 1",
            "data: 1\n",
            "data: 1\r\n\r",
            "data: 1\r\r",
            "data: 1\ndata: 2\n\n",
            "data\n\n",
            "event: a\nid: 1\ndata: 1\n\n",
            "id: \0\ndata: 1\n\n",
            "id\ndata: 1\n\n",
            "data: 1\nevent: a\n\n",
            ": comment\ndata: 1\n\n",
            "data: too long for them\n\n",
        ];
        for chunk in others {
            assert_eq!(plain_event(chunk.as_bytes(), 100, 10), None, "{chunk:?}");
        }
        assert_eq!(plain_event(b"data: \xFF\n\n", 100, 100), None);
        assert_eq!(plain_event(b"data: 1234567\n\n", 12, 100), None);
    }
}

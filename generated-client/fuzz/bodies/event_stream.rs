//! Any bytes are an event stream. Their meaning depends neither on the pieces in which they arrive nor on the limits.

use managed_agents::runtime::sse::{Decoder, End, Error, Event};

/// The first three bytes are the limits and the length of pieces, the others are the stream.
pub(super) fn check(input: &[u8]) {
    let [max_line, max_event, length, stream @ ..] = input else { return };
    let (max_line, max_event, length) = (usize::from(*max_line), usize::from(*max_event), usize::from(*length).max(1));
    same_in_pieces(&Decoder::new(), stream, length);
    let limited = Decoder::new().max_line(max_line).max_event(max_event);
    for event in same_in_pieces(&limited, stream, length) {
        match event {
            // A byte that is not UTF-8 becomes a replacement character of three.
            Ok(event) => assert!(event.data.len() <= max_event * 3),
            Err(Error::LineTooLong { limit }) => assert_eq!(limit, max_line),
            Err(Error::EventTooLong { limit }) => assert_eq!(limit, max_event),
            Err(other) => panic!("an error of no kind: {other}"),
        }
    }
}

/// Decodes the input as a whole, in pieces and byte by byte. All results must be equal.
fn same_in_pieces(decoder: &Decoder, stream: &[u8], length: usize) -> Vec<Result<Event, Error>> {
    let whole = decode(decoder.clone(), [stream]);
    assert_eq!(whole, decode(decoder.clone(), stream.chunks(length)));
    assert_eq!(whole, decode(decoder.clone(), stream.chunks(1)));
    // An event has at least three bytes: a field and two line ends. So has an error.
    assert!(whole.0.len() <= stream.len());
    whole.0
}

fn decode<'a>(
    mut decoder: Decoder,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Result<Event, Error>>, End, String) {
    let mut events = Vec::new();
    for mut piece in pieces {
        while let Some(event) = decoder.decode(&mut piece) {
            events.push(event.map(Event::from));
        }
        assert!(piece.is_empty(), "a decoder that asks for more has read all");
    }
    (events, decoder.finish(), decoder.last_event_id().to_owned())
}

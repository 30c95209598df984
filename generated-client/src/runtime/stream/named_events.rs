//! Events that are distinguished by their names. Each is read as an object of its fields.

use crate::runtime::{
    json::{self, FromJson},
    sse::EventRef,
};

/// How the data of an event is read.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventData {
    /// As JSON.
    Json,
    /// As text.
    Text,
}

/// The events that an operation documents, implemented by generated code on the type of the operation.
#[doc(hidden)]
pub trait EventNames: 'static {
    /// Their names, and how their data is read. `*` is any other name.
    const EVENTS: Documented;
}

/// Names of events, and how their data is read.
pub(super) type Documented = &'static [(&'static str, EventData)];

/// The name that means all others.
pub(super) const ANY: &str = "*";

/// Whether the document names the event. Such an event is an item, even if its name is one that is otherwise skipped or
/// an error.
pub(super) fn is_documented(name: &str, documented: Documented) -> bool {
    documented.iter().any(|(known, _)| *known == name)
}

/// Reads an event from the JSON of its fields.
pub(super) fn read<T: FromJson>(
    event: EventRef<'_>,
    documented: Documented,
    is_lenient: bool,
) -> Result<json::Tolerated<T>, json::Fault> {
    let text = object(event, documented)?;
    json::from_slice_tolerating(text.as_bytes(), json::Tolerance::of_response(is_lenient))
}

/// The fields that the event sets, as a JSON object. A stream that gives no name means `message`.
fn object(event: EventRef<'_>, documented: Documented) -> Result<String, json::Fault> {
    let mut text = String::with_capacity(event.data.len() + 64);
    text.push_str("{\"event\":");
    push_text(&mut text, event.event);
    if event.sets_id {
        text.push_str(",\"id\":");
        push_text(&mut text, event.id);
    }
    if let Some(retry) = event.retry {
        text.push_str(",\"retry\":");
        text.push_str(&retry.as_millis().to_string());
    }
    text.push_str(",\"data\":");
    let kind = |name| documented.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
    match kind(event.event).or_else(|| kind(ANY)) {
        Some(EventData::Json) => {
            json::from_str::<json::RawJson>(event.data)?;
            text.push_str(event.data);
        }
        None if json::from_str::<json::RawJson>(event.data).is_ok() => text.push_str(event.data),
        Some(EventData::Text) | None => push_text(&mut text, event.data),
    }
    text.push('}');
    Ok(text)
}

fn push_text(json: &mut String, text: &str) {
    json.push_str(&json::quoted(text));
}

/// Implements [`EventNames`]: `event_names! { Follow: "added" => Json, "note" => Text }`.
#[allow(unused_macros, reason = "an API may have no such operation")]
macro_rules! event_names {
    ($name:ident: $($event:literal => $data:ident),*) => {
        impl $crate::runtime::EventNames for $name {
            const EVENTS: &'static [(&'static str, $crate::runtime::EventData)] =
                &[$(($event, $crate::runtime::EventData::$data)),*];
        }
    };
}

#[allow(unused_imports, reason = "an API may have no such operation")]
pub(crate) use event_names;

#[cfg(test)]
mod tests {
    use super::{EventData, object};
    use crate::runtime::sse::Decoder;

    /// The objects of a stream.
    fn objects(stream: &str) -> Vec<String> {
        let documented = &[("json", EventData::Json), ("text", EventData::Text)];
        let (mut decoder, mut chunk) = (Decoder::new(), stream.as_bytes());
        let mut objects = Vec::new();
        while let Some(event) = decoder.decode(&mut chunk) {
            let event = event.expect("within the limits");
            objects.push(object(event, documented).unwrap_or_else(|fault| fault.to_string()));
        }
        objects
    }

    #[test]
    fn data_is_text_or_json_by_the_name_of_the_event() {
        assert_eq!(
            objects("event: text\ndata: \"a\"\n\nevent: json\ndata: \"a\"\n\nevent: text\ndata: 1\ndata: 2\n\n"),
            [
                r#"{"event":"text","data":"\"a\""}"#,
                r#"{"event":"json","data":"a"}"#,
                r#"{"event":"text","data":"1\n2"}"#,
            ]
        );
        assert_eq!(
            objects("event: other\ndata: {}\n\ndata: <\n\n"),
            [r#"{"event":"other","data":{}}"#, r#"{"event":"message","data":"<"}"#,]
        );
        assert_eq!(objects("event: json\ndata: {\"a\":\n\n").len(), 1);
        assert!(!objects("event: json\ndata: {\"a\":\n\n")[0].starts_with('{'), "a fault");
    }

    #[test]
    fn only_what_an_event_sets_is_in_its_object() {
        assert_eq!(
            objects("id: 1\nretry: 5\nevent: text\ndata: a\n\ndata: 1\n\nid: 2\ndata: 2\n\nid\ndata: 3\n\ndata: 4\n\n"),
            [
                r#"{"event":"text","id":"1","retry":5,"data":"a"}"#,
                r#"{"event":"message","data":1}"#,
                r#"{"event":"message","id":"2","data":2}"#,
                r#"{"event":"message","id":"","data":3}"#,
                r#"{"event":"message","data":4}"#,
            ]
        );
    }
}

//! Writes events: each from the JSON of its fields.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::named_events::{ANY, Documented, EventData};
use crate::runtime::{
    json::{ToJson, Writer, push_line},
    sse::Event,
};

/// An event as an object of its fields.
impl ToJson for Event {
    fn write(&self, writer: &mut Writer) {
        let Self { event, data, id, retry } = self;
        let mut fields = serde_json::Map::new();
        fields.insert("event".to_owned(), event.as_ref().into());
        fields.insert("data".to_owned(), data.as_str().into());
        if !id.is_empty() {
            fields.insert("id".to_owned(), id.as_str().into());
        }
        if let Some(milliseconds) = retry.and_then(|retry| u64::try_from(retry.as_millis()).ok()) {
            fields.insert("retry".to_owned(), milliseconds.into());
        }
        writer.raw(&serde_json::Value::from(fields).to_string());
    }
}

/// Adds an event, whose fields are the members of an object, to an event stream.
pub(crate) fn push_event(item: &[u8], documented: Documented, body: &mut Vec<u8>) -> Result<(), String> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_slice(item).map_err(|error| error.to_string())?;
    let name = text(&fields, "event")?;
    if let Some(name) = name.as_deref().filter(|name| *name != "message") {
        push_field("event", name, body);
    }
    if let Some(id) = text(&fields, "id")? {
        if id.contains('\0') {
            return Err("the `id` of an event has a null character".to_owned());
        }
        push_field("id", &id, body);
    }
    if let Some(retry) = fields.get("retry").map(|retry| retry.get()).filter(|retry| *retry != "null") {
        if !retry.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("the `retry` of an event is not a whole number".to_owned());
        }
        push_field("retry", retry, body);
    }
    push_data(fields.get("data").map_or("\"\"", |data| data.get()), name.as_deref(), documented, body);
    body.push(b'\n');
    Ok(())
}

/// The text of a field that is one line.
fn text(fields: &BTreeMap<String, &RawValue>, field: &str) -> Result<Option<String>, String> {
    let Some(value) = fields.get(field) else { return Ok(None) };
    let text: Option<String> =
        serde_json::from_str(value.get()).map_err(|error| format!("the `{field}` of an event: {error}"))?;
    match text {
        Some(text) if text.contains(['\n', '\r']) => Err(format!("the `{field}` of an event has a line break")),
        text => Ok(text),
    }
}

/// Adds the data of an event: as JSON or as text, as the event of this name is documented.
fn push_data(data: &str, name: Option<&str>, documented: Documented, body: &mut Vec<u8>) {
    let kind = |name: &str| documented.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
    let kind = kind(name.unwrap_or("message")).or_else(|| kind(ANY));
    let text: Option<String> = match kind {
        Some(EventData::Json) => None,
        Some(EventData::Text) | None => serde_json::from_str(data).ok(),
    };
    let Some(text) = text else {
        body.extend_from_slice(b"data: ");
        push_line(data.as_bytes(), body);
        return body.push(b'\n');
    };
    // Any line break ends a line of data.
    for line in text.replace("\r\n", "\n").split(['\n', '\r']) {
        push_field("data", line, body);
    }
}

fn push_field(field: &str, value: &str, body: &mut Vec<u8>) {
    for part in [field, ": ", value, "\n"] {
        body.extend_from_slice(part.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::runtime::{json, sse::Decoder};

    const DOCUMENTED: Documented = &[("json", EventData::Json), ("text", EventData::Text)];

    #[track_caller]
    fn check(item: &str, expected: Result<&str, &str>) {
        let mut body = Vec::new();
        let pushed = push_event(item.as_bytes(), DOCUMENTED, &mut body);
        let written = pushed.map(|()| String::from_utf8(body).expect("text"));
        assert_eq!(written.as_deref().map_err(String::as_str), expected, "{item}");
    }

    #[test]
    fn fields_are_lines_and_data_is_json_or_text_by_the_name_of_the_event() {
        check(r#"{"event":"json","data":"a","id":"1","retry":5}"#, Ok("event: json\nid: 1\nretry: 5\ndata: \"a\"\n\n"));
        check("{\"event\":\"json\",\"data\":{\n\"a\":1\r\n}}", Ok("event: json\ndata: { \"a\":1  }\n\n"));
        check(r#"{"event":"text","data":" a\r\nb\rc\n"}"#, Ok("event: text\ndata:  a\ndata: b\ndata: c\ndata: \n\n"));
        check(r#"{"event":"message","data":[1],"id":null}"#, Ok("data: [1]\n\n"));
        check(r#"{"data":"a"}"#, Ok("data: a\n\n"));
        check("{}", Ok("data: \n\n"));
    }

    #[test]
    fn what_a_field_cannot_hold_is_refused() {
        check(r#"{"event":"a\nb","data":""}"#, Err("the `event` of an event has a line break"));
        check(r#"{"id":"a\u0000","data":""}"#, Err("the `id` of an event has a null character"));
        check(r#"{"retry":1.5,"data":""}"#, Err("the `retry` of an event is not a whole number"));
        assert!(push_event(b"1", DOCUMENTED, &mut Vec::new()).is_err());
    }

    #[test]
    fn an_event_that_is_sent_is_the_event_that_is_read() {
        let event = Event::new("one\n two").event("note").id("7").retry(Duration::from_millis(5));
        let mut body = Vec::new();
        let item = json::to_vec(&event).expect("JSON");
        push_event(&item, &[(ANY, EventData::Text)], &mut body).expect("an event");
        let (mut decoder, mut chunk) = (Decoder::new(), &body[..]);
        let read = decoder.decode(&mut chunk).expect("an event").expect("within the limits");
        assert_eq!(Event::from(read), event);
    }
}

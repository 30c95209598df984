//! What the documented error body says, in an answer or in an event.

use serde_json::Value;

use crate::runtime::api::ErrorBody;

/// What an error body says; nothing, where it is not the documented JSON.
#[derive(Debug)]
pub(super) struct Documented {
    pub(super) kind: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

impl Documented {
    pub(super) fn read(body: &[u8], places: &ErrorBody) -> Self {
        let json: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
        let text_at =
            |pointers: &[&str]| pointers.iter().find_map(|pointer| Some(json.pointer(pointer)?.as_str()?.to_owned()));
        Self { kind: text_at(places.kind), message: text_at(places.message), request_id: text_at(places.request_id) }
    }
}

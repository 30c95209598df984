//! [`Log`]: the events of a thread, and their receivers.

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{
    ids::Ids,
    page::{LARGE, page},
    request::Request,
    response::Response,
};

/// The events so far, and the streams that are open.
#[derive(Default)]
pub(super) struct Log {
    pub(super) events: Vec<Value>,
    streams: Vec<Stream>,
}

/// A stream, with the types of the events that it previews.
struct Stream {
    sender: mpsc::UnboundedSender<Value>,
    previews: Vec<String>,
}

impl Log {
    /// Adds an event, and sends it to the streams.
    pub(super) fn tell(&mut self, mut event: Value, ids: &mut Ids) -> Value {
        if event["id"].is_null() {
            event["id"] = ids.next("sevt").into();
        }
        if event.get("processed_at").is_none() {
            event["processed_at"] = ids.now().into();
        }
        self.events.push(event.clone());
        self.streams.retain(|stream| stream.sender.send(event.clone()).is_ok());
        event
    }

    /// Previews an event to the streams that have requested previews: its beginning, and the text in two halves.
    pub(super) fn preview(&mut self, kind: &str, id: &str, text: &str) {
        let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(index, _)| index);
        let mut previews = vec![json!({ "type": "event_start", "event": { "type": kind, "id": id } })];
        for part in [&text[..middle], &text[middle..]].into_iter().filter(|part| !part.is_empty()) {
            let delta = json!({ "type": "content_delta", "index": 0, "content": { "type": "text", "text": part } });
            previews.push(json!({ "type": "event_delta", "event_id": id, "delta": delta }));
        }
        self.streams.retain(|stream| {
            let is_wanted = stream.previews.iter().any(|wanted| wanted == kind);
            !is_wanted || previews.iter().all(|preview| stream.sender.send(preview.clone()).is_ok())
        });
    }

    pub(super) fn stream(&mut self, request: &Request, is_over: bool) -> Response {
        let (sender, receiver) = mpsc::unbounded_channel();
        if !is_over {
            let previews = request.parameters("event_deltas[]").map(str::to_owned).collect();
            self.streams.push(Stream { sender, previews });
        }
        Response::Stream(receiver)
    }

    pub(super) fn list(&self, request: &Request) -> Response {
        let types: Vec<&str> = request.parameters("types[]").collect();
        let is_wanted = |event: &&Value| types.is_empty() || types.iter().any(|kind| event["type"] == *kind);
        if request.parameter("order") == Some("desc") {
            page(request, LARGE, self.events.iter().rev().filter(is_wanted))
        } else {
            page(request, LARGE, self.events.iter().filter(is_wanted))
        }
    }

    /// Ends all streams.
    pub(super) fn close(&mut self) {
        self.streams.clear();
    }
}

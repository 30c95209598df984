//! [`Session`]: what its agent does when events arrive, who is told of it, and what stays in the history.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{
    api::{Ids, OnMessage, archived},
    http::Response,
    script::{CallKind, Script, Step, ToolReply},
};

/// A session with its agent.
pub(super) struct Session {
    pub(super) value: Value,
    pub(super) history: Vec<Value>,
    /// The events of clients, as they were sent.
    pub(super) sent: Vec<Value>,
    streams: Vec<mpsc::UnboundedSender<Value>>,
    steps: VecDeque<Step>,
    /// The calls that wait for an answer, with the name of the tool.
    waiting: BTreeMap<String, (CallKind, String)>,
    replies: Vec<ToolReply>,
    /// The ids of messages that came while the session waited.
    queued: VecDeque<String>,
}

impl Session {
    pub(super) fn new(value: Value) -> Self {
        Self {
            value,
            history: Vec::new(),
            sent: Vec::new(),
            streams: Vec::new(),
            steps: VecDeque::new(),
            waiting: BTreeMap::new(),
            replies: Vec::new(),
            queued: VecDeque::new(),
        }
    }

    pub(super) fn stream(&mut self) -> Response {
        let (sender, receiver) = mpsc::unbounded_channel();
        if !self.is_over() {
            self.streams.push(sender);
        }
        Response::Stream(receiver)
    }

    pub(super) fn archive(&mut self, ids: &mut Ids) -> Response {
        if !self.is_over() {
            self.terminate(ids);
        }
        archived(&mut self.value, ids)
    }

    pub(super) fn delete(&mut self, ids: &mut Ids) {
        self.tell(json!({ "type": "session.deleted" }), ids);
        self.streams.clear();
    }

    /// Takes the events of a client, all or none, and lets the agent go on.
    pub(super) fn take(
        &mut self,
        events: &[Value],
        on_message: &mut Option<OnMessage>,
        ids: &mut Ids,
    ) -> Result<Vec<Value>, Response> {
        if self.is_over() {
            return Err(Response::error(400, "invalid_request_error", "The session has ended."));
        }
        if events.is_empty() {
            return Err(Response::error(400, "invalid_request_error", "events: at least one is required"));
        }
        if let Some(message) = events.iter().find_map(|event| self.refuses(event)) {
            return Err(Response::error(400, "invalid_request_error", &message));
        }
        self.sent.extend_from_slice(events);
        Ok(events.iter().map(|event| self.take_one(event, on_message, ids)).collect())
    }

    /// The reason for which an event is refused.
    fn refuses(&self, event: &Value) -> Option<String> {
        let kind = event["type"].as_str().unwrap_or_default();
        let (id, wanted) = match kind {
            "user.message" | "user.interrupt" => return None,
            "user.custom_tool_result" => (&event["custom_tool_use_id"], CallKind::Custom),
            "user.tool_confirmation" => (&event["tool_use_id"], CallKind::Asks),
            _ => return Some(format!("events: the fake server does not know `{kind}`")),
        };
        let id = id.as_str().unwrap_or_default();
        let is_waiting = self.waiting.get(id).is_some_and(|(kind, _)| *kind == wanted);
        (!is_waiting).then(|| format!("events: no tool use `{id}` waits for `{kind}`"))
    }

    fn take_one(&mut self, event: &Value, on_message: &mut Option<OnMessage>, ids: &mut Ids) -> Value {
        let mut event = event.clone();
        match event["type"].as_str().unwrap_or_default() {
            "user.message" if !self.waiting.is_empty() => {
                event["processed_at"] = Value::Null;
                let told = self.tell(event, ids);
                self.queued.extend(told["id"].as_str().map(str::to_owned));
                told
            }
            "user.message" => {
                let told = self.tell(event, ids);
                self.begin(&text(&told), on_message, ids);
                self.advance(on_message, ids);
                told
            }
            "user.interrupt" => {
                self.waiting.clear();
                self.steps.clear();
                let told = self.tell(event, ids);
                self.advance(on_message, ids);
                told
            }
            _ => {
                self.note_answer(&event);
                let told = self.tell(event.clone(), ids);
                if event["result"] == "allow" {
                    let result =
                        json!({ "type": "agent.tool_result", "tool_use_id": event["tool_use_id"], "content": [] });
                    self.tell(result, ids);
                }
                if self.waiting.is_empty() {
                    self.run(ids);
                    self.advance(on_message, ids);
                } else {
                    self.wait(ids);
                }
                told
            }
        }
    }

    fn note_answer(&mut self, event: &Value) {
        let id = event["custom_tool_use_id"].as_str().or_else(|| event["tool_use_id"].as_str()).unwrap_or_default();
        let Some((kind, name)) = self.waiting.remove(id) else { return };
        let (text, is_error) = match kind {
            CallKind::Custom => (text(event), event["is_error"] == true),
            CallKind::Asks => {
                (event["deny_message"].as_str().unwrap_or_default().to_owned(), event["result"] != "allow")
            }
        };
        self.replies.push(ToolReply { name, text, is_error });
    }

    /// The agent begins with a message.
    fn begin(&mut self, message: &str, on_message: &mut Option<OnMessage>, ids: &mut Ids) {
        let script = on_message.as_mut().map_or_else(|| Script::new().say("Done."), |script| script(message));
        self.steps = script.0;
        self.replies.clear();
        self.run(ids);
    }

    /// The agent goes on until it waits.
    fn advance(&mut self, on_message: &mut Option<OnMessage>, ids: &mut Ids) {
        loop {
            let Some(step) = self.steps.pop_front() else {
                let Some(id) = self.queued.pop_front() else {
                    return self.stop(&json!({ "type": "end_turn" }), ids);
                };
                let message = self.process(&id, ids);
                self.begin(&message, on_message, ids);
                continue;
            };
            match step {
                Step::Think => drop(self.tell(json!({ "type": "agent.thinking" }), ids)),
                Step::Say(text) => self.say(&text, ids),
                Step::Reply(reply) => {
                    let text = reply(&self.replies);
                    self.say(&text, ids);
                }
                Step::Call(kind, event) => {
                    let name = event["name"].as_str().unwrap_or_default().to_owned();
                    let id = self.tell(event, ids)["id"].as_str().unwrap_or_default().to_owned();
                    self.waiting.insert(id, (kind, name));
                    if !matches!(self.steps.front(), Some(Step::Call(..))) {
                        return self.wait(ids);
                    }
                }
                Step::Stop(reason) => {
                    self.steps.clear();
                    return self.stop(&reason, ids);
                }
                Step::Terminate => return self.terminate(ids),
            }
        }
    }

    /// A message that came while the session waited is taken up: its text.
    fn process(&mut self, id: &str, ids: &Ids) -> String {
        let now = ids.now();
        let Some(event) = self.history.iter_mut().find(|event| event["id"] == id) else { return String::new() };
        event["processed_at"] = now.into();
        text(event)
    }

    fn run(&mut self, ids: &mut Ids) {
        self.value["status"] = "running".into();
        self.tell(json!({ "type": "session.status_running" }), ids);
    }

    fn wait(&mut self, ids: &mut Ids) {
        let event_ids: Vec<&String> = self.waiting.keys().collect();
        self.stop(&json!({ "type": "requires_action", "event_ids": event_ids }), ids);
    }

    fn stop(&mut self, stop_reason: &Value, ids: &mut Ids) {
        self.value["status"] = "idle".into();
        self.tell(json!({ "type": "session.status_idle", "stop_reason": stop_reason }), ids);
    }

    fn terminate(&mut self, ids: &mut Ids) {
        self.value["status"] = "terminated".into();
        self.tell(json!({ "type": "session.status_terminated" }), ids);
        self.streams.clear();
    }

    fn is_over(&self) -> bool {
        self.value["status"] == "terminated"
    }

    fn say(&mut self, text: &str, ids: &mut Ids) {
        let start = self.tell(json!({ "type": "span.model_request_start" }), ids);
        let content = [json!({ "type": "text", "text": text })];
        self.tell(json!({ "type": "agent.message", "content": content }), ids);
        let usage = json!({
            "input_tokens": 10, "output_tokens": 5, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
        });
        let end = json!({
            "type": "span.model_request_end", "model_request_start_id": start["id"], "is_error": false, "model_usage": usage,
        });
        self.tell(end, ids);
    }

    /// Lets an event happen: the history has it, and all open streams tell it.
    fn tell(&mut self, mut event: Value, ids: &mut Ids) -> Value {
        event["id"] = ids.next("sevt").into();
        if event.get("processed_at").is_none() {
            event["processed_at"] = ids.now().into();
        }
        self.history.push(event.clone());
        self.streams.retain(|stream| stream.send(event.clone()).is_ok());
        event
    }
}

/// The text of the content of an event.
fn text(event: &Value) -> String {
    let blocks = event["content"].as_array().into_iter().flatten();
    blocks.filter_map(|block| block["text"].as_str()).collect()
}

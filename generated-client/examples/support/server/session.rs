//! A session: what its agent does when events arrive, who is told of it, and what stays in the history.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::{
    Request,
    api::{Answer, Ids, Previews, error, now},
};

/// How many events a slow reader may fall behind.
const BACKLOG: usize = 64;

pub(super) struct Session {
    pub(super) value: Value,
    /// The events so far, without previews.
    past: Vec<Value>,
    /// Events go to the streams that are open, and are not repeated to those that come later.
    events: broadcast::Sender<Value>,
    /// The tool uses that wait for the user.
    waiting: BTreeSet<String>,
}

impl Session {
    pub(super) fn new(value: Value) -> Self {
        Self { value, past: Vec::new(), events: broadcast::channel(BACKLOG).0, waiting: BTreeSet::new() }
    }

    pub(super) fn stream(&self, request: &Request) -> Answer {
        let previews =
            if request.parameter("event_deltas%5B%5D").is_some() { Previews::Shown } else { Previews::LeftOut };
        Answer::Stream(self.events.subscribe(), previews)
    }

    pub(super) fn history(&self, newest_first: bool) -> Answer {
        let mut events = self.past.clone();
        if newest_first {
            events.reverse();
        }
        Answer::Json(200, json!({ "data": events, "next_page": null }))
    }

    /// Takes the events of the user, and lets the agent answer.
    pub(super) fn take(&mut self, body: &Value, ids: &mut Ids) -> Answer {
        let mut accepted = body["events"].as_array().cloned().unwrap_or_default();
        let is_known = |event: &Value| {
            matches!(
                event["type"].as_str(),
                Some("user.message" | "user.custom_tool_result" | "user.tool_confirmation")
            )
        };
        if !accepted.iter().all(is_known) {
            return error(400, "invalid_request_error", "events: this server does not know all of them");
        }
        for event in &mut accepted {
            *event = finished(event.clone(), ids);
        }
        let request_id = ids.next("sevt");
        let mut turn = vec![
            json!({ "type": "session.status_running" }),
            json!({ "type": "span.model_request_start", "id": request_id }),
        ];
        turn.extend(accepted.iter().flat_map(|event| self.react(event, ids)));
        turn.push(json!({ "type": "span.model_request_end", "model_request_start_id": request_id, "is_error": false }));
        let stop_reason = if self.waiting.is_empty() {
            json!({ "type": "end_turn" })
        } else {
            json!({ "type": "requires_action", "event_ids": self.waiting })
        };
        turn.push(json!({ "type": "session.status_idle", "stop_reason": stop_reason, "stop_details": null }));
        for event in accepted.iter().cloned().chain(turn.into_iter().map(|event| finished(event, ids))) {
            self.tell(event);
        }
        Answer::Json(200, json!({ "data": accepted }))
    }

    fn tell(&mut self, event: Value) {
        if !is_preview(&event) {
            self.past.push(event.clone());
        }
        // Without an open stream nobody hears it.
        let _ = self.events.send(event);
    }

    /// The agent's reaction to an event of the user.
    fn react(&mut self, event: &Value, ids: &mut Ids) -> Vec<Value> {
        let tools = self.value["agent"]["tools"].as_array().cloned().unwrap_or_default();
        let text = event["content"][0]["text"].as_str().unwrap_or_default();
        match event["type"].as_str() {
            Some("user.custom_tool_result") => {
                self.waiting.remove(event["custom_tool_use_id"].as_str().unwrap_or_default());
                says(&format!("My tool says: {text}"), ids)
            }
            Some("user.tool_confirmation") => {
                self.waiting.remove(event["tool_use_id"].as_str().unwrap_or_default());
                match event["deny_message"].as_str() {
                    None => {
                        vec![json!({ "type": "agent.tool_result", "tool_use_id": event["tool_use_id"], "content": [] })]
                    }
                    Some(reason) => says(&format!("I was told: {reason}"), ids),
                }
            }
            _ if !tools.is_empty() => self.use_tools(&tools, ids),
            _ => {
                let mut said = says("An agent is a model that works towards a goal with tools, in a loop.", ids);
                said.extend(says("This one is made of a few lines of Rust, and says the same to everybody.", ids));
                said
            }
        }
    }

    /// The agent uses all tools that need the user.
    fn use_tools(&mut self, tools: &[Value], ids: &mut Ids) -> Vec<Value> {
        let mut uses = Vec::new();
        if tools.iter().any(|tool| tool["type"] == "custom") {
            let input = json!({ "city": "Paris" });
            uses.push(json!({ "type": "agent.custom_tool_use", "name": "weather", "input": input }));
        }
        if tools.iter().any(|tool| tool["default_config"]["permission_policy"]["type"] == "always_ask") {
            let asks = |name: &str, input: Value| json!({ "type": "agent.tool_use", "name": name, "input": input, "evaluated_permission": "ask" });
            uses.push(asks("read", json!({ "file_path": "notes.txt" })));
            uses.push(asks("bash", json!({ "command": "rm notes.txt" })));
        }
        uses.iter().map(|event| self.use_tool(event, ids)).collect()
    }

    /// A use of a tool that waits for the user.
    fn use_tool(&mut self, event: &Value, ids: &mut Ids) -> Value {
        let event = finished(event.clone(), ids);
        self.waiting.insert(event["id"].as_str().unwrap_or_default().to_owned());
        event
    }
}

/// An event with what all have; previews have none of it.
fn finished(mut event: Value, ids: &mut Ids) -> Value {
    if !is_preview(&event) {
        if event["id"].is_null() {
            event["id"] = ids.next("sevt").into();
        }
        event["processed_at"] = now().into();
    }
    event
}

pub(super) fn is_preview(event: &Value) -> bool {
    event["type"] == "event_start" || event["type"] == "event_delta"
}

/// A message of the agent, half of it first.
fn says(text: &str, ids: &mut Ids) -> Vec<Value> {
    let id = ids.next("sevt");
    let half: String = text.chars().take(text.chars().count() / 2).collect();
    let delta = json!({ "type": "content_delta", "index": 0, "content": { "type": "text", "text": half } });
    vec![
        json!({ "type": "event_start", "event": { "type": "agent.message", "id": id } }),
        json!({ "type": "event_delta", "event_id": id, "delta": delta }),
        json!({ "type": "agent.message", "id": id, "content": [{ "type": "text", "text": text }] }),
    ]
}

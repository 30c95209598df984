//! [`Session`]: the reaction of its agent when events arrive.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::{
    api::OnMessage,
    collection::archived,
    files::Files,
    ids::Ids,
    log::Log,
    request::Request,
    response::Response,
    script::{CallKind, Script, Step, ToolReply},
    threads::Threads,
};

/// A session with its agent.
pub(super) struct Session {
    pub(super) value: Value,
    pub(super) log: Log,
    /// The events of clients, as they were sent.
    pub(super) sent: Vec<Value>,
    /// Whether a worker runs its tools.
    is_self_hosted: bool,
    threads: Threads,
    steps: VecDeque<Step>,
    /// The calls that wait for an answer, with the name of the tool.
    waiting: BTreeMap<String, (CallKind, String)>,
    replies: Vec<ToolReply>,
    /// The IDs of messages that came while the session waited.
    queued: VecDeque<String>,
}

/// The parts of the server that a session uses while its agent works.
pub(super) struct World<'a> {
    pub(super) on_message: &'a mut Option<OnMessage>,
    pub(super) files: &'a mut Files,
    pub(super) ids: &'a mut Ids,
}

impl Session {
    pub(super) fn new(value: Value, is_self_hosted: bool, ids: &mut Ids) -> Self {
        Self {
            threads: Threads::new(&value, ids),
            value,
            log: Log::default(),
            sent: Vec::new(),
            is_self_hosted,
            steps: VecDeque::new(),
            waiting: BTreeMap::new(),
            replies: Vec::new(),
            queued: VecDeque::new(),
        }
    }

    pub(super) fn answer_threads(&mut self, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        let is_over = self.is_over();
        self.threads.answer(request, rest, &mut self.log, is_over, ids)
    }

    pub(super) fn archive(&mut self, ids: &mut Ids) -> Response {
        if !self.is_over() {
            self.terminate(ids);
        }
        archived(&mut self.value, ids)
    }

    pub(super) fn delete(&mut self, ids: &mut Ids) {
        self.tell(json!({ "type": "session.deleted" }), ids);
        self.log.close();
    }

    /// Accepts the events of a client, all or none, and lets the agent continue.
    pub(super) fn take(&mut self, events: &[Value], world: &mut World) -> Result<Vec<Value>, Response> {
        if self.is_over() {
            return Err(Response::invalid("The session has ended."));
        }
        if events.is_empty() {
            return Err(Response::invalid("events: at least one is required"));
        }
        if let Some(message) = events.iter().find_map(|event| self.refuses(event)) {
            return Err(Response::invalid(message));
        }
        self.sent.extend_from_slice(events);
        Ok(events.iter().map(|event| self.take_one(event, world)).collect())
    }

    /// The reason why an event is refused.
    fn refuses(&self, event: &Value) -> Option<String> {
        let kind = event["type"].as_str().unwrap_or_default();
        let (id, wanted) = match kind {
            "user.message" | "user.interrupt" | "user.define_outcome" | "system.message" => return None,
            "user.custom_tool_result" => (&event["custom_tool_use_id"], CallKind::Custom),
            "user.tool_confirmation" => (&event["tool_use_id"], CallKind::Asks),
            "user.tool_result" => (&event["tool_use_id"], CallKind::BuiltIn),
            _ => return Some(format!("events: the fake server does not know `{kind}`")),
        };
        let id = id.as_str().unwrap_or_default();
        let is_waiting = self.waiting.get(id).is_some_and(|(kind, _)| *kind == wanted);
        (!is_waiting).then(|| format!("events: no tool use `{id}` waits for `{kind}`"))
    }

    fn take_one(&mut self, event: &Value, world: &mut World) -> Value {
        let mut event = event.clone();
        if event["type"] == "user.define_outcome" {
            event["outcome_id"] = world.ids.next("outc").into();
        }
        match event["type"].as_str().unwrap_or_default() {
            "user.message" | "user.define_outcome" if !self.waiting.is_empty() => {
                event["processed_at"] = Value::Null;
                let told = self.tell(event, world.ids);
                self.queued.extend(told["id"].as_str().map(str::to_owned));
                told
            }
            "user.message" | "user.define_outcome" => {
                let told = self.tell(event, world.ids);
                self.begin(&text(&told), world);
                self.advance(world);
                told
            }
            "user.interrupt" => {
                self.waiting.clear();
                self.steps.clear();
                let told = self.tell(event, world.ids);
                self.advance(world);
                told
            }
            "system.message" => self.tell(event, world.ids),
            _ => self.take_answer(event, world),
        }
    }

    /// Accepts the answer to a call. After the last answer, the agent continues.
    fn take_answer(&mut self, event: Value, world: &mut World) -> Value {
        let id = event["custom_tool_use_id"].as_str().or_else(|| event["tool_use_id"].as_str());
        let id = id.unwrap_or_default().to_owned();
        let is_allowed = event["result"] == "allow";
        let told = self.tell(event, world.ids);
        let Some((kind, name)) = self.waiting.remove(&id) else { return told };
        let (text, is_error) = match kind {
            CallKind::Asks => (told["deny_message"].as_str().unwrap_or_default().to_owned(), !is_allowed),
            CallKind::Custom | CallKind::BuiltIn => (text(&told), told["is_error"] == true),
        };
        if is_allowed && self.is_self_hosted {
            // Its result is still to come.
            self.waiting.insert(id, (CallKind::BuiltIn, name));
        } else {
            if is_allowed {
                self.tell(json!({ "type": "agent.tool_result", "tool_use_id": id, "content": [] }), world.ids);
            }
            self.replies.push(ToolReply { name, text, is_error });
        }
        if self.waiting.is_empty() {
            self.run(world.ids);
            self.advance(world);
        } else {
            self.wait(world.ids);
        }
        told
    }

    /// The agent begins with a message.
    fn begin(&mut self, message: &str, world: &mut World) {
        let script = world.on_message.as_mut().map_or_else(|| Script::new().say("Done."), |script| script(message));
        self.steps = script.0;
        self.replies.clear();
        self.run(world.ids);
    }

    /// The agent continues until it waits.
    fn advance(&mut self, world: &mut World) {
        loop {
            let Some(step) = self.steps.pop_front() else {
                let Some(id) = self.queued.pop_front() else {
                    return self.stop(&json!({ "type": "end_turn" }), world.ids);
                };
                let message = self.process(&id, world.ids);
                self.begin(&message, world);
                continue;
            };
            match step {
                Step::Say(_) | Step::Reply(_) if self.has_spent_all() => {
                    self.steps.clear();
                    return self.stop(&json!({ "type": "budget_reached" }), world.ids);
                }
                Step::Say(text) => self.say(&text, world.ids),
                Step::Reply(reply) => {
                    let text = reply(&self.replies);
                    self.say(&text, world.ids);
                }
                Step::Think => self.think(world.ids),
                Step::Call(kind, event) => {
                    self.call(kind, event, world.ids);
                    if !self.waiting.is_empty() && !matches!(self.steps.front(), Some(Step::Call(..))) {
                        return self.wait(world.ids);
                    }
                }
                Step::Delegate(agent, text) => {
                    self.threads.speak(&self.value, &agent, &text, &mut self.log, world.ids);
                }
                Step::Write(name, content) => {
                    let id = self.value["id"].as_str().unwrap_or_default();
                    world.files.write(id, &name, content, world.ids);
                }
                Step::Fail(error) => drop(self.tell(json!({ "type": "session.error", "error": error }), world.ids)),
                Step::Stop(reason) => {
                    self.steps.clear();
                    return self.stop(&reason, world.ids);
                }
                Step::Terminate => return self.terminate(world.ids),
            }
        }
    }

    fn call(&mut self, kind: CallKind, event: Value, ids: &mut Ids) {
        let name = event["name"].as_str().unwrap_or_default().to_owned();
        let id = self.tell(event, ids)["id"].as_str().unwrap_or_default().to_owned();
        if kind == CallKind::BuiltIn && !self.is_self_hosted {
            self.tell(json!({ "type": "agent.tool_result", "tool_use_id": id, "content": [] }), ids);
            self.replies.push(ToolReply { name, text: String::new(), is_error: false });
        } else {
            self.waiting.insert(id, (kind, name));
        }
    }

    /// Begins with a message that arrived while the session waited, and returns its text.
    fn process(&mut self, id: &str, ids: &Ids) -> String {
        let now = ids.now();
        let Some(event) = self.log.events.iter_mut().find(|event| event["id"] == id) else { return String::new() };
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
        let usage = json!({ "type": "session.usage", "usage": self.value["usage"], "budget": self.value["budget"] });
        self.tell(usage, ids);
        self.value["status"] = "idle".into();
        let idle = json!({ "type": "session.status_idle", "stop_reason": stop_reason, "stop_details": null });
        self.tell(idle, ids);
    }

    fn terminate(&mut self, ids: &mut Ids) {
        self.value["status"] = "terminated".into();
        self.tell(json!({ "type": "session.status_terminated" }), ids);
        self.log.close();
    }

    pub(super) fn is_over(&self) -> bool {
        self.value["status"] == "terminated"
    }

    fn think(&mut self, ids: &mut Ids) {
        let id = ids.next("sevt");
        self.log.preview("agent.thinking", &id, "");
        self.tell(json!({ "type": "agent.thinking", "id": id }), ids);
    }

    fn say(&mut self, text: &str, ids: &mut Ids) {
        let start = self.tell(json!({ "type": "span.model_request_start" }), ids);
        let id = ids.next("sevt");
        self.log.preview("agent.message", &id, text);
        let content = [json!({ "type": "text", "text": text })];
        self.tell(json!({ "type": "agent.message", "id": id, "content": content }), ids);
        let usage = json!({
            "input_tokens": 10, "output_tokens": 5, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
        });
        let end = json!({
            "type": "span.model_request_end", "model_request_start_id": start["id"], "is_error": false, "model_usage": usage,
        });
        self.tell(end, ids);
        self.spend();
    }

    /// Adds a request to the model to the usage.
    fn spend(&mut self) {
        let cents = self.cents() + 1;
        let usage = &mut self.value["usage"];
        for (member, tokens) in [("input_tokens", 10), ("output_tokens", 5)] {
            usage[member] = (usage[member].as_i64().unwrap_or_default() + tokens).into();
        }
        usage["list_cost"] = json!({ "amount": cents.to_string(), "currency": "USD" });
    }

    /// The list cost so far.
    fn cents(&self) -> i64 {
        amount(&self.value["usage"]["list_cost"]).unwrap_or_default()
    }

    fn has_spent_all(&self) -> bool {
        amount(&self.value["budget"]["max_list_cost"]).is_some_and(|budget| self.cents() >= budget)
    }

    fn tell(&mut self, event: Value, ids: &mut Ids) -> Value {
        self.log.tell(event, ids)
    }

    /// Takes a change of the session.
    pub(super) fn update(&mut self, body: &Value, ids: &mut Ids) -> Response {
        if self.is_over() {
            return Response::invalid("The session has ended.");
        }
        if body["budget"].is_object() && self.value["budget"].is_null() {
            return Response::invalid("budget: a session that began without a budget cannot get one");
        }
        let mut members = body.clone();
        let agent = members.as_object_mut().and_then(|members| members.remove("agent")).unwrap_or_default();
        super::collection::merge(&mut self.value["agent"], &agent);
        let mut told = members.clone();
        told["type"] = "session.updated".into();
        let response = super::collection::changed(&mut self.value, &members, ids);
        if body.get("metadata").is_some() {
            told["metadata"] = self.value["metadata"].clone();
        }
        if !agent.is_null() {
            told["agent"] = self.value["agent"].clone();
        }
        self.tell(told, ids);
        response
    }
}

fn amount(money: &Value) -> Option<i64> {
    money["amount"].as_str()?.parse().ok()
}

/// The text of the content of an event, or the description of an outcome.
fn text(event: &Value) -> String {
    let blocks = event["content"].as_array().into_iter().flatten();
    let text: String = blocks.filter_map(|block| block["text"].as_str()).collect();
    if text.is_empty() { event["description"].as_str().unwrap_or_default().to_owned() } else { text }
}

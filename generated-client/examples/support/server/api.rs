//! What the API does with a request: its objects, its errors, and the turn that an agent takes.
//!
//! Objects have the members that the live API sends, also those that its description lacks.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::Request;

/// How many events a slow reader may fall behind.
const BACKLOG: usize = 64;

pub(super) enum Answer {
    Json(u16, Value),
    Stream(broadcast::Receiver<Value>),
}

/// All that was created, by id.
#[derive(Default)]
pub(super) struct Api {
    agents: BTreeMap<String, Value>,
    environments: BTreeMap<String, Value>,
    sessions: BTreeMap<String, Session>,
    ids: usize,
}

struct Session {
    value: Value,
    /// Events go to the streams that are open, and are not repeated to those that come later.
    events: broadcast::Sender<Value>,
}

impl Api {
    pub(super) fn answer(&mut self, request: &Request) -> Answer {
        if request.header("x-api-key").is_none() && request.header("authorization").is_none() {
            return error(401, "authentication_error", "x-api-key header is required");
        }
        if request.header("anthropic-version").is_none() {
            return error(400, "invalid_request_error", "anthropic-version: header is required");
        }
        let beta = request.header("anthropic-beta").unwrap_or_default();
        if !beta.split(',').any(|beta| beta.trim() == "managed-agents-2026-04-01") {
            return error(400, "invalid_request_error", "this API needs the beta header managed-agents-2026-04-01");
        }
        let segments: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        match (request.method.as_str(), &segments[..]) {
            ("POST", ["v1", "agents"]) => self.create_agent(&request.body),
            ("POST", ["v1", "environments"]) => self.create_environment(&request.body),
            ("POST", ["v1", "sessions"]) => self.create_session(&request.body),
            ("POST", ["v1", "agents", id, "archive"]) => archive(self.agents.get_mut(*id)),
            ("POST", ["v1", "environments", id, "archive"]) => archive(self.environments.get_mut(*id)),
            ("POST", ["v1", "sessions", id, "archive"]) => {
                archive(self.sessions.get_mut(*id).map(|session| &mut session.value))
            }
            ("POST", ["v1", "sessions", id, "events"]) => self.take_turn(id, &request.body),
            // The newer name of the stream is the second.
            ("GET", ["v1", "sessions", id, "stream"] | ["v1", "sessions", id, "events", "stream"]) => {
                match self.sessions.get(*id) {
                    Some(session) => Answer::Stream(session.events.subscribe()),
                    None => not_found(),
                }
            }
            _ => not_found(),
        }
    }

    fn next_id(&mut self, prefix: &str) -> String {
        self.ids += 1;
        format!("{prefix}_{:024}", self.ids)
    }

    fn create_agent(&mut self, body: &Value) -> Answer {
        let (Some(name), false) = (body["name"].as_str(), body["model"].is_null()) else {
            return error(400, "invalid_request_error", "name and model: fields required");
        };
        let model = match &body["model"] {
            Value::String(id) => json!({ "id": id, "speed": "standard" }),
            model => model.clone(),
        };
        let id = self.next_id("agent");
        let agent = json!({
            "id": id, "type": "agent", "version": 1, "name": name, "model": model,
            "system": body["system"], "description": body["description"], "multiagent": null,
            "tools": list(&body["tools"]), "mcp_servers": list(&body["mcp_servers"]), "skills": list(&body["skills"]),
            "metadata": {}, "created_at": now(), "updated_at": now(), "archived_at": null,
        });
        self.agents.insert(id, agent.clone());
        Answer::Json(200, agent)
    }

    fn create_environment(&mut self, body: &Value) -> Answer {
        let Some(name) = body["name"].as_str() else {
            return error(400, "invalid_request_error", "name: field required");
        };
        let id = self.next_id("env");
        let environment = json!({
            "id": id, "type": "environment", "name": name, "description": "", "state": "active",
            "config": {
                "type": "cloud", "environment": {}, "init_script": "",
                "networking": { "type": "unrestricted" }, "packages": { "type": "packages", "pip": [] },
            },
            "scope": "organization", "metadata": {},
            "created_at": now(), "updated_at": now(), "archived_at": null,
        });
        self.environments.insert(id, environment.clone());
        Answer::Json(200, environment)
    }

    fn create_session(&mut self, body: &Value) -> Answer {
        let agent_id = body["agent"].as_str().or(body["agent"]["id"].as_str()).unwrap_or_default();
        let environment_id = body["environment_id"].as_str().unwrap_or_default();
        let (Some(agent), true) = (self.agents.get(agent_id), self.environments.contains_key(environment_id)) else {
            return not_found();
        };
        let agent = agent.clone();
        let id = self.next_id("sesn");
        let session = json!({
            "id": id, "type": "session", "status": "idle", "title": null,
            "agent": agent, "environment_id": environment_id, "vault_ids": list(&body["vault_ids"]),
            "metadata": {}, "resources": [], "outcome_evaluations": [],
            "stats": { "active_seconds": 0, "duration_seconds": 0 },
            "usage": { "cache_creation": null, "input_tokens": 0, "output_tokens": 0 },
            "created_at": now(), "updated_at": now(), "archived_at": null,
        });
        let (events, _) = broadcast::channel(BACKLOG);
        self.sessions.insert(id, Session { value: session.clone(), events });
        Answer::Json(200, session)
    }

    /// Takes the events of the user, and lets the agent answer over the streams that are open.
    fn take_turn(&mut self, session_id: &str, body: &Value) -> Answer {
        let mut accepted = list(&body["events"]).as_array().cloned().unwrap_or_default();
        if accepted.iter().any(|event| event["type"] != "user.message") {
            return error(400, "invalid_request_error", "events: this server knows user.message only");
        }
        for event in &mut accepted {
            event["id"] = self.next_id("sevt").into();
        }
        let request_id = self.next_id("sevt");
        let turn = [
            json!({ "type": "session.status_running" }),
            json!({ "type": "span.model_request_start", "id": request_id }),
            says("An agent is a model that works towards a goal with tools, in a loop."),
            says("This one is made of a few lines of Rust, and says the same to everybody."),
            json!({ "type": "span.model_request_end", "model_request_start_id": request_id, "is_error": false }),
            json!({ "type": "session.status_idle", "stop_reason": { "type": "end_turn" }, "stop_details": null }),
        ];
        let turn = turn.map(|mut event| {
            if event["id"].is_null() {
                event["id"] = self.next_id("sevt").into();
            }
            event["processed_at"] = now().into();
            event
        });
        let Some(session) = self.sessions.get(session_id) else { return not_found() };
        for event in accepted.iter().chain(&turn) {
            // Without an open stream nobody hears it.
            let _ = session.events.send(event.clone());
        }
        Answer::Json(200, json!({ "data": accepted }))
    }
}

fn says(text: &str) -> Value {
    json!({ "type": "agent.message", "content": [{ "type": "text", "text": text }] })
}

fn archive(object: Option<&mut Value>) -> Answer {
    let Some(object) = object else { return not_found() };
    object["archived_at"] = now().into();
    match object["type"].as_str() {
        Some("session") => object["status"] = "terminated".into(),
        Some("environment") => object["state"] = "archived".into(),
        _ => {}
    }
    Answer::Json(200, object.clone())
}

/// The list, or the empty one where none was sent.
fn list(value: &Value) -> Value {
    if value.is_array() { value.clone() } else { json!([]) }
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

fn not_found() -> Answer {
    error(404, "not_found_error", "Not found.")
}

fn error(status: u16, kind: &str, message: &str) -> Answer {
    let body = json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": "req_example" });
    Answer::Json(status, body)
}

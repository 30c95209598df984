//! The API's response to a request: its objects and its errors.
//!
//! Objects have the members that the live API sends, also those that its description lacks.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::{Request, session::Session, stores::Stores};

pub(super) enum Answer {
    Json(u16, Value),
    /// Events as they happen, with or without previews.
    Stream(broadcast::Receiver<Value>, Previews),
}

/// Whether events are shown while they are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Previews {
    Shown,
    LeftOut,
}

/// All that was created, by id.
#[derive(Default)]
pub(super) struct Api {
    agents: BTreeMap<String, Value>,
    environments: BTreeMap<String, Value>,
    sessions: BTreeMap<String, Session>,
    stores: Stores,
    ids: Ids,
}

/// Ids, each another one.
#[derive(Default)]
pub(super) struct Ids(usize);

impl Ids {
    pub(super) fn next(&mut self, prefix: &str) -> String {
        self.0 += 1;
        format!("{prefix}_{:024}", self.0)
    }
}

impl Api {
    pub(super) fn answer(&mut self, request: &Request) -> Answer {
        if request.header("x-api-key").is_none() && request.header("authorization").is_none() {
            return error(401, "authentication_error", "x-api-key header is required");
        }
        if request.header("anthropic-version").is_none() {
            return error(400, "invalid_request_error", "anthropic-version: header is required");
        }
        let segments: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        let wanted = match segments[..] {
            ["v1", "memory_stores", ..] => "agent-memory-2026-07-22",
            _ => "managed-agents-2026-04-01",
        };
        let beta = request.header("anthropic-beta").unwrap_or_default();
        if !beta.split(',').any(|beta| beta.trim() == wanted) {
            return error(400, "invalid_request_error", &format!("this API needs the beta header {wanted}"));
        }
        match (request.method.as_str(), &segments[..]) {
            ("POST", ["v1", "agents"]) => self.create_agent(&request.body),
            ("POST", ["v1", "environments"]) => self.create_environment(&request.body),
            ("POST", ["v1", "sessions"]) => self.create_session(&request.body),
            ("POST", ["v1", "agents", id, "archive"]) => archive(self.agents.get_mut(*id)),
            ("POST", ["v1", "environments", id, "archive"]) => archive(self.environments.get_mut(*id)),
            ("POST", ["v1", "sessions", id, "archive"]) => {
                archive(self.sessions.get_mut(*id).map(|session| &mut session.value))
            }
            ("POST", ["v1", "sessions", id, "events"]) => match self.sessions.get_mut(*id) {
                Some(session) => session.take(&request.body, &mut self.ids),
                None => not_found(),
            },
            ("GET", ["v1", "sessions", id, "events"]) => match self.sessions.get(*id) {
                Some(session) => session.history(request.parameter("order") == Some("desc")),
                None => not_found(),
            },
            // The newer name of the stream is the second.
            ("GET", ["v1", "sessions", id, "stream"] | ["v1", "sessions", id, "events", "stream"]) => {
                match self.sessions.get(*id) {
                    Some(session) => session.stream(request),
                    None => not_found(),
                }
            }
            (method, ["v1", "memory_stores" | "vaults", ..]) => {
                self.stores.answer(method, &segments[1..], request, &mut self.ids)
            }
            _ => not_found(),
        }
    }

    fn create_agent(&mut self, body: &Value) -> Answer {
        let (Some(name), false) = (body["name"].as_str(), body["model"].is_null()) else {
            return error(400, "invalid_request_error", "name and model: fields required");
        };
        let model = match &body["model"] {
            Value::String(id) => json!({ "id": id, "speed": "standard" }),
            model => model.clone(),
        };
        let id = self.ids.next("agent");
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
        let id = self.ids.next("env");
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
        let id = self.ids.next("sesn");
        let session = json!({
            "id": id, "type": "session", "status": "idle", "title": null,
            "agent": agent, "environment_id": environment_id, "vault_ids": list(&body["vault_ids"]),
            "metadata": {}, "resources": list(&body["resources"]), "outcome_evaluations": [],
            "stats": { "active_seconds": 0, "duration_seconds": 0 },
            "usage": { "cache_creation": null, "input_tokens": 0, "output_tokens": 0 },
            "created_at": now(), "updated_at": now(), "archived_at": null,
        });
        self.sessions.insert(id, Session::new(session.clone()));
        Answer::Json(200, session)
    }
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

pub(super) fn now() -> String {
    jiff::Timestamp::now().to_string()
}

pub(super) fn not_found() -> Answer {
    error(404, "not_found_error", "Not found.")
}

pub(super) fn error(status: u16, kind: &str, message: &str) -> Answer {
    let body = json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": "req_example" });
    Answer::Json(status, body)
}

//! [`Sessions`]: all sessions, and the route of each request to them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    api::{Ids, OnMessage, changed, not_found, page},
    http::{Request, Response},
    session::Session,
};
use crate::types::{SendableEvent, SessionEvent};

/// All sessions.
#[derive(Default)]
pub(super) struct Sessions {
    sessions: BTreeMap<String, Session>,
    pub(super) on_message: Option<OnMessage>,
}

impl Sessions {
    pub(super) fn create(&mut self, agent: &Value, body: &Value, ids: &mut Ids) -> Response {
        let id = ids.next("sesn");
        let value = json!({
            "id": id, "type": "session", "status": "idle", "agent": agent, "environment_id": body["environment_id"],
            "title": body["title"], "metadata": body.get("metadata").cloned().unwrap_or(json!({})),
            "vault_ids": body.get("vault_ids").cloned().unwrap_or(json!([])), "resources": [],
            "usage": { "input_tokens": 0, "output_tokens": 0 }, "stats": {}, "outcome_evaluations": [],
            "created_at": ids.now(), "updated_at": ids.now(), "archived_at": null,
        });
        let mut session = Session::new(value);
        let initial = body["initial_events"].as_array().cloned().unwrap_or_default();
        if !initial.is_empty() {
            if let Err(refused) = session.take(&initial, &mut self.on_message, ids) {
                return refused;
            }
        }
        let value = session.value.clone();
        self.sessions.insert(id, session);
        Response::Json(200, value)
    }

    pub(super) fn answer(&mut self, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        let (method, [id, rest @ ..]) = (request.method.as_str(), rest) else {
            return match request.method.as_str() {
                "GET" => page(request, self.sessions.values().rev().map(|session| &session.value)),
                _ => not_found(),
            };
        };
        let Some(session) = self.sessions.get_mut(*id) else { return not_found() };
        match (method, rest) {
            ("GET", []) => Response::Json(200, session.value.clone()),
            ("POST", []) => changed(&mut session.value, &request.body, ids),
            ("DELETE", []) => {
                session.delete(ids);
                self.sessions.remove(*id);
                Response::Json(200, json!({ "id": id, "type": "session_deleted" }))
            }
            ("POST", ["archive"]) => session.archive(ids),
            ("GET", ["events"]) if request.parameter("order") == Some("desc") => {
                page(request, session.history.iter().rev())
            }
            ("GET", ["events"]) => page(request, session.history.iter()),
            ("GET", ["events", "stream"]) => session.stream(),
            ("POST", ["events"]) => {
                let events = request.body["events"].as_array().cloned().unwrap_or_default();
                match session.take(&events, &mut self.on_message, ids) {
                    Ok(accepted) => Response::Json(200, json!({ "data": accepted })),
                    Err(refused) => refused,
                }
            }
            _ => not_found(),
        }
    }

    pub(super) fn sent(&self, session_id: &str) -> Vec<SendableEvent> {
        typed(self.sessions.get(session_id).map_or(&[], |session| &session.sent))
    }

    pub(super) fn events(&self, session_id: &str) -> Vec<SessionEvent> {
        typed(self.sessions.get(session_id).map_or(&[], |session| &session.history))
    }
}

fn typed<T: serde::de::DeserializeOwned>(events: &[Value]) -> Vec<T> {
    events.iter().filter_map(|event| serde_json::from_value(event.clone()).ok()).collect()
}

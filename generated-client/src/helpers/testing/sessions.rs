//! [`Sessions`]: all sessions, and the route of each request to them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    api::OnMessage,
    collection::{changed, deleted},
    files::Files,
    ids::Ids,
    page::{USUAL, page},
    request::Request,
    response::Response,
    session::{Session, World},
};
use crate::types::{SendableEvent, SessionEvent};

/// All sessions.
#[derive(Default)]
pub(super) struct Sessions {
    sessions: BTreeMap<String, Session>,
    pub(super) on_message: Option<OnMessage>,
}

impl Sessions {
    /// Begins a session.
    pub(super) fn create(
        &mut self,
        agent: &Value,
        body: &Value,
        is_self_hosted: bool,
        files: &mut Files,
        ids: &mut Ids,
    ) -> Response {
        let id = ids.next("sesn");
        let or = |member: &str, default: Value| {
            body.get(member).filter(|value| !value.is_null()).cloned().unwrap_or(default)
        };
        let mut resources = or("resources", json!([]));
        for resource in resources.as_array_mut().into_iter().flatten() {
            complete_resource(resource, ids);
        }
        let value = json!({
            "id": id, "type": "session", "status": "idle", "agent": agent, "environment_id": body["environment_id"],
            "title": body["title"], "metadata": or("metadata", json!({})), "vault_ids": or("vault_ids", json!([])),
            "resources": resources, "budget": body["budget"], "deployment_id": body["deployment_id"], "outcome_evaluations": [],
            "usage": { "input_tokens": 0, "output_tokens": 0, "list_cost": { "amount": "0", "currency": "USD" } },
            "stats": { "active_seconds": 0, "duration_seconds": 0 },
            "created_at": ids.now(), "updated_at": ids.now(), "archived_at": null,
        });
        let mut session = Session::new(value, is_self_hosted, ids);
        let initial = body["initial_events"].as_array().cloned().unwrap_or_default();
        if !initial.is_empty() {
            let mut world = World { on_message: &mut self.on_message, files, ids };
            if let Err(refused) = session.take(&initial, &mut world) {
                return refused;
            }
        }
        let value = session.value.clone();
        self.sessions.insert(id, session);
        Response::ok(value)
    }

    pub(super) fn answer(&mut self, request: &Request, rest: &[&str], files: &mut Files, ids: &mut Ids) -> Response {
        let (method, [id, rest @ ..]) = (request.method.as_str(), rest) else {
            return if request.method == "GET" { self.list(request) } else { Response::not_found() };
        };
        let Some(session) = self.sessions.get_mut(*id) else { return Response::not_found() };
        match (method, rest) {
            ("GET", []) => Response::ok(session.value.clone()),
            ("POST", []) => session.update(&request.body, ids),
            ("DELETE", []) if session.value["status"] == "running" => {
                Response::invalid("The session runs: interrupt it before it is deleted.")
            }
            ("DELETE", []) => {
                session.delete(ids);
                self.sessions.remove(*id);
                Response::ok(deleted("session", id))
            }
            ("POST", ["archive"]) => session.archive(ids),
            ("GET", ["events"]) => session.log.list(request),
            ("GET", ["events", "stream"] | ["stream"]) => {
                let is_over = session.is_over();
                session.log.stream(request, is_over)
            }
            ("POST", ["events"]) => {
                let events = request.body["events"].as_array().cloned().unwrap_or_default();
                let mut world = World { on_message: &mut self.on_message, files, ids };
                match session.take(&events, &mut world) {
                    Ok(accepted) => Response::ok(json!({ "data": accepted })),
                    Err(refused) => refused,
                }
            }
            (_, ["threads", rest @ ..]) => session.answer_threads(request, rest, ids),
            (_, ["resources", rest @ ..]) => resources(&mut session.value, request, rest, ids),
            _ => Response::not_found(),
        }
    }

    fn list(&self, request: &Request) -> Response {
        let statuses: Vec<&str> = request.parameters("statuses[]").collect();
        let wants_archived = request.parameter("include_archived") == Some("true");
        let is = |name: &str, value: &Value| request.parameter(name).is_none_or(|wanted| *value == wanted);
        let version = request.parameter("agent_version").map(|text| text.parse::<i64>().ok());
        let store = request.parameter("memory_store_id");
        let has = |session: &Value, store: &str| {
            session["resources"].as_array().into_iter().flatten().any(|resource| resource["memory_store_id"] == store)
        };
        let is_wanted = |session: &&Value| {
            (wants_archived || session["archived_at"].is_null())
                && (statuses.is_empty() || statuses.iter().any(|status| session["status"] == *status))
                && is("agent_id", &session["agent"]["id"])
                && is("deployment_id", &session["deployment_id"])
                && version.is_none_or(|version| session["agent"]["version"].as_i64() == version)
                && store.is_none_or(|store| has(session, store))
        };
        let sessions = self.sessions.values().map(|session| &session.value);
        if request.parameter("order") == Some("asc") {
            page(request, USUAL, sessions.filter(is_wanted))
        } else {
            page(request, USUAL, sessions.rev().filter(is_wanted))
        }
    }

    pub(super) fn sent(&self, session_id: &str) -> Vec<SendableEvent> {
        typed(self.sessions.get(session_id).map_or(&[], |session| &session.sent))
    }

    pub(super) fn events(&self, session_id: &str) -> Vec<SessionEvent> {
        typed(self.sessions.get(session_id).map_or(&[], |session| &session.log.events))
    }
}

/// The routes of the resources that a session mounts.
fn resources(session: &mut Value, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
    let Some(resources) = session["resources"].as_array_mut() else { return Response::not_found() };
    let (method, [id, ..]) = (request.method.as_str(), rest) else {
        if request.method == "GET" {
            return page(request, USUAL, resources.iter());
        }
        let mut resource = request.body.clone();
        complete_resource(&mut resource, ids);
        resources.push(resource.clone());
        return Response::ok(resource);
    };
    let Some(index) = resources.iter().position(|resource| resource["id"] == *id) else { return Response::not_found() };
    match method {
        "GET" => Response::ok(resources[index].clone()),
        // The token is never returned.
        "POST" => changed(&mut resources[index], &json!({}), ids),
        "DELETE" => {
            resources.remove(index);
            Response::ok(deleted("session_resource", id))
        }
        _ => Response::not_found(),
    }
}

/// The form in which the API returns a resource.
fn complete_resource(resource: &mut Value, ids: &mut Ids) {
    if let Some(members) = resource.as_object_mut() {
        members.remove("authorization_token");
    }
    let name = match resource["type"].as_str() {
        Some("memory_store") => return,
        Some("file") => format!("/mnt/session/uploads/{}", resource["file_id"].as_str().unwrap_or_default()),
        _ => format!(
            "/workspace/{}",
            resource["url"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default()
        ),
    };
    if resource["mount_path"].is_null() {
        resource["mount_path"] = name.into();
    }
    resource["id"] = ids.next("sesrsc").into();
    resource["created_at"] = ids.now().into();
    resource["updated_at"] = ids.now().into();
}

fn typed<T: serde::de::DeserializeOwned>(events: &[Value]) -> Vec<T> {
    events.iter().filter_map(|event| serde_json::from_value(event.clone()).ok()).collect()
}

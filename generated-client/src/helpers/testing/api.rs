//! [`Api`]: the state of the server, and the route of each request.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    agents::Agents,
    fault::Faults,
    http::{Request, Response},
    recorded::Recorded,
    script::Script,
    sessions::Sessions,
};

/// Makes a script of the text of a message.
pub(super) type OnMessage = Box<dyn FnMut(&str) -> Script + Send>;

/// The state of the server.
#[derive(Default)]
pub(super) struct Api {
    pub(super) requests: Vec<Recorded>,
    pub(super) faults: Faults,
    agents: Agents,
    environments: BTreeMap<String, Value>,
    pub(super) sessions: Sessions,
    ids: Ids,
}

/// Makes ids and times: each is after the one before it.
#[derive(Debug, Default)]
pub(super) struct Ids(u32);

impl Ids {
    pub(super) fn next(&mut self, prefix: &str) -> String {
        self.0 += 1;
        format!("{prefix}_{:08}", self.0)
    }

    pub(super) fn now(&self) -> String {
        let (minutes, seconds) = (self.0 / 60, self.0 % 60);
        format!("2026-05-{:02}T{:02}:{:02}:{seconds:02}Z", 1 + minutes / 1440 % 28, minutes / 60 % 24, minutes % 60)
    }
}

impl Api {
    pub(super) fn on_message(&mut self, script: OnMessage) {
        self.sessions.on_message = Some(script);
    }

    pub(super) fn record(&mut self, request: &Request) {
        self.requests.push(Recorded::of(request));
    }

    pub(super) fn answer(&mut self, request: &Request) -> Response {
        let has_key = ["x-api-key", "authorization"].iter().any(|name| request.header(name).is_some());
        if !has_key {
            return Response::error(401, "authentication_error", "The request has no API key.");
        }
        match &request.segments()[..] {
            ["agents", rest @ ..] => self.agents.answer(request, rest, &mut self.ids),
            ["environments", rest @ ..] => self.environment(request, rest),
            ["sessions"] if request.method == "POST" => self.create_session(request),
            ["sessions", rest @ ..] => self.sessions.answer(request, rest, &mut self.ids),
            _ => not_found(),
        }
    }

    fn environment(&mut self, request: &Request, rest: &[&str]) -> Response {
        match (request.method.as_str(), rest) {
            ("POST", []) => {
                let id = self.ids.next("env");
                let mut environment = json!({
                    "id": id, "type": "environment", "name": null, "description": null, "config": null, "metadata": {},
                    "created_at": self.ids.now(), "updated_at": self.ids.now(), "archived_at": null,
                });
                merge(&mut environment, &request.body);
                self.environments.insert(id, environment.clone());
                Response::Json(200, environment)
            }
            ("GET", []) => page(request, self.environments.values().rev()),
            (method, [id, rest @ ..]) => {
                let Some(environment) = self.environments.get_mut(*id) else { return not_found() };
                match (method, rest) {
                    ("GET", []) => Response::Json(200, environment.clone()),
                    ("POST", []) => changed(environment, &request.body, &self.ids),
                    ("POST", ["archive"]) => archived(environment, &self.ids),
                    ("DELETE", []) => {
                        self.environments.remove(*id);
                        Response::Json(200, json!({ "id": id, "type": "environment_deleted" }))
                    }
                    _ => not_found(),
                }
            }
            _ => not_found(),
        }
    }

    fn create_session(&mut self, request: &Request) -> Response {
        let agent = &request.body["agent"];
        let id = agent.as_str().or_else(|| agent["id"].as_str()).unwrap_or_default();
        let Some(agent) = self.agents.version(id, agent["version"].as_i64()) else {
            return Response::error(404, "not_found_error", "There is no such agent.");
        };
        if !agent["archived_at"].is_null() {
            return Response::error(400, "invalid_request_error", "The agent is archived.");
        }
        let environment = request.body["environment_id"].as_str().unwrap_or_default();
        if !self.environments.contains_key(environment) {
            return Response::error(404, "not_found_error", "There is no such environment.");
        }
        self.sessions.create(agent, &request.body, &mut self.ids)
    }
}

pub(super) fn not_found() -> Response {
    Response::error(404, "not_found_error", "Not found.")
}

/// Puts the members of a body into a resource.
pub(super) fn merge(resource: &mut Value, body: &Value) {
    for (name, value) in body.as_object().into_iter().flatten() {
        resource[name.as_str()] = value.clone();
    }
}

pub(super) fn changed(resource: &mut Value, body: &Value, ids: &Ids) -> Response {
    merge(resource, body);
    resource["updated_at"] = ids.now().into();
    Response::Json(200, resource.clone())
}

pub(super) fn archived(resource: &mut Value, ids: &Ids) -> Response {
    if resource["archived_at"].is_null() {
        resource["archived_at"] = ids.now().into();
    }
    Response::Json(200, resource.clone())
}

/// A page; its cursor is the number of the items before it.
pub(super) fn page<'a>(request: &Request, items: impl Iterator<Item = &'a Value>) -> Response {
    let number = |name, default| request.parameter(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (start, limit): (usize, usize) = (number("page", 0), number("limit", 20).max(1));
    let wants_archived = request.parameter("include_archived") == Some("true");
    let mut items = items.filter(|item| wants_archived || item["archived_at"].is_null()).skip(start);
    let data: Vec<&Value> = items.by_ref().take(limit).collect();
    let next = items.next().map(|_| (start + limit).to_string());
    Response::Json(200, json!({ "data": data, "next_page": next }))
}

//! [`Agents`]: agents with their versions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    api::{Ids, archived, merge, not_found, page},
    http::{Request, Response},
};

/// Agents: the versions of each, the oldest first.
#[derive(Default)]
pub(super) struct Agents(BTreeMap<String, Vec<Value>>);

impl Agents {
    pub(super) fn answer(&mut self, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("POST", []) => self.create(&request.body, ids),
            ("GET", []) => page(request, self.0.values().rev().filter_map(|versions| versions.last())),
            ("GET", [id]) => {
                let version = request.parameter("version").and_then(|text| text.parse().ok());
                self.version(id, version).map_or_else(not_found, |agent| Response::Json(200, agent.clone()))
            }
            ("POST", [id]) => self.update(id, &request.body, ids),
            ("POST", [id, "archive"]) => match self.0.get_mut(*id).and_then(|versions| versions.last_mut()) {
                Some(agent) => archived(agent, ids),
                None => not_found(),
            },
            ("GET", [id, "versions"]) => match self.0.get(*id) {
                Some(versions) => page(request, versions.iter().rev()),
                None => not_found(),
            },
            _ => not_found(),
        }
    }

    /// A version of an agent, or its last one.
    pub(super) fn version(&self, id: &str, version: Option<i64>) -> Option<&Value> {
        let versions = self.0.get(id)?;
        match version {
            Some(version) => versions.iter().find(|agent| agent["version"] == version),
            None => versions.last(),
        }
    }

    fn create(&mut self, body: &Value, ids: &mut Ids) -> Response {
        if body["name"].as_str().is_none_or(str::is_empty) {
            return Response::error(400, "invalid_request_error", "name: Field required");
        }
        let id = ids.next("agent");
        let mut agent = json!({
            "id": id, "type": "agent", "version": 1, "description": null, "system": null, "tools": [], "mcp_servers": [],
            "skills": [], "metadata": {}, "multiagent": null, "created_at": ids.now(), "updated_at": ids.now(),
            "archived_at": null,
        });
        merge(&mut agent, body);
        complete(&mut agent);
        self.0.insert(id, vec![agent.clone()]);
        Response::Json(200, agent)
    }

    fn update(&mut self, id: &str, body: &Value, ids: &Ids) -> Response {
        let Some(versions) = self.0.get_mut(id) else { return not_found() };
        let Some(current) = versions.last() else { return not_found() };
        if !current["archived_at"].is_null() {
            return Response::error(400, "invalid_request_error", "The agent is archived.");
        }
        if !body["version"].is_null() && body["version"] != current["version"] {
            return Response::error(409, "conflict_error", "The agent has another version.");
        }
        let mut next = current.clone();
        merge(&mut next, body);
        complete(&mut next);
        // Equal content makes no new version.
        if next == *current {
            return Response::Json(200, next);
        }
        next["version"] = json!(current["version"].as_i64().unwrap_or(1) + 1);
        next["updated_at"] = ids.now().into();
        versions.push(next.clone());
        Response::Json(200, next)
    }
}

/// The form in which the API returns a model.
fn complete(agent: &mut Value) {
    if agent["model"].is_string() {
        agent["model"] = json!({ "id": agent["model"], "speed": "standard" });
    }
}

//! [`Agents`]: agents with their versions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    collection::{archived, merge},
    ids::Ids,
    page::{USUAL, limit, page},
    request::Request,
    response::Response,
};

/// Agents: the versions of each, the oldest first.
#[derive(Default)]
pub(super) struct Agents(BTreeMap<String, Vec<Value>>);

impl Agents {
    pub(super) fn answer(&mut self, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("POST", []) => self.create(&request.body, ids),
            ("GET", []) => {
                let wants_archived = request.parameter("include_archived") == Some("true");
                let last = self.0.values().rev().filter_map(|versions| versions.last());
                page(request, USUAL, last.filter(|agent| wants_archived || agent["archived_at"].is_null()))
            }
            ("GET", [id]) => {
                let version = request.parameter("version").and_then(|text| text.parse().ok());
                self.version(id, version).map_or_else(Response::not_found, |agent| Response::ok(agent.clone()))
            }
            ("POST", [id]) => self.update(id, &request.body, ids),
            ("POST", [id, "archive"]) => match self.0.get_mut(*id).and_then(|versions| versions.last_mut()) {
                Some(agent) => archived(agent, ids),
                None => Response::not_found(),
            },
            ("GET", [id, "versions"]) => match self.0.get(*id) {
                Some(versions) => self::versions(request, versions),
                None => Response::not_found(),
            },
            _ => Response::not_found(),
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
            return Response::invalid("name: expected a text that is not empty");
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
        Response::ok(agent)
    }

    fn update(&mut self, id: &str, body: &Value, ids: &mut Ids) -> Response {
        let Some(versions) = self.0.get_mut(id) else { return Response::not_found() };
        let Some(current) = versions.last() else { return Response::not_found() };
        if !current["archived_at"].is_null() {
            return Response::invalid("The agent is archived.");
        }
        if !body["version"].is_null() && body["version"] != current["version"] {
            return Response::conflict(format!("The agent has version {}.", current["version"]));
        }
        let mut next = current.clone();
        merge(&mut next, body);
        next["version"] = current["version"].clone();
        complete(&mut next);
        // Equal content makes no new version.
        if next == *current {
            return Response::ok(next);
        }
        ids.advance(std::time::Duration::from_millis(1));
        next["version"] = json!(current["version"].as_i64().unwrap_or(1) + 1);
        next["updated_at"] = ids.now().into();
        versions.push(next.clone());
        Response::ok(next)
    }
}

/// A page of versions, whose cursor is a version: all have the same ID.
fn versions(request: &Request, versions: &[Value]) -> Response {
    let limit = match limit(request, USUAL) {
        Ok(limit) => limit,
        Err(refused) => return refused,
    };
    let cursor = request.parameter("page").and_then(|text| text.parse::<i64>().ok()).unwrap_or(i64::MAX);
    let mut items = versions.iter().rev().filter(|agent| agent["version"].as_i64() < Some(cursor)).peekable();
    let data: Vec<&Value> = items.by_ref().take(limit).collect();
    let next = items.peek().and(data.last()).map(|last| last["version"].to_string());
    Response::ok(json!({ "data": data, "next_page": next }))
}

/// The form in which the API returns an agent.
pub(super) fn complete(agent: &mut Value) {
    if agent["model"].is_string() {
        agent["model"] = json!({ "id": agent["model"], "speed": "standard" });
    }
    // Null clears a list.
    for list in ["tools", "mcp_servers", "skills"] {
        if agent[list].is_null() {
            agent[list] = json!([]);
        }
    }
    for skill in agent["skills"].as_array_mut().into_iter().flatten() {
        if skill["version"].is_null() {
            skill["version"] = "latest".into();
        }
    }
    for tool in agent["tools"].as_array_mut().into_iter().flatten() {
        complete_tool(tool);
    }
}

/// The form in which the API returns a set of tools: with its defaults.
fn complete_tool(tool: &mut Value) {
    let policy = match tool["type"].as_str() {
        Some("agent_toolset_20260401") => json!({ "type": "always_allow" }),
        Some("mcp_toolset") => json!({ "type": "always_ask" }),
        _ => return,
    };
    if tool["configs"].is_null() {
        tool["configs"] = json!([]);
    }
    if tool["default_config"].is_null() {
        tool["default_config"] = json!({});
    }
    let default = &mut tool["default_config"];
    if default["enabled"].is_null() {
        default["enabled"] = true.into();
    }
    if default["permission_policy"].is_null() {
        default["permission_policy"] = policy;
    }
    let default = default.clone();
    for config in tool["configs"].as_array_mut().into_iter().flatten() {
        for member in ["enabled", "permission_policy"] {
            if config[member].is_null() {
                config[member] = default[member].clone();
            }
        }
    }
}

//! Deployments, and their runs. A run starts only by request: schedules are kept, and never due.

use serde_json::{Value, json};

use super::{
    api::Api,
    collection::{Collection, merge},
    page::{USUAL, page},
    request::Request,
    response::Response,
};

/// Deployments, and the runs of all.
pub(super) struct Deployments {
    deployments: Collection,
    runs: Collection,
}

impl Default for Deployments {
    fn default() -> Self {
        Self { deployments: Collection::new("deployment", "depl"), runs: Collection::new("deployment_run", "drun") }
    }
}

impl Api {
    pub(super) fn answer_deployments(&mut self, request: &Request, rest: &[&str]) -> Response {
        match (request.method.as_str(), rest) {
            ("POST", []) => match self.deployment(&json!({}), &request.body) {
                Ok(members) => Response::ok(self.deployments.deployments.create(&members, &mut self.ids)),
                Err(refused) => refused,
            },
            ("GET", []) => self.list_deployments(request),
            ("DELETE", _) => Response::not_found(),
            ("POST", [id]) => {
                let Some(current) = self.deployments.deployments.get(id).cloned() else { return Response::not_found() };
                let changed = match self.deployment(&current, &request.body) {
                    Ok(changed) => changed,
                    Err(refused) => return refused,
                };
                if !current["archived_at"].is_null() {
                    return Response::invalid("The deployment is archived.");
                }
                self.set_deployment(id, &changed)
            }
            ("POST", [id, "pause"]) => {
                self.set_deployment(id, &json!({ "status": "paused", "paused_reason": { "type": "manual" } }))
            }
            ("POST", [id, "unpause"]) => self.set_deployment(id, &json!({ "status": "active", "paused_reason": null })),
            ("POST", [id, "run"]) => self.run_deployment(id),
            _ => self.deployments.deployments.answer(request, rest, &self.ids),
        }
    }

    pub(super) fn answer_deployment_runs(&mut self, request: &Request, rest: &[&str]) -> Response {
        if let ("GET", []) = (request.method.as_str(), rest) {
            let [deployment, cause, failed] =
                ["deployment_id", "trigger_type", "has_error"].map(|name| request.parameter(name));
            let is_wanted = |run: &&Value| {
                deployment.is_none_or(|id| run["deployment_id"] == id)
                    && cause.is_none_or(|cause| run["trigger_context"]["type"] == cause)
                    && failed.is_none_or(|failed| run["error"].is_null() != (failed == "true"))
            };
            return page(request, USUAL, self.deployments.runs.iter().filter(is_wanted));
        }
        match (request.method.as_str(), rest) {
            ("GET", [_]) => self.deployments.runs.answer(request, rest, &self.ids),
            _ => Response::not_found(),
        }
    }

    fn list_deployments(&self, request: &Request) -> Response {
        let (agent, status) = (request.parameter("agent_id"), request.parameter("status"));
        let wants_archived = request.parameter("include_archived") == Some("true");
        let is_wanted = |deployment: &&Value| {
            agent.is_none_or(|id| deployment["agent"]["id"] == id)
                && status.is_none_or(|status| deployment["status"] == status)
                && (wants_archived || deployment["archived_at"].is_null())
        };
        page(request, USUAL, self.deployments.deployments.iter().filter(is_wanted))
    }

    fn set_deployment(&mut self, id: &str, members: &Value) -> Response {
        match self.deployments.deployments.get_mut(id) {
            Some(deployment) => super::collection::changed(deployment, members, &self.ids),
            None => Response::not_found(),
        }
    }

    /// The members of a deployment after a request, in the form in which the API returns them.
    fn deployment(&self, current: &Value, body: &Value) -> Result<Value, Response> {
        let mut members = json!({
            "description": null, "resources": [], "vault_ids": [], "schedule": null, "budget": null, "status": "active",
            "paused_reason": null, "metadata": {},
        });
        merge(&mut members, current);
        merge(&mut members, body);
        let agent = &members["agent"];
        let agent_id = agent.as_str().or_else(|| agent["id"].as_str()).unwrap_or_default();
        let Some(agent) = self.agents.version(agent_id, agent["version"].as_i64()) else {
            return Err(Response::error(404, "not_found_error", "There is no such agent."));
        };
        members["agent"] = json!({ "type": "agent", "id": agent_id, "version": agent["version"] });
        let environment = members["environment_id"].as_str().unwrap_or_default();
        if self.environments.get(environment).is_none() {
            return Err(Response::error(404, "not_found_error", "There is no such environment."));
        }
        for list in ["resources", "vault_ids"] {
            if members[list].is_null() {
                members[list] = json!([]);
            }
        }
        for resource in members["resources"].as_array_mut().into_iter().flatten() {
            if let Some(members) = resource.as_object_mut() {
                members.remove("authorization_token");
            }
        }
        if let Some(schedule) = members["schedule"].as_object_mut() {
            schedule.insert("last_run_at".to_owned(), Value::Null);
            schedule.insert("upcoming_runs_at".to_owned(), json!([]));
        }
        Ok(members)
    }

    fn run_deployment(&mut self, id: &str) -> Response {
        let Some(deployment) = self.deployments.deployments.get(id).cloned() else { return Response::not_found() };
        if !deployment["archived_at"].is_null() {
            return Response::invalid("The deployment is archived.");
        }
        let mut session = json!({ "deployment_id": id });
        for member in ["agent", "environment_id", "initial_events", "resources", "vault_ids", "budget"] {
            session[member] = deployment[member].clone();
        }
        let session = match self.create_session(&session) {
            Response::Json(200, session) => session,
            refused => return refused,
        };
        let run = json!({
            "deployment_id": id, "session_id": session["id"], "agent": deployment["agent"], "error": null,
            "trigger_context": { "type": "manual" },
        });
        Response::ok(self.deployments.runs.create(&run, &mut self.ids))
    }
}

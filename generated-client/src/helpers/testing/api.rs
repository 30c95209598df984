//! [`Api`]: the state of the server, and the route of each request.

use serde_json::{Value, json};

use super::{
    access::{self, Bearer},
    agents::Agents,
    collection::{Collection, merge},
    deployments::Deployments,
    environments,
    fault::Faults,
    files::Files,
    ids::Ids,
    memories::MemoryStores,
    recorded::Recorded,
    request::Request,
    response::Response,
    script::Script,
    sessions::Sessions,
    skills::Skills,
    vaults::Vaults,
    work::WorkQueue,
};

/// Makes a script from the text of a message.
pub(super) type OnMessage = Box<dyn FnMut(&str) -> Script + Send>;

/// The state of the server.
pub(super) struct Api {
    pub(super) requests: Vec<Recorded>,
    pub(super) faults: Faults,
    pub(super) ids: Ids,
    pub(super) agents: Agents,
    pub(super) environments: Collection,
    pub(super) sessions: Sessions,
    files: Files,
    skills: Skills,
    vaults: Vaults,
    memory_stores: MemoryStores,
    pub(super) deployments: Deployments,
    pub(super) work: WorkQueue,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            requests: Vec::new(),
            faults: Faults::default(),
            ids: Ids::default(),
            agents: Agents::default(),
            environments: Collection::new("environment", "env"),
            sessions: Sessions::default(),
            files: Files::default(),
            skills: Skills::default(),
            vaults: Vaults::default(),
            memory_stores: MemoryStores::default(),
            deployments: Deployments::default(),
            work: WorkQueue::default(),
        }
    }
}

impl Api {
    /// Records a request. If the API has the route, a body that does not have the type of the request is invalid.
    pub(super) fn record(&mut self, request: &Request) -> Result<(), Response> {
        let recorded = Recorded::of(request);
        let invalid = recorded.as_ref().err().map(|error| Response::invalid(error.clone()));
        self.requests.push(recorded.unwrap_or_else(|_| Recorded::other(request)));
        invalid.map_or(Ok(()), Err)
    }

    /// The response to a request with a known route.
    pub(super) fn answer(&mut self, request: &Request) -> Response {
        let segments = request.segments();
        let bearer = match access::bearer(request, &self.environments, &self.work) {
            Ok(bearer) => bearer,
            Err(refused) => return refused,
        };
        if let Some(refused) = access::refuses(&bearer, request, &segments) {
            return refused;
        }
        let ids = &mut self.ids;
        match &segments[..] {
            ["agents", rest @ ..] => self.agents.answer(request, rest, ids),
            ["environments", id, "work", rest @ ..] => match self.environments.get(id) {
                Some(_) => self.work.answer(id, request, rest, ids),
                None => Response::not_found(),
            },
            ["environments", rest @ ..] => environments::answer(&mut self.environments, request, rest, ids),
            ["files", rest @ ..] => self.files.answer(request, rest, ids),
            ["skills", rest @ ..] => self.skills.answer(request, rest, ids),
            ["vaults", rest @ ..] => self.vaults.answer(request, rest, ids),
            ["memory_stores", rest @ ..] => self.memory_stores.answer(request, rest, ids),
            ["deployments", rest @ ..] => self.answer_deployments(request, rest),
            ["deployment_runs", rest @ ..] => self.answer_deployment_runs(request, rest),
            ["sessions"] if request.method == "POST" => self.create_session(&request.body),
            ["sessions", rest @ ..] => self.answer_sessions(request, rest, &bearer),
            _ => Response::not_found(),
        }
    }

    fn answer_sessions(&mut self, request: &Request, rest: &[&str], bearer: &Bearer) -> Response {
        if let (Bearer::Work(session), [id, ..]) = (bearer, rest) {
            if session != id {
                return Response::forbidden("The token is for another session.");
            }
        }
        if let ("POST", [_, "resources"]) = (request.method.as_str(), rest) {
            if let Some(refused) = self.refuses_resource(&request.body) {
                return refused;
            }
        }
        self.sessions.answer(request, rest, &mut self.files, &mut self.ids)
    }

    pub(super) fn create_session(&mut self, body: &Value) -> Response {
        let agent = match self.session_agent(&body["agent"]) {
            Ok(agent) => agent,
            Err(refused) => return refused,
        };
        let environment_id = body["environment_id"].as_str().unwrap_or_default();
        let Some(environment) = self.environments.get(environment_id) else {
            return Response::error(404, "not_found_error", "There is no such environment.");
        };
        if !environment["archived_at"].is_null() {
            let details = json!({ "error_code": "environment_archived" });
            let message = "The environment is archived.";
            return Response::detailed(
                400,
                &json!({ "type": "invalid_request_error", "message": message, "details": details }),
            );
        }
        let is_self_hosted = environment["config"]["type"] == "self_hosted";
        let mut vaults = body["vault_ids"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(id) = vaults.find(|id| !self.vaults.contains(id)) {
            return Response::error(404, "not_found_error", format!("There is no vault `{id}`."));
        }
        let mut body = body.clone();
        for resource in body["resources"].as_array_mut().into_iter().flatten() {
            if let Some(refused) = self.refuses_resource(resource) {
                return refused;
            }
            self.name_store(resource);
        }
        let response = self.sessions.create(&agent, &body, is_self_hosted, &mut self.files, &mut self.ids);
        if let (true, Response::Json(200, session)) = (is_self_hosted, &response) {
            self.work.push(environment_id, &json!({ "type": "session", "id": session["id"] }), &mut self.ids);
        }
        response
    }

    /// The agent of a new session: a version, with the changes for this session.
    fn session_agent(&self, given: &Value) -> Result<Value, Response> {
        let id = given.as_str().or_else(|| given["id"].as_str()).unwrap_or_default();
        let Some(agent) = self.agents.version(id, given["version"].as_i64()) else {
            return Err(Response::error(404, "not_found_error", "There is no such agent."));
        };
        if self.agents.version(id, None).is_some_and(|last| !last["archived_at"].is_null()) {
            return Err(Response::invalid("The agent is archived."));
        }
        let mut agent = agent.clone();
        let mut changes = given.clone();
        if let Some(changes) = changes.as_object_mut() {
            changes.retain(|name, _| !matches!(name.as_str(), "id" | "type" | "version"));
        }
        merge(&mut agent, &changes);
        super::agents::complete(&mut agent);
        if let Some(members) = agent.as_object_mut() {
            members
                .retain(|name, _| !matches!(name.as_str(), "created_at" | "updated_at" | "archived_at" | "metadata"));
        }
        Ok(agent)
    }

    fn refuses_resource(&self, resource: &Value) -> Option<Response> {
        let id = |member: &str| resource[member].as_str().unwrap_or_default().to_owned();
        let is_missing = match resource["type"].as_str() {
            Some("file") => !self.files.contains(&id("file_id")),
            Some("memory_store") => self.memory_stores.get(&id("memory_store_id")).is_none(),
            _ => false,
        };
        is_missing.then(|| Response::error(404, "not_found_error", "There is no such file or memory store."))
    }

    /// Adds the data of a memory store to a session.
    fn name_store(&self, resource: &mut Value) {
        let Some(store) = resource["memory_store_id"].as_str().and_then(|id| self.memory_stores.get(id)) else {
            return;
        };
        let name = store["name"].as_str().unwrap_or_default();
        resource["mount_path"] = format!("/mnt/memory/{}", name.to_lowercase().replace(' ', "-")).into();
        resource["name"] = name.into();
        resource["description"] = store["description"].clone();
    }
}

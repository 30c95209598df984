//! How a plan is executed: one request after the other, with the lock file written after each.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Map, Value, json};

use super::{
    Project,
    diff::diff,
    error::ApplyError,
    kind::{Key, Kind},
    lock::{Entry, Lock, Pending},
    plan::{Action, Plan, Step},
    planning::Known,
    reference,
    remote::{MARKER, Place, Remote},
    requests::{Requests, is_status},
    resource::Resource,
};
use crate::Client;

/// The execution of a plan.
pub(super) struct Running<'r> {
    pub(super) project: &'r Project,
    pub(super) client: &'r Client,
    pub(super) lock: Lock,
}

type Result<T> = std::result::Result<T, ApplyError>;

impl Running<'_> {
    pub(super) async fn run(&mut self, plan: &Plan) -> Result<()> {
        let resources: BTreeMap<&Key, &Resource> =
            self.project.resources.iter().map(|resource| (&resource.key, resource)).collect();
        self.check_variables(plan, &resources)?;
        for key in &plan.gone {
            self.lock.entries.remove(key);
        }
        for step in plan.steps.iter().filter(|step| step.action.is_change()) {
            self.check_entry(step)?;
            match (step.action, resources.get(&step.resource)) {
                (Action::Archive | Action::Delete, _) => self.remove(step).await?,
                (Action::Create, Some(resource)) => self.create(resource).await?,
                (Action::Replace, Some(resource)) => {
                    self.remove(step).await?;
                    self.create(resource).await?;
                }
                (Action::Update, Some(resource)) => self.update(step, resource).await?,
                // The plan was made from other files.
                _ => return Err(ApplyError::Conflict(step.resource.clone())),
            }
        }
        self.write()
    }

    fn write(&self) -> Result<()> {
        self.project.lock_file.write(&self.lock)
    }

    /// Finds environment variables that are not set, before any request.
    fn check_variables(&self, plan: &Plan, resources: &BTreeMap<&Key, &Resource>) -> Result<()> {
        let sends = |step: &&Step| matches!(step.action, Action::Create | Action::Update | Action::Replace);
        let sending = plan.steps.iter().filter(sends).filter_map(|step| resources.get(&step.resource));
        let variables = sending.flat_map(|resource| &resource.variables);
        let missing = variables.filter(|(name, _)| self.project.variables.get(name).is_none());
        let missing: Vec<_> = missing.map(|(_, problem)| problem.clone()).collect();
        if missing.is_empty() { Ok(()) } else { Err(ApplyError::Files(missing)) }
    }

    /// Checks that the plan was made from this lock file.
    fn check_entry(&self, step: &Step) -> Result<()> {
        let id = self.lock.entries.get(&step.resource).map(|entry| &entry.id);
        if id == step.id.as_ref() { Ok(()) } else { Err(ApplyError::Conflict(step.resource.clone())) }
    }

    async fn create(&mut self, resource: &Resource) -> Result<()> {
        let (key, spec) = (&resource.key, Known::of(&self.lock).resolve(&resource.spec));
        let requests = Requests { client: self.client, key };
        let known = match key.kind {
            Kind::Skill => {
                let skills = requests.skills(spec["display_name"].as_str().unwrap_or_default()).await?;
                skills.into_iter().map(|skill| skill.id).collect()
            }
            _ => Vec::new(),
        };
        let marker = marker();
        let mut body = self.body(&spec);
        if !body["metadata"].is_object() {
            body["metadata"] = json!({});
        }
        body["metadata"][MARKER] = marker.as_str().into();
        self.lock.pending.insert(key.clone(), Pending { marker, spec: spec.clone(), known });
        self.write()?;
        let remote = requests.create(body, resource.folder.as_deref()).await?;
        self.done(key, remote, spec)
    }

    async fn update(&mut self, step: &Step, resource: &Resource) -> Result<()> {
        let (key, spec) = (&resource.key, Known::of(&self.lock).resolve(&resource.spec));
        let (Some(entry), Some(seen)) = (self.lock.entries.get(key).cloned(), &step.seen) else {
            return Err(ApplyError::Conflict(key.clone()));
        };
        let requests = Requests { client: self.client, key };
        let place = Place::of(key, &entry);
        let mut body = self.body(&spec);
        clear(&mut body, &entry, seen);
        match key.kind {
            Kind::Agent => body["version"] = seen.version.clone(),
            _ => self.check_unchanged(requests, place, seen).await?,
        }
        if key.kind == Kind::Skill {
            let mut known = requests.skill_versions(&entry.id).await?;
            known.push(entry.id.clone());
            self.lock.pending.insert(key.clone(), Pending { marker: marker(), spec: spec.clone(), known });
            self.write()?;
        }
        let updated = requests.update(place, body, resource.folder.as_deref()).await;
        match updated {
            Err(ApplyError::Request { error, .. }) if key.kind == Kind::Agent && is_status(&error, 409) => {
                Err(ApplyError::Conflict(key.clone()))
            }
            updated => self.done(key, updated?, spec),
        }
    }

    async fn remove(&mut self, step: &Step) -> Result<()> {
        let key = &step.resource;
        let (Some(entry), Some(seen)) = (self.lock.entries.get(key).cloned(), &step.seen) else { return Ok(()) };
        let requests = Requests { client: self.client, key };
        let place = Place::of(key, &entry);
        self.check_unchanged(requests, place, seen).await?;
        match step.action {
            Action::Archive => requests.archive(place).await?,
            _ => requests.delete(place).await?,
        }
        self.lock.entries.remove(key);
        self.write()
    }

    /// Checks that a resource is as the plan saw it. Only agents have versions that the API compares.
    async fn check_unchanged(&self, requests: Requests<'_>, place: Place<'_>, seen: &Remote) -> Result<()> {
        match requests.get(place).await? {
            Some(now) if now == *seen => Ok(()),
            _ => Err(ApplyError::Conflict(requests.key.clone())),
        }
    }

    fn done(&mut self, key: &Key, remote: Remote, spec: Value) -> Result<()> {
        self.lock.pending.remove(key);
        self.lock.entries.insert(key.clone(), remote.entry(spec));
        self.write()
    }

    /// The body of a request, with secrets.
    fn body(&self, spec: &Value) -> Value {
        reference::body(spec, &mut |name| self.project.variables.get(name))
    }
}

/// Sets to null all properties that are not in the files any more, or that somebody else has set.
fn clear(body: &mut Value, entry: &Entry, seen: &Remote) {
    let drift = diff(&entry.state, &seen.state, true);
    let drifted = drift.iter().map(|change| change.path.split(['.', '[']).next().unwrap_or_default());
    let before = entry.spec.as_object().into_iter().flat_map(Map::keys).map(String::as_str);
    for name in before.chain(drifted).filter(|name| !["metadata", "vault", "auth"].contains(name)) {
        if body[name].is_null() {
            body[name] = Value::Null;
        }
    }
    // Metadata is merged key by key.
    let keys = seen.state["metadata"].as_object().into_iter().flat_map(Map::keys);
    for key in keys {
        if body["metadata"][key.as_str()].is_null() {
            body["metadata"][key.as_str()] = Value::Null;
        }
    }
}

/// A text that is unique, also among other processes.
fn marker() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:x}-{:x}-{count:x}", now.as_nanos(), std::process::id())
}

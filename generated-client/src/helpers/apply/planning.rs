//! How a plan is made: each resource is compared with the lock file, which has the last desired state and the last response.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Project, Prune,
    check::is_fixed,
    diff::diff,
    error::ApplyError,
    kind::{Key, Kind},
    lock::{Entry, Lock},
    plan::{Action, Plan, Step},
    reference::{self, Reference},
    remote::{Place, Remote},
    requests::Requests,
    resource::Resource,
};
use crate::Client;

/// The IDs and versions of resources, as far as they are known while a plan is made.
#[derive(Debug, Default)]
pub(super) struct Known(BTreeMap<Key, (String, Option<Value>)>);

impl Known {
    /// Everything that the lock file knows.
    pub(super) fn of(lock: &Lock) -> Self {
        let known =
            lock.entries.iter().map(|(key, entry)| (key.clone(), (entry.id.clone(), Some(entry.version.clone()))));
        Self(known.collect())
    }

    /// The desired state with IDs in place of references. References to secrets, and to resources that are not known, stay.
    pub(super) fn resolve(&self, spec: &Value) -> Value {
        reference::resolve(spec, &mut |reference| match reference {
            Reference::Id(key) => self.0.get(key).map(|(id, _)| id.as_str().into()),
            Reference::Version(key) => self.0.get(key)?.1.clone(),
            Reference::Variable(_) => None,
        })
    }

    /// Takes note of a step.
    fn note(&mut self, step: &Step, entry: Option<&Entry>) {
        let Some(entry) = entry else { return };
        let version = (step.action == Action::NoChange).then(|| entry.version.clone());
        if matches!(step.action, Action::NoChange | Action::Update) {
            self.0.insert(step.resource.clone(), (entry.id.clone(), version));
        }
    }
}

pub(super) async fn plan(project: &Project, client: &Client, lock: &Lock) -> Result<Plan, ApplyError> {
    let mut plan = Plan { steps: Vec::new(), gone: Vec::new() };
    let mut known = Known::default();
    for resource in &project.resources {
        let entry = lock.entries.get(&resource.key);
        let step = match entry {
            None => creation(resource, &known, None, None),
            Some(entry) => {
                let requests = Requests { client, key: &resource.key };
                match requests.get(Place::of(&resource.key, entry)).await? {
                    None => creation(resource, &known, Some(entry), Some("it was deleted")),
                    Some(remote) if remote.is_archived => {
                        creation(resource, &known, Some(entry), Some("it was archived"))
                    }
                    Some(remote) => change(project, resource, &known, entry, remote)?,
                }
            }
        };
        known.note(&step, entry);
        plan.steps.push(step);
    }
    prune(project, client, lock, &mut plan).await?;
    Ok(plan)
}

fn creation(resource: &Resource, known: &Known, entry: Option<&Entry>, note: Option<&'static str>) -> Step {
    let changes = diff(&json!({}), &known.resolve(&resource.spec), false);
    let id = entry.map(|entry| entry.id.clone());
    Step { resource: resource.key.clone(), action: Action::Create, changes, note, id, seen: None }
}

fn change(
    project: &Project,
    resource: &Resource,
    known: &Known,
    entry: &Entry,
    remote: Remote,
) -> Result<Step, ApplyError> {
    let spec = known.resolve(&resource.spec);
    let mut changes = diff(&entry.spec, &spec, false);
    let is_replaced = match resource.key.kind {
        Kind::VaultCredential => changes.iter().any(|change| is_fixed(&change.path, &entry.spec, &spec)),
        Kind::Skill if entry.spec["display_name"] != spec["display_name"] => {
            let reason =
                "the API cannot change the `display_name` of a skill: give the skill another `name`".to_owned();
            return Err(ApplyError::Impossible { resource: resource.key.clone(), reason });
        }
        _ => false,
    };
    let mut drift = diff(&remote.state, &entry.state, true);
    drift.retain(|drift| !changes.iter().any(|change| change.path == drift.path));
    changes.append(&mut drift);
    let is_sent_again = project.sends_secrets && !resource.variables.is_empty();
    let action = match (is_replaced, changes.is_empty()) {
        (true, _) => Action::Replace,
        (false, true) if !is_sent_again => Action::NoChange,
        (false, _) => Action::Update,
    };
    let note = is_sent_again.then_some("its secrets are sent again");
    let id = Some(entry.id.clone());
    Ok(Step { resource: resource.key.clone(), action, changes, note, id, seen: Some(remote) })
}

/// Adds the steps for resources that are not in the files. A resource comes before the resources that it mentions.
async fn prune(project: &Project, client: &Client, lock: &Lock, plan: &mut Plan) -> Result<(), ApplyError> {
    let is_desired = |key: &Key| project.resources.iter().any(|resource| resource.key == *key);
    for (key, entry) in lock.entries.iter().rev().filter(|(key, _)| !is_desired(key)) {
        let action = match (project.prune, key.kind) {
            (Prune::Keep, _) | (Prune::Archive, Kind::Skill) => Action::Keep,
            (Prune::Archive, _) | (Prune::Delete, Kind::Agent | Kind::Deployment) => Action::Archive,
            (Prune::Delete, _) => Action::Delete,
        };
        let seen = match action {
            Action::Keep => None,
            _ => match (Requests { client, key }).get(Place::of(key, entry)).await? {
                Some(remote) if action == Action::Delete || !remote.is_archived => Some(remote),
                _ => {
                    plan.gone.push(key.clone());
                    continue;
                }
            },
        };
        let id = Some(entry.id.clone());
        plan.steps.push(Step { resource: key.clone(), action, changes: Vec::new(), note: None, id, seen });
    }
    Ok(())
}

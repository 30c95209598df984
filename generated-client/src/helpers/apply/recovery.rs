//! Finds the outcome of creations that an interrupted process has begun.
//!
//! The lock file notes each creation before the request is sent, with a marker that the new resource gets as metadata. So the resource is found
//! afterwards, and not created twice. Skills have no metadata: a new skill with the same name is taken as the result.

use super::{
    Project,
    error::ApplyError,
    kind::{Key, Kind},
    lock::{Lock, Pending},
    remote::{Place, Remote},
    requests::{Requests, is_status},
};
use crate::Client;

/// Finds the resources that were created, and notes them in the lock file.
pub(super) async fn recover(project: &Project, client: &Client, lock: &mut Lock) -> Result<(), ApplyError> {
    while let Some((key, pending)) = lock.pending.pop_first() {
        let requests = Requests { client, key: &key };
        let found = if key.kind == Kind::Skill {
            skill(requests, &key, &pending, lock).await?
        } else {
            marked(requests, &pending).await?
        };
        if let Some(remote) = found {
            lock.entries.insert(key, remote.entry(pending.spec));
        }
        project.lock_file.write(lock)?;
    }
    Ok(())
}

async fn marked(requests: Requests<'_>, pending: &Pending) -> Result<Option<Remote>, ApplyError> {
    let vault = pending.spec["vault"].as_str().unwrap_or_default();
    match requests.find(&pending.marker, vault).await {
        // The vault is gone, and the credential with it.
        Err(ApplyError::Request { error, .. }) if is_status(&error, 404) => Ok(None),
        found => found,
    }
}

async fn skill(
    requests: Requests<'_>,
    key: &Key,
    pending: &Pending,
    lock: &Lock,
) -> Result<Option<Remote>, ApplyError> {
    let Some(entry) = lock.entries.get(key).filter(|entry| pending.known.contains(&entry.id)) else {
        let skills = requests.skills(pending.spec["display_name"].as_str().unwrap_or_default()).await?;
        return Ok(skills.into_iter().find(|skill| !pending.known.contains(&skill.id)));
    };
    let Some(remote) = requests.get(Place::of(key, entry)).await? else { return Ok(None) };
    let is_new = remote.version.as_str().is_some_and(|version| !pending.known.iter().any(|known| known == version));
    Ok(is_new.then_some(remote))
}

//! [`install`]: the skills of an agent, in the folder of its session.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    folder::Folder,
    unpack::{UnpackError, remove_skill, unpack},
};
use crate::{
    Client, Error,
    types::{Session, Skill},
};

/// The reason why a skill is not installed.
#[derive(Debug)]
#[non_exhaustive]
pub enum SkillError {
    /// It cannot be downloaded.
    Client(Error),
    /// Its archive is refused or cannot be unpacked, or its folder exists and is not the folder of a skill: the reason.
    Archive(String),
}

impl fmt::Display for SkillError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(_) => formatter.write_str("the skill cannot be downloaded"),
            Self::Archive(reason) => formatter.write_str(reason),
        }
    }
}

impl std::error::Error for SkillError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Client(error) => Some(error),
            Self::Archive(_) => None,
        }
    }
}

impl From<Error> for SkillError {
    fn from(error: Error) -> Self {
        Self::Client(error)
    }
}

impl From<UnpackError> for SkillError {
    fn from(error: UnpackError) -> Self {
        Self::Archive(error.to_string())
    }
}

/// The skills that were installed. They are removed when it is dropped, unless another toolset has replaced them.
pub(super) struct Skills {
    folder: Arc<Folder>,
    /// A random name of the toolset.
    toolset: String,
    installed: Mutex<Vec<PathBuf>>,
}

impl Skills {
    pub(super) fn new(folder: Arc<Folder>) -> Self {
        // The standard library seeds each hasher anew.
        let random = || RandomState::new().hash_one(std::process::id());
        Self { folder, toolset: format!("{:016x}{:016x}", random(), random()), installed: Mutex::default() }
    }

    /// A folder of this name that no other skill has.
    fn target(&self, name: &str, skill_id: &str) -> PathBuf {
        let installed = self.installed.lock().unwrap_or_else(PoisonError::into_inner);
        let name = name.rsplit('/').next().unwrap_or_default();
        let is_usable = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        let id = if is_usable(skill_id) { skill_id.to_owned() } else { installed.len().to_string() };
        let name = if is_usable(name) { name } else { &id };
        let path = Path::new("skills").join(name);
        if installed.contains(&path) { Path::new("skills").join(format!("{name}-{id}")) } else { path }
    }

    fn note(&self, path: PathBuf) {
        self.installed.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    }
}

impl Drop for Skills {
    fn drop(&mut self) {
        let installed = self.installed.get_mut().unwrap_or_else(PoisonError::into_inner);
        for path in installed {
            // The folder may not exist any more.
            let _ = remove_skill(self.folder.dir(), path, |owner| owner == self.toolset);
        }
    }
}

/// Installs all skills of the agent of a session: the ID of each, and its error.
pub(super) async fn install(
    skills: &Skills,
    client: &Client,
    session: &Session,
) -> Vec<(String, Result<(), SkillError>)> {
    let mut results = Vec::new();
    for skill in &session.agent.skills {
        let (id, version) = match skill {
            Skill::Anthropic(skill) => (&skill.skill_id, skill.version.value()),
            Skill::Custom(skill) => (&skill.skill_id, skill.version.value()),
            Skill::Unknown(_) => continue,
        };
        let version = version.map_or("latest", String::as_str);
        results.push((id.clone(), install_one(skills, client, id, version).await));
    }
    results
}

async fn install_one(skills: &Skills, client: &Client, id: &str, version: &str) -> Result<(), SkillError> {
    let version = client.skill_versions().get(id, version).send().await?;
    let archive = client.skill_versions().download(id, &version.id).send().await?;
    let (folder, toolset) = (Arc::clone(&skills.folder), skills.toolset.clone());
    let target = skills.target(&version.name, id);
    let unpack = move || unpack(folder.dir(), &archive, &target, &toolset).map(|()| target);
    let unpacked = tokio::task::spawn_blocking(unpack).await;
    skills.note(unpacked.map_err(|error| SkillError::Archive(error.to_string()))??);
    Ok(())
}

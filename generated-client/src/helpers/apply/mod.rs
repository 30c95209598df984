//! Resources as files: you describe agents, environments, skills, memory stores, vaults, credentials and deployments in
//! YAML, and this module changes the API to match the files.
//!
//! A [`Project`] is a folder of YAML files. [`Project::plan`] compares the files with the API, and [`Project::apply`] executes the plan. The
//! guide [resources as files](crate::guide::apply) describes the format of the files.
//!
//! ```no_run
//! use managed_agents::{Client, apply::Project};
//!
//! # async fn show(client: &Client) -> Result<(), managed_agents::apply::ApplyError> {
//! let project = Project::open("agents")?;
//! let plan = project.plan(client).await?;
//! print!("{plan}");
//! let applied = project.apply(client, &plan).await?;
//! println!("{:?}", applied.id("agent.helper"));
//! # Ok(())
//! # }
//! ```
//!
//! The lock file, `managed-agents.lock` in the folder, has the ID, the version and the last state of each resource. It has no secrets: commit it.
//! It is written before and after each request. So a run can be interrupted at any point: the next run continues, and creates nothing twice.

mod check;
mod diff;
mod error;
mod guard;
mod kind;
mod lock;
mod order;
mod plan;
mod planning;
mod position;
mod recovery;
mod reference;
mod remote;
mod requests;
mod resource;
mod run;
mod variables;
mod yaml;

pub use diff::Change;
pub use error::ApplyError;
pub use kind::{Key, Kind};
pub use plan::{Action, Plan, Step};
pub use position::Problem;

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::Client;
use guard::Guard;
use lock::{Lock, LockFile};
use resource::Resource;
use run::Running;
use variables::Variables;

/// The name of the lock file.
const LOCK: &str = "managed-agents.lock";
/// The number of conflicts after which [`OnConflict::PlanAgain`] ends with an error.
const ATTEMPTS: usize = 3;

/// The desired state of resources: a folder of YAML files, and its lock file.
#[derive(Clone, Debug)]
pub struct Project {
    /// Each resource comes after those that it mentions.
    resources: Vec<Resource>,
    lock_file: LockFile,
    prune: Prune,
    on_conflict: OnConflict,
    sends_secrets: bool,
    variables: Variables,
}

/// The treatment of resources that you have removed from the files. They are still in the lock file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Prune {
    /// They are kept.
    #[default]
    Keep,
    /// They are archived. Skills, which cannot be archived, are kept.
    Archive,
    /// They are deleted: memory stores with their memories, vaults with their credentials, skills with their versions. Agents and
    /// deployments, which cannot be deleted, are archived.
    Delete,
}

/// The reaction of [`Project::apply`] if somebody has changed a resource since the plan was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnConflict {
    /// Ends with [`ApplyError::Conflict`].
    #[default]
    Fail,
    /// Plans again, and executes the new plan, which overwrites the change. After 3 conflicts, ends with [`ApplyError::Conflict`].
    PlanAgain,
}

/// The resources in the lock file.
#[derive(Clone, Debug)]
pub struct Applied(Lock);

impl Applied {
    /// The ID of a resource, by its kind and local name: `agent.helper`.
    pub fn id(&self, resource: &str) -> Option<&str> {
        self.0.entries.get(&Key::parse(resource)?).map(|entry| &*entry.id)
    }

    /// The version of an agent.
    pub fn agent_version(&self, agent: &str) -> Option<i64> {
        self.0.entries.get(&Key::new(Kind::Agent, agent)?).and_then(|entry| entry.version.as_i64())
    }

    /// The kinds, local names and IDs of all resources.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &str)> {
        self.0.entries.iter().map(|(key, entry)| (key, &*entry.id))
    }
}

impl Project {
    /// Reads all files of a folder that end in `.yaml` or `.yml`, without its subfolders.
    ///
    /// # Errors
    /// [`ApplyError::Files`]: a file cannot be read, or has mistakes.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, ApplyError> {
        let folder = folder.as_ref();
        let (mut problems, mut resources) = (Vec::new(), Vec::new());
        let failed = |path: &Path, error: io::Error| {
            let message = format!("cannot be read: {error}");
            ApplyError::Files(vec![Problem { file: path.to_owned(), line: 1, column: 1, message }])
        };
        for path in yaml_files(folder).map_err(|error| failed(folder, error))? {
            let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
            resources.extend(resource::read(&path, &text, &mut problems));
        }
        let resources = order::sorted(resources, &mut problems);
        if !problems.is_empty() {
            return Err(ApplyError::Files(problems));
        }
        Ok(Self {
            resources,
            lock_file: LockFile(folder.join(LOCK)),
            prune: Prune::default(),
            on_conflict: OnConflict::default(),
            sends_secrets: false,
            variables: Variables::of_process(),
        })
    }

    /// Uses a lock file at another path, for example one for each workspace.
    #[must_use]
    pub fn lock_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.lock_file = LockFile(path.into());
        self
    }

    /// Archives or deletes resources that are in the lock file and not in the files. The default keeps them.
    #[must_use]
    pub fn prune(mut self, prune: Prune) -> Self {
        self.prune = prune;
        self
    }

    /// Sets what happens if somebody has changed a resource since the plan was made. The default is an error.
    #[must_use]
    pub fn on_conflict(mut self, on_conflict: OnConflict) -> Self {
        self.on_conflict = on_conflict;
        self
    }

    /// Sends the secrets of all credentials again, for example after their environment variables have changed. The API never returns
    /// secrets, so a plan cannot see such a change.
    #[must_use]
    pub fn send_secrets_again(mut self) -> Self {
        self.sends_secrets = true;
        self
    }

    /// Reads the environment variables of secrets from another source, such as a secret manager. The default is the environment of this process.
    #[must_use]
    pub fn with_variables(mut self, read: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.variables = Variables(Arc::new(read));
        self
    }

    /// The resources in the lock file. It sends no request.
    ///
    /// # Errors
    /// [`ApplyError::Lock`]: the lock file cannot be read.
    pub fn applied(&self) -> Result<Applied, ApplyError> {
        self.lock_file.read().map(Applied)
    }

    /// Compares the files with the API. It changes no resource. If an earlier run was interrupted, it finds the outcome of the last request of that
    /// run, and writes it to the lock file.
    ///
    /// # Errors
    /// A request fails, the lock file cannot be read or written, or the API cannot make a change.
    /// [`ApplyError::Busy`]: an earlier run was interrupted, and another process applies this project.
    pub async fn plan(&self, client: &Client) -> Result<Plan, ApplyError> {
        let mut lock = self.lock_file.read()?;
        if !lock.pending.is_empty() {
            let _guard = Guard::take(&self.lock_file)?;
            lock = self.recovered(client).await?;
        }
        planning::plan(self, client, &lock).await
    }

    /// The lock file, with the outcome of the creations that an earlier run has begun.
    async fn recovered(&self, client: &Client) -> Result<Lock, ApplyError> {
        let mut lock = self.lock_file.read()?;
        recovery::recover(self, client, &mut lock).await?;
        Ok(lock)
    }

    /// Executes a plan of this project. If somebody has changed a resource since the plan was made, it does not overwrite this change, unless
    /// [`OnConflict::PlanAgain`] is set.
    ///
    /// # Errors
    /// It ends at the first error, and does not undo earlier steps:
    ///
    /// - [`ApplyError::Busy`]: another process applies this project.
    /// - [`ApplyError::Conflict`]: somebody has changed a resource.
    /// - A request fails, an environment variable is not set, or the lock file cannot be written.
    pub async fn apply(&self, client: &Client, plan: &Plan) -> Result<Applied, ApplyError> {
        let _guard = Guard::take(&self.lock_file)?;
        let mut plan = Cow::Borrowed(plan);
        let mut attempt = 1;
        loop {
            let mut running = Running { project: self, client, lock: self.recovered(client).await? };
            match running.run(&plan).await {
                Ok(()) => return Ok(Applied(running.lock)),
                Err(ApplyError::Conflict(_)) if self.on_conflict == OnConflict::PlanAgain && attempt < ATTEMPTS => {
                    plan = Cow::Owned(planning::plan(self, client, &self.recovered(client).await?).await?);
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// The YAML files of a folder, sorted.
fn yaml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml");
        // A link without a target is an error when it is read.
        if is_yaml && fs::metadata(&path).map_or(true, |found| found.is_file()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

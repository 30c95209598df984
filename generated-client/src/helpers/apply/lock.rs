//! [`Lock`]: the file that maps local names to resources of the API.
//!
//! It has no secrets. It is replaced in one step after each request, so it is the old or the new one at any time.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::PathBuf,
};

use serde_json::{Map, Value, json};

use super::{error::ApplyError, kind::Key};
use crate::helpers::file_lock::sync_folder_of;

/// The version of the format.
const FORMAT: u64 = 1;

/// The content of the lock file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lock {
    pub(super) entries: BTreeMap<Key, Entry>,
    /// The creations that have begun, and whose outcome is unknown.
    pub(super) pending: BTreeMap<Key, Pending>,
}

/// A resource, as it was after the last request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) id: String,
    /// Number of the version of an agent, ID of the version of a skill, or null.
    pub(super) version: Value,
    /// The desired state, with IDs in place of references, and without secrets.
    pub(super) spec: Value,
    /// The state that the API returned.
    pub(super) state: Value,
}

/// A creation that has begun.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pending {
    /// The value of the metadata that marks the new resource.
    pub(super) marker: String,
    /// The desired state.
    pub(super) spec: Value,
    /// For a skill, which has no metadata: the IDs of the skills that existed before, or of the versions if a version is created.
    pub(super) known: Vec<String>,
}

/// A lock file.
#[derive(Clone, Debug)]
pub(super) struct LockFile(pub(super) PathBuf);

impl LockFile {
    fn error(&self, reason: String) -> ApplyError {
        ApplyError::Lock { path: self.0.clone(), reason }
    }

    /// Reads the file; if there is none, the lock is empty.
    pub(super) fn read(&self) -> Result<Lock, ApplyError> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Lock::default()),
            Err(error) => return Err(self.error(error.to_string())),
        };
        let value: Value = serde_json::from_str(&text).map_err(|error| self.error(error.to_string()))?;
        if value["format"] != FORMAT {
            return Err(self.error(format!("expected `format` {FORMAT}: another version of this crate wrote it")));
        }
        read(&value).map_err(|key| self.error(format!("the entry `{key}` is invalid")))
    }

    /// Writes the file in one step.
    pub(super) fn write(&self, lock: &Lock) -> Result<(), ApplyError> {
        let text = format!("{:#}\n", lock.to_json());
        self.replace(text.as_bytes()).map_err(|error| self.error(error.to_string()))
    }

    /// The path of the file that a process holds while it changes the lock file. It is in the same folder.
    pub(super) fn guard(&self) -> PathBuf {
        self.next_to("guard")
    }

    /// A hidden file in the same folder.
    fn next_to(&self, end: &str) -> PathBuf {
        let name = self.0.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.0.with_file_name(format!(".{name}.{end}"))
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let next = self.next_to("tmp");
        let written = File::create(&next).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&next, &self.0)
        });
        if written.is_err() {
            let _ = fs::remove_file(&next);
        }
        written?;
        sync_folder_of(&self.0);
        Ok(())
    }
}

impl Lock {
    fn to_json(&self) -> Value {
        let entries: Map<String, Value> = self
            .entries
            .iter()
            .map(|(key, entry)| {
                let Entry { id, version, spec, state } = entry;
                (key.to_string(), json!({ "id": id, "version": version, "spec": spec, "state": state }))
            })
            .collect();
        let pending: Map<String, Value> = self
            .pending
            .iter()
            .map(|(key, pending)| {
                let Pending { marker, spec, known } = pending;
                (key.to_string(), json!({ "marker": marker, "spec": spec, "known": known }))
            })
            .collect();
        json!({ "format": FORMAT, "resources": entries, "pending": pending })
    }
}

/// Reads a lock; the error is the name of an invalid entry.
fn read(value: &Value) -> Result<Lock, String> {
    let mut lock = Lock::default();
    for (name, value) in value["resources"].as_object().into_iter().flatten() {
        let (Some(key), Some(id)) = (Key::parse(name), value["id"].as_str()) else { return Err(name.clone()) };
        let part = |name: &str| value[name].clone();
        let entry = Entry { id: id.to_owned(), version: part("version"), spec: part("spec"), state: part("state") };
        lock.entries.insert(key, entry);
    }
    for (name, value) in value["pending"].as_object().into_iter().flatten() {
        let (Some(key), Some(marker)) = (Key::parse(name), value["marker"].as_str()) else { return Err(name.clone()) };
        let known = value["known"].as_array().into_iter().flatten();
        let known = known.filter_map(Value::as_str).map(str::to_owned).collect();
        lock.pending.insert(key, Pending { marker: marker.to_owned(), spec: value["spec"].clone(), known });
    }
    Ok(lock)
}

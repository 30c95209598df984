//! The files of a skill.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::runtime::File;

/// The bytes of all files of a skill that the API takes.
const SIZE: u64 = 30 << 20;
/// The number of files of a skill.
const FILES: usize = 1000;

/// The SHA-256 of each file, by its path in the folder.
pub(super) fn hashes(folder: &Path) -> Result<Value, String> {
    let files = contents(folder)?;
    let hash = |content: &[u8]| Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let hashes: Map<String, Value> = files.into_iter().map(|(path, content)| (path, hash(&content).into())).collect();
    Ok(Value::Object(hashes))
}

/// The files of an upload, each with the name of the folder.
pub(super) fn files(folder: &Path) -> Result<Vec<File>, String> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or("skill").to_owned();
    let files = contents(folder)?.into_iter();
    Ok(files.map(|(path, content)| File::new(content).name(format!("{name}/{path}"))).collect())
}

/// The content of each file, by its path in the folder.
fn contents(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let (mut files, mut size) = (BTreeMap::new(), 0);
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        let failed = |error: std::io::Error| format!("{} cannot be read: {error}", inner.display());
        for entry in fs::read_dir(&inner).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            if !kind.is_file() {
                return Err(format!("{} is a link or not a file: a skill has only files and folders", path.display()));
            }
            size += entry.metadata().map_err(failed)?.len();
            if size > SIZE || files.len() == FILES {
                return Err(format!("the folder has more than {FILES} files or {} MiB", SIZE >> 20));
            }
            let relative = path.strip_prefix(folder).ok().and_then(Path::to_str).map(|path| path.replace('\\', "/"));
            let Some(relative) = relative else { return Err(format!("the name of {} is not Unicode", path.display())) };
            files.insert(relative, fs::read(&path).map_err(failed)?);
        }
    }
    if files.contains_key("SKILL.md") { Ok(files) } else { Err(format!("{} has no SKILL.md", folder.display())) }
}

//! The tool `glob`.

use std::{path::Path, time::SystemTime};

use globset::GlobBuilder;

use super::{
    folder::{Folder, failure},
    walk::walk,
};
use crate::{helpers::tools::ToolError, types::GlobToolInput};

/// How many paths are listed.
const MOST: usize = 200;

/// The paths of the files that fit, the newest first.
pub(super) fn glob(folder: &Folder, input: &GlobToolInput) -> Result<String, ToolError> {
    let pattern = input.pattern.as_str();
    let leads_out = Path::new(pattern).is_absolute() || pattern.split('/').any(|part| part == "..");
    if leads_out {
        return Err(ToolError::new(format!(
            "{pattern}: expected a relative pattern without `..`; `path` sets the folder"
        )));
    }
    let glob = GlobBuilder::new(pattern.trim_start_matches("./")).literal_separator(true).build();
    let matcher = glob.map_err(|error| ToolError::new(format!("{pattern}: {}", error.kind())))?.compile_matcher();
    let path = input.path.as_deref().unwrap_or(".");
    let base = folder.inside(path)?;
    let dir = folder.dir().open_dir(&base).map_err(|error| failure(path, &error))?;
    let mut found = Vec::new();
    let seen = walk(&dir, Path::new(""), |entry, path| {
        if matcher.is_match(path) {
            let modified = entry.metadata().and_then(|metadata| metadata.modified());
            found.push((modified.map_or(SystemTime::UNIX_EPOCH, cap_std::time::SystemTime::into_std), path.to_owned()));
        }
        true
    });
    if found.is_empty() {
        return Ok(format!("{}no matches", seen.note()));
    }
    found.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    let base = if base == Path::new(".") { folder.root().to_owned() } else { folder.root().join(base) };
    let mut text: String =
        found.iter().take(MOST).map(|(_, path)| format!("{}\n", base.join(path).display())).collect();
    if found.len() > MOST {
        text.extend(["[", &(found.len() - MOST).to_string(), " more]\n"]);
    }
    text.push_str(seen.note());
    Ok(text.trim_end().to_owned())
}

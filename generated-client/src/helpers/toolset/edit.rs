//! The tools `write` and `edit`.

use super::{
    folder::Folder,
    read::{bytes, text},
};
use crate::{
    helpers::tools::ToolError,
    types::{EditToolInput, WriteToolInput},
};

/// The size of an edited file. Many replacements of a short text by a long one would otherwise take all memory.
const MOST_EDITED: usize = 64 * 1024 * 1024;

pub(super) fn write(folder: &Folder, input: &WriteToolInput) -> Result<String, ToolError> {
    folder.write(&input.file_path, input.content.as_bytes())?;
    Ok(format!("wrote {} bytes to {}", input.content.len(), input.file_path))
}

pub(super) fn edit(folder: &Folder, input: &EditToolInput, max_bytes: u64) -> Result<String, ToolError> {
    let path = input.file_path.as_str();
    if input.old_string.is_empty() {
        return Err(ToolError::new("old_string: expected the text to replace, found none"));
    }
    let content = text(path, bytes(folder.read(path)?, path, max_bytes, "")?)?;
    let count = content.matches(&input.old_string).count();
    match count {
        0 => return Err(ToolError::new(format!("{path}: the file does not have `old_string`"))),
        2.. if input.replace_all != Some(true) => {
            return Err(ToolError::new(format!(
                "{path}: the file has `old_string` {count} times; give more of the text around it, or set `replace_all`"
            )));
        }
        _ => {}
    }
    let kept = content.len() - count * input.old_string.len();
    let size = kept.saturating_add(count.saturating_mul(input.new_string.len()));
    if size > MOST_EDITED {
        return Err(ToolError::new(format!("{path}: the file would have more than {MOST_EDITED} bytes")));
    }
    folder.write(path, content.replace(&input.old_string, &input.new_string).as_bytes())?;
    Ok(format!("edited {path} ({count} replacement{})", if count == 1 { "" } else { "s" }))
}

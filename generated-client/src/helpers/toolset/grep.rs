//! The tool `grep`.

use std::{
    io::{BufReader, Read, Seek},
    path::Path,
    time::Instant,
};

use cap_std::fs::File;
use regex::bytes::Regex;

use super::{
    folder::{Folder, failure, to_read},
    lines::Lines,
    walk::{LONGEST, Seen, walk},
};
use crate::{helpers::tools::ToolError, types::GrepToolInput};

/// How many bytes are listed.
const MOST: usize = 100 * 1024;
/// The longest line that is searched.
const LONGEST_LINE: usize = 2000;

/// Lines as `PATH:LINE:TEXT`.
pub(super) fn grep(folder: &Folder, input: &GrepToolInput) -> Result<String, ToolError> {
    let pattern = input.pattern.as_str();
    let regex = Regex::new(pattern).map_err(|error| ToolError::new(format!("The pattern is invalid: {error}")))?;
    let path = input.path.as_deref().unwrap_or(".");
    let inside = folder.inside(path)?;
    let metadata = folder.dir().metadata(&inside).map_err(|error| failure(path, &error))?;
    let shown = if inside == Path::new(".") { folder.root().to_owned() } else { folder.root().join(&inside) };
    let options = to_read();
    let (mut text, mut seen, mut is_whole) = (String::new(), Seen::All, true);
    let end = Instant::now() + LONGEST;
    if metadata.is_dir() {
        let dir = folder.dir().open_dir(&inside).map_err(|error| failure(path, &error))?;
        seen = walk(&dir, &shown, |entry, path| {
            // A file that cannot be read is left out, for example a pipe that has replaced a file.
            match entry.open_with(&options) {
                Ok(file) if file.metadata().is_ok_and(|metadata| metadata.is_file()) => {
                    is_whole &= search(&regex, file, path, &mut text, end);
                }
                Ok(_) | Err(_) => {}
            }
            text.len() <= MOST
        });
    } else {
        is_whole = search(&regex, folder.read(path)?, &shown, &mut text, end);
    }
    if !is_whole {
        seen = Seen::Some;
    }
    if text.len() > MOST {
        let end = (0..=MOST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text.extend(["\n[output truncated at ", &MOST.to_string(), " bytes]"]);
    } else {
        text.push_str(seen.note());
    }
    Ok(if text.is_empty() { "no matches".to_owned() } else { text.trim_end().to_owned() })
}

/// Appends the matching lines of a file, and returns whether the whole file was searched in time. Files that are not
/// text are left out.
fn search(regex: &Regex, mut file: File, path: &Path, text: &mut String, end: Instant) -> bool {
    let mut head = [0; 512];
    let Ok(length) = file.read(&mut head) else { return true };
    if head[..length].contains(&0) || file.rewind().is_err() {
        return true;
    }
    let mut lines = Lines::new(BufReader::with_capacity(64 * 1024, file), LONGEST_LINE);
    let mut number = 0_u64;
    while let Ok(Some(line)) = lines.next() {
        number += 1;
        if number % 1024 == 0 && Instant::now() >= end {
            return false;
        }
        let bytes = line.bytes.strip_suffix(b"\n").unwrap_or(&line.bytes);
        if !line.is_cut && regex.is_match(bytes) {
            text.extend([format!("{}:{number}:", path.display()).as_str(), &String::from_utf8_lossy(bytes), "\n"]);
            if text.len() > MOST {
                return false;
            }
        }
    }
    true
}

//! The tool `grep`.

use std::{
    io::{self, BufReader, Read, Seek},
    path::Path,
    time::Instant,
};

use cap_std::fs::File;
use regex::bytes::Regex;

use super::{
    folder::{Folder, failure, in_words, to_read},
    lines::Lines,
    walk::{LONGEST, Seen, walk},
};
use crate::{helpers::tools::ToolError, types::GrepToolInput};

/// How many bytes are listed.
const MOST: usize = 100 * 1024;
/// The longest line that is searched.
const LONGEST_LINE: usize = 2000;

/// A search in one or more files.
struct Search {
    regex: Regex,
    end: Instant,
    /// The matching lines.
    text: String,
    is_whole: bool,
    long_lines: Skipped,
    unread_files: Skipped,
}

/// The number of things that were not searched, and the first one.
#[derive(Default)]
struct Skipped {
    count: usize,
    first: String,
}

/// Lines as `PATH:LINE:TEXT`, and the parts that were not searched.
pub(super) fn grep(folder: &Folder, input: &GrepToolInput) -> Result<String, ToolError> {
    let pattern = input.pattern.as_str();
    let regex = Regex::new(pattern).map_err(|error| ToolError::new(format!("The pattern is invalid: {error}")))?;
    let path = input.path.as_deref().unwrap_or(".");
    let inside = folder.inside(path)?;
    let metadata = folder.dir().metadata(&inside).map_err(|error| failure(path, &error))?;
    let shown = if inside == Path::new(".") { folder.root().to_owned() } else { folder.root().join(&inside) };
    let options = to_read();
    let mut search = Search::new(regex);
    if metadata.is_dir() {
        let dir = folder.dir().open_dir(&inside).map_err(|error| failure(path, &error))?;
        let seen = walk(&dir, &shown, |entry, path| {
            // A file that cannot be opened is left out, for example a pipe that has replaced a file.
            match entry.open_with(&options) {
                Ok(file) if file.metadata().is_ok_and(|metadata| metadata.is_file()) => search.read(file, path),
                Ok(_) | Err(_) => {}
            }
            search.text.len() <= MOST
        });
        search.is_whole &= seen == Seen::All;
    } else {
        search.read(folder.read(path)?, &shown);
    }
    Ok(search.result())
}

impl Search {
    fn new(regex: Regex) -> Self {
        let (text, long_lines, unread_files) = Default::default();
        Self { regex, end: Instant::now() + LONGEST, text, is_whole: true, long_lines, unread_files }
    }

    /// Appends the matching lines of a file, and notes what was not searched.
    fn read(&mut self, file: File, path: &Path) {
        match self.try_read(file, path) {
            Ok(is_whole) => self.is_whole &= is_whole,
            Err(error) => self.unread_files.note(|| format!("{}: {}", path.display(), in_words(&error))),
        }
    }

    /// Whether the whole file was searched in time. Files that are not text are left out.
    fn try_read(&mut self, mut file: File, path: &Path) -> io::Result<bool> {
        let mut head = [0; 512];
        let length = file.read(&mut head)?;
        if head[..length].contains(&0) {
            return Ok(true);
        }
        file.rewind()?;
        let mut lines = Lines::new(BufReader::with_capacity(64 * 1024, file), LONGEST_LINE);
        let mut number = 0_u64;
        while let Some(line) = lines.next()? {
            number += 1;
            if number % 1024 == 0 && Instant::now() >= self.end {
                return Ok(false);
            }
            let bytes = line.bytes.strip_suffix(b"\n").unwrap_or(&line.bytes);
            if line.is_cut {
                self.long_lines.note(|| path.display().to_string());
            } else if self.regex.is_match(bytes) {
                let (path, line) = (path.display(), String::from_utf8_lossy(bytes));
                self.text.extend([format!("{path}:{number}:").as_str(), &line, "\n"]);
                if self.text.len() > MOST {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn result(self) -> String {
        let mut text = self.text;
        if text.len() > MOST {
            let end = (0..=MOST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            text.truncate(end);
            text.extend(["\n[output truncated at ", &MOST.to_string(), " bytes]\n"]);
        } else {
            let seen = if self.is_whole { Seen::All } else { Seen::Some };
            text.push_str(if text.is_empty() && self.is_whole { "no matches\n" } else { seen.note() });
        }
        self.long_lines.tell(&mut text, &format!("lines of more than {LONGEST_LINE} bytes are not searched"), "in");
        self.unread_files.tell(&mut text, "files that were not read to the end", "is");
        text.trim_end().to_owned()
    }
}

impl Skipped {
    fn note(&mut self, skipped: impl FnOnce() -> String) {
        if self.count == 0 {
            self.first = skipped();
        }
        self.count += 1;
    }

    /// Appends a line about them, if there are any.
    fn tell(&self, text: &mut String, things: &str, place: &str) {
        if self.count > 0 {
            text.extend([
                "[",
                things,
                ": ",
                &self.count.to_string(),
                ", the first one ",
                place,
                " ",
                &self.first,
                "]\n",
            ]);
        }
    }
}

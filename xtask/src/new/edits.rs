//! Changes of several files, which are written only if all of them are possible.

use std::{collections::BTreeMap, fs, path::Path};

use openapi_crate::failure::Failure;

/// The new texts of files, by their path from the root.
#[derive(Debug)]
pub(super) struct Edits<'a> {
    root: &'a Path,
    texts: BTreeMap<String, String>,
}

impl<'a> Edits<'a> {
    pub(super) fn new(root: &'a Path) -> Self {
        Self { root, texts: BTreeMap::new() }
    }

    /// The text of a file, with the changes so far.
    pub(super) fn text(&self, path: &str) -> Result<String, Failure> {
        if let Some(text) = self.texts.get(path) {
            return Ok(text.clone());
        }
        let place = self.root.join(path);
        fs::read_to_string(&place).map_err(|error| Failure::io("read", &place, &error))
    }

    /// Adds a new file.
    pub(super) fn create(&mut self, path: &str, text: String) -> Result<(), Failure> {
        if self.root.join(path).exists() {
            return Err(Failure::Use(format!("{path} is there already")));
        }
        self.texts.insert(path.to_owned(), text);
        Ok(())
    }

    /// Adds text to the end of a file.
    pub(super) fn append(&mut self, path: &str, added: &str) -> Result<(), Failure> {
        let text = self.text(path)? + added;
        self.texts.insert(path.to_owned(), text);
        Ok(())
    }

    /// Adds a line to a list, in the order of lines.
    pub(super) fn insert_sorted(&mut self, path: &str, begin: &str, end: &str, line: &str) -> Result<(), Failure> {
        let text = self.text(path)?;
        let (start, length) = list(path, &text, begin, end)?;
        let mut at = start;
        for there in text[start..start + length].split_inclusive('\n') {
            if there >= line {
                break;
            }
            at += there.len();
        }
        self.insert(path, text, at, line);
        Ok(())
    }

    /// Adds a line to the end of a list. `end` begins with the end of its last line.
    pub(super) fn insert_before_end(&mut self, path: &str, begin: &str, end: &str, line: &str) -> Result<(), Failure> {
        let text = self.text(path)?;
        let (start, length) = list(path, &text, begin, end)?;
        let of_last_line = end.find('\n').map_or(0, |at| at + 1);
        self.insert(path, text, start + length + of_last_line, line);
        Ok(())
    }

    /// Adds a section to the end of the part of a page under a heading.
    pub(super) fn insert_section(&mut self, path: &str, heading: &str, section: &str) -> Result<(), Failure> {
        let text = self.text(path)?;
        let title = format!("\n## {heading}\n");
        let start = text.find(&title).ok_or_else(|| missing(path, title.trim()))? + title.len();
        let end = text[start..].find("\n## ").map_or(text.len(), |end| start + end);
        self.insert(path, text, end, section);
        Ok(())
    }

    fn insert(&mut self, path: &str, mut text: String, at: usize, added: &str) {
        text.insert_str(at, added);
        self.texts.insert(path.to_owned(), text);
    }

    /// Writes all files, and gives their paths.
    pub(super) fn write(self) -> Result<Vec<String>, Failure> {
        for (path, text) in &self.texts {
            let place = self.root.join(path);
            fs::write(&place, text).map_err(|error| Failure::io("write", &place, &error))?;
        }
        Ok(self.texts.into_keys().collect())
    }
}

/// The start and the length of the text between `begin` and the first `end` after it.
fn list(path: &str, text: &str, begin: &str, end: &str) -> Result<(usize, usize), Failure> {
    let start = text.rfind(begin).ok_or_else(|| missing(path, begin.trim()))? + begin.len();
    let length = text[start..].find(end).ok_or_else(|| missing(path, end.trim()))?;
    Ok((start, length))
}

fn missing(path: &str, what: &str) -> Failure {
    Failure::Use(format!("{path} has no `{what}`: the command must be brought up to date"))
}

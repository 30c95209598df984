//! The emitted files.

use std::collections::BTreeMap;

use crate::surface::Surface;

/// The name of the emitted crate in examples. No Rust crate can have this name, so no other text of a document can mean it.
pub const CRATE: &str = "crate-name";

/// The emitted files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The text of each file by its path below `generated/`, with `/` between names. Examples name the crate [`CRATE`].
    pub files: BTreeMap<String, String>,
    /// The public items in them.
    pub surface: Surface,
}

impl Output {
    /// The files of a crate that code calls `name`.
    pub fn files_of(&self, name: &str) -> BTreeMap<String, String> {
        self.files.iter().map(|(path, text)| (path.clone(), with_name(text, name))).collect()
    }
}

/// The text with `name` for [`CRATE`] in the lines of documentation.
pub fn with_name(text: &str, name: &str) -> String {
    let (placeholder, path) = (format!("{CRATE}::"), format!("{name}::"));
    let lines = text.split_inclusive('\n').map(|line| {
        let is_docs = ["///", "//!"].iter().any(|begin| line.trim_start().starts_with(begin));
        if is_docs { line.replace(&placeholder, &path) } else { line.to_owned() }
    });
    lines.collect()
}

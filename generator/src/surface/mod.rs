//! The public surface of the emitted code: one line for each public item, with its signature.
//!
//! Input: files that `render` made, parsed. Output: a [`Surface`], sorted, the same for the same API. It is read from the
//! emitted code, so it has every kind of item.

mod items;
mod operations;

use std::collections::BTreeSet;

use crate::lines::LaidOut;

/// The public items of a crate's generated half, or of a file of it, sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// The items.
    pub items: BTreeSet<Item>,
}

/// One public item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The path of what it belongs to, or its own, below the crate: `types::Agent`, `runtime::Request<agents::ListAgents>`.
    pub owner: String,
    /// Its name there: `new`; empty for the owner itself.
    pub name: String,
    /// How it is declared: `pub fn types::Agent::new(name: impl Into<String>) -> Self`.
    pub line: String,
}

impl Item {
    /// Its whole path.
    pub fn path(&self) -> String {
        if self.name.is_empty() { self.owner.clone() } else { format!("{}::{}", self.owner, self.name) }
    }
}

impl Surface {
    /// Adds the items of the file at `path`, below `generated/`, or of a part of it. `names` are the types that other parts of
    /// the file, or files above it, declare. Calls hold the places of what is `laid_out`.
    pub fn add(&mut self, path: &str, names: &[syn::Ident], syntax: &syn::File, laid_out: &LaidOut) {
        items::collect(syntax, laid_out, module_path(path), names, &mut self.items);
    }

    /// One line for each item.
    pub fn text(&self) -> String {
        self.items.iter().map(|item| format!("{}\n", item.line)).collect()
    }
}

/// The path of a file's items below the crate. Files in a folder have no effect on it, since all items are exported from the
/// module with the name of the folder.
fn module_path(file: &str) -> String {
    let module = file.trim_end_matches(".rs").split('/').next().unwrap_or_default();
    match module {
        "mod" => String::new(),
        _ if syn::parse_str::<syn::Ident>(module).is_ok() => module.to_owned(),
        _ => format!("r#{module}"),
    }
}

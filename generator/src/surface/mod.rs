//! The public surface of the emitted code: one line for each public item, with its signature.
//!
//! Input: the files of `render`, before they are laid out. Output: a [`Surface`], sorted, the same for the same API. It is read
//! off what is really emitted and not told a second time, so it knows every kind of item there is. Leaves writing to the caller.

mod items;
mod text;

use std::collections::BTreeSet;

use crate::render::Module;

/// The public items of a crate's generated half, sorted by path.
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
    /// One line for each item.
    pub fn text(&self) -> String {
        self.items.iter().map(|item| format!("{}\n", item.line)).collect()
    }
}

/// Reads the surface off the emitted files.
pub fn surface(modules: &[Module]) -> Surface {
    let mut surface = Surface::default();
    for module in modules {
        let file = syn::parse2(module.tokens.clone()).expect("render makes valid Rust");
        items::collect(file, path(&module.path), &mut surface.items);
    }
    surface
}

/// The path of a file's items below the crate. Where a type stands in `types/` is nobody's business: all are exported there.
fn path(file: &str) -> String {
    let stem = file.trim_end_matches(".rs");
    match stem {
        "mod" => String::new(),
        _ if stem.starts_with("types/") => "types".to_owned(),
        _ if syn::parse_str::<syn::Ident>(stem).is_ok() => stem.to_owned(),
        _ => format!("r#{stem}"),
    }
}

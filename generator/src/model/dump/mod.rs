//! The model as text, for snapshots and `cargo xtask explain`.
//!
//! One line for each item, in the model's order: its Rust name, its kind, and its name in the document if the two
//! differ. Types and operations end with the pointer of their place in the document.

mod operations;
mod settings;
mod types;

use std::fmt::Display;

use super::{Api, Docs, Receiver};
use crate::escape;

/// Prints the model.
pub fn dump(api: &Api) -> String {
    let mut text = Dump::default();
    settings::write(&mut text, api);
    for id in &api.types_in_order {
        text.blank();
        types::write(&mut text, api, api.type_def(*id));
    }
    for resource in &api.resources {
        text.blank();
        operations::write(&mut text, api, resource);
    }
    for Receiver { pointer, ty, names, operation: _, tags: _, operation_ids: _ } in &api.receivers {
        text.blank();
        let by_name = names.as_ref().map(|names| format!(" by name of {names:?}")).unwrap_or_default();
        text.line(0, format!("receives {}{by_name} @ {pointer}", api.type_def(*ty).rust_name));
    }
    text.0
}

/// Prints the types and operations of the place `pointer`.
pub fn dump_at(api: &Api, pointer: &str) -> String {
    let mut text = Dump::default();
    for def in api.types.iter().filter(|def| def.pointer == pointer) {
        types::write(&mut text, api, def);
    }
    for (_, operation) in api.operations().filter(|(_, operation)| operation.pointer == pointer) {
        operations::operation(&mut text, api, operation);
    }
    text.0
}

/// Lines.
#[derive(Debug, Default)]
struct Dump(String);

impl Dump {
    fn line(&mut self, depth: usize, line: impl Display) {
        let line = format!("{}{line}", "  ".repeat(depth));
        // Pointers and paths have the text of the document.
        self.0.push_str(&escape::line(line.trim_end()));
        self.0.push('\n');
    }

    fn blank(&mut self) {
        self.0.push('\n');
    }
}

/// ` "wire name"`, if it is not the Rust name.
fn renamed(rust_name: &str, wire_name: &str) -> String {
    if rust_name == wire_name { String::new() } else { format!(" {wire_name:?}") }
}

/// ` — the first words of the docs`, and ` deprecated`.
fn said(docs: &Docs) -> String {
    const SHOWN: usize = 60;
    let deprecated = if docs.deprecated { " deprecated" } else { "" };
    let Some(text) = docs.summary.as_deref().or(docs.description.as_deref()) else { return deprecated.to_owned() };
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = words.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    let more = if words.chars().count() > SHOWN { "…" } else { "" };
    format!("{deprecated} — {shown}{more}")
}

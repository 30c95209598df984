//! `explain NAME`: one schema or operation at each stage.

use std::ops::Range;

use generator::{
    bundle,
    diagnostic::{Diagnostics, catalog},
    emit,
    model::{Api, Operation, dump_at},
    names, output,
    overlay::OverlayOrigins,
    pointer::Pointer,
    render::item_paths,
    source::{Input, Lines, SourceId},
};

use crate::{document::Task, failure::Failure, print};

/// The meaning of every code, most with an example.
const DIAGNOSTICS: &str = include_str!("../embedded/diagnostics.md");
/// The extensions of OpenAPI that the generator reads.
const EXTENSIONS: &str = include_str!("../embedded/extensions.md");

/// Prints the item called `name`: source lines, normalized YAML, model, Rust. If `name` is the code of a finding or
/// an extension, prints its section of the documentation.
pub fn explain(name: &str, task: impl FnOnce() -> Result<Task, Failure>) -> Result<(), Failure> {
    if catalog::codes().any(|code| code.name == name) {
        return print::result(&section(name));
    }
    if let Some(section) = extension(name) {
        return print::result(&section);
    }
    let document = task()?.generate();
    let normalized = document.run.normalized.clone();
    let input = document.input.clone();
    let found = document.run.diagnostics.clone();
    let (overlaid, moved) = (document.run.origins.clone(), document.run.moved.clone());
    let generated = document.generated()?;
    let item = find(&generated.api, name).ok_or_else(|| {
        Failure::Use(format!(
            "the document has no schema, type, operation id, method or route `{name}`; the command `model` lists all names"
        ))
    })?;
    let pointer = Pointer::from_text(item.pointer.clone());
    let origin = moved.trace(&pointer);
    let places = match bundle::trace(&input, &origin) {
        Some(place) => vec![place],
        None => places(&overlaid, &origin),
    };
    let rust = emit::text_at(&generated.api, &item.pointer);
    print::result(&format!(
        "{}\n== normalized: {pointer}\n{}\n== model\n{}\n== Rust: {}\n{}\n",
        sources(&input, &found, &places),
        yaml(normalized.as_ref(), &pointer),
        dump_at(&generated.api, &item.pointer),
        item.rust_path,
        output::with_name(&rust, &names::crate_name(&generated.api.title).replace('-', "_")),
    ))
}

/// The section of a code.
fn section(code: &str) -> String {
    let title = format!("\n### `{code}`\n\n");
    let text = DIAGNOSTICS.split_once(&title).map_or("", |(_, rest)| rest);
    let text = text.split("\n### ").next().unwrap_or_default();
    format!("{}\n", text.split("\n## ").next().unwrap_or_default().trim_end())
}

/// The section about an extension: the section whose title is the extension, or the first one that contains its name.
fn extension(name: &str) -> Option<String> {
    if !name.starts_with("x-") {
        return None;
    }
    let quoted = format!("`{name}`");
    let sections = || EXTENSIONS.split("\n## ").skip(1);
    let titled = sections().find(|section| section.starts_with(&quoted));
    titled
        .or_else(|| sections().find(|section| section.contains(&quoted)))
        .map(|section| format!("## {}\n", section.trim_end()))
}

/// The places of an item: in the document, in overlays, or in both.
fn places(origins: &OverlayOrigins, pointer: &Pointer) -> Vec<(SourceId, Pointer)> {
    let mut found = Vec::new();
    match origins.trace(pointer) {
        Some(origin) => found.push(origin),
        None => found.push((SourceId::Document, pointer.clone())),
    }
    found.extend(origins.inside(pointer));
    found
}

/// The meaning of a name.
#[derive(Debug)]
struct Found {
    pointer: String,
    rust_name: String,
    rust_path: String,
}

fn find(api: &Api, name: &str) -> Option<Found> {
    // `GET /pets`
    let by_route = name.split_once(' ').and_then(|(method, path)| {
        let is_named = |operation: &Operation| operation.method.as_str() == method && operation.path == path;
        api.operations().find(|(_, operation)| is_named(operation))
    });
    let name = by_route.map_or(name, |(_, operation)| operation.pointer.as_str());
    let types = api.types.iter().map(|definition| {
        let wire_name = definition.pointer.rsplit('/').next().unwrap_or_default().to_owned();
        let (pointer, rust_name) = (definition.pointer.clone(), definition.rust_name.clone());
        (Found { pointer, rust_name, rust_path: item_paths::of_type(definition) }, wire_name)
    });
    let operations = api.operations().map(|(resource, operation)| {
        let rust_path = item_paths::call(resource, operation);
        let (pointer, rust_name) = (operation.pointer.clone(), operation.type_name.clone());
        (Found { pointer, rust_name, rust_path }, operation.operation_id.clone())
    });
    let mut all: Vec<(Found, String)> = types.chain(operations).collect();
    let by = |test: &dyn Fn(&Found, &str) -> bool| all.iter().position(|(found, wire_name)| test(found, wire_name));
    let index = by(&|found, _| found.rust_path == name || found.pointer == name)
        .or_else(|| by(&|found, _| found.rust_name == name))
        .or_else(|| by(&|_, wire_name| wire_name == name))?;
    Some(all.swap_remove(index).0)
}

/// The lines of an item in all texts. Lines that are in several of its places are shown once.
fn sources(input: &Input, found: &Diagnostics, places: &[(SourceId, Pointer)]) -> String {
    let excerpts: Vec<Excerpt> = places.iter().filter_map(|(id, place)| excerpt(input, found, *id, place)).collect();
    let is_shown_before = |index: usize, excerpt: &Excerpt| {
        let others = excerpts.iter().enumerate().filter(|(other, _)| *other != index);
        let mut around = others.filter(|(_, other)| other.source == excerpt.source && other.contains(excerpt));
        around.any(|(other, around)| around.lines != excerpt.lines || other < index)
    };
    let shown = excerpts.iter().enumerate().filter(|(index, excerpt)| !is_shown_before(*index, excerpt));
    shown.map(|(_, excerpt)| excerpt.text.as_str()).collect()
}

/// Lines of one text.
struct Excerpt {
    source: SourceId,
    lines: Range<usize>,
    text: String,
}

impl Excerpt {
    fn contains(&self, other: &Self) -> bool {
        self.lines.start <= other.lines.start && other.lines.end <= self.lines.end
    }
}

/// The lines of a node: the line of its key, and the following lines with a deeper indentation.
fn excerpt(input: &Input, found: &Diagnostics, id: SourceId, pointer: &Pointer) -> Option<Excerpt> {
    let (_, source) = input.sources().find(|(other, _)| *other == id)?;
    let text = String::from_utf8_lossy(&source.bytes);
    let place = found.spans(id)?.places(&text).find(pointer)?;
    let lines = Lines::new(&text);
    let start = place.key.as_ref().map_or(place.value.start, |key| key.start);
    let first = lines.line_and_column(start).0.saturating_sub(1);
    let mut rest = text.lines().skip(first);
    let head = rest.next()?;
    let below = rest.take_while(|line| line.trim().is_empty() || indentation(line) > indentation(head));
    let shown: Vec<&str> = std::iter::once(head).chain(below).collect();
    let (line, column) = lines.line_and_column(place.shown(&text).start);
    let text = format!("== source: {}:{line}:{column}\n{}\n", source.name, shown.join("\n"));
    Some(Excerpt { source: id, lines: first..first + shown.len(), text })
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn yaml(normalized: Option<&serde_json::Value>, pointer: &Pointer) -> String {
    let path = pointer.as_str().trim_start_matches('#');
    let node = normalized.and_then(|document| document.pointer(path));
    node.and_then(|node| print::yaml(node).ok()).unwrap_or_default()
}

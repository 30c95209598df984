//! `explain NAME`: one schema or operation at each stage.

use generator::{
    bundle,
    diagnostic::{Diagnostics, catalog},
    model::{Api, dump_at},
    names,
    overlay::OverlayOrigins,
    pointer::Pointer,
    source::{Input, Lines, NodeSpan, SourceId},
};

use crate::{document::Task, failure::Failure, files::Files, print};

/// The meaning of every code, with an example of most.
const DIAGNOSTICS: &str = include_str!("../embedded/diagnostics.md");

/// Prints the item called `name`: source lines, normalized YAML, model, Rust. Or what a code of findings means.
pub fn explain(name: &str, task: impl FnOnce() -> Result<Task, Failure>) -> Result<(), Failure> {
    if catalog::codes().any(|code| code.name == name) {
        return print::result(&section(name));
    }
    let document = task()?.generate();
    let normalized = document.run.normalized.clone();
    let input = document.input.clone();
    let found = document.run.diagnostics.clone();
    let (overlaid, moved) = (document.run.origins.clone(), document.run.moved.clone());
    let generated = document.generated()?;
    let item = find(&generated.api, name)
        .ok_or_else(|| Failure::Use(format!("nothing is named `{name}`; the command `model` lists all names")))?;
    let pointer = Pointer::from_text(item.pointer.clone());
    let origin = moved.trace(&pointer);
    let places = match bundle::trace(&input, &origin) {
        Some(place) => vec![place],
        None => places(&overlaid, &origin),
    };
    let sources: String = places.into_iter().map(|(id, pointer)| source(&input, &found, id, &pointer)).collect();
    print::result(&format!(
        "{sources}\n== normalized: {pointer}\n{}\n== model\n{}\n== Rust: {}\n{}\n",
        yaml(normalized.as_ref(), &pointer),
        dump_at(&generated.api, &item.pointer),
        item.rust_path,
        rust(&generated.output.files_of(&names::crate_name(&generated.api.title).replace('-', "_")), &item),
    ))
}

/// The section of a code.
fn section(code: &str) -> String {
    let title = format!("\n### `{code}`\n\n");
    let text = DIAGNOSTICS.split_once(&title).map_or("", |(_, rest)| rest);
    let text = text.split("\n### ").next().unwrap_or_default();
    format!("{}\n", text.split("\n## ").next().unwrap_or_default().trim_end())
}

/// Where an item is written: in the document, in overlays, or in both.
fn places(origins: &OverlayOrigins, pointer: &Pointer) -> Vec<(SourceId, Pointer)> {
    let mut found = Vec::new();
    match origins.trace(pointer) {
        Some(origin) => found.push(origin),
        None => found.push((SourceId::Document, pointer.clone())),
    }
    found.extend(origins.inside(pointer));
    found
}

/// The lines of an item in one text.
fn source(input: &Input, found: &Diagnostics, id: SourceId, pointer: &Pointer) -> String {
    let Some((_, source)) = input.sources().find(|(other, _)| *other == id) else { return String::new() };
    let text = String::from_utf8_lossy(&source.bytes);
    let place = found.spans(id).and_then(|spans| spans.places(&text).find(pointer));
    let Some(place) = place else { return format!("== source: {}\n", source.name) };
    let (line, column) = Lines::new(&text).line_and_column(place.shown(&text).start);
    format!("== source: {}:{line}:{column}\n{}", source.name, lines(&text, &place))
}

/// The meaning of a name.
#[derive(Debug)]
struct Found {
    pointer: String,
    rust_name: String,
    rust_path: String,
    /// The module of the emitted file that it is in, or of one of the files that this is cut into.
    module: String,
    /// For an operation, the name of its method.
    method: Option<String>,
}

fn find(api: &Api, name: &str) -> Option<Found> {
    let types = api.types.iter().map(|definition| {
        let rust_path = format!("types::{}", definition.rust_name);
        let wire_name = definition.pointer.rsplit('/').next().unwrap_or_default().to_owned();
        let (pointer, rust_name) = (definition.pointer.clone(), definition.rust_name.clone());
        (Found { pointer, rust_name, rust_path, module: definition.module.clone(), method: None }, wire_name)
    });
    let operations = api.operations().map(|(resource, operation)| {
        let rust_path = format!("{}().{}", resource.accessor, operation.rust_name);
        let wire_name = operation.operation_id.clone();
        let (module, method) = (resource.accessor.clone(), Some(operation.rust_name.clone()));
        let (pointer, rust_name) = (operation.pointer.clone(), operation.type_name.clone());
        (Found { pointer, rust_name, rust_path, module, method }, wire_name)
    });
    let mut all: Vec<(Found, String)> = types.chain(operations).collect();
    let by = |test: &dyn Fn(&Found, &str) -> bool| all.iter().position(|(found, wire_name)| test(found, wire_name));
    let index = by(&|found, _| found.rust_path == name || found.pointer == name)
        .or_else(|| by(&|found, _| found.rust_name == name))
        .or_else(|| by(&|_, wire_name| wire_name == name))?;
    Some(all.swap_remove(index).0)
}

/// The lines of a node: from its key on, as long as they are indented deeper.
fn lines(text: &str, place: &NodeSpan) -> String {
    let start = place.key.as_ref().map_or(place.value.start, |key| key.start);
    let (line, _) = Lines::new(text).line_and_column(start);
    let mut rest = text.lines().skip(line.saturating_sub(1));
    let Some(first) = rest.next() else { return String::new() };
    let indent = indentation(first);
    let below = rest.take_while(|line| line.trim().is_empty() || indentation(line) > indent);
    std::iter::once(first).chain(below).map(|line| format!("{line}\n")).collect()
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn yaml(normalized: Option<&serde_json::Value>, pointer: &Pointer) -> String {
    let path = pointer.as_str().trim_start_matches('#');
    let node = normalized.and_then(|document| document.pointer(path));
    node.and_then(|node| print::yaml(node).ok()).unwrap_or_default()
}

fn rust(files: &Files, item: &Found) -> String {
    let in_module = |path: &str| path.trim_end_matches(".rs").split('/').any(|name| name == item.module);
    let is_type = |path: &str| path.starts_with("types/");
    let texts = || {
        let files = files.iter();
        files.filter(|(path, _)| in_module(path) && is_type(path) == item.method.is_none()).map(|(_, text)| text)
    };
    let methods = texts().filter_map(|text| Some(method(text, item.method.as_ref()?)));
    methods.chain(texts().map(|text| items(text, &item.rust_name))).collect()
}

/// A method of the resource in a file, with its docs.
fn method(text: &str, name: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = lines.iter().position(|line| line.starts_with(&format!("    pub fn {name}("))) else {
        return String::new();
    };
    let docs = lines
        .iter()
        .take(at)
        .rev()
        .take_while(|line| line.starts_with("    ///") || line.starts_with("    #["))
        .count();
    let length = lines.iter().skip(at).position(|line| *line == "    }").map_or(1, |end| end + 1);
    let shown = lines.iter().skip(at - docs).take(docs + length);
    shown.map(|line| format!("{}\n", line.get(4..).unwrap_or_default())).chain(["\n".to_owned()]).collect()
}

/// The items of a file whose heading names `rust_name`. An item begins after a blank line, at the margin.
fn items(text: &str, rust_name: &str) -> String {
    let mut found = String::new();
    let mut item: Vec<&str> = Vec::new();
    let mut flush = |item: &mut Vec<&str>| {
        if item.iter().any(|line| !line.starts_with([' ', '/', '}', '#']) && is_about(line, rust_name)) {
            found.extend(item.iter().map(|line| format!("{line}\n")));
        }
        item.clear();
    };
    for line in text.lines() {
        let begins = !line.starts_with(' ') && !line.is_empty();
        if begins && item.last().is_some_and(|last| last.is_empty()) {
            flush(&mut item);
        }
        item.push(line);
    }
    flush(&mut item);
    found
}

/// Whether a line has `name` as a word.
fn is_about(line: &str, name: &str) -> bool {
    line.split(|character: char| !character.is_alphanumeric() && character != '_').any(|word| word == name)
}

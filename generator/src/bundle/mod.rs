//! Puts the files that a document refers to into its tree, so that references to them lead to places inside it.
//!
//! Input: the document's tree after overlays, and the files. Output: the tree with the member [`FILES`], which has the tree
//! of each file under its path. `normalize` resolves the references, and removes the member.

mod find;
mod location;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use crate::{
    diagnostic::Diagnostics,
    load,
    pointer::Pointer,
    source::{Input, SourceId},
};

pub use find::referred_to;
pub use location::{Location, absolute, locate, locate_from};

/// The member of the document that holds the files. The document itself is null there.
pub const FILES: &str = "x-oas-files";

/// The only member of the tree of a file that cannot be read.
const UNREADABLE: &str = "x-oas-unreadable";

/// The document with its files. The reasons why files have no tree are in `diagnostics`.
pub fn bundle(mut document: Value, input: &Input, diagnostics: &mut Diagnostics) -> Value {
    let mut trees = Map::new();
    for (index, (path, source)) in input.files.iter().enumerate() {
        let tree = load::read(source, SourceId::File(index), diagnostics);
        trees.insert(path.clone(), tree.unwrap_or_else(|| json!({ UNREADABLE: true })));
    }
    trees.insert(file_name(&input.document.name).to_owned(), Value::Null);
    if let Value::Object(root) = &mut document {
        root.insert(FILES.to_owned(), Value::Object(trees));
    }
    document
}

/// The places of the files that cannot be read. References into them are not mistakes.
pub fn unreadable(document: &Value) -> Vec<Pointer> {
    let files = document.get(FILES).and_then(Value::as_object).into_iter().flatten();
    let unreadable = files.filter(|(_, tree)| is_unreadable(tree));
    unreadable.map(|(path, _)| Pointer::from_tokens([FILES, path.as_str()])).collect()
}

/// Whether a tree replaces the tree of a file that cannot be read.
pub fn is_unreadable(tree: &Value) -> bool {
    tree.get(UNREADABLE).is_some()
}

/// The URL that a file gives itself.
pub fn own_url(tree: &Value) -> Option<&str> {
    ["$self", "$id"].into_iter().find_map(|name| tree.get(name)?.as_str())
}

/// The paths of the files that a reference to `path` can mean, the most likely one first. A path may lack the extension, as in the
/// examples of OpenAPI 3.2.
pub fn candidates(path: &str) -> impl Iterator<Item = String> + '_ {
    let extensions = if file_name(path).contains('.') { [""].as_slice() } else { &["", ".yaml", ".yml", ".json"] };
    extensions.iter().map(move |extension| format!("{path}{extension}"))
}

/// Whether a value of `mapping` is the name of a schema, and not a reference.
pub fn is_schema_name(target: &str) -> bool {
    !target.contains(['/', '.', '#'])
}

/// The last part of a path: the relative path of the file for other files in the same folder.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The path of the file of a place, and the place in this file; `None` for a place in the document itself.
pub fn place_in_file(place: &Pointer) -> Option<(String, Pointer)> {
    let files = Pointer::root().child(FILES);
    files.strip_prefix(place)?;
    let path = place.tokens().nth(1)?;
    let inside = Pointer::root().join(files.child(&path).strip_prefix(place)?);
    Some((path, inside))
}

/// The same for findings: the id of the file.
pub fn trace(input: &Input, place: &Pointer) -> Option<(SourceId, Pointer)> {
    let (path, inside) = place_in_file(place)?;
    let index = input.files.keys().position(|known| *known == path)?;
    Some((SourceId::File(index), inside))
}

//! `bundle`: the document as one text, with its overlays applied.

use generator::diagnostic::{Diagnostics, Severity};

use crate::{
    document::{Document, Task},
    failure::Failure,
    print,
};

/// Prints the document as YAML. If an overlay cannot be applied, fails and prints nothing.
///
/// A document that refers to other files is printed in the form that the generator reads: with all references inside it.
pub fn print(task: Task) -> Result<(), Failure> {
    let document = task.generate();
    let is_refused = document.run.diagnostics.iter().any(|found| {
        found.severity == Severity::Error
            && (found.code.starts_with("overlay-") || found.code.ends_with("-overlay-version"))
    });
    let whole = if document.input.files.is_empty() { overlaid(&document) } else { document.run.normalized.clone() };
    let Some(whole) = whole.filter(|_| !is_refused) else { return Err(Failure::Document) };
    let yaml = print::yaml(&whole)
        .map_err(|error| Failure::Use(format!("the document cannot be written as YAML: {error}")))?;
    print::result(&yaml)
}

fn overlaid(document: &Document) -> Option<serde_json::Value> {
    generator::overlaid(&document.input, &mut Diagnostics::new()).map(|overlaid| overlaid.document)
}

//! Converts a Swagger 2.0 document to the form of OpenAPI 3.0, so that later stages need only one form.
//!
//! Input: the tree from `overlay` and `bundle`. Output: the tree in the new form, whose `openapi` is `2.0`, and the places of
//! its parts in the input. Objects in other files are converted in place. A part with an error keeps its form, and `normalize`
//! reports it.

mod body;
mod collection;
mod conversion;
mod document;
mod location;
mod media;
mod newer;
mod operation;
mod parameter;
mod places;
mod references;
mod response;
mod rewriting;
mod schema;
mod security;
mod servers;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::{diagnostic::Diagnostics, normalize::Origins};
use conversion::Conversion;

/// A document in the form of OpenAPI 3.
#[derive(Clone, Debug)]
pub struct Converted {
    /// The tree.
    pub document: Value,
    /// The places of its parts in the document as it is written.
    pub origins: Origins,
}

/// The document in the form of OpenAPI 3. Other documents are not changed.
pub fn convert(document: Value, diagnostics: &mut Diagnostics) -> Converted {
    if !is_swagger_2(&document) {
        return Converted { document, origins: Origins::default() };
    }
    let written = document.clone();
    Conversion::new(&written, diagnostics).run(document)
}

fn is_swagger_2(document: &Value) -> bool {
    document.get("swagger").is_some() && document.get("openapi").is_none()
}

//! The documents that are measured.

use generator::{
    Errors, Options, Parts,
    load::{Input, Source},
    select::Selection,
};

use crate::made;

/// The operations of the made documents, from 0.1 to 20 MB.
const OPERATIONS: &[usize] = &[18, 60, 180, 600, 1800, 3300];

/// One document.
pub(crate) struct Document {
    pub(crate) what: String,
    pub(crate) text: String,
}

/// The bundled document.
pub(crate) fn bundled() -> Document {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/anthropic-managed-agents-api-openapi.yml");
    let text = std::fs::read_to_string(path).expect("the bundled document");
    Document { what: "the bundled document".to_owned(), text }
}

/// Made documents, from small to large.
pub(crate) fn made() -> impl Iterator<Item = Document> {
    OPERATIONS.iter().map(|operations| {
        let text = yaml(*operations);
        Document { what: format!("{operations} operations, {:.1} MB", megabytes(text.len())), text }
    })
}

/// A made document as YAML.
pub(crate) fn yaml(operations: usize) -> String {
    serde_yaml::to_string(&made::document(operations)).expect("a tree can be written")
}

pub(crate) fn options() -> Options {
    Options {
        environment_prefix: None,
        made_by: "a benchmark".to_owned(),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        selection: Selection::default(),
    }
}

impl Document {
    pub(crate) fn input(&self) -> Input {
        Input::from(Source { name: "made.yaml".to_owned(), bytes: self.text.as_bytes().to_vec() })
    }

    pub(crate) fn megabytes(&self) -> f64 {
        megabytes(self.text.len())
    }
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

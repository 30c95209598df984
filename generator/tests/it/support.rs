//! Shared parts of the tests.

use generator::{
    Errors, Options, Parts, Run,
    load::Source,
    select::{Schemas, Selection},
};

/// Runs the generator on a fixture.
pub(crate) fn run(name: &str, text: &str) -> Run {
    let source = Source { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    generator::generate(&source.into(), &options())
}

/// Options that are the same for all fixtures.
pub(crate) fn options() -> Options {
    Options {
        environment_prefix: Some("API".to_owned()),
        made_by: "a test".to_owned(),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        // Fixtures also test schemas that no operation reaches.
        selection: Selection { schemas: Schemas::All, ..Selection::default() },
    }
}

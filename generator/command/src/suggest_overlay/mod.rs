//! `suggest-overlay`: an overlay that adapts a document to the responses of its server.
//!
//! Input: records of mismatches, lines of JSON that a client writes. Output: for each place, the smallest correction, with the
//! operation that shows it. Nothing is applied: people decide whether the document or the server is right.

mod correction;
mod place;
mod record;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use generator::{diagnostic::Diagnostics, load::Source};
use serde_json::json;

use crate::{
    document::{self, Task},
    failure::Failure,
    print,
};
use correction::{Subject, correct};
use record::{Record, one_line};

/// Prints the overlay.
pub fn suggest(records: &Path, task: Task) -> Result<(), Failure> {
    let Source { name, bytes } = document::source(records, records.display().to_string())?;
    let records = record::read(&bytes).map_err(|mistake| Failure::Use(format!("{name}{mistake}")))?;
    let document = task.generate();
    let Some(overlaid) = generator::overlaid(&document.input, &mut Diagnostics::new()) else {
        return Err(Failure::Document);
    };
    let document = overlaid.document;
    let mut subjects: BTreeMap<Subject, Vec<&Record>> = BTreeMap::new();
    let mut without = Vec::new();
    for record in &records {
        match Subject::of(&document, record) {
            Some(subject) => subjects.entry(subject).or_default().push(record),
            None => without.push(record),
        }
    }
    let mut actions = Vec::new();
    for (subject, shown) in &subjects {
        match correct(&document, subject, shown) {
            Some(correction) => actions.extend(correction.iter().map(|action| action.written(&described(shown)))),
            None => without.extend(shown),
        }
    }
    let mut text = String::new();
    if !actions.is_empty() {
        let overlay = json!({
            "overlay": "1.0.0",
            "info": {"title": "Corrections by the responses of the server", "version": "1"},
            "actions": actions,
        });
        text =
            print::yaml(&overlay).map_err(|error| Failure::Use(format!("the overlay cannot be written: {error}")))?;
    }
    text.extend(without.into_iter().map(|record| format!("# no correction is known: {}\n", record.described())));
    if text.is_empty() {
        text.push_str("# There are no records, so there are no corrections.\n");
    }
    print::result(&text)
}

/// How often a mismatch occurred, its first place, and each other form that was found.
fn described(shown: &[&Record]) -> String {
    let times = if shown.len() == 1 { "once".to_owned() } else { format!("{} times", shown.len()) };
    let Some(first) = shown.first() else { return format!("Seen {times}.") };
    let others: BTreeSet<&str> =
        shown.iter().map(|record| &*record.found).filter(|found| *found != first.found).collect();
    let others = one_line(&Vec::from_iter(others).join(", "));
    let also = if others.is_empty() { String::new() } else { format!(" Also found: {others}.") };
    format!("Seen {times}: {}.{also}", first.described())
}

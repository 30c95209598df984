//! A folder of hostile and odd documents with a table of what must become of each: `error`, `must generate and compile`, or
//! `error or compile`. The folder is not part of the project; the test runs where `HOSTILE_DOCUMENTS` names one.

use std::{fs, path::PathBuf};

use generator::load::Source;

use crate::support;

#[test]
fn every_hostile_document_has_its_verdict() {
    let Some(folder) = std::env::var_os("HOSTILE_DOCUMENTS").map(PathBuf::from) else {
        eprintln!("skipped: HOSTILE_DOCUMENTS names no folder with a VERDICTS.tsv");
        return;
    };
    let table = fs::read_to_string(folder.join("VERDICTS.tsv")).expect("the table can be read");
    let mut wrong = Vec::new();
    for row in table.lines().skip(1) {
        let mut columns = row.split('\t');
        let (Some(file), Some(what), Some(verdict)) = (columns.next(), columns.next(), columns.next()) else {
            panic!("a row has three columns: {row}");
        };
        let bytes = fs::read(folder.join(file)).expect("the document can be read");
        let run = generator::generate(&Source { name: file.to_owned(), bytes }.into(), &support::options());
        let is_right = match verdict {
            "error" => run.output.is_none() && run.diagnostics.has_errors(),
            "must generate and compile" => run.output.is_some(),
            // One or the other: never neither.
            "error or compile" => run.output.is_some() != run.diagnostics.has_errors(),
            _ => panic!("there is no verdict `{verdict}`"),
        };
        if !is_right {
            wrong.push(format!("{file} ({what}): not `{verdict}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! A folder of hostile and odd documents with a table of the expected results: `error`, `must generate and compile`, or
//! `error or compile`. The folder is not part of the project. The test runs if `HOSTILE_DOCUMENTS` names one.

use std::{fs, path::PathBuf};

use generator::{
    Run,
    diagnostic::{Colour, Severity, render},
    load::{Input, Source},
};

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
        let input = Input::from(Source { name: file.to_owned(), bytes });
        let run = generator::generate(&input, &support::options());
        let is_right = match verdict {
            "error" => {
                run.output.is_none() && run.diagnostics.has_errors() && is_shown_with_place_and_remedy(&input, &run)
            }
            "must generate and compile" => run.output.is_some(),
            // Exactly one of them must be true.
            "error or compile" => run.output.is_some() != run.diagnostics.has_errors(),
            _ => panic!("there is no verdict `{verdict}`"),
        };
        if !is_right {
            wrong.push(format!("{file} ({what}): not `{verdict}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_shown_with_place_and_remedy(input: &Input, run: &Run) -> bool {
    let shown = render(input, &run.diagnostics, Colour::Never);
    let places = shown.lines().filter_map(|line| line.split_once(&format!("--> {}:", input.document.name)));
    let with_line_and_column =
        places.filter(|(_, place)| place.split(':').filter_map(|part| part.parse::<usize>().ok()).count() == 2).count();
    let mut errors = run.diagnostics.iter().filter(|finding| finding.severity == Severity::Error);
    with_line_and_column == run.diagnostics.len() && errors.all(|finding| finding.help.is_some())
}

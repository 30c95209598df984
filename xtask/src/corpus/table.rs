//! The table of all documents, with their sums.

use std::fmt::Write as _;

use super::{
    Manner,
    record::{Compiled, Counts, Record},
};

const HEAD: &str = "\
| document | loaded | generated | compiled | clippy-clean | round trips | untyped | ms to generate | s to compile and try | lines | findings |
| --- | --- | --- | --- | --- | --: | --: | --: | --: | --: | --- |
";

/// One row for each document and one for all, and below it the findings by code and the round trips by class of instances.
pub(super) fn table(records: &[Record], manner: Manner) -> String {
    let mut text = HEAD.to_owned();
    let mut all = Record::default();
    for record in records {
        row(&mut text, &record.name, &Marks::of(record, manner), record);
        add(&mut all, record);
    }
    row(&mut text, &format!("all {}", records.len()), &Marks::sums(records, manner), &all);
    text.push('\n');
    for (class, Counts { right, total }) in &all.trips {
        let _ = writeln!(text, "{class}: {right} of {total} round trips, {:.2} %", percent(*right, *total));
    }
    for (code, count) in &all.diagnostics {
        let _ = writeln!(text, "{code}: {count}");
    }
    text
}

/// The results of documents, as cells.
struct Marks([String; 4]);

impl Marks {
    fn of(record: &Record, manner: Manner) -> Self {
        let compiled = record.compiled != Compiled::No;
        let mark = |is_so: bool| if is_so { "yes" } else { "no" }.to_owned();
        let clippy = if manner.clippy { mark(record.compiled == Compiled::Yes) } else { String::new() };
        Self([mark(record.loaded), mark(record.generated), mark(compiled), clippy])
    }

    fn sums(records: &[Record], manner: Manner) -> Self {
        let count = |which: fn(&Record) -> bool| records.iter().filter(|record| which(record)).count().to_string();
        let clippy = if manner.clippy { count(|record| record.compiled == Compiled::Yes) } else { String::new() };
        let compiled = count(|record| record.compiled != Compiled::No);
        Self([count(|record| record.loaded), count(|record| record.generated), compiled, clippy])
    }
}

fn row(text: &mut String, name: &str, marks: &Marks, record: &Record) {
    let (right, total) =
        record.trips.values().fold((0, 0), |(right, total), counts| (right + counts.right, total + counts.total));
    let codes: Vec<String> = record.diagnostics.iter().map(|(code, count)| format!("{code}×{count}")).collect();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "| {} | {} | {right}/{total} | {}/{} | {} | {} | {} | {} |",
        name.replace('|', "\\|"),
        marks.0.join(" | "),
        record.untyped,
        record.positions,
        record.generate_milliseconds,
        record.compile_seconds,
        record.lines,
        codes.join(" "),
    );
}

fn add(all: &mut Record, record: &Record) {
    for (class, counts) in &record.trips {
        let sum = all.trips.entry(class.clone()).or_default();
        sum.right += counts.right;
        sum.total += counts.total;
    }
    for (code, count) in &record.diagnostics {
        *all.diagnostics.entry(code.clone()).or_default() += count;
    }
    all.untyped += record.untyped;
    all.positions += record.positions;
    all.generate_milliseconds += record.generate_milliseconds;
    all.compile_seconds += record.compile_seconds;
    all.lines += record.lines;
}

#[expect(clippy::cast_precision_loss, reason = "nobody has so many")]
fn percent(right: u64, total: u64) -> f64 {
    if total == 0 { 100.0 } else { 100.0 * right as f64 / total as f64 }
}

#[cfg(test)]
mod tests {
    use super::{Compiled, Counts, Manner, Record, table};

    #[test]
    fn the_last_row_sums_up_the_others() {
        let manner = Manner { jobs: None, clippy: true, shown: 0 };
        let compiled = Record {
            name: "a.yaml".to_owned(),
            loaded: true,
            generated: true,
            compiled: Compiled::WithLints,
            trips: [("Valid".to_owned(), Counts { right: 3, total: 4 })].into(),
            lines: 7,
            ..Record::default()
        };
        let broken =
            Record { name: "b.yaml".to_owned(), diagnostics: [("syntax".to_owned(), 1)].into(), ..Record::default() };
        let text = table(&[compiled, broken], manner);
        assert!(text.contains("| a.yaml | yes | yes | yes | no | 3/4 | 0/0 | 0 | 0 | 7 |  |\n"), "{text}");
        assert!(text.contains("| b.yaml | no | no | no | no | 0/0 | 0/0 | 0 | 0 | 0 | syntax×1 |\n"), "{text}");
        assert!(text.contains("| all 2 | 1 | 1 | 1 | 0 | 3/4 | 0/0 | 0 | 0 | 7 | syntax×1 |\n"), "{text}");
        assert!(text.ends_with("\nValid: 3 of 4 round trips, 75.00 %\nsyntax: 1\n"), "{text}");
    }
}

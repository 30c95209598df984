//! The report for tools.

use serde_json::{Value, json};

use super::{
    coverage::Coverage,
    report::{Entry, Report},
    rules::Effect,
};

pub(super) fn json(report: &Report) -> Value {
    let [old, new] = &report.titles;
    let counts = Effect::ALL.map(|severity| (severity.as_str().to_owned(), json!(report.of(severity).count())));
    json!({
        "old": old,
        "new": new,
        "verdict": report.verdict().as_str(),
        "versions": report.versions().map(|[old, new]| json!({"old": old, "new": new})),
        "counts": Value::Object(counts.into_iter().collect()),
        "entries": report.entries.iter().map(entry).collect::<Vec<_>>(),
        "coverage": {"old": coverage(&report.coverage[0]), "new": coverage(&report.coverage[1])},
    })
}

fn entry(entry: &Entry) -> Value {
    json!({
        "code": entry.rule.code,
        "severity": entry.rule.severity.as_str(),
        "direction": entry.direction.as_str(),
        "kind": entry.subject.kind.as_str(),
        "name": entry.subject.name,
        "part": entry.subject.part,
        "also": entry.also,
        "document": entry.document.as_str(),
        "pointer": entry.pointer,
        "also_pointers": entry.other_pointers,
        "file": entry.place.as_ref().map(|place| &place.file),
        "line": entry.place.as_ref().map(|place| place.line),
        "column": entry.place.as_ref().map(|place| place.column),
        "message": entry.message,
        "why": entry.rule.why,
        "remedy": entry.rule.remedy,
        "items": entry.items,
        "removed": entry.lines.removed,
        "added": entry.lines.added,
        "fingerprint": entry.fingerprint(),
    })
}

fn coverage(coverage: &Coverage) -> Value {
    let Coverage { operations, types, findings, files, lines, bytes } = coverage;
    let findings = findings.iter().map(|(code, found)| {
        json!({"code": code, "severity": found.severity.as_str(), "count": found.count, "first": found.first})
    });
    json!({
        "operations": operations,
        "types": types,
        "findings": findings.collect::<Vec<_>>(),
        "files": files,
        "lines": lines,
        "bytes": bytes,
    })
}

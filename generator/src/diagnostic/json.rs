//! Findings for tools: a JSON array, one object a finding.

use serde_json::{Value, json};

use super::{Diagnostics, render::places, render::span};
use crate::{load::Source, locate};

/// All findings as `[{code, severity, message, help, pointer, file, line, column}]`. Lines and columns count from 1.
pub fn to_json(source: &Source, diagnostics: &Diagnostics) -> Value {
    let text = String::from_utf8_lossy(&source.bytes);
    let places = places(&text, diagnostics);
    diagnostics
        .iter()
        .map(|diagnostic| {
            let (line, column) = locate::line_and_column(&text, span(&text, &places, diagnostic).start);
            json!({
                "code": diagnostic.code,
                "severity": diagnostic.severity.as_str(),
                "message": diagnostic.message,
                "help": diagnostic.help,
                "pointer": diagnostic.pointer.as_str(),
                "file": source.name,
                "line": line,
                "column": column,
            })
        })
        .collect()
}

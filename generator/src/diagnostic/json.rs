//! Findings for tools: a JSON array, one object a finding.

use serde_json::{Value, json};

use super::{Diagnostics, render::places, render::span};
use crate::{load::Source, locate::Lines};

/// All findings as `[{code, severity, message, help, pointer, file, line, column}]`. Lines and columns count from 1.
pub fn to_json(source: &Source, diagnostics: &Diagnostics) -> Value {
    let text = String::from_utf8_lossy(&source.bytes);
    let places = places(&text, diagnostics);
    let lines = Lines::new(&text);
    diagnostics
        .iter()
        .map(|diagnostic| {
            let (line, column) = lines.line_and_column(span(&text, &places, diagnostic).start);
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_json;
    use crate::{
        diagnostic::{Diagnostics, catalog},
        load::Source,
        pointer::Pointer,
    };

    #[test]
    fn a_finding_is_an_object_with_its_place() {
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(catalog::path::unbalanced_template(&Pointer::from_text("#/paths/~1a{"), "/a{"));
        let source = Source { name: "api.yaml".to_owned(), bytes: b"paths:\n  /a{: {}\n".to_vec() };
        assert_eq!(
            to_json(&source, &diagnostics),
            json!([{
                "code": "unbalanced-path-template",
                "severity": "error",
                "message": "the braces of `/a{` do not match",
                "help": "each parameter is written `{name}`",
                "pointer": "#/paths/~1a{",
                "file": "api.yaml",
                "line": 2,
                "column": 3,
            }])
        );
    }
}

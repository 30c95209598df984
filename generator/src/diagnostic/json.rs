//! Findings for tools: a JSON array with an object for each finding.

use serde_json::{Value, json};

use super::{
    Diagnostics,
    texts::{self, Texts},
};
use crate::{pointer::Pointer, source::Input};

/// All findings as `[{code, severity, message, help, pointer, about, file, line, column}]`. Lines and columns count from 1.
pub fn to_json(input: &Input, diagnostics: &Diagnostics) -> Value {
    let decoded = texts::decode(input);
    let texts = Texts::new(input, &decoded, diagnostics);
    diagnostics
        .iter()
        .filter_map(|diagnostic| {
            let text = texts.of(diagnostic)?;
            let (line, column) = text.lines.line_and_column(text.span(diagnostic).start);
            Some(json!({
                "code": diagnostic.code,
                "severity": diagnostic.severity.as_str(),
                "message": diagnostic.message,
                "help": diagnostic.help,
                "pointer": text.pointer(diagnostic).as_str(),
                "about": diagnostic.about.as_ref().map(Pointer::as_str),
                "file": text.name,
                "line": line,
                "column": column,
            }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_json;
    use crate::{
        diagnostic::{Diagnostics, catalog},
        load::{Source, SourceId, read},
        pointer::Pointer,
    };

    #[test]
    fn a_finding_is_an_object_with_its_place() {
        let source = Source { name: "api.yaml".to_owned(), bytes: b"paths:\n  /a{: {}\n".to_vec() };
        let mut diagnostics = Diagnostics::new();
        read(&source, SourceId::Document, &mut diagnostics);
        diagnostics.push(catalog::path::unbalanced_template(&Pointer::from_text("#/paths/~1a{"), "/a{"));
        assert_eq!(
            to_json(&source.into(), &diagnostics),
            json!([{
                "code": "unbalanced-path-template",
                "severity": "error",
                "message": "the braces of `/a{` do not match",
                "help": "each parameter is written `{name}`",
                "pointer": "#/paths/~1a{",
                "about": null,
                "file": "api.yaml",
                "line": 2,
                "column": 3,
            }])
        );
    }
}

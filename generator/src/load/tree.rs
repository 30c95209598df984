//! Reads text into a tree, as JSON if it is JSON, or else as YAML.

use std::ops::Range;

use super::{
    builder::{DEPTH, Read},
    json, yaml,
};
use crate::{
    diagnostic::{Diagnostic, catalog::load as catalog},
    source::{floor_boundary, offset_of_line},
};

/// Reads the tree. All duplicate keys are found; other mistakes end the reading.
pub(super) fn read(text: &str) -> Read {
    // Both readers would read a byte order mark as a separate document or as a mistake.
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    if !text[start..].trim_start().starts_with(['{', '[']) {
        return yaml::read(text, start).unwrap_or_else(|error| Read::of_nothing(yaml_diagnostic(text, &error)));
    }
    let error = match json::read(text, start) {
        Ok(read) => return read,
        Err(error) => error,
    };
    let (words, span) = (error.to_string(), json_span(text, start, &error));
    if words.contains("recursion limit exceeded") {
        return Read::of_nothing(catalog::too_deep(DEPTH).span(span));
    }
    // YAML would read the number as text.
    if words.contains("number out of range") {
        return Read::of_nothing(catalog::number_too_large(span));
    }
    // YAML would read the comment as a part of the next key.
    if ["//", "/*"].iter().any(|mark| text.get(span.start..).is_some_and(|rest| rest.starts_with(mark))) {
        return Read::of_nothing(catalog::json_comment(span));
    }
    yaml::read(text, start).unwrap_or_else(|_| {
        let what = words.rsplit_once(" at line ").map_or(words.as_str(), |(what, _)| what);
        Read::of_nothing(catalog::syntax(span, what, error.is_eof()))
    })
}

fn json_span(text: &str, start: usize, error: &serde_json::Error) -> Range<usize> {
    let line = offset_of_line(text, error.line());
    let column = error.column().saturating_sub(1) + if error.line() == 1 { start } else { 0 };
    let at = floor_boundary(text, line + column);
    at..at + 1
}

fn yaml_diagnostic(text: &str, error: &yaml::Error) -> Diagnostic {
    let span = error.at..error.at + 1;
    let what = match &error.kind {
        yaml::ErrorKind::SecondDocument => return catalog::several_documents(error.at),
        yaml::ErrorKind::TooDeep => return catalog::too_deep(DEPTH).span(span),
        yaml::ErrorKind::TouchingComment => "a comment needs a space before it",
        yaml::ErrorKind::Syntax(what) => what.as_str(),
    };
    if let Some(tab) = indenting_tab(text, error.at) {
        return catalog::tab_indentation(tab);
    }
    let cut_off = text[floor_boundary(text, error.at)..].trim().is_empty();
    catalog::syntax(span, what, cut_off)
}

/// A tab in the indentation of the line at `offset`, or of the line before or after it, since readers report such a tab
/// late.
fn indenting_tab(text: &str, offset: usize) -> Option<usize> {
    let line = text[..floor_boundary(text, offset)].matches('\n').count() + 1;
    (line.saturating_sub(1).max(1)..=line + 1).find_map(|line| {
        let start = offset_of_line(text, line);
        let indentation: &str = text.get(start..)?;
        let blank = indentation.len() - indentation.trim_start_matches([' ', '\t']).len();
        indentation[..blank].find('\t').map(|tab| start + tab)
    })
}

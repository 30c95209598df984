//! Findings for people, in the form of rustc's: code, message, file, line and column, the line itself, the pointer, the help.

use std::{borrow::Cow, ops::Range};

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet,
    renderer::{DEFAULT_TERM_WIDTH, DecorStyle},
};

use super::{
    Diagnostic, Diagnostics, Severity,
    texts::{self, SourceText, Texts},
};
use crate::{
    escape,
    pointer::Pointer,
    source::{Input, Source, floor_boundary},
};

/// Whether escape sequences of terminals are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// For terminals.
    Always,
    /// For files and pipes.
    Never,
}

/// The shown length of a line. A line of generated JSON can have megabytes.
const LINE: usize = 160;
/// The shown length before the place, in a line that is cut.
const BEFORE: usize = 60;

/// All findings, and a line that counts them. Empty if there are none.
pub fn render(input: &Input, diagnostics: &Diagnostics, colour: Colour) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let renderer = match colour {
        Colour::Always => Renderer::styled(),
        Colour::Never => Renderer::plain(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(DEFAULT_TERM_WIDTH.max(LINE + 40));
    let decoded = texts::decode(input);
    let texts = Texts::new(input, &decoded, diagnostics);
    let mut output = String::new();
    for diagnostic in diagnostics.iter() {
        let Some(text) = texts.of(diagnostic) else { continue };
        output.push_str(&render_one(text, diagnostic, &renderer));
        output.push_str("\n\n");
    }
    output.push_str(&summary(&input.document, diagnostics));
    output.push('\n');
    output
}

fn render_one(text: &SourceText<'_>, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let span = text.span(diagnostic);
    let (line, column) = text.lines.line_and_column(span.start);
    let (shown, marked, cut) = cut_line(text.text, &span);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let name = escape::line(text.name);
    let title = level.primary_title(escape::line(&diagnostic.message)).id(diagnostic.code);
    let mark = AnnotationKind::Primary.span(marked);
    let mut group: Group<'_> = match cut {
        Cut::No => title.element(Snippet::source(shown).path(name).line_start(line).annotation(mark)),
        // The snippet would count the column in the cut line.
        Cut::Yes => title
            .element(Origin::path(format!("{name}:{line}:{column}")))
            .element(Snippet::source(shown).line_start(line).annotation(mark)),
    };
    let pointer = text.pointer(diagnostic);
    if pointer != Pointer::root() {
        group = group.element(Level::NOTE.message(format!("at {}", shortened(pointer.as_str()))));
    }
    if let Some(about) = &diagnostic.about {
        group = group.element(Level::NOTE.message(format!("about {} of the document", shortened(about.as_str()))));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(escape::line(help)));
    }
    renderer.render(&[group])
}

/// Whether the beginning of a line was cut off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    Yes,
    No,
}

/// The line of `span`, cut around it, without characters that control a terminal, and the span in this line.
fn cut_line(text: &str, span: &Range<usize>) -> (String, Range<usize>, Cut) {
    // Only the part that can be shown, since lines can be very long, and there can be many findings.
    let near = floor_boundary(text, span.start.saturating_sub(4 * LINE))..span.start;
    let far = span.start..floor_boundary(text, span.start + 4 * LINE);
    let before = text.get(near.clone()).unwrap_or_default();
    let after = text.get(far.clone()).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(near.start, |newline| near.start + newline + 1);
    let line_end = after.find(['\n', '\r']).map_or(far.end, |end| span.start + end);
    let marked_end = span.end.min(line_end).max(span.start);
    let from = if line_end - line_start <= LINE {
        line_start
    } else {
        line_start.max(floor_boundary(text, span.start.saturating_sub(BEFORE)))
    };
    let to = floor_boundary(text, line_end.min(from + LINE)).max(span.start);
    let clean = |part: &str| part.replace(escape::is_harmful, " ");
    let mut shown = String::new();
    if from > line_start {
        shown.push('…');
    }
    shown.push_str(&clean(&text[from..span.start]));
    let start = shown.len();
    shown.push_str(&clean(&text[span.start..marked_end.min(to)]));
    let end = shown.len();
    shown.push_str(&clean(&text[marked_end.min(to)..to]));
    if to < line_end {
        shown.push('…');
    }
    let cut = if from > line_start { Cut::Yes } else { Cut::No };
    (shown, start..end, cut)
}

fn shortened(pointer: &str) -> Cow<'_, str> {
    const LONGEST: usize = 300;
    match pointer.char_indices().nth(LONGEST) {
        Some((at, _)) => Cow::Owned(format!("{}…", escape::line(&pointer[..at]))),
        None => escape::line(pointer),
    }
}

fn summary(source: &Source, diagnostics: &Diagnostics) -> String {
    let count = |number: usize, word: &str| match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    };
    let name = escape::line(&source.name);
    let errors = diagnostics.count(Severity::Error);
    let warnings = diagnostics.count(Severity::Warning);
    match (errors, warnings) {
        (0, warnings) => format!("{name}: {}", count(warnings, "warning")),
        (errors, 0) => format!("{name}: {}", count(errors, "error")),
        (errors, warnings) => format!("{name}: {}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Colour, render};
    use crate::{
        diagnostic::{Diagnostics, catalog},
        escape,
        load::{Source, SourceId, read},
        pointer::Pointer,
    };

    fn shown(text: &str, pointer: &str) -> String {
        let source = Source { name: "api.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
        let mut diagnostics = Diagnostics::new();
        read(&source, SourceId::Document, &mut diagnostics);
        diagnostics.push(catalog::load::bad_merge(&Pointer::from_text(pointer)));
        render(&source.into(), &diagnostics, Colour::Never)
    }

    #[test]
    fn a_finding_shows_code_place_line_pointer_and_help() {
        let shown = shown("info:\n  title: t\n", "#/info/title");
        for part in [
            "error[bad-merge-key]",
            "api.yaml:2:10",
            "2 |   title: t",
            "^",
            "at #/info/title",
            "= help: ",
            "api.yaml: 1 error",
        ] {
            assert!(shown.contains(part), "{part} is missing in\n{shown}");
        }
    }

    #[test]
    fn a_part_that_the_text_does_not_have_is_shown_as_the_part_around_it() {
        let shown = shown("info:\n  title: t\n", "#/info/title/nullable");
        assert!(shown.contains("api.yaml:2:10") && shown.contains("at #/info/title\n"), "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_and_keeps_its_column() {
        let text = format!(r#"{{"a":"{}","b":1}}"#, "x".repeat(1_000_000));
        let shown = shown(&text, "#/b");
        assert!(shown.contains("api.yaml:1:1000013"), "{shown}");
        assert!(shown.len() < 2000, "{} bytes", shown.len());
    }

    #[test]
    fn control_characters_of_the_document_do_not_reach_the_terminal() {
        let shown = shown("info: \"\u{1b}[31m\u{202e}\"\n", "#/info");
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
    }

    #[test]
    fn nothing_that_terminals_act_on_is_left_in_a_finding_of_any_form() {
        for colour in [Colour::Never, Colour::Always] {
            let bad = "a\u{1b}[2J\u{9b}1m\u{202e}\u{2066}\nerror: b\r";
            let finding = catalog::structure::wrong_form(&Pointer::root().child(bad), bad, bad)
                .help(bad)
                .about(&Pointer::root().child(bad));
            let mut diagnostics = Diagnostics::new();
            let bytes = format!("{{\"x\": \"{bad}\"}}").into_bytes();
            let source = Source { name: bad.to_owned(), bytes };
            read(&source, SourceId::Document, &mut diagnostics);
            diagnostics.push(finding);
            let shown = render(&source.into(), &diagnostics, colour);
            let harmful = shown.match_indices(|character| escape::is_harmful(character) && character != '\n');
            // The colours of the renderer itself.
            let foreign: Vec<_> = harmful.filter(|(at, _)| !is_colour(&shown[*at..])).collect();
            assert!(foreign.is_empty(), "{foreign:?} in {shown:?}");
            assert!(!shown.lines().any(|line| line.starts_with("error: b")), "{shown}");
        }
    }

    fn is_colour(text: &str) -> bool {
        let parameters = text.strip_prefix("\u{1b}[").unwrap_or_default();
        let end = parameters.find(|character: char| !character.is_ascii_digit() && character != ';');
        end.is_some_and(|end| parameters[end..].starts_with('m'))
    }
}

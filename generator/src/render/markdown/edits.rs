//! Changes of a Markdown text for a documentation comment.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::fenced;

/// A part of the text and its replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) replacement: String,
}

impl Edit {
    fn insert(at: usize, text: &str) -> Self {
        Self { range: at..at, replacement: text.to_owned() }
    }

    /// Escapes the character at `at`.
    fn escape(at: usize) -> Self {
        Self::insert(at, "\\")
    }
}

/// The extensions of Markdown that rustdoc reads.
const AS_RUSTDOC: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// All necessary changes. The result may need further changes.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    if !may_need_edits(text) {
        return Vec::new();
    }
    // A link that leads nowhere: rustdoc would look for an item of that name.
    let nowhere = |_: BrokenLink<'_>| Some((CowStr::Borrowed(""), CowStr::Borrowed("")));
    let parser = Parser::new_with_broken_link_callback(text, AS_RUSTDOC, Some(nowhere));

    let definitions = parser.reference_definitions().iter().map(|(_, definition)| definition);
    let mut edits: Vec<Edit> = definitions
        .filter(|definition| !is_web_address(LinkType::Reference, &definition.dest))
        .map(|definition| Edit::escape(definition.span.start))
        .collect();
    let mut links = 0_usize;
    let mut containers = 0_usize;
    let mut is_code = false;
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                is_code = true;
                edits.extend(fenced_block(text, &range, &info, containers));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                is_code = true;
                edits.push(indented_block(text, &range));
            }
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                links += 1;
                if !is_web_address(link_type, &dest_url) {
                    edits.push(Edit::escape(range.start));
                }
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                links += 1;
                if !is_web_address(link_type, &dest_url) {
                    edits.push(Edit::escape(range.start + "!".len()));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => links -= 1,
            Event::Start(Tag::BlockQuote(_) | Tag::Item) => containers += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item) => containers -= 1,
            Event::Start(Tag::FootnoteDefinition(_)) | Event::FootnoteReference(_) => {
                edits.push(Edit::escape(range.start));
            }
            Event::InlineHtml(html) if is_line_break(&html) => {}
            Event::Html(_) | Event::InlineHtml(_) => {
                edits.extend(text[range.clone()].match_indices('<').map(|(at, _)| Edit::escape(range.start + at)));
            }
            Event::Text(_) if !is_code => {
                edits.extend(unmatched(text, &range));
                if links == 0 {
                    edits.extend(addresses(text, &range));
                }
            }
            _ => {}
        }
    }
    edits
}

/// A fast check whether the text may need changes.
fn may_need_edits(text: &str) -> bool {
    text.contains(['<', '['])
        || text.contains("://")
        || text.contains("~~~")
        || text.contains("    ")
        || (text.contains('`') && !is_code_closed_on_each_line(text))
}

/// Whether all backticks are those of code that begins and ends on one line, and in one cell of a table.
fn is_code_closed_on_each_line(text: &str) -> bool {
    let is_even = |line: &str| line.matches('`').count().is_multiple_of(2);
    !text.contains(['|', '\\']) && !text.contains("``") && text.lines().all(is_even)
}

/// Whether rustdoc does not read a link as the path of an item.
fn is_web_address(link_type: LinkType, destination: &str) -> bool {
    link_type == LinkType::Email
        || ["https://", "http://", "mailto:"].iter().any(|scheme| destination.starts_with(scheme))
}

fn is_line_break(html: &str) -> bool {
    matches!(html, "<br>" | "<br/>" | "<br />")
}

/// A fenced block of code is `text`, so that it is not a test; and it ends where the text ends, at the latest.
fn fenced_block(text: &str, range: &Range<usize>, info: &str, containers: usize) -> Vec<Edit> {
    let block = &text[range.clone()];
    let Some(mark) = block.chars().next() else { return Vec::new() };
    let fence = block.len() - block.trim_start_matches(mark).len();
    let mut edits = Vec::new();
    if info != "text" {
        let end = block.find('\n').unwrap_or(block.len());
        edits.push(Edit { range: range.start + fence..range.start + end, replacement: "text".to_owned() });
    }
    let last = block.lines().skip(1).last().unwrap_or_default().trim();
    let is_closed = last.len() >= fence && last.chars().all(|c| c == mark);
    if !is_closed && containers == 0 {
        edits.push(Edit::insert(range.end, &format!("\n{}", mark.to_string().repeat(fence))));
    }
    edits
}

/// An indented block of code gets a fence, since it has no other place to say that it is `text`.
fn indented_block(text: &str, range: &Range<usize>) -> Edit {
    let line = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    // The text before the code: the marks of lists and quotes around it, and the four spaces.
    let prefix = &text[line..range.start];
    let prefix = prefix.strip_suffix("    ").unwrap_or(prefix);
    // On the lines after it, the mark of a list is as many spaces.
    let indent: String = prefix.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect();
    let code = text[range.clone()].trim_end();
    let mut lines = code.lines();
    let mut block = vec![lines.next().unwrap_or_default()];
    block.extend(lines.map(|line| {
        let line = strip_up_to(line, indent.chars().count(), &[' ', '>']);
        strip_up_to(line, 4, &[' '])
    }));
    let block = fenced(&block.join("\n")).replace('\n', &format!("\n{indent}"));
    Edit { range: line + prefix.len()..range.start + code.len(), replacement: block }
}

/// `line` without its first characters, at most `count`, as long as they are some of `characters`.
fn strip_up_to<'a>(line: &'a str, count: usize, characters: &[char]) -> &'a str {
    let stripped = line.chars().take(count).take_while(|c| characters.contains(c)).map(char::len_utf8).sum();
    &line[stripped..]
}

/// Backticks that belong to no code, and references to footnotes that are not defined.
fn unmatched(text: &str, range: &Range<usize>) -> Vec<Edit> {
    let found = text[range.clone()].match_indices(['`', '[']).map(|(at, mark)| (range.start + at, mark));
    let found = found.filter(|(at, mark)| *mark == "`" || text[*at..].starts_with("[^"));
    found.map(|(at, _)| at).filter(|at| !is_escaped(text, *at)).map(Edit::escape).collect()
}

/// Whether an odd number of backslashes precedes it.
fn is_escaped(text: &str, at: usize) -> bool {
    let before = &text[..at];
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// Addresses that are not marked as links yet.
fn addresses(text: &str, range: &Range<usize>) -> Vec<Edit> {
    let found = ["https://", "http://"]
        .into_iter()
        .flat_map(|scheme| text[range.clone()].match_indices(scheme).map(move |(at, _)| (range.start + at, scheme)));
    let edits = found.filter_map(|(start, scheme)| {
        let ends = |c: char| c.is_whitespace() || "<>()[]\"`|\\".contains(c);
        let address = text[start..].split(ends).next().unwrap_or_default();
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
        let end = start + address.len();
        (address.len() > scheme.len()).then(|| Edit { range: start..end, replacement: format!("<{address}>") })
    });
    edits.collect()
}

//! Converts text of the document to Markdown that rustdoc shows as intended.
//!
//! Input: any text. Output: lines for `#[doc]`. They do not end the comment, run as a test, have broken links, contain
//! HTML, or change the direction of other text. All other text is unchanged.

mod edits;

use edits::{Edit, edits};

/// Longer texts are cut here. The longest that real documents have are tables of a few thousand bytes.
const LONGEST: usize = 16 * 1024;

/// An escape can make another one necessary: the content of a block of HTML is Markdown when the block is escaped.
const ROUNDS: usize = 8;

/// The lines of a description; none if it is empty.
pub(super) fn lines(text: &str) -> Vec<String> {
    let (kept, cut) = cut(text);
    let mut text = plain(kept).trim_end().to_owned();
    let leading_blank_lines = text.len() - text.trim_start_matches('\n').len();
    text.drain(..leading_blank_lines);
    if text.trim().is_empty() {
        return Vec::new();
    }
    let safe = safe(&text).unwrap_or_else(|| fenced(&text));
    let mut lines: Vec<String> = safe.lines().map(|line| line.trim_end().to_owned()).collect();
    if cut > 0 {
        lines.extend([String::new(), format!("… (cut; {cut} more bytes in the API's description)")]);
    }
    lines
}

/// A short text as inline code.
pub(super) fn code(text: &str) -> String {
    const LONGEST_CODE: usize = 200;
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    let mut text = plain(text).replace('\n', " ");
    if let Some((end, _)) = text.char_indices().nth(LONGEST_CODE) {
        text.truncate(end);
        text.push('…');
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    // CommonMark removes one space from each side, if there is a space on both sides and text between them.
    let is_padded = text.starts_with('`') || text.ends_with('`') || text.starts_with(' ') && text.ends_with(' ');
    let pad = if is_padded && !text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The part that is kept, and how many bytes are not.
fn cut(text: &str) -> (&str, usize) {
    let end = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let kept = &text[..end];
    (kept, text.len() - kept.len())
}

/// The text without characters that a comment cannot contain, or that change how other text is shown.
fn plain(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n");
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => plain.push('\n'),
            '\t' => plain.push_str("    "),
            // Separators of lines and paragraphs.
            '\u{2028}' | '\u{2029}' => plain.push(' '),
            // Marks and overrides of direction; a byte order mark.
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => {
                plain.push(char::REPLACEMENT_CHARACTER);
            }
            c if c.is_control() => plain.push(char::REPLACEMENT_CHARACTER),
            c => plain.push(c),
        }
    }
    plain
}

/// The text with all necessary escapes; `None` if they do not end.
fn safe(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let edits = edits(&text);
        if edits.is_empty() {
            return Some(text);
        }
        text = apply(&text, edits);
    }
    None
}

/// Makes the edits; of those that overlap, the first.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut edited = String::with_capacity(text.len() + 16 * edits.len());
    let mut end = 0;
    for Edit { range, replacement } in edits {
        if range.start >= end {
            edited.push_str(&text[end..range.start]);
            edited.push_str(&replacement);
            end = range.end;
        }
    }
    edited.push_str(&text[end..]);
    edited
}

/// The unchanged text, as a block of code.
fn fenced(text: &str) -> String {
    let fence = "`".repeat((longest_run(text, '`') + 1).max(3));
    format!("{fence}text\n{text}\n{fence}")
}

/// The length of the longest run of a character.
fn longest_run(text: &str, wanted: char) -> usize {
    text.split(|c| c != wanted).map(|run| run.chars().count()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests;

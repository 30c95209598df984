//! Escapes text of documents for a terminal.
//!
//! Control characters can clear the screen, colour the text after them, or begin a line that looks like another message. Marks of
//! direction change the order in which text is shown. [`line`](fn@line) is for text within a line, [`text`] for whole output, and
//! [`json`] for JSON, which keeps its value.

use std::borrow::Cow;

/// Whether a character controls a terminal, or changes the order in which its neighbours are shown.
pub fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Text within a line: `\u{1b}`, `\n`.
pub fn line(text: &str) -> Cow<'_, str> {
    spelled(text, is_harmful)
}

/// Whole output: its line breaks and tabs stay.
pub fn text(text: &str) -> Cow<'_, str> {
    let is_spelled = |character: char| is_harmful(character) && !matches!(character, '\n' | '\t');
    if text.contains("\r\n") {
        Cow::Owned(spelled(&text.replace("\r\n", "\n"), is_spelled).into_owned())
    } else {
        spelled(text, is_spelled)
    }
}

/// JSON. Except for line breaks of its layout, such characters occur only in its strings.
pub fn json(text: &str) -> Cow<'_, str> {
    let is_spelled = |character: char| is_harmful(character) && !matches!(character, '\n' | '\t' | '\r');
    if !text.contains(is_spelled) {
        return Cow::Borrowed(text);
    }
    let mut spelled = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_spelled(character) {
            let units = character.encode_utf16(&mut [0; 2]).to_vec();
            spelled.extend(units.into_iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            spelled.push(character);
        }
    }
    Cow::Owned(spelled)
}

fn spelled(text: &str, is_spelled: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_spelled) {
        return Cow::Borrowed(text);
    }
    let mut spelled = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_spelled(character) {
            spelled.extend(character.escape_default());
        } else {
            spelled.push(character);
        }
    }
    Cow::Owned(spelled)
}

#[cfg(test)]
mod tests {
    use super::{json, line, text};

    #[test]
    fn what_terminals_act_on_is_spelled_and_all_else_stays() {
        assert_eq!(line("a\u{1b}[2J\u{9b}1m\u{7f}\u{202e}b\n\t"), "a\\u{1b}[2J\\u{9b}1m\\u{7f}\\u{202e}b\\n\\t");
        assert_eq!(line("größe 名前 👩\u{200d}🔧 ~/\\"), "größe 名前 👩\u{200d}🔧 ~/\\");
        assert_eq!(text("a\r\n\tb\r\u{2066}"), "a\n\tb\\r\\u{2066}");
    }

    #[test]
    fn json_stays_the_same_value() {
        let value = serde_json::json!({"\u{9b}": "\u{1b}\u{202e}\u{e0001}\n"});
        let printed = format!("{value:#}\n");
        let shown = json(&printed);
        assert!(shown.is_ascii(), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}

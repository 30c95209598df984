//! Strings and names: how a [`Reader`] reads them.

use std::{borrow::Cow, ops::Range};

use super::{Fault, Reader};

impl<'de> Reader<'de> {
    /// Reads a string. One without escapes is borrowed.
    #[inline]
    pub fn text(&mut self) -> Result<Cow<'de, str>, Fault> {
        if self.peek()? != b'"' {
            return Err(self.mismatch("a string"));
        }
        self.quoted()
    }

    /// Reads the string that begins here.
    #[inline]
    pub(super) fn quoted(&mut self) -> Result<Cow<'de, str>, Fault> {
        match self.plain_string() {
            Some(plain) => Ok(Cow::Borrowed(self.text.get(plain).unwrap_or_default())),
            None => self.unescaped(),
        }
    }

    /// Skips the string that begins here, if it has no escapes, and returns the range of its content.
    #[inline]
    pub(super) fn plain_string(&mut self) -> Option<Range<usize>> {
        let start = self.at + 1;
        let rest = self.text.as_bytes().get(start..)?;
        let length = plain_length(rest);
        if rest.get(length) != Some(&b'"') {
            return None;
        }
        self.at = start + length + 1;
        Some(start..start + length)
    }

    /// Reads the string that begins here, and has escapes.
    #[cold]
    fn unescaped(&mut self) -> Result<Cow<'de, str>, Fault> {
        let start = self.at;
        self.skip_string()?;
        let content = self.text.get(start + 1..self.at - 1).unwrap_or_default();
        match unescaped(content) {
            Some(text) => Ok(Cow::Owned(text)),
            None => Err(self.syntax("invalid JSON: an invalid escape in the string that ends")),
        }
    }

    /// Skips the string that begins here, if it is this text, which has no escapes.
    #[inline]
    pub(super) fn skip_quoted(&mut self, text: &str) -> bool {
        let end = self.at + 1 + text.len();
        let bytes = self.text.as_bytes();
        let is_it = bytes.get(self.at) == Some(&b'"')
            && bytes.get(end) == Some(&b'"')
            && bytes.get(self.at + 1..end) == Some(text.as_bytes());
        if is_it {
            self.at = end + 1;
        }
        is_it
    }

    /// Skips the string that begins here.
    pub(super) fn skip_string(&mut self) -> Result<(), Fault> {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        loop {
            at += plain_length(bytes.get(at..).unwrap_or_default());
            match bytes.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return Ok(());
                }
                // The character after a backslash is not the end. `unescaped` judges the escape.
                Some(b'\\') => at += 2,
                Some(_) => {
                    self.at = at;
                    return Err(self.syntax("invalid JSON: a control character in a string"));
                }
                None => {
                    self.at = bytes.len();
                    return Err(self.end_inside("a string"));
                }
            }
        }
    }
}

/// The text of a string with escapes (RFC 8259, section 7). `None` if an escape is invalid, or is half of a surrogate pair.
fn unescaped(content: &str) -> Option<String> {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    loop {
        let (plain, behind) = rest.split_at_checked(plain_length(rest.as_bytes()))?;
        text.push_str(plain);
        let Some(escape) = behind.strip_prefix('\\') else { return behind.is_empty().then_some(text) };
        let character;
        (character, rest) = unescape(escape)?;
        text.push(character);
    }
}

/// The character of the escape that begins after a backslash, and the text behind it.
fn unescape(escape: &str) -> Option<(char, &str)> {
    let mut characters = escape.chars();
    let character = match characters.next()? {
        kept @ ('"' | '\\' | '/') => kept,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unescape_unit(characters.as_str()),
        _ => return None,
    };
    Some((character, characters.as_str()))
}

/// The character of a `\u` escape, which may be the first half of a surrogate pair, and the text behind it.
fn unescape_unit(digits: &str) -> Option<(char, &str)> {
    let (first, behind) = hexadecimal(digits)?;
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Some((character, behind));
    }
    let (second, behind) = hexadecimal(behind.strip_prefix("\\u")?)?;
    let character = char::decode_utf16([first, second]).next()?.ok()?;
    Some((character, behind))
}

fn hexadecimal(text: &str) -> Option<(u16, &str)> {
    let (digits, behind) = text.split_at_checked(4)?;
    let is_number = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    Some((u16::from_str_radix(digits, 16).ok().filter(|_| is_number)?, behind))
}

/// The number of plain bytes at the beginning: no quote, no backslash, no control character. One step checks eight
/// bytes.
#[inline]
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        let marked = marked(*chunk);
        if marked != 0 {
            return bytes.len() - rest.len() + marked.trailing_zeros() as usize / 8;
        }
        rest = behind;
    }
    // The last bytes are checked together with those before them, which are plain.
    if let Some(chunk) = bytes.last_chunk::<8>() {
        let marked = marked(*chunk);
        return if marked == 0 { bytes.len() } else { bytes.len() - 8 + marked.trailing_zeros() as usize / 8 };
    }
    bytes.iter().take_while(|byte| is_plain(**byte)).count()
}

/// Marks the highest bit of each byte that is not plain. Only the lowest mark is sure: a carry may mark the bytes above it.
#[inline]
fn marked(chunk: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGHS: u64 = ONES << 7;
    let word = u64::from_le_bytes(chunk);
    let below = |word: u64, byte: u64| word.wrapping_sub(ONES * byte) & !word;
    // This maps a quote to a space, and no other byte above the control characters to anything below `!`.
    let quote_or_control = below(word ^ (ONES * (u64::from(b'"') ^ u64::from(b' '))), u64::from(b'!'));
    let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
    (quote_or_control | backslash) & HIGHS
}

/// Whether JSON does not escape a byte of a string.
#[inline]
pub(super) const fn is_plain(byte: u8) -> bool {
    !matches!(byte, b'"' | b'\\' | 0..=0x1f)
}

/// Whether two names are the same. Most different names already differ in their length or last byte, which needs no call.
#[inline]
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.as_bytes().last() == other.as_bytes().last() && one == other
}

#[cfg(test)]
mod tests {
    use crate::runtime::json::from_str;

    #[test]
    fn escapes_are_read_as_serde_json_reads_them() {
        let escapes = [
            r#"\""#,
            r"\\",
            r"\/",
            r"\b",
            r"\f",
            r"\n",
            r"\r",
            r"\t",
            r"\u0000",
            r"\u00e9",
            r"\u20AC",
            r"\ud83d\ude00",
            r"\uD83D",
            r"\ude00",
            r"\ud83d\ud83d",
            r"\ud83d\n",
            r"\ud83dx",
            r"\u12",
            r"\u+123",
            r"\u12g4",
            r"\u12é",
            r"\x",
            r"\é",
            r"\U0041",
            r"\0",
            "é",
            "x",
            "",
        ];
        for (first, second) in escapes.iter().flat_map(|first| escapes.map(|second| (first, second))) {
            let json = format!("\"ab{first}{second} c\"");
            assert_eq!(from_str::<String>(&json).ok(), serde_json::from_str::<String>(&json).ok(), "{json}");
        }
        for json in [r#""\"#, r#""a\""#, r#""\u"#, r#""\ud83d\"#, r#""\ud83d\u"#] {
            assert!(from_str::<String>(json).is_err(), "{json}");
        }
    }
}

//! Values that a [`Reader`] skips.

use super::{Fault, Reader};

impl<'de> Reader<'de> {
    /// Skips the next value, and returns its text.
    pub(in crate::runtime) fn skip(&mut self) -> Result<&'de str, Fault> {
        self.peek()?;
        let start = self.at;
        self.skip_value()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Skips the next value.
    pub(super) fn skip_value(&mut self) -> Result<(), Fault> {
        match self.peek()? {
            b'"' => {
                if self.plain_string().is_none() {
                    self.text()?;
                }
            }
            b'{' => {
                self.begin_object()?;
                let mut is_first = true;
                while self.next_name(&mut is_first)?.is_some() {
                    self.skip_value()?;
                }
            }
            b'[' => {
                self.begin_array()?;
                let mut is_first = true;
                while self.next_element(&mut is_first)? {
                    self.skip_value()?;
                }
            }
            b'n' => self.word("null")?,
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'-' | b'0'..=b'9' => self.at = self.number_end()?,
            _ => return Err(self.unexpected()),
        }
        Ok(())
    }

    /// Skips the next value without checking it, since it is read later.
    pub(super) fn hop(&mut self) -> Result<(), Fault> {
        let mut open = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    if self.plain_string().is_none() {
                        self.skip_string()?;
                    }
                }
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' if open > 0 => {
                    open -= 1;
                    self.at += 1;
                }
                b',' | b':' if open > 0 => self.at += 1,
                b',' | b':' | b'}' | b']' => return Err(self.unexpected()),
                _ => self.hop_word(),
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    /// Skips a number or a word.
    fn hop_word(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_end =
            |byte: &u8| matches!(byte, b',' | b':' | b'}' | b']' | b'"' | b'{' | b'[' | b' ' | b'\n' | b'\r' | b'\t');
        self.at += rest.iter().position(is_end).unwrap_or(rest.len());
    }

    /// As [`Reader::skip`], for a text that is kept.
    pub(in crate::runtime) fn skip_to_keep(&mut self) -> Result<&'de str, Fault> {
        let text = self.skip()?;
        self.charge_allocation(text.len())?;
        Ok(text)
    }
}

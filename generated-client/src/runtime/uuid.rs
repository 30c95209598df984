//! [`Uuid`]: a UUID as it was written.

use std::fmt::Write;

use super::InvalidText;

/// A UUID of RFC 9562, kept as it was written.
///
/// Any text from a server is kept and sent back. [`Uuid::to_bytes`] parses it on demand. Two values are equal if their
/// texts are equal. If a server mixes upper and lower case, compare the bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(Box<str>);

/// The places of the hyphens.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

impl Uuid {
    /// The 16 bytes, from which other crates make their own type: `uuid::Uuid::from_bytes(id.to_bytes()?)`.
    ///
    /// # Errors
    ///
    /// If the text is not 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    pub fn to_bytes(&self) -> Result<[u8; 16], InvalidText> {
        let invalid = || InvalidText::expected("a UUID such as 019d4a5c-5d1e-7c3a-9b1f-2f6a8c0d4e5b");
        let text = self.0.as_bytes();
        if text.len() != 36 || HYPHENS.iter().any(|at| text.get(*at) != Some(&b'-')) {
            return Err(invalid());
        }
        let is_digit = |(at, _): &(usize, char)| !HYPHENS.contains(at);
        let mut digits = self.0.char_indices().filter(is_digit).map(|(_, digit)| digit.to_digit(16));
        let mut bytes = [0; 16];
        for byte in &mut bytes {
            let mut digit = || digits.next().flatten().and_then(|digit| u8::try_from(digit).ok()).ok_or_else(invalid);
            *byte = digit()? << 4 | digit()?;
        }
        Ok(bytes)
    }
}

impl From<[u8; 16]> for Uuid {
    /// Written in lower case.
    fn from(bytes: [u8; 16]) -> Self {
        let mut text = String::with_capacity(36);
        for byte in bytes {
            if HYPHENS.contains(&text.len()) {
                text.push('-');
            }
            let _ = write!(text, "{byte:02x}");
        }
        Self::from(text)
    }
}

super::kept_text::kept_text!(Uuid, to_bytes, InvalidText);

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "019d4a5c-5d1e-7c3a-9b1f-2f6a8c0d4e5b";

    #[test]
    fn a_uuid_is_read_and_written() {
        let bytes = [1, 0x9d, 0x4a, 0x5c, 0x5d, 0x1e, 0x7c, 0x3a, 0x9b, 0x1f, 0x2f, 0x6a, 0x8c, 0x0d, 0x4e, 0x5b];
        assert_eq!(TEXT.parse::<Uuid>().unwrap().to_bytes().unwrap(), bytes);
        assert_eq!(TEXT.to_uppercase().parse::<Uuid>().unwrap().to_bytes().unwrap(), bytes);
        assert_eq!(Uuid::from(bytes), TEXT);
    }

    #[test]
    fn other_text_is_kept_and_not_a_uuid() {
        let plain = TEXT.replace('-', "");
        let moved = format!("{}-", plain.get(..31).unwrap());
        let wide = format!("{}é", TEXT.get(..34).unwrap());
        for text in ["", "pet_1", &plain, &moved, &wide, &TEXT.replace('b', "g")] {
            let uuid: Uuid = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(&uuid).unwrap(), *text);
            assert!(uuid.to_bytes().is_err() && text.parse::<Uuid>().is_err(), "{text}");
        }
    }
}

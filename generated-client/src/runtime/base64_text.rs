//! [`Base64`]: bytes as they were written in Base64.

use base64::{
    Engine, alphabet,
    engine::{
        DecodePaddingMode,
        general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD},
    },
};

use super::InvalidText;
use super::compact::CollectList;

/// Bytes in Base64, kept as they were written.
///
/// Any text that a server sends is kept and sent back; [`Base64::to_bytes`] decodes it on demand. A `Base64` that is made from a
/// text has this text. A `Base64` that is made from bytes has their encoding.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Base64(Box<str>);

/// Reads with and without padding.
const READER: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

impl Base64 {
    /// The bytes. Padding may be missing, the alphabet may be the URL-safe one, and the text may have line breaks.
    ///
    /// # Errors
    ///
    /// If the text is not Base64 of RFC 4648.
    pub fn to_bytes(&self) -> Result<Vec<u8>, InvalidText> {
        let letters = self.0.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        });
        READER.decode(letters.collect_list()).map_err(|_| InvalidText::expected("Base64"))
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::from(STANDARD.encode(bytes))
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

super::kept_text::kept_text!(Base64, to_bytes, InvalidText);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_and_written() {
        let bytes = [0xfb, 0xff, 0x00, 0x61];
        assert_eq!(Base64::from(&bytes[..]), "+/8AYQ==");
        for text in ["+/8AYQ==", "+/8AYQ", "-_8AYQ==", "+/8A\r\nYQ==\n"] {
            assert_eq!(text.parse::<Base64>().unwrap().to_bytes().unwrap(), bytes, "{text:?}");
        }
        assert!(Base64::from("").to_bytes().unwrap().is_empty());
    }

    #[test]
    fn other_text_is_kept_and_is_not_base64() {
        for text in ["a", "b'+/8='", "====", "+/8A YQ==!"] {
            let base64: Base64 = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(&base64).unwrap(), text);
            assert!(base64.to_bytes().is_err() && text.parse::<Base64>().is_err(), "{text}");
        }
    }
}

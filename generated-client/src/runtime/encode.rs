//! Percent-encoding (RFC 3986).

use std::fmt::Write;

use super::compact::has_char;

/// The characters that are not encoded, in addition to unreserved ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// None: a name or value of a query, and a value in a path (RFC 6570, 3.2.2).
    Unreserved,
    /// The characters of a path segment (`pchar`), and encoded triplets: for the text of a path itself.
    PathSegment,
    /// The same and slashes: for a value that is several segments (RFC 6570, 3.2.3).
    PathSegments,
    /// The characters that OpenAPI's `allowReserved` allows, and encoded triplets. Characters that would end the query
    /// or one of its parameters are encoded.
    Reserved,
    /// The characters that a query allows, and encoded triplets: for a pair of a query as the caller wrote it.
    Pair,
    /// All: for the value of a header, which has no percent-encoding.
    Everything,
}

/// Appends `text` to `target`, and percent-encodes all bytes except those of `keep`.
pub(crate) fn encode(target: &mut String, text: &str, keep: Keep) {
    if is_plain(text, keep) {
        target.push_str(text);
        return;
    }
    for (index, character) in text.char_indices() {
        if is_unreserved(character) || is_kept(text, index, character, keep) {
            target.push(character);
        } else {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                write!(target, "%{byte:02X}").expect("a String takes all text");
            }
        }
    }
}

/// `text`, encoded.
pub(crate) fn encoded(text: &str, keep: Keep) -> String {
    let mut target = String::with_capacity(text.len());
    encode(&mut target, text, keep);
    target
}

/// `text`, encoded. It is not copied if it has nothing to encode.
pub(crate) fn encode_own(text: String, keep: Keep) -> String {
    if is_plain(&text, keep) { text } else { encoded(&text, keep) }
}

/// Whether a text has nothing to encode, as most names and identifiers.
fn is_plain(text: &str, keep: Keep) -> bool {
    keep == Keep::Everything || text.bytes().all(|byte| is_unreserved(byte.into()))
}

fn is_unreserved(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_' | '~')
}

fn is_kept(text: &str, index: usize, character: char, keep: Keep) -> bool {
    match keep {
        Keep::Unreserved => false,
        Keep::PathSegments if character == '/' => true,
        Keep::PathSegment | Keep::PathSegments => {
            has_char("!$&'()*+,;=:@", character) || begins_triplet(text, index, character)
        }
        Keep::Reserved => has_char(":/?@!$'()*,;=", character) || begins_triplet(text, index, character),
        Keep::Pair => has_char(":/?@!$'()*+,;=[]", character) || begins_triplet(text, index, character),
        Keep::Everything => true,
    }
}

fn begins_triplet(text: &str, index: usize, character: char) -> bool {
    let bytes = text.as_bytes();
    character == '%'
        && matches!(bytes.get(index + 1..index + 3), Some(digits) if digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_segment_keeps_pchar_and_triplets_and_nothing_else() {
        assert_eq!(encoded("a/b c?d%é#", Keep::PathSegment), "a%2Fb%20c%3Fd%25%C3%A9%23");
        assert_eq!(encoded("a:b@c;d=e", Keep::PathSegment), "a:b@c;d=e");
        assert_eq!(encoded("%20%2f%E9%zz%2", Keep::PathSegment), "%20%2f%E9%25zz%252");
    }

    #[test]
    fn a_query_value_keeps_only_unreserved_characters() {
        assert_eq!(encoded("a b&c=d+[é]~", Keep::Unreserved), "a%20b%26c%3Dd%2B%5B%C3%A9%5D~");
    }

    #[test]
    fn reserved_characters_pass_where_allowed_but_never_end_the_parameter() {
        assert_eq!(encoded("a/b?c,d&e#f%20%zz", Keep::Reserved), "a/b?c,d%26e%23f%20%25zz");
    }
}

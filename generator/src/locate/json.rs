//! Places in JSON. YAML parsers cannot do it: JSON has surrogate pairs, tabs and keys of any length.

use std::ops::Range;

use super::wanted::{NodeId, Wanted};

/// A list or object that is open.
struct Open {
    /// Its node, where something inside is wanted.
    node: Option<NodeId>,
    kind: Kind,
}

enum Kind {
    Array {
        next: usize,
    },
    /// The key waits for its value.
    Object {
        key: Option<(String, Range<usize>)>,
    },
}

/// Finds what is wanted. False when the text is not JSON.
pub(super) fn scan(text: &str, wanted: &mut Wanted) -> bool {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b':' => at += 1,
            b',' => {
                if let Some(Open { kind: Kind::Array { next }, .. }) = open.last_mut() {
                    *next += 1;
                }
                at += 1;
            }
            b'{' | b'[' => {
                let node = place(&mut open, wanted, at..at + 1);
                let kind = if byte == b'{' { Kind::Object { key: None } } else { Kind::Array { next: 0 } };
                open.push(Open { node, kind });
                at += 1;
            }
            b'}' | b']' => {
                open.pop();
                at += 1;
            }
            b'"' => {
                let Some(end) = end_of_string(bytes, at) else { return false };
                if let Some(Open { kind: Kind::Object { key: key @ None }, node }) = open.last_mut() {
                    let token = match node {
                        Some(_) => serde_json::from_str(&text[at..end]).unwrap_or_default(),
                        None => String::new(),
                    };
                    *key = Some((token, at..end));
                } else {
                    place(&mut open, wanted, at..end);
                }
                at = end;
            }
            b'-' | b'0'..=b'9' | b'a'..=b'z' => {
                let rest = bytes.get(at..).unwrap_or_default();
                let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
                let end = at + rest.iter().take_while(|byte| is_part(byte)).count();
                place(&mut open, wanted, at..end);
                at = end;
            }
            _ => return false,
        }
    }
    true
}

/// The byte after the closing quote of the string that begins at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// A value begins: records it where it is wanted.
fn place(open: &mut [Open], wanted: &mut Wanted, range: Range<usize>) -> Option<NodeId> {
    let (node, key) = match open.last_mut() {
        None => (Some(Wanted::ROOT), None),
        Some(parent) => match &mut parent.kind {
            Kind::Array { next } => (parent.node.and_then(|node| wanted.child(node, &next.to_string())), None),
            Kind::Object { key } => {
                let (token, key_range) = key.take()?;
                (parent.node.and_then(|node| wanted.child(node, &token)), Some(key_range))
            }
        },
    };
    wanted.found(node?, key, range);
    node
}

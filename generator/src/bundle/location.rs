//! From the text of a reference to the file that it names.

use crate::pointer::percent_decoded;

/// Where the target of a reference is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the file of the reference.
    Here,
    /// In the file of this path, seen from the document's folder. It need not exist.
    File(String),
    /// Above the document's folder, or at an absolute path.
    Outside,
    /// In the network.
    Url,
}

/// Where `reference` leads, as the file at `base` has it (RFC 3986, section 5.2, less the query).
pub fn locate(base: &str, reference: &str) -> Location {
    let path = reference.split(['#', '?']).next().unwrap_or_default();
    if path.is_empty() {
        return Location::Here;
    }
    if path.starts_with("//") || has_scheme(path) {
        return Location::Url;
    }
    let path = percent_decoded(path);
    if path.starts_with('/') || path.contains('\\') {
        return Location::Outside;
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Location::Outside;
                }
            }
            name => parts.push(name),
        }
    }
    Location::File(parts.join("/"))
}

/// Whether a scheme such as `https:` comes first. One letter is a drive of Windows, which is outside just as well.
fn has_scheme(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

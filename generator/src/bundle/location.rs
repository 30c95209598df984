//! From the text of a reference to the file that it names.

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

/// Decodes `%7B`; what decodes to no UTF-8 stays as it was.
pub fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = hex.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

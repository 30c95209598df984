//! Finds the file that a reference names.

use crate::pointer::percent_decoded;

/// The location of the target of a reference.
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

/// The location of `reference` in the file at `base` (RFC 3986, section 5.2, without the query).
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

/// The location of `reference` in the file at `base`, which may have its own URL (`$self`, `$id`). A URL on the same host
/// leads to the file whose path relative to `base` is the same as between the two URLs.
pub fn locate_from(own_url: Option<&str>, base: &str, reference: &str) -> Location {
    let location = locate(base, reference);
    if location != Location::Url {
        return location;
    }
    match own_url.and_then(|own| relative(own, reference)) {
        Some(path) => locate(base, &path),
        None => Location::Url,
    }
}

/// The URL of `reference` under a base URL, which may be only a path (RFC 3986, section 5.2, without the query).
pub fn absolute(base: Option<&str>, reference: &str) -> Option<String> {
    if has_scheme(reference) {
        return Some(reference.to_owned());
    }
    let base = base.filter(|_| !reference.is_empty() && !reference.starts_with("//"))?;
    let (host, path) = host_and_path(base).or_else(|| base.starts_with('/').then_some(("", base)))?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> =
        if reference.starts_with('/') { Vec::new() } else { folder.split('/').skip(1).collect() };
    for part in reference.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(format!("{host}/{}", parts.join("/")))
}

/// The path from one URL to another on the same host.
fn relative(from: &str, to: &str) -> Option<String> {
    let [(from_host, from), (to_host, to)] = [host_and_path(from)?, host_and_path(to)?];
    if !from_host.eq_ignore_ascii_case(to_host) {
        return None;
    }
    let folders: Vec<&str> = from.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').collect();
    let parts: Vec<&str> = to.split('/').collect();
    let shared = folders.iter().zip(&parts).take_while(|(one, other)| one == other).count().min(parts.len() - 1);
    let up = "../".repeat(folders.len() - shared);
    Some(format!("./{up}{}", parts[shared..].join("/")))
}

/// The scheme and host of a URL, and its path without query and fragment.
fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let url = url.split(['#', '?']).next()?;
    let host = url.find("://")? + "://".len();
    let path = host + url.get(host..)?.find('/')?;
    Some(url.split_at(path))
}

/// Whether a scheme such as `https:` comes first. A single letter is a drive of Windows, which is also outside the
/// folder.
fn has_scheme(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

//! Routes: the operation of a request, by method, path and media type.

use super::{HttpRequest, Route};
use crate::runtime::encode::{Keep, encoded};

/// The values of the parameters of a path, encoded, by their names.
pub(super) type PathValues = Vec<(&'static str, String)>;

/// The operation of a request, with the values in its path. If several fit, the one with the most literal text counts, then the one with the
/// longest fixed query, and then the one whose media type the request accepts.
pub(super) fn find(routes: &[&'static [Route]], request: &HttpRequest) -> Option<(&'static Route, PathValues)> {
    let accept = request.header("accept").unwrap_or_default();
    let matching = routes.iter().flat_map(|routes| routes.iter()).filter_map(|route| {
        let endpoint = route.endpoint;
        if endpoint.method().as_str() != request.method {
            return None;
        }
        let (path, query) = parts(endpoint.path);
        let pattern = Pattern::new(path, route.segments);
        let values = pattern.values(request.path())?;
        let wanted = query.split('&').filter(|pair| !pair.is_empty());
        let query_length = wanted.clone().count();
        let has = |pair: &str| request.query().split('&').any(|other| other == encoded(pair, Keep::Pair));
        wanted.clone().all(has).then_some((
            (pattern.literal_length(), query_length, endpoint.accept == accept),
            route,
            values,
        ))
    });
    // The first of equals: `max_by_key` gives the last one.
    let best = matching.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map(|(_, route, values)| (route, values))
}

/// The path and the query of a template.
fn parts(template: &'static str) -> (&'static str, &'static str) {
    let template = template.split('#').next().unwrap_or_default();
    template.split_once('?').unwrap_or((template, ""))
}

/// The text for a request without a route, which names the known routes.
pub(super) fn unknown(routes: &[&'static [Route]], request: &HttpRequest) -> String {
    let (method, path) = (&request.method, request.path());
    let all = || routes.iter().flat_map(|routes| routes.iter());
    let has_path = |route: &&Route| Pattern::new(parts(route.endpoint.path).0, route.segments).values(path).is_some();
    let others: Vec<String> = all().filter(has_path).map(|route| route.endpoint.method().to_string()).collect();
    if !others.is_empty() {
        return format!("the document has no {method} {path}; this path has {}", others.join(", "));
    }
    let mut known: Vec<String> =
        all().map(|route| format!("{} {}", route.endpoint.method(), route.endpoint.path)).collect();
    known.dedup();
    let more = known.len().saturating_sub(MOST_NAMED);
    known.truncate(MOST_NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("the document has no {method} {path}; its routes are {}{more}", known.join(", "))
}

/// The most routes that a message names.
const MOST_NAMED: usize = 50;

/// A path with parameters.
struct Pattern(Vec<Piece>);

enum Piece {
    /// Text as the client encodes it.
    Literal(String),
    /// A parameter, and whether its value can have slashes.
    Value(&'static str, bool),
}

impl Pattern {
    fn new(template: &'static str, segments: &[&str]) -> Self {
        let mut pieces = Vec::new();
        let mut literal = String::from("/");
        let mut rest = template.trim_start_matches('/');
        while let Some((before, name, after)) = next_name(rest) {
            literal.push_str(&encoded(before, Keep::PathSegments));
            pieces.extend((!literal.is_empty()).then(|| Piece::Literal(std::mem::take(&mut literal))));
            pieces.push(Piece::Value(name, segments.contains(&name)));
            rest = after;
        }
        literal.push_str(&encoded(rest, Keep::PathSegments));
        pieces.extend((!literal.is_empty()).then_some(Piece::Literal(literal)));
        Self(pieces)
    }

    fn literal_length(&self) -> usize {
        let lengths = self.0.iter().map(|piece| match piece {
            Piece::Literal(text) => text.len(),
            Piece::Value(..) => 0,
        });
        lengths.sum()
    }

    /// The values in a path.
    fn values(&self, path: &str) -> Option<PathValues> {
        let mut values = Vec::new();
        fit(&self.0, path, &mut values).then_some(values)
    }
}

/// The text before the next parameter of a template, its name, and the text after it.
fn next_name(text: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn fit(pieces: &[Piece], path: &str, values: &mut PathValues) -> bool {
    match pieces.split_first() {
        None => path.is_empty(),
        Some((Piece::Literal(text), rest)) => {
            path.strip_prefix(text.as_str()).is_some_and(|path| fit(rest, path, values))
        }
        Some((Piece::Value(name, has_slashes), rest)) => {
            let limit = if *has_slashes { path.len() } else { path.find('/').unwrap_or(path.len()) };
            (1..=limit).rev().filter(|end| path.is_char_boundary(*end)).any(|end| {
                let length = values.len();
                values.push((name, path[..end].to_owned()));
                let fits = fit(rest, &path[end..], values);
                if !fits {
                    values.truncate(length);
                }
                fits
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &'static str, path: &str) -> Option<Vec<String>> {
        let values = Pattern::new(template, &["path"]).values(path)?;
        Some(values.into_iter().map(|(name, value)| format!("{name}={value}")).collect())
    }

    #[test]
    fn a_value_is_a_segment_or_a_part_of_one() {
        assert_eq!(values("/pets", "/pets"), Some(vec![]));
        assert_eq!(values("/pets/{id}", "/pets/7"), Some(vec!["id=7".to_owned()]));
        assert_eq!(values("/{a}:run/{b}.json", "/x:run/y.json"), Some(vec!["a=x".to_owned(), "b=y".to_owned()]));
        assert_eq!(values("pets/a b/{id}", "/pets/a%20b/%2F"), Some(vec!["id=%2F".to_owned()]));
        for path in ["/pets", "/pets/", "/pets/7/toys"] {
            assert_eq!(values("/pets/{id}", path), None);
        }
    }

    #[test]
    fn a_value_of_several_segments_has_slashes() {
        assert_eq!(values("/files/{path}", "/files/a/b"), Some(vec!["path=a/b".to_owned()]));
        assert_eq!(values("/{path}:run", "/a/b:run"), Some(vec!["path=a/b".to_owned()]));
        assert_eq!(values("/{a}/{b}", "/x/y/z"), None);
    }
}

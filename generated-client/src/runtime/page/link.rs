//! The header `Link` (RFC 8288).

use reqwest::header::{HeaderMap, LINK};

/// The target of the first link with the relation `next` that is about the response itself.
pub(crate) fn next(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(LINK)
        .into_iter()
        .find_map(|value| Links(&readable(value.as_bytes())).find(is_next).map(|link| link.target.to_owned()))
}

/// The text of a header. Each byte that is not UTF-8 is percent-encoded, as in a URL: a title may be in any encoding.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    text
}

/// A link and its parameters, as they are written.
struct Link<'h> {
    target: &'h str,
    parameters: Vec<(String, String)>,
}

fn is_next(link: &Link<'_>) -> bool {
    let parameter = |wanted: &str| link.parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let relations = parameter("rel").map(String::as_str).unwrap_or_default();
    // A link with an anchor is about something else.
    parameter("anchor").is_none() && relations.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case("next"))
}

/// The links of a header's value, up to the first malformed one.
struct Links<'h>(&'h str);

impl<'h> Iterator for Links<'h> {
    type Item = Link<'h>;

    fn next(&mut self) -> Option<Link<'h>> {
        let text = self.0.trim_start_matches([' ', '\t', ',']);
        let (target, mut rest) = text.strip_prefix('<')?.split_once('>')?;
        let mut parameters = Vec::new();
        loop {
            rest = rest.trim_start_matches([' ', '\t']);
            let Some(behind) = rest.strip_prefix(';') else { break };
            let behind = behind.trim_start_matches([' ', '\t']);
            let end = behind.find(['=', ';', ',']).unwrap_or(behind.len());
            let (name, behind) = behind.split_at(end);
            let (value, behind) = match behind.strip_prefix('=') {
                Some(value) => parameter_value(value.trim_start_matches([' ', '\t'])),
                None => (String::new(), behind),
            };
            parameters.push((name.trim().to_ascii_lowercase(), value));
            rest = behind;
        }
        self.0 = rest.strip_prefix(',').unwrap_or_default();
        Some(Link { target: target.trim(), parameters })
    }
}

/// The value of a parameter, quoted or not, and the text after it.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (value.trim_end().to_owned(), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    (value, characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_among_others() {
        for (value, expected) in [
            (
                r#"<https://a.example/?page=2>; rel="next", <https://a.example/?page=9>; rel="last""#,
                "https://a.example/?page=2",
            ),
            (r#"</?page=1>; rel="prev" ,</?a=1,2;3>;title="a, \"b\"; c" ; REL = NEXT"#, "/?a=1,2;3"),
            (r#"<?p=2>; rel="Last next""#, "?p=2"),
            (", ,<?p=2>;rel=next", "?p=2"),
            (r#"<?p=1>; rel=next; anchor="/other", <?p=2>; rel=next"#, "?p=2"),
            // Only the first `rel` of a link counts.
            ("<?p=1>; rel=last; rel=next, <?p=2>; crossorigin; rel=next", "?p=2"),
        ] {
            let headers = HeaderMap::from_iter([(LINK, value.parse().expect("a header"))]);
            assert_eq!(next(&headers).as_deref(), Some(expected), "{value}");
        }
        let mut headers = HeaderMap::new();
        headers.append(LINK, "<?p=1>; rel=prev".parse().expect("a header"));
        headers.append(LINK, "<?p=3>; rel=next".parse().expect("a header"));
        assert_eq!(next(&headers).as_deref(), Some("?p=3"));
    }

    #[test]
    fn bytes_that_are_not_utf_8_hide_no_link_and_stay_in_its_target() {
        let value = b"<?p=1>; rel=prev; title=\"zur\xFCck\", <?q=caf\xE9&p=3>; rel=next".as_slice();
        let headers = HeaderMap::from_iter([(LINK, value.try_into().expect("a header"))]);
        assert_eq!(next(&headers).as_deref(), Some("?q=caf%E9&p=3"));
    }

    #[test]
    fn what_is_not_a_link_to_the_next_page_is_none() {
        for value in
            ["", "next", "<?p=2", "<?p=2>", "<?p=2>; rel=nextpage", "<?p=2>; rel=\"a\"; x=next", "<a>, b; rel=next"]
        {
            let headers = HeaderMap::from_iter([(LINK, value.parse().expect("a header"))]);
            assert_eq!(next(&headers), None, "{value}");
        }
    }
}

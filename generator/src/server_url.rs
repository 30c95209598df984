//! URLs of servers: templates with variables.

/// The longest URL, in bytes. All clients and proxies should support 8,000 bytes (RFC 9110, section 4.1).
pub const LONGEST: usize = 8192;

/// The URL with the defaults of its variables. Names in braces without a default stay, and so do names in defaults, and names
/// whose defaults would make the URL longer than [`LONGEST`].
pub fn with_defaults<'a>(template: &str, default: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut url = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        url.push_str(before);
        let (name, behind) = after.split_at(after.find(['{', '}']).unwrap_or(after.len()));
        let variable = behind.strip_prefix('}').and_then(|after| Some((default(name)?, after)));
        match variable.filter(|(value, _)| url.len() + value.len() <= LONGEST) {
            Some((value, after)) => {
                url.push_str(value);
                rest = after;
            }
            None => {
                url.push('{');
                rest = after;
            }
        }
    }
    url.push_str(rest);
    url
}

/// Whether a request can be sent to a URL: `https` or `http`, and a host.
pub fn is_usable(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.contains(|character: char| character.is_whitespace() || "{}\"<>\\^`|".contains(character))
}

/// The first segment of a path that leads to itself or upwards (WHATWG URL, section 4.1): `.`, `..`, or either with `%2e` for a
/// dot. Servers leave out the text after a semicolon, as in `..;x`.
pub fn dot_segment(path: &str) -> Option<&str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').find(|segment| {
        let route = segment.split(';').next().unwrap_or_default().to_ascii_lowercase();
        matches!(route.replace("%2e", ".").as_str(), "." | "..")
    })
}

#[cfg(test)]
mod tests {
    use super::{dot_segment, is_usable, with_defaults};

    #[test]
    fn a_usable_server_has_a_scheme_and_a_host() {
        assert!(is_usable("https://example.com/v1"));
        assert!(is_usable("http://[::1]:8080"));
        for url in
            ["", "/v1", "../v1", "example.com", "https://", "https:///v1", "https://{region}.example.com", "ftp://a"]
        {
            assert!(!is_usable(url), "{url}");
        }
    }

    #[test]
    fn dot_segments_are_found_however_they_are_encoded() {
        for path in ["/..", "/.", "/a/../b", "/a/.%2E?x", "/%2e/a", "/a/..;x#y"] {
            assert!(dot_segment(path).is_some(), "{path}");
        }
        for path in ["/", "/a//b", "/...", "/.well-known", "/a..b", "/a?../b", "/{a}..{b}", "/%2e%2e%2e"] {
            assert_eq!(dot_segment(path), None, "{path}");
        }
    }

    #[test]
    fn variables_are_replaced_once() {
        let default = |name: &str| match name {
            "a" => Some("{a}{b}"),
            "b" => Some("x"),
            _ => None,
        };
        assert_eq!(with_defaults("https://{b}.{a}/{c}/{", default), "https://x.{a}{b}/{c}/{");
    }

    #[test]
    fn a_url_does_not_grow_beyond_what_can_be_sent() {
        let long = "x".repeat(1000);
        assert!(with_defaults(&"{a}".repeat(5000), |_| Some(&long)).len() < 30_000);
    }
}

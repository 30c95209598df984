//! Servers that no request can be sent to.

use serde_json::{Map, Value};

use super::{Check, Kind};
use crate::{
    diagnostic::{Diagnostic, catalog::ignored as catalog},
    pointer::Path,
    server_url,
};

#[derive(Default)]
pub(super) struct Servers(Vec<Diagnostic>);

impl Check for Servers {
    fn visit(&mut self, kind: Kind, object: &mut Map<String, Value>, path: &Path) {
        if !matches!(kind, Kind::OpenApi | Kind::PathItem | Kind::Operation) {
            return;
        }
        // Only the first one is used.
        if let Some(url) = object.get("servers").and_then(|servers| servers.get(0)).and_then(url_with_defaults)
            && !is_usable(&url)
        {
            self.0.push(catalog::server_url(&path.pointer().child("servers").child(0).child("url"), &url));
        }
    }

    fn findings(self: Box<Self>) -> Vec<Diagnostic> {
        self.0
    }
}

/// The URL of a server, with the defaults of its variables.
fn url_with_defaults(server: &Value) -> Option<String> {
    let variables = server.get("variables").unwrap_or(&Value::Null);
    let default = |name: &str| variables.get(name)?.get("default")?.as_str();
    Some(server_url::with_defaults(server.get("url")?.as_str()?, default))
}

/// Whether a request can be sent there: `https`, and a host.
fn is_usable(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.contains(|character: char| character.is_whitespace() || "{}\"<>\\^`|".contains(character))
}

#[cfg(test)]
mod tests {
    use super::is_usable;

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
}

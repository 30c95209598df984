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
            && !server_url::is_usable(&url)
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

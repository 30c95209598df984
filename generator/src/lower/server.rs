//! Servers → base URLs.

use openapiv3::{Server, ServerVariable};

/// The URL of the first server, with the defaults of its variables; empty where there is none.
pub(super) fn base_url(servers: &[Server]) -> String {
    let Some(Server { url, description: _, variables, extensions: _ }) = servers.first() else { return String::new() };
    let mut url = url.clone();
    for (name, variable) in variables.iter().flatten() {
        let ServerVariable { enumeration: _, default, description: _, extensions: _ } = variable;
        url = url.replace(&format!("{{{name}}}"), default);
    }
    url
}

//! Makes base URLs of servers.

use openapiv3::{Server, ServerVariable};

use crate::{
    model::{self, Docs, NamedServer},
    names::{self, BUILDER_METHODS, Scope},
    server_url,
};

/// The URL of the first server, and the variables in it; empty if there is none.
pub(super) fn settings(servers: &[Server]) -> (String, Vec<model::ServerVariable>) {
    let Some(Server { url, description: _, variables, extensions: _ }) = servers.first() else {
        return Default::default();
    };
    let mut setters = Scope::new(BUILDER_METHODS);
    let used = variables.iter().flatten().filter(|(name, _)| url.contains(&in_braces(name)));
    let variables = used.map(|(name, variable)| {
        let ServerVariable { enumeration, default, description, extensions: _ } = variable;
        model::ServerVariable {
            wire_name: name.clone(),
            rust_name: setters.claim(&names::value_name(name)),
            docs: Docs::described(description.as_deref()),
            default: default.clone(),
            values: enumeration.clone(),
        }
    });
    (url.clone(), variables.collect())
}

/// The servers that have names.
pub(super) fn named(servers: &[Server], names: &[Option<String>]) -> Vec<NamedServer> {
    let named = servers.iter().zip(names).filter_map(|(server, name)| {
        let docs = Docs::described(server.description.as_deref());
        Some(NamedServer { name: name.clone()?, url: server.url.clone(), docs })
    });
    named.collect()
}

/// The URL of the first server of an operation or a path, unless it is the client's. The client's variables stay in it, others
/// have their defaults.
pub(super) fn of_operation(
    servers: &[Server],
    of_document: &[Server],
    of_client: &[model::ServerVariable],
) -> Option<String> {
    let Server { url, description: _, variables, extensions: _ } = servers.first()?;
    let default = |name: &str| {
        let ServerVariable { default, .. } = variables.as_ref()?.get(name)?;
        let is_of_client = of_client.iter().any(|variable| variable.wire_name == name);
        (!is_of_client).then_some(default.as_str())
    };
    let url = server_url::with_defaults(url, default);
    let is_of_client = of_document.first().is_some_and(|server| server.url == url);
    (!is_of_client).then_some(url)
}

fn in_braces(name: &str) -> String {
    format!("{{{name}}}")
}

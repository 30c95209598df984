//! The files of a new crate that belong to the user: the first run writes each of them once.

use std::fmt::Write as _;

use generator::model::{
    Api, ApiKeyLocation, Operation, Parameter, ParameterLocation, Resource, SecuritySchemeKind, Settings, TypeRef,
};

/// The root of the library.
pub const LIBRARY: &str = "src/lib.rs";

/// The names of a new crate.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The name of the package.
    pub package: &'a str,
    /// The name that code uses.
    pub in_code: &'a str,
    /// The name of its folder.
    pub folder: &'a str,
}

/// The files, by their path.
pub fn files(api: &Api, names: Names<'_>, made_by: &str) -> Vec<(&'static str, String)> {
    vec![
        (LIBRARY, format!("// Made by {made_by}. This file is yours: it is written once.\n\n{}", library())),
        ("README.md", readme(api, names)),
        ("CHANGELOG.md", changelog(api)),
        (".gitignore", "/target\n/.openapi-crate-unfinished\n".to_owned()),
    ]
}

/// The root of a new crate, without its first line. `rustfmt` skips the files of the generator, which it would
/// otherwise change.
pub fn library() -> &'static str {
    "\
// The README is the first page of the docs, and its examples compile.
#![doc = include_str!(\"../README.md\")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Names from the document may be written in any script.
#![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]
// Types may refer to each other in long chains.
#![recursion_limit = \"4096\"]

#[rustfmt::skip]
mod generated;
#[rustfmt::skip]
pub mod runtime;

pub use generated::*;
#[doc(inline)]
pub use runtime::{Client, ClientBuilder, Error, Request, Response, Result};
"
}

fn changelog(api: &Api) -> String {
    format!("# Changelog\n\n## Unreleased\n\n- The client of {}, version {}.\n", prose(&api.title), prose(&api.version))
}

fn readme(api: &Api, names: Names<'_>) -> String {
    let mut text = format!(
        "# {}\n\nA typed Rust client of the API \"{}\", version {}.\n\n",
        names.package,
        prose(&api.title),
        prose(&api.version)
    );
    if let Some(about) = about(api) {
        text.extend([&about, "\n\n"]);
    }
    text.push_str(&install(names));
    text.push_str(&first_call(api, names.in_code));
    text.push_str(&resources(api));
    text.push_str(USE);
    if api.settings.has_fake {
        text.push_str(&tests(api, names));
    }
    text.push_str(REGENERATE);
    text
}

/// The first paragraph of the description, if it is plain prose.
fn about(api: &Api) -> Option<String> {
    let description = api.docs.description.as_deref()?;
    let paragraph = description.trim().split("\n\n").next()?;
    let is_prose = paragraph.lines().all(|line| line.starts_with(|first: char| first.is_alphanumeric()));
    let is_plain = !paragraph.contains(['`', '<', '[', '|', '*', '_', '\\']);
    let text = line(paragraph);
    (is_prose && is_plain && !text.is_empty() && text.len() <= 500).then_some(text)
}

fn install(names: Names<'_>) -> String {
    let Names { package, folder, .. } = names;
    format!(
        "## Install\n\n```toml\n[dependencies]\n{package} = \"0.1\" # before it is published: {{ path = {:?} }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n```\n\n",
        format!("../{folder}")
    )
}

fn first_call(api: &Api, name_in_code: &str) -> String {
    let mut text = "## Use\n\n".to_owned();
    let variables = variables(&api.settings);
    if !variables.is_empty() {
        text.push_str(
            "`Client::from_env()` reads these environment variables. `Client::builder()` takes the same settings in code.\n\n",
        );
        text.push_str("| variable | value |\n| --- | --- |\n");
        for (variable, meaning) in variables {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "| `{variable}` | {meaning} |");
        }
        text.push('\n');
    }
    let calls: Vec<String> = api.resources.iter().filter_map(example).take(MOST_EXAMPLES).collect();
    let _ = write!(
        text,
        "```rust,no_run\nuse {name_in_code}::{{Client, Result}};\n\nasync fn example() -> Result<()> {{\n    \
         let client = Client::from_env()?;\n"
    );
    for call in &calls {
        let _ = writeln!(text, "    let _ = client.{call}.send().await?;");
    }
    if calls.is_empty() {
        text.push_str("    let _ = client;\n");
    }
    text.push_str("    Ok(())\n}\n```\n\n");
    text
}

/// The README shows a call for at most this number of resources.
const MOST_EXAMPLES: usize = 12;

/// The environment variables of a client, with their meaning.
fn variables(settings: &Settings) -> Vec<(String, String)> {
    let prefix = &settings.environment_prefix;
    let mut found: Vec<(String, String)> = Vec::new();
    for scheme in &settings.security_schemes {
        let (general, meaning) = match &scheme.kind {
            SecuritySchemeKind::ApiKey { location, wire_name } => {
                let place = match location {
                    ApiKeyLocation::Header => "header",
                    ApiKeyLocation::Query => "query parameter",
                    ApiKeyLocation::Cookie => "cookie",
                };
                ("API_KEY", format!("the API key, sent as the {place} `{}`", line(wire_name)))
            }
            SecuritySchemeKind::Bearer => {
                ("AUTH_TOKEN", "the access token, sent as `Authorization: Bearer`".to_owned())
            }
            SecuritySchemeKind::Http(scheme) => {
                ("AUTH_TOKEN", format!("the token, sent as `Authorization: {}`", line(scheme)))
            }
            SecuritySchemeKind::Basic => {
                found.push((format!("{prefix}_USERNAME"), "the user name, sent as `Authorization: Basic`".to_owned()));
                ("PASSWORD", "the password".to_owned())
            }
            SecuritySchemeKind::MutualTls => continue,
        };
        found.push((scheme.variable.clone().unwrap_or_else(|| format!("{prefix}_{general}")), meaning));
    }
    let base_url = if settings.base_url.is_empty() {
        "the URL of the server; required, because the document of the API has none".to_owned()
    } else {
        format!("the URL of the server, if it is not `{}`", line(&default_url(settings)))
    };
    found.push((format!("{prefix}_BASE_URL"), base_url));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|(variable, _)| seen.insert(variable.clone()));
    found
}

/// The URL of the server with the defaults of its variables.
fn default_url(settings: &Settings) -> String {
    let variables = settings.server_variables.iter();
    variables.fold(settings.base_url.clone(), |url, variable| {
        url.replace(&format!("{{{}}}", variable.wire_name), &variable.default)
    })
}

/// A call of a resource that only reads, and whose arguments are only identifiers.
fn example(resource: &Resource) -> Option<String> {
    resource.operations.iter().find_map(|operation| call(resource, operation))
}

fn call(resource: &Resource, operation: &Operation) -> Option<String> {
    if operation.method.as_str() != "GET" || operation.docs.deprecated || operation.body.is_some() {
        return None;
    }
    let arguments = operation.parameters.iter().filter(|parameter| parameter.is_positional()).map(argument);
    let arguments = arguments.collect::<Option<Vec<_>>>()?.join(", ");
    Some(format!("{}().{}({arguments})", resource.accessor, operation.rust_name))
}

fn argument(parameter: &Parameter) -> Option<String> {
    match (parameter.location, &parameter.ty) {
        (ParameterLocation::Path | ParameterLocation::Query, TypeRef::String) => {
            Some(format!("{:?}", parameter.rust_name.trim_start_matches("r#")))
        }
        (ParameterLocation::Path | ParameterLocation::Query, TypeRef::Text(_)) => {
            Some(format!("&{:?}.into()", parameter.rust_name.trim_start_matches("r#")))
        }
        (ParameterLocation::Path | ParameterLocation::Query, TypeRef::Integer(_)) => Some("1".to_owned()),
        _ => None,
    }
}

/// A table of the resources.
fn resources(api: &Api) -> String {
    let mut text = "| resource | operations |\n| --- | --- |\n".to_owned();
    for resource in &api.resources {
        let names: Vec<String> =
            resource.operations.iter().map(|operation| format!("`{}`", operation.rust_name)).collect();
        let _ = writeln!(text, "| `client.{}()` | {} |", resource.accessor, names.join(", "));
    }
    text.push('\n');
    text
}

const USE: &str = "\
Required parameters are arguments, optional ones are setters of the request, and `send` sends it. A body has `new(required…)`, and setters for the
rest. Responses keep data that this version does not know. An error says whether the server may have processed the request.

## Features

`rustls` (default), `native-tls`, `rustls-no-provider` and `rustls-ring` choose the TLS library. `http2` and `gzip` turn on HTTP/2 and compressed
responses. `blocking` adds the same operations without async, and `tracing` a span for each call. Cargo.toml explains each feature.
";

const REGENERATE: &str = "
## Regenerate

The code is generated by `openapi-crate`. If the document of the API changes, run `openapi-crate generate` in this folder.
`openapi-crate generate --check` fails if the code is not up to date.
";

/// The section about tests of applications that use the crate.
fn tests(api: &Api, names: Names<'_>) -> String {
    let Names { package, in_code, .. } = names;
    let mut text = format!(
        "\n## Tests without a network\n\nThe feature `fake` adds a server for tests of applications, on loopback. Requests and responses are \
         typed. Operations\nwithout a handler have responses that are made from the schemas and examples of the document.\n\n```toml\n\
         [dev-dependencies]\n{package} = {{ version = \"0.1\", features = [\"fake\"] }}\n```\n"
    );
    if let Some((resource, operation)) = api.operations().next() {
        let (module, marker) = (&resource.accessor, &operation.type_name);
        let _ = write!(
            text,
            "\n```rust,no_run\n# #[cfg(feature = \"fake\")]\n# async fn example() -> Result<(), Box<dyn std::error::Error>> {{\n\
             use {in_code}::{{fake::Fake, {module}::{marker}}};\n\nlet fake = Fake::start().await?;\n\
             fake.on::<{marker}>(|request| request.example());\nlet client = fake.client()?; // for the application\n\
             assert!(fake.requests::<{marker}>().is_empty());\n# Ok(())\n# }}\n```\n"
        );
    }
    text
}

/// Text as a part of one line of Markdown, with its special characters escaped.
fn prose(text: &str) -> String {
    let mut prose = String::new();
    for character in line(text).chars() {
        if "\\`*_[]<>|#".contains(character) {
            prose.push('\\');
        }
        prose.push(character);
    }
    prose
}

/// Text as a part of one line.
fn line(text: &str) -> String {
    let words = text.split(|character: char| character.is_whitespace() || generator::escape::is_harmful(character));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

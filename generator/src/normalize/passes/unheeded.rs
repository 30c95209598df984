//! Reports what `openapiv3` reads and nothing is made of: `not`, enums without a value, defaults that no value of their
//! schema can be, servers that no request can be sent to.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::{Context, objects::Kind, walk::walk};
use crate::{
    diagnostic::{Diagnostic, catalog::unheeded as catalog},
    pointer::Pointer,
    server_url,
};

/// Words a finding at the first of a number of places.
type Worded = fn(&Pointer, usize) -> Diagnostic;

pub(super) fn run(context: &mut Context<'_>) {
    let mut found: BTreeMap<&str, (Worded, Pointer, usize)> = BTreeMap::new();
    let mut servers = Vec::new();
    walk(&mut context.document, &mut |kind, object, path| match kind {
        Kind::Schema => {
            for (member, worded) in unheeded(object) {
                found.entry(member).or_insert_with(|| (worded, path.pointer().child(member), 0)).2 += 1;
            }
        }
        Kind::OpenApi | Kind::PathItem | Kind::Operation => {
            // Only the first one is used.
            if let Some(url) = object.get("servers").and_then(|servers| servers.get(0)).and_then(url_with_defaults)
                && !is_usable(&url)
            {
                servers.push((path.pointer().child("servers").child(0).child("url"), url));
            }
        }
        _ => {}
    });
    for (worded, first, count) in found.into_values() {
        context.findings.report(worded(&first, count));
    }
    for (place, url) in servers {
        context.findings.report(catalog::server_url(&place, &url));
    }
}

/// The members of a schema that have no effect.
fn unheeded(schema: &Map<String, Value>) -> impl Iterator<Item = (&'static str, Worded)> {
    // A schema that allows nothing is written as `not: {}`.
    let not = schema.get("not").is_some_and(|not| *not != Value::Object(Map::new()));
    let no_values = schema.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty);
    let misfit = schema.get("default").is_some_and(|default| !default.is_null() && !fits(default, schema));
    [
        not.then_some(("not", catalog::not_checked as Worded)),
        no_values.then_some(("enum", catalog::empty_enum as Worded)),
        misfit.then_some(("default", catalog::default_misfit as Worded)),
    ]
    .into_iter()
    .flatten()
}

/// Whether a value is of the type and among the values that a schema names.
fn fits(value: &Value, schema: &Map<String, Value>) -> bool {
    let of_type = match schema.get("type").and_then(Value::as_str) {
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some(_) | None => true,
    };
    // 1 and 1.0 are one value of JSON Schema.
    let is_value = |other: &Value| value == other || (value.is_number() && value.as_f64() == other.as_f64());
    let among = schema.get("enum").and_then(Value::as_array).is_none_or(|values| values.iter().any(is_value));
    of_type && among
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
    use serde_json::{Value, json};

    use super::{fits, is_usable};

    #[test]
    fn a_default_fits_its_type_and_its_values() {
        let is_fit = |value: Value, schema: Value| fits(&value, schema.as_object().expect("a schema"));
        assert!(is_fit(json!(1.0), json!({"type": "integer"})));
        assert!(!is_fit(json!(1.5), json!({"type": "integer"})));
        assert!(is_fit(json!(1), json!({"enum": [1.0]})));
        assert!(!is_fit(json!("b"), json!({"type": "string", "enum": ["a"]})));
        assert!(!is_fit(json!({}), json!({"type": "array"})));
        assert!(is_fit(json!("anything"), json!({})));
    }

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

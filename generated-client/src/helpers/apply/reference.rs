//! [`Reference`]: a text that another value replaces, such as `${agent.helper}`.
//!
//! Only a whole text is a reference: `${HOME}` inside of a prompt is text.

use serde_json::Value;

use super::kind::Key;

/// A text that another value replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// `${agent.helper}`: the ID of another resource.
    Id(Key),
    /// `${agent.helper.version}`: its version.
    Version(Key),
    /// `${env:NAME}`: an environment variable, for secrets.
    Variable(String),
}

/// Reads a text. `None` means that it is not a reference.
pub(super) fn parse(text: &str) -> Option<Result<Reference, String>> {
    let inner = text.strip_prefix("${")?.strip_suffix('}')?;
    if inner.contains(['{', '}', '\n']) {
        return None;
    }
    let reference = if let Some(name) = inner.strip_prefix("env:") {
        (!name.is_empty()).then(|| Reference::Variable(name.to_owned()))
    } else if let Some(key) = inner.strip_suffix(".version") {
        Key::parse(key).filter(|key| key.kind.has_versions()).map(Reference::Version)
    } else {
        Key::parse(inner).map(Reference::Id)
    };
    Some(reference.ok_or_else(|| {
        format!("`{text}` is not a reference: write `${{KIND.NAME}}`, `${{agent.NAME.version}}`, `${{skill.NAME.version}}` or `${{env:NAME}}`; `${text}` is the text itself")
    }))
}

/// Replaces the references in a value. If `replace` returns `None`, the text stays as it is.
pub(super) fn resolve(value: &Value, replace: &mut dyn FnMut(&Reference) -> Option<Value>) -> Value {
    map_texts(value, &mut |text| match parse(text)? {
        Ok(reference) => replace(&reference),
        Err(_) => None,
    })
}

/// The body of a request: environment variables are replaced, and `$${x}` is the text `${x}`.
pub(super) fn body(value: &Value, variable: &mut dyn FnMut(&str) -> Option<String>) -> Value {
    map_texts(value, &mut |text| {
        if text.starts_with("$${") && text.ends_with('}') {
            return Some(text[1..].into());
        }
        match parse(text)? {
            Ok(Reference::Variable(name)) => variable(&name).map(Value::String),
            _ => None,
        }
    })
}

fn map_texts(value: &Value, map: &mut dyn FnMut(&str) -> Option<Value>) -> Value {
    match value {
        Value::String(text) => map(text).unwrap_or_else(|| value.clone()),
        Value::Array(elements) => elements.iter().map(|element| map_texts(element, map)).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), map_texts(value, map))).collect())
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_texts_are_references() {
        assert!(matches!(parse("${agent.a-b}"), Some(Ok(Reference::Id(_)))));
        assert!(matches!(parse("${skill.a.version}"), Some(Ok(Reference::Version(_)))));
        assert_eq!(parse("${env:TOKEN}"), Some(Ok(Reference::Variable("TOKEN".to_owned()))));
        for text in ["${HOME}", "${vault.a.version}", "${agent.}", "${env:}", "${cat.a}"] {
            assert!(matches!(parse(text), Some(Err(_))), "{text}");
        }
        for text in ["echo ${HOME}", "$${agent.a}", "${a} and ${b}", "text"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_body_has_the_values_of_variables_as_they_are() {
        let spec = json!({ "a": "${env:A}", "b": ["$${env:A}", "${agent.x}"] });
        let body = body(&spec, &mut |name| (name == "A").then(|| "$${secret}".to_owned()));
        assert_eq!(body, json!({ "a": "$${secret}", "b": ["${env:A}", "${agent.x}"] }));
    }
}

//! The values of the variables in a base URL.

use super::{
    Error, Result,
    api::Api,
    compact::{has_char, joined},
};

/// A value for each variable of the API's base URL.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServerVariables(Vec<(&'static str, String)>);

impl ServerVariables {
    /// The values that the caller has set, or else the defaults.
    pub(crate) fn new(api: &Api, set: &[(&'static str, String)]) -> Result<Self> {
        let mut values = Vec::new();
        for variable in api.server_variables {
            let value = set.iter().rev().find(|(name, _)| *name == variable.name).map(|(_, value)| value.as_str());
            let value = value.unwrap_or(variable.default);
            let is_documented = value == variable.default || variable.values.contains(&value);
            if !is_documented && !variable.values.is_empty() {
                let known = joined(variable.values, ", ");
                return Err(Error::build(format!("`{}` of the base URL is one of: {known}", variable.name)));
            }
            if !is_documented && leaves_its_place(value, variable.default) {
                return Err(Error::build(format!(
                    "the value of `{}` would change another part of the base URL",
                    variable.name
                )));
            }
            values.push((variable.name, value.to_owned()));
        }
        Ok(Self(values))
    }

    /// A URL with the values in it. Braces in a value are not variables.
    pub(crate) fn expand(&self, url: &str) -> String {
        let mut expanded = String::new();
        let mut rest = url;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_at(after.find(['{', '}']).unwrap_or(after.len()));
            let known = behind.strip_prefix('}').and_then(|after| Some((self.value(name)?, after)));
            let (text, after) = known.unwrap_or(("{", after));
            expanded.extend([before, text]);
            rest = after;
        }
        expanded + rest
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// In a host, some characters would change the host. In a path, empty segments and dots would change the path. Characters that
/// the default value has are intended.
fn leaves_its_place(value: &str, default: &str) -> bool {
    let leaves = |character: char| has_char("/?#@:\\%", character) && !has_char(default, character);
    let value = value.strip_prefix('/').filter(|_| default.starts_with('/')).unwrap_or(value);
    let value = value.strip_suffix('/').filter(|_| default.ends_with('/')).unwrap_or(value);
    value.contains(|character: char| leaves(character) || character.is_whitespace())
        || value.split('/').any(|segment| matches!(segment, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::{ErrorBody, ServerVariable};

    static API: Api = Api {
        title: "Test API",
        base_url: "https://{region}.example.com/{path}",
        server_variables: &[
            ServerVariable { name: "region", default: "eu", values: &["eu", "us"] },
            ServerVariable { name: "path", default: "a/b", values: &[] },
        ],
        environment_prefix: "TEST",
        user_agent: "test/1.0",
        headers: &[],
        header_lists: &[],
        security_schemes: &[],
        security: &[],
        error_body: ErrorBody { kind: &[], message: &[], request_id: &[] },
    };

    fn url(set: &[(&'static str, String)]) -> Result<String> {
        Ok(ServerVariables::new(&API, set)?.expand(API.base_url))
    }

    #[test]
    fn what_is_set_goes_before_the_default_and_of_two_the_later() {
        assert_eq!(url(&[]).expect("a URL"), "https://eu.example.com/a/b");
        let set = [("path", "x".to_owned()), ("region", "us".to_owned()), ("path", "c/d".to_owned())];
        assert_eq!(url(&set).expect("a URL"), "https://us.example.com/c/d");
    }

    #[test]
    fn variables_are_replaced_once_with_any_values() {
        let doubling = |(name, next): (&'static str, &str)| (name, format!("{{{next}}}{{{next}}}"));
        let variables = ServerVariables([("a", "b"), ("b", "c"), ("c", "a")].map(doubling).to_vec());
        assert_eq!(variables.expand("https://{a}.{b}.{d}/{"), "https://{b}{b}.{c}{c}.{d}/{");
    }

    #[test]
    fn a_value_that_is_not_documented_or_leaves_its_place_is_refused() {
        let said = url(&[("region", "asia".to_owned())]).expect_err("no such region").to_string();
        assert!(said.contains("`region`") && said.contains("eu, us") && !said.contains("asia"), "{said}");
        assert!(!leaves_its_place("/v2", "/v1") && !leaves_its_place("v2/", "v1/"));
        assert!(leaves_its_place("//v2", "/v1") && leaves_its_place("/", "/v1"));
        for value in ["x?y", "x#y", "u@host", "x:1", "a b", "%2F", "", ".", "..", "x/..", "/x"] {
            assert!(url(&[("path", value.to_owned())]).is_err(), "{value}");
        }
    }
}

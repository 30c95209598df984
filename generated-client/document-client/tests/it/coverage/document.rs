//! The bundled document as plain JSON, and its description of each operation.

use serde_json::{Map, Value};

/// The document.
pub(super) struct Document(Value);

/// One operation of the document.
pub(super) struct Operation<'a> {
    pub(super) id: &'a str,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    /// The parameters of the path, followed by the parameters of the operation.
    parameters: Vec<&'a Value>,
    value: &'a Value,
}

impl Document {
    pub(super) fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/anthropic-managed-agents-api-openapi.yml");
        let text = std::fs::read_to_string(path).expect("the bundled document is there");
        Self(serde_yaml::from_str(&text).expect("the bundled document is YAML"))
    }

    pub(super) fn operations(&self) -> Vec<Operation<'_>> {
        const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        let mut operations = Vec::new();
        for (path, item) in object(&self.0["paths"]) {
            let shared = list(&item["parameters"]);
            for (method, value) in object(item).iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
                let id = value["operationId"].as_str().expect("an operationId");
                let parameters = shared.iter().chain(list(&value["parameters"])).collect();
                operations.push(Operation { id, method, path, parameters, value });
            }
        }
        operations
    }

    /// Follows references.
    pub(super) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            None => value,
            Some(reference) => {
                let pointer = reference.strip_prefix('#').expect("references stay within the document");
                self.resolve(self.0.pointer(pointer).expect("the reference leads somewhere"))
            }
        }
    }

    /// The name of the header that carries the key.
    pub(super) fn key_header(&self) -> &str {
        let requirement = object(&self.0["security"][0]).keys().next().expect("a requirement");
        let scheme = &self.0["components"]["securitySchemes"][requirement];
        assert_eq!((scheme["type"].as_str(), scheme["in"].as_str()), (Some("apiKey"), Some("header")));
        scheme["name"].as_str().expect("a name")
    }
}

impl<'a> Operation<'a> {
    /// The parameters in one place: `path`, `query` or `header`. A parameter of the operation replaces the one of the path.
    pub(super) fn parameters(&self, document: &'a Document, place: &str) -> impl Iterator<Item = &'a Value> {
        let mut found: Vec<&Value> = Vec::new();
        for parameter in self.parameters.iter().map(|parameter| document.resolve(parameter)) {
            assert!(["path", "query", "header"].contains(&parameter["in"].as_str().expect("a place")));
            if parameter["in"] == place {
                found.retain(|other| other["name"] != parameter["name"]);
                found.push(parameter);
            }
        }
        found.into_iter()
    }

    /// The path with `id`, encoded, for each of its parameters.
    pub(super) fn path_with(&self, document: &'a Document, id: &str) -> String {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let encoded: String = id
            .bytes()
            .map(|byte| if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        self.parameters(document, "path").fold(self.path.to_owned(), |path, parameter| {
            let name = parameter["name"].as_str().expect("a name");
            assert!(path.contains(&format!("{{{name}}}")), "{name} is not in {path}");
            path.replace(&format!("{{{name}}}"), &encoded)
        })
    }

    /// The media type and the schema of the request's body.
    pub(super) fn request_body(&self, document: &'a Document) -> Option<(&'a str, &'a Value)> {
        content(document.resolve(&self.value["requestBody"]))
    }

    /// The media type and the schema of the body of a successful response.
    pub(super) fn success(&self, document: &'a Document) -> Option<(&'a str, &'a Value)> {
        content(document.resolve(&self.value["responses"]["200"]))
    }
}

fn content(value: &Value) -> Option<(&str, &Value)> {
    let content = value["content"].as_object()?;
    assert_eq!(content.len(), 1, "one media type");
    content.iter().map(|(media_type, value)| (media_type.as_str(), &value["schema"])).next()
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

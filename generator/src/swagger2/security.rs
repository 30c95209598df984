//! Security schemes.

use serde_json::{Map, Value, json};

use super::conversion::Conversion;
use crate::diagnostic::catalog::structure;

const TYPES: &[&str] = &["basic", "apiKey", "oauth2"];
/// The types that OpenAPI 3 added.
const NEWER: &[&str] = &["http", "openIdConnect", "mutualTLS"];

/// The flows of OAuth 2, and their names in OpenAPI 3.
const FLOWS: &[(&str, &str)] = &[
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

/// The members of a scheme that its flow has.
const OF_FLOW: &[&str] = &["authorizationUrl", "tokenUrl", "scopes"];

impl Conversion<'_> {
    pub(super) fn security_scheme(&mut self, scheme: &mut Map<String, Value>) {
        let Some(kind) = scheme.get("type").and_then(Value::as_str).map(str::to_owned) else { return };
        match kind.as_str() {
            "basic" => {
                scheme.insert("type".to_owned(), json!("http"));
                scheme.insert("scheme".to_owned(), json!("basic"));
            }
            "oauth2" if !scheme.contains_key("flows") => self.flow(scheme),
            known if TYPES.contains(&known) || NEWER.contains(&known) => {}
            unknown => {
                self.report(structure::unknown_value(&self.before().child("type"), unknown, TYPES));
                // It is reported here, so the operations need no findings.
                scheme.insert("type".to_owned(), json!("http"));
                scheme.insert("scheme".to_owned(), json!("bearer"));
            }
        }
    }

    fn flow(&mut self, scheme: &mut Map<String, Value>) {
        let names: Vec<&str> = FLOWS.iter().map(|(name, _)| *name).collect();
        let before = self.before();
        let written = scheme.shift_remove("flow");
        let flow = match &written {
            Some(Value::String(flow)) => match FLOWS.iter().find(|(name, _)| name == flow) {
                Some((_, new)) => Some(*new),
                None => {
                    self.report(structure::unknown_value(&before.child("flow"), flow, &names));
                    None
                }
            },
            Some(_) => {
                self.report(structure::wrong_form(&before.child("flow"), "text", "not text"));
                None
            }
            None => {
                self.report(structure::missing_member(&before, "a security scheme of this type", "flow"));
                None
            }
        };
        let flows = self.path.pointer().child("flows");
        self.places.made_of(&before, &flows);
        let mut members = Map::new();
        for name in OF_FLOW {
            members.extend(scheme.shift_remove(*name).map(|member| ((*name).to_owned(), member)));
        }
        let mut written = Map::new();
        if let Some(flow) = flow {
            self.places.made_of(&before, &flows.child(flow));
            written.insert(flow.to_owned(), Value::Object(members));
        }
        scheme.insert("flows".to_owned(), Value::Object(written));
    }
}

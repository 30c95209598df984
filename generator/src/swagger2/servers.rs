//! Servers: `host`, `basePath` and `schemes`.

use serde_json::{Map, Value, json};

use super::conversion::Conversion;
use crate::{
    diagnostic::catalog::{quoted, structure, swagger},
    pointer::Pointer,
};

/// The schemes of HTTP, the best first.
const SCHEMES: &[&str] = &["https", "http"];
/// A host with parameters, as Microsoft writes it.
const HOST: &str = "x-ms-parameterized-host";

impl Conversion<'_> {
    /// The servers of `host`, `basePath` and `schemes`, which are removed.
    pub(super) fn servers(&mut self, root: &mut Map<String, Value>) -> Option<Value> {
        let [host, base_path] = ["host", "basePath"].map(|name| self.text(root, name));
        let schemes = self.schemes(root);
        let base_path = base_path.filter(|path| path != "/").unwrap_or_default();
        if let Some(server) = root.get(HOST).and_then(|host| self.parameterized(host, &schemes, &base_path)) {
            return Some(json!([server]));
        }
        let Some(host) = host else {
            let place = Pointer::from_text("#/basePath");
            self.places.made_of(&place, &Pointer::from_text("#/servers"));
            self.places.made_of(&place, &Pointer::from_text("#/servers/0"));
            self.places.made_of(&place, &Pointer::from_text("#/servers/0/url"));
            return (!base_path.is_empty()).then(|| json!([{"url": base_path}]));
        };
        let host = self.without_scheme(host);
        let slash = if base_path.is_empty() || base_path.starts_with('/') { "" } else { "/" };
        let url = |scheme: &String| format!("{scheme}://{host}{slash}{base_path}");
        self.servers = schemes.iter().map(url).collect();
        self.write_servers(&self.servers.clone(), &Pointer::root(), &Pointer::from_text("#/host"))
    }

    /// Server Objects for URLs, in the object at `holder`.
    pub(super) fn write_servers(&mut self, urls: &[String], holder: &Pointer, origin: &Pointer) -> Option<Value> {
        let place = holder.child("servers");
        self.places.made_of(origin, &place);
        for index in 0..urls.len() {
            let server = place.child(index);
            self.places.made_of(origin, &server.child("url"));
            self.places.made_of(origin, &server);
        }
        let servers: Vec<Value> = urls.iter().map(|url| json!({"url": url})).collect();
        (!servers.is_empty()).then_some(Value::Array(servers))
    }

    /// The schemes that an object lists, the best first; `https` if it lists none.
    pub(super) fn schemes(&mut self, object: &mut Map<String, Value>) -> Vec<String> {
        let listed = self.texts(object, "schemes");
        object.shift_remove("schemes");
        for (place, scheme) in listed.iter().filter(|(_, scheme)| !SCHEMES.contains(&scheme.as_str())) {
            self.report(swagger::unknown_scheme(place, scheme));
        }
        let is_listed = |scheme: &&&str| listed.iter().any(|(_, listed)| listed == **scheme);
        let usable: Vec<String> = SCHEMES.iter().filter(is_listed).map(|scheme| (*scheme).to_owned()).collect();
        if usable.is_empty() { vec!["https".to_owned()] } else { usable }
    }

    fn text(&mut self, root: &mut Map<String, Value>, name: &str) -> Option<String> {
        match root.shift_remove(name)? {
            Value::String(text) => Some(text).filter(|text| !text.is_empty()),
            other => {
                let found = if other.is_null() { "empty" } else { "not text" };
                self.report(structure::wrong_form(&Pointer::root().child(name), "text", found));
                None
            }
        }
    }

    /// `https://api.example.com` as a host.
    fn without_scheme(&mut self, host: String) -> String {
        match host.split_once("://") {
            Some((_, rest)) => {
                let rest = rest.trim_end_matches('/').to_owned();
                self.report(structure::read_as(&Pointer::from_text("#/host"), &quoted(&host), &quoted(&rest)));
                rest
            }
            None => host,
        }
    }

    /// The server of a host with parameters.
    fn parameterized(&mut self, host: &Value, schemes: &[String], base_path: &str) -> Option<Value> {
        let template = host.get("hostTemplate")?.as_str()?;
        let has_scheme = host.get("useSchemePrefix").is_some_and(|flag| *flag == false) || template.contains("://");
        let scheme = schemes.first().filter(|_| !has_scheme).map(|scheme| format!("{scheme}://")).unwrap_or_default();
        let place = Pointer::root().child(HOST);
        let server = Pointer::from_text("#/servers/0");
        self.places.made_of(&place, &Pointer::from_text("#/servers"));
        self.places.made_of(&place, &server);
        self.places.made_of(&place.child("hostTemplate"), &server.child("url"));
        let mut variables = Map::new();
        let written = self.list(&place.child("parameters"));
        for (index, parameter) in written.as_ref().into_iter().flat_map(|(_, list)| list.iter().enumerate()) {
            let Some((from, parameter)) = self.written.object(&place.child("parameters").child(index), parameter)
            else {
                continue;
            };
            let Some(name) = parameter.get("name").and_then(Value::as_str) else { continue };
            let first = parameter.get("enum").and_then(|values| values.get(0));
            // Without a default, the name shows what is missing.
            let default = parameter.get("default").or(first).and_then(Value::as_str).unwrap_or(name);
            let mut variable = Map::from_iter([("default".to_owned(), json!(default))]);
            let others = ["enum", "description"].into_iter().filter_map(|it| Some((it.to_owned(), parameter.get(it)?)));
            variable.extend(others.map(|(name, member)| (name, member.clone())));
            self.places.made_of(&from, &server.child("variables").child(name));
            variables.insert(name.to_owned(), Value::Object(variable));
        }
        Some(json!({"url": format!("{scheme}{template}{base_path}"), "variables": variables}))
    }
}

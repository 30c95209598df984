//! [`Resource`]: a document of a file, checked by the type of the request that creates it.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    check::check,
    kind::{Key, Kind},
    position::Problem,
    reference::{self, Reference},
    yaml::{self, Document},
};
use crate::helpers::skill_folder::contents;

/// The number of pairs of metadata that the API allows, without the pair that marks the resource.
const METADATA: usize = 15;

/// The desired state of a resource.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) key: Key,
    /// The body of the request that creates it, with references. For a skill, its name and the hashes of its files; for a credential, its
    /// vault too.
    pub(super) spec: Value,
    /// The folder of a skill.
    pub(super) folder: Option<PathBuf>,
    /// The resources that it mentions, each with the place of the mention.
    pub(super) mentions: Vec<(Key, Problem)>,
    /// The environment variables that it needs, each with its place.
    pub(super) variables: Vec<(String, Problem)>,
    /// Its place.
    pub(super) at: Problem,
}

/// Reads a file. All mistakes are added to `problems`.
pub(super) fn read(file: &Path, text: &str, problems: &mut Vec<Problem>) -> Vec<Resource> {
    match yaml::documents(text) {
        Ok(documents) => {
            documents.iter().filter_map(|document| Reading { file, document, problems }.resource()).collect()
        }
        Err(error) => {
            let yaml::YamlError { position, message } = error;
            let file = file.to_owned();
            problems.push(Problem { file, line: position.line, column: position.column, message });
            Vec::new()
        }
    }
}

/// A document that is being read.
struct Reading<'r> {
    file: &'r Path,
    document: &'r Document,
    problems: &'r mut Vec<Problem>,
}

impl Reading<'_> {
    fn at(&self, path: &str, message: impl Into<String>) -> Problem {
        let position = self.document.position(path);
        Problem { file: self.file.to_owned(), line: position.line, column: position.column, message: message.into() }
    }

    fn refuse<T>(&mut self, path: &str, message: impl Into<String>) -> Option<T> {
        let problem = self.at(path, message);
        self.problems.push(problem);
        None
    }

    fn resource(mut self) -> Option<Resource> {
        let document = self.document;
        let Value::Object(members) = &document.value else {
            return self.refuse("$", "expected a mapping with `kind`, `name` and `spec`");
        };
        for name in members.keys().filter(|name| !["kind", "name", "spec"].contains(&name.as_str())) {
            self.refuse::<()>(
                &format!("$.{name}"),
                format!("unknown property `{name}`: expected `kind`, `name` and `spec`"),
            );
        }
        let key = self.key(members)?;
        let Some(spec @ Value::Object(_)) = members.get("spec") else {
            return self.refuse("$.spec", "expected a mapping `spec`");
        };
        let before = self.problems.len();
        let mut texts = Texts { reading: &mut self, kind: key.kind, mentions: Vec::new(), variables: Vec::new() };
        texts.walk("$.spec", "", spec);
        let Texts { mentions, variables, .. } = texts;
        let (mut spec, mut folder) = (spec.clone(), None);
        if key.kind == Kind::Skill {
            folder = self.skill(&mut spec);
        } else {
            self.check(key.kind, &spec);
        }
        let at = self.at("$", "");
        (self.problems.len() == before).then_some(Resource { key, spec, folder, mentions, variables, at })
    }

    fn key(&mut self, members: &Map<String, Value>) -> Option<Key> {
        let Some(kind) = members.get("kind").and_then(Value::as_str).and_then(Kind::parse) else {
            return self.refuse("$.kind", format!("expected a `kind`, one of {}", Kind::names()));
        };
        match members.get("name").and_then(Value::as_str).and_then(|name| Key::new(kind, name)) {
            Some(key) => Some(key),
            None => self.refuse("$.name", "expected a `name` of up to 64 letters, digits, `-` and `_`"),
        }
    }

    /// Checks a body by the type of the request that creates it.
    fn check(&mut self, kind: Kind, spec: &Value) {
        let mut body = reference::resolve(spec, &mut |reference| Some(stand_in(reference)));
        if kind == Kind::VaultCredential {
            let vault = body.as_object_mut().and_then(|members| members.remove("vault"));
            let is_vault = spec["vault"].as_str().is_some_and(|text| !text.is_empty());
            if vault.is_none() || !is_vault {
                self.refuse::<()>("$.spec", "expected a `vault`, such as `${vault.NAME}`");
            }
        }
        if body["metadata"].as_object().is_some_and(|metadata| metadata.len() > METADATA) {
            self.refuse::<()>(
                "$.spec.metadata",
                format!("expected at most {METADATA} pairs: one more marks the resource"),
            );
        }
        for fault in check(kind, &body) {
            let path = fault.path().unwrap_or_else(|| "$".to_owned()).replacen('$', "$.spec", 1);
            let name = path.strip_prefix("$.spec").unwrap_or_default().trim_start_matches('.');
            let message =
                if name.is_empty() { fault.message().to_owned() } else { format!("{name}: {}", fault.message()) };
            self.refuse::<()>(&path, message);
        }
    }

    /// Checks a skill, and replaces its folder by the hashes of its files.
    fn skill(&mut self, spec: &mut Value) -> Option<PathBuf> {
        let members = spec.as_object_mut()?;
        for name in members.keys().filter(|name| !["display_name", "folder"].contains(&name.as_str())) {
            self.refuse::<()>(
                &format!("$.spec.{name}"),
                format!("unknown property `{name}`: a skill has `display_name` and `folder`"),
            );
        }
        if !members.get("display_name").is_some_and(Value::is_string) {
            self.refuse::<()>("$.spec.display_name", "expected a string `display_name`");
        }
        let Some(Value::String(folder)) = members.remove("folder") else {
            return self.refuse("$.spec", "expected a `folder`, whose path begins at this file");
        };
        let folder = self.file.parent().unwrap_or(Path::new("")).join(folder);
        match hashes(&folder) {
            Ok(hashes) => members.insert("files".to_owned(), hashes),
            Err(error) => return self.refuse("$.spec.folder", error.to_string()),
        };
        Some(folder)
    }
}

/// The SHA-256 of each file of a skill, by its path in the folder.
fn hashes(folder: &Path) -> io::Result<Value> {
    let files = contents(folder)?;
    let hash = |content: &[u8]| Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let hashes: Map<String, Value> = files.into_iter().map(|(path, content)| (path, hash(&content).into())).collect();
    Ok(Value::Object(hashes))
}

/// A value of the same type as the value of a reference.
fn stand_in(reference: &Reference) -> Value {
    match reference {
        Reference::Version(Key { kind: Kind::Agent, .. }) => 1.into(),
        Reference::Id(_) | Reference::Version(_) | Reference::Variable(_) => "text".into(),
    }
}

/// The texts of a body.
struct Texts<'w, 'r> {
    reading: &'w mut Reading<'r>,
    kind: Kind,
    mentions: Vec<(Key, Problem)>,
    variables: Vec<(String, Problem)>,
}

impl Texts<'_, '_> {
    fn walk(&mut self, path: &str, name: &str, value: &Value) {
        match value {
            Value::String(text) => self.text(path, name, text),
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.walk(&format!("{path}[{index}]"), name, element);
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    let path = format!("{path}{}", crate::runtime::json::path_segments::member(name));
                    self.walk(&path, name, value);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, path: &str, name: &str, text: &str) {
        let is_secret = is_secret(self.kind, path, name);
        let reference = match reference::parse(text).transpose() {
            Ok(reference) => reference,
            Err(_) if is_secret => None,
            Err(message) => return self.refuse(path, message),
        };
        match reference {
            Some(Reference::Variable(variable)) if is_secret => {
                let at = self.reading.at(path, format!("the environment variable `{variable}` is not set"));
                self.variables.push((variable, at));
            }
            Some(Reference::Variable(_)) => {
                self.refuse(
                    path,
                    format!("`{name}` is not a secret: only secrets are read from environment variables"),
                );
            }
            _ if is_secret => {
                self.refuse(
                    path,
                    format!("`{name}` is a secret: write `${{env:NAME}}`, and set that environment variable"),
                );
            }
            Some(Reference::Id(key) | Reference::Version(key)) => {
                let at = self.reading.at(path, format!("there is no `{key}` in the files"));
                self.mentions.push((key, at));
            }
            None => {}
        }
    }

    fn refuse(&mut self, path: &str, message: impl Into<String>) {
        self.reading.refuse::<()>(path, message);
    }
}

/// The properties of type `Secret` in bodies that create resources.
pub(super) const SECRETS: [&str; 6] =
    ["access_token", "authorization_token", "client_secret", "refresh_token", "secret_value", "token"];

fn is_secret(kind: Kind, path: &str, name: &str) -> bool {
    match kind {
        Kind::VaultCredential => path.starts_with("$.spec.auth.") && SECRETS.contains(&name),
        Kind::Deployment => path.starts_with("$.spec.resources[") && SECRETS.contains(&name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::SECRETS;

    #[test]
    fn all_secrets_of_bodies_are_known() {
        let others = ["Update", "Work", "Tunnel"];
        let fields = include_str!("../../../API.txt").lines().filter_map(|line| line.strip_prefix("pub types::"));
        let secrets: BTreeSet<&str> = fields
            .filter(|field| !others.iter().any(|other| field.starts_with(other)))
            .filter_map(|field| field.split_once(": ").filter(|(_, of)| of.contains("runtime::Secret")))
            .filter_map(|(path, _)| path.rsplit("::").next())
            .collect();
        assert_eq!(secrets.into_iter().collect::<Vec<_>>(), SECRETS);
    }
}

//! [`MemoryStores`]: memory stores, their memories, and the versions of these.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    collection::{Collection, deleted},
    ids::Ids,
    page::{USUAL, page},
    request::Request,
    response::Response,
};

/// Memory stores, each with its memories.
pub(super) struct MemoryStores {
    stores: Collection,
    memories: BTreeMap<String, Memories>,
}

/// The memories of a store.
#[derive(Default)]
struct Memories {
    by_id: BTreeMap<String, Value>,
    /// The newest first.
    versions: Vec<Value>,
}

impl Default for MemoryStores {
    fn default() -> Self {
        Self { stores: Collection::new("memory_store", "memstore"), memories: BTreeMap::new() }
    }
}

impl MemoryStores {
    pub(super) fn get(&self, id: &str) -> Option<&Value> {
        self.stores.get(id)
    }

    pub(super) fn answer(&mut self, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("POST", []) => {
                let mut members = json!({ "description": "" });
                for (name, value) in request.body.as_object().into_iter().flatten() {
                    members[name.as_str()] = value.clone();
                }
                let store = self.stores.create(&members, ids);
                self.memories.insert(store["id"].as_str().unwrap_or_default().to_owned(), Memories::default());
                Response::ok(store)
            }
            ("DELETE", [id]) => {
                self.memories.remove(*id);
                self.stores.remove(id)
            }
            (method, [id, part @ ("memories" | "memory_versions"), rest @ ..]) => {
                let is_archived = self.stores.get(id).is_some_and(|store| !store["archived_at"].is_null());
                let Some(memories) = self.memories.get_mut(*id) else { return Response::not_found() };
                match (*part, method) {
                    ("memories", "POST" | "DELETE") if is_archived => {
                        Response::invalid("The memory store is archived.")
                    }
                    ("memories", _) => memories.answer(id, request, rest, ids),
                    _ => memories.answer_versions(request, rest, ids),
                }
            }
            _ => self.stores.answer(request, rest, ids),
        }
    }
}

impl Memories {
    fn answer(&mut self, store: &str, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("POST", []) => self.create(store, request, ids),
            ("GET", []) => self.list(request),
            ("GET", [id]) => match self.by_id.get(*id) {
                Some(memory) => Response::ok(seen(memory, request.parameter("view") != Some("basic"))),
                None => Response::not_found(),
            },
            ("POST", [id]) => self.update(id, request, ids),
            ("DELETE", [id]) => self.delete(id, request.parameter("expected_content_sha256"), ids),
            _ => Response::not_found(),
        }
    }

    fn create(&mut self, store: &str, request: &Request, ids: &mut Ids) -> Response {
        let path = request.body["path"].as_str().unwrap_or_default();
        if let Some(refused) = self.refuses(path, None) {
            return refused;
        }
        let id = ids.next("mem");
        let mut memory = json!({
            "id": id, "type": "memory", "memory_store_id": store, "path": path, "created_at": ids.now(),
        });
        write(&mut memory, &request.body["content"]);
        self.note("created", &mut memory, ids);
        let response = Response::ok(seen(&memory, request.parameter("view") == Some("full")));
        self.by_id.insert(id, memory);
        response
    }

    fn update(&mut self, id: &str, request: &Request, ids: &mut Ids) -> Response {
        let Some(memory) = self.by_id.get(id) else { return Response::not_found() };
        let expected = &request.body["precondition"]["content_sha256"];
        if !expected.is_null() && *expected != memory["content_sha256"] {
            return precondition_failed();
        }
        let mut memory = memory.clone();
        if let Some(path) = request.body["path"].as_str() {
            if let Some(refused) = self.refuses(path, Some(id)) {
                return refused;
            }
            memory["path"] = path.into();
        }
        if request.body["content"].is_string() {
            write(&mut memory, &request.body["content"]);
        }
        self.note("modified", &mut memory, ids);
        let response = Response::ok(seen(&memory, request.parameter("view") == Some("full")));
        self.by_id.insert(id.to_owned(), memory);
        response
    }

    fn delete(&mut self, id: &str, expected: Option<&str>, ids: &mut Ids) -> Response {
        let Some(memory) = self.by_id.get(id) else { return Response::not_found() };
        if expected.is_some_and(|hash| memory["content_sha256"] != hash) {
            return precondition_failed();
        }
        let mut memory = memory.clone();
        self.by_id.remove(id);
        memory["content"] = Value::Null;
        self.note("deleted", &mut memory, ids);
        Response::ok(deleted("memory", id))
    }

    /// The refusal of a path that is invalid, taken, or above or below another one.
    fn refuses(&self, path: &str, own: Option<&str>) -> Option<Response> {
        if !path.starts_with('/') || path.ends_with('/') {
            return Some(Response::invalid("path: expected a path that begins with `/` and has a name at its end"));
        }
        let overlaps = |other: &str| {
            let is_below = |path: &str, other: &str| path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
            path == other || is_below(path, other) || is_below(other, path)
        };
        let (id, taken) = self
            .by_id
            .iter()
            .find(|(id, memory)| own != Some(id.as_str()) && memory["path"].as_str().is_some_and(overlaps))?;
        Some(Response::detailed(
            409,
            &json!({
                "type": "memory_path_conflict_error", "message": "The path is taken.", "conflicting_memory_id": id,
                "conflicting_path": taken["path"],
            }),
        ))
    }

    /// Records a change.
    fn note(&mut self, operation: &str, memory: &mut Value, ids: &mut Ids) {
        let version = ids.next("memver");
        memory["memory_version_id"] = version.as_str().into();
        memory["updated_at"] = ids.now().into();
        let mut noted = memory.clone();
        noted["id"] = version.into();
        noted["type"] = "memory_version".into();
        noted["operation"] = operation.into();
        noted["memory_id"] = memory["id"].clone();
        noted["created_at"] = ids.now().into();
        if let Some(members) = noted.as_object_mut() {
            members.remove("updated_at");
            members.remove("memory_version_id");
        }
        self.versions.insert(0, noted);
    }

    fn list(&self, request: &Request) -> Response {
        let prefix = request.parameter("path_prefix").unwrap_or("/");
        let is_flat = request.parameter("depth") == Some("1");
        let mut found: BTreeMap<&str, Value> = BTreeMap::new();
        for memory in self.by_id.values() {
            let Some((path, rest)) = memory["path"].as_str().and_then(|path| Some((path, path.strip_prefix(prefix)?)))
            else {
                continue;
            };
            match rest.find('/').filter(|_| is_flat) {
                Some(end) => {
                    let folder = &path[..=prefix.len() + end];
                    found.insert(folder, json!({ "type": "memory_prefix", "path": folder }));
                }
                None => drop(found.insert(path, seen(memory, request.parameter("view") == Some("full")))),
            }
        }
        page(request, largest(request), found.values())
    }

    fn answer_versions(&mut self, request: &Request, rest: &[&str], ids: &Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("GET", []) => {
                let wanted = request.parameter("memory_id");
                let operation = request.parameter("operation");
                let found: Vec<Value> = (self.versions.iter())
                    .filter(|version| wanted.is_none_or(|id| version["memory_id"] == id))
                    .filter(|version| operation.is_none_or(|operation| version["operation"] == operation))
                    .map(|version| seen(version, request.parameter("view") == Some("full")))
                    .collect();
                page(request, largest(request), found.iter())
            }
            (method, [id, rest @ ..]) => {
                let Some(version) = self.versions.iter_mut().find(|version| version["id"] == *id) else {
                    return Response::not_found();
                };
                match (method, rest) {
                    ("GET", []) => Response::ok(seen(version, request.parameter("view") != Some("basic"))),
                    ("POST", ["redact"]) => {
                        for member in ["content", "path", "content_sha256", "content_size_bytes"] {
                            version[member] = Value::Null;
                        }
                        version["redacted_at"] = ids.now().into();
                        Response::ok(version.clone())
                    }
                    _ => Response::not_found(),
                }
            }
            _ => Response::not_found(),
        }
    }
}

fn precondition_failed() -> Response {
    Response::error(409, "memory_precondition_failed_error", "The content of the memory is another one.")
}

/// A page with contents is small.
fn largest(request: &Request) -> usize {
    if request.parameter("view") == Some("full") { 20 } else { USUAL }
}

/// A memory as a response shows it: with its content, or without.
fn seen(memory: &Value, is_full: bool) -> Value {
    let mut memory = memory.clone();
    if !is_full {
        memory["content"] = Value::Null;
    }
    memory
}

fn write(memory: &mut Value, content: &Value) {
    let content = content.as_str().unwrap_or_default();
    let hash: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    memory["content"] = content.into();
    memory["content_sha256"] = hash.into();
    memory["content_size_bytes"] = content.len().into();
}

//! Memory stores with their memories, and vaults with their credentials.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Request,
    api::{Answer, Ids, error, not_found, now},
};

/// The content of each, by id.
#[derive(Default)]
pub(super) struct Stores {
    memory_stores: BTreeMap<String, BTreeMap<String, Value>>,
    vaults: BTreeMap<String, BTreeMap<String, Value>>,
}

impl Stores {
    pub(super) fn answer(&mut self, method: &str, segments: &[&str], request: &Request, ids: &mut Ids) -> Answer {
        let body = &request.body;
        match (method, segments) {
            ("POST", ["memory_stores"]) => {
                let id = ids.next("memstore");
                self.memory_stores.insert(id.clone(), BTreeMap::new());
                Answer::Json(200, json!({ "id": id, "type": "memory_store", "name": body["name"], "description": "" }))
            }
            ("POST", ["vaults"]) => {
                let id = ids.next("vlt");
                self.vaults.insert(id.clone(), BTreeMap::new());
                Answer::Json(200, json!({ "id": id, "type": "vault", "display_name": body["display_name"] }))
            }
            ("POST", ["memory_stores", store, "memories"]) => {
                let Some(memories) = self.memory_stores.get_mut(*store) else { return not_found() };
                let id = ids.next("mem");
                let memory = json!({
                    "id": id, "type": "memory", "memory_store_id": store, "path": body["path"], "content": body["content"],
                    "content_sha256": digest(&body["content"]), "created_at": now(), "updated_at": now(),
                });
                memories.insert(id, memory.clone());
                Answer::Json(200, memory)
            }
            ("GET", ["memory_stores", store, "memories"]) => match self.memory_stores.get(*store) {
                Some(memories) => page(memories, request),
                None => not_found(),
            },
            ("POST", ["memory_stores", store, "memories", id]) => {
                match self.memory_stores.get_mut(*store).and_then(|memories| memories.get_mut(*id)) {
                    Some(memory) => update(memory, body),
                    None => not_found(),
                }
            }
            ("POST", ["vaults", vault, "credentials"]) => {
                let Some(credentials) = self.vaults.get_mut(*vault) else { return not_found() };
                let id = ids.next("vcrd");
                let auth = json!({ "type": body["auth"]["type"], "mcp_server_url": body["auth"]["mcp_server_url"] });
                let credential = json!({
                    "id": id, "type": "vault_credential", "vault_id": vault, "display_name": body["display_name"],
                    "auth": auth, "metadata": {}, "created_at": now(), "updated_at": now(), "archived_at": null,
                });
                credentials.insert(id, credential.clone());
                Answer::Json(200, credential)
            }
            _ => not_found(),
        }
    }
}

/// A page of as many as are wanted; its cursor is the number of those before it.
fn page(memories: &BTreeMap<String, Value>, request: &Request) -> Answer {
    let number = |name, default| request.parameter(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (start, limit) = (number("page", 0), number("limit", 20));
    let data: Vec<&Value> = memories.values().skip(start).take(limit).collect();
    let end = start + data.len();
    let next = (end < memories.len()).then(|| end.to_string());
    Answer::Json(200, json!({ "data": data, "next_page": next }))
}

fn update(memory: &mut Value, body: &Value) -> Answer {
    let expected = &body["precondition"]["content_sha256"];
    if !expected.is_null() && *expected != memory["content_sha256"] {
        return error(412, "memory_precondition_failed_error", "The content is another one.");
    }
    memory["content_sha256"] = digest(&body["content"]);
    memory["content"] = body["content"].clone();
    memory["updated_at"] = now().into();
    Answer::Json(200, memory.clone())
}

/// Stands in for SHA-256: another one for other content.
fn digest(content: &Value) -> Value {
    format!("digest of {content}").into()
}

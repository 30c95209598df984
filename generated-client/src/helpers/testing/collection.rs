//! [`Collection`]: the resources of one kind, and the routes that all kinds have.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    ids::Ids,
    page::{USUAL, page},
    request::Request,
    response::Response,
};

/// The resources of one kind by ID, the oldest first.
pub(super) struct Collection {
    kind: &'static str,
    prefix: &'static str,
    items: BTreeMap<String, Value>,
}

impl Collection {
    pub(super) fn new(kind: &'static str, prefix: &'static str) -> Self {
        Self { kind, prefix, items: BTreeMap::new() }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Value> {
        self.items.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Value> {
        self.items.get_mut(id)
    }

    /// The newest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Value> {
        self.items.values().rev()
    }

    /// Adds a resource with these members, and with the members that all resources have.
    pub(super) fn create(&mut self, members: &Value, ids: &mut Ids) -> Value {
        let id = ids.next(self.prefix);
        let mut item = json!({
            "id": id, "type": self.kind, "metadata": {}, "created_at": ids.now(), "updated_at": ids.now(), "archived_at": null,
        });
        merge(&mut item, members);
        self.items.insert(id, item.clone());
        item
    }

    pub(super) fn remove(&mut self, id: &str) -> Response {
        match self.items.remove(id) {
            Some(_) => Response::ok(deleted(self.kind, id)),
            None => Response::not_found(),
        }
    }

    /// The routes of lists, and of single resources.
    pub(super) fn answer(&mut self, request: &Request, rest: &[&str], ids: &Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("GET", []) => self.list(request),
            ("DELETE", [id]) => self.remove(id),
            (method, [id, rest @ ..]) => {
                let Some(item) = self.items.get_mut(*id) else { return Response::not_found() };
                match (method, rest) {
                    ("GET", []) => Response::ok(item.clone()),
                    ("POST", []) if !item["archived_at"].is_null() => {
                        Response::invalid(format!("The {} is archived.", self.kind))
                    }
                    ("POST", []) => changed(item, &request.body, ids),
                    ("POST", ["archive"]) => archived(item, ids),
                    _ => Response::not_found(),
                }
            }
            _ => Response::not_found(),
        }
    }

    pub(super) fn list(&self, request: &Request) -> Response {
        let wants_archived = request.parameter("include_archived") == Some("true");
        page(request, USUAL, self.iter().filter(|item| wants_archived || item["archived_at"].is_null()))
    }
}

/// The response to a deletion.
pub(super) fn deleted(kind: &str, id: &str) -> Value {
    json!({ "id": id, "type": format!("{kind}_deleted") })
}

/// Puts the members of a body into a resource. Metadata is merged key by key, and null deletes a key.
pub(super) fn merge(resource: &mut Value, body: &Value) {
    for (name, value) in body.as_object().into_iter().flatten() {
        if name != "metadata" {
            resource[name.as_str()] = value.clone();
            continue;
        }
        let Some(metadata) = resource["metadata"].as_object_mut() else { continue };
        for (key, value) in value.as_object().into_iter().flatten() {
            metadata.insert(key.clone(), value.clone());
        }
        metadata.retain(|_, value| !value.is_null());
    }
}

pub(super) fn changed(resource: &mut Value, body: &Value, ids: &Ids) -> Response {
    merge(resource, body);
    resource["updated_at"] = ids.now().into();
    Response::ok(resource.clone())
}

pub(super) fn archived(resource: &mut Value, ids: &Ids) -> Response {
    if resource["archived_at"].is_null() {
        resource["archived_at"] = ids.now().into();
        resource["updated_at"] = ids.now().into();
    }
    Response::ok(resource.clone())
}

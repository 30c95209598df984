//! [`Files`]: files of the workspace, and those that sessions write.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    collection::deleted,
    ids::Ids,
    page::{LARGE, page},
    request::Request,
    response::Response,
};

/// Files with their content, the oldest first.
#[derive(Default)]
pub(super) struct Files(BTreeMap<String, (Value, Vec<u8>)>);

impl Files {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    pub(super) fn answer(&mut self, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("POST", []) => self.upload(request, ids),
            ("GET", []) => self.list(request),
            ("GET", [id]) => self.0.get(*id).map_or_else(Response::not_found, |(file, _)| Response::ok(file.clone())),
            ("GET", [id, "content"]) => match self.0.get(*id) {
                Some((file, content)) if file["downloadable"] == true => {
                    let media_type = file["mime_type"].as_str().unwrap_or_default();
                    Response::Content(media_type.to_owned(), content.clone())
                }
                Some(_) => Response::invalid("The file is an upload, which cannot be downloaded."),
                None => Response::not_found(),
            },
            ("DELETE", [id]) => match self.0.remove(*id) {
                Some(_) => Response::ok(deleted("file", id)),
                None => Response::not_found(),
            },
            _ => Response::not_found(),
        }
    }

    /// Adds a file that a session has written.
    pub(super) fn write(&mut self, session_id: &str, name: &str, content: Vec<u8>, ids: &mut Ids) {
        let scope = json!({ "id": session_id, "type": "session" });
        let members = json!({ "mime_type": "application/octet-stream", "downloadable": true, "scope": scope });
        self.add(name, members, content, ids);
    }

    fn upload(&mut self, request: &Request, ids: &mut Ids) -> Response {
        let Some(file) = request.parts().into_iter().find(|part| part.name == "file") else {
            return Response::invalid("file: Field required");
        };
        let media_type = file.content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
        let name = file.filename.unwrap_or_else(|| "unnamed".to_owned());
        let name = name.rsplit('/').next().unwrap_or_default();
        let members = json!({ "mime_type": media_type, "downloadable": false, "scope": null });
        Response::ok(self.add(name, members, file.content.into(), ids))
    }

    fn add(&mut self, name: &str, mut file: Value, content: Vec<u8>, ids: &mut Ids) -> Value {
        let id = ids.next("file");
        file["id"] = id.as_str().into();
        file["type"] = "file".into();
        file["filename"] = name.into();
        file["size_bytes"] = content.len().into();
        file["created_at"] = ids.now().into();
        self.0.insert(id, (file.clone(), content));
        file
    }

    fn list(&self, request: &Request) -> Response {
        let files = self.0.values().rev().map(|(file, _)| file);
        let wanted: Vec<&str> = request.parameters("ids[]").collect();
        match request.parameter("scope_id") {
            _ if !wanted.is_empty() => {
                let found: Vec<&Value> = files.filter(|file| wanted.iter().any(|id| file["id"] == *id)).collect();
                Response::ok(json!({ "data": found, "next_page": null }))
            }
            Some(session) => page(request, LARGE, files.filter(|file| file["scope"]["id"] == session)),
            None => page(request, LARGE, files),
        }
    }
}

//! [`Skills`]: skills with their versions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    collection::deleted,
    ids::Ids,
    page::{LARGE, page},
    request::Request,
    response::Response,
};
use crate::runtime::fake::ReceivedPart;

/// Skills, the oldest first.
#[derive(Default)]
pub(super) struct Skills(BTreeMap<String, Skill>);

struct Skill {
    value: Value,
    /// The oldest first.
    versions: Vec<Value>,
}

impl Skills {
    pub(super) fn answer(&mut self, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("POST", []) => self.create(&request.parts(), ids),
            ("GET", []) => {
                let skills = self.0.values().rev().map(|skill| &skill.value);
                match request.parameter("source") {
                    Some(source) => page(request, LARGE, skills.filter(|skill| skill["source"]["type"] == source)),
                    None => page(request, LARGE, skills),
                }
            }
            ("DELETE", [id]) => match self.0.remove(*id) {
                Some(_) => Response::ok(deleted("skill", id)),
                None => Response::not_found(),
            },
            (method, [id, rest @ ..]) => match self.0.get_mut(*id) {
                Some(skill) => skill.answer(method, request, rest, ids),
                None => Response::not_found(),
            },
            _ => Response::not_found(),
        }
    }

    fn create(&mut self, parts: &[ReceivedPart], ids: &mut Ids) -> Response {
        let Some((name, description)) = front_matter(parts) else { return no_front_matter() };
        let id = ids.next("skill");
        let version = version(&id, &name, &description, ids);
        let given = parts.iter().find(|part| part.name == "display_name").map(ReceivedPart::text);
        let value = json!({
            "id": id, "type": "skill", "display_name": given.unwrap_or(name), "source": { "type": "custom" },
            "latest_version_id": version["id"], "created_at": ids.now(), "updated_at": ids.now(),
        });
        self.0.insert(id, Skill { value: value.clone(), versions: vec![version] });
        Response::ok(value)
    }
}

impl Skill {
    fn answer(&mut self, method: &str, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        match (method, rest) {
            ("GET", []) => Response::ok(self.value.clone()),
            ("GET", ["versions"]) => page(request, LARGE, self.versions.iter().rev()),
            ("POST", ["versions"]) => self.add(&request.parts(), ids),
            ("GET", ["versions", id]) => match self.index(id) {
                Some(index) => Response::ok(self.versions[index].clone()),
                None => Response::not_found(),
            },
            ("DELETE", ["versions", id]) => match self.index(id) {
                Some(_) if self.versions.len() == 1 => Response::invalid("A skill keeps its last version."),
                Some(index) => {
                    let removed = self.versions.remove(index);
                    self.value["latest_version_id"] =
                        self.versions.last().map_or(Value::Null, |last| last["id"].clone());
                    Response::ok(deleted("skill_version", removed["id"].as_str().unwrap_or_default()))
                }
                None => Response::not_found(),
            },
            _ => Response::not_found(),
        }
    }

    fn index(&self, id: &str) -> Option<usize> {
        if id == "latest" {
            return self.versions.len().checked_sub(1);
        }
        self.versions.iter().position(|version| version["id"] == id)
    }

    fn add(&mut self, parts: &[ReceivedPart], ids: &mut Ids) -> Response {
        let Some((name, description)) = front_matter(parts) else { return no_front_matter() };
        if self.versions.iter().any(|version| version["name"] != name) {
            return Response::invalid("SKILL.md: the name of a skill never changes");
        }
        let version = version(self.value["id"].as_str().unwrap_or_default(), &name, &description, ids);
        self.value["latest_version_id"] = version["id"].clone();
        self.value["updated_at"] = ids.now().into();
        self.versions.push(version.clone());
        Response::ok(version)
    }
}

fn version(skill_id: &str, name: &str, description: &str, ids: &mut Ids) -> Value {
    json!({
        "id": ids.next("skver"), "type": "skill_version", "skill_id": skill_id, "name": name, "description": description,
        "created_at": ids.now(),
    })
}

fn no_front_matter() -> Response {
    Response::invalid("files: expected a file SKILL.md that begins with a name and a description")
}

/// The name and the description at the beginning of `SKILL.md`.
fn front_matter(parts: &[ReceivedPart]) -> Option<(String, String)> {
    let is_skill = |part: &&ReceivedPart| part.filename.as_deref().is_some_and(|name| name.ends_with("SKILL.md"));
    let text = parts.iter().find(is_skill)?.text();
    let lines = text.lines().skip_while(|line| line.trim() != "---").skip(1).take_while(|line| line.trim() != "---");
    let lines: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
    let value =
        |name: &str| lines.iter().find(|(other, _)| other.trim() == name).map(|(_, value)| value.trim().to_owned());
    Some((value("name")?, value("description")?))
}

//! The form in which the API returns an environment.

use serde_json::{Value, json};

use super::{collection::Collection, ids::Ids, request::Request, response::Response};

pub(super) fn answer(environments: &mut Collection, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
    match (request.method.as_str(), rest) {
        ("POST", []) => {
            let mut members = json!({ "description": "", "scope": "organization", "state": "active" });
            super::collection::merge(&mut members, &request.body);
            members["metadata"] = request.body["metadata"].clone();
            complete(&mut members);
            Response::ok(environments.create(&members, ids))
        }
        ("POST", [id]) => {
            let old = environments.get(id).map(|environment| environment["config"].clone()).unwrap_or_default();
            let new = &request.body["config"];
            if !new.is_null() && !old.is_null() && new["type"] != old["type"] {
                return invalid_type();
            }
            let response = environments.answer(request, rest, ids);
            let Response::Json(200, _) = response else { return response };
            let Some(environment) = environments.get_mut(id) else { return response };
            complete(environment);
            Response::ok(environment.clone())
        }
        ("POST", [id, "archive"]) => {
            if let Some(environment) = environments.get_mut(id) {
                environment["state"] = "archived".into();
            }
            environments.answer(request, rest, ids)
        }
        _ => environments.answer(request, rest, ids),
    }
}

fn invalid_type() -> Response {
    let details = json!({ "error_code": "invalid_config_type_change" });
    let message = "config.type: an environment keeps its type";
    Response::detailed(400, &json!({ "type": "invalid_request_error", "message": message, "details": details }))
}

fn complete(environment: &mut Value) {
    let config = &mut environment["config"];
    if config.is_null() {
        *config = json!({ "type": "cloud" });
    }
    if config["type"] != "cloud" {
        return;
    }
    if config["networking"].is_null() {
        config["networking"] = json!({ "type": "unrestricted" });
    }
    let mut packages = json!({ "type": "packages", "apt": [], "cargo": [], "gem": [], "go": [], "npm": [], "pip": [] });
    for (manager, names) in config["packages"].as_object().into_iter().flatten() {
        if !names.is_null() {
            packages[manager.as_str()] = names.clone();
        }
    }
    config["packages"] = packages;
    config["environment"] = json!({});
    config["init_script"] = "".into();
}

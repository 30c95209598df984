//! The credentials of requests, and what each may do.

use super::{collection::Collection, request::Request, response::Response, work::WorkQueue};

/// The holder of a credential.
pub(super) enum Bearer {
    /// A key of the workspace.
    Key,
    /// The key of an environment.
    Environment(String),
    /// The token of a work item, with the ID of its session.
    Work(String),
}

/// The key of a self-hosted environment.
pub(super) fn environment_key(environment: &str) -> String {
    format!("sk-ant-env-{environment}")
}

/// Determines the holder of the credential of a request.
pub(super) fn bearer(request: &Request, environments: &Collection, work: &WorkQueue) -> Result<Bearer, Response> {
    let refused = |message: &str| Response::error(401, "authentication_error", message);
    let Some(credential) = request.credential().filter(|credential| !credential.is_empty()) else {
        return Err(refused("The request has no API key."));
    };
    if let Some(environment) = credential.strip_prefix("sk-ant-env-") {
        return match environments.get(environment) {
            Some(_) => Ok(Bearer::Environment(environment.to_owned())),
            None => Err(refused("The environment key is invalid.")),
        };
    }
    match credential.strip_prefix("sk-ant-work-") {
        Some(id) => match work.session(id) {
            Some(session) => Ok(Bearer::Work(session.to_owned())),
            None => Err(refused("The token is invalid.")),
        },
        None => Ok(Bearer::Key),
    }
}

/// The refusal of a request that its holder may not send, or that lacks a header.
pub(super) fn refuses(bearer: &Bearer, request: &Request, segments: &[&str]) -> Option<Response> {
    if request.header("anthropic-version").is_none() {
        return Some(Response::invalid("anthropic-version: header is required"));
    }
    let beta = match segments {
        ["files" | "skills" | "models", ..] => None,
        ["memory_stores", ..] => Some("agent-memory-2026-07-22"),
        ["dreams", ..] => Some("dreaming-2026-04-21"),
        ["tunnels", ..] => Some("mcp-tunnels-2026-06-22"),
        _ => Some("managed-agents-2026-04-01"),
    };
    if let Some(beta) = beta.filter(|beta| !request.has_beta(beta)) {
        return Some(Response::invalid(format!("this API requires the beta header {beta}")));
    }
    let is_allowed = match (bearer, segments) {
        (Bearer::Key, ["environments", _, "work", "poll"] | ["environments", _, "work", _, "ack" | "heartbeat"]) => {
            false
        }
        (Bearer::Environment(own), ["environments", id, "work", ..]) => own == id,
        (Bearer::Key, _)
        | (Bearer::Environment(_) | Bearer::Work(_), ["sessions", _, ..] | ["skills", ..])
        | (Bearer::Work(_), ["environments", _, "work", _, "heartbeat" | "stop"] | ["memory_stores", ..]) => true,
        _ => false,
    };
    (!is_allowed).then(|| Response::forbidden("The credential does not allow this request."))
}

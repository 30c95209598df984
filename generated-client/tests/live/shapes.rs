//! Payloads in small, with each kind of union in them.

use managed_agents::types::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// A payload in small, and what decodes and encodes it.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) payload: Value,
    pub(crate) round_trip: fn(&Value) -> Result<Value, String>,
}

pub(crate) fn shapes() -> [Shape; 4] {
    [agent(), environment(), session(), events()]
}

fn round_trip<T: DeserializeOwned + Serialize>(payload: &Value) -> Result<Value, String> {
    let decoded: T = serde_json::from_str(&payload.to_string()).map_err(|error| error.to_string())?;
    serde_json::to_value(decoded).map_err(|error| error.to_string())
}

fn agent() -> Shape {
    Shape {
        name: "agent",
        payload: json!({
            "id": "agent_1", "type": "agent", "version": 1, "name": "n", "system": "s", "archived_at": null,
            "created_at": "2026-05-01T20:38:10Z", "metadata": {"k": "v"},
            "model": {"id": "m", "effort": {"type": "high"}, "speed": "fast"},
            "tools": [
                {"type": "agent_toolset_20260401",
                 "default_config": {"enabled": true, "permission_policy": {"type": "always_ask"}},
                 "configs": [{"type": "web_fetch", "name": "web_fetch", "enabled": true, "allowed_domains": ["a"],
                              "url_sources": {"user_input": {"type": "all"},
                                              "client_tool_results": {"type": "only",
                                                  "tools": [{"type": "tool_reference", "name": "t"}]}}}]},
                {"type": "mcp_toolset", "mcp_server_name": "m", "configs": [{"name": "t", "enabled": false}]},
                {"type": "custom", "name": "c", "description": "d", "input_schema": {"type": "object", "properties": {}}}
            ],
            "mcp_servers": [{"type": "url", "name": "m", "url": "u"}],
            "skills": [{"type": "custom", "skill_id": "s", "version": "1"}],
            "multiagent": {"type": "coordinator", "agents": [{"type": "agent", "id": "a", "version": 2}, "b"]},
            "execution_identity": {"type": "aws_role", "role_arn": "r"}
        }),
        round_trip: round_trip::<Agent>,
    }
}

fn environment() -> Shape {
    Shape {
        name: "environment",
        payload: json!({
            "id": "env_1", "type": "environment", "name": "n", "state": "active", "scope": "account",
            "description": "", "metadata": {}, "created_at": "2026-05-01T20:38:10Z", "archived_at": null,
            "config": {
                "type": "cloud",
                "networking": {"type": "limited", "allowed_hosts": ["h"], "allow_mcp_servers": false},
                "packages": {"type": "packages", "pip": ["p"], "apt": []}
            }
        }),
        round_trip: round_trip::<Environment>,
    }
}

fn session() -> Shape {
    Shape {
        name: "session",
        payload: json!({
            "id": "sesn_1", "type": "session", "status": "idle", "title": "t", "environment_id": "env_1",
            "agent": {
                "id": "agent_1", "type": "agent", "version": 3, "model": {"id": "m"}, "tools": [], "skills": [],
                "multiagent": {"type": "multiagent_20261001", "advisor": {"type": "enabled", "model": "m"},
                               "subagents": {"type": "enabled", "inline_agents": {"type": "disabled"},
                                             "predefined_agents": [{"type": "agent", "id": "a"}]},
                               "workflows": {"type": "disabled"}}
            },
            "budget": {"type": "limit", "max_list_cost": {"amount": "1.50", "currency": "USD"}},
            "usage": {"input_tokens": 1, "cache_creation": null, "list_cost": {"amount": "0.1", "currency": "USD"},
                      "server_tool_use": {"web_search_requests": 1}},
            "stats": {"duration_seconds": 1.5, "active_seconds": 0},
            "outcome_evaluations": [{"type": "outcome_evaluation", "outcome_id": "o", "result": "r", "iteration": 1}],
            "resources": [
                {"type": "github_repository", "id": "r1", "url": "u", "checkout": {"type": "commit", "sha": "s"}},
                {"type": "file", "id": "r2", "file_id": "f"},
                {"type": "memory_store", "memory_store_id": "m", "access": "read_only"}
            ],
            "vault_ids": ["v"], "metadata": {"k": "v"}, "updated_at": "2026-05-01T20:38:10.915453505Z"
        }),
        round_trip: round_trip::<Session>,
    }
}

fn events() -> Shape {
    let image = json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}});
    let document =
        json!({"type": "document", "title": "t", "source": {"type": "text", "media_type": "text/plain", "data": "d"}});
    let found = json!({"type": "search_result", "source": "s", "title": "t", "citations": {"enabled": true},
                       "content": [{"type": "text", "text": "t"}]});
    let asked = json!({"type": "auto", "evaluated_permission": {"type": "ask", "reason_code": "r"}});
    Shape {
        name: "events",
        payload: json!({"next_page": "p", "data": [
            {"type": "user.message", "id": "e0", "processed_at": null,
             "content": [{"type": "text", "text": "t"}, image, document, {"type": "redacted"}]},
            {"type": "user.custom_tool_result", "id": "e1", "custom_tool_use_id": "u", "is_error": false, "content": [found]},
            {"type": "user.define_outcome", "id": "e2", "rubric": {"type": "file", "file_id": "f"}, "max_iterations": 2},
            {"type": "user.tool_confirmation", "id": "e3", "tool_use_id": "u", "result": "deny"},
            {"type": "agent.tool_use", "id": "e4", "name": "bash", "input": {"command": "ls"},
             "evaluated_permission": "ask", "evaluation": asked},
            {"type": "session.error", "id": "e5", "error": {"type": "model_overloaded_error", "message": "m",
                                                            "retry_status": {"type": "retrying"}}},
            {"type": "session.status_idle", "id": "e6", "stop_reason": {"type": "requires_action", "event_ids": ["e4"]}},
            {"type": "session.status_idle", "id": "e7", "stop_reason": {"type": "refusal"},
             "stop_details": {"type": "refusal", "category": "bio", "explanation": null}},
            {"type": "session.thread_created", "id": "e8", "session_thread_id": "t", "agent_name": "a"},
            {"type": "session.updated", "id": "e9", "agent": {"type": "agent", "id": "a"}, "metadata": {"k": "v"}},
            {"type": "session.usage", "id": "e10", "usage": {"output_tokens": 5}},
            {"type": "span.model_request_end", "id": "e11", "model_usage": {"input_tokens": 1, "speed": "fast"}},
            {"type": "workflow_run.created", "id": "e12", "phases": [{"id": "p", "name": "n"}]},
            {"type": "workflow_run.status_ended", "id": "e13",
             "result": {"type": "error", "error": {"type": "timeout_error", "message": "m"}}},
            {"type": "event_start", "event": {"type": "agent.message", "id": "e14"}},
            {"type": "event_delta", "event_id": "e14",
             "delta": {"type": "content_delta", "index": 0, "content": {"type": "text", "text": "t"}}}
        ]}),
        round_trip: round_trip::<SessionEventList>,
    }
}

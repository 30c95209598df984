//! Small payloads with each kind of union.

use managed_agents::{
    runtime::json::{FromJson, ToJson, from_str, to_vec},
    types::*,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A small payload, with the functions that decode and encode it.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// Its encoded bytes: properties in the order of the document, and no spaces.
    pub(crate) text: String,
    pub(crate) payload: Value,
    pub(crate) round_trip: fn(&Value) -> Result<Value, String>,
    /// The bytes that the client sends, and those that serde writes.
    pub(crate) written: fn(&str) -> [String; 2],
}

pub(crate) fn shapes() -> [Shape; 4] {
    [agent(), environment(), session(), events()]
}

impl Shape {
    fn new<T: FromJson + ToJson + DeserializeOwned + Serialize>(name: &'static str, text: &str) -> Self {
        let text = one_line(text);
        let payload = serde_json::from_str(&text).expect("JSON");
        Self { name, text, payload, round_trip: round_trip::<T>, written: written::<T> }
    }
}

/// The text without line breaks and without the spaces at the beginning of lines.
pub(crate) fn one_line(text: &str) -> String {
    text.lines().map(str::trim_start).collect()
}

fn round_trip<T: DeserializeOwned + Serialize>(payload: &Value) -> Result<Value, String> {
    let decoded: T = serde_json::from_str(&payload.to_string()).map_err(|error| error.to_string())?;
    serde_json::to_value(decoded).map_err(|error| error.to_string())
}

pub(crate) fn written<T: FromJson + ToJson + DeserializeOwned + Serialize>(text: &str) -> [String; 2] {
    let ours: T = from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let by_serde: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let ours = String::from_utf8(to_vec(&ours).expect("JSON")).expect("UTF-8");
    [ours, serde_json::to_string(&by_serde).expect("JSON")]
}

fn agent() -> Shape {
    Shape::new::<Agent>(
        "agent",
        r#"{
            "id":"agent_1","type":"agent","name":"n","model":{"id":"m","effort":{"type":"high"},"speed":"fast"},
            "system":"s",
            "tools":[{"type":"agent_toolset_20260401","configs":[{"name":"web_fetch","type":"web_fetch",
              "enabled":true,"allowed_domains":["a"],"url_sources":{"client_tool_results":{"type":"only",
              "tools":[{"type":"tool_reference","name":"t"}]},"user_input":{"type":"all"}}}],
              "default_config":{"enabled":true,"permission_policy":{"type":"always_ask"}}},{"type":"mcp_toolset",
              "mcp_server_name":"m","configs":[{"name":"t","enabled":false}]},{"type":"custom","name":"c",
              "description":"d","input_schema":{"type":"object","properties":{}}}],
            "skills":[{"type":"custom","skill_id":"s","version":"1"}],
            "mcp_servers":[{"type":"url","name":"m","url":"u"}],"metadata":{"k":"v"},"version":1,
            "created_at":"2026-05-01T20:38:10Z","archived_at":null,
            "multiagent":{"type":"coordinator","agents":[{"type":"agent","id":"a","version":2},"b"]},
            "execution_identity":{"type":"aws_role","role_arn":"r"}
        }"#,
    )
}

fn environment() -> Shape {
    Shape::new::<Environment>(
        "environment",
        r#"{
            "id":"env_1","type":"environment","name":"n",
            "config":{"type":"cloud","networking":{"type":"limited","allowed_hosts":["h"],"allow_mcp_servers":false},
              "packages":{"type":"packages","apt":[],"pip":["p"]}},
            "created_at":"2026-05-01T20:38:10Z","archived_at":null,"description":"","metadata":{},
            "scope":"account","state":"active"
        }"#,
    )
}

fn session() -> Shape {
    Shape::new::<Session>(
        "session",
        r#"{
            "id":"sesn_1","type":"session",
            "agent":{"type":"agent","id":"agent_1","version":3,"model":{"id":"m"},"tools":[],"skills":[],
              "multiagent":{"type":"multiagent_20261001","advisor":{"type":"enabled","model":"m"},
              "subagents":{"type":"enabled","inline_agents":{"type":"disabled"},"predefined_agents":[{"type":"agent",
              "id":"a"}]},"workflows":{"type":"disabled"}}},
            "environment_id":"env_1","status":"idle","title":"t","metadata":{"k":"v"},
            "resources":[{"type":"github_repository","id":"r1","url":"u","checkout":{"type":"commit","sha":"s"}},
              {"type":"file","id":"r2","file_id":"f"},{"type":"memory_store","memory_store_id":"m",
              "access":"read_only"}],
            "vault_ids":["v"],"budget":{"type":"limit","max_list_cost":{"amount":"1.50","currency":"USD"}},
            "usage":{"input_tokens":1,"cache_creation":null,"list_cost":{"amount":"0.1","currency":"USD"},
              "server_tool_use":{"web_search_requests":1}},
            "stats":{"active_seconds":0,"duration_seconds":1.5},
            "outcome_evaluations":[{"type":"outcome_evaluation","outcome_id":"o","iteration":1,"result":"r"}],
            "updated_at":"2026-05-01T20:38:10.915453505Z"
        }"#,
    )
}

fn events() -> Shape {
    Shape::new::<SessionEventList>(
        "events",
        r#"{"data":[
            {"type":"user.message","id":"e0","content":[{"type":"text","text":"t"},{"type":"image",
             "source":{"type":"base64","media_type":"image/png","data":"AA=="}},{"type":"document","source":{"type":"text",
             "media_type":"text/plain","data":"d"},"title":"t"},{"type":"redacted"}],"processed_at":null},
            {"type":"user.custom_tool_result","id":"e1","custom_tool_use_id":"u","content":[{"type":"search_result",
             "source":"s","title":"t","content":[{"type":"text","text":"t"}],"citations":{"enabled":true}}],"is_error":false},
            {"type":"user.define_outcome","id":"e2","rubric":{"type":"file","file_id":"f"},"max_iterations":2},
            {"type":"user.tool_confirmation","id":"e3","tool_use_id":"u","result":"deny"},
            {"type":"agent.tool_use","id":"e4","name":"bash","input":{"command":"ls"},"evaluated_permission":"ask",
             "evaluation":{"type":"auto","evaluated_permission":{"type":"ask","reason_code":"r"}}},
            {"type":"session.error","id":"e5","error":{"type":"model_overloaded_error","message":"m",
             "retry_status":{"type":"retrying"}}},
            {"type":"session.status_idle","id":"e6","stop_reason":{"type":"requires_action","event_ids":["e4"]}},
            {"type":"session.status_idle","id":"e7","stop_reason":{"type":"refusal"},"stop_details":{"type":"refusal",
             "category":"bio","explanation":null}},
            {"type":"session.thread_created","id":"e8","session_thread_id":"t","agent_name":"a"},
            {"type":"session.updated","id":"e9","agent":{"type":"agent","id":"a"},"metadata":{"k":"v"}},
            {"type":"session.usage","id":"e10","usage":{"output_tokens":5}},
            {"type":"span.model_request_end","id":"e11","model_usage":{"input_tokens":1,"speed":"fast"}},
            {"type":"workflow_run.created","id":"e12","phases":[{"id":"p","name":"n"}]},
            {"type":"workflow_run.status_ended","id":"e13","result":{"type":"error","error":{"type":"timeout_error",
             "message":"m"}}},
            {"type":"event_start","event":{"type":"agent.message","id":"e14"}},
            {"type":"event_delta","event_id":"e14","delta":{"type":"content_delta","index":0,"content":{"type":"text",
             "text":"t"}}}
        ],"next_page":"p"}"#,
    )
}

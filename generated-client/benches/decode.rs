//! Decoding, compared with serde: `cargo bench -p managed-agents --bench decode`.
//!
//! The payloads have the properties of an object in the order of their names, as the responses of the API do: the tag of
//! a union comes late, and the properties before it must be kept until then.

use std::collections::BTreeMap;
use std::hint::black_box;

use managed_agents::{
    runtime::{
        json::{FromJson, from_str, to_vec},
        sse::Decoder,
    },
    types,
};
use serde::de::DeserializeOwned;
use serde_derive::Deserialize;
use serde_json::{Value, json};

#[path = "../tests/live/event_types.rs"]
mod event_types;
mod measure;

use event_types::EVENTS;
use measure::{compare, head};

fn main() {
    head("ms");
    pages();
    events();
    every_event();
    kinds();
    unknown_members();
    streams();
}

fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("it is of this type")
}

/// Reads a payload in the same way as a response.
fn ours<T: FromJson>(text: &str) -> T {
    from_str(text).expect("it is of this type")
}

fn agent(number: usize) -> Value {
    json!({
        "archived_at": null,
        "created_at": "2026-05-01T20:38:09.056292Z",
        "description": "Answers what customers ask, and asks for help where it cannot.",
        "id": format!("agent_011CacVYC916sL5tL1Kvn{number:04}"),
        "mcp_servers": [{"name": "tracker", "type": "url", "url": "https://tracker.example.com/mcp"}],
        "metadata": {"team": "support", "tier": "2"},
        "model": {"id": "claude-haiku-4-5", "speed": "standard"},
        "multiagent": null,
        "name": format!("support {number}"),
        "skills": [{"skill_id": "xlsx", "type": "anthropic", "version": "1"}],
        "system": "You are terse. Answer with one sentence, and name your source.",
        "tools": [
            {"configs": [{"enabled": true, "name": "bash", "permission_policy": {"type": "always_allow"}, "type": "bash"}],
             "default_config": {"enabled": true, "permission_policy": {"type": "always_allow"}},
             "type": "agent_toolset_20260401"},
            {"description": "Finds an order.", "input_schema": {"properties": {"id": {"type": "string"}}, "type": "object"},
             "name": "find_order", "type": "custom"},
        ],
        "type": "agent",
        "updated_at": "2026-05-01T20:38:09.056292Z",
        "version": number,
    })
}

fn pages() {
    let one = agent(1).to_string();
    compare("an agent", "serde_json::Value", 1000, || ours::<types::Agent>(&one), || read::<Value>(&one));
    let page = json!({"data": (0..1000).map(agent).collect::<Vec<_>>(), "next_page": null}).to_string();
    compare(
        "a page of 1,000 agents",
        "serde_json::Value",
        1,
        || ours::<types::AgentList>(&page),
        || read::<Value>(&page),
    );
    let list = ours::<types::AgentList>(&page);
    let value = read::<Value>(&page);
    compare(
        "a page of 1,000 agents, written",
        "serde_json::Value",
        1,
        || to_vec(&list),
        || serde_json::to_string(&value),
    );
}

/// Four kinds of event, each with the tag at the end and at the beginning.
fn events() {
    let late = [
        r#"{"content":[{"text":"Hello, world","type":"text"}],"id":"sevt_011CZk","processed_at":"2026-04-01T12:34:56.789Z","type":"agent.message"}"#,
        r#"{"id":"sevt_011CZl","processed_at":"2026-04-01T12:34:56.789Z","type":"agent.thinking"}"#,
        r#"{"id":"sevt_011CZm","input":{"command":"ls","timeout":10},"name":"bash","processed_at":"2026-04-01T12:34:56.789Z","type":"agent.tool_use"}"#,
        r#"{"id":"sevt_011CZn","processed_at":"2026-04-01T12:34:56.789Z","type":"session.status_running"}"#,
    ];
    let early = late.map(|event| {
        let (rest, tag) = event.rsplit_once(r#","type":"#).expect("a tag");
        format!(r#"{{"type":{},{}}}"#, tag.trim_end_matches('}'), rest.trim_start_matches('{'))
    });
    let early = early.iter().map(String::as_str).collect::<Vec<_>>();
    for (place, events) in [("last", &late[..]), ("first", &early[..])] {
        let all = format!("[{}]", events.join(","));
        let typed = || ours::<Vec<types::SessionEvent>>(&all);
        let what = format!("four events, the tag {place}");
        compare(&what, "untagged, the same variants", 1000, typed, || read::<Vec<Untagged>>(&all));
        compare(&what, "internally tagged, derived", 1000, typed, || read::<Vec<Tagged>>(&all));
        compare(&what, "serde_json::Value", 1000, typed, || read::<Vec<Value>>(&all));
    }
}

/// Serde tries the arms in order. This union has few, ours has forty-four.
#[derive(Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is read and dropped")]
enum Untagged {
    ToolUse {
        r#type: ToolUseTag,
        id: String,
        name: String,
        input: serde_json::Map<String, Value>,
        processed_at: Option<String>,
    },
    Thinking {
        r#type: ThinkingTag,
        id: String,
        processed_at: Option<String>,
    },
    Running {
        r#type: RunningTag,
        id: String,
        processed_at: Option<String>,
    },
    Message {
        r#type: String,
        id: String,
        content: Option<Vec<Block>>,
        processed_at: Option<String>,
    },
}

#[derive(Deserialize)]
enum ToolUseTag {
    #[serde(rename = "agent.tool_use")]
    Tag,
}

#[derive(Deserialize)]
enum ThinkingTag {
    #[serde(rename = "agent.thinking")]
    Tag,
}

#[derive(Deserialize)]
enum RunningTag {
    #[serde(rename = "session.status_running")]
    Tag,
}

/// Serde's union by a tag. Its structs do not keep undeclared properties.
#[derive(Deserialize)]
#[serde(tag = "type")]
#[expect(dead_code, reason = "it is read and dropped")]
enum Tagged {
    #[serde(rename = "agent.message")]
    Message { id: String, content: Option<Vec<Block>>, processed_at: Option<String> },
    #[serde(rename = "agent.thinking")]
    Thinking { id: String, processed_at: Option<String> },
    #[serde(rename = "agent.tool_use")]
    ToolUse { id: String, name: String, input: serde_json::Map<String, Value>, processed_at: Option<String> },
    #[serde(rename = "session.status_running")]
    Running { id: String, processed_at: Option<String> },
}

#[derive(Deserialize)]
#[serde(tag = "type")]
#[expect(dead_code, reason = "it is read and dropped")]
enum Block {
    #[serde(rename = "text")]
    Text { text: String },
    #[serde(rename = "redacted")]
    Redacted,
}

/// One event of each kind.
fn every_event() {
    let text = json!([{"text": "Hello, world", "type": "text"}]);
    let mut events: Vec<Value> = [
        json!({"content": text, "id": "sevt_1", "type": "user.message"}),
        json!({"id": "sevt_1", "result": "allow", "tool_use_id": "sevt_2", "type": "user.tool_confirmation"}),
        json!({"custom_tool_use_id": "sevt_2", "id": "sevt_1", "type": "user.custom_tool_result"}),
        json!({"id": "sevt_1", "tool_use_id": "sevt_2", "type": "user.tool_result"}),
        json!({"description": "d", "id": "s", "rubric": {"content": "c", "type": "text"}, "type": "user.define_outcome"}),
        json!({"content": text, "id": "sevt_1", "type": "system.message"}),
        json!({"event": {"id": "sevt_1", "type": "agent.message"}, "type": "event_start"}),
        json!({"delta": {"content": text[0], "type": "content_delta"}, "event_id": "sevt_1", "type": "event_delta"}),
    ]
    .into();
    // The other kinds require only their tag and an id.
    let others: Vec<&str> =
        EVENTS.iter().filter(|tag| !events.iter().any(|event| event["type"] == **tag)).copied().collect();
    let plain = |tag| json!({"id": "sevt_1", "processed_at": "2026-04-01T12:34:56.789Z", "type": tag});
    events.extend(others.into_iter().map(plain));
    let all = Value::from(events).to_string();
    let events = ours::<Vec<types::SessionEvent>>(&all);
    assert!(!events.iter().any(|event| matches!(event, types::SessionEvent::Unknown(_))), "all are known");
    let what = format!("one event of each of {} kinds", events.len());
    compare(&what, "serde_json::Value", 100, || ours::<Vec<types::SessionEvent>>(&all), || read::<Vec<Value>>(&all));
}

/// A union that is decided by the kind of the JSON value, without reading ahead.
fn kinds() {
    let all = r#"["claude-haiku-4-5", {"id": "claude-haiku-4-5", "speed": "fast"}]"#;
    let typed = || ours::<Vec<types::ModelOrId>>(all);
    compare("a string or an object", "untagged, derived", 1000, typed, || read::<Vec<ModelByHand>>(all));
}

#[derive(Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is read and dropped")]
enum ModelByHand {
    Id(String),
    Config(Dropped),
}

/// The cost of keeping undeclared properties: an object without any, and one with two declared properties of six.
fn unknown_members() {
    let text = r#"{"id":"claude-haiku-4-5","inference_geo":"us","speed":"standard"}"#;
    let typed = || ours::<types::ModelConfig>(text);
    compare("no unknown member", "#[serde(flatten)]", 1000, typed, || read::<Flattened>(text));
    compare("no unknown member", "dropped, derived", 1000, typed, || read::<Dropped>(text));
    let text = r#"{"id":"claude-haiku-4-5","speed":"standard","a":"one","b":2,"c":[true],"d":null}"#;
    let typed = || ours::<types::ModelConfig>(text);
    compare("unknown members kept", "#[serde(flatten)]", 1000, typed, || read::<Flattened>(text));
    compare("unknown members kept", "dropped, derived", 1000, typed, || read::<Dropped>(text));
    compare("unknown members kept", "serde_json::Value", 1000, typed, || read::<Value>(text));
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read and dropped")]
struct Flattened {
    id: String,
    effort: Option<Value>,
    inference_geo: Option<String>,
    speed: Option<String>,
    #[serde(flatten)]
    additional_properties: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read and dropped")]
struct Dropped {
    id: String,
    effort: Option<Value>,
    inference_geo: Option<String>,
    speed: Option<String>,
}

/// From bytes to typed events, on one core.
fn streams() {
    let small =
        concat!(r#"data: {"id":"sevt_1","processed_at":"2026-04-01T12:34:56.789Z","type":"agent.thinking"}"#, "\n\n",);
    let stream = small.repeat(10_000);
    let typed = || events_of::<types::SessionEvent>(&stream);
    compare("10,000 small events from bytes", "sse-core, internally tagged", 1, typed, || {
        by_sse_core::<Tagged>(&stream);
    });
    compare("10,000 small events from bytes", "sse-core, serde_json::Value", 1, typed, || {
        by_sse_core::<Value>(&stream);
    });
}

fn events_of<T: FromJson>(stream: &str) {
    let mut decoder = Decoder::new();
    for mut chunk in stream.as_bytes().chunks(16 << 10) {
        while let Some(event) = decoder.decode(&mut chunk) {
            black_box(ours::<T>(event.expect("within the limits").data));
        }
    }
}

fn by_sse_core<T: DeserializeOwned>(stream: &str) {
    let limit = std::num::NonZeroUsize::new(16 << 20).expect("not zero");
    let mut decoder = sse_core::SseDecoder::with_limit(limit);
    for mut chunk in stream.as_bytes().chunks(16 << 10) {
        while let Some(event) = decoder.next(&mut chunk) {
            if let sse_core::SseEvent::Message(event) = event.expect("within the limits") {
                black_box(read::<T>(&event.data));
            }
        }
    }
}

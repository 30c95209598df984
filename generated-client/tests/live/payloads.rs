//! Nothing is lost: the API's JSON is decoded, and encoded to the same JSON.

use std::{fmt::Debug, fs, path::Path};

use managed_agents::{runtime::Field, types::*};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    event_types::EVENTS,
    shapes::{one_line, written},
};

/// Decodes a payload, and checks the encoded value. In types that only responses use, a null may come back absent.
#[track_caller]
fn check<T: DeserializeOwned + Serialize>(name: &str, payload: &Value) -> T {
    let text = payload.to_string();
    let decoded: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let encoded = serde_json::to_value(&decoded).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut lost = Vec::new();
    compare("$", payload, &encoded, &mut lost);
    assert!(lost.is_empty(), "{name}: {lost:#?}");
    decoded
}

/// Undocumented properties that the live API returns in the configuration of an environment.
const UNDOCUMENTED: [&str; 2] = ["environment", "init_script"];

/// The unknown variant, which an absent enum or union has.
const ABSENT: [&str; 2] = ["Unknown(null)", "Unknown(\"\")"];

/// Checks a fully documented payload: only the properties in `free` are unknown.
#[track_caller]
fn check_typed<T: DeserializeOwned + Serialize + Debug>(name: &str, payload: &Value, free: &[&str]) {
    let shown = format!("{:?}", check::<T>(name, payload));
    let present = ABSENT.iter().fold(shown.clone(), |shown, absent| shown.replace(absent, ""));
    assert!(!present.contains("Unknown("), "{name}: {shown}");
    for kept in shown.split("additional_properties: {").skip(1) {
        let unknown: Vec<_> = keys_of_shown_map(kept).into_iter().filter(|key| !free.contains(key)).collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?} in {kept}");
    }
}

/// The keys of the map whose `Debug` form `shown` begins with, after its brace.
fn keys_of_shown_map(shown: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut depth = 0_usize;
    let mut rest = shown;
    while let Some(at) = rest.find(['"', '{', '}', '(', ')', '[', ']']) {
        let (found, after) = rest[at..].split_at(1);
        rest = after;
        match found {
            "\"" => {
                let text = rest;
                let length = length_of_quoted(text);
                rest = &text[length + 1..];
                if depth == 0 && rest.starts_with(": ") {
                    keys.push(&text[..length]);
                }
            }
            "{" | "(" | "[" => depth += 1,
            _ if depth == 0 => break,
            _ => depth -= 1,
        }
    }
    keys
}

/// The length of the text before its closing quotation mark.
fn length_of_quoted(text: &str) -> usize {
    let mut escaped = false;
    let end = text.find(|character| {
        let ends = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        ends
    });
    end.expect("its end")
}

pub(crate) fn compare(path: &str, sent: &Value, kept: &Value, lost: &mut Vec<String>) {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => {
            for (name, value) in sent {
                match kept.get(name) {
                    Some(other) => compare(&format!("{path}.{name}"), value, other, lost),
                    None if value.is_null() => {}
                    None => lost.push(format!("{path}.{name} is gone")),
                }
            }
            lost.extend(
                kept.keys().filter(|name| !sent.contains_key(*name)).map(|name| format!("{path}.{name} is new")),
            );
        }
        (Value::Array(sent), Value::Array(kept)) if sent.len() == kept.len() => {
            for (index, (sent, kept)) in sent.iter().zip(kept).enumerate() {
                compare(&format!("{path}[{index}]"), sent, kept, lost);
            }
        }
        _ if sent == kept => {}
        _ => lost.push(format!("{path}: {sent} became {kept}")),
    }
}

/// The recorded and made payloads next to the project, if there are any.
fn payloads(folder: &str) -> Vec<(String, Value)> {
    let mut around = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let Some(entries) = around.find_map(|around| fs::read_dir(around.join("shared/fixtures").join(folder)).ok()) else {
        return Vec::new();
    };
    let mut found: Vec<(String, Value)> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON"))
        })
        .filter(|(name, _)| name != "index.json")
        .collect();
    found.sort_by(|left, right| left.0.cmp(&right.0));
    found
}

#[test]
fn recorded_exchanges_come_back_as_they_were() {
    for (name, exchange) in payloads("live") {
        let (request, response) = (&exchange["request"], &exchange["response"]);
        match name.split_once('_').and_then(|(_, rest)| rest.strip_suffix(".json")).expect("an operation") {
            "createEnvironment" => {
                check_typed::<CreateEnvironmentRequest>(&name, request, &[]);
                check_typed::<Environment>(&name, response, &UNDOCUMENTED);
            }
            "createAgent" => {
                check_typed::<CreateAgentRequest>(&name, request, &[]);
                check_typed::<Agent>(&name, response, &[]);
            }
            "createSession" => {
                check_typed::<CreateSessionRequest>(&name, request, &[]);
                check_typed::<Session>(&name, response, &[]);
            }
            "sendSessionEvents" => {
                check_typed::<EventBatch>(&name, request, &[]);
                check_typed::<SentEvents>(&name, response, &[]);
            }
            "listSessionEvents" => check_typed::<SessionEventList>(&name, response, &[]),
            "archiveSession" => check_typed::<Session>(&name, response, &[]),
            "archiveAgent" => check_typed::<Agent>(&name, response, &[]),
            "archiveEnvironment" => check_typed::<Environment>(&name, response, &UNDOCUMENTED),
            other => panic!("nobody checks {other}"),
        }
    }
}

#[test]
fn made_payloads_come_back_as_they_were() {
    for (name, payload) in payloads("synth") {
        match name.split_once('.').expect("a kind").0 {
            "agent" => check_typed::<Agent>(&name, &payload, &[]),
            "environment" => check_typed::<Environment>(&name, &payload, &[]),
            "session" => check_typed::<Session>(&name, &payload, &[]),
            "event" => check_typed::<SessionEvent>(&name, &payload, &[]),
            other => panic!("nobody checks {other}"),
        }
    }
}

#[test]
fn unknown_parts_are_encoded_to_the_same_bytes() {
    let agent = one_line(
        r#"{
            "id":"agent_1","type":"agent",
            "model":{"id":"claude-opus-4-7","effort":{"type":"extreme"},"new":1},
            "tools":[
            {"type":"agent_toolset_20260401","configs":[{"name":"bash","enabled":true},{"x":1,"name":"new"}]},
            {"type":"mcp_toolset","mcp_server_name":"m","default_config":{"permission_policy":{"type":"auto"}}},
            {"x":1.50,"type":"agent_toolset_20270101"}
            ],
            "skills":[{"type":"anthropic","skill_id":"s","version":null}],
            "version":1,
            "multiagent":{"type":"coordinator","agents":[{"type":"agent","id":"a","version":2},"b"]},
            "new":{"b":[1e2],"a":null}
        }"#,
    );
    assert_eq!(written::<Agent>(&agent), [agent.as_str(), agent.as_str()]);
}

#[test]
fn last_years_and_next_years_payloads_are_decoded() {
    check::<Agent>("agent", &json!({"id": "a", "type": "agent", "version": 1}));
    check::<Session>("session", &json!({"id": "s", "type": "session", "status": "dreaming"}));
    check::<Environment>("environment", &json!({"id": "e", "type": "environment", "config": {"type": "moon", "x": 1}}));
    check::<SessionEvent>("event", &json!({"id": "e", "type": "session.new", "x": [1]}));
    check::<SessionEvent>("event", &json!({"id": "e", "type": "session.error", "error": {"type": "new_error"}}));
}

#[test]
fn a_known_event_that_is_malformed_is_an_error_with_its_path() {
    let event = json!({"id": "e", "type": "agent.message", "content": [{"type": "text", "text": 1}]});
    let error = serde_json::from_value::<SessionEvent>(event).expect_err("the text is a number");
    assert!(error.to_string().starts_with("$.content[0].text: "), "{error}");
}

#[test]
fn every_event_is_known_by_its_type() {
    assert_eq!(EVENTS.len(), 44);
    for kind in EVENTS {
        let payload = match *kind {
            "event_start" => json!({"type": kind, "event": {"type": "agent.message", "id": "e"}}),
            "event_delta" => {
                let delta = json!({"type": "content_delta", "index": 0, "content": {"type": "text", "text": "t"}});
                json!({"type": kind, "event_id": "e", "delta": delta})
            }
            _ => json!({"id": "e", "type": kind, "processed_at": "2026-05-01T20:38:10.915453505Z", "new": [null]}),
        };
        check::<SessionEvent>(kind, &payload);
        let event: SessionEvent = serde_json::from_value(payload).expect("it was decoded");
        assert!(!matches!(event, SessionEvent::Unknown(_)), "{kind} is not known");
        assert_eq!(event.kind(), *kind);
        let text = format!(r#"{{"type":"{kind}","id":"e","processed_at":"2026-05-01T20:38:10.9Z","new":[1.0,null]}}"#);
        if !kind.starts_with("event_") {
            assert_eq!(written::<SessionEvent>(&text), [text.as_str(), text.as_str()]);
        }
    }
}

#[test]
fn a_null_in_a_request_stays_null() {
    let update = json!({"system": null, "tools": null, "metadata": {"gone": null}});
    let decoded: UpdateAgentRequest = serde_json::from_value(update.clone()).expect("an update");
    assert_eq!(serde_json::to_value(decoded).expect("JSON"), update);
}

#[test]
fn tokens_and_secrets_are_written_and_not_shown() {
    let shown = [
        written_and_hidden(&CreateStaticBearer::new("https://mcp.example.com", "t-hidden")),
        written_and_hidden(&UpdateMcpOAuth::new().access_token("t-hidden")),
        written_and_hidden(&UpdateSessionResourceRequest::new("t-hidden")),
        written_and_hidden(
            &serde_json::from_value::<Work>(json!({"id": "w", "type": "work", "secret": "t-hidden"})).expect("work"),
        ),
    ];
    assert!(shown.iter().all(|shown| shown.contains("Secret(…)")), "{shown:?}");
}

fn written_and_hidden(value: &(impl Serialize + Debug)) -> String {
    assert!(serde_json::to_string(value).expect("JSON").contains("t-hidden"));
    let shown = format!("{value:?}{value:#?}");
    assert!(!shown.contains("t-hidden"), "{shown}");
    shown
}

#[test]
fn the_input_of_a_built_in_tool_has_its_type() {
    let event = json!({"id": "e", "type": "agent.tool_use", "name": "bash", "input": {"command": "ls", "new": 1}});
    let mut event: AgentToolUseEvent = serde_json::from_value(event).expect("an event");
    let input: BashToolInput = event.input_as().expect("the input of bash");
    assert_eq!((input.command.as_deref(), input.additional_properties.len()), (Some("ls"), 1));
    let error = event.input_as::<EditToolInput>().expect_err("the input of another tool");
    assert!(error.to_string().contains("file_path"), "{error}");
    event.input.clear();
    assert_eq!(event.input_as::<BashToolInput>().expect("all is optional"), BashToolInput::new());
}

#[test]
fn the_details_of_an_error_have_types() {
    let state = json!({"state": "stopped", "last_heartbeat": null, "lease_extended": false, "ttl_seconds": 0});
    let details = json!({"error_code": "heartbeat_precondition_failed", "current_state": state});
    let lost = json!({"type": "invalid_request_error", "message": "m", "details": details});
    check_typed::<ErrorResponse>("lost lease", &json!({"type": "error", "error": lost, "request_id": "r"}), &[]);
    let conflict = json!({
        "type": "memory_path_conflict_error", "message": "m", "conflicting_memory_id": "i", "conflicting_path": "/p",
    });
    check_typed::<ErrorResponse>("taken path", &json!({"type": "error", "error": conflict, "request_id": null}), &[]);
}

#[test]
fn an_environment_may_be_made_without_a_config() {
    let plain: CreateEnvironmentRequest = check("no config", &json!({"name": "ci"}));
    assert_eq!(plain.config, Field::Absent);
    let cleared = CreateEnvironmentRequest::new("ci", CloudConfig::new()).clear_config();
    assert_eq!(serde_json::to_value(cleared).expect("JSON"), json!({"name": "ci", "config": null}));
}

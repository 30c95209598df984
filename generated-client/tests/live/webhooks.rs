//! Events that the API sends to an application's server.

use std::{fs, future::Future, path::Path, pin::Pin, time::Duration};

use managed_agents::{
    Webhooks,
    runtime::{Clock, SystemClock, WebhookError, WebhookReceiver},
    types::{WebhookEvent, WebhookEventData},
};
use serde_json::{Value, json};

/// The types of events.
const EVENTS: &[&str] = &[
    "agent.archived",
    "agent.created",
    "agent.deleted",
    "agent.updated",
    "deployment.archived",
    "deployment.created",
    "deployment.deleted",
    "deployment.paused",
    "deployment.unpaused",
    "deployment.updated",
    "deployment_run.failed",
    "deployment_run.started",
    "deployment_run.succeeded",
    "environment.archived",
    "environment.created",
    "environment.deleted",
    "environment.updated",
    "external_key.failed",
    "external_key.recovered",
    "external_storage.failed",
    "external_storage.recovered",
    "memory_store.archived",
    "memory_store.created",
    "memory_store.deleted",
    "session.archived",
    "session.budget_reached",
    "session.created",
    "session.deleted",
    "session.idled",
    "session.outcome_evaluation_ended",
    "session.pending",
    "session.requires_action",
    "session.running",
    "session.status_idled",
    "session.status_rescheduled",
    "session.status_run_started",
    "session.status_terminated",
    "session.thread_created",
    "session.thread_idled",
    "session.thread_terminated",
    "session.updated",
    "user_profile.enforcement_action_opened",
    "user_profile.enforcement_action_resolved",
    "user_profile.program_status_updated",
    "vault.archived",
    "vault.created",
    "vault.deleted",
    "vault_credential.archived",
    "vault_credential.created",
    "vault_credential.deleted",
    "vault_credential.refresh_failed",
];

fn read(event: &Value) -> WebhookEvent {
    Webhooks::parse_unverified(event.to_string().as_bytes()).expect("an event")
}

#[test]
fn every_type_of_event_is_typed_and_loses_nothing() {
    assert_eq!(EVENTS.len(), 51);
    for name in EVENTS {
        let written = json!({
            "type": "event", "id": "whe_1", "created_at": "2027-01-15T08:00:00Z",
            "data": {
                "type": name, "id": "x_1", "organization_id": "o", "workspace_id": "w", "session_thread_id": "t",
                "vault_id": "v", "enforcement_action_id": "a", "new": [1.0],
            },
        });
        let event = read(&written);
        assert!(!matches!(event.data, WebhookEventData::Unknown(_)), "{name}");
        assert_eq!((event.data.kind(), event.data.id()), (*name, Some("x_1")));
        assert_eq!(serde_json::to_value(&event).expect("JSON"), written);
    }
}

#[test]
fn an_event_of_another_type_is_kept() {
    let written = json!({
        "type": "event", "id": "whe_1", "created_at": "2027-01-15T08:00:00Z", "data": {"type": "session.new", "x": [1]},
    });
    let event = read(&written);
    assert!(matches!(&event.data, WebhookEventData::Unknown(data) if data["x"] == json!([1])), "{event:?}");
    assert_eq!(event.data.kind(), "session.new");
    let envelope = read(&json!({"type": "ping", "id": "whe_1", "extra": true}));
    assert_eq!(envelope.additional_properties.get("type"), Some(&json!("ping")));
    assert_eq!(envelope.additional_properties.get("extra"), Some(&json!(true)));
}

#[test]
fn a_delivery_is_checked_and_read() {
    // The signature was computed with Python's `hmac`.
    const SECRET: &str = "whsec_PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWls=";
    const BODY: &[u8] = br#"{"type":"event","id":"whe_1","created_at":"2027-01-15T08:00:00Z","data":{"type":"vault_credential.refresh_failed","id":"vcrd_1","vault_id":"vlt_1","organization_id":"org","workspace_id":"wrkspc_1"}}"#;
    let headers = [
        ("Webhook-Id", "whe_1"),
        ("Webhook-Timestamp", "1800000000"),
        ("Webhook-Signature", "v1,cwcL+UPxJw3KIsIi+o/DzqdmoS71XAaEj4NzB6/nT20="),
    ];
    let webhooks = at(Webhooks::new(SECRET).expect("a secret"), 1_800_000_100);
    let event = webhooks.unwrap(&headers, BODY).expect("an event");
    assert!(matches!(event.data, WebhookEventData::VaultCredentialRefreshFailed(data) if data.vault_id == "vlt_1"));
    let late = at(webhooks.clone(), 1_800_000_301).unwrap(&headers, BODY).expect_err("too old");
    assert!(matches!(late, WebhookError::TooOld { .. }), "{late}");
    let small = webhooks.receiver().body_limit(10).parse(&headers, BODY).expect_err("too large");
    assert!(matches!(small, WebhookError::BodyTooLarge { .. }), "{small}");
    assert!(!format!("{webhooks:?}").contains("PD0"));
    let receiver: WebhookReceiver<WebhookEvent> = webhooks.receiver();
    assert!(receiver.clone().verify(&headers, BODY).is_ok());
}

/// The vectors were made with the official SDKs: `cargo test -p managed-agents --features webhooks -- --ignored vectors`.
#[test]
#[ignore = "reads the facts next to the repository"]
fn the_vectors_of_the_official_sdks_have_the_expected_results() {
    let around = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let files = around.map(|around| around.join("shared/facts/webhook-vectors.json"));
    let text = files.map(fs::read_to_string).find_map(Result::ok).expect("the vectors are next to the repository");
    let vectors: Value = serde_json::from_str(&text).expect("JSON");
    let vectors = vectors["vectors"].as_array().expect("a list");
    assert_eq!(vectors.len(), 48);
    for vector in vectors {
        let expected = vector["error"].as_str().unwrap_or("accept");
        assert_eq!(result(vector), expected, "{}", vector["name"]);
    }
}

fn result(vector: &Value) -> &'static str {
    let headers = vector["headers"].as_object().into_iter().flatten();
    let headers: Vec<_> = headers.map(|(name, value)| (name, value.as_str().expect("a value"))).collect();
    let webhooks = match Webhooks::new(vector["secret"].as_str().expect("a secret")) {
        Ok(webhooks) => at(webhooks, vector["now"].as_u64().expect("a time")),
        Err(WebhookError::InvalidSecret(_)) => return "bad_key",
        Err(other) => panic!("{other}"),
    };
    match webhooks.unwrap(&headers, vector["body"].as_str().expect("a body").as_bytes()) {
        Ok(_) => "accept",
        Err(WebhookError::MissingHeader(_)) => "missing_header",
        Err(WebhookError::InvalidTimestamp) => "bad_timestamp",
        Err(WebhookError::TooOld { .. }) => "timestamp_too_old",
        Err(WebhookError::TooNew { .. }) => "timestamp_too_new",
        Err(WebhookError::NoMatch) => "no_match",
        Err(WebhookError::InvalidJson(_)) => "bad_json",
        Err(WebhookError::InvalidPayload(_)) => "bad_shape",
        Err(other) => panic!("{other}"),
    }
}

fn at(webhooks: Webhooks, seconds: u64) -> Webhooks {
    webhooks.clock(At(Duration::from_secs(seconds)))
}

/// A clock that does not move.
#[derive(Clone, Copy, Debug)]
struct At(Duration);

impl Clock for At {
    fn now(&self) -> std::time::SystemTime {
        std::time::SystemTime::UNIX_EPOCH + self.0
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        SystemClock.sleep(duration)
    }

    fn random(&self) -> f64 {
        0.0
    }
}

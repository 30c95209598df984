//! The bodies of the fuzz targets, on a bounded number of inputs.

use proptest::{collection::vec, prelude::*, sample::select};

#[path = "../../fuzz/bodies/event_stream.rs"]
mod event_stream;
#[path = "../../fuzz/bodies/types.rs"]
mod types;

/// Parts of event streams.
const FIELDS: &[&[u8]] = &[
    b"data",
    b"event",
    b"id",
    b"retry",
    b"data: 1\n\n",
    b"event: a\ndata: b\n\n",
    b":",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"x",
    b"\0",
    "ü".as_bytes(),
    b"\xFF",
    b"\xEF\xBB\xBF",
];

/// Names and values of the API's types.
const NAMES: &[&str] = &[
    "id",
    "type",
    "name",
    "model",
    "speed",
    "system",
    "tools",
    "version",
    "metadata",
    "agent",
    "environment_id",
    "status",
    "data",
    "has_more",
    "config",
    "networking",
    "packages",
    "events",
    "content",
    "error",
    "message",
    "created_at",
    "x",
];
const STRINGS: &[&str] =
    &["agent", "session", "idle", "cloud", "fast", "user.message", "2026-04-01T12:00:00Z", "", "ü\u{0}"];

/// Values of the API's types.
const SAMPLES: &[&str] = &[
    r#"{"id":"a","type":"agent","name":"n","model":{"id":"m","speed":"fast"},"version":1,"tools":[],"metadata":{"a":"b"},
        "created_at":"2026-04-01T12:00:00Z","updated_at":"2026-04-01T12:00:00.5+02:00","archived_at":null,"new":[1.0]}"#,
    r#"{"name":"n","model":"m","system":null,"tools":[{"type":"custom"}],"metadata":{}}"#,
    r#"{"name":"n","config":{"type":"cloud","networking":{"type":"unrestricted"},"packages":{"pip":["a"]}}}"#,
    r#"{"agent":{"type":"agent","id":"a","version":3},"environment_id":"e","vault_ids":[]}"#,
    r#"{"id":"s","type":"session","status":"idle","agent":{"id":"a"},"environment_id":"e","created_at":"yesterday"}"#,
    r#"{"events":[{"type":"user.message","content":[{"type":"text","text":"Hi"}]}]}"#,
    r#"{"type":"error","error":{"type":"not_found_error","message":"no"},"request_id":"r"}"#,
    r#"{"data":[{"id":"s","type":"session"}],"has_more":false,"next_page":null}"#,
];

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        select(STRINGS).prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(4, 40, 10, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            vec((select(NAMES), inner), 0..10)
                .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_an_event_stream(limits in any::<[u8; 3]>(), parts in vec(select(FIELDS), 0..60)) {
        event_stream::check(&[&limits[..], &parts.concat()].concat());
    }

    #[test]
    fn any_json_is_kept_or_refused(
        text in prop_oneof![json().prop_map(|value| value.to_string()), select(SAMPLES).prop_map(str::to_owned)],
        cut in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut text = text.into_bytes();
        types::check(&text);
        let place = cut.index(text.len());
        text[place] = byte;
        types::check(&text);
        text.truncate(place);
        types::check(&text);
    }
}

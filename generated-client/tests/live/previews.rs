//! Messages while they are written.

use managed_agents::{MessagePreviews, PreviewError, types::SessionEvent};
use serde_json::{Value, json};

fn event(json: Value) -> SessionEvent {
    serde_json::from_value(json).expect("an event")
}

fn start(id: &str) -> SessionEvent {
    event(json!({"type": "event_start", "event": {"type": "agent.message", "id": id}}))
}

fn delta(id: &str, index: i64, text: &str) -> SessionEvent {
    let content = json!({"type": "text", "text": text});
    event(json!({"type": "event_delta", "event_id": id,
        "delta": {"type": "content_delta", "index": index, "content": content}}))
}

fn text(previews: &mut MessagePreviews, event: &SessionEvent) -> Option<String> {
    previews.push(event).expect("it fits").map(managed_agents::types::AgentMessageEvent::text)
}

#[test]
fn a_message_grows_block_by_block_until_its_event_takes_its_place() {
    let mut previews = MessagePreviews::new();
    let written: Vec<Option<String>> = [
        start("m"),
        delta("m", 0, "Hel"),
        event(json!({"type": "session.usage", "id": "u"})),
        delta("m", 0, "lo"),
        delta("m", 1, " world"),
        event(json!({"type": "agent.message", "id": "m", "content": [{"type": "text", "text": "Bye"}]})),
    ]
    .iter()
    .map(|event| text(&mut previews, event))
    .collect();
    let said = |text: &str| Some(text.to_owned());
    assert_eq!(written, [said(""), said("Hel"), None, said("Hello"), said("Hello world"), said("Bye")]);
    let late = previews.push(&delta("m", 0, "x")).map(drop);
    assert_eq!(late, Err(PreviewError::NotStarted { event_id: "m".to_owned() }));
}

#[test]
fn a_gap_gives_the_preview_up_and_says_where() {
    let mut previews = MessagePreviews::new();
    text(&mut previews, &start("m"));
    text(&mut previews, &delta("m", 0, "a"));
    for index in [2, -1] {
        let gap = PreviewError::Gap { event_id: "m".to_owned(), index, blocks: 1 };
        assert_eq!(previews.clone().push(&delta("m", index, "b")).map(drop), Err(gap));
    }
    assert!(previews.push(&delta("m", 2, "b")).is_err());
    let error = previews.push(&delta("m", 1, "b")).map(drop).expect_err("it was given up");
    assert_eq!(error.to_string(), "a preview of `m`, which has not begun");
}

#[test]
fn several_messages_grow_side_by_side_and_unfinished_ones_end_with_the_turn() {
    let mut previews = MessagePreviews::new();
    text(&mut previews, &start("a"));
    text(&mut previews, &start("b"));
    assert_eq!(text(&mut previews, &delta("a", 0, "1")).as_deref(), Some("1"));
    assert_eq!(text(&mut previews, &delta("b", 0, "2")).as_deref(), Some("2"));
    let thinking = event(json!({"type": "event_start", "event": {"type": "agent.thinking", "id": "t"}}));
    assert_eq!(text(&mut previews, &thinking), None);
    assert_eq!(text(&mut previews, &delta("t", 0, "hm")), None);
    assert_eq!(text(&mut previews, &event(json!({"type": "session.status_idle", "id": "i"}))), None);
    assert!(previews.push(&delta("a", 0, "3")).is_err());
}

#[test]
fn a_delta_without_an_index_is_of_the_first_block() {
    let mut previews = MessagePreviews::new();
    text(&mut previews, &start("m"));
    let content = json!({"type": "text", "text": "a"});
    let first =
        event(json!({"type": "event_delta", "event_id": "m", "delta": {"type": "content_delta", "content": content}}));
    assert_eq!(text(&mut previews, &first).as_deref(), Some("a"));
    text(&mut previews, &delta("m", 1, "z"));
    assert_eq!(text(&mut previews, &first).as_deref(), Some("aaz"));
}

#[test]
fn a_message_that_begins_again_is_written_anew() {
    let mut previews = MessagePreviews::new();
    text(&mut previews, &start("m"));
    text(&mut previews, &delta("m", 0, "old"));
    assert_eq!(text(&mut previews, &start("m")).as_deref(), Some(""));
    assert_eq!(text(&mut previews, &delta("m", 0, "new")).as_deref(), Some("new"));
}

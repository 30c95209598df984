//! Values without their own type, and the reasons.

/// Each public item that can be any JSON, with the reason.
const UNTYPED: &[(&str, &str)] = &[
    ("AgentCustomToolUseEvent::input", "the schema of a custom tool is the application's own"),
    ("AgentMcpToolUseEvent::input", "the schema of an MCP tool is its server's own"),
    ("AgentToolUseEvent::input", "each built-in tool has its own: `BashToolInput` and the like, by `input_as`"),
    ("CustomToolInputSchema::properties", "they are JSON Schemas"),
    ("Interrupt::content", "the document says no more of an event that the API does not know"),
    ("ToolResult::content", "the document says no more of an event that the API does not know"),
];

#[test]
fn whatever_is_untyped_has_its_reason() {
    let surface = include_str!("../../API.txt");
    let mut found: Vec<&str> = surface
        .lines()
        .filter_map(|line| line.strip_prefix("pub types::"))
        .filter(|line| line.contains("JsonObject") || line.contains("serde_json::Value"))
        // Unknown properties are kept as received.
        .filter(|line| !line.contains("::additional_properties") && !line.contains("::Unknown"))
        .filter_map(|line| line.split_once(": ").map(|(place, _)| place))
        .collect();
    found.sort_unstable();
    assert_eq!(found, UNTYPED.iter().map(|(place, _)| *place).collect::<Vec<_>>());
}

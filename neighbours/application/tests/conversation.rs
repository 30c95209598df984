//! The requests and the output of the application. The application by hand has the same test, since both do the same.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::Command,
    thread,
};

/// The executable of the package that this test belongs to.
fn application() -> Command {
    Command::new(option_env!("CARGO_BIN_EXE_application").or(option_env!("CARGO_BIN_EXE_application-by-hand")).unwrap())
}

/// A request, and the response to it.
const CALLS: &[(&str, &str)] = &[
    ("GET /v1/agents?limit=2&include_archived=false", r#"503 {"type":"error","error":{"type":"busy"}}"#),
    (
        "GET /v1/agents?limit=2&include_archived=false",
        r#"200 {"data":[{"id":"a1","type":"agent","name":"One","version":1},{"id":"a2","type":"agent","name":"Two","version":7}],"next_page":"p2"}"#,
    ),
    (
        "GET /v1/agents?limit=2&include_archived=false&page=p2",
        r#"200 {"data":[{"id":"a3","type":"agent","new":{"x":1}}],"next_page":null}"#,
    ),
    (
        r#"POST /v1/agents {"name":"Support","model":"claude-haiku-4-5","system":"You are terse.","tools":[{"type":"custom","name":"find_order","description":"Finds an order.","input_schema":{"type":"object","required":["id"]}},{"type":"agent_toolset_20260401","default_config":{"permission_policy":{"type":"always_ask"}}}]}"#,
        r#"200 {"id":"a4","type":"agent","name":"Support","version":1}"#,
    ),
    (
        r#"POST /v1/environments {"name":"support","config":{"type":"cloud","networking":{"type":"limited","allowed_hosts":["example.com"]}}}"#,
        r#"200 {"id":"e1","type":"environment"}"#,
    ),
    (
        r#"POST /v1/sessions {"agent":"a4","environment_id":"e1","metadata":{"team":"support"}}"#,
        r#"200 {"id":"s1","type":"session"}"#,
    ),
    (
        "GET /v1/sessions/s1/events/stream",
        concat!(
            "200 data: {\"type\":\"session.status_running\",\"id\":\"1\"}\n\n",
            "data: {\"type\":\"agent.message\",\"id\":\"2\",\"content\":[{\"type\":\"text\",\"text\":\"I look.\"}]}\n\n",
            ": a comment\n\n",
            "event: message\ndata: {\"id\":\"3\",\"name\":\"find_order\",\ndata: \"input\":{\"id\":\"7\"},\"type\":\"agent.custom_tool_use\"}\n\n",
            "data: {\"type\":\"agent.tool_use\",\"id\":\"4\",\"name\":\"bash\",\"input\":{\"command\":\"ls\"}}\n\n",
            "data: {\"type\":\"session.error\",\"id\":\"5\",\"error\":{\"type\":\"model_overloaded_error\",\"message\":\"m\"}}\n\n",
            "data: {\"type\":\"session.status_idle\",\"id\":\"6\",\"stop_reason\":{\"type\":\"requires_action\",\"event_ids\":[\"3\",\"4\"]}}\n\n",
            "data: {\"type\":\"session.from_next_year\",\"id\":\"7\"}\n\n",
            "data: {\"type\":\"agent.message\",\"id\":\"8\",\"content\":[{\"type\":\"text\",\"text\":\"It comes.\"}]}\n\n",
            "data: {\"type\":\"session.status_idle\",\"id\":\"9\",\"stop_reason\":{\"type\":\"end_turn\"}}\n\n",
        ),
    ),
    (
        r#"POST /v1/sessions/s1/events {"events":[{"type":"user.message","content":[{"type":"text","text":"Where is order 7?"}]}]}"#,
        r#"200 {"data":[]}"#,
    ),
    (
        r#"POST /v1/sessions/s1/events {"events":[{"type":"user.custom_tool_result","custom_tool_use_id":"3","content":[{"type":"text","text":"7 is on its way"}]},{"type":"user.tool_confirmation","tool_use_id":"4","result":"deny","deny_message":"Not here."}]}"#,
        r#"200 {"data":[]}"#,
    ),
    ("POST /v1/sessions/s1/archive", r#"200 {"id":"s1","type":"session"}"#),
    (
        "GET /v1/sessions/sesn_0",
        r#"404 {"type":"error","error":{"type":"not_found_error","message":"There is no such session."}}"#,
    ),
];

const PRINTED: &str = "\
One v1
Two v7
- v0
session.status_running
agent: I look.
trouble: model_overloaded_error
session.from_next_year
agent: It comes.
idle: end_turn
not_found_error: There is no such session. (req_1)
";

#[test]
fn all_calls_are_made_and_their_results_are_printed() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = thread::spawn(move || {
        CALLS.iter().map(|(_, answer)| serve(listener.accept().expect("a connection").0, answer)).collect::<Vec<_>>()
    });
    let output = application().args([&url, "sk-example"]).output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), PRINTED);
    let asked = server.join().expect("the server does not panic");
    assert_eq!(asked, CALLS.iter().map(|(asked, _)| *asked).collect::<Vec<_>>());
}

/// Reads one request and answers it: method, target and body.
fn serve(mut stream: TcpStream, answer: &str) -> String {
    let mut reader = BufReader::new(&stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line of the head");
        if line.trim_end().is_empty() {
            break;
        }
        head.push(line.trim_end().to_lowercase());
        if head.len() == 1 {
            head[0] = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
        }
    }
    assert!(head.contains(&"x-api-key: sk-example".to_owned()), "{head:?}");
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the body");
    let (status, text) = answer.split_once(' ').expect("a status");
    let media_type = if text.starts_with("data:") { "text/event-stream" } else { "application/json" };
    let length = text.len();
    write!(
        stream,
        "HTTP/1.1 {status} -\r\nconnection: close\r\nrequest-id: req_1\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n{text}"
    )
    .expect("the client reads it");
    format!("{} {}", head[0], String::from_utf8(body).expect("UTF-8")).trim_end().to_owned()
}

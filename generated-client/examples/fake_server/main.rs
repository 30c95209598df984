//! Serves the fake API on a port of this machine, for programs in other languages: any API key is right.
//!
//! `cargo run -p managed-agents --features testing --example fake_server -- 8080` waits for requests until it is killed. Without a port it takes a
//! free one. It prints its URL.
//!
//! Its agents do what a message says, line by line, and then report the results of all calls:
//!
//! | line | step |
//! | --- | --- |
//! | `call TOOL {…}` | calls a custom tool with this input |
//! | `ask TOOL {…}` | calls a built-in tool that needs a confirmation |
//! | `use TOOL {…}` | calls a built-in tool that is allowed |
//! | `write NAME` | writes a file |
//! | `delegate AGENT` | lets another agent speak in a thread of its own |
//! | `think`, `fail`, `terminate` | thinks, reports an error, ends the session |
//! | anything else | says it |

use std::{error::Error, net::SocketAddr};

use managed_agents::testing::{FakeServer, Script, ToolReply};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = std::env::args().nth(1).map_or(Ok(0), |text| text.parse())?;
    let fake = FakeServer::start_on(SocketAddr::from(([127, 0, 0, 1], port))).await?;
    fake.on_message(script);
    println!("{}", fake.url());
    std::future::pending().await
}

/// The steps that a message describes.
pub(crate) fn script(message: &str) -> Script {
    let script = message.lines().fold(Script::new(), step);
    let is_calling = ["call ", "ask ", "use "].iter().any(|word| message.lines().any(|line| line.starts_with(word)));
    if is_calling { script.reply(report) } else { script }
}

fn step(script: Script, line: &str) -> Script {
    let mut words = line.splitn(3, ' ');
    let (word, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let input: Value = words.next().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_else(|| json!({}));
    match word {
        "call" => script.call(name, input),
        "ask" => script.ask(name, input),
        "use" => script.use_tool(name, input),
        "write" => script.write_file(name, "Written by the agent."),
        "delegate" => script.delegate(name, "Done."),
        "think" => script.think(),
        "fail" => script.fail("model_overloaded_error", "The model is overloaded."),
        "terminate" => script.terminate(),
        _ => script.say(line),
    }
}

fn report(replies: &[ToolReply]) -> String {
    let report =
        |reply: &ToolReply| format!("{}{}: {}", reply.name, if reply.is_error { " failed" } else { "" }, reply.text);
    replies.iter().map(report).collect::<Vec<_>>().join("; ")
}

//! The examples do what they say, against the server that they bring along.

#![allow(clippy::duplicate_mod, reason = "each example is a crate of its own and brings its server along")]

#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/custom_tool/main.rs"]
mod custom_tool;
#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/follow/main.rs"]
mod follow;
#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/memory_and_vaults/main.rs"]
mod memory_and_vaults;
#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/quickstart/main.rs"]
mod quickstart;
#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/tool_confirmation/main.rs"]
mod tool_confirmation;

use managed_agents::Client;
use quickstart::support::server::Server;

/// The output of an example.
async fn output(run: impl AsyncFnOnce(&Client, &mut Vec<u8>)) -> Vec<String> {
    let server = Server::start().await.expect("a server");
    let client = Client::builder().base_url(server.url()).api_key("any").build().expect("a client");
    let mut output = Vec::new();
    run(&client, &mut output).await;
    String::from_utf8(output).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_quickstart_talks_to_its_server_and_cleans_up() {
    let lines = output(async |client, output| quickstart::run(client, output).await.expect("it works")).await;
    let [session, first, second, idle, archived] = &lines[..] else { panic!("{lines:?}") };
    assert!(session.starts_with("sesn_") && session.contains(": agent_") && session.contains(" in env_"), "{session}");
    assert!(first.starts_with("agent: An agent is") && second.starts_with("agent: This one is"), "{lines:?}");
    assert_eq!((idle.as_str(), archived.as_str()), ("idle: end_turn", "archived: true"));
}

#[tokio::test]
async fn a_custom_tool_is_run_and_the_others_are_decided_on() {
    let lines = output(async |client, output| custom_tool::run(client, output).await.expect("it works")).await;
    let answers = ["user.custom_tool_result", "user.tool_confirmation", "user.tool_confirmation"];
    let said = ["agent: My tool says: It rains in Paris.", "I was told: Only reading is allowed here."];
    assert_eq!(lines, [&answers[..], &said[..]].concat());
}

#[tokio::test]
async fn what_is_not_harmless_is_denied() {
    let lines = output(async |client, output| tool_confirmation::run(client, output).await.expect("it works")).await;
    assert_eq!(lines, ["read: allow", "bash: deny", "agent: I was told: Only reading is allowed here."]);
}

#[tokio::test]
async fn messages_show_while_they_are_written() {
    let lines = output(async |client, output| follow::run(client, output).await.expect("it works")).await;
    let [empty, half, whole, ..] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((empty.as_str(), lines.len()), (" …", 6));
    assert!(half.len() < whole.len() && whole.starts_with(half.trim_end_matches(" …")), "{lines:?}");
}

#[tokio::test]
async fn memories_come_by_pages_and_secrets_do_not_show() {
    let lines = output(async |client, output| memory_and_vaults::run(client, output).await.expect("it works")).await;
    let [first, second, third, refused, credential, session] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!([first, second, third], ["memory: /paris.md", "memory: /rome.md", "memory: /oslo.md"]);
    assert_eq!(refused, "refused: memory_precondition_failed_error");
    assert!(credential.contains("Secret(…)") && !credential.contains("0123456789"), "{credential}");
    assert!(session.starts_with("session: sesn_"), "{session}");
}

#[tokio::test]
async fn the_server_refuses_what_the_api_refuses() {
    let server = Server::start().await.expect("a server");
    let client = Client::builder().base_url(server.url()).api_key("any").build().expect("a client");
    let error = client.agents().archive("agent_x").send().await.expect_err("no such agent");
    assert_eq!(error.to_string(), "archiveAgent: 404 not_found_error: Not found. (request req_example)");
    let error =
        client.agents().archive("agent_x").header("anthropic-beta", "other").send().await.expect_err("the wrong beta");
    assert_eq!(error.status().expect("a status"), 400);
    let error = client.events().stream("sesn_x").send().await.expect_err("no such session");
    assert_eq!(error.status().expect("a status"), 404);
}

//! The examples work as described, on the fake API.

#![allow(clippy::duplicate_mod, reason = "each example is a crate of its own")]

#[cfg(feature = "apply")]
#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/apply/main.rs"]
mod apply;
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
#[cfg(all(feature = "toolset", unix))]
#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/worker/serve.rs"]
mod worker;

use managed_agents::{
    Client,
    testing::{FakeServer, Script},
};

/// The output of an example.
async fn output(
    script: impl FnMut(&str) -> Script + Send + 'static,
    run: impl AsyncFnOnce(&Client, &mut Vec<u8>),
) -> Vec<String> {
    let fake = FakeServer::start().await.expect("a free port");
    fake.on_message(script);
    let client = fake.client().expect("the settings are right");
    let mut output = Vec::new();
    run(&client, &mut output).await;
    String::from_utf8(output).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_quickstart_talks_to_its_server_and_cleans_up() {
    let lines =
        output(quickstart::script, async |client, output| quickstart::run(client, output).await.expect("it works"))
            .await;
    let [session, first, second, idle, archived] = &lines[..] else { panic!("{lines:?}") };
    assert!(session.starts_with("sesn_") && session.contains(": agent_") && session.contains(" in env_"), "{session}");
    assert!(first.starts_with("agent: An agent is") && second.starts_with("agent: This one is"), "{lines:?}");
    assert_eq!((idle.as_str(), archived.as_str()), ("idle: end_turn", "archived: true"));
}

#[tokio::test]
async fn a_custom_tool_is_run_and_the_others_are_decided_on() {
    let lines =
        output(custom_tool::script, async |client, output| custom_tool::run(client, output).await.expect("it works"))
            .await;
    let answers = ["user.custom_tool_result", "user.tool_confirmation", "user.tool_confirmation"];
    let said = ["agent: weather: It rains in Paris.; read: ; bash: Only reading is allowed here."];
    assert_eq!(lines, [&answers[..], &said[..]].concat());
}

#[tokio::test]
async fn harmful_tools_are_denied() {
    let lines = output(tool_confirmation::script, async |client, output| {
        tool_confirmation::run(client, output).await.expect("it works");
    })
    .await;
    assert_eq!(lines, ["read: allow", "bash: deny", "agent: read: ; bash: Only reading is allowed here."]);
}

#[tokio::test]
async fn messages_show_while_they_are_written() {
    let lines =
        output(follow::script, async |client, output| follow::run(client, output).await.expect("it works")).await;
    let [empty, half, all, whole] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((empty.as_str(), all.trim_end_matches(" …")), (" …", whole.as_str()));
    assert!(half.len() < whole.len() && whole.starts_with(half.trim_end_matches(" …")), "{lines:?}");
}

#[tokio::test]
async fn memories_come_by_pages_and_secrets_do_not_show() {
    let lines = output(
        |_| Script::new(),
        async |client, output| memory_and_vaults::run(client, output).await.expect("it works"),
    )
    .await;
    let [first, second, third, refused, credential, session] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!([first, second, third], ["memory: /oslo.md", "memory: /paris.md", "memory: /rome.md"]);
    assert_eq!(refused, "refused: memory_precondition_failed_error");
    assert!(credential.contains("Secret(…)") && !credential.contains("0123456789"), "{credential}");
    assert!(session.starts_with("session: sesn_"), "{session}");
}

#[cfg(all(feature = "toolset", unix))]
#[tokio::test]
async fn a_worker_runs_commands_and_ends_with_the_queue() {
    let fake = FakeServer::start().await.expect("a free port");
    let worker = worker::on_fake(&fake).await.expect("a worker");
    let log = std::env::temp_dir().join(format!("managed-agents-worker-{}.log", std::process::id()));
    let folder = std::env::temp_dir().join(format!("managed-agents-worker-{}", std::process::id()));
    let output = std::fs::File::create(&log).expect("a log");
    worker::run(worker, &folder, output).await.expect("it ends well");
    std::fs::remove_dir_all(&folder).expect("the folders of sessions");
    let lines = std::fs::read_to_string(&log).expect("the log");
    std::fs::remove_file(&log).expect("the log");
    assert!(lines.contains("ToolCalled") && lines.contains("SessionOver"), "{lines}");
    let session = fake.client().expect("a client").sessions().list().send().await.expect("a list");
    let session = &session.data[0];
    let said = fake.history(&session.id).into_iter().find_map(|event| match event {
        managed_agents::types::SessionEvent::AgentMessage(message) => Some(message.text()),
        _ => None,
    });
    assert_eq!(said.as_deref(), Some("Hello from /bin/bash"));
}

#[cfg(feature = "apply")]
#[tokio::test]
async fn the_command_shows_its_plan_and_asks_before_it_executes() {
    let folder =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("example-apply-{}", std::process::id()));
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/apply/agents");
    std::fs::create_dir_all(folder.join("skills/weather")).expect("a folder");
    for file in ["agents.yaml", "skills/weather/SKILL.md"] {
        std::fs::copy(source.join(file), folder.join(file)).expect("a file");
    }
    let folder_name = folder.to_str().expect("Unicode");
    let fake = FakeServer::start().await.expect("a free port");
    let client = fake.client().expect("the settings are right");
    let mut outputs = Vec::new();
    for (words, answer) in [("plan", ""), ("apply", "no\n"), ("apply", "yes\n"), ("apply --yes --prune archive", "")] {
        let words = words.split(' ').chain([folder_name]).map(str::to_owned);
        let arguments = apply::Arguments::parse(words).expect("the arguments are right");
        let mut output = Vec::new();
        apply::run(&client, &arguments, &mut answer.as_bytes(), &mut output).await.expect("it works");
        outputs.push(String::from_utf8(output).expect("UTF-8"));
    }
    std::fs::remove_dir_all(&folder).expect("the folder is there");
    let last = |index: usize| outputs[index].lines().last().unwrap_or_default().to_owned();
    assert!(outputs[0].starts_with("+ environment.ci: create\n"), "{outputs:?}");
    assert_eq!(last(0), "4 to create, 0 to change, 0 to remove, 0 without a change");
    assert_eq!(last(1), "Execute this plan? Type `yes`: ");
    assert!(last(2).starts_with("deployment.morning: depl_"), "{outputs:?}");
    assert_eq!(outputs[3], "0 to create, 0 to change, 0 to remove, 4 without a change\n");
}

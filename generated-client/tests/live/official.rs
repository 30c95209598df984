//! The official SDKs accept the fake server as the API: all of them pass the same scenarios.

use std::{fs::File, net::SocketAddr, process::Command};

use managed_agents::testing::FakeServer;

#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/fake_server/main.rs"]
mod fake_server;

/// The steps of the scenarios.
const STEPS: usize = 18;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Python with the package `anthropic`: OFFICIAL_PYTHON is its path"]
async fn the_scenarios_of_python_pass() {
    let mut python = Command::new(variable("OFFICIAL_PYTHON"));
    python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/official/scenario.py"));
    pass(python).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node.js with the package `@anthropic-ai/sdk`: OFFICIAL_TYPESCRIPT is the folder of its `node_modules`"]
async fn the_scenarios_of_typescript_pass() {
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/official/scenario.mjs");
    let mut node = Command::new("node");
    // A program from standard input uses the packages of the current folder.
    node.args(["--input-type=module", "-"]).current_dir(variable("OFFICIAL_TYPESCRIPT"));
    node.stdin(File::open(scenario).expect("the scenario can be read"));
    pass(node).await;
}

/// Runs the scenarios on a fake server, whose URL is the last argument.
async fn pass(mut command: Command) {
    let fake = FakeServer::start_on(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
    fake.on_message(fake_server::script);
    command.arg(fake.url());
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("it starts");
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && printed.matches("ok  ").count() == STEPS, "{printed}\n{errors}");
}

#[test]
#[ignore = "needs Python with the package `anthropic`: OFFICIAL_PYTHON is its path"]
fn credentials_are_found_in_the_same_order() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/official/credentials.py");
    let output = Command::new(variable("OFFICIAL_PYTHON")).arg(script).output().expect("Python");
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && printed.contains("67 of 67 cases"), "{printed}\n{errors}");
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

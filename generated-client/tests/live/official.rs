//! The official Python SDK finds the fake server to be the API.

use std::{net::SocketAddr, process::Command};

use managed_agents::testing::FakeServer;

#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/fake_server/main.rs"]
mod fake_server;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Python with the package `anthropic`: OFFICIAL_PYTHON is its path"]
async fn its_scenarios_pass() {
    let python = std::env::var("OFFICIAL_PYTHON").expect("OFFICIAL_PYTHON is the path of a Python with `anthropic`");
    let fake = FakeServer::start_on(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
    fake.on_message(fake_server::script);
    let mut command = Command::new(python);
    command.args([concat!(env!("CARGO_MANIFEST_DIR"), "/tests/official/scenario.py"), fake.url()]);
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("Python");
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && printed.matches("ok  ").count() == 18, "{printed}\n{errors}");
}

#[test]
#[ignore = "needs Python with the package `anthropic`: OFFICIAL_PYTHON is its path"]
fn its_credentials_are_found_in_the_same_order() {
    let python = std::env::var("OFFICIAL_PYTHON").expect("OFFICIAL_PYTHON is the path of a Python with `anthropic`");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/official/credentials.py");
    let output = Command::new(python).arg(script).output().expect("Python");
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && printed.contains("67 of 67 cases"), "{printed}\n{errors}");
}

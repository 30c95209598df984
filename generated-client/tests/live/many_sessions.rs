//! Many sessions in one process, each with its own run.

use std::{collections::BTreeMap, time::Instant};

use managed_agents::{
    testing::{FakeServer, Script},
    tools::{Tool, Tools},
    types::{CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest},
};
use serde_json::json;
use tokio::task::JoinSet;

/// The number of sessions that run at the same time: the variable `SESSIONS`, or a few.
fn number_of_sessions() -> usize {
    std::env::var("SESSIONS").map_or(100, |text| text.parse().expect("SESSIONS is a number"))
}

/// The peak memory of this process in MiB, if the system reports it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes / 1024)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_run_side_by_side() {
    let sessions = number_of_sessions();
    let fake = FakeServer::start().await.expect("a free port");
    fake.on_message(|text| {
        let text = text.to_owned();
        Script::new().call("echo", json!({ "text": text })).reply(|results| results[0].text.clone())
    });
    let client = fake.client().expect("the settings are right");
    let agent = client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await.expect("an agent");
    let environment = CreateEnvironmentRequest::new("E", CloudConfig::new());
    let environment = client.environments().create(&environment).send().await.expect("an environment");
    let echo = Tool::new("echo", |input: BTreeMap<String, String>| async move {
        // All sessions wait at the same time.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        input["text"].clone()
    });
    let tools = std::sync::Arc::new(Tools::new([echo]));
    let (before, begin) = (peak_memory(), Instant::now());
    let mut running = JoinSet::new();
    for number in 0..sessions {
        let (client, tools) = (client.clone(), std::sync::Arc::clone(&tools));
        let session = CreateSessionRequest::new(agent.id.as_str(), environment.id.as_str());
        running.spawn(async move {
            let session = client.sessions().create(&session).send().await.expect("a session");
            let run = client.sessions().run(&session.id).message(number.to_string()).tools(tools);
            assert_eq!(run.await.expect("the run ends well").text, number.to_string());
        });
    }
    while let Some(done) = running.join_next().await {
        done.expect("no panic");
    }
    println!("{sessions} sessions: {:?}, memory {before:?} to {:?} MiB", begin.elapsed(), peak_memory());
}

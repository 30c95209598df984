//! A worker of a self-hosted environment. It runs the tools of agents until it gets SIGINT or SIGTERM. Each session has a separate folder.
//!
//! `cargo run -p managed-agents --features testing,toolset --example worker` serves one session of a fake API. With `ANTHROPIC_ENVIRONMENT_ID` and
//! `ANTHROPIC_ENVIRONMENT_KEY` set, it serves that environment, in folders below `WORKER_FOLDER`. Run it in a container: the commands of the agent can do what
//! this process can.

#[cfg(unix)]
#[path = "serve.rs"]
mod serve;

#[cfg(unix)]
#[tokio::main]
async fn main() -> serve::Result<()> {
    serve::main().await
}

#[cfg(not(unix))]
fn main() {
    println!("the toolset needs Unix");
}

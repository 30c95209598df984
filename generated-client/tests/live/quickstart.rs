//! The example does what it says.

#[allow(dead_code, reason = "the example's `main` is not called here")]
#[path = "../../examples/quickstart/main.rs"]
mod example;

use managed_agents::Client;

#[tokio::test]
async fn the_quickstart_talks_to_its_server_and_cleans_up() {
    let server = example::server::Server::start().await.expect("a server");
    let client = Client::builder().base_url(server.url()).api_key("any").build().expect("a client");
    let mut output = Vec::new();
    example::run(&client, &mut output).await.expect("the example works");
    let output = String::from_utf8(output).expect("UTF-8");
    let lines: Vec<&str> = output.lines().collect();
    let [session, first, second, idle, archived] = lines[..] else { panic!("{output}") };
    assert!(session.starts_with("sesn_") && session.contains(": agent_") && session.contains(" in env_"), "{session}");
    assert!(first.starts_with("agent: An agent is") && second.starts_with("agent: This one is"), "{output}");
    assert_eq!((idle, archived), ("idle: end_turn", "archived: true"));
}

#[tokio::test]
async fn the_server_of_the_quickstart_refuses_what_the_api_refuses() {
    let server = example::server::Server::start().await.expect("a server");
    let client = Client::builder().base_url(server.url()).api_key("any").build().expect("a client");
    let error = client.agents().archive("agent_x").send().await.expect_err("no such agent");
    assert_eq!(error.to_string(), "archiveAgent: 404 not_found_error: Not found. (request req_example)");
    let error = client.agents().archive("agent_x").anthropic_beta("other").send().await.expect_err("the wrong beta");
    assert_eq!(error.status().expect("a status"), 400);
    let error = client.events().stream("sesn_x").send().await.expect_err("no such session");
    assert_eq!(error.status().expect("a status"), 404);
}

//! The service, on the fake API.

use std::time::Duration;

use chat::App;
use managed_agents::{
    testing::{FakeServer, Fault, On, Recorded, Script},
    types::{SendableEvent, Tool},
};
use serde_json::{Value, json};

struct Server {
    url: String,
    fake: FakeServer,
    http: reqwest::Client,
}

fn script(text: &str) -> Script {
    match text {
        "weather?" => Script::new().call("weather", json!({ "city": "Paris" })),
        "bash!" => Script::new().ask("bash", json!({ "command": "ls" })),
        other => return Script::new().say(other),
    }
    .reply(|results| format!("I read: {}", results[0].text))
}

async fn server() -> Server {
    let fake = FakeServer::start().await.unwrap();
    fake.on_message(script);
    let client = fake.client_builder().max_retries(0).build().unwrap();
    let app = App::new(client, vec![(1, "tea".into()), (2, "rice".into())]).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app.router()).await.unwrap() });
    Server { url, fake, http: reqwest::Client::new() }
}

impl Server {
    async fn post(&self, path: &str, body: Value) -> reqwest::Response {
        self.http.post(format!("{}{path}", self.url)).json(&body).send().await.unwrap()
    }

    async fn chat(&self) -> String {
        let created: Value = self.post("/chats", json!({})).await.json().await.unwrap();
        created["id"].as_str().unwrap().to_owned()
    }

    async fn say(&self, chat: &str, text: &str) -> reqwest::Response {
        self.post(&format!("/chats/{chat}/messages"), json!({ "text": text })).await
    }

    async fn resume(&self, chat: &str, last: Option<&str>) -> String {
        let request = self.http.get(format!("{}/chats/{chat}/events", self.url));
        let request = last.into_iter().fold(request, |request, last| request.header("last-event-id", last));
        read_until(&mut request.send().await.unwrap(), "end_turn").await
    }

    async fn sent(&self, chat: &str, is_it: fn(&SendableEvent) -> bool) {
        while !self.fake.sent(chat).iter().any(is_it) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Reads events up to this text, or to their end.
async fn read_until(response: &mut reqwest::Response, end: &str) -> String {
    let mut read = String::new();
    while !read.contains(end) {
        let piece = tokio::time::timeout(Duration::from_secs(10), response.chunk()).await;
        let Some(piece) = piece.unwrap_or_else(|_| panic!("nothing more after {read}")).unwrap() else { break };
        read.push_str(&String::from_utf8_lossy(&piece));
    }
    read
}

#[tokio::test]
async fn the_agent_has_all_tools() {
    let server = server().await;
    let requests = server.fake.requests();
    let Recorded::CreateAgent(agent) = &requests[0] else { panic!("{requests:?}") };
    let tools = agent.tools.as_deref().unwrap();
    assert!(matches!(tools, [Tool::Custom(_), Tool::Custom(_), Tool::AgentToolset20260401(_)]), "{tools:?}");
}

#[tokio::test]
async fn a_tool_runs_here_even_if_the_connection_is_lost() {
    let server = server().await;
    let chat = server.chat().await;
    server.fake.fail_next(On::Stream, Fault::CutAfter(300));
    let told = read_until(&mut server.say(&chat, "weather?").await, "end_turn").await;
    assert!(told.contains("I read: It rains in Paris."), "{told}");
    // A browser that connects late, or again, does not run a tool again.
    let all = server.resume(&chat, None).await;
    assert!(all.contains("I read: It rains in Paris."), "{all}");
    let first = told.lines().find_map(|line| line.strip_prefix("id: ")).unwrap();
    let rest = server.resume(&chat, Some(first)).await;
    assert!(!rest.contains(&format!("id: {first}\n")) && rest.contains("It rains"), "{rest}");
    let results =
        server.fake.sent(&chat).into_iter().filter(|event| matches!(event, SendableEvent::UserCustomToolResult(_)));
    assert_eq!(results.count(), 1);
}

#[tokio::test]
async fn a_tool_waits_for_the_word_of_the_user() {
    let server = server().await;
    let chat = server.chat().await;
    for (allow, verdict) in [(true, "allow"), (false, "The user said no.")] {
        let mut response = server.say(&chat, "bash!").await;
        let asked = read_until(&mut response, "requires_action").await;
        let (_, rest) = asked.split_once("\"id\":\"").unwrap();
        let id = &rest[..rest.find('"').unwrap()];
        let word = json!({ "tool_use_id": id, "allow": allow });
        // The run asks after it has sent the event.
        while server.post(&format!("/chats/{chat}/confirmations"), word.clone()).await.status() != 202 {}
        assert_eq!(server.post(&format!("/chats/{chat}/confirmations"), word).await.status(), 404);
        read_until(&mut response, "end_turn").await;
        let sent = format!("{:?}", server.fake.sent(&chat)).to_lowercase();
        assert!(sent.contains(&verdict.to_lowercase()), "{sent}");
    }
}

#[tokio::test]
async fn the_agent_is_interrupted_if_the_browser_goes_away_or_cancels() {
    let server = server().await;
    let is_interrupt = |event: &SendableEvent| matches!(event, SendableEvent::UserInterrupt(_));
    let chat = server.chat().await;
    let mut response = server.say(&chat, "bash!").await;
    read_until(&mut response, "event: confirm").await;
    drop(response);
    tokio::time::timeout(Duration::from_secs(10), server.sent(&chat, is_interrupt)).await.expect("an interrupt");

    let chat = server.chat().await;
    let mut response = server.say(&chat, "bash!").await;
    read_until(&mut response, "event: confirm").await;
    assert_eq!(server.post(&format!("/chats/{chat}/cancel"), json!({})).await.status(), 202);
    read_until(&mut response, "the end of the run").await;
    assert!(server.fake.sent(&chat).iter().any(is_interrupt));
}

#[tokio::test]
async fn errors_become_statuses() {
    let server = server().await;
    assert_eq!(server.say("sesn_none", "x").await.status(), 404);
    server.fake.fail_next(On::Any, Fault::rate_limited(Duration::ZERO));
    assert_eq!(server.post("/chats", json!({})).await.status(), 503);
}

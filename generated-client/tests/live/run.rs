//! Runs of an agent on the fake server: tools run once, and a run that ends early leaves nothing running.

use std::{
    collections::BTreeMap,
    future::{IntoFuture, pending},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use managed_agents::{
    Client, ClientBuilder, Error,
    run::{OnFailure, Run, RunErrorKind, RunOutcome, Verdict},
    testing::{FakeServer, Fault, On, Script},
    tools::{Tool, ToolError, ToolOutput, Tools},
    types::{
        CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, EventBatch, SendableEvent,
        SessionEvent, SessionStatus, StopReason, TextBlock, ToolResultContent, UserCustomToolResult, UserMessage,
    },
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::{
    fast_clock::FAST_CLOCK,
    follow::{page, sse},
    server::{Reply, Server},
    session::{Session, custom_tool_use, end_turn, message, running, waits},
};

type Input = BTreeMap<String, String>;

/// A session on a fake server.
pub(crate) struct Fixture {
    pub(crate) fake: FakeServer,
    pub(crate) client: Client,
    pub(crate) session_id: String,
}

impl Fixture {
    pub(crate) async fn new(script: impl FnMut(&str) -> Script + Send + 'static) -> Self {
        Self::with(script, |builder| builder).await
    }

    /// With other settings of the client.
    pub(crate) async fn with(
        script: impl FnMut(&str) -> Script + Send + 'static,
        settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let fake = FakeServer::start().await.expect("a free port");
        fake.on_message(script);
        let client = settings(fake.client_builder().clock(FAST_CLOCK)).build().expect("the settings are right");
        let agent = CreateAgentRequest::new("Helper", "claude-opus-5");
        let agent = client.agents().create(&agent).send().await.expect("an agent");
        let environment = CreateEnvironmentRequest::new("test", CloudConfig::new());
        let environment = client.environments().create(&environment).send().await.expect("an environment");
        let session = CreateSessionRequest::new(agent.id, environment.id);
        let session_id = client.sessions().create(&session).send().await.expect("a session").id;
        Self { fake, client, session_id }
    }

    pub(crate) fn run(&self, tools: impl IntoIterator<Item = Tool>) -> Run {
        self.client.sessions().run(&self.session_id).message("Go.").tools(Tools::new(tools))
    }

    async fn outcome(&self, tools: impl IntoIterator<Item = Tool>) -> RunOutcome {
        self.run(tools).await.expect("the run ends well")
    }

    /// The results that the session has accepted: the text of each, and whether it is an error.
    pub(crate) fn results(&self) -> Vec<(String, bool)> {
        let sent = self.fake.sent(&self.session_id);
        let results = sent.iter().filter_map(|event| match event {
            SendableEvent::UserCustomToolResult(result) => Some(result),
            _ => None,
        });
        results.map(|result| (text(result), result.is_error.value() == Some(&true))).collect()
    }

    pub(crate) fn interrupts(&self) -> usize {
        let sent = self.fake.sent(&self.session_id);
        sent.iter().filter(|event| matches!(event, SendableEvent::UserInterrupt(_))).count()
    }
}

fn text(result: &UserCustomToolResult) -> String {
    let blocks = result.content.iter().flatten();
    blocks
        .map(|block| match block {
            ToolResultContent::Text(block) => block.text.as_str(),
            other => other.kind(),
        })
        .collect()
}

fn city(name: &str) -> Value {
    json!({ "city": name })
}

fn weather() -> Tool {
    Tool::new("weather", |input: Input| async move { format!("Rain in {}.", input["city"]) })
}

fn call_weather(_: &str) -> Script {
    Script::new().call("weather", city("Oslo")).reply(|results| format!("I read: {}", results[0].text))
}

#[tokio::test]
async fn a_tool_is_run_and_the_outcome_has_the_text_of_the_agent() {
    let fixture = Fixture::new(|text| {
        assert_eq!(text, "Go.");
        Script::new().think().say("Let me see.").call("weather", city("Oslo")).reply(|results| results[0].text.clone())
    })
    .await;
    let outcome = fixture.outcome([weather()]).await;
    assert_eq!(outcome.text, "Let me see.\nRain in Oslo.");
    assert!(matches!(outcome.stop_reason(), Some(StopReason::EndTurn(_))), "{outcome:?}");
    assert_eq!((outcome.usage.model_requests, outcome.usage.input_tokens, outcome.usage.output_tokens), (2, 20, 10));
    let [call] = &outcome.tool_calls[..] else { panic!("{outcome:?}") };
    assert_eq!((call.name.as_str(), call.is_error, call.is_answered), ("weather", false, true));
    assert_eq!(fixture.interrupts(), 0);
}

#[tokio::test]
async fn calls_made_at_the_same_time_run_in_parallel_up_to_the_limit() {
    let fixture = Fixture::new(|_| {
        let script = (0..5).fold(Script::new(), |script, number| script.call("count", city(&number.to_string())));
        script.reply(|results| results.len().to_string())
    })
    .await;
    let running = Arc::new(Mutex::new((0, 0)));
    let count = Tool::new("count", {
        let running = Arc::clone(&running);
        move |_: Input| {
            let running = Arc::clone(&running);
            async move {
                {
                    let mut running = running.lock().expect("no test panics with it");
                    running.0 += 1;
                    running.1 = running.1.max(running.0);
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
                running.lock().expect("no test panics with it").0 -= 1;
            }
        }
    });
    let run = fixture.client.sessions().run(&fixture.session_id).message("Go.");
    let outcome = run.tools(Tools::new([count]).max_parallel(2)).await.expect("the run ends well");
    assert_eq!((outcome.text.as_str(), outcome.tool_calls.len()), ("5", 5));
    assert_eq!(*running.lock().expect("no test panics with it"), (0, 2));
}

/// It panics when it is dropped.
struct Panicking;

impl Drop for Panicking {
    fn drop(&mut self) {
        panic!("the secret is 42");
    }
}

#[tokio::test]
async fn whatever_happens_in_a_tool_is_a_result_for_the_agent() {
    let fails = || Tool::new("weather", |_: Input| async { Err::<String, _>(ToolError::new("no such city")) });
    let panics = Tool::new("weather", |_: Input| async { panic!("the secret is 42") as () });
    let stalls = Tool::new("weather", |_: Input| pending::<String>());
    let panics_at_end = Tool::new("weather", |_: Input| async {
        let _panicking = Panicking;
        pending::<String>().await
    });
    let wants_more = Tool::new("weather", |input: (u8, u8)| async move { format!("{input:?}") });
    let says_nothing = Tool::new("weather", |_: Input| async {});
    let says_much = Tool::new("weather", |_: Input| async { "é".repeat(100) });
    let blocks =
        Tool::new("weather", |_: Input| async { ToolOutput::new([TextBlock::new("one, "), TextBlock::new("two")]) });
    let tools = |tool| Tools::new([tool]).timeout(Duration::from_millis(50)).max_output(45);
    let hidden = tools(fails()).describe_error(|tool_use, _| format!("{} failed", tool_use.name));
    let cases = [
        (tools(fails()), "no such city", true),
        (hidden, "weather failed", true),
        (tools(panics), "The tool failed unexpectedly.", true),
        (tools(stalls), "tool 'weather' timed out", true),
        (tools(panics_at_end), "tool 'weather' timed out", true),
        (
            tools(wants_more).max_output(80),
            "The input of the tool is invalid: invalid type: map, expected a tuple of size 2",
            true,
        ),
        (tools(says_nothing), "(no output)", false),
        (tools(says_much), &format!("{}[output truncated at 45 bytes]", "é".repeat(22)), false),
        (tools(blocks), "one, two", false),
    ];
    for (tools, expected, is_error) in cases {
        let fixture = Fixture::new(call_weather).await;
        let run = fixture.client.sessions().run(&fixture.session_id).message("Go.").tools(tools);
        let outcome = run.await.expect("the run ends well");
        assert_eq!(fixture.results(), [(expected.to_owned(), is_error)]);
        assert_eq!((outcome.text, outcome.tool_calls[0].is_error), (format!("I read: {expected}"), is_error));
    }
}

#[tokio::test]
async fn permission_is_denied_unless_it_is_given() {
    let script = |_: &str| {
        Script::new().ask("read", json!({})).ask("bash", json!({})).reply(|replies| {
            let replies = replies.iter().map(|reply| format!("{} {} {}", reply.name, !reply.is_error, reply.text));
            replies.collect::<Vec<_>>().join("; ")
        })
    };
    let fixture = Fixture::new(script).await;
    let outcome = fixture.outcome([]).await;
    let mut denied: Vec<&str> = outcome.text.split("; ").collect();
    denied.sort_unstable();
    assert_eq!(denied, ["bash false ", "read false "]);

    let fixture = Fixture::new(script).await;
    let run = fixture.run([]).confirm(|tool_use| async move {
        match tool_use.name.as_str() {
            "read" => Verdict::Allow,
            _ => panic!("nobody knows"),
        }
    });
    let outcome = run.await.expect("the run ends well");
    let mut decided: Vec<&str> = outcome.text.split("; ").collect();
    decided.sort_unstable();
    assert_eq!(decided, ["bash false ", "read true "]);
    assert_eq!(outcome.tool_calls.iter().filter(|call| call.is_error).count(), 1);
}

#[tokio::test]
async fn a_result_whose_response_was_lost_is_not_sent_twice() {
    let fixture = Fixture::new(call_weather).await;
    // The first event is the message.
    fixture.fake.fail_next(On::Send, Fault::Delay(Duration::ZERO));
    fixture.fake.fail_next(On::Send, Fault::LoseResponse);
    let outcome = fixture.outcome([weather()]).await;
    assert_eq!(outcome.text, "I read: Rain in Oslo.");
    assert_eq!(fixture.results().len(), 1);
}

#[tokio::test]
async fn a_result_that_was_lost_or_refused_for_now_is_sent_again_and_the_tool_is_not_run_again() {
    let pause = Duration::from_secs(1);
    for fault in [Fault::LoseRequest, Fault::rate_limited(pause), Fault::overloaded(), Fault::CutAfter(10)] {
        let fixture = Fixture::new(call_weather).await;
        fixture.fake.fail_next(On::Send, Fault::Delay(Duration::ZERO));
        fixture.fake.fail_next(On::Send, fault);
        let runs = Arc::new(Mutex::new(0));
        let counted = Tool::new("weather", {
            let runs = Arc::clone(&runs);
            move |_: Input| {
                *runs.lock().expect("no test panics with it") += 1;
                async { "Rain." }
            }
        });
        assert_eq!(fixture.outcome([counted]).await.text, "I read: Rain.");
        assert_eq!((*runs.lock().expect("no test panics with it"), fixture.results().len()), (1, 1));
    }
}

#[tokio::test]
async fn a_result_that_is_refused_ends_the_run_with_the_error() {
    let fixture = Fixture::new(call_weather).await;
    fixture.fake.fail_next(On::Send, Fault::Delay(Duration::ZERO));
    fixture.fake.fail_next(On::Send, Fault::Status { status: 403, retry_after: None });
    let error = fixture.run([weather()]).await.expect_err("it cannot go on");
    assert!(matches!(error.kind(), RunErrorKind::Client(Error::Api(error)) if error.status() == 403), "{error:?}");
    assert!(error.clean_up_error().is_none(), "{error:?}");
    assert_eq!((fixture.interrupts(), fixture.results().len()), (1, 0));
    assert!(!error.outcome().tool_calls[0].is_answered);
}

#[tokio::test]
async fn a_run_that_reaches_a_limit_interrupts_the_session() {
    let stalls = || Tool::new("weather", |_: Input| pending::<String>());
    // The tool begins within it, on a busy machine too.
    let short = Duration::from_secs(2);

    let fixture = Fixture::new(call_weather).await;
    let error = fixture.run([stalls()]).total_timeout(short).await.expect_err("it takes too long");
    assert!(error.is_timeout() && error.clean_up_error().is_none(), "{error:?}");
    assert_eq!(fixture.interrupts(), 1);

    let fixture = Fixture::new(|_| Script::new().call("weather", city("a")).call("weather", city("b"))).await;
    let error = fixture.run([weather()]).max_tool_calls(1).await.expect_err("two are too many");
    assert!(matches!(error.kind(), RunErrorKind::ToolCallLimit(1)), "{error:?}");
    assert_eq!(error.to_string(), "the agent called more tools than the run allows (1)");
    assert_eq!(fixture.interrupts(), 1);

    let fixture = Fixture::new(call_weather).await;
    let run = fixture.run([stalls()]).total_timeout(short).on_failure(OnFailure::Archive);
    assert!(run.await.expect_err("it takes too long").is_timeout());
    let session = fixture.client.sessions().get(&fixture.session_id).send().await.expect("the session");
    assert_eq!((session.status, session.archived_at.is_some()), (SessionStatus::Terminated, true));

    let fixture = Fixture::new(call_weather).await;
    let run = fixture.run([stalls()]).total_timeout(short).on_failure(OnFailure::Leave);
    assert!(run.await.expect_err("it takes too long").is_timeout());
    assert_eq!(fixture.interrupts(), 0);
}

#[tokio::test]
async fn the_time_between_events_does_not_count_while_a_tool_runs() {
    let fixture = Fixture::new(call_weather).await;
    let slow = Tool::new("weather", |_: Input| async {
        tokio::time::sleep(Duration::from_secs(4)).await;
        "Rain."
    });
    let outcome = fixture.run([slow]).idle_timeout(Duration::from_secs(3)).await.expect("the run ends well");
    assert_eq!(outcome.text, "I read: Rain.");
}

#[tokio::test]
async fn a_run_that_is_dropped_interrupts_the_session_and_its_tools() {
    struct Dropped(Arc<Mutex<bool>>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            *self.0.lock().expect("no test panics with it") = true;
        }
    }
    let fixture = Fixture::new(call_weather).await;
    let dropped = Arc::new(Mutex::new(false));
    let begun = Arc::new(Notify::new());
    let stalls = Tool::new("weather", {
        let (dropped, begun) = (Arc::clone(&dropped), Arc::clone(&begun));
        move |_: Input| {
            let (guard, begun) = (Dropped(Arc::clone(&dropped)), Arc::clone(&begun));
            async move {
                begun.notify_one();
                pending::<()>().await;
                drop(guard);
            }
        }
    });
    tokio::select! {
        outcome = fixture.run([stalls]).into_future() => panic!("{outcome:?}"),
        () = begun.notified() => {}
    }
    let is_over = async {
        while fixture.interrupts() == 0 || !*dropped.lock().expect("no test panics with it") {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), is_over).await.expect("it is interrupted");
}

#[tokio::test]
async fn calls_of_tools_that_the_run_does_not_have_are_left_to_others() {
    let fixture = Fixture::new(|_| Script::new().call("weather", city("a")).call("other", city("b"))).await;
    let run = fixture.run([weather()]).blocked_timeout(Duration::from_millis(100));
    let outcome = run.await.expect("the run ends well");
    let [SessionEvent::AgentCustomToolUse(other)] = &outcome.blocking[..] else { panic!("{outcome:?}") };
    assert_eq!((other.name.as_str(), outcome.blocking_ids.len()), ("other", 1));
    assert_eq!((fixture.results().len(), fixture.interrupts()), (1, 0));
}

#[tokio::test]
async fn a_run_without_a_message_answers_the_waiting_calls() {
    let fixture = Fixture::new(call_weather).await;
    let batch = EventBatch::new([UserMessage::text("Go.")]);
    let turn = fixture.client.events().send_and_wait(&fixture.session_id, &batch);
    let turn = turn.blocked_timeout(Duration::from_millis(50)).await.expect("a turn");
    assert_eq!(turn.blocking_ids().len(), 1);
    let run = || fixture.client.sessions().run(&fixture.session_id).tools(Tools::new([weather()]));
    assert_eq!(run().await.expect("the run ends well").text, "I read: Rain in Oslo.");
    // Nothing is left to do.
    let outcome = run().await.expect("the run ends well");
    assert_eq!((outcome.text.as_str(), outcome.tool_calls.len(), fixture.results().len()), ("", 0, 1));
}

#[tokio::test]
async fn a_call_of_a_thread_that_has_ended_is_not_waited_for() {
    let session = Session::start([]).await;
    session.react(|sent| {
        assert_eq!(sent[0]["type"], "user.message");
        let mut call = custom_tool_use("u1");
        call["session_thread_id"] = json!("sthr_1");
        let ended = json!({"type": "session.thread_status_terminated", "id": "t1", "session_thread_id": "sthr_1"});
        vec![running("r1"), call, waits("i1", &["u1"]), ended]
    });
    let client = session.client();
    let stalls = Tool::new("weather", |_: Input| pending::<String>());
    let run = client.sessions().run("sesn_1").message("Go.").tools(Tools::new([stalls]));
    let run = tokio::time::timeout(Duration::from_secs(20), run.into_future()).await.expect("it ends");
    let outcome = run.expect("the run ends well");
    assert_eq!((outcome.tool_calls.len(), outcome.blocking.len(), outcome.blocking_ids.len()), (0, 0, 0));
}

#[tokio::test]
async fn a_session_that_ends_ends_the_run() {
    let fixture = Fixture::new(|_| Script::new().say("Farewell.").terminate()).await;
    let outcome = fixture.outcome([]).await;
    assert_eq!((outcome.text.as_str(), outcome.stop_reason().is_none()), ("Farewell.", true));
}

#[tokio::test(start_paused = true)]
async fn the_limit_between_two_events_begins_anew_after_a_tool() {
    // While it waits, the clock moves only by `advance`.
    let (end, is_over) = mpsc::channel::<()>();
    tokio::task::spawn_blocking(move || is_over.recv());
    let (stream, events) = Reply::events();
    let sent = |id: &str, kind: &str| json!({"type": kind, "id": id, "custom_tool_use_id": "u1", "content": []});
    let replies =
        [stream, page(&[]), page(&[sent("s1", "user.message")]), page(&[sent("s2", "user.custom_tool_result")])];
    let server = Server::start(replies).await;
    let tell = |happened: &[Value]| {
        let happened = String::from_utf8(sse(happened)).expect("JSON is UTF-8");
        events.send(happened).expect("the stream is open");
    };
    let processed = |id: &str, kind: &str| {
        let mut event = sent(id, kind);
        event["processed_at"] = "2026-05-01T20:38:10Z".into();
        event
    };
    let begun_and_ended = Arc::new((Notify::new(), Notify::new()));
    let of_tool = Arc::clone(&begun_and_ended);
    let tool = Tool::new("weather", move |_: Input| {
        let of_tool = Arc::clone(&of_tool);
        async move {
            of_tool.0.notify_one();
            of_tool.1.notified().await;
        }
    });
    let client = server.client();
    let run = client.sessions().run("sesn_1").message("Go.").tools(Tools::new([tool]));
    let run = tokio::spawn(run.idle_timeout(Duration::from_secs(20)).into_future());
    tell(&[processed("s1", "user.message"), running("r1"), custom_tool_use("u1"), waits("w1", &["u1"])]);
    begun_and_ended.0.notified().await;
    tokio::time::advance(Duration::from_secs(19)).await;
    begun_and_ended.1.notify_one();
    let in_reality = |time| tokio::task::spawn_blocking(move || std::thread::sleep(time));
    while server.requests().len() < 4 {
        in_reality(Duration::from_millis(5)).await.expect("it sleeps");
    }
    // The run reads the response.
    in_reality(Duration::from_millis(100)).await.expect("it sleeps");
    tokio::time::advance(Duration::from_secs(2)).await;
    in_reality(Duration::from_millis(20)).await.expect("it sleeps");
    let end_of_turn = [running("r2"), message("m", "Done."), end_turn("i")];
    tell(&[processed("s2", "user.custom_tool_result")]);
    tell(&end_of_turn);
    let outcome = run.await.expect("no panic").expect("the run ends well");
    assert_eq!((outcome.text.as_str(), outcome.tool_calls.len()), ("Done.", 1));
    drop(end);
}

//! Runs over a server whose faults come by chance: no tool runs twice, and no result is lost.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use managed_agents::{
    run::RunOutcome,
    testing::{Fault, On, Recorded, Script},
    tools::Tool,
    types::{SendableEvent, SessionEvent},
};
use serde_json::json;

use crate::run::Fixture;

/// How many runs are made, each with its own faults.
const SEEDS: u64 = 300;

/// Numbers that look like chance, the same for the same seed.
#[derive(Clone)]
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Up to 4 rounds of up to 4 calls at the same time, each with a number of its own.
fn script(chance: &mut Chance) -> (Script, u64) {
    let (mut script, mut calls) = (Script::new(), 0);
    for _ in 0..=chance.below(4) {
        for _ in 0..=chance.below(4) {
            script = script.call("count", json!({ "number": calls }));
            calls += 1;
        }
        script = script.say(format!("{calls} so far"));
    }
    let script = script.reply(|results| results.iter().map(|result| format!("<{}>", result.text)).collect());
    (script, calls)
}

/// Up to 12 faults. The message itself is sent once, so none happens to it.
fn faults(fixture: &Fixture, chance: &mut Chance) {
    fixture.fake.fail_next(On::Send, Fault::Delay(Duration::ZERO));
    for _ in 0..chance.below(13) {
        let bytes = usize::try_from(chance.below(3000)).expect("a small number");
        let (on, fault) = match chance.below(10) {
            0 => (On::Send, Fault::LoseRequest),
            1 => (On::Send, Fault::LoseResponse),
            2 => (On::Send, Fault::CutAfter(bytes / 10)),
            3 => (On::Send, Fault::rate_limited(Duration::from_secs(1))),
            4 => (On::Send, Fault::overloaded()),
            5 | 6 => (On::Stream, Fault::CutAfter(bytes)),
            7 => (On::Stream, Fault::DuplicateEvents),
            8 => (On::History, Fault::LoseResponse),
            _ => (On::History, Fault::CutAfter(bytes)),
        };
        fixture.fake.fail_next(on, fault);
    }
}

type Runs = Arc<Mutex<BTreeMap<u64, u64>>>;

/// A tool that counts how often it is run for each number.
fn count(runs: &Runs) -> Tool {
    let runs = Arc::clone(runs);
    Tool::new("count", move |input: BTreeMap<String, u64>| {
        *runs.lock().expect("no test panics with it").entry(input["number"]).or_default() += 1;
        async move {
            tokio::task::yield_now().await;
            input["number"].to_string()
        }
    })
}

/// One run: what the tool was called with and how often, and the outcome.
async fn run(seed: u64) -> (Fixture, BTreeMap<u64, u64>, RunOutcome, u64) {
    let mut chance = Chance(seed);
    let (script, calls) = script(&mut chance);
    let fixture = Fixture::new(move |_| script.clone()).await;
    // The faults of opening are those of any first call.
    let runs = Runs::default();
    let mut run = fixture.run([count(&runs)]);
    fixture.fake.fail_next(On::Stream, Fault::CutAfter(usize::try_from(chance.below(4000)).expect("a small number")));
    fixture.fake.fail_next(On::History, Fault::Delay(Duration::ZERO));
    faults(&fixture, &mut chance);
    run = run.total_timeout(Duration::from_secs(60));
    let outcome = run.await.unwrap_or_else(|error| panic!("seed {seed}: {error:?}\n{:?}", fixture.fake.requests()));
    let runs = runs.lock().expect("no test panics with it").clone();
    (fixture, runs, outcome, calls)
}

#[tokio::test]
async fn no_tool_runs_twice_and_no_result_is_lost_whatever_fails() {
    let (mut reconnected, mut sent_again) = (0, 0);
    for seed in 0..SEEDS {
        let (fixture, runs, outcome, calls) = run(seed).await;
        let once: BTreeMap<u64, u64> = (0..calls).map(|number| (number, 1)).collect();
        assert_eq!(runs, once, "seed {seed}");

        let mut results: BTreeMap<String, usize> = BTreeMap::new();
        let sent = fixture.fake.sent(&fixture.session_id);
        for event in &sent {
            if let SendableEvent::UserCustomToolResult(result) = event {
                *results.entry(result.custom_tool_use_id.clone()).or_default() += 1;
            }
        }
        let history = fixture.fake.history(&fixture.session_id);
        let uses = history.iter().filter_map(|event| match event {
            SessionEvent::AgentCustomToolUse(tool_use) => Some((tool_use.id.clone(), 1)),
            _ => None,
        });
        assert_eq!(results, uses.collect(), "seed {seed}");

        let numbers: Vec<String> = (0..calls).map(|number| format!("<{number}>")).collect();
        let last = outcome.text.lines().last().unwrap_or_default();
        let mut told: Vec<String> = last.split_inclusive('>').map(str::to_owned).collect();
        told.sort_by_key(|number| (number.len(), number.clone()));
        assert_eq!(told, numbers, "seed {seed}");
        assert_eq!(outcome.tool_calls.len() as u64, calls, "seed {seed}");
        assert!(outcome.tool_calls.iter().all(|call| call.is_answered), "seed {seed}: {outcome:?}");

        let requests = fixture.fake.requests();
        let sends = requests.iter().filter(|request| matches!(request, Recorded::SendEvents { .. })).count();
        sent_again += sends - sent.len();
        let is_stream =
            |request: &&Recorded| matches!(request, Recorded::Other { target, .. } if target.ends_with("/stream"));
        reconnected += requests.iter().filter(is_stream).count() - 1;
    }
    assert!(reconnected > 100 && sent_again > 100, "{reconnected} {sent_again}");
}

//! Runs on a server with random faults: no tool runs twice, and no result is lost.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};

#[cfg(feature = "journal")]
use managed_agents::{
    run::{FileJournal, OnFailure},
    tools::Tools,
    types::{SessionStatus, StopReason},
};
use managed_agents::{
    testing::{Fault, On, Recorded, Script},
    tools::Tool,
    types::{SendableEvent, SessionEvent},
};
use serde_json::json;
use tokio::task::JoinSet;

use crate::run::Fixture;

/// Pseudo-random numbers from a seed.
#[derive(Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Up to 4 rounds of up to 4 calls at the same time, each with its own number.
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

/// Up to 12 faults. The message itself is sent only once, so it has no fault.
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

pub(crate) type Runs = Arc<Mutex<BTreeMap<u64, u64>>>;

/// A tool that counts its runs for each number.
pub(crate) fn count(runs: &Runs) -> Tool {
    let runs = Arc::clone(runs);
    Tool::new("count", move |input: BTreeMap<String, u64>| {
        *runs.lock().expect("no test panics with it").entry(input["number"]).or_default() += 1;
        async move {
            tokio::task::yield_now().await;
            input["number"].to_string()
        }
    })
}

/// A session whose first stream is cut and whose other requests fail, and the number of its agent's calls.
async fn fixture(seed: u64, http: reqwest::Client) -> (Fixture, Chance, u64) {
    let mut chance = Chance::of(seed);
    let (script, calls) = script(&mut chance);
    let fixture = Fixture::with(move |_| script.clone(), |builder| builder.http_client(http)).await;
    // Faults of the first connection are the same as for any other call.
    fixture.fake.fail_next(On::Stream, Fault::CutAfter(usize::try_from(chance.below(4000)).expect("a small number")));
    fixture.fake.fail_next(On::History, Fault::Delay(Duration::ZERO));
    faults(&fixture, &mut chance);
    (fixture, chance, calls)
}

/// Checks that each call has one result in the session.
fn check_results(fixture: &Fixture, seed: u64) {
    let mut results: BTreeMap<String, usize> = BTreeMap::new();
    for event in fixture.fake.sent(&fixture.session_id) {
        if let SendableEvent::UserCustomToolResult(result) = event {
            *results.entry(result.custom_tool_use_id).or_default() += 1;
        }
    }
    let history = fixture.fake.history(&fixture.session_id);
    let uses = history.iter().filter_map(|event| match event {
        SessionEvent::AgentCustomToolUse(tool_use) => Some((tool_use.id.clone(), 1)),
        _ => None,
    });
    assert_eq!(results, uses.collect(), "seed {seed}");
}

/// The number of lost streams and lost results that a run has overcome.
#[derive(Default)]
pub(crate) struct Overcome {
    pub(crate) streams: usize,
    pub(crate) results: usize,
}

async fn once(seed: u64, http: reqwest::Client) -> Overcome {
    let (fixture, _, calls) = fixture(seed, http).await;
    let runs = Runs::default();
    let run = fixture.run([count(&runs)]).total_timeout(Duration::from_secs(600));
    let outcome = run.await.unwrap_or_else(|error| panic!("seed {seed}: {error:?}\n{:?}", fixture.fake.requests()));
    let once: BTreeMap<u64, u64> = (0..calls).map(|number| (number, 1)).collect();
    assert_eq!(*runs.lock().expect("no test panics with it"), once, "seed {seed}");
    check_results(&fixture, seed);

    let numbers: Vec<String> = (0..calls).map(|number| format!("<{number}>")).collect();
    let last = outcome.text.lines().last().unwrap_or_default();
    let mut told: Vec<String> = last.split_inclusive('>').map(str::to_owned).collect();
    told.sort_by_key(|number| (number.len(), number.clone()));
    assert_eq!(told, numbers, "seed {seed}");
    assert_eq!(outcome.tool_calls.len() as u64, calls, "seed {seed}");
    assert!(outcome.tool_calls.iter().all(|call| call.is_answered), "seed {seed}: {outcome:?}");

    let requests = fixture.fake.requests();
    let sends = requests.iter().filter(|request| matches!(request, Recorded::SendEvents { .. })).count();
    let is_stream =
        |request: &&Recorded| matches!(request, Recorded::Other { target, .. } if target.ends_with("/stream"));
    Overcome {
        streams: requests.iter().filter(is_stream).count() - 1,
        results: sends - fixture.fake.sent(&fixture.session_id).len(),
    }
}

/// Runs that end before the agent, as if their process ended, until one run continues the session and succeeds.
#[cfg(feature = "journal")]
async fn restarted(seed: u64, http: reqwest::Client) -> Overcome {
    let (fixture, mut chance, calls) = fixture(seed, http).await;
    let path = std::env::temp_dir().join(format!("managed-agents-{}-{seed}.jsonl", std::process::id()));
    let (runs, mut restarts) = (Runs::default(), 0);
    loop {
        let journal = FileJournal::open(&path).expect("the run before was dropped");
        // The next process sends no message.
        let run = match fixture.fake.sent(&fixture.session_id).len() {
            0 => fixture.run([count(&runs)]),
            _ => fixture.client.sessions().run(&fixture.session_id).tools(Tools::new([count(&runs)])),
        };
        let run = run.journal(journal).on_failure(OnFailure::Leave).total_timeout(Duration::from_secs(600));
        let mut running = run.start();
        let events = if restarts < 4 { chance.below(40) } else { u64::MAX };
        let mut seen = 0;
        while seen < events && running.next().await.is_some() {
            seen += 1;
        }
        if seen == events {
            restarts += 1;
            continue;
        }
        running.outcome().await.unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
        break;
    }
    std::fs::remove_file(&path).expect("the journal");
    let runs = runs.lock().expect("no test panics with it").clone();
    assert!(runs.values().all(|times| *times == 1), "seed {seed}: {runs:?}");
    check_results(&fixture, seed);
    let interrupted = fixture.results().iter().filter(|(_, is_error)| *is_error).count() as u64;
    // A call that has only begun is reported. All other calls have run.
    assert!(runs.len() as u64 + interrupted >= calls, "seed {seed}: {runs:?} {interrupted} {calls}");
    let state = fixture.client.sessions().get(&fixture.session_id).send().await.expect("the session");
    assert_eq!(state.status, SessionStatus::Idle, "seed {seed}");
    assert!(
        matches!(fixture.fake.history(&fixture.session_id).last(), Some(SessionEvent::SessionStatusIdle(idle)) if
        matches!(idle.stop_reason, StopReason::EndTurn(_))),
        "seed {seed}"
    );
    Overcome { streams: restarts, results: usize::try_from(interrupted).expect("a small number") }
}

/// The number of runs, each with its own faults: the variable `FAULT_RUNS`, or a few.
pub(crate) fn number_of_runs(few: u64) -> u64 {
    std::env::var("FAULT_RUNS").map_or(few, |text| text.parse().expect("FAULT_RUNS is a number"))
}

/// Makes many runs at the same time, since most of them wait for the end of a pause.
pub(crate) async fn all<F>(runs: u64, run: impl Fn(u64, reqwest::Client) -> F) -> Overcome
where
    F: Future<Output = Overcome> + Send + 'static,
{
    let http = reqwest::Client::new();
    let (mut running, mut sum) = (JoinSet::new(), Overcome::default());
    let mut seeds = 0..runs;
    loop {
        while running.len() < 64 {
            let Some(seed) = seeds.next() else { break };
            running.spawn(run(seed, http.clone()));
        }
        let Some(done) = running.join_next().await else { return sum };
        let done = done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        sum.streams += done.streams;
        sum.results += done.results;
    }
}

#[tokio::test]
async fn after_any_failure_no_tool_runs_twice_and_no_result_is_lost() {
    let runs = number_of_runs(300);
    let overcome = all(runs, once).await;
    println!("{runs} runs, {} streams and {} results lost", overcome.streams, overcome.results);
    assert!(overcome.streams as u64 > runs / 3 && overcome.results as u64 > runs / 3);
}

#[cfg(feature = "journal")]
#[tokio::test]
async fn no_tool_runs_twice_and_no_call_is_left_open_when_the_process_ends() {
    let runs = number_of_runs(150);
    let overcome = all(runs, restarted).await;
    println!("{runs} runs, {} restarts, {} calls interrupted", overcome.streams, overcome.results);
    assert!(overcome.streams as u64 > runs / 3);
}

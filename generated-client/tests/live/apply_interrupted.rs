//! Resources as files: an interruption at any request.

use std::time::Duration;

use managed_agents::{
    Error,
    apply::Prune,
    testing::{FakeServer, Fault, On},
};

use crate::{
    apply::{ALL, Fixture},
    drift::drifting,
};

/// Plans and applies until it works.
async fn converge(fixture: &Fixture) {
    for _ in 0..3 {
        let project = fixture.project().prune(Prune::Delete);
        let Ok(plan) = project.plan(&fixture.client).await else { continue };
        if project.apply(&fixture.client, &plan).await.is_ok() {
            return;
        }
    }
    panic!("it never works");
}

/// Lets a request fail after this number of requests.
fn fail_after(fake: &FakeServer, requests: usize, fault: &Fault) {
    for _ in 0..requests {
        fake.fail_next(On::Any, Fault::Delay(Duration::ZERO));
    }
    fake.fail_next(On::Any, fault.clone());
}

/// Uses up the faults that were not reached.
async fn use_up(fixture: &Fixture, requests: usize) {
    for _ in 0..=requests {
        let _ = fixture.client.agents().list().send().await;
    }
}

/// Files that change every kind, and leave out a resource.
fn changed() -> String {
    let text = ALL.replace("name: Helper", "name: Assistant").replace("display_name: Ada", "display_name: Bob");
    let text = text.replace("All that we know.", "Some.").replace("config: { type: cloud }", "description: For tests.");
    let text = text.replace("mcp.example.com", "other.example.com").replace("Nightly report", "Daily report");
    text + "---\nkind: environment\nname: extra\nspec: { name: extra, config: { type: cloud } }\n"
}

/// The faults of an interruption: before the server has taken the request, and afterwards.
const FAULTS: [Fault; 2] = [Fault::LoseRequest, Fault::LoseResponse];

/// Lets each request of a fixture fail in turn, until all requests have failed once.
async fn interrupt_each_request(make: impl AsyncFn() -> Fixture, check: impl AsyncFn(Fixture, &str)) {
    for fault in &FAULTS {
        for request in 0.. {
            let fixture = make().await;
            let before = fixture.fake.requests().len();
            fail_after(&fixture.fake, request, fault);
            converge(&fixture).await;
            let sent = fixture.fake.requests().len() - before;
            use_up(&fixture, request).await;
            check(fixture, &format!("{fault:?} at request {request}")).await;
            if request > sent {
                assert!(sent >= 8, "{sent}");
                break;
            }
        }
    }
}

#[tokio::test]
async fn an_interrupted_creation_continues_and_creates_nothing_twice() {
    let make = async || {
        let fixture = Fixture::new("interrupted").await;
        fixture.write("all.yaml", ALL);
        fixture
    };
    interrupt_each_request(make, async |fixture, case| check_converged(&fixture, 1, case).await).await;
}

#[tokio::test]
async fn an_interrupted_change_continues_and_changes_nothing_twice() {
    let make = async || {
        let text = ALL.to_owned() + "---\nkind: vault\nname: old\nspec: { display_name: Old }\n";
        let fixture = Fixture::applied("changed", &text).await;
        fixture.write("all.yaml", &changed());
        fixture.write("skills/weather/cities.csv", "Oslo\n");
        fixture
    };
    interrupt_each_request(make, async |fixture, case| check_converged(&fixture, 2, case).await).await;
}

#[tokio::test]
async fn an_interrupted_creation_continues_if_no_resource_can_be_decoded() {
    let make = async || {
        let mut fixture = Fixture::new("drifting").await;
        fixture.write("all.yaml", ALL);
        fixture.client = drifting(fixture.fake.client_builder());
        fixture
    };
    let check = async |mut fixture: Fixture, case: &str| {
        let read = fixture.client.agents().list().items().try_next().await;
        assert!(matches!(read, Err(Error::Decode(_))), "{case}: {read:?}");
        fixture.client = fixture.fake.client().expect("the settings are right");
        check_converged(&fixture, 1, case).await;
    };
    interrupt_each_request(make, check).await;
}

async fn check_converged(fixture: &Fixture, versions: usize, case: &str) {
    let mut counts = fixture.counts().await;
    let environments = if versions == 1 { 1 } else { 2 };
    assert_eq!(counts.remove("skill version"), Some((versions, 0)), "{case}");
    assert_eq!(counts.remove("environment"), Some((environments, 0)), "{case}");
    assert_eq!(counts.len(), 6, "{case}");
    assert!(counts.values().all(|counts| *counts == (1, 0)), "{case}: {counts:?}");
    let plan = fixture.project().prune(Prune::Delete).plan(&fixture.client).await.expect("a plan");
    assert!(plan.is_empty() && plan.steps().len() == if versions == 1 { 7 } else { 8 }, "{case}: {plan}");
}

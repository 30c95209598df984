//! Whole calls, compared with the same calls written by hand: `cargo bench -p managed-agents --bench calls`.
//!
//! Both send the same requests to a server on loopback in another process: over TLS, and over plain http, for which the client has a
//! separate thread that reads connections. The figures are those of this process with all its threads: its processor time, also in the system
//! kernel, and its allocations.
//!
//! With the arguments `get`, `create`, `get-by-hand` or `create-by-hand`, a number and a scheme, it makes only this number of these calls, for a
//! profiler.

use std::{alloc::System, time::Duration};

use managed_agents::{Client, types::CreateAgentRequest};
use serde_json::json;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
};

mod by_hand;
mod loopback;
mod measure;

use by_hand::{ByHand, CreateAgent};
use loopback::Loopback;
use measure::{compare, compare_figures, head};

/// Counts the allocations of all threads.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const KEY: &str = "sk-example-0123456789";
const ID: &str = "agent_011CacVYC916sL5tL1Kvn";
const SYSTEM: &str = "You are terse. Answer with one sentence, and name your source.";

/// The number of calls in a turn.
const CALLS: u32 = 200;
/// The number of tasks that make such calls at once, and the calls of each.
const TASKS: u32 = 200;
const CALLS_OF_A_TASK: u32 = 5;

fn main() {
    Loopback::serve_if_asked_to(&agent());
    let mut arguments = std::env::args().skip(1);
    let side = arguments.next().unwrap_or_default();
    let calls = arguments.next().and_then(|calls| calls.parse().ok()).unwrap_or(CALLS);
    let scheme = arguments.next().unwrap_or_else(|| "https".to_owned());
    use_one_processor();
    let loopback = Loopback::start(&scheme);
    let sides = Sides::new(loopback.url());
    match side.as_str() {
        "get" => return sides.get(calls),
        "create" => return sides.create(calls),
        "get-by-hand" => return sides.get_by_hand(&sides.by_hand, calls),
        "create-by-hand" => return sides.create_by_hand(&sides.by_hand, calls),
        _ => {}
    }
    drop(sides);
    for scheme in ["https", "http"] {
        let loopback = Loopback::start(scheme);
        let sides = Sides::new(loopback.url());
        sides.send_the_same(&loopback);
        sides.compare(scheme);
    }
}

/// Makes this process and its server share one processor. On a virtual machine, waking another processor takes longer than a
/// call, and the time for it varies.
#[cfg(target_os = "linux")]
fn use_one_processor() {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let allowed = sched_getaffinity(None).expect("the processors of this process");
    let mut processors = CpuSet::new();
    // The first one often serves interrupts.
    processors.set((0..CpuSet::MAX_CPU).rfind(|processor| allowed.is_set(*processor)).unwrap_or_default());
    sched_setaffinity(None, &processors).expect("a processor of this process");
}

#[cfg(not(target_os = "linux"))]
fn use_one_processor() {}

/// The cost of some work.
type Meter = fn(&mut dyn FnMut()) -> f64;

/// The processor time of this process that `work` takes.
fn microseconds(work: &mut dyn FnMut()) -> f64 {
    let start = processor_time();
    work();
    (processor_time() - start) * 1e6
}

/// The processor time of this process in seconds.
#[cfg(unix)]
fn processor_time() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(time).expect("it runs forward").as_secs_f64()
}

/// The time of the clock. The time of a process cannot be read in a portable way.
#[cfg(not(unix))]
fn processor_time() -> f64 {
    std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a time after 1970").as_secs_f64()
}

/// The number of allocations of `work`, with changes of size.
fn allocated(work: &mut dyn FnMut()) -> Stats {
    let region = Region::new(ALLOCATOR);
    work();
    region.change()
}

/// The share of one call in `total`.
fn each(total: usize) -> f64 {
    f64::from(u32::try_from(total).unwrap_or(u32::MAX)) / f64::from(CALLS)
}

/// The client, and the client written by hand.
struct Sides {
    runtime: Runtime,
    ours: Client,
    request: CreateAgentRequest,
    by_hand: ByHand,
    by_hand_with_timeout: ByHand,
    request_by_hand: CreateAgent,
}

impl Sides {
    fn new(url: &str) -> Self {
        Self {
            runtime: Builder::new_current_thread().enable_all().build().expect("a runtime"),
            ours: Client::builder()
                .base_url(url)
                .api_key(KEY)
                .configure_http_client(|http| http.tls_danger_accept_invalid_certs(true))
                .build()
                .expect("a client"),
            request: CreateAgentRequest::new("Librarian", "claude-haiku-4-5").system(SYSTEM),
            by_hand: ByHand::new(url, KEY, None),
            by_hand_with_timeout: ByHand::new(url, KEY, Some(Duration::from_secs(600))),
            request_by_hand: CreateAgent {
                name: "Librarian".to_owned(),
                model: "claude-haiku-4-5".to_owned(),
                system: SYSTEM.to_owned(),
            },
        }
    }

    fn get(&self, calls: u32) {
        self.runtime.block_on(async {
            for _ in 0..calls {
                self.ours.agents().get(ID).send().await.expect("an agent");
            }
        });
    }

    fn get_by_hand(&self, client: &ByHand, calls: u32) {
        self.runtime.block_on(async {
            for _ in 0..calls {
                client.get(ID).await.expect("an agent");
            }
        });
    }

    fn create(&self, calls: u32) {
        self.runtime.block_on(async {
            for _ in 0..calls {
                self.ours.agents().create(&self.request).send().await.expect("an agent");
            }
        });
    }

    fn create_by_hand(&self, client: &ByHand, calls: u32) {
        self.runtime.block_on(async {
            for _ in 0..calls {
                client.create(&self.request_by_hand).await.expect("an agent");
            }
        });
    }

    fn get_at_once(&self) {
        self.at_once(|| {
            let client = self.ours.clone();
            async move {
                for _ in 0..CALLS_OF_A_TASK {
                    client.agents().get(ID).send().await.expect("an agent");
                }
            }
        });
    }

    fn get_at_once_by_hand(&self) {
        self.at_once(|| {
            let client = self.by_hand.clone();
            async move {
                for _ in 0..CALLS_OF_A_TASK {
                    client.get(ID).await.expect("an agent");
                }
            }
        });
    }

    fn at_once<F: Future<Output = ()> + Send + 'static>(&self, task: impl Fn() -> F) {
        self.runtime.block_on(async {
            let tasks: JoinSet<()> = (0..TASKS).map(|_| task()).collect();
            tasks.join_all().await;
        });
    }

    /// Fails if the requests differ, since the figures could then not be compared.
    fn send_the_same(&self, loopback: &Loopback) {
        self.get(1);
        let ours = loopback.last_request();
        self.get_by_hand(&self.by_hand, 1);
        assert_eq!(ours, loopback.last_request());
        self.create(1);
        let ours = loopback.last_request();
        self.create_by_hand(&self.by_hand, 1);
        assert_eq!(ours, loopback.last_request());
    }

    fn compare(&self, scheme: &str) {
        println!();
        head("µs");
        self.one_by_one(&format!("over {scheme}, processor time"), |work| microseconds(work) / f64::from(CALLS));
        self.many_at_once(scheme, |work| microseconds(work) / f64::from(TASKS * CALLS_OF_A_TASK));
        println!();
        head("times");
        self.one_by_one(&format!("over {scheme}, allocations"), |work| each(allocated(work).allocations));
        println!();
        head("bytes");
        self.one_by_one(&format!("over {scheme}, bytes allocated"), |work| each(allocated(work).bytes_allocated));
        println!();
        head("ms");
        self.many_at_once_by_the_clock(scheme);
    }

    fn one_by_one(&self, what: &str, meter: Meter) {
        let others = [("by hand", &self.by_hand), ("by hand, with a timeout", &self.by_hand_with_timeout)];
        for (compared_with, by_hand) in others {
            let ours = || meter(&mut || self.get(CALLS));
            let other = || meter(&mut || self.get_by_hand(by_hand, CALLS));
            compare_figures(&format!("a GET {what}"), compared_with, ours, other);
            let ours = || meter(&mut || self.create(CALLS));
            let other = || meter(&mut || self.create_by_hand(by_hand, CALLS));
            compare_figures(&format!("a POST {what}"), compared_with, ours, other);
        }
    }

    fn many_at_once(&self, scheme: &str, meter: Meter) {
        let ours = || meter(&mut || self.get_at_once());
        let other = || meter(&mut || self.get_at_once_by_hand());
        let what = format!("one of 200 simultaneous GETs over {scheme}, processor time");
        compare_figures(&what, "by hand", ours, other);
    }

    fn many_at_once_by_the_clock(&self, scheme: &str) {
        let what = format!("1,000 GETs over {scheme}, 200 at once");
        compare(&what, "by hand", 1, || self.get_at_once(), || self.get_at_once_by_hand());
    }
}

/// The server's response, with all that the document requires.
fn agent() -> String {
    json!({
        "archived_at": null,
        "created_at": "2026-05-01T20:38:09.056292Z",
        "description": "Finds what was written on a matter.",
        "execution_identity": {"type": "service_account"},
        "id": ID,
        "mcp_servers": [],
        "metadata": {"team": "support"},
        "model": {"id": "claude-haiku-4-5", "speed": "standard"},
        "multiagent": null,
        "name": "Librarian",
        "skills": [{"skill_id": "xlsx", "type": "anthropic", "version": "1"}],
        "system": SYSTEM,
        "tools": [{
            "description": "Finds an order.",
            "input_schema": {"properties": {"id": {"type": "string"}}, "type": "object"},
            "name": "find_order",
            "type": "custom",
        }],
        "type": "agent",
        "updated_at": "2026-05-01T20:38:09.056292Z",
        "version": 1,
    })
    .to_string()
}

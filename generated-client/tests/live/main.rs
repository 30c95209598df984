//! The client of the live API: the document with its overlays.

#[cfg(all(feature = "apply", feature = "testing"))]
mod apply;
#[cfg(all(feature = "apply", feature = "testing"))]
mod apply_guard;
#[cfg(all(feature = "apply", feature = "testing"))]
mod apply_interrupted;
mod blocked;
mod bodies;
#[cfg(feature = "tracing")]
#[cfg_attr(not(feature = "testing"), allow(dead_code, reason = "the tests with the fake API need more of it"))]
mod collector;
#[cfg(all(feature = "credentials", unix))]
mod credentials;
#[cfg(feature = "testing")]
mod cut_connections;
mod design;
mod documented;
#[cfg(feature = "testing")]
#[allow(dead_code, reason = "the tests of other features need more of it")]
mod drift;
mod event_types;
#[cfg(feature = "testing")]
mod examples;
#[cfg(feature = "testing")]
mod fake;
#[cfg(feature = "testing")]
mod fake_resources;
#[cfg(feature = "testing")]
mod fake_work;
#[cfg(feature = "testing")]
mod fast_clock;
mod faults_table;
mod follow;
mod follow_faults;
mod fuzz;
#[cfg(feature = "tracing")]
mod gaps;
mod long_history;
#[cfg(feature = "testing")]
mod many_sessions;
mod mutations;
mod neighbours;
#[cfg(feature = "testing")]
mod official;
mod outage;
mod pages;
mod past;
mod payloads;
mod previews;
mod routes;
#[cfg(feature = "testing")]
mod run;
#[cfg(feature = "testing")]
mod run_faults;
#[cfg(all(feature = "journal", feature = "testing"))]
mod running;
#[allow(dead_code, reason = "the tests of the document alone need more of it")]
mod server;
mod session;
mod shapes;
#[cfg(all(feature = "testing", feature = "tracing"))]
mod spans;
#[cfg(all(feature = "toolset", unix))]
mod toolset;
#[cfg(all(feature = "toolset", feature = "testing", target_os = "linux"))]
mod toolset_background;
#[cfg(all(feature = "toolset", feature = "testing", unix))]
mod toolset_conflicts;
#[cfg(all(feature = "toolset", feature = "testing", unix))]
mod toolset_limits;
#[cfg(all(feature = "toolset", feature = "testing", unix))]
mod toolset_memory;
#[cfg(all(feature = "toolset", unix))]
mod toolset_skills;
#[cfg(all(feature = "toolset", feature = "testing", unix))]
mod toolset_unsent;
#[cfg(feature = "tracing")]
mod tracing;
mod turn;
#[cfg(feature = "schemars")]
mod typed_tools;
mod untyped;
#[cfg(feature = "webhooks")]
mod webhooks;
#[cfg(feature = "testing")]
mod worker;
#[cfg(feature = "testing")]
mod worker_faults;
#[cfg(all(feature = "testing", feature = "toolset", unix))]
mod worker_toolset;

use managed_agents::{Client, ClientBuilder, Result};

//! Guides to the client: one page for each task, with examples that compile.
//!
//! | Guide | Task |
//! | --- | --- |
//! | [`getting_started`] | make an agent, an environment and a session, and read the first answer |
//! | [`streaming`] | read the events of a session as they happen, over lost connections too |
//! | [`tools`] | run tools of your own, and confirm or deny others |
//! | [`workers`] | run the tools of agents on your own machines |
//! | [`files`] | give files to a session, and fetch what the agent wrote |
//! | [`skills`] | make a skill and give it to an agent |
//! | [`memory`] | keep texts across sessions |
//! | [`vaults`] | give credentials to a session |
//! | [`webhooks`] | receive events by HTTP, and check that they are from the API |
//! | [`pagination`] | list everything, page by page or item by item |
//! | [`errors`] | tell errors apart, and decide what to repeat |
//! | [`limits`] | set timeouts, retries and limits |
//! | [`telemetry`] | see calls and runs in OpenTelemetry, and what a session costs |
//! | [`testing`] | test an application without a network |
//! | [`blocking`] | use the client without async |
//! | [`raw_access`] | call what this crate does not know, and change single calls |
//! | [`migrating_from_python`] | find the call that you know from the Python SDK |
//!
//! The guides of the API itself are at <https://platform.claude.com/docs/en/managed-agents>.

#[doc = include_str!("blocking.md")]
pub mod blocking {}
#[doc = include_str!("errors.md")]
pub mod errors {}
#[doc = include_str!("files.md")]
pub mod files {}
#[doc = include_str!("getting_started.md")]
pub mod getting_started {}
#[doc = include_str!("limits.md")]
pub mod limits {}
#[doc = include_str!("memory.md")]
pub mod memory {}
#[doc = include_str!("migrating_from_python.md")]
pub mod migrating_from_python {}
#[doc = include_str!("pagination.md")]
pub mod pagination {}
#[doc = include_str!("raw_access.md")]
pub mod raw_access {}
#[doc = include_str!("skills.md")]
pub mod skills {}
#[doc = include_str!("streaming.md")]
pub mod streaming {}
#[cfg_attr(feature = "tracing", doc = include_str!("telemetry.md"))]
#[cfg_attr(
    not(feature = "tracing"),
    doc = "See calls and runs in OpenTelemetry. Its text is there with the feature `tracing`."
)]
pub mod telemetry {}
#[doc = include_str!("testing.md")]
pub mod testing {}
#[doc = include_str!("tools.md")]
pub mod tools {}
#[doc = include_str!("vaults.md")]
pub mod vaults {}
#[cfg_attr(feature = "webhooks", doc = include_str!("webhooks.md"))]
#[cfg_attr(not(feature = "webhooks"), doc = "Receive events by HTTP. Its text is there with the feature `webhooks`.")]
pub mod webhooks {}
#[doc = include_str!("workers.md")]
pub mod workers {}

//! Guides to the client: one page for each task, with examples that compile.
//!
//! | Guide | Task |
//! | --- | --- |
//! | [`getting_started`] | create an agent, an environment and a session, and read the first answer |
//! | [`credentials`] | find credentials in variables, profiles and workload identity |
//! | [`streaming`] | read the events of a session, and text as it is written |
//! | [`tools`] | run your own tools, and confirm or deny others |
//! | [`workers`] | run the tools of agents on your own machines |
//! | [`files`] | upload files for a session, and download the files that the agent wrote |
//! | [`skills`] | create a skill, and give it to an agent |
//! | [`memory`] | keep texts across sessions |
//! | [`vaults`] | give credentials to a session |
//! | [`apply`] | keep agents and their resources in YAML files |
//! | [`webhooks`] | receive events by HTTP, and verify that they are from the API |
//! | [`pagination`] | list all items, one by one or page by page |
//! | [`errors`] | handle errors, such as a conflict (409), and retry calls |
//! | [`limits`] | set timeouts, retries and limits |
//! | [`telemetry`] | see calls and runs in OpenTelemetry, and what a session costs |
//! | [`testing`] | test an application without a network |
//! | [`blocking`] | use the client without async |
//! | [`raw_access`] | call operations that this crate does not have, and change single calls |
//! | [`compiler_messages`] | understand messages of the compiler |
//! | [`migrating_from_python`] | translate calls of the Python SDK |
//!
//! The documentation of the API itself is at <https://platform.claude.com/docs/en/managed-agents>.

#[cfg_attr(feature = "apply", doc = include_str!("apply.md"))]
#[cfg_attr(
    not(feature = "apply"),
    doc = "Keep agents and their resources in YAML files. This page has its text only with the feature `apply`."
)]
pub mod apply {}
#[doc = include_str!("blocking.md")]
pub mod blocking {}
#[doc = include_str!("compiler_messages.md")]
#[doc(alias("troubleshooting", "mistakes"))]
pub mod compiler_messages {}
#[cfg_attr(feature = "credentials", doc = include_str!("credentials.md"))]
#[cfg_attr(
    not(feature = "credentials"),
    doc = "Find credentials. This page has its text only with the feature `credentials`."
)]
pub mod credentials {}
#[doc = include_str!("errors.md")]
#[doc(alias("409", "conflict", "retry"))]
pub mod errors {}
#[doc = include_str!("files.md")]
#[doc(alias("upload", "download", "output"))]
pub mod files {}
#[doc = include_str!("getting_started.md")]
pub mod getting_started {}
#[doc = include_str!("limits.md")]
#[doc(alias("timeout", "retries"))]
pub mod limits {}
#[doc = include_str!("memory.md")]
pub mod memory {}
#[doc = include_str!("migrating_from_python.md")]
pub mod migrating_from_python {}
#[doc = include_str!("pagination.md")]
#[doc(alias("page", "list", "paginate"))]
pub mod pagination {}
#[doc = include_str!("raw_access.md")]
pub mod raw_access {}
#[doc = include_str!("skills.md")]
pub mod skills {}
#[doc = include_str!("streaming.md")]
#[doc(alias("stream", "text", "sse"))]
pub mod streaming {}
#[cfg_attr(feature = "tracing", doc = include_str!("telemetry.md"))]
#[cfg_attr(
    not(feature = "tracing"),
    doc = "See calls and runs in OpenTelemetry. This page has its text only with the feature `tracing`."
)]
pub mod telemetry {}
#[cfg_attr(feature = "testing", doc = "[`FakeServer`]: crate::testing::FakeServer\n\n")]
#[cfg_attr(not(feature = "testing"), doc = "[`FakeServer`]: crate::guide::testing\n\n")]
#[doc = include_str!("testing.md")]
#[doc(alias("mock", "fake", "test"))]
pub mod testing {}
#[doc = include_str!("tools.md")]
#[doc(alias("tool", "confirm", "permission"))]
pub mod tools {}
#[doc = include_str!("vaults.md")]
pub mod vaults {}
#[cfg_attr(feature = "webhooks", doc = include_str!("webhooks.md"))]
#[cfg_attr(
    not(feature = "webhooks"),
    doc = "Receive events by HTTP. This page has its text only with the feature `webhooks`."
)]
#[doc(alias("webhook", "verify", "signature"))]
pub mod webhooks {}
#[cfg_attr(all(feature = "toolset", unix), doc = "[`LocalToolset`]: crate::toolset::LocalToolset\n\n")]
#[cfg_attr(not(all(feature = "toolset", unix)), doc = "[`LocalToolset`]: crate::guide::workers\n\n")]
#[doc = include_str!("workers.md")]
pub mod workers {}

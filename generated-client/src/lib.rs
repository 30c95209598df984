//! A typed client of the Anthropic Managed Agents API.
//!
//! This client is not made by Anthropic. New here? Read the [`guide`], which has a page for each task. Otherwise start at [`Client`]: its
//! methods lead to the operations.
//!
//! | Resource | Operations |
//! | --- | --- |
//! | [`agents`] | agents and their versions |
//! | [`environments`], [`environment_work`] | sandboxes, and the work queue of those that you run yourself |
//! | [`sessions`], [`session_threads`], [`session_resources`] | conversations, their threads, and what they mount |
//! | [`events`] | messages to and from a session, as lists and as streams |
//! | [`files`] | files that sessions mount and write |
//! | [`skills`], [`skill_versions`] | skills of agents |
//! | [`memory_stores`], [`memories`], [`memory_versions`] | texts that agents keep |
//! | [`vaults`], [`vault_credentials`] | credentials for sessions |
//! | [`deployments`], [`deployment_runs`] | sessions that start by a schedule |
//! | [`dreams`] | runs that tidy a memory store |
//! | [`models`] | models that agents can use |
//! | [`tunnels`], [`tunnel_certificates`] | ways to MCP servers in private networks |
//! | [webhooks](guide::webhooks) | events that the API sends to your server |
//!
//! Required values are arguments, optional values are chained, and [`send`](Request::send) sends the call; lists have
//! [`pages`](Request::pages) and [`items`](Request::items) too. The bodies are in [`types`].
//!
//! ```no_run
//! use managed_agents::{Client, Error, types::SessionStatus};
//!
//! # async fn show() -> managed_agents::Result<()> {
//! let client = Client::from_env()?; // reads ANTHROPIC_API_KEY
//! match client.sessions().list().status(SessionStatus::Running).send().await {
//!     Ok(sessions) => println!("{} are running", sessions.data.unwrap_or_default().len()),
//!     Err(Error::Api(error)) => eprintln!("{} {:?}", error.kind(), error.request_id()),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A [`run`](sessions::Sessions::run) gives an agent a message and the [tools] of your program, and returns the outcome. Below it, a
//! session is followed over lost connections by [`follow`](events::Events::follow), and asked by
//! [`send_and_wait`](events::Events::send_and_wait). A [`worker`] runs tools for the sessions of a self-hosted environment. An agent that stops may wait for answers of several kinds:
//!
//! ```no_run
//! use managed_agents::types::{
//!     EventBatch, SendableEvent, SessionEvent, ToolConfirmation, UserCustomToolResult, UserMessage, UserToolConfirmation,
//! };
//!
//! /// Runs tools of this program, and denies all others.
//! fn answer(event: &SessionEvent) -> Option<SendableEvent> {
//!     let deny = |id: &str| UserToolConfirmation::new(id, ToolConfirmation::Deny).into();
//!     match event {
//!         SessionEvent::AgentCustomToolUse(tool) => Some(UserCustomToolResult::text(&tool.id, "42").into()),
//!         SessionEvent::AgentToolUse(tool) => Some(deny(&tool.id)),
//!         SessionEvent::AgentMcpToolUse(tool) => Some(deny(&tool.id)),
//!         _ => None,
//!     }
//! }
//!
//! # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
//! let mut batch = EventBatch::new([UserMessage::text("What is six times seven?")]);
//! while !batch.events.is_empty() {
//!     let turn = client.events().send_and_wait("sesn_1", &batch).await?;
//!     println!("{}", turn.text());
//!     batch = EventBatch::new(turn.blocking().filter_map(answer));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Error`] says what can go wrong, [`ClientBuilder`] what can be set, and [`Request`] what can be set for one call.
//!
//! # Features
//!
//! | Feature | Effect |
//! | --- | --- |
//! | `rustls` (default) | TLS by rustls with aws-lc-rs and the certificates of the system |
//! | `rustls-ring` | TLS by rustls with ring, which builds faster |
//! | `rustls-no-provider` | TLS by rustls with the crypto provider of the application |
//! | `native-tls` | TLS by the library of the system |
//! | `http2` | HTTP/2 if the server offers it |
//! | `gzip` | compressed responses |
//! | `blocking` | the same operations [without async](guide::blocking) |
//! | `tracing` | a [span](guide::telemetry) for each call, [run], tool and item of [work](worker) |
//! | `schemars` | the schema of a [tool](tools::Tool) from the type of its input |
//! | `testing` | a fake API for [tests](guide::testing) |
//! | `webhooks` | the check of [webhooks](guide::webhooks) |

#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
mod generated;
pub mod guide;
mod helpers;
pub mod runtime;

pub use generated::*;
#[cfg(feature = "webhooks")]
pub use helpers::Webhooks;
#[cfg(feature = "testing")]
pub use helpers::testing;
pub use helpers::{Follow, FollowStep, MessagePreviews, PendingTurn, PreviewError, Reconnect, Turn, UsageSummary};
pub use helpers::{run, tools, worker};
#[doc(inline)]
pub use runtime::{Client, ClientBuilder, Error, Request, Response, Result};

/// The README, whose examples compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The README of the project, whose examples compile. It is outside of this package, so only tests look for it.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ProjectReadme;

/// The guide for users of a client, whose examples compile. It is outside of this package, so only tests look for it.
#[cfg(doctest)]
#[doc = include_str!("../../docs/client-users.md")]
struct ClientUsers;

//! A typed client of the [Anthropic Managed Agents API](https://platform.claude.com/docs/en/managed-agents/overview). It is
//! unofficial: Anthropic did not make it.
//!
//! ```no_run
//! use managed_agents::{Client, types::*};
//!
//! # async fn show() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env()?; // reads ANTHROPIC_API_KEY
//! let agent = CreateAgentRequest::new("Helper", "claude-opus-5");
//! let agent = client.agents().create(agent).send().await?;
//! let environment = CreateEnvironmentRequest::new("default", CloudConfig::new());
//! let environment = client.environments().create(environment).send().await?;
//! let session = CreateSessionRequest::new(agent.id, environment.id);
//! let session = client.sessions().create(session).send().await?;
//!
//! let question = "What is six times seven?";
//! let outcome = client.sessions().run(&session.id).message(question).await?;
//! println!("{}", outcome.text);
//! # Ok(())
//! # }
//! ```
//!
//! # Guides
//!
//! | To | Read |
//! | --- | --- |
//! | get started | [`guide::getting_started`] |
//! | stream events, and text as it is written | [`guide::streaming`] |
//! | run your own tools, confirm or deny tools | [`guide::tools`] |
//! | upload files, download the output of an agent | [`guide::files`] |
//! | list all pages | [`guide::pagination`] |
//! | handle errors, such as a conflict (409) | [`guide::errors`] |
//! | set timeouts, retries and limits | [`guide::limits`] |
//! | test without a network | [`guide::testing`] |
//! | verify webhooks | [`guide::webhooks`] |
//! | do something else | [all guides](guide): skills, memory, vaults, workers, telemetry, blocking code, raw access, messages of the compiler, migrating from Python |
//!
//! # Calls
//!
//! [`Client`] has a method for each resource, and a resource has a method for each operation. Required parameters are arguments, and
//! optional ones are setters. [`send`](Request::send) sends the request. Lists also have [`pages`](Request::pages) and
//! [`items`](Request::items). The types of bodies are in [`types`].
//!
//! ```no_run
//! use managed_agents::{Client, Error, types::SessionStatus};
//!
//! # async fn show(client: Client) -> managed_agents::Result<()> {
//! match client.sessions().list().statuses([SessionStatus::Running]).send().await {
//!     Ok(sessions) => println!("{} are running", sessions.data.len()),
//!     Err(Error::Api(error)) => eprintln!("{} {:?}", error.kind(), error.request_id()),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Some methods combine operations:
//!
//! - [`run`](sessions::Sessions::run) sends a message, runs the [tools] of your program, and returns the outcome.
//! - [`send_and_wait`](events::Events::send_and_wait) sends events, and collects the events of the session until it waits for you.
//! - [`follow`](events::Events::follow) streams the events of a session, and connects again if a connection is lost.
//! - A [`worker`] runs tools for the sessions of a self-hosted environment.
//!
//! [`Error`] lists the errors, [`ClientBuilder`] the settings of a client, and [`Request`] the settings of one call.
//!
//! # Resources
//!
//! | Resource | Operations |
//! | --- | --- |
//! | [`agents`] | agents and their versions |
//! | [`environments`], [`environment_work`] | sandboxes, and the work queue of self-hosted environments |
//! | [`sessions`], [`session_threads`], [`session_resources`] | conversations, their threads, and their mounted resources |
//! | [`events`] | events to and from a session, as lists and as streams |
//! | [`files`] | files that sessions mount and write |
//! | [`skills`], [`skill_versions`] | skills of agents |
//! | [`memory_stores`], [`memories`], [`memory_versions`] | texts that agents keep |
//! | [`vaults`], [`vault_credentials`] | credentials for sessions |
//! | [`deployments`], [`deployment_runs`] | agents that run on a schedule |
//! | [`dreams`] | runs that tidy a memory store |
//! | [`models`] | models that agents can use |
//! | [`tunnels`], [`tunnel_certificates`] | connections to MCP servers in private networks |
//! | [webhooks](guide::webhooks) | events that the API sends to your server |
//!
//! # Features
//!
//! | Feature | Effect |
//! | --- | --- |
//! | `rustls` (default) | TLS by rustls with aws-lc-rs and the certificates of the system |
//! | `rustls-ring` | TLS by rustls with ring, which builds faster |
//! | `rustls-no-provider` | TLS by rustls with the crypto provider of the application |
//! | `native-tls` | TLS by the library of the system |
//! | `http2` | HTTP/2, if the server supports it |
//! | `gzip` | compressed responses |
//! | `blocking` | the same operations [without async](guide::blocking) |
//! | `tracing` | a [span](guide::telemetry) for each call, [run], tool and item of [work](worker) |
//! | `schemars` | the schema of a [tool](tools::Tool) from the type of its input |
//! | `journal` | a file with the calls of tools, so that a new process runs none of them twice: [`Run::journal`](run::Run::journal) |
//! | `credentials` | finds credentials in the same places as the official SDKs: [profiles, workload identity](guide::credentials) |
//! | `toolset` | the tools `bash`, `read`, `write`, `edit`, `glob` and `grep` for [workers](guide::workers), on Unix |
//! | `testing` | a fake API for [tests](guide::testing) |
//! | `apply` | [resources as files](guide::apply): agents, environments, skills, memory stores, vaults and deployments in YAML |
//! | `webhooks` | verification of [webhooks](guide::webhooks) |

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
#[cfg(feature = "apply")]
pub use helpers::apply;
#[cfg(feature = "credentials")]
pub use helpers::credentials;
#[cfg(feature = "testing")]
pub use helpers::testing;
#[cfg(all(feature = "toolset", unix))]
pub use helpers::toolset;
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

//! The same two calls, written by hand with reqwest and serde.

use std::{collections::BTreeMap, time::Duration};

use managed_agents::types;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde_derive::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A client by hand.
#[derive(Clone)]
pub(crate) struct ByHand {
    http: reqwest::Client,
    base_url: String,
}

#[derive(Debug)]
#[expect(dead_code, reason = "it is only shown")]
pub(crate) enum Failure {
    Http(reqwest::Error),
    Status(reqwest::StatusCode),
    Json(serde_json::Error),
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl ByHand {
    /// A client with the same settings of HTTP and the same headers as ours.
    pub(crate) fn new(base_url: &str, key: &str, timeout: Option<Duration>) -> Self {
        let mut key = HeaderValue::from_str(key).expect("a value");
        key.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (USER_AGENT, HeaderValue::from_static(concat!("managed-agents/", env!("CARGO_PKG_VERSION")))),
            (ACCEPT, HeaderValue::from_static("application/json")),
            (HeaderName::from_static("anthropic-version"), HeaderValue::from_static("2023-06-01")),
            (HeaderName::from_static("anthropic-beta"), HeaderValue::from_static("managed-agents-2026-04-01")),
            (HeaderName::from_static("x-api-key"), key),
        ]);
        let mut builder = reqwest::Client::builder()
            .default_headers(headers)
            .referer(false)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_danger_accept_invalid_certs(true)
            .tcp_keepalive(Duration::from_secs(60))
            .http1_max_headers(100)
            .pool_idle_timeout(Duration::from_secs(50))
            .connect_timeout(Duration::from_secs(10));
        if let Some(timeout) = timeout {
            builder = builder.timeout(timeout);
        }
        Self { http: builder.build().expect("a client"), base_url: base_url.to_owned() }
    }

    pub(crate) async fn get(&self, id: &str) -> Result<Agent, Failure> {
        let response = self.http.get(format!("{}/v1/agents/{id}", self.base_url)).send().await?;
        agent(response).await
    }

    pub(crate) async fn create(&self, body: &CreateAgent) -> Result<Agent, Failure> {
        let body = serde_json::to_vec(body).map_err(Failure::Json)?;
        let request = self.http.post(format!("{}/v1/agents", self.base_url));
        let response = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json")).body(body);
        agent(response.send().await?).await
    }
}

async fn agent(response: reqwest::Response) -> Result<Agent, Failure> {
    if !response.status().is_success() {
        return Err(Failure::Status(response.status()));
    }
    serde_json::from_slice(&response.bytes().await?).map_err(Failure::Json)
}

#[derive(Serialize)]
pub(crate) struct CreateAgent {
    pub(crate) name: String,
    pub(crate) model: String,
    pub(crate) system: String,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is read and dropped")]
pub(crate) struct Agent {
    id: String,
    name: Option<String>,
    model: Option<Model>,
    system: Option<String>,
    description: Option<String>,
    tools: Option<Vec<Tool>>,
    skills: Option<Vec<Skill>>,
    mcp_servers: Option<Vec<McpServer>>,
    metadata: Option<BTreeMap<String, String>>,
    version: i64,
    created_at: Option<String>,
    updated_at: Option<String>,
    archived_at: Option<String>,
    execution_identity: Option<ExecutionIdentity>,
    // The agents of this benchmark have no value for this. The type of the client replaces types written by hand.
    multiagent: Option<types::Multiagent>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is read and dropped")]
struct Model {
    id: String,
    effort: Option<types::Effort>,
    inference_geo: Option<String>,
    speed: Option<Speed>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Speed {
    Standard,
    Fast,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(dead_code, reason = "it is read and dropped")]
enum Tool {
    Custom {
        name: String,
        description: Option<String>,
        input_schema: Map<String, Value>,
    },
    #[serde(rename = "agent_toolset_20260401")]
    AgentToolset {
        default_config: Option<Map<String, Value>>,
    },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(dead_code, reason = "it is read and dropped")]
enum Skill {
    Anthropic { skill_id: String, version: Option<String> },
    Custom { skill_id: String, version: Option<String> },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(dead_code, reason = "it is read and dropped")]
enum ExecutionIdentity {
    AwsRole { role_arn: String },
    ServiceAccount,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is read and dropped")]
struct McpServer {
    name: String,
    url: String,
}

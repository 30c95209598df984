//! The calls that the application makes.

use std::{collections::BTreeMap, fmt, time::Duration};

use reqwest::{
    Method, RequestBuilder, Response, StatusCode,
    header::{HeaderMap, HeaderValue},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The number of times that a call is sent again.
const RETRIES: u32 = 2;

#[derive(Debug)]
pub(crate) enum Error {
    Http(reqwest::Error),
    Json(serde_json::Error),
    Api { status: u16, kind: String, message: String, request_id: Option<String> },
}

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(error) => write!(f, "{error}"),
            Self::Json(error) => write!(f, "{error}"),
            Self::Api { status, kind, message, .. } => write!(f, "{status} {kind}: {message}"),
        }
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

#[derive(Deserialize)]
struct ErrorBody {
    error: ErrorDetails,
}

#[derive(Deserialize)]
struct ErrorDetails {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
    pub(crate) next_page: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Agent {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) version: Option<i64>,
}

#[derive(Deserialize)]
pub(crate) struct Environment {
    pub(crate) id: String,
}

#[derive(Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
}

#[derive(Serialize)]
pub(crate) struct CreateAgent<'a> {
    pub(crate) name: &'a str,
    pub(crate) model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) system: Option<&'a str>,
    pub(crate) tools: &'a [Tool<'a>],
}

#[derive(Serialize)]
#[serde(tag = "type")]
pub(crate) enum Tool<'a> {
    #[serde(rename = "custom")]
    Custom { name: &'a str, description: &'a str, input_schema: Schema<'a> },
    #[serde(rename = "agent_toolset_20260401")]
    Toolset { default_config: Defaults },
}

#[derive(Serialize)]
pub(crate) struct Schema<'a> {
    r#type: &'static str,
    required: &'a [&'a str],
}

#[derive(Serialize)]
pub(crate) struct Defaults {
    permission_policy: Policy,
}

#[derive(Serialize)]
struct Policy {
    r#type: &'static str,
}

impl<'a> Tool<'a> {
    pub(crate) fn custom(name: &'a str, description: &'a str, required: &'a [&'a str]) -> Self {
        Self::Custom { name, description, input_schema: Schema { r#type: "object", required } }
    }

    pub(crate) fn toolset_that_asks() -> Self {
        Self::Toolset { default_config: Defaults { permission_policy: Policy { r#type: "always_ask" } } }
    }
}

#[derive(Serialize)]
pub(crate) struct CreateEnvironment<'a> {
    pub(crate) name: &'a str,
    pub(crate) config: Config<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Config<'a> {
    Cloud { networking: Networking<'a> },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Networking<'a> {
    Limited { allowed_hosts: &'a [&'a str] },
}

#[derive(Serialize)]
pub(crate) struct CreateSession<'a> {
    pub(crate) agent: &'a str,
    pub(crate) environment_id: &'a str,
    pub(crate) metadata: BTreeMap<&'a str, &'a str>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Block {
    r#type: String,
    #[serde(default)]
    text: String,
}

impl Block {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { r#type: "text".to_owned(), text: text.into() }
    }

    pub(crate) fn as_text(&self) -> &str {
        &self.text
    }
}

/// An event sent to a session.
#[derive(Serialize)]
#[serde(tag = "type")]
pub(crate) enum Send {
    #[serde(rename = "user.message")]
    UserMessage { content: Vec<Block> },
    #[serde(rename = "user.tool_confirmation")]
    UserToolConfirmation {
        tool_use_id: String,
        result: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        deny_message: Option<&'static str>,
    },
    #[serde(rename = "user.custom_tool_result")]
    UserCustomToolResult {
        custom_tool_use_id: String,
        content: Vec<Block>,
        #[serde(skip_serializing_if = "Option::is_none")]
        is_error: Option<bool>,
    },
}

#[derive(Serialize)]
struct Batch<'a> {
    events: &'a [Send],
}

#[derive(Deserialize)]
pub(crate) struct ToolUse {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) input: Value,
}

#[derive(Deserialize)]
pub(crate) struct Kind {
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

/// An event of a session.
#[derive(Deserialize)]
#[serde(tag = "type")]
pub(crate) enum Event {
    #[serde(rename = "agent.message")]
    AgentMessage { content: Vec<Block> },
    #[serde(rename = "agent.custom_tool_use")]
    AgentCustomToolUse(ToolUse),
    #[serde(rename = "agent.tool_use")]
    AgentToolUse(ToolUse),
    #[serde(rename = "session.error")]
    SessionError { error: Option<Kind> },
    #[serde(rename = "session.status_idle")]
    SessionStatusIdle { stop_reason: Option<Kind> },
    #[serde(skip)]
    Other(String),
}

impl Event {
    const KNOWN: [&str; 5] =
        ["agent.message", "agent.custom_tool_use", "agent.tool_use", "session.error", "session.status_idle"];

    fn read(data: &str) -> Result<Self> {
        let Kind { kind } = serde_json::from_str(data)?;
        if Self::KNOWN.contains(&kind.as_str()) { Ok(serde_json::from_str(data)?) } else { Ok(Self::Other(kind)) }
    }
}

pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
}

impl Client {
    pub(crate) fn new(base: String, key: String) -> Result<Self> {
        let mut key = HeaderValue::from_str(&key).unwrap_or_else(|_| HeaderValue::from_static(""));
        key.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            ("x-api-key".parse().expect("a name"), key),
            ("anthropic-version".parse().expect("a name"), HeaderValue::from_static("2023-06-01")),
            ("anthropic-beta".parse().expect("a name"), HeaderValue::from_static("managed-agents-2026-04-01")),
        ]);
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .connect_timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { http, base })
    }

    pub(crate) async fn agents(&self, cursor: Option<&str>) -> Result<Page<Agent>> {
        let mut request =
            self.request(Method::GET, "/v1/agents").query(&[("limit", "2"), ("include_archived", "false")]);
        if let Some(cursor) = cursor {
            request = request.query(&[("page", cursor)]);
        }
        self.answer(request).await
    }

    pub(crate) async fn create_agent(&self, body: &CreateAgent<'_>) -> Result<Agent> {
        self.answer(self.request(Method::POST, "/v1/agents").json(body)).await
    }

    pub(crate) async fn create_environment(&self, body: &CreateEnvironment<'_>) -> Result<Environment> {
        self.answer(self.request(Method::POST, "/v1/environments").json(body)).await
    }

    pub(crate) async fn create_session(&self, body: &CreateSession<'_>) -> Result<Session> {
        self.answer(self.request(Method::POST, "/v1/sessions").json(body)).await
    }

    pub(crate) async fn session(&self, id: &str) -> Result<Session> {
        self.answer(self.request(Method::GET, &format!("/v1/sessions/{id}"))).await
    }

    pub(crate) async fn archive_session(&self, id: &str) -> Result<Session> {
        self.answer(self.request(Method::POST, &format!("/v1/sessions/{id}/archive"))).await
    }

    pub(crate) async fn send(&self, session_id: &str, events: &[Send]) -> Result<()> {
        let request = self.request(Method::POST, &format!("/v1/sessions/{session_id}/events")).json(&Batch { events });
        self.response(request.timeout(Duration::from_secs(60))).await.map(drop)
    }

    pub(crate) async fn stream(&self, session_id: &str) -> Result<Events> {
        let request = self.request(Method::GET, &format!("/v1/sessions/{session_id}/events/stream"));
        Ok(Events { response: self.response(request).await?, buffer: Vec::new() })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    async fn answer<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        let response = self.response(request.timeout(Duration::from_secs(60))).await?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }

    /// Sends the request, again if the server is busy, and reads the error of a failed call.
    async fn response(&self, request: RequestBuilder) -> Result<Response> {
        let mut retries = 0;
        loop {
            let attempt = request.try_clone().expect("bodies are in memory").send().await?;
            let status = attempt.status();
            if status.is_success() {
                return Ok(attempt);
            }
            let is_busy = matches!(status.as_u16(), 408 | 429 | 503 | 529);
            if !is_busy || retries == RETRIES {
                return Err(error(status, attempt).await?);
            }
            let asked = attempt.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
            let pause = asked.map_or(Duration::from_millis(500 << retries), Duration::from_secs);
            retries += 1;
            tokio::time::sleep(pause).await;
        }
    }
}

async fn error(status: StatusCode, response: Response) -> Result<Error> {
    let request_id = response.headers().get("request-id").and_then(|id| Some(id.to_str().ok()?.to_owned()));
    let body = response.bytes().await?;
    let ErrorDetails { kind, message } = serde_json::from_slice::<ErrorBody>(&body)
        .map(|body| body.error)
        .unwrap_or_else(|_| ErrorDetails { kind: "-".to_owned(), message: String::new() });
    Ok(Error::Api { status: status.as_u16(), kind, message, request_id })
}

/// The events of a stream.
pub(crate) struct Events {
    response: Response,
    buffer: Vec<u8>,
}

impl Events {
    /// The next event; `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Result<Option<Event>> {
        loop {
            while let Some(end) = self.buffer.windows(2).position(|window| window == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                let text = String::from_utf8_lossy(&block);
                let lines = text.lines().filter_map(|line| line.strip_prefix("data:"));
                let data = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
                if !data.is_empty() {
                    return Event::read(&data).map(Some);
                }
            }
            match self.response.chunk().await? {
                Some(chunk) => self.buffer.extend_from_slice(&chunk),
                None => return Ok(None),
            }
        }
    }
}

//! The chain of credentials. `tests/official/credentials.py` runs the same cases with the official Python SDK.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::SystemTime,
};

use managed_agents::{
    Client, Error,
    credentials::{CredentialChain, CredentialSource, IdentityToken, WorkloadIdentity},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::server::{Received, read_request};

/// The API with its token endpoint. The token is the name of the grant.
struct Api {
    url: String,
    requests: Arc<std::sync::Mutex<Vec<Received>>>,
    serving: JoinHandle<()>,
}

impl Api {
    async fn start(answer: impl Fn(&Received) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::default();
        let serving = tokio::spawn({
            let requests = Arc::clone(&requests);
            async move {
                while let Ok((mut stream, _)) = listener.accept().await {
                    let requests: Arc<std::sync::Mutex<Vec<Received>>> = Arc::clone(&requests);
                    let answer = Arc::clone(&answer);
                    tokio::spawn(async move {
                        let mut buffer = Vec::new();
                        while let Ok(Some(request)) = read_request(&mut stream, &mut buffer).await {
                            let (status, body) = answer(&request);
                            requests.lock().expect("no test panics with it").push(request);
                            let body = body.to_string();
                            let head = format!("HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\n");
                            let response = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
                            let written = tokio::io::AsyncWriteExt::write_all(&mut stream, response.as_bytes()).await;
                            written.expect("the client reads");
                        }
                    });
                }
            }
        });
        Self { url, requests, serving }
    }

    fn requests(&self) -> Vec<Received> {
        self.requests.lock().expect("no test panics with it").clone()
    }

    /// The bodies that the token endpoint got.
    fn grants(&self) -> Vec<Value> {
        let requests = self.requests();
        let grants = requests.iter().filter(|request| request.target == "/v1/oauth/token");
        grants.map(|request| serde_json::from_str(request.body()).expect("JSON")).collect()
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn answer(request: &Received) -> (u16, Value) {
    if request.target != "/v1/oauth/token" {
        return (200, json!({ "data": [], "has_more": false }));
    }
    let body: Value = serde_json::from_str(request.body()).expect("JSON");
    let secret = body["assertion"].as_str().or(body["refresh_token"].as_str()).expect("a grant");
    let token = format!("exchanged-{secret}");
    (200, json!({ "access_token": token, "token_type": "Bearer", "expires_in": 3600, "refresh_token": "rotated" }))
}

/// A home folder, removed at its end.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("credentials-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let home = std::env::temp_dir().join(name);
        fs::create_dir_all(home.join(".config/anthropic")).expect("a folder");
        Self(home)
    }

    fn folder(&self) -> PathBuf {
        self.0.join(".config/anthropic")
    }

    fn put(&self, path: &str, mode: u32, content: &str) -> PathBuf {
        let path = self.folder().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, content).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("permissions");
        path
    }

    fn json(&self, path: &str) -> Value {
        let text = fs::read_to_string(self.folder().join(path)).expect("a file");
        serde_json::from_str(&text).expect("JSON")
    }

    fn chain(&self, api: &Api, more: &[(&str, &str)]) -> CredentialChain {
        let own = [("HOME", self.0.display().to_string()), ("ANTHROPIC_BASE_URL", api.url.clone())];
        let own = own.map(|(name, value)| (name.to_owned(), value));
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let variables: BTreeMap<String, String> = own.into_iter().chain(more).collect();
        CredentialChain::with_variables(move |name| variables.get(name).cloned())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn client(chain: &CredentialChain) -> Result<Client, Error> {
    Client::builder().max_retries(0).credential_chain(chain)?.build()
}

/// The token and the workspace of a request, `error`, or `nothing`.
async fn outcome(api: &Api, chain: &CredentialChain) -> (String, Option<String>) {
    let Ok(source) = chain.source() else { return ("error".to_owned(), None) };
    let client = client(chain).expect("the source is valid");
    let called = client.models().list().send().await;
    match (called, source) {
        (Err(Error::Build(_)), None) => ("nothing".to_owned(), None),
        (Err(Error::Credential(_)), Some(_)) => ("error".to_owned(), None),
        (Ok(_), Some(_)) => {
            let sent = api.requests().pop().expect("a request");
            let header = |name: &str| sent.header(name).first().map(|value| (*value).to_owned());
            let token = header("authorization").map(|value| value.trim_start_matches("Bearer ").to_owned());
            let is_oauth = sent.header("anthropic-beta").iter().any(|value| value.contains("oauth-2025-04-20"));
            let is_issued = !matches!(source_of(chain), CredentialSource::ApiKey | CredentialSource::AuthToken);
            assert_eq!(is_oauth, is_issued, "{sent:?}");
            (token.or_else(|| header("x-api-key")).expect("a credential"), header("anthropic-workspace-id"))
        }
        (called, source) => panic!("{called:?} of {source:?}"),
    }
}

fn source_of(chain: &CredentialChain) -> CredentialSource {
    chain.source().expect("it is valid").expect("there is one")
}

#[tokio::test]
async fn the_chain_finds_the_same_credentials_as_the_official_one() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../official/credentials.json")).expect("JSON");
    let (mut wrong, api) = (Vec::new(), Api::start(answer).await);
    for case in &cases {
        let home = Home::new();
        let text =
            |value: &Value| value.as_str().expect("text").replace("{folder}", &home.folder().display().to_string());
        for file in case["files"].as_array().expect("files") {
            match file["link"].as_str() {
                Some(target) => {
                    let path = home.folder().join(text(&file["path"]));
                    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
                    symlink(target, path).expect("a link");
                }
                None => {
                    let mode = u32::from_str_radix(&text(&file["mode"]), 8).expect("a mode");
                    home.put(&text(&file["path"]), mode, &text(&file["content"]));
                }
            }
        }
        let folder = home.folder().display().to_string();
        let mut variables: Vec<(String, String)> = Vec::new();
        if case["folder"] == "variable" {
            variables.push(("ANTHROPIC_CONFIG_DIR".to_owned(), folder));
        }
        let own = case["variables"].as_object().expect("variables");
        variables.extend(own.iter().map(|(name, value)| (name.clone(), text(value))));
        let variables: Vec<(&str, &str)> =
            variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let found = outcome(&api, &home.chain(&api, &variables)).await;
        let expected = (text(&case["expected"]), case["workspace"].as_str().map(str::to_owned));
        if found != expected {
            wrong.push(format!("{}: expected {expected:?}, found {found:?}", case["case"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() > 60, "{} cases", cases.len());
}

/// A profile of an application, with a token that has expired.
fn expired(home: &Home) {
    home.put("configs/default.json", 0o644, r#"{"authentication": {"type": "user_oauth", "client_id": "app"}}"#);
    let stored = r#"{"type": "oauth_token", "access_token": "old", "refresh_token": "r", "expires_at": 1, "mine": 7}"#;
    home.put("credentials/default.json", 0o600, stored);
}

#[tokio::test]
async fn a_renewed_token_is_stored_with_the_rotated_refresh_token() {
    let (home, api) = (Home::new(), Api::start(answer).await);
    expired(&home);
    assert_eq!(outcome(&api, &home.chain(&api, &[])).await.0, "exchanged-r");
    assert_eq!(api.grants(), [json!({ "grant_type": "refresh_token", "refresh_token": "r", "client_id": "app" })]);
    let betas: Vec<String> = api.requests().iter().map(|request| request.header("anthropic-beta").join(",")).collect();
    assert_eq!(betas[0], "oauth-2025-04-20");
    let stored = home.json("credentials/default.json");
    assert_eq!((&stored["access_token"], &stored["refresh_token"]), (&json!("exchanged-r"), &json!("rotated")));
    assert_eq!((&stored["mine"], &stored["version"]), (&json!(7), &json!("1.0")));
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time").as_secs();
    assert!(stored["expires_at"].as_u64().expect("seconds").abs_diff(now + 3600) < 60, "{stored}");
    let mode = fs::metadata(home.folder().join("credentials/default.json")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let files = fs::read_dir(home.folder().join("credentials")).expect("a folder").count();
    assert_eq!(files, 2, "the file and its lock");
}

#[tokio::test]
async fn a_rotated_refresh_token_is_stored_without_a_usable_access_token() {
    fn lacks(request: &Received) -> (u16, Value) {
        match request.target.as_str() {
            "/v1/oauth/token" if request.body().contains("\"r\"") => (200, json!({ "refresh_token": "rotated" })),
            _ => answer(request),
        }
    }
    let (home, api) = (Home::new(), Api::start(lacks).await);
    expired(&home);
    let client = client(&home.chain(&api, &[])).expect("the profile is valid");
    let error = client.models().list().send().await.expect_err("no access token");
    assert!(matches!(error, Error::Credential(_)), "{error:?}");
    let stored = home.json("credentials/default.json");
    assert_eq!((&stored["access_token"], &stored["refresh_token"]), (&json!("old"), &json!("rotated")));
    client.models().list().send().await.expect("a list");
    assert_eq!(home.json("credentials/default.json")["access_token"], "exchanged-rotated");
}

#[tokio::test]
async fn clients_that_renew_one_profile_at_a_time_exchange_once() {
    let (home, api) = (Home::new(), Api::start(answer).await);
    expired(&home);
    let chain = home.chain(&api, &[]);
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let client = client(&chain).expect("the profile is valid");
            tokio::spawn(async move { client.models().list().send().await })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic").expect("a list");
    }
    assert_eq!(api.grants().len(), 1);
}

#[tokio::test]
async fn a_token_that_the_api_refuses_is_renewed_though_the_stored_one_is_fresh() {
    fn refuses(request: &Received) -> (u16, Value) {
        match request.header("authorization").first() {
            Some(&"Bearer stored") => (401, json!({ "type": "error", "error": { "type": "authentication_error" } })),
            _ => answer(request),
        }
    }
    let (home, api) = (Home::new(), Api::start(refuses).await);
    home.put("configs/default.json", 0o644, r#"{"authentication": {"type": "user_oauth", "client_id": "app"}}"#);
    let stored = r#"{"access_token": "stored", "refresh_token": "r", "expires_at": 4102444800}"#;
    home.put("credentials/default.json", 0o600, stored);
    assert_eq!(outcome(&api, &home.chain(&api, &[])).await.0, "exchanged-r");
    assert_eq!(home.json("credentials/default.json")["access_token"], "exchanged-r");
}

#[tokio::test]
async fn workload_identity_sends_the_parameters_of_the_rule() {
    let api = Api::start(answer).await;
    let identity = WorkloadIdentity::new("rule", "org", IdentityToken::function(|| Some("jwt".to_owned())));
    let identity = identity.service_account("sa").workspace("wrkspc_1");
    let client = Client::builder().base_url(&api.url).workload_identity(identity).build().expect("a client");
    client.models().list().send().await.expect("a list");
    client.models().list().send().await.expect("a list");
    let grant = json!({
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "jwt", "federation_rule_id": "rule",
        "organization_id": "org", "service_account_id": "sa", "workspace_id": "wrkspc_1",
    });
    assert_eq!(api.grants(), [grant]);
    let betas = api.requests()[0].header("anthropic-beta").join(",");
    assert_eq!(betas, "oauth-2025-04-20,oidc-federation-2026-04-01");
    assert!(api.requests()[1].header("anthropic-workspace-id").is_empty());
}

#[tokio::test]
async fn the_lifetime_of_a_token_can_be_a_fraction_or_a_text() {
    for (lifetime, grants) in [(json!(3600.5), 1), (json!("3600"), 1), (json!("3600.0"), 1), (json!(0), 2)] {
        let api = Api::start(move |request| match request.target.as_str() {
            "/v1/oauth/token" => (200, json!({ "access_token": "t", "expires_in": lifetime })),
            _ => answer(request),
        })
        .await;
        let identity = WorkloadIdentity::new("rule", "org", IdentityToken::function(|| Some("jwt".to_owned())));
        let client = Client::builder().base_url(&api.url).workload_identity(identity).build().expect("a client");
        for _ in 0..2 {
            client.models().list().send().await.expect("a list");
        }
        assert_eq!(api.grants().len(), grants);
    }
}

#[tokio::test]
async fn errors_have_advice_and_no_secrets() {
    fn echoes(request: &Received) -> (u16, Value) {
        let description = format!("not valid: {}", request.body());
        (400, json!({ "error": "invalid_grant", "error_description": description, "assertion": "x-secret" }))
    }
    let (home, api) = (Home::new(), Api::start(echoes).await);
    home.put("configs/default.json", 0o644, r#"{"authentication": {"type": "user_oauth", "client_id": "app"}}"#);
    let stored = r#"{"access_token": "a-secret", "refresh_token": "r-secret", "expires_at": 1}"#;
    let path = home.put("credentials/default.json", 0o600, stored);
    let chain = home.chain(&api, &[]);
    let error = client(&chain).expect("a client").models().list().send().await.expect_err("a refusal");
    let shown = format!("{error} {error:?} {chain:?}");
    let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    assert!(format!("{shown}{source}").contains("responded with 400: invalid_grant"), "{shown}{source}");
    assert!(!format!("{shown}{source}").contains("secret"), "{shown}{source}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("permissions");
    let error = client(&chain).expect("a client").models().list().send().await.expect_err("an open file");
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("mode 644") && shown.contains("chmod 600"), "{shown}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("permissions");
    fs::write(&path, "bare-secret").expect("a file");
    let error = client(&chain).expect("a client").models().list().send().await.expect_err("no JSON");
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn the_code_goes_before_the_chain() {
    let (home, api) = (Home::new(), Api::start(answer).await);
    expired(&home);
    let chain = home.chain(&api, &[("ANTHROPIC_API_KEY", "of-variable")]);
    let client =
        Client::builder().api_key("of-code").credential_chain(&chain).expect("valid").build().expect("a client");
    client.models().list().send().await.expect("a list");
    assert_eq!(api.requests()[0].header("x-api-key"), ["of-code"]);
    assert_eq!(source_of(&chain.clone().profile("default")), CredentialSource::Profile("default".to_owned()));
    assert_eq!(outcome(&api, &chain.clone().profile("default")).await.0, "exchanged-r");
    assert!(chain.clone().profile("none").source().is_err());
    let chain =
        home.chain(&api, &[("ANTHROPIC_API_KEY", "k"), ("ANTHROPIC_AUTH_TOKEN", "t"), ("ANTHROPIC_PROFILE", "p")]);
    assert_eq!(chain.unused(), ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE"]);
}

#[test]
fn the_key_of_an_environment_is_found_with_its_id() {
    let chain = |variables: &'static [(&str, &str)]| {
        CredentialChain::with_variables(move |name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    };
    let found = chain(&[("ANTHROPIC_ENVIRONMENT_ID", "env_1"), ("ANTHROPIC_ENVIRONMENT_KEY", "k-secret")]);
    let (found_id, key) = found.environment_key().expect("both are set");
    assert_eq!((found_id.as_str(), key.expose_secret()), ("env_1", "k-secret"));
    assert!(!format!("{key:?}{found:?}").contains("k-secret"));
    assert!(chain(&[("ANTHROPIC_ENVIRONMENT_ID", "env_1")]).environment_key().is_none());
    assert!(chain(&[("ANTHROPIC_ENVIRONMENT_KEY", "k"), ("ANTHROPIC_ENVIRONMENT_ID", "")]).environment_key().is_none());
}

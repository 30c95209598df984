//! The runtime on a real server on loopback: requests, errors for faults, and the number of attempts.
//! The API has a few operations, which are written by hand in the style of generated code.

mod answers;
#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "tracing")]
#[path = "../../../tests/live/collector.rs"]
mod collector;
mod credentials;
mod downloads;
mod faults;
mod floods;
mod hostile;
#[cfg(feature = "http2")]
mod http2;
mod items;
mod messages;
mod oauth2;
mod page_kinds;
mod pages;
mod parts;
mod providers;
mod proxies;
mod raw;
mod requests;
mod retries;
mod retry_model;
mod runtimes;
mod secrets;
mod server;
mod streams;
#[cfg(feature = "rustls")]
mod tls;
#[cfg(feature = "tracing")]
mod tracing;
mod transports;
mod untyped;
mod uploads;

use std::{
    collections::BTreeMap,
    future::{Future, ready},
    pin::Pin,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use serde_json::Value;

use super::{
    Api, ApiKeyLocation, Binary, BinaryParts, Client, ClientBuilder, Clock, DefaultHeader, Empty, ErrorBody, Events,
    Json, JsonEvents, JsonLines, JsonParts, NamedEvents, SecurityScheme, SecuritySchemeKind, Text, TextParts,
    event_names, operation,
};

const KEY: SecuritySchemeKind = SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Header, name: "x-api-key" };

static API: Api = Api {
    title: "Test API",
    base_url: "https://api.example.com",
    server_variables: &[],
    environment_prefix: "TEST",
    user_agent: "test/1.0",
    headers: &[DefaultHeader { name: "api-version", value: "2023-06-01" }],
    header_lists: &[],
    security_schemes: &[
        SecurityScheme { name: "Key", kind: KEY, variable: None },
        SecurityScheme {
            name: "QueryKey",
            kind: SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Query, name: "key" },
            variable: None,
        },
        SecurityScheme {
            name: "CookieKey",
            kind: SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Cookie, name: "session" },
            variable: None,
        },
        SecurityScheme { name: "Basic", kind: SecuritySchemeKind::Basic, variable: None },
    ],
    security: &[&["Key"]],
    error_body: ErrorBody { kind: &["/error/type"], message: &["/error/message"], request_id: &["/request_id"] },
};

/// An API without keys.
static SIGNED_API: Api = Api {
    title: "Signed API",
    base_url: "https://api.example.com",
    server_variables: &[],
    environment_prefix: "TEST",
    user_agent: "test/1.0",
    headers: &[],
    header_lists: &[],
    security_schemes: &[
        SecurityScheme { name: "Signed", kind: SecuritySchemeKind::Http("Signed"), variable: None },
        SecurityScheme { name: "Certificate", kind: SecuritySchemeKind::MutualTls, variable: None },
    ],
    security: &[&["Certificate", "Signed"]],
    error_body: ErrorBody { kind: &[], message: &[], request_id: &[] },
};

macro_rules! operations {
    ($($name:ident: $method:ident $path:literal => $response:ty $(, $option:ident: $value:expr)*;)*) => {$(
        #[derive(Debug)]
        enum $name {}

        operation! { $name: stringify!($name), $method $path => $response $(, $option: $value)* }
    )*};
}

operations! {
    Get: GET "/v1/items/{id}" => Json<Value>;
    List: GET "/v1/items" => Json<Vec<u64>>;
    ListPages: GET "/v1/pages" => Json<Value>;
    CountedPages: GET "/v1/counted" => Json<Value>;
    OffsetPages: GET "/v1/offset" => Json<Value>;
    LinkedPages: GET "/v1/linked" => Json<Value>;
    UrlPages: GET "/v1/urls" => Json<Value>;
    KeyedPages: GET "/v1/keyed" => Json<Value>, security: &[&["QueryKey"]];
    Bodies: POST "/v1/bodies" => Json<Value>;
    ListTyped: GET "/v1/typed" => Json<super::tests::types::Agent>;
    TypedNumbers: GET "/v1/typed_numbers" => Json<super::tests::types::Agent>;
    TypedOffsets: GET "/v1/typed_offsets" => Json<super::tests::types::Agent>;
    Count: GET "/v1/count" => Json<i64>;
    ListAgents: GET "/v1/agents" => Json<Vec<super::tests::types::Agent>>;
    MapAgents: GET "/v1/map" => Json<BTreeMap<String, super::tests::types::Agent>>;
    Spaced: GET "/v1/x%20y/%7e%2F%zz/{id}" => Empty;
    Up: GET "/.." => Empty;
    Here: GET "/v1/." => Empty;
    EncodedUp: GET "/v1/{id}/.%2E/items" => Empty;
    Queried: GET "/v1/search?type=book" => Empty;
    Create: POST "/v1/items" => Json<Value>;
    Delete: DELETE "/v1/items/{id}" => Empty;
    Read: GET "/v1/text" => Text;
    Follow: GET "/v1/events" => JsonEvents<Value>;
    Start: POST "/v1/events" => JsonEvents<Value>;
    FollowRaw: GET "/v1/events" => Events;
    FollowNamed: GET "/v1/named" => NamedEvents<Value, FollowNamed>;
    Lines: GET "/v1/lines" => JsonLines<Value>;
    Parts: GET "/v1/parts" => JsonParts<Value>;
    TypedParts: GET "/v1/parts" => JsonParts<super::tests::types::Agent>;
    TextPieces: GET "/v1/parts" => TextParts;
    Images: GET "/v1/images" => BinaryParts, accept: "multipart/x-mixed-replace";
    Fetch: GET "/v1/content" => Binary;
    Put: PUT "/v1/content" => Json<Value>;
    Open: GET "/v1/open" => Empty, security: &[];
    Login: GET "/v1/login" => Empty, security: &[&["Basic"]];
    Either: GET "/v1/either" => Empty, security: &[&["Basic", "QueryKey"], &["CookieKey"]];
    Both: GET "/v1/both" => Empty, security: &[&["Key", "QueryKey"]];
    Optional: GET "/v1/optional" => Empty, security: &[&[], &["Key"]];
}

event_names! { FollowNamed: "note" => Text, "added" => Json, "error" => Json, "ping" => Text }

/// A clock that records pauses and ends them at once, without random numbers.
#[derive(Clone, Debug, Default)]
struct Pauses(Arc<Mutex<Vec<Duration>>>);

impl Pauses {
    fn milliseconds(&self) -> Vec<u128> {
        self.0.lock().expect("no test panics with it").iter().map(Duration::as_millis).collect()
    }
}

impl Clock for Pauses {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().expect("no test panics with it").push(duration);
        Box::pin(ready(()))
    }

    fn random(&self) -> f64 {
        0.0
    }
}

/// The settings of a client of `server`, whose retries do not wait.
fn builder(server: &server::Server) -> ClientBuilder {
    ClientBuilder::new(&API).base_url(server.url()).api_key("k-secret").clock(Pauses::default())
}

/// Waits until the thread of the client has returned its connections to the pool.
async fn connections_are_kept(client: &Client) {
    let thread = client.inner().connections.thread().handle().expect("a thread");
    for _ in 0..10 {
        thread.spawn(ready(())).await.expect("no panic");
    }
}

/// Long enough for data that arrives, short enough to wait for data that does not.
const SOON: Duration = Duration::from_millis(400);

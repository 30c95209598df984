//! The part of the client that is the same for every API: HTTP, JSON, event streams, errors, retries.

mod additional_properties;
mod api;
mod arguments;
pub(crate) mod background;
mod base64_text;
mod base_url;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod body;
mod body_items;
mod builder;
mod call;
mod client;
mod client_options;
mod clock;
pub(crate) mod compact;
mod connection_thread;
mod cookie;
mod credential;
mod date;
mod date_time;
mod deadline;
mod deep;
mod download;
mod draft;
mod encode;
mod encoding;
mod environment;
mod error;
#[cfg(feature = "fake")]
#[doc(hidden)]
pub mod fake;
mod field;
mod file;
mod form;
#[cfg(feature = "gzip")]
mod gunzip;
mod header_list;
mod header_text;
mod hooks;
mod http_client;
mod incoming;
#[doc(hidden)]
pub mod integer_enum;
mod iso_duration;
#[doc(hidden)]
pub mod json;
#[doc(hidden)]
pub mod json_object;
mod kept_text;
mod limits;
mod multipart;
mod number;
pub(crate) mod oauth2;
mod operation;
pub mod page;
mod parameter;
mod part;
mod path;
mod provider;
mod raw;
mod request;
mod resolver;
mod response;
mod retry;
pub(crate) mod sealed;
mod secret;
mod send;
mod sending;
mod server_variables;
pub mod sse;
mod stream;
#[doc(hidden)]
pub mod string_enum;
mod time;
mod timeouts;
mod trace;
mod transport;
mod upload;
mod uuid;
mod webhook;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wire_tests;

pub use additional_properties::AdditionalProperties;
pub use arguments::AsBody;
pub use base64_text::Base64;
pub use body::Body;
pub use body_items::BodyItems;
pub use builder::ClientBuilder;
pub use client::Client;
pub use client_options::ClientOptions;
pub use clock::{Clock, SystemClock};
pub use credential::Credential;
pub use date::Date;
pub use date_time::DateTime;
pub use deep::{Deep, Holdable};
pub use download::Download;
pub use error::{
    ApiError, BuildError, CredentialError, DecodeError, Error, ErrorByStatus, IoError, LimitError, Mismatch,
    NetworkError, RedirectError, Result, StreamError, StreamErrorKind, TimeoutError, TimeoutPhase,
};
pub use field::Field;
pub use file::File;
pub use hooks::{AfterAttempt, BeforeAttempt};
pub use integer_enum::UnknownInteger;
pub use iso_duration::IsoDuration;
#[allow(unused_imports, reason = "an API may have no tuple")]
pub(crate) use json::tuple;
#[allow(unused_imports, reason = "an API may have no union")]
pub(crate) use json::union;
pub use json::{RawJson, UnknownProperties};
#[allow(unused_imports, reason = "an API may not need all of them")]
pub(crate) use json::{newtype, object};
pub use json_object::JsonObject;
pub use kept_text::InvalidText;
pub use limits::Limits;
pub use multipart::PartKey;
pub use number::Number;
pub use oauth2::{OAuth2, OAuth2Error};
pub use operation::Operation;
#[allow(unused_imports, reason = "an API may have no pages")]
pub(crate) use page::paged;
pub use page::{Items, Paged, Pages};
pub use part::Part;
pub use provider::{CredentialProvider, IssueContext, IssuedCredential, Issuing, ProviderError};
pub use raw::Raw;
pub use request::Request;
pub use response::{Header, Response};
pub use retry::{Repeat, RetryPolicy};
pub use secret::Secret;
pub use sending::Sending;
#[allow(unused_imports, reason = "an API may have no such operation")]
pub(crate) use stream::event_names;
pub use stream::parts::{PartList, PartStream};
pub use stream::{Envelope, Envelopes, EventStream, JsonLineStream};
pub use string_enum::UnknownValue;
pub use time::Time;
pub use timeouts::Timeouts;
pub use transport::{InMemory, Transmitting, Transport, TransportError};
pub use uuid::Uuid;
#[cfg(feature = "webhooks")]
pub use webhook::StandardWebhooks;
#[allow(unused_imports, reason = "an API may have no webhooks")]
pub(crate) use webhook::webhook_event;
pub use webhook::{NamedWebhookEvent, VerifyWebhook, WebhookError, WebhookEvent, WebhookHeaders, WebhookReceiver};

// Items for generated code only. They are public, since parts that one API does not need would otherwise be dead code. They are
// hidden, since they change with the generator.
#[doc(hidden)]
pub use api::{Api, ApiKeyLocation, DefaultHeader, ErrorBody, SecurityScheme, SecuritySchemeKind, ServerVariable};
#[doc(hidden)]
pub use arguments::{list, map};
#[doc(hidden)]
pub use encoding::{Encoding, NestedParts};
#[allow(unused_imports, reason = "an API may have no such operation")]
pub(crate) use error::errors;
#[allow(unused_imports, reason = "only what gets tokens by other ways than OAuth 2 has use for it")]
pub(crate) use error::one_line;
#[doc(hidden)]
pub use header_list::HeaderList;
#[allow(unused_imports, reason = "an API may have no integer enum")]
pub(crate) use integer_enum::integer_enum;
#[doc(hidden)]
pub use operation::Endpoint;
pub use operation::Method;
#[allow(unused_imports, reason = "an API may have no operation")]
pub(crate) use operation::operation;
#[doc(hidden)]
pub use parameter::Style;
#[allow(unused_imports, reason = "an API may have no such operation")]
pub(crate) use response::successes;
#[doc(hidden)]
pub use response::{Binary, Empty, Json, Location, Reading, Received, ResponseBody, Text};
#[doc(hidden)]
pub use stream::parts::{BinaryParts, JsonParts, ListedParts, PartEncodings, TextParts};
#[doc(hidden)]
pub use stream::{EventData, EventNames, Events, JsonEvents, JsonLines, NamedEvents};
#[allow(unused_imports, reason = "an API may have no string enum")]
pub(crate) use string_enum::string_enum;

// Types of other crates in the public interface, so that users need not depend on these crates.
pub use bytes::{self, Bytes};
pub use futures_core;
pub use http;
pub use jiff;
pub use reqwest::{self, StatusCode, header::HeaderMap};
pub use secrecy::SecretString;
pub use serde_json;

//! The items of the runtime that emitted code names. No other file of `render` and `changes` spells them.
//!
//! `#CLIENT` in `quote!` and `{CLIENT}` in `format!` print `runtime::Client`.

use std::fmt;

use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt, format_ident, quote};

/// An item of `crate::runtime`, by its path below it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuntimePath(&'static [&'static str]);

impl ToTokens for RuntimePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let names = self.0.iter().map(|name| format_ident!("{name}"));
        tokens.append_all(quote!(runtime #(::#names)*));
    }
}

impl fmt::Display for RuntimePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "runtime::{}", self.0.join("::"))
    }
}

// Values of their own.
pub(super) const BASE64: RuntimePath = RuntimePath(&["Base64"]);
pub(super) const AS_BODY: RuntimePath = RuntimePath(&["AsBody"]);
pub(super) const BODY: RuntimePath = RuntimePath(&["Body"]);
pub(super) const BYTES: RuntimePath = RuntimePath(&["Bytes"]);
pub(super) const DATE: RuntimePath = RuntimePath(&["Date"]);
pub(super) const DATE_TIME: RuntimePath = RuntimePath(&["DateTime"]);
pub(super) const DEEP: RuntimePath = RuntimePath(&["Deep"]);
pub(super) const FIELD: RuntimePath = RuntimePath(&["Field"]);
pub(super) const ISO_DURATION: RuntimePath = RuntimePath(&["IsoDuration"]);
pub(super) const JSON_OBJECT: RuntimePath = RuntimePath(&["JsonObject"]);
pub(super) const NUMBER: RuntimePath = RuntimePath(&["Number"]);
pub(super) const FILE: RuntimePath = RuntimePath(&["File"]);
pub(super) const SECRET: RuntimePath = RuntimePath(&["Secret"]);
pub(super) const TIME: RuntimePath = RuntimePath(&["Time"]);
pub(super) const UUID: RuntimePath = RuntimePath(&["Uuid"]);
pub(super) const UNKNOWN_INTEGER: RuntimePath = RuntimePath(&["UnknownInteger"]);
pub(super) const UNKNOWN_VALUE: RuntimePath = RuntimePath(&["UnknownValue"]);

// Arguments of callers.
pub(super) const LIST: RuntimePath = RuntimePath(&["list"]);
pub(super) const MAP: RuntimePath = RuntimePath(&["map"]);

// Objects, enums and unions.
pub(super) const ADDITIONAL_PROPERTIES: RuntimePath = RuntimePath(&["AdditionalProperties"]);
pub(super) const ID_OF: RuntimePath = RuntimePath(&["json", "id_of"]);
pub(super) const FROM_JSON: RuntimePath = RuntimePath(&["json", "FromJson"]);
pub(super) const OR_NULL: RuntimePath = RuntimePath(&["json", "OrNull"]);
pub(super) const CHOICE: RuntimePath = RuntimePath(&["json", "Choice"]);
pub(super) const KIND: RuntimePath = RuntimePath(&["json", "Kind"]);
pub(super) const KIND_OF: RuntimePath = RuntimePath(&["json", "kind_of"]);
pub(super) const NEWTYPE: RuntimePath = RuntimePath(&["newtype"]);
pub(super) const OBJECT: RuntimePath = RuntimePath(&["object"]);
pub(super) const RAW_JSON: RuntimePath = RuntimePath(&["RawJson"]);
pub(super) const TUPLE: RuntimePath = RuntimePath(&["tuple"]);
pub(super) const UNION: RuntimePath = RuntimePath(&["union"]);
pub(super) const UNKNOWN_PROPERTIES: RuntimePath = RuntimePath(&["UnknownProperties"]);
pub(super) const INTEGER_ENUM: RuntimePath = RuntimePath(&["integer_enum"]);
pub(super) const STRING_ENUM: RuntimePath = RuntimePath(&["string_enum"]);

// Operations.
pub(crate) const CLIENT: RuntimePath = RuntimePath(&["Client"]);
pub(super) const ENCODING: RuntimePath = RuntimePath(&["Encoding"]);
pub(super) const NESTED_PARTS: RuntimePath = RuntimePath(&["NestedParts"]);
pub(super) const ANY_OPERATION: RuntimePath = RuntimePath(&["Operation"]);
pub(super) const OPERATION: RuntimePath = RuntimePath(&["operation"]);
pub(crate) const IS_PAGED: RuntimePath = RuntimePath(&["Paged"]);
pub(super) const PAGED: RuntimePath = RuntimePath(&["paged"]);
pub(crate) const REQUEST: RuntimePath = RuntimePath(&["Request"]);
pub(super) const STYLE: RuntimePath = RuntimePath(&["Style"]);

// Bodies.
pub(super) const BODY_ITEMS: RuntimePath = RuntimePath(&["BodyItems"]);

// Ways to read a success.
pub(super) const SUCCESSES: RuntimePath = RuntimePath(&["successes"]);
pub(super) const BINARY: RuntimePath = RuntimePath(&["Binary"]);
pub(super) const BINARY_PARTS: RuntimePath = RuntimePath(&["BinaryParts"]);
pub(super) const EMPTY: RuntimePath = RuntimePath(&["Empty"]);
pub(super) const EVENT: RuntimePath = RuntimePath(&["sse", "Event"]);
pub(super) const EVENT_STREAM: RuntimePath = RuntimePath(&["EventStream"]);
pub(super) const EVENTS: RuntimePath = RuntimePath(&["Events"]);
pub(super) const HEADER: RuntimePath = RuntimePath(&["Header"]);
pub(super) const JSON: RuntimePath = RuntimePath(&["Json"]);
pub(super) const JSON_EVENTS: RuntimePath = RuntimePath(&["JsonEvents"]);
pub(super) const JSON_LINE_STREAM: RuntimePath = RuntimePath(&["JsonLineStream"]);
pub(super) const JSON_LINES: RuntimePath = RuntimePath(&["JsonLines"]);
pub(super) const JSON_PARTS: RuntimePath = RuntimePath(&["JsonParts"]);
pub(super) const LOCATION: RuntimePath = RuntimePath(&["Location"]);
pub(super) const NAMED_EVENTS: RuntimePath = RuntimePath(&["NamedEvents"]);
pub(super) const PART_STREAM: RuntimePath = RuntimePath(&["PartStream"]);
pub(super) const PART_LIST: RuntimePath = RuntimePath(&["PartList"]);
pub(super) const LISTED_PARTS: RuntimePath = RuntimePath(&["ListedParts"]);
pub(super) const PART_ENCODINGS: RuntimePath = RuntimePath(&["PartEncodings"]);
pub(super) const EVENT_DATA: RuntimePath = RuntimePath(&["EventData"]);
pub(super) const EVENT_NAMES: RuntimePath = RuntimePath(&["event_names"]);
pub(super) const TEXT: RuntimePath = RuntimePath(&["Text"]);
pub(super) const TEXT_PARTS: RuntimePath = RuntimePath(&["TextParts"]);

// Requests that the API sends.
pub(super) const WEBHOOK_EVENT: RuntimePath = RuntimePath(&["webhook_event"]);

// The server for tests.
pub(super) const FAKE: RuntimePath = RuntimePath(&["fake"]);
pub(super) const FAKE_BODY: RuntimePath = RuntimePath(&["fake", "FakeBody"]);
pub(super) const FAKE_OPERATION: RuntimePath = RuntimePath(&["fake", "fake_operation"]);
pub(super) const FAKE_ROUTE: RuntimePath = RuntimePath(&["fake", "Route"]);

// Errors.
pub(super) const ERRORS: RuntimePath = RuntimePath(&["errors"]);

// The client's settings.
pub(super) const API: RuntimePath = RuntimePath(&["Api"]);
pub(super) const API_KEY_LOCATION: RuntimePath = RuntimePath(&["ApiKeyLocation"]);
pub(crate) const CLIENT_BUILDER: RuntimePath = RuntimePath(&["ClientBuilder"]);
pub(super) const DEFAULT_HEADER: RuntimePath = RuntimePath(&["DefaultHeader"]);
pub(super) const ERROR_BODY: RuntimePath = RuntimePath(&["ErrorBody"]);
pub(super) const HEADER_LIST: RuntimePath = RuntimePath(&["HeaderList"]);
pub(super) const OAUTH2: RuntimePath = RuntimePath(&["OAuth2"]);
pub(super) const RESULT: RuntimePath = RuntimePath(&["Result"]);
pub(super) const SECRET_STRING: RuntimePath = RuntimePath(&["SecretString"]);
pub(super) const SECURITY_SCHEME: RuntimePath = RuntimePath(&["SecurityScheme"]);
pub(super) const SECURITY_SCHEME_KIND: RuntimePath = RuntimePath(&["SecuritySchemeKind"]);
pub(super) const SERVER_VARIABLE: RuntimePath = RuntimePath(&["ServerVariable"]);

//! Responses: how successes and errors are read.

use super::{Docs, PartList, TypeRef};

/// The success response.
#[derive(Clone, Debug)]
pub struct SuccessResponse {
    /// From `description`.
    pub docs: Docs,
    /// The status that it has by default.
    pub status: u16,
    /// The requested media type; empty if no body is documented.
    pub media_type: String,
    /// The value that is returned.
    pub content: Success,
}

/// How a success is read.
#[derive(Clone, Debug)]
pub enum Success {
    /// No body is documented. A body that arrives is not decoded.
    Empty,
    /// JSON text. Nullable if one of several success statuses has no body.
    Json(TypeRef),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Server-sent events whose data is not described.
    Events,
    /// Server-sent events whose data is JSON.
    JsonEvents(TypeRef),
    /// Server-sent events that are distinguished by their names, as objects of their fields.
    NamedEvents(NamedEvents),
    /// One JSON value per line.
    JsonLines(TypeRef),
    /// The parts of a multipart body.
    Parts(PartContent),
    /// A redirect: the value is the URL that it leads to.
    Location,
    /// Bodies of different types by status.
    ByStatus(ByStatus),
}

/// How the parts of a multipart body are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartContent {
    /// As JSON.
    Json(TypeRef),
    /// As text.
    Text,
    /// As bytes.
    Bytes,
    /// All at once, each by the rule for its position.
    List(PartList),
}

/// The events of a stream that are distinguished by their names.
#[derive(Clone, Debug)]
pub struct NamedEvents {
    /// The type of an event with its fields.
    pub ty: TypeRef,
    /// Their names, and how their data is read. `*` is any other name.
    pub events: Vec<(String, EventData)>,
}

/// How the data of an event is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventData {
    /// As JSON.
    Json,
    /// As text.
    Text,
}

/// An enum of the successes by status.
#[derive(Clone, Debug)]
pub struct ByStatus {
    /// The enum: `CreateAgentSuccess`.
    pub rust_name: String,
    /// The responses, single statuses first.
    pub arms: Vec<StatusArm>,
}

/// The response of a status.
#[derive(Clone, Debug)]
pub struct StatusArm {
    /// The status, or a range.
    pub status: StatusRange,
    /// The variant: `Accepted`.
    pub rust_name: String,
    /// From `description`.
    pub docs: Docs,
    /// The value that is returned.
    pub content: Success,
}

/// The value that is returned if the caller requests another media type.
#[derive(Clone, Debug)]
pub struct OtherResponse {
    /// The method of the request that requests it: `as_csv`.
    pub rust_name: String,
    /// The type that names the operation then: `ExportAgentsAsCsv`.
    pub type_name: String,
    /// The value that is returned.
    pub response: SuccessResponse,
}

/// A header of successes or errors that the document declares.
#[derive(Clone, Debug)]
pub struct ResponseHeader {
    /// Its name as it is sent.
    pub wire_name: String,
    /// The constant of the operation's type: `X_RATE_LIMIT`.
    pub rust_name: String,
    /// From `description`.
    pub docs: Docs,
    /// The type of its value.
    pub ty: TypeRef,
    /// How the value is written.
    pub format: HeaderFormat,
}

/// How the value of a response's header is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderFormat {
    /// `style: simple`: text, and lists between commas.
    Simple,
    /// JSON text (`content: application/json`).
    Json,
}

/// A documented error body.
#[derive(Clone, Debug)]
pub struct ErrorResponse {
    /// The statuses it comes with.
    pub status: StatusRange,
    /// The variant of the enum of error bodies: `NotFound`.
    pub rust_name: String,
    /// From `description`.
    pub docs: Docs,
    /// The media type of its body; empty if no body is documented.
    pub media_type: String,
    /// The type of its JSON.
    pub ty: Option<TypeRef>,
}

/// A status, a range of them, or all that are not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusRange {
    /// One status.
    Code(u16),
    /// `4XX`: the hundreds.
    Hundreds(u16),
    /// `default`.
    Default,
}

impl StatusRange {
    /// As the document writes it.
    pub fn text(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Hundreds(hundreds) => format!("{hundreds}XX"),
            Self::Default => "default".to_owned(),
        }
    }
}

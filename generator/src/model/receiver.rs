//! The receivers of requests that the API sends.

use super::TypeId;

/// A receiver of the webhooks of a document, or of the callbacks of an operation.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// The place of `webhooks` or `callbacks` in the document.
    pub pointer: String,
    /// The type of all payloads.
    pub ty: TypeId,
    /// The names of the requests, one for each arm of the type, if a payload does not say by itself which one it is.
    pub names: Option<Vec<String>>,
    /// The place of the operation whose callbacks they are.
    pub operation: Option<String>,
    /// The tags of the requests.
    pub tags: Vec<String>,
    /// Their ids.
    pub operation_ids: Vec<String>,
}

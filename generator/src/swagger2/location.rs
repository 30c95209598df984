//! Where parameters are sent.

use serde_json::{Map, Value};

use super::references::reference;
use crate::pointer::Pointer;

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParameterIn {
    Query,
    Path,
    Header,
    Form,
    Body,
}

/// The location of a parameter, if it is one that Swagger 2.0 has.
pub(super) fn location(parameter: &Map<String, Value>) -> Option<ParameterIn> {
    match parameter.get("in")?.as_str()? {
        "query" => Some(ParameterIn::Query),
        "path" => Some(ParameterIn::Path),
        "header" => Some(ParameterIn::Header),
        "formData" => Some(ParameterIn::Form),
        "body" => Some(ParameterIn::Body),
        _ => None,
    }
}

/// A body or a field of a form in a list of parameters.
#[derive(Clone, Debug)]
pub(super) struct BodyParameter {
    /// The entry of the list, which may be a reference, and its place.
    pub(super) entry: Value,
    pub(super) holder: Pointer,
    /// The parameter and its place.
    pub(super) parameter: Map<String, Value>,
    pub(super) place: Pointer,
    pub(super) location: ParameterIn,
}

impl BodyParameter {
    pub(super) fn is_by_reference(&self) -> bool {
        reference(&self.entry).is_some()
    }

    pub(super) fn name(&self) -> &str {
        self.parameter.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether it overrides `other`, which all operations of the path have.
    pub(super) fn overrides(&self, other: &Self) -> bool {
        self.location == other.location && (self.location == ParameterIn::Body || self.name() == other.name())
    }
}

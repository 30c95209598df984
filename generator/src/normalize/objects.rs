//! The objects of OpenAPI 3.0, 3.1 and 3.2: their members, the form that each must have, and their treatment.
//!
//! The structure check, all walks, the stage `read` and the last pass use this table.

mod table;

use Shape::{Object, OrReference, Texts};

/// Keywords that evaluate properties. Next to one of them, `unevaluatedProperties` does not mean
/// `additionalProperties`.
pub(crate) const EVALUATING: &[&str] = &["allOf", "oneOf", "anyOf", "if", "then", "else", "dependentSchemas", "$ref"];

/// An object of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    OpenApi,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    SecurityRequirement,
}

/// The form of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Any,
    Text,
    Flag,
    Number,
    /// An integer that is not negative.
    Count,
    /// A number (3.1) or a flag (3.0).
    Bound,
    Texts,
    Values,
    /// The value of `type`: a name, or a list of names.
    TypeNames,
    Object(Kind),
    /// The object, or `{$ref: …}`.
    OrReference(Kind),
    /// A flag, or a schema.
    FlagOrSchema,
    List(&'static Shape),
    Map(&'static Shape),
}

impl Shape {
    /// Whether objects of the standard can be in a value of this form.
    pub(crate) fn holds_objects(&self) -> bool {
        match self {
            Object(_) | OrReference(_) | Self::FlagOrSchema => true,
            Self::List(inner) | Self::Map(inner) => inner.holds_objects(),
            Self::Any
            | Self::Text
            | Self::Flag
            | Self::Number
            | Self::Count
            | Self::Bound
            | Texts
            | Self::Values
            | Self::TypeNames => false,
        }
    }
}

/// Whether a member may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Optional,
    Required,
    /// It is required, but many documents lack it. This text replaces it.
    Default(&'static str),
}

/// The fate of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The stage `read` reads it.
    Read,
    /// It does not affect the code.
    Quiet,
    /// It has no effect on the code, although a user may expect one.
    Ignored,
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) need: Need,
    pub(crate) fate: Fate,
}

impl Kind {
    /// Whether nothing of the output depends on objects of this kind.
    pub(crate) fn is_without_effect(self) -> bool {
        matches!(self, Self::Contact | Self::License | Self::ExternalDocs | Self::Example | Self::Link)
    }

    /// The members that the standard names.
    pub(crate) fn members(self) -> &'static [Member] {
        match self {
            Self::OpenApi => table::OPEN_API,
            Self::Info => table::INFO,
            Self::Contact => table::CONTACT,
            Self::License => table::LICENSE,
            Self::Server => table::SERVER,
            Self::ServerVariable => table::SERVER_VARIABLE,
            Self::Components => table::COMPONENTS,
            Self::PathItem => table::PATH_ITEM,
            Self::Operation => table::OPERATION,
            Self::ExternalDocs => table::EXTERNAL_DOCS,
            Self::Parameter => table::PARAMETER,
            Self::RequestBody => table::REQUEST_BODY,
            Self::MediaType => table::MEDIA_TYPE,
            Self::Encoding => table::ENCODING,
            Self::Response => table::RESPONSE,
            Self::Example => table::EXAMPLE,
            Self::Link => table::LINK,
            Self::Header => table::HEADER,
            Self::Tag => table::TAG,
            Self::Schema => table::SCHEMA_OBJECT,
            Self::Discriminator => table::DISCRIMINATOR,
            Self::SecurityScheme => table::SECURITY_SCHEME,
            Self::OAuthFlows => table::O_AUTH_FLOWS,
            Self::OAuthFlow => table::O_AUTH_FLOW,
            Self::Paths | Self::Responses | Self::Callback | Self::SecurityRequirement => &[],
        }
    }

    /// The form of members whose names the document chooses, in objects that are maps.
    pub(crate) fn pattern(self) -> Option<&'static Shape> {
        match self {
            Self::Paths | Self::Callback => Some(&Object(Kind::PathItem)),
            Self::Responses => Some(&OrReference(Kind::Response)),
            Self::SecurityRequirement => Some(&Texts),
            _ => None,
        }
    }

    /// The member of this name.
    pub(crate) fn member(self, name: &str) -> Option<&'static Member> {
        // All but a few names differ in length or in the first letter.
        let first = name.as_bytes().first();
        let is_like = |member: &Member| member.name.len() == name.len() && member.name.as_bytes().first() == first;
        self.members().iter().find(|member| is_like(member) && member.name == name)
    }

    /// Whether a member of such an object belongs into its schema, as in Swagger 2.0.
    pub(crate) fn is_of_schema(self, name: &str) -> bool {
        let is_extension =
            name == "x-nullable" || (name.starts_with("x-") && name.to_ascii_lowercase().contains("enum"));
        is_extension || (Self::Schema.member(name).is_some() && self.member(name).is_none())
    }

    /// The form of the member `name`, declared or by pattern. Extensions have none.
    pub(crate) fn shape(self, name: &str) -> Option<&'static Shape> {
        match self.member(name) {
            Some(member) => Some(&member.shape),
            None if name.starts_with("x-") => None,
            None => self.pattern(),
        }
    }

    /// Its name in messages: `a Parameter Object`.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::OpenApi => "an OpenAPI document",
            Self::Info => "an Info Object",
            Self::Contact => "a Contact Object",
            Self::License => "a License Object",
            Self::Server => "a Server Object",
            Self::ServerVariable => "a Server Variable Object",
            Self::Components => "a Components Object",
            Self::Paths => "a Paths Object",
            Self::PathItem => "a Path Item Object",
            Self::Operation => "an Operation Object",
            Self::ExternalDocs => "an External Documentation Object",
            Self::Parameter => "a Parameter Object",
            Self::RequestBody => "a Request Body Object",
            Self::MediaType => "a Media Type Object",
            Self::Encoding => "an Encoding Object",
            Self::Responses => "a Responses Object",
            Self::Response => "a Response Object",
            Self::Callback => "a Callback Object",
            Self::Example => "an Example Object",
            Self::Link => "a Link Object",
            Self::Header => "a Header Object",
            Self::Tag => "a Tag Object",
            Self::Schema => "a Schema Object",
            Self::Discriminator => "a Discriminator Object",
            Self::SecurityScheme => "a Security Scheme Object",
            Self::OAuthFlows => "an OAuth Flows Object",
            Self::OAuthFlow => "an OAuth Flow Object",
            Self::SecurityRequirement => "a Security Requirement Object",
        }
    }

    /// The section of `components` for objects that can be referred to.
    pub(crate) fn section(self) -> Option<&'static str> {
        match self {
            Self::Schema => Some("schemas"),
            Self::Response => Some("responses"),
            Self::Parameter => Some("parameters"),
            Self::Example => Some("examples"),
            Self::RequestBody => Some("requestBodies"),
            Self::Header => Some("headers"),
            Self::SecurityScheme => Some("securitySchemes"),
            Self::Link => Some("links"),
            Self::Callback => Some("callbacks"),
            Self::PathItem => Some("pathItems"),
            _ => None,
        }
    }
}

//! The objects of OpenAPI 3.0, 3.1 and 3.2: their members, the form that each must have, and what becomes of it.
//!
//! This table is what the structure check, every walk and the last pass go by. Extensions that carry what 3.0 cannot say
//! (see [`super::carry`]) and hold schemas are members like the others, so that passes reach these schemas.

use Fate::{Ignored, Quiet, Read};
use Need::{Default, Optional, Required};
use Shape::{
    Any, Bound, Count, Flag, FlagOrSchema, List, Map, Number, Object, OrReference, Text, Texts, TypeNames, Values,
};

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

/// Whether a member may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Optional,
    Required,
    /// It is required, many documents lack it, and this text does no harm.
    Default(&'static str),
}

/// What becomes of a member that is there after all passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// `openapiv3` reads it.
    Read,
    /// It says nothing about the code.
    Quiet,
    /// It has no effect on the code, and a user may have hoped for one.
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

const fn read(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, need: Optional, fate: Read }
}

const fn required(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, need: Required, fate: Read }
}

const fn default(name: &'static str, text: &'static str) -> Member {
    Member { name, shape: Text, need: Default(text), fate: Read }
}

const fn quiet(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, need: Optional, fate: Quiet }
}

const fn ignored(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, need: Optional, fate: Ignored }
}

const SCHEMA: Shape = OrReference(Kind::Schema);
const SCHEMAS: Shape = Map(&SCHEMA);
const SCHEMA_LIST: Shape = List(&SCHEMA);
const EXAMPLES: Shape = Map(&OrReference(Kind::Example));
const CONTENT: Shape = Map(&Object(Kind::MediaType));
const HEADERS: Shape = Map(&OrReference(Kind::Header));
const LINKS: Shape = Map(&OrReference(Kind::Link));
const CALLBACKS: Shape = Map(&OrReference(Kind::Callback));
const SERVERS: Shape = List(&Object(Kind::Server));
const PARAMETERS: Shape = List(&OrReference(Kind::Parameter));
const SECURITY: Shape = List(&Object(Kind::SecurityRequirement));
const PATH_ITEMS: Shape = Map(&Object(Kind::PathItem));

const OPEN_API: &[Member] = &[
    required("openapi", Text),
    required("info", Object(Kind::Info)),
    read("servers", SERVERS),
    read("paths", Object(Kind::Paths)),
    read("components", Object(Kind::Components)),
    read("security", SECURITY),
    read("tags", List(&Object(Kind::Tag))),
    read("externalDocs", Object(Kind::ExternalDocs)),
    ignored("webhooks", PATH_ITEMS),
    ignored("jsonSchemaDialect", Text),
    quiet("$self", Text),
    quiet("$schema", Text),
    quiet("$defs", SCHEMAS),
    quiet("definitions", SCHEMAS),
];

const INFO: &[Member] = &[
    required("title", Text),
    required("version", Text),
    read("description", Text),
    read("termsOfService", Text),
    read("contact", Object(Kind::Contact)),
    read("license", Object(Kind::License)),
    quiet("summary", Text),
];

const CONTACT: &[Member] = &[read("name", Text), read("url", Text), read("email", Text)];
const LICENSE: &[Member] = &[default("name", ""), read("url", Text), quiet("identifier", Text)];

const SERVER: &[Member] = &[
    required("url", Text),
    read("description", Text),
    read("variables", Map(&Object(Kind::ServerVariable))),
    quiet("name", Text),
];

const SERVER_VARIABLE: &[Member] = &[required("default", Text), read("enum", Texts), read("description", Text)];

const COMPONENTS: &[Member] = &[
    read("schemas", SCHEMAS),
    read("responses", Map(&OrReference(Kind::Response))),
    read("parameters", Map(&OrReference(Kind::Parameter))),
    read("examples", EXAMPLES),
    read("requestBodies", Map(&OrReference(Kind::RequestBody))),
    read("headers", HEADERS),
    read("securitySchemes", Map(&OrReference(Kind::SecurityScheme))),
    quiet("links", LINKS),
    quiet("callbacks", CALLBACKS),
    quiet("pathItems", PATH_ITEMS),
    ignored("mediaTypes", CONTENT),
];

const PATH_ITEM: &[Member] = &[
    read("$ref", Text),
    read("summary", Text),
    read("description", Text),
    read("get", Object(Kind::Operation)),
    read("put", Object(Kind::Operation)),
    read("post", Object(Kind::Operation)),
    read("delete", Object(Kind::Operation)),
    read("options", Object(Kind::Operation)),
    read("head", Object(Kind::Operation)),
    read("patch", Object(Kind::Operation)),
    read("trace", Object(Kind::Operation)),
    read("servers", SERVERS),
    read("parameters", PARAMETERS),
    ignored("query", Object(Kind::Operation)),
    ignored("additionalOperations", Map(&Object(Kind::Operation))),
];

const OPERATION: &[Member] = &[
    read("tags", Texts),
    read("summary", Text),
    read("description", Text),
    read("externalDocs", Object(Kind::ExternalDocs)),
    read("operationId", Text),
    read("parameters", PARAMETERS),
    read("requestBody", OrReference(Kind::RequestBody)),
    read("responses", Object(Kind::Responses)),
    ignored("callbacks", CALLBACKS),
    read("deprecated", Flag),
    read("security", SECURITY),
    read("servers", SERVERS),
];

const EXTERNAL_DOCS: &[Member] = &[required("url", Text), read("description", Text)];

const PARAMETER: &[Member] = &[
    required("name", Text),
    required("in", Text),
    read("description", Text),
    read("required", Flag),
    read("deprecated", Flag),
    read("allowEmptyValue", Flag),
    read("style", Text),
    read("explode", Flag),
    read("allowReserved", Flag),
    read("schema", SCHEMA),
    read("content", CONTENT),
    read("example", Any),
    read("examples", EXAMPLES),
];

const REQUEST_BODY: &[Member] = &[read("content", CONTENT), read("description", Text), read("required", Flag)];

const MEDIA_TYPE: &[Member] = &[
    read("schema", SCHEMA),
    read(super::carry::ITEM_SCHEMA, SCHEMA),
    quiet("itemSchema", SCHEMA),
    read("example", Any),
    read("examples", EXAMPLES),
    read("encoding", Map(&Object(Kind::Encoding))),
    ignored("prefixEncoding", List(&Object(Kind::Encoding))),
    ignored("itemEncoding", Object(Kind::Encoding)),
];

const ENCODING: &[Member] = &[
    read("contentType", Text),
    read("headers", HEADERS),
    read("style", Text),
    read("explode", Flag),
    read("allowReserved", Flag),
    ignored("encoding", Map(&Object(Kind::Encoding))),
    ignored("prefixEncoding", List(&Object(Kind::Encoding))),
    ignored("itemEncoding", Object(Kind::Encoding)),
];

const RESPONSE: &[Member] = &[
    default("description", ""),
    read("headers", HEADERS),
    read("content", CONTENT),
    quiet("links", LINKS),
    quiet("summary", Text),
];

const EXAMPLE: &[Member] = &[
    read("summary", Text),
    read("description", Text),
    read("value", Any),
    read("externalValue", Text),
    quiet("dataValue", Any),
    quiet("serializedValue", Text),
];

const LINK: &[Member] = &[
    read("operationRef", Text),
    read("operationId", Text),
    read("parameters", Map(&Any)),
    read("requestBody", Any),
    read("description", Text),
    read("server", Object(Kind::Server)),
];

const HEADER: &[Member] = &[
    read("description", Text),
    read("required", Flag),
    read("deprecated", Flag),
    read("style", Text),
    quiet("explode", Flag),
    quiet("allowReserved", Flag),
    quiet("allowEmptyValue", Flag),
    read("schema", SCHEMA),
    read("content", CONTENT),
    read("example", Any),
    read("examples", EXAMPLES),
];

const TAG: &[Member] = &[
    required("name", Text),
    read("description", Text),
    read("externalDocs", Object(Kind::ExternalDocs)),
    quiet("summary", Text),
    quiet("parent", Text),
    quiet("kind", Text),
];

const SCHEMA_OBJECT: &[Member] = &[
    read("$ref", Text),
    read("type", TypeNames),
    read("format", Text),
    read("title", Text),
    read("description", Text),
    read("default", Any),
    read("enum", Values),
    read("properties", SCHEMAS),
    read("required", Texts),
    read("additionalProperties", FlagOrSchema),
    read("items", SCHEMA),
    read("allOf", SCHEMA_LIST),
    read("oneOf", SCHEMA_LIST),
    read("anyOf", SCHEMA_LIST),
    read("not", SCHEMA),
    read("discriminator", Object(Kind::Discriminator)),
    read("nullable", Flag),
    read("readOnly", Flag),
    read("writeOnly", Flag),
    read("deprecated", Flag),
    read("externalDocs", Object(Kind::ExternalDocs)),
    read("example", Any),
    read("multipleOf", Number),
    read("maximum", Number),
    read("exclusiveMaximum", Bound),
    read("minimum", Number),
    read("exclusiveMinimum", Bound),
    read("maxLength", Count),
    read("minLength", Count),
    read("pattern", Text),
    read("maxItems", Count),
    read("minItems", Count),
    read("uniqueItems", Flag),
    read("maxProperties", Count),
    read("minProperties", Count),
    read(super::carry::PREFIX_ITEMS, SCHEMA_LIST),
    read(super::carry::REST_ITEMS, SCHEMA),
    read(super::carry::CONTENT_SCHEMA, SCHEMA),
    quiet("const", Any),
    quiet("examples", Any),
    quiet("xml", Any),
    quiet("prefixItems", SCHEMA_LIST),
    quiet("contentEncoding", Text),
    quiet("contentMediaType", Text),
    quiet("contentSchema", SCHEMA),
    quiet("$defs", SCHEMAS),
    quiet("definitions", SCHEMAS),
    quiet("$anchor", Text),
    quiet("$dynamicAnchor", Text),
    quiet("$recursiveAnchor", Any),
    quiet("$dynamicRef", Text),
    quiet("$recursiveRef", Text),
    quiet("$id", Text),
    quiet("id", Any),
    quiet("$schema", Text),
    quiet("$vocabulary", Any),
    quiet("$comment", Text),
    ignored("patternProperties", SCHEMAS),
    ignored("propertyNames", SCHEMA),
    ignored("unevaluatedProperties", FlagOrSchema),
    ignored("unevaluatedItems", FlagOrSchema),
    ignored("additionalItems", FlagOrSchema),
    ignored("contains", SCHEMA),
    ignored("minContains", Count),
    ignored("maxContains", Count),
    ignored("dependentRequired", Map(&Texts)),
    ignored("dependentSchemas", SCHEMAS),
    ignored("dependencies", Any),
    ignored("if", SCHEMA),
    ignored("then", SCHEMA),
    ignored("else", SCHEMA),
];

const DISCRIMINATOR: &[Member] =
    &[required("propertyName", Text), read("mapping", Map(&Text)), ignored("defaultMapping", Text)];

const SECURITY_SCHEME: &[Member] = &[
    required("type", Text),
    read("description", Text),
    read("name", Text),
    read("in", Text),
    read("scheme", Text),
    read("bearerFormat", Text),
    read("flows", Object(Kind::OAuthFlows)),
    read("openIdConnectUrl", Text),
    quiet("deprecated", Flag),
    quiet("oauth2MetadataUrl", Text),
];

const O_AUTH_FLOWS: &[Member] = &[
    read("implicit", Object(Kind::OAuthFlow)),
    read("password", Object(Kind::OAuthFlow)),
    read("clientCredentials", Object(Kind::OAuthFlow)),
    read("authorizationCode", Object(Kind::OAuthFlow)),
    quiet("deviceAuthorization", Object(Kind::OAuthFlow)),
];

const O_AUTH_FLOW: &[Member] = &[
    read("authorizationUrl", Text),
    read("tokenUrl", Text),
    read("refreshUrl", Text),
    read("scopes", Map(&Text)),
    quiet("deviceAuthorizationUrl", Text),
];

impl Kind {
    /// The members that the standard names.
    pub(crate) fn members(self) -> &'static [Member] {
        match self {
            Self::OpenApi => OPEN_API,
            Self::Info => INFO,
            Self::Contact => CONTACT,
            Self::License => LICENSE,
            Self::Server => SERVER,
            Self::ServerVariable => SERVER_VARIABLE,
            Self::Components => COMPONENTS,
            Self::PathItem => PATH_ITEM,
            Self::Operation => OPERATION,
            Self::ExternalDocs => EXTERNAL_DOCS,
            Self::Parameter => PARAMETER,
            Self::RequestBody => REQUEST_BODY,
            Self::MediaType => MEDIA_TYPE,
            Self::Encoding => ENCODING,
            Self::Response => RESPONSE,
            Self::Example => EXAMPLE,
            Self::Link => LINK,
            Self::Header => HEADER,
            Self::Tag => TAG,
            Self::Schema => SCHEMA_OBJECT,
            Self::Discriminator => DISCRIMINATOR,
            Self::SecurityScheme => SECURITY_SCHEME,
            Self::OAuthFlows => O_AUTH_FLOWS,
            Self::OAuthFlow => O_AUTH_FLOW,
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
        self.members().iter().find(|member| member.name == name)
    }

    /// The form of the member `name`, declared or by pattern. Extensions have none, unless they carry schemas.
    pub(crate) fn shape(self, name: &str) -> Option<&'static Shape> {
        match self.member(name) {
            Some(member) => Some(&member.shape),
            None if name.starts_with("x-") => None,
            None => self.pattern(),
        }
    }

    /// How messages call it: `a Parameter Object`.
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

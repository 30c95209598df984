//! The members of each object of the standard, in its order.
//!
//! The stage `read` reads the `read` members. `quiet` members do not affect the code, or a pass replaces them. The last
//! pass reports `ignored` members.

use super::{
    Fate::{Ignored, Quiet, Read},
    Kind, Member,
    Need::{Default, Optional, Required},
    Shape::{
        self, Any, Bound, Count, Flag, FlagOrSchema, List, Map, Number, Object, OrReference, Text, Texts, TypeNames,
        Values,
    },
};

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

pub(super) const OPEN_API: &[Member] = &[
    required("openapi", Text),
    required("info", Object(Kind::Info)),
    read("servers", SERVERS),
    read("paths", Object(Kind::Paths)),
    read("components", Object(Kind::Components)),
    read("security", SECURITY),
    read("tags", List(&Object(Kind::Tag))),
    read("externalDocs", Object(Kind::ExternalDocs)),
    read("webhooks", PATH_ITEMS),
    ignored("jsonSchemaDialect", Text),
    quiet("$self", Text),
    quiet("$schema", Text),
    quiet("$defs", SCHEMAS),
    quiet("definitions", SCHEMAS),
];

pub(super) const INFO: &[Member] = &[
    default("title", ""),
    default("version", ""),
    read("description", Text),
    read("termsOfService", Text),
    read("contact", Object(Kind::Contact)),
    read("license", Object(Kind::License)),
    quiet("summary", Text),
];

pub(super) const CONTACT: &[Member] = &[read("name", Text), read("url", Text), read("email", Text)];
pub(super) const LICENSE: &[Member] = &[default("name", ""), read("url", Text), quiet("identifier", Text)];

pub(super) const SERVER: &[Member] = &[
    required("url", Text),
    read("description", Text),
    read("variables", Map(&Object(Kind::ServerVariable))),
    quiet("name", Text),
];

pub(super) const SERVER_VARIABLE: &[Member] =
    &[required("default", Text), read("enum", Texts), read("description", Text)];

pub(super) const COMPONENTS: &[Member] = &[
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
    quiet("mediaTypes", CONTENT),
];

pub(super) const PATH_ITEM: &[Member] = &[
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
    quiet("query", Object(Kind::Operation)),
    quiet("additionalOperations", Map(&Object(Kind::Operation))),
];

pub(super) const OPERATION: &[Member] = &[
    read("tags", Texts),
    read("summary", Text),
    read("description", Text),
    read("externalDocs", Object(Kind::ExternalDocs)),
    read("operationId", Text),
    read("parameters", PARAMETERS),
    read("requestBody", OrReference(Kind::RequestBody)),
    read("responses", Object(Kind::Responses)),
    read("callbacks", CALLBACKS),
    read("deprecated", Flag),
    read("security", SECURITY),
    read("servers", SERVERS),
];

pub(super) const EXTERNAL_DOCS: &[Member] = &[required("url", Text), read("description", Text)];

pub(super) const PARAMETER: &[Member] = &[
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

pub(super) const REQUEST_BODY: &[Member] =
    &[read("content", CONTENT), read("description", Text), read("required", Flag)];

pub(super) const MEDIA_TYPE: &[Member] = &[
    read("schema", SCHEMA),
    ignored("itemSchema", SCHEMA),
    read("example", Any),
    read("examples", EXAMPLES),
    read("encoding", Map(&Object(Kind::Encoding))),
    ignored("prefixEncoding", List(&Object(Kind::Encoding))),
    ignored("itemEncoding", Object(Kind::Encoding)),
];

pub(super) const ENCODING: &[Member] = &[
    read("contentType", Text),
    read("headers", HEADERS),
    read("style", Text),
    read("explode", Flag),
    read("allowReserved", Flag),
    ignored("encoding", Map(&Object(Kind::Encoding))),
    ignored("prefixEncoding", List(&Object(Kind::Encoding))),
    ignored("itemEncoding", Object(Kind::Encoding)),
];

pub(super) const RESPONSE: &[Member] = &[
    default("description", ""),
    read("headers", HEADERS),
    read("content", CONTENT),
    quiet("links", LINKS),
    quiet("summary", Text),
];

pub(super) const EXAMPLE: &[Member] = &[
    read("summary", Text),
    read("description", Text),
    read("value", Any),
    read("externalValue", Text),
    quiet("dataValue", Any),
    quiet("serializedValue", Text),
];

pub(super) const LINK: &[Member] = &[
    read("operationRef", Text),
    read("operationId", Text),
    read("parameters", Map(&Any)),
    read("requestBody", Any),
    read("description", Text),
    read("server", Object(Kind::Server)),
];

pub(super) const HEADER: &[Member] = &[
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

pub(super) const TAG: &[Member] = &[
    required("name", Text),
    read("description", Text),
    read("externalDocs", Object(Kind::ExternalDocs)),
    quiet("summary", Text),
    quiet("parent", Text),
    quiet("kind", Text),
];

pub(super) const SCHEMA_OBJECT: &[Member] = &[
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
    read("const", Any),
    quiet("examples", Any),
    quiet("xml", Any),
    read("prefixItems", SCHEMA_LIST),
    read("contentEncoding", Text),
    read("contentMediaType", Text),
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
    read("patternProperties", SCHEMAS),
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

pub(super) const DISCRIMINATOR: &[Member] =
    &[required("propertyName", Text), read("mapping", Map(&Text)), read("defaultMapping", Text)];

pub(super) const SECURITY_SCHEME: &[Member] = &[
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

pub(super) const O_AUTH_FLOWS: &[Member] = &[
    read("implicit", Object(Kind::OAuthFlow)),
    read("password", Object(Kind::OAuthFlow)),
    read("clientCredentials", Object(Kind::OAuthFlow)),
    read("authorizationCode", Object(Kind::OAuthFlow)),
    read("deviceAuthorization", Object(Kind::OAuthFlow)),
];

pub(super) const O_AUTH_FLOW: &[Member] = &[
    read("authorizationUrl", Text),
    read("tokenUrl", Text),
    read("refreshUrl", Text),
    read("scopes", Map(&Text)),
    quiet("deviceAuthorizationUrl", Text),
];

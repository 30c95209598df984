//! The extensions of OpenAPI that the generator understands. `docs/extensions.md` describes them. Our own extensions
//! begin with [`PREFIX`], so that a misspelt one is found.

/// The prefix of each name.
pub const PREFIX: &str = "x-rust-";
/// Extensions of other tools that have the prefix: `x-rust-type` of typify names a type of another crate.
pub const OF_OTHER_TOOLS: &[&str] = &["x-rust-type"];
/// On an operation, a parameter, a property or a component schema: its name.
pub const NAME: &str = "x-rust-name";
/// On an operation: the resource that it belongs to, in place of its first tag.
pub const GROUP: &str = "x-rust-group";
/// On a schema with `enum`: the names of its values.
pub const ENUM_NAMES: &str = "x-rust-enum-names";
/// The name of a method: our extension, and those of other tools.
pub const METHOD_NAMES: &[&str] = &[NAME, "x-fern-sdk-method-name", "x-speakeasy-name-override"];
/// The resource of an operation: our extension, and those of other tools.
pub const GROUPS: &[&str] = &[GROUP, "x-fern-sdk-group-name", "x-speakeasy-group"];
/// The name of a parameter's argument or setter: our extension, and those of other tools.
pub const PARAMETER_NAMES: &[&str] =
    &[NAME, "x-ms-client-name", "x-fern-parameter-name", "x-speakeasy-name-override", STAINLESS_NAME];
/// The same, on the parameter or on its schema.
pub const STAINLESS_NAME: &str = "x-stainless-param";
/// The name of a property's field: our extension, and those of other tools.
pub const PROPERTY_NAMES: &[&str] = &[NAME, "x-ms-client-name", "x-fern-property-name", "x-speakeasy-name-override"];
/// The name of a component schema's type: our extension, and those of other tools.
pub const TYPE_NAMES: &[&str] = &[NAME, "x-ms-client-name", "x-fern-type-name", "x-speakeasy-name-override"];
/// On an operation that lists: how the next page is requested.
pub const PAGINATION: &str = "x-rust-pagination";
/// On a schema of an object: optional properties that `new` takes as arguments.
pub const ARGUMENTS: &str = "x-rust-arguments";
/// On the document: the names of the required properties that every response has.
pub const GUARANTEED: &str = "x-rust-guaranteed-properties";
/// On a header parameter that every operation has: its value is a list, to which callers add.
pub const HEADER_LIST: &str = "x-rust-header-list";
/// On a response or a request body: its JSON is a sequence of values, one on each line.
pub const JSON_LINES: &str = "x-rust-json-lines";
/// Those of the document.
pub const ON_DOCUMENT: &[&str] = &[GUARANTEED];
/// Those of schemas.
pub const ON_SCHEMA: &[&str] = &[ARGUMENTS, NAME, ENUM_NAMES];
/// Those of parameters.
pub const ON_PARAMETER: &[&str] = &[NAME, HEADER_LIST];
/// Those of operations.
pub const ON_OPERATION: &[&str] = &[NAME, GROUP, PAGINATION];
/// Those of responses and request bodies.
pub const ON_BODY: &[&str] = &[JSON_LINES];
/// On an action of an overlay: its target may select nothing.
pub const MAY_MATCH_NOTHING: &str = "x-rust-may-match-nothing";

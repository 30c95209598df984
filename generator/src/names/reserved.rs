//! Names that Rust, the prelude or the runtime has taken.

/// Keywords of all editions, strict, weak where they cannot be an identifier, and reserved.
pub(super) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Types, traits and variants of the prelude, by which emitted code calls them, and primitive types' look-alikes.
pub(super) const PRELUDE_TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Methods of the runtime's `Client`: no resource is called so.
pub const CLIENT_METHODS: &[&str] = &["builder", "clone", "from_env", "inner", "new"];

/// Modules at the root of the emitted crate: no resource is called so.
pub const ROOT_MODULES: &[&str] =
    &["api", "blocking", "generated", "helpers", "lib", "main", "mod", "runtime", "types"];

/// Names that no file of types has: `mod.rs` is the list of them, and the others are devices on Windows.
pub const FILE_NAMES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "mod", "nul", "prn",
];

/// Methods of the runtime's `Request`: no optional parameter's setter is called so.
pub const REQUEST_METHODS: &[&str] = &[
    "attach_file",
    "attempt",
    "body",
    "bytes",
    "clock",
    "clone",
    "cookie_parameter",
    "cookie_parameter_with",
    "form",
    "form_as",
    "header",
    "header_parameter",
    "header_parameter_with",
    "idempotent",
    "into_draft",
    "into_future",
    "items",
    "json",
    "json_as",
    "json_lines",
    "lenient",
    "max_retries",
    "multipart",
    "multipart_as",
    "new",
    "pages",
    "path",
    "path_parameter",
    "query",
    "query_parameter",
    "query_parameter_with",
    "read_as",
    "retry",
    "secret_path_parameter",
    "send",
    "send_as",
    "send_as_blocking",
    "send_blocking",
    "send_json",
    "send_json_blocking",
    "send_with_response",
    "send_with_response_blocking",
    "text",
    "timeout",
    "total_timeout",
];

/// Constants of the runtime's trait `Operation`: no header of a response is called so.
pub const OPERATION_CONSTANTS: &[&str] = &["ACCEPT", "ID", "METHOD", "PATH", "SECURITY", "SERVER"];

/// Methods of the runtime's `ClientBuilder`: no hoisted header's setter is called so.
pub const BUILDER_METHODS: &[&str] = &[
    "allow_http",
    "api_key",
    "base_url",
    "basic_auth",
    "bearer_token",
    "build",
    "clock",
    "clone",
    "collect_credentials",
    "collect_headers",
    "configure_http_client",
    "connect_timeout",
    "credential",
    "default_header",
    "fmt",
    "from_env",
    "http_client",
    "idle_timeout",
    "limits",
    "max_retries",
    "new",
    "pool_idle_timeout",
    "pool_max_idle",
    "retry",
    "retry_budget",
    "server_variable",
    "server_variables",
    "timeout",
    "timeouts",
    "total_timeout",
    "user_agent",
    "with_variables",
];

//! Functions for media types, which several stages use.

/// The media types of JSON lines.
pub const JSON_LINES: &[&str] = &[
    "application/x-ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/jsonlines",
    "application/stream+json",
];

/// Whether a media type means one JSON value, or may mean one.
pub fn is_json(essence: &str) -> bool {
    let is_of_lines = JSON_LINES.contains(&essence);
    matches!(essence, "application/json" | "text/json" | "*/*" | "application/*")
        || essence.ends_with("+json") && !is_of_lines
}

/// Words in the names of media types of vendors that are not JSON.
const OTHER_FORMATS: &[&str] = &[
    "+",
    "arrow",
    "avro",
    "cbor",
    "csv",
    "excel",
    "google-earth",
    "ms-",
    "msgpack",
    "oasis",
    "openxmlformats",
    "parquet",
    "protobuf",
    "sqlite",
    "thrift",
    "xml",
    "yaml",
    "zip",
];

/// Whether a media type is the name that an API gave to its own format, which may be JSON: `application/vnd.goa.error`.
pub fn is_of_vendor(essence: &str) -> bool {
    let name = essence.strip_prefix("application/vnd.");
    name.is_some_and(|name| !OTHER_FORMATS.iter().any(|format| name.contains(format)))
}

/// Whether a body is a sequence of JSON values: lines, or records (RFC 7464).
pub fn is_sequence(essence: &str) -> bool {
    JSON_LINES.contains(&essence) || essence == "application/json-seq" || essence.ends_with("+json-seq")
}

/// Whether a body has parts.
pub fn is_multipart(essence: &str) -> bool {
    essence.starts_with("multipart/")
}

/// Whether a body of this media type is a list of parts, which have no names.
pub fn is_list_of_parts(media_type: &str) -> bool {
    let essence = essence(media_type);
    is_multipart(&essence) && essence != "multipart/form-data"
}

/// The type without its parameters, in lower case: `Text/CSV; charset=utf-8` → `text/csv`.
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The format of a content: `contentEncoding: base64` is `format: byte`, and an `application/octet-stream` is `format: binary`.
pub fn format_of_content(encoding: Option<&str>, media_type: Option<&str>) -> Option<&'static str> {
    match (encoding, media_type) {
        (Some("base64"), _) => Some("byte"),
        (None | Some("binary"), Some("application/octet-stream")) => Some("binary"),
        _ => None,
    }
}

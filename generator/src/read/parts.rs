//! How the parts of a multipart body are written by their positions: `prefixEncoding` and `itemEncoding` of OpenAPI 3.2.

use serde_json::{Map, Value};

/// The encodings of parts by position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartEncodings {
    /// Those of the first parts.
    pub prefix: Vec<PartEncoding>,
    /// That of all other parts.
    pub item: PartEncoding,
}

/// The Encoding Object of a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartEncoding {
    /// `contentType`.
    pub content_type: Option<String>,
    /// The names of its headers.
    pub headers: Vec<String>,
    /// How the parts in it are written, if it has any.
    pub parts: Option<Box<PartEncodings>>,
}

impl PartEncodings {
    /// The encodings of a Media Type Object, if it has any.
    pub(super) fn of(media_type: &Map<String, Value>) -> Option<Self> {
        let part = |encoding: &Value| PartEncoding {
            parts: encoding.as_object().and_then(|encoding| Self::with(encoding, &PartEncoding::of)).map(Box::new),
            ..PartEncoding::of(encoding)
        };
        Self::with(media_type, &part)
    }

    fn with(object: &Map<String, Value>, part: &dyn Fn(&Value) -> PartEncoding) -> Option<Self> {
        let prefix = object.get("prefixEncoding").and_then(Value::as_array);
        let item = object.get("itemEncoding");
        (prefix.is_some() || item.is_some()).then(|| Self {
            prefix: prefix.into_iter().flatten().map(part).collect(),
            item: item.map(part).unwrap_or_default(),
        })
    }
}

impl PartEncoding {
    /// The Encoding Object without the parts in it.
    fn of(encoding: &Value) -> Self {
        let content_type = encoding.get("contentType").and_then(Value::as_str).map(str::to_owned);
        let headers = encoding.get("headers").and_then(Value::as_object);
        // OpenAPI ignores a description of `Content-Type`.
        let names = headers.into_iter().flat_map(Map::keys).filter(|name| !name.eq_ignore_ascii_case("content-type"));
        Self { content_type, headers: names.cloned().collect(), parts: None }
    }
}

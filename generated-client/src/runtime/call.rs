//! One call as plain data, as generated code and the caller have set it so far.

use std::{any::Any, fmt, sync::Arc};

use reqwest::{
    Method, Url,
    header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING},
};

use super::{
    Error, body,
    compact::{replaced, retain},
    credential::Credentials,
    encode::{Keep, encode_own, encoded},
    header_list,
    json::{self, ToJson},
    parameter::{self, Place, Shape, Style},
    path,
};

const JSON: &str = "application/json";

/// The request so far, and the first mistake in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call {
    /// Path parameters, encoded.
    pub(crate) path: Vec<(&'static str, String)>,
    /// The names of those that are secret.
    pub(crate) secret_path: Vec<&'static str>,
    /// Encoded pairs, each with the name of its parameter.
    pub(crate) query: Vec<(String, String)>,
    /// Encoded pairs, each with the name of its parameter.
    pub(crate) cookies: Vec<(String, String)>,
    /// Headers of this call, which replace those of the client.
    pub(crate) headers: HeaderMap,
    /// Additions to headers whose values are lists.
    pub(crate) header_lists: Vec<header_list::Part>,
    pub(crate) body: Option<Payload>,
    /// The body as parts, to which the caller may add. They are written when the call is sent.
    pub(super) parts: Option<Arc<dyn Parts>>,
    /// The caller's method and path, in place of those of the operation.
    pub(crate) target: Option<Target>,
    /// Headers that are not sent.
    pub(crate) removed: Vec<HeaderName>,
    /// Credentials in place of the client's.
    pub(crate) credentials: Option<Credentials>,
    /// The URL of a next page, as the server sent it, in place of path and query.
    pub(crate) next_page: Option<Url>,
    /// The reason why the call cannot be sent.
    pub(crate) mistake: Option<String>,
}

/// A body that is made of parts. Only `multipart` knows the type, so that it can be left out.
pub(super) trait Parts: fmt::Debug + Send + Sync {
    /// The media type, and the body.
    fn write(&self) -> (String, body::Body);

    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

/// A method and path of the caller's own.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) method: Method,
    pub(crate) path: String,
}

/// A request body with its media type.
#[derive(Clone, Debug)]
pub(crate) struct Payload {
    pub(crate) content_type: HeaderValue,
    pub(crate) content: body::Body,
}

impl Call {
    pub(crate) fn path(&mut self, name: &'static str, style: Style, value: &dyn ToJson) {
        let Some(shape) = self.shape(name, value) else { return };
        let written = parameter::write(name, style, &shape, Place::Path).unwrap_or_default();
        // Some servers decode the path before they look for dot segments and semicolons, and some do not.
        let plain = match &shape {
            Shape::Text(text) => text,
            Shape::Null | Shape::Token(_) | Shape::Array(_) | Shape::Object(_) => &written,
        };
        let checked = match style {
            // These styles begin with a separator, and are checked as a part of their segment.
            Style::Label { .. } | Style::Matrix { .. } if !written.is_empty() => Ok(()),
            _ => path::check_value(name, plain),
        };
        self.checked_path(name, written, checked);
    }

    /// A path parameter of style `simple`, which most are.
    pub(crate) fn plain_path(&mut self, name: &'static str, value: &dyn fmt::Display) {
        let value = value.to_string();
        let checked = path::check_value(name, &value);
        self.checked_path(name, encode_own(value, Keep::Unreserved), checked);
    }

    /// A path parameter whose slashes and other reserved characters are sent as they are.
    pub(crate) fn path_segments(&mut self, name: &'static str, value: &dyn fmt::Display) {
        self.path.push((name, encoded(&value.to_string(), Keep::PathSegments)));
    }

    /// Sends the slashes in all path parameters as they are.
    pub(crate) fn keep_slashes(&mut self) {
        for (_, value) in &mut self.path {
            *value = replaced(value, "%2F", "/");
        }
    }

    fn checked_path(&mut self, name: &'static str, written: String, checked: Result<(), String>) {
        match checked {
            Ok(()) => self.path.push((name, written)),
            Err(mistake) => self.refuse(mistake),
        }
    }

    /// Sets a query parameter, in place of its earlier value.
    pub(crate) fn query(&mut self, name: &str, style: Style, value: &dyn ToJson) {
        retain(&mut self.query, &mut |(of, _)| of != name);
        self.add_query(name, style, value);
    }

    /// Adds a parameter to the query, even if the query already has it.
    pub(crate) fn add_query(&mut self, name: &str, style: Style, value: &dyn ToJson) {
        let Some(shape) = self.shape(name, value) else { return };
        let written = parameter::write(name, style, &shape, Place::Query);
        self.query.extend(written.map(|text| (name.to_owned(), text)));
    }

    /// Adds the only item of `value` to a list in the query. If the items share one parameter, the item is appended to
    /// its value.
    pub(crate) fn add_query_item(&mut self, name: &str, style: Style, value: &dyn ToJson) {
        let between = style.between_items();
        let Some(at) = self.query.iter().position(|(of, _)| of == name && between.is_some()) else {
            return self.add_query(name, style, value);
        };
        let Some(shape) = self.shape(name, value) else { return };
        let written = parameter::write(name, style, &shape, Place::Query).unwrap_or_default();
        if let (Some((_, item)), Some(between)) = (written.split_once('='), between) {
            self.query[at].1.extend([between, item]);
        }
    }

    pub(crate) fn cookie(&mut self, name: &str, style: Style, value: &dyn ToJson) {
        let Some(shape) = self.shape(name, value) else { return };
        if let Err(mistake) = parameter::check_cookie(name, style, &shape) {
            return self.refuse(mistake);
        }
        retain(&mut self.cookies, &mut |(of, _)| of != name);
        let written = parameter::write(name, style, &shape, Place::Cookie);
        self.cookies.extend(written.map(|text| (name.to_owned(), text)));
    }

    pub(crate) fn header_parameter(&mut self, name: &str, style: Style, value: &dyn ToJson) {
        let Some(shape) = self.shape(name, value) else { return };
        if let Some(text) = parameter::write(name, style, &shape, Place::Header) {
            self.header(name, &text);
        }
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match header(name, value) {
            Ok((name, value)) => {
                retain(&mut self.removed, &mut |removed| *removed != name);
                self.headers.insert(name, value);
            }
            Err(mistake) => self.refuse(mistake),
        }
    }

    /// Adds items to a header whose value is a list.
    pub(crate) fn add_to_header(&mut self, name: &'static str, items: &str) {
        match header(name, items) {
            Ok(_) => header_list::add(&mut self.header_lists, name, items),
            Err(mistake) => self.refuse(mistake),
        }
    }

    pub(crate) fn json(&mut self, media_type: &str, value: &dyn ToJson) {
        match json::to_vec(value) {
            Ok(bytes) => self.body(media_type, bytes.into()),
            Err(error) => self.refuse(format!("the body cannot be written as JSON: {error}")),
        }
    }

    pub(crate) fn body(&mut self, media_type: &str, content: body::Body) {
        let content_type = match media_type {
            // Most bodies are JSON, and this needs no copy.
            JSON => Ok(HeaderValue::from_static(JSON)),
            _ => HeaderValue::from_str(media_type),
        };
        match content_type {
            Ok(content_type) => self.body = Some(Payload { content_type, content }),
            Err(_) => self.refuse(format!("{media_type:?} is not a media type")),
        }
    }

    /// Writes the body, if it is made of parts.
    pub(crate) fn write_parts(&mut self) {
        if let Some(parts) = self.parts.take() {
            let (media_type, body) = parts.write();
            self.body(&media_type, body);
        }
    }

    /// Sets the method and path. The query in the path has the same effect as parameters that the caller sets.
    pub(crate) fn set_target(&mut self, method: Method, path: &str) {
        if !path.starts_with('/') {
            // The path is not shown: a URL can contain credentials.
            return self
                .refuse("the path does not begin with a slash: requests go to paths below the base URL".to_owned());
        }
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query = query.split('#').next().unwrap_or_default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let name = pair.split('=').next().unwrap_or_default();
            self.query.push((name.to_owned(), encoded(pair, Keep::Pair)));
        }
        self.target = Some(Target { method, path: path.to_owned() });
    }

    /// Sets a body of JSON that was written elsewhere.
    pub(crate) fn serialized(&mut self, json: serde_json::Result<Vec<u8>>) {
        match json {
            Ok(bytes) => self.body(JSON, bytes.into()),
            Err(error) => self.refuse(format!("the body cannot be written as JSON: {error}")),
        }
    }

    /// Sends no header with this name, even if the client or the API sets it.
    pub(crate) fn remove_header(&mut self, name: &str) {
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(name) => {
                self.headers.remove(&name);
                self.removed.push(name);
            }
            Err(_) => self.refuse(format!("{name:?} is not a name of a header")),
        }
    }

    /// Adds a credential, in place of all of the client's.
    pub(crate) fn credential(&mut self, insert: impl FnOnce(&mut Credentials) -> Result<(), Error>) {
        match insert(self.credentials.get_or_insert_default()) {
            Ok(()) => {}
            Err(Error::Build(error)) => self.refuse(error.message().to_owned()),
            Err(error) => self.refuse(error.to_string()),
        }
    }

    pub(super) fn shape(&mut self, name: &str, value: &dyn ToJson) -> Option<Shape> {
        match Shape::of(value) {
            Ok(shape) => Some(shape),
            Err(error) => {
                self.refuse(format!("`{name}` cannot be written: {error}"));
                None
            }
        }
    }

    pub(super) fn refuse(&mut self, mistake: String) {
        if self.mistake.is_none() {
            self.mistake = Some(mistake);
        }
    }
}

/// Sets a parameter of a query, in place of another one of this name.
pub(crate) fn set_query(query: &mut Vec<(String, String)>, name: &str, value: &str) {
    let pair = format!("{}={}", encoded(name, Keep::Unreserved), encoded(value, Keep::Unreserved));
    retain(query, &mut |(other, _)| other != name);
    query.push((name.to_owned(), pair));
}

/// The name of a header from the document. A name in lower case, as most are, is not copied, and costs nothing to
/// clone.
pub(crate) fn documented_name(name: &'static str) -> Result<HeaderName, String> {
    let copied = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("{name:?} is not a name of a header"))?;
    // Compares texts, since names are equal in any case, but `from_static` accepts only lower case.
    Ok(if copied.as_str() == name { HeaderName::from_static(name) } else { copied })
}

/// Checks a header that a caller sets. Messages name the header and never its value.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let header_name =
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("{name:?} is not a name of a header"))?;
    if header_name == CONTENT_LENGTH || header_name == TRANSFER_ENCODING {
        return Err(format!("the header `{header_name}` follows from the body and cannot be set"));
    }
    let mut header_value = HeaderValue::from_str(value).map_err(|_| {
        format!("the value of the header `{header_name}` has a line break or another control character")
    })?;
    // Callers put credentials into headers of any name.
    header_value.set_sensitive(true);
    Ok((header_name, header_value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_names_are_names_in_any_case() {
        for name in ["x-app", "X-App", "Api-Version"] {
            assert_eq!(documented_name(name), Ok(HeaderName::from_bytes(name.as_bytes()).expect("a name")));
        }
        assert!(documented_name("no name").is_err());
    }
}

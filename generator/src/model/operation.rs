//! Operations: their requests and responses.

use super::{Body, Docs, ErrorResponse, OtherResponse, Parameter, ResponseHeader, SuccessResponse, TypeRef};

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its place in the document.
    pub pointer: String,
    /// `operationId`, or one made from method and path.
    pub operation_id: String,
    /// The tags, as the document has them.
    pub tags: Vec<String>,
    /// The method in the resource: `create`.
    pub rust_name: String,
    /// The type that names the operation, unique in the crate: `CreateAgent`.
    pub type_name: String,
    /// From `summary` and `description`.
    pub docs: Docs,
    /// The HTTP method.
    pub method: Method,
    /// The path template, parameters in braces.
    pub path: String,
    /// The base URL, if it is not the document's.
    pub server: Option<String>,
    /// Required parameters, positional in this order, then optional ones.
    pub parameters: Vec<Parameter>,
    /// Headers with one fixed value, which replaces the client's.
    pub headers: Vec<(String, String)>,
    /// The request body.
    pub body: Option<Body>,
    /// How the next page is requested, if the operation lists in pages.
    pub pagination: Option<Pagination>,
    /// The value of a success.
    pub success: SuccessResponse,
    /// The value under another media type.
    pub other_responses: Vec<OtherResponse>,
    /// The documented error bodies.
    pub errors: Vec<ErrorResponse>,
    /// The enum of the error bodies, if they are of different types: `CreateAgentError`.
    pub error_type: Option<String>,
    /// The documented headers of responses.
    pub response_headers: Vec<ResponseHeader>,
    /// Alternatives, each a list of names of security schemes, if they are not those of the document. If the list is
    /// empty, no credential is needed.
    pub security: Option<Vec<Vec<String>>>,
}

/// How a list is read page by page. Properties are found by paths, the names of properties that lead to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The property of the response with the items of the page; an empty path if the response is the list.
    pub items: Vec<String>,
    /// The type of an item.
    pub item: TypeRef,
    /// How the next page is requested.
    pub next: NextPage,
    /// The property of the response that says whether there is another page.
    pub more: Option<Vec<String>>,
}

/// How the next page of a list is requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// By a cursor in the query.
    Query {
        /// The property of the response that holds the cursor.
        from: Vec<String>,
        /// The query parameter that takes it.
        parameter: String,
    },
    /// By a cursor in the JSON body.
    Body {
        /// The property of the response that holds the cursor.
        from: Vec<String>,
        /// The member of the body that takes it.
        to: Vec<String>,
    },
    /// By its number.
    Number {
        /// The part of the request that takes it.
        counter: Counter,
        /// The number of the first page.
        first: i64,
    },
    /// By the number of the items before it.
    Offset {
        /// The part of the request that takes it.
        counter: Counter,
    },
    /// By the URL in the header `Link` (RFC 8288).
    Link,
    /// By the URL in the response.
    Url {
        /// The property of the response that holds the URL.
        from: Vec<String>,
    },
}

/// The part of a request that takes the number of a page or of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counter {
    /// The query parameter of this name.
    Query(String),
    /// The member of the JSON body at this path.
    Body(Vec<String>),
}

/// An HTTP method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    /// Any other one, as it is in a request line.
    Other(String),
}

impl Method {
    /// The method as in a request line.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Other(name) => name,
        }
    }
}

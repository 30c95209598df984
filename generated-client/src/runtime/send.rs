//! Sends a call: builds the request, makes attempts until one is final, and receives the body. Nothing here is generic, so it
//! is compiled once for all operations.

use std::{
    borrow::Cow,
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use reqwest::{
    Method, StatusCode, Url,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::ExposeSecret;

use super::{
    Client, Error, Result,
    base_url::BaseUrl,
    body::{BodyFault, Content, Outgoing, Source, Upload},
    call::{Call, Target},
    client::{BaseUrlOrigin, Inner},
    compact::{CollectList, joined},
    credential::{Given, Sent, is_credential, is_query_credential},
    deadline::Deadline,
    draft::Draft,
    error::{
        Answer, ApiError, Attempt, CredentialError, DecodeError, HeadLimits, IoError, LimitError, Secrets,
        TimeoutError, TimeoutPhase,
    },
    hooks::Begun,
    incoming::{Cut, IncomingBody},
    limits::Limit,
    operation::Endpoint,
    path,
    provider::{IssueContext, Kept, Live, renews},
    response::{Head, Reading, Received, ReceivedBody, hiding_encoding, unasked},
    retry::retry_after,
    trace::CallSpan,
    transport::{self, TransportError},
};

/// The longest URL that the HTTP client takes: a `http::Uri` counts its bytes in 16 bits. Servers take less.
const LONGEST_URL: usize = 65_534;
/// The longest time to wait for the body of an error, whose head already has the outcome.
const ERROR_BODY: Duration = Duration::from_secs(10);
/// The number of headers in addition to those that the client and the caller set: `content-type`, `accept`, cookies, a
/// credential, the number of retries.
const OWN_HEADERS: usize = 5;

/// The attempts to send a call, up to the final one. They are boxed here, so that the futures of callers are small, and the code
/// that drives them is compiled once.
pub(crate) type Attempts = Pin<Box<dyn Future<Output = Result<Received>> + Send>>;

/// Sends `draft` until an attempt is final.
pub(crate) fn send(mut draft: Arc<Draft>) -> Attempts {
    Box::pin(async move {
        if draft.call.parts.is_some() {
            Draft::own(&mut draft).call.write_parts();
        }
        let mut prepared = prepare(&draft, 0)?;
        let Prepared { method, template, url, secrets, .. } = &prepared;
        let span = CallSpan::new(draft.endpoint.id, method, *template, url, secrets);
        let attempts = pin!(attempts(&draft, &mut prepared, &span));
        let received = span.around(draft.client.inner().connections.with_runtime(attempts)).await;
        let outcome = || received.as_ref().map(|received| (received.head.status.as_u16(), received.head.request_id()));
        span.ended(outcome, |id| Secrets::of(&draft).hide_in(id.to_owned()));
        received
    })
}

// Arguments are references, since a value that one future gives to another takes room in both.
async fn attempts(draft: &Draft, prepared: &mut Prepared, span: &CallSpan) -> Result<Received> {
    let (client, operation) = (draft.client.inner(), draft.endpoint.id);
    let total = Deadline::after(draft.timeouts.total);
    let (mut retries, mut renewals) = (0, 0);
    loop {
        let sent = retries + renewals;
        let deadline = total.or_earlier(Deadline::after(draft.timeouts.attempt));
        let issued = issued(&draft.client, &prepared.providers, deadline).await;
        let issued = issued.map_err(|error| error.of_call(operation, sent))?;
        let of = Attempt::new(operation, prepared.host.clone(), sent.saturating_add(1));
        let error = match attempt(draft, prepared, &issued, &of, deadline, span).await {
            Ok(received) => {
                for kept in &issued {
                    kept.has_worked();
                }
                client.budget.give_back();
                return Ok(received);
            }
            Err(error) => error,
        };
        let is_renewed = renewals == 0 && renews(&error, &prepared.providers, &issued, &*client.clock);
        let pause = draft.retry.pause(&error, &prepared.method, retries, &*client.clock);
        let is_ready = draft.call.body.as_ref().is_none_or(|body| body.content.is_ready());
        match pause {
            _ if is_renewed && is_ready => renewals += 1,
            Some(pause) if is_ready && !total.is_within(pause) && client.budget.take() => {
                client.clock.sleep(pause).await;
                retries += 1;
            }
            _ if !is_ready && (is_renewed || pause.is_some()) => return Err(error.with_spent_body()),
            Some(_) | None => return Err(error),
        }
        *prepared = prepare(draft, retries + renewals)?;
        span.sent_again(retries + renewals);
    }
}

/// The request of one attempt.
struct Prepared {
    method: Method,
    /// The path of the operation; `None` if the caller has set the path.
    template: Option<&'static str>,
    url: Url,
    /// Parts of the path that are not shown.
    secrets: Vec<String>,
    host: Arc<str>,
    headers: HeaderMap,
    /// The credentials that expire.
    providers: Vec<Arc<Live>>,
}

impl Prepared {
    fn take_request(&mut self, issued: &[Arc<Kept>]) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = std::mem::take(&mut self.headers);
        for kept in issued {
            kept.put_into(request.headers_mut());
        }
        request
    }
}

/// The credentials that expire, as they are sent now.
async fn issued(
    client: &Client,
    providers: &[Arc<Live>],
    deadline: Deadline,
) -> Result<Vec<Arc<Kept>>, CredentialError> {
    let mut issued = Vec::with_capacity(providers.len());
    for provider in providers {
        issued.push(provider.get(|| IssueContext::new(client), deadline).await?);
    }
    Ok(issued)
}

/// The request of a call that was sent this number of times before.
fn prepare(draft: &Draft, sent: u32) -> Result<Prepared> {
    prepared(draft, sent).map_err(|mistake| mistake.of_operation(draft.endpoint.id))
}

fn prepared(draft: &Draft, sent: u32) -> Result<Prepared> {
    let (client, endpoint, call) = (draft.client.inner(), draft.endpoint, &draft.call);
    if let Some(mistake) = &call.mistake {
        return Err(Error::build(mistake.clone()));
    }
    let method = Target::method(call.target.as_ref(), endpoint);
    let mut headers = headers_of(client, endpoint, &method, call)?;
    let alternatives = endpoint.security.unwrap_or(client.api.security);
    let mut cookies: Vec<String> = call.cookies.iter().map(|(_, pair)| pair.clone()).collect_list();
    // The URL of a next page already has all parameters. The credentials of the call replace those in the query of the client,
    // too.
    let is_kept = |name: &str| {
        if is_query_credential(client.api, name) { call.credentials.is_none() } else { call.next_page.is_none() }
    };
    let of_client = client.query.iter();
    let of_client = of_client.filter(|(name, _)| is_kept(name) && call.query.iter().all(|(other, _)| other != name));
    let given: Vec<&(String, String)> = of_client.chain(&call.query).collect_list();
    let mut query: Vec<&str> = given.iter().map(|(_, pair)| pair.as_str()).collect_list();
    let given = Given { headers: &headers, query: &given, cookies: &call.cookies };
    let credentials = call.credentials.as_ref().unwrap_or(&client.credentials);
    let authorized = match alternatives {
        // If only the operations of an API have security requirements, none applies to a request with the caller's own
        // path.
        [] if call.target.is_some() => credentials.authorize_any(client.api, given)?,
        _ => credentials.authorize(client.api, alternatives, given)?,
    };
    let mut providers = Vec::new();
    for sent in authorized {
        match sent {
            Sent::Header(name, value) => {
                headers.append(name.clone(), value.clone());
            }
            Sent::Query(pair) => query.push(pair.expose_secret()),
            Sent::Cookie(pair) => cookies.push(pair.expose_secret().to_owned()),
            Sent::Issued(provider) if call.removed.iter().any(|name| provider.is_sent_in(name)) => {}
            Sent::Issued(provider) => providers.push(Arc::clone(provider)),
        }
    }
    add_cookies(&mut headers, &cookies)?;
    // The number of retries, if the caller asked for it and has not set the header.
    if let Some(name) = &client.retry_count_header {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), HeaderValue::from(sent));
        }
    }
    for name in &call.removed {
        headers.remove(name);
    }

    let (url, host) = url_of(client, endpoint, call, &query)?;
    let template = call.target.is_none().then_some(endpoint.path);
    let secrets = call.path.iter().filter(|(name, _)| call.secret_path.contains(name));
    let secrets = secrets.map(|(_, value)| value.clone()).collect_list();
    Ok(Prepared { method, template, url, secrets, host, headers, providers })
}

/// The URL of a call with all of its query, and its host.
fn url_of(client: &Inner, endpoint: &Endpoint, call: &Call, query: &[&str]) -> Result<(Url, Arc<str>)> {
    let path = call.target.as_ref().map_or(endpoint.path, |target| &target.path);
    let path = path::expand(path, &call.path).map_err(Error::build)?;
    let base_url = base_url(client, endpoint)?;
    let mut url = match &call.next_page {
        Some(url) => url.clone(),
        None => base_url.join(&path)?,
    };
    if !query.is_empty() {
        let of_path = url.query().map(str::to_owned);
        let of_path = of_path.iter().flat_map(|pairs| pairs.split('&'));
        // A server may repeat the credential in the URL of a next page.
        let is_kept =
            |pair: &&str| call.next_page.is_none() || query.iter().all(|other| name_of(other) != name_of(pair));
        let pairs: Vec<&str> = of_path.filter(is_kept).chain(query.iter().copied()).collect_list();
        url.set_query(Some(&joined(&pairs, "&")));
    }
    if url.as_str().len() > LONGEST_URL {
        return Err(Error::build(too_long(&url, &call.path, &call.query)));
    }
    Ok((url, base_url.host().clone()))
}

/// The encoded name of a pair.
fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

/// The headers of the client, those that the body and the response need, and those of the call.
fn headers_of(client: &Inner, endpoint: &Endpoint, method: &Method, call: &Call) -> Result<HeaderMap> {
    // With capacity for all headers, since growing would cost more than everything else here.
    let mut headers = HeaderMap::with_capacity(client.headers.len() + call.headers.len() + OWN_HEADERS);
    // The credentials of the call replace those in the headers of the client, too.
    let is_kept = |name: &HeaderName| call.credentials.is_none() || !is_credential(client.api, name);
    let of_client = client.headers.iter().filter(|(name, _)| is_kept(name));
    headers.extend(of_client.map(|(name, value)| (name.clone(), value.clone())));
    headers.entry(ACCEPT).or_insert(HeaderValue::from_static(endpoint.accept));
    if let Some(body) = &call.body {
        headers.insert(CONTENT_TYPE, body.content_type.clone());
    }
    let is_empty = match call.body.as_ref().map(|body| body.content.content()) {
        // RFC 9110, 8.6: if the method anticipates content, its absence is said.
        None => matches!(*method, Method::POST | Method::PUT | Method::PATCH),
        // The HTTP client would leave out the length.
        Some(Content::Bytes(bytes)) => bytes.is_empty(),
        Some(Content::Streamed(_)) => false,
    };
    if is_empty {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
    }
    for list in client.api.header_lists {
        if let Some(line) = list.of_call(&call.header_lists, &client.header_additions) {
            line.map_err(Error::build)?.put_into(&mut headers);
        }
    }
    for (name, value) in &call.headers {
        headers.insert(name.clone(), value.clone());
    }
    Ok(headers)
}

/// The message for a URL that is too long: its length, and its longest parameter.
fn too_long(url: &Url, path: &[(&'static str, String)], query: &[(String, String)]) -> String {
    let of_path = path.iter().map(|(name, value)| (*name, value));
    let of_query = query.iter().map(|(name, pair)| (name.as_str(), pair));
    let longest = of_path.chain(of_query).max_by_key(|(_, value)| value.len());
    let parameter = longest.map(|(name, value)| format!(", {} of them for `{name}`", value.len())).unwrap_or_default();
    format!("the URL has {} bytes{parameter}; at most {LONGEST_URL} can be sent", url.as_str().len())
}

/// The base URL: the operation's, if the caller set none.
pub(crate) fn base_url<'c>(client: &'c Inner, endpoint: &Endpoint) -> Result<Cow<'c, BaseUrl>> {
    match (client.base_url_origin, endpoint.server) {
        (BaseUrlOrigin::Document, Some(server)) => {
            BaseUrl::parse(&client.server_variables.expand(server), client.plain_http).map(Cow::Owned)
        }
        (BaseUrlOrigin::Caller | BaseUrlOrigin::Document, _) => Ok(Cow::Borrowed(&client.base_url)),
    }
}

fn add_cookies(headers: &mut HeaderMap, cookies: &[String]) -> Result<()> {
    if cookies.is_empty() {
        return Ok(());
    }
    let own = headers.get(COOKIE).map(HeaderValue::as_bytes);
    let cookies: Vec<&[u8]> = own.into_iter().chain(cookies.iter().map(String::as_bytes)).collect_list();
    let mut value = HeaderValue::from_bytes(&cookies.join(&b"; "[..]))
        .map_err(|_| Error::build("a cookie has characters that a header cannot contain"))?;
    value.set_sensitive(true);
    headers.insert(COOKIE, value);
    Ok(())
}

async fn attempt(
    draft: &Draft,
    prepared: &mut Prepared,
    issued: &[Arc<Kept>],
    of: &Attempt,
    deadline: Deadline,
    span: &CallSpan,
) -> Result<Received> {
    let client = draft.client.inner();
    let content = draft.call.body.as_ref().map(|body| body.content.content());
    let streamed = match content {
        Some(Content::Streamed(source)) => Some(open_body(&**source, &prepared.method, of, deadline).await?),
        Some(Content::Bytes(_)) | None => None,
    };
    let Exchange { begun, sent, upload } = exchange(client, prepared, issued, content, streamed, of)?;
    let answer = deadline.wait(pin!(sent)).await;
    let response = answered(client, of, answer, upload.as_ref(), begun)?;
    let (head, body) = parts(draft, of, response);
    // With HTTP/2 or a client of the application, more headers can be read.
    if head.headers.len() > client.limits.headers {
        return Err(Error::Limit(Arc::new(LimitError::new(of.clone(), Limit::headers(client.limits.headers)))));
    }
    let is_answer = head.status.is_success() || (draft.endpoint.is_redirect && head.status.is_redirection());
    if !is_answer {
        return Err(error_answer(client, head, body, deadline).await);
    }
    let reading = (draft.reading)(head.status.as_u16());
    let refusal = match reading {
        Reading::Whole => None,
        Reading::Pieces(media_type) => not_pieces(&head, media_type),
        Reading::Bytes => hiding_encoding(&head.headers).map(unasked),
    };
    if let Some(mistake) = refusal {
        return Err(no_stream(client, &head, body, mistake, deadline).await);
    }
    let body = match reading {
        Reading::Whole => {
            let read = body.read(Limit::body(client.limits.body), deadline).await;
            // A fault of the request's body breaks the connection, and so the response.
            ReceivedBody::Whole(read.map_err(|cut| unsent(of, upload.as_ref()).unwrap_or(cut.error))?)
        }
        Reading::Pieces(_) | Reading::Bytes => {
            ReceivedBody::Pieces(Some(body.stream(draft.timeouts.idle, span.clone())))
        }
    };
    if let Some(upload) = upload {
        upload.keep();
    }
    let (api, limits, is_lenient) = (client.api, client.limits, draft.is_lenient);
    Ok(Received { head, body, api, limits, is_lenient, mismatches: Vec::new() })
}

/// A request on its way.
struct Exchange<F> {
    begun: Option<Begun>,
    sent: F,
    upload: Option<Upload>,
}

/// Starts the exchange of an attempt. It is not `async`, since a future that has held the request keeps the room for it.
fn exchange<'p>(
    client: &'p Inner,
    prepared: &'p mut Prepared,
    issued: &[Arc<Kept>],
    content: Option<&Content>,
    streamed: Option<Outgoing>,
    of: &Attempt,
) -> Result<Exchange<impl Future<Output = Result<reqwest::Response, TransportError>> + Send + use<'p>>> {
    let mut request = prepared.take_request(issued);
    if let Some(Content::Bytes(bytes)) = content {
        *request.body_mut() = Some(bytes.clone().into());
    }
    let upload = streamed.map(|Outgoing { body, length, shared }| {
        if let Some(length) = length {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        *request.body_mut() = Some(body);
        Upload::new(shared)
    });
    let begun = client.hooks.before(of, &mut request)?;
    Ok(Exchange { begun, sent: transport::send(client, &prepared.url, request), upload })
}

/// The response of an exchange, as soon as its headers are there.
fn answered(
    client: &Inner,
    of: &Attempt,
    answer: Result<Result<reqwest::Response, TransportError>, Duration>,
    upload: Option<&Upload>,
    begun: Option<Begun>,
) -> Result<reqwest::Response> {
    let outcome = match (unsent(of, upload), answer) {
        (Some(error), _) => Err(error),
        (None, Ok(Ok(response))) => Ok(response),
        (None, Ok(Err(error))) if error.is_head_too_large() => Err(head_too_large(client, of.clone())),
        (None, Ok(Err(error))) => Err(Error::from_transport(error, of.clone())),
        (None, Err(allowed)) => {
            Err(Error::Timeout(Arc::new(TimeoutError::new(of.clone(), TimeoutPhase::Headers, allowed))))
        }
    };
    client.hooks.after(of, begun, outcome.as_ref());
    outcome
}

/// The error of a request body that cannot be read to its end.
fn unsent(of: &Attempt, upload: Option<&Upload>) -> Option<Error> {
    let fault = upload.and_then(Upload::fault)?;
    Some(Error::Io(Arc::new(IoError::body(of.clone(), fault))))
}

fn parts(draft: &Draft, of: &Attempt, mut response: reqwest::Response) -> (Head, IncomingBody) {
    let headers = std::mem::take(response.headers_mut());
    let head = Head { attempt: of.clone(), status: response.status(), headers, secrets: Secrets::of(draft) };
    let method = Target::method(draft.call.target.as_ref(), draft.endpoint);
    (head, IncomingBody::new(of.clone(), response, &method, draft.client.inner().connections.clone()))
}

/// The error of a head that the HTTP client does not read.
fn head_too_large(client: &Inner, of: Attempt) -> Error {
    let most = client.http.most_headers();
    let limits = most.map_or(HeadLimits::Theirs, HeadLimits::Ours);
    Error::Limit(Arc::new(LimitError::head(of, limits, client.limits.headers)))
}

/// Opens a body that is read while it is sent.
async fn open_body(source: &dyn Source, method: &Method, of: &Attempt, deadline: Deadline) -> Result<Outgoing> {
    let spoilt = |fault| Error::Io(Arc::new(IoError::body(of.clone(), fault)));
    let opened = deadline.wait(source.open()).await;
    let late = |allowed| Error::Timeout(Arc::new(TimeoutError::new(of.clone(), TimeoutPhase::Headers, allowed)));
    let outgoing = opened.map_err(late)?.map_err(spoilt)?;
    // The HTTP client would leave it out.
    if outgoing.length.is_none() && matches!(*method, Method::GET | Method::HEAD | Method::CONNECT) {
        return Err(spoilt(BodyFault::new(format!(
            "a body of unknown length cannot be sent by {method}; `Body::with_length` states the length"
        ))));
    }
    Ok(outgoing)
}

/// The reason why a body cannot be read piece by piece.
fn not_pieces(head: &Head, media_type: Option<&str>) -> Option<String> {
    match media_type {
        _ if head.status == StatusCode::NO_CONTENT => Some("there is no stream".to_owned()),
        Some(media_type) if !head.is_of(media_type) => Some(format!("the content type is not {media_type}")),
        _ => hiding_encoding(&head.headers).map(unasked),
    }
}

/// The error of a success that is not a stream, with the part of its body that arrives.
async fn no_stream(client: &Inner, head: &Head, body: IncomingBody, mistake: String, deadline: Deadline) -> Error {
    let bytes = match error_body(client, body, deadline).await {
        Ok(bytes) | Err(Cut { bytes, .. }) => bytes,
    };
    Error::Decode(Arc::new(DecodeError::other(head, mistake, Some(bytes))))
}

/// Reads an error response. A fault of its body does not change the result, since the status is what counts.
async fn error_answer(client: &Inner, head: Head, body: IncomingBody, deadline: Deadline) -> Error {
    let (body, cut_by) = match error_body(client, body, deadline).await {
        Ok(body) => (body, None),
        Err(Cut { bytes, error }) => (bytes, Some(error)),
    };
    let asks_for_a_pause = head.status.is_client_error() || head.status.is_server_error();
    let retry_after = if asks_for_a_pause { retry_after(&head.headers, client.clock.now()) } else { None };
    let Head { attempt, status, headers, secrets } = head;
    let answer = Answer { attempt, status, headers, body, cut_by, retry_after };
    Error::Api(Arc::new(ApiError::new(answer, &client.api.error_body, &secrets)))
}

/// Reads the body of an error. A body without an end, such as a stream, does not hold up the error.
async fn error_body(client: &Inner, body: IncomingBody, deadline: Deadline) -> Result<Bytes, Cut> {
    let deadline = deadline.or_earlier(Deadline::after(Some(ERROR_BODY)));
    body.read(Limit::error_body(client.limits.error_body), deadline).await
}

//! Sends a call: builds the request, makes attempts until one decides, reads the answer.

use std::error::Error as _;

use reqwest::{
    Method, Url,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue},
};

use super::{
    Client, Error, Operation, Response, ResponseBody, Result, RetryPolicy, Timeouts,
    base_url::BaseUrl,
    call::Call,
    client::{BaseUrlOrigin, Inner},
    deadline::Deadline,
    error::{Answer, ApiError, LimitError, RedirectError, TimeoutError, TimeoutPhase},
    path,
    response::{Head, Incoming},
    retry::retry_after,
    trace::CallSpan,
    transport::{Cut, IncomingBody},
};

/// The header that tells the server which attempt it sees: 0 for the first.
const RETRY_COUNT: HeaderName = HeaderName::from_static("x-retry-count");

type Answered<O> = Response<<<O as Operation>::Response as ResponseBody>::Output>;

/// What the caller decided about one call, or else the client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decisions {
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
}

/// Sends `call` until an attempt decides.
pub(crate) async fn send<O: Operation>(client: Client, call: Call, decisions: Decisions) -> Result<Answered<O>> {
    let span = CallSpan::new(O::ID, &O::METHOD);
    let sending = attempts::<O>(&client, call, decisions, &span);
    span.around(sending).await
}

async fn attempts<O: Operation>(
    client: &Client,
    call: Call,
    decisions: Decisions,
    span: &CallSpan,
) -> Result<Answered<O>> {
    let client = client.inner();
    let prepared = prepare::<O>(client, call)?;
    let total = Deadline::after(decisions.timeouts.total);
    let mut retries = 0;
    loop {
        span.attempt(retries);
        let deadline = total.or_earlier(Deadline::after(decisions.timeouts.attempt));
        let error = match attempt::<O>(client, &prepared, decisions, retries, deadline, span).await {
            Ok(response) => {
                client.budget.give_back();
                return Ok(response);
            }
            Err(error) => error,
        };
        let pause = decisions.retry.pause(&error, &O::METHOD, retries, &*client.clock);
        match pause {
            Some(pause) if !total.is_within(pause) && client.budget.take() => client.clock.sleep(pause).await,
            Some(_) | None => return Err(error.after_attempts(retries + 1)),
        }
        retries += 1;
    }
}

/// A request that can be sent any number of times.
struct Prepared {
    url: Url,
    headers: HeaderMap,
    body: Option<bytes::Bytes>,
}

fn prepare<O: Operation>(client: &Inner, call: Call) -> Result<Prepared> {
    if let Some(mistake) = call.mistake {
        return Err(Error::build(format!("{}: {mistake}", O::ID)));
    }
    let mut headers = client.headers.clone();
    let accept = O::ACCEPT.unwrap_or(<O::Response as ResponseBody>::ACCEPT);
    headers.entry(ACCEPT).or_insert(HeaderValue::from_static(accept));
    if let Some(body) = &call.body {
        headers.insert(CONTENT_TYPE, body.content_type.clone());
    } else if matches!(O::METHOD, Method::POST | Method::PUT | Method::PATCH) {
        // RFC 9110, 8.6: where the method anticipates content, its absence is said.
        headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
    }
    headers.extend(call.headers);
    let alternatives = O::SECURITY.unwrap_or(client.api.security);
    let authorization = client.credentials.authorize(client.api, alternatives, &headers)?;
    headers.extend(authorization.headers);
    add_cookies(&mut headers, call.cookies.into_iter().map(|(_, pair)| pair).chain(authorization.cookies))?;

    let path = path::expand(O::PATH, &call.path).map_err(|mistake| Error::build(format!("{}: {mistake}", O::ID)))?;
    let mut url = base_url::<O>(client)?.join(&path)?;
    let pairs: Vec<String> = url
        .query()
        .map(str::to_owned)
        .into_iter()
        .chain(call.query.into_iter().map(|(_, pair)| pair))
        .chain(authorization.query)
        .collect();
    if !pairs.is_empty() {
        url.set_query(Some(&pairs.join("&")));
    }
    Ok(Prepared { url, headers, body: call.body.map(|body| body.bytes) })
}

/// The base URL: that of the operation counts where the caller set none.
fn base_url<O: Operation>(client: &Inner) -> Result<BaseUrl> {
    match (client.base_url_origin, O::SERVER) {
        (BaseUrlOrigin::Document, Some(server)) => {
            BaseUrl::parse(&client.server_variables.expand(server), client.plain_http)
        }
        (BaseUrlOrigin::Caller | BaseUrlOrigin::Document, _) => Ok(client.base_url.clone()),
    }
}

fn add_cookies(headers: &mut HeaderMap, cookies: impl Iterator<Item = String>) -> Result<()> {
    let own = headers.get(COOKIE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let cookies: Vec<String> = own.into_iter().chain(cookies).collect();
    if cookies.is_empty() {
        return Ok(());
    }
    let mut value = HeaderValue::from_str(&cookies.join("; "))
        .map_err(|_| Error::build("a cookie holds characters that a header cannot carry"))?;
    value.set_sensitive(true);
    headers.insert(COOKIE, value);
    Ok(())
}

async fn attempt<O: Operation>(
    client: &Inner,
    prepared: &Prepared,
    decisions: Decisions,
    retries: u32,
    deadline: Deadline,
    span: &CallSpan,
) -> Result<Answered<O>> {
    let mut request = reqwest::Request::new(O::METHOD, prepared.url.clone());
    *request.headers_mut() = prepared.headers.clone();
    request.headers_mut().entry(RETRY_COUNT).or_insert(HeaderValue::from(retries));
    *request.body_mut() = prepared.body.clone().map(reqwest::Body::from);

    let mut response = match deadline.wait(client.http.execute(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) if is_head_too_large(&error) => {
            let what = "headers, or 400 KiB of them";
            return Err(Error::Limit(Box::new(LimitError::new(O::ID, what, client.limits.headers))));
        }
        Ok(Err(error)) => return Err(Error::from_reqwest(error, O::ID)),
        Err(allowed) => {
            return Err(Error::Timeout(Box::new(TimeoutError::new(O::ID, TimeoutPhase::Headers, allowed))));
        }
    };
    if *response.url() != prepared.url {
        return Err(Error::Redirect(Box::new(RedirectError::new(O::ID))));
    }
    let headers = std::mem::take(response.headers_mut());
    let head = Head { operation: O::ID, status: response.status(), headers };
    let body = IncomingBody::new(O::ID, response);
    span.answered(head.status, head.request_id());
    // HTTP/2, and a client that was set up by hand, may read more.
    if head.headers.len() > client.limits.headers {
        return Err(Error::Limit(Box::new(LimitError::new(O::ID, "headers", client.limits.headers))));
    }
    if !head.status.is_success() {
        return Err(error_answer(client, head, body, deadline).await);
    }
    let incoming =
        Incoming { head, body, api: client.api, limits: client.limits, idle: decisions.timeouts.idle, deadline };
    <O::Response as ResponseBody>::receive(incoming).await
}

/// Whether the answer was dropped because its head is larger than the HTTP client reads.
fn is_head_too_large(error: &reqwest::Error) -> bool {
    // Hyper's predicate for it comes with its server only; a test tells if the text changes.
    let mut source = error.source();
    while let Some(error) = source {
        if error.to_string() == "message head is too large" {
            return true;
        }
        source = error.source();
    }
    false
}

/// Reads an error answer. Whatever happens to its body, its status is what counts.
async fn error_answer(client: &Inner, head: Head, body: IncomingBody, deadline: Deadline) -> Error {
    let (body, cut_by) = match body.read(client.limits.error_body, deadline).await {
        Ok(body) => (body, None),
        Err(Cut { bytes, error }) => (bytes, Some(error)),
    };
    let asks_for_a_pause = head.status.is_client_error() || head.status.is_server_error();
    let retry_after = if asks_for_a_pause { retry_after(&head.headers, client.clock.now()) } else { None };
    let Head { operation, status, headers } = head;
    let answer = Answer { operation, status, headers, body, cut_by, retry_after };
    Error::Api(Box::new(ApiError::new(answer, &client.api.error_body)))
}

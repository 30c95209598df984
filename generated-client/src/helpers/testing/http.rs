//! Connections: requests are read, and responses written, with the faults that are asked for.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use tokio::{
    io::{AsyncWriteExt, BufReader},
    net::TcpStream,
    sync::mpsc,
};

use super::{api::Api, fault::Fault, request::Request, response::Response};

/// Answers the requests of one connection, one after the other.
pub(super) async fn serve(stream: TcpStream, api: Arc<Mutex<Api>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(request) = Request::read(&mut stream).await? {
        let Some((response, fault)) = respond(&request, &api) else { return Ok(()) };
        match fault {
            Some(Fault::LoseResponse) => return Ok(()),
            Some(Fault::Delay(delay)) => tokio::time::sleep(delay).await,
            _ => {}
        }
        let fault = fault.as_ref();
        match response {
            Response::Json(status, body) => {
                write(&mut stream, status, "application/json", body.to_string().as_bytes(), fault).await?;
            }
            Response::Content(media_type, content) => write(&mut stream, 200, &media_type, &content, fault).await?,
            Response::Stream(events) => return write_events(&mut stream, events, fault).await,
        }
        if matches!(fault, Some(Fault::CutAfter(_))) {
            return Ok(());
        }
    }
    Ok(())
}

/// The response, and the fault that happens to it; `None` if the request is lost.
fn respond(request: &Request, api: &Mutex<Api>) -> Option<(Response, Option<Fault>)> {
    let mut api = api.lock().unwrap_or_else(PoisonError::into_inner);
    let recorded = api.record(request);
    let fault = api.faults.take(request.kind());
    let response = match (&fault, recorded) {
        (Some(Fault::LoseRequest), _) => return None,
        (Some(Fault::Status { status, .. }), _) => refusal(*status),
        (_, Err(invalid)) => invalid,
        (_, Ok(())) => api.answer(request),
    };
    Some((response, fault))
}

fn refusal(status: u16) -> Response {
    let kind = match status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    };
    Response::error(status, kind, "This fault was asked for.")
}

async fn write(
    stream: &mut BufReader<TcpStream>,
    status: u16,
    media_type: &str,
    body: &[u8],
    fault: Option<&Fault>,
) -> io::Result<()> {
    let pause = match fault {
        Some(Fault::Status { retry_after: Some(pause), .. }) => format!("retry-after: {}\r\n", pause.as_secs()),
        _ => String::new(),
    };
    let head = format!(
        "HTTP/1.1 {status} Status\r\ncontent-type: {media_type}\r\nrequest-id: req_fake\r\n{pause}content-length: {}\r\n\r\n",
        body.len()
    );
    let bytes = [head.as_bytes(), body].concat();
    let end = match fault {
        Some(Fault::CutAfter(end)) => bytes.len().min(*end),
        _ => bytes.len(),
    };
    stream.write_all(&bytes[..end]).await
}

/// Sends events as they happen, until the client goes away or the session is deleted.
async fn write_events(
    stream: &mut BufReader<TcpStream>,
    mut events: mpsc::UnboundedReceiver<Value>,
    fault: Option<&Fault>,
) -> io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nrequest-id: req_fake\r\n\
                transfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await?;
    let mut left = match fault {
        Some(Fault::CutAfter(bytes)) => *bytes,
        _ => usize::MAX,
    };
    while let Some(event) = events.recv().await {
        if let Some(Fault::LateEvents(delay)) = fault {
            tokio::time::sleep(*delay).await;
        }
        let mut data = format!("event: message\ndata: {event}\n\n");
        if fault == Some(&Fault::DuplicateEvents) {
            data = data.repeat(2);
        }
        let end = data.len().min(left);
        if end > 0 {
            stream.write_all(format!("{end:x}\r\n").as_bytes()).await?;
            stream.write_all(&data.as_bytes()[..end]).await?;
            stream.write_all(b"\r\n").await?;
        }
        left -= end;
        if left == 0 {
            return Ok(());
        }
    }
    stream.write_all(b"0\r\n\r\n").await
}

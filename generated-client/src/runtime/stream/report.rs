//! Makes errors from the faults of a stream, with the operation and the response.

use std::sync::Arc;

use bytes::Bytes;

use super::{Fault, Report};
use crate::runtime::{
    Error,
    error::{DecodeError, LimitError, StreamError},
    response::Received,
};

/// The maker of errors from the faults of the stream that `received` begins.
pub(crate) fn report(received: &Received) -> Report {
    let (head, api) = (received.head.clone(), received.api);
    Box::new(move |fault| {
        let attempt = head.attempt.clone();
        // As in other errors, a credential that the server repeats is not shown.
        let of_stream = |error: StreamError| Error::Stream(Arc::new(error.hiding(|text| head.secrets.hide_in(text))));
        match fault {
            Fault::ErrorEvent { data } => {
                let data = Bytes::copy_from_slice(data.as_bytes());
                of_stream(StreamError::event(attempt, head.request_id(), data, &api.error_body))
            }
            Fault::Malformed { data, fault } => {
                Error::Decode(Arc::new(DecodeError::json(&head, &fault, Bytes::copy_from_slice(data))))
            }
            Fault::TooLong(limit) => Error::Limit(Arc::new(LimitError::new(attempt, limit))),
            Fault::Unfinished { data } => {
                let data = Bytes::copy_from_slice(data);
                of_stream(StreamError::incomplete(attempt, head.request_id(), data))
            }
        }
    })
}

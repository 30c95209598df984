//! Makes errors from the faults of a stream, with the operation and the response.

use bytes::Bytes;

use super::{Fault, Report};
use crate::runtime::{
    Error,
    api::Api,
    error::{DecodeError, LimitError, StreamError},
    limits::Limit,
    response::Head,
};

/// The maker of errors from the faults of the stream that follows `head`.
pub(crate) fn report(head: Head, api: &'static Api) -> Report {
    Box::new(move |fault| {
        let attempt = head.attempt.clone();
        match fault {
            Fault::ErrorEvent { data } => {
                let data = Bytes::copy_from_slice(data.as_bytes());
                Error::Stream(Box::new(StreamError::event(attempt, head.request_id(), data, &api.error_body)))
            }
            Fault::Malformed { data, fault } => {
                Error::Decode(Box::new(DecodeError::json(&head, &fault, Bytes::copy_from_slice(data))))
            }
            Fault::LineTooLong { limit } => Error::Limit(Box::new(LimitError::new(attempt, Limit::line(limit)))),
            Fault::EventTooLong { limit } => Error::Limit(Box::new(LimitError::new(attempt, Limit::event(limit)))),
            Fault::Unfinished { data } => {
                let data = Bytes::copy_from_slice(data);
                Error::Stream(Box::new(StreamError::incomplete(attempt, head.request_id(), data)))
            }
        }
    })
}

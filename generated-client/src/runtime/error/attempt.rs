//! The call that an error belongs to.

use std::sync::Arc;

use super::{ApiError, DecodeError, IoError, LimitError, NetworkError, RedirectError, StreamError, TimeoutError};

/// An attempt to send a call.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// The id of the operation.
    pub(crate) operation: &'static str,
    /// The host of the request, and its port if that is not the usual one.
    pub(crate) host: Arc<str>,
    /// 1 for the first.
    pub(crate) number: u32,
    /// Whether it is the last one because the body of the request can be read only once.
    pub(crate) is_body_spent: bool,
}

impl Attempt {
    pub(crate) fn new(operation: &'static str, host: Arc<str>, number: u32) -> Self {
        Self { operation, host, number, is_body_spent: false }
    }
}

macro_rules! says_which_attempt {
    ($($error:ident)*) => {$(
        impl $error {
            /// The id of the operation.
            pub fn operation(&self) -> &'static str {
                self.attempt.operation
            }

            /// The number of attempts.
            pub fn attempts(&self) -> u32 {
                self.attempt.number
            }

            /// The host that the request was sent to, with its port if it is not the default.
            pub fn host(&self) -> &str {
                &self.attempt.host
            }

            pub(super) fn attempt(&self) -> &Attempt {
                &self.attempt
            }

            pub(super) fn attempt_mut(&mut self) -> &mut Attempt {
                &mut self.attempt
            }
        }
    )*};
}

says_which_attempt!(ApiError DecodeError IoError LimitError NetworkError RedirectError StreamError TimeoutError);

//! Which call an error is of.

use std::sync::Arc;

use super::{ApiError, DecodeError, LimitError, NetworkError, RedirectError, StreamError, TimeoutError};

/// An attempt to send a call.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// The id of the operation.
    pub(crate) operation: &'static str,
    /// Where it goes: a host, and its port where that is not the usual one.
    pub(crate) host: Arc<str>,
    /// 1 for the first.
    pub(crate) number: u32,
}

macro_rules! says_which_attempt {
    ($($error:ident)*) => {$(
        impl $error {
            /// The id of the operation.
            pub fn operation(&self) -> &'static str {
                self.attempt.operation
            }

            /// How many times the request was tried.
            pub fn attempts(&self) -> u32 {
                self.attempt.number
            }

            /// The host that was asked, with its port where that is not the usual one.
            pub fn host(&self) -> &str {
                &self.attempt.host
            }

            pub(super) fn attempt(&self) -> &Attempt {
                &self.attempt
            }
        }
    )*};
}

says_which_attempt!(ApiError DecodeError LimitError NetworkError RedirectError StreamError TimeoutError);

//! The call that an error belongs to.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::{ApiError, DecodeError, IoError, LimitError, NetworkError, RedirectError, StreamError, TimeoutError};

/// An attempt to send a call.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// The id of the operation.
    pub(crate) operation: &'static str,
    /// The host of the request, and its port if that is not the usual one.
    pub(crate) host: Arc<str>,
    /// 1 for the first.
    pub(crate) number: u32,
    /// Whether it is the last one because the body of the request can be read only once. This is known after hooks have seen the
    /// error, and a hook can share it.
    is_body_spent: AtomicBool,
}

impl Attempt {
    pub(crate) fn new(operation: &'static str, host: Arc<str>, number: u32) -> Self {
        Self { operation, host, number, is_body_spent: AtomicBool::new(false) }
    }

    pub(super) fn is_body_spent(&self) -> bool {
        self.is_body_spent.load(Ordering::Relaxed)
    }

    pub(super) fn note_spent_body(&self) {
        self.is_body_spent.store(true, Ordering::Relaxed);
    }
}

impl Clone for Attempt {
    fn clone(&self) -> Self {
        let Self { operation, host, number, .. } = self;
        let is_body_spent = AtomicBool::new(self.is_body_spent());
        Self { operation, host: Arc::clone(host), number: *number, is_body_spent }
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
        }
    )*};
}

says_which_attempt!(ApiError DecodeError IoError LimitError NetworkError RedirectError StreamError TimeoutError);

//! Bodies that can be read once.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;

use super::Origin;
use crate::runtime::body::{BodyFault, Opened, Opening, Pieces};

/// A source that can be read once. It is taken when the first piece is requested. So if there was no connection, it can
/// be opened again.
pub(super) struct Once(Arc<Mutex<Option<Pieces>>>);

impl Once {
    pub(super) fn new(pieces: Pieces) -> Self {
        Self(Arc::new(Mutex::new(Some(pieces))))
    }
}

impl Origin for Once {
    fn length(&self) -> Option<u64> {
        None
    }

    fn is_ready(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn open(&self) -> Opening<'_, Opened> {
        let is_ready = self.is_ready();
        let pieces = Taking { from: Arc::clone(&self.0), taken: None };
        Box::pin(
            async move { if is_ready { Ok(Opened { length: None, pieces: Box::pin(pieces) }) } else { Err(spent()) } },
        )
    }
}

fn spent() -> BodyFault {
    BodyFault::new(
        "the body was sent before, and can be read only once; `Body::from_fn` makes bodies that can be sent again",
    )
}

/// Takes the pieces when the first one is requested.
struct Taking {
    from: Arc<Mutex<Option<Pieces>>>,
    taken: Option<Pieces>,
}

impl Stream for Taking {
    type Item = Result<Bytes, BodyFault>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.taken.is_none() {
            let pieces = self.from.lock().unwrap_or_else(PoisonError::into_inner).take();
            self.taken = pieces;
        }
        match &mut self.taken {
            Some(pieces) => pieces.as_mut().poll_next(context),
            None => Poll::Ready(Some(Err(spent()))),
        }
    }
}

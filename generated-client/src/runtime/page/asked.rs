//! [`Asked`]: the requests for the pages of a list, one after the other.

use std::{
    fmt, mem,
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::{
    ask::{Asker, PageRead},
    next::NextPage,
};
use crate::runtime::{
    Error, Result,
    draft::Draft,
    error::DecodeError,
    response::Received,
    send::{Attempts, send},
};

/// The requests for the pages of a list.
pub(super) struct Asked {
    asker: Asker,
    state: State,
}

enum State {
    /// This comes next.
    Next(Arc<Draft>),
    /// A page has been requested.
    Sent(Attempts),
    /// An error is next, and then the end.
    Failed(Error),
    End,
}

impl Asked {
    pub(super) fn new(draft: Arc<Draft>, next: NextPage) -> Self {
        Self { state: State::Next(draft.clone()), asker: Asker::new(draft, next) }
    }

    /// The response with the next page; `None` at the end. After a response, it also returns `None` until
    /// [`Self::read`] is called.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Received>>> {
        loop {
            match mem::replace(&mut self.state, State::End) {
                State::Next(draft) => self.state = State::Sent(send(draft)),
                State::Sent(mut sent) => {
                    let received = sent.as_mut().poll(context);
                    if received.is_pending() {
                        self.state = State::Sent(sent);
                    }
                    return Poll::Ready(Some(ready!(received)));
                }
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::End => return Poll::Ready(None),
            }
        }
    }

    /// Notes how the page after this one is requested.
    pub(super) fn read(&mut self, page: &PageRead<'_>) {
        self.state = match self.asker.after(page) {
            Ok(Some(draft)) => State::Next(draft),
            Ok(None) => State::End,
            Err(message) => {
                State::Failed(Error::Decode(Arc::new(DecodeError::other(&page.received.head, message, None))))
            }
        };
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.asker.draft().fmt(formatter)
    }
}

//! [`Asked`]: the requests for the pages of a list, one after the other.

use std::{
    collections::BTreeSet,
    fmt, mem,
    task::{Context, Poll, ready},
};

use crate::runtime::{
    Error, Result,
    draft::Draft,
    error::DecodeError,
    parameter::FORM,
    response::Received,
    send::{Attempts, send},
};

/// The requests for the pages of a list. Nothing here knows what a page is.
pub(super) struct Asked {
    draft: Box<Draft>,
    /// The query parameter that takes the cursor of a page.
    parameter: &'static str,
    state: State,
    /// The cursors of pages that were asked for, encoded.
    seen: BTreeSet<String>,
}

enum State {
    /// This comes next.
    Next(Box<Draft>),
    /// A page has been asked for.
    Sent(Attempts),
    /// An error is next, and then the end.
    Failed(Error),
    End,
}

impl Asked {
    pub(super) fn new(draft: Box<Draft>, parameter: &'static str) -> Self {
        Self { state: State::Next(draft.clone()), draft, parameter, seen: BTreeSet::new() }
    }

    /// The response with the next page; `None` at the end, which it is until [`Self::read`] is called.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Received>>> {
        loop {
            match mem::replace(&mut self.state, State::End) {
                State::Next(draft) => {
                    self.seen.insert(self.cursor(&draft));
                    self.state = State::Sent(send(draft));
                }
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

    /// Notes the cursor of the next page, as the page in `received` names it.
    pub(super) fn read(&mut self, received: &Received, cursor: Option<&str>) {
        let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else { return };
        let mut draft = self.draft.clone();
        draft.call.query(self.parameter, FORM, &cursor);
        self.state = if self.seen.contains(&self.cursor(&draft)) {
            let message = "the cursor of the next page was read already, so the list would never end";
            State::Failed(Error::Decode(Box::new(DecodeError::other(&received.head, message, None))))
        } else {
            State::Next(draft)
        };
    }

    /// The cursor that a request sends, encoded.
    fn cursor(&self, draft: &Draft) -> String {
        draft.query_values(self.parameter).collect::<Vec<_>>().join("&")
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draft.fmt(formatter)
    }
}

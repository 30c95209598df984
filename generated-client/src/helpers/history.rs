//! The history of a session, in which an event that cannot be read costs no other.

use std::{
    collections::{BTreeSet, VecDeque},
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Error, Request, Result,
    events::ListSessionEvents,
    runtime::{DecodeError, Items},
    types::SessionEvent,
};

/// The events of all pages. One that cannot be read is an error after which it goes on; any other error ends it.
pub(super) struct History {
    request: Request<ListSessionEvents>,
    items: Items<ListSessionEvents>,
    /// What could be had of the last page, where that could not be read as a whole.
    salvaged: VecDeque<Result<SessionEvent>>,
    /// The page after that one.
    next: Option<String>,
    /// The cursors of the pages after such ones.
    cursors: BTreeSet<String>,
}

impl History {
    pub(super) fn new(request: &Request<ListSessionEvents>) -> Self {
        Self {
            request: request.clone(),
            items: request.clone().items(),
            salvaged: VecDeque::new(),
            next: None,
            cursors: BTreeSet::new(),
        }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<SessionEvent>>> {
        loop {
            if let Some(event) = self.salvaged.pop_front() {
                return Poll::Ready(Some(event));
            }
            if let Some(cursor) = self.next.take().filter(|cursor| self.cursors.insert(cursor.clone())) {
                self.items = self.request.clone().page(cursor).items();
            }
            match ready!(Pin::new(&mut self.items).poll_next(context)) {
                Some(Err(Error::Decode(error))) => self.salvage(error),
                other => return Poll::Ready(other),
            }
        }
    }

    /// Reads the events of a page one by one.
    fn salvage(&mut self, error: Box<DecodeError>) {
        let page: Value = serde_json::from_slice(error.body()).unwrap_or_default();
        for (index, event) in page["data"].as_array().into_iter().flatten().enumerate() {
            self.salvaged.push_back(SessionEvent::deserialize(event).map_err(|cause| {
                let place = format!("$.data[{index}]");
                Error::Decode(Box::new(error.of_part(&place, &cause, event.to_string().into())))
            }));
        }
        if self.salvaged.iter().all(Result::is_ok) {
            // Then something else in it is wrong.
            self.salvaged.push_back(Err(Error::Decode(error)));
        }
        self.next = page["next_page"].as_str().filter(|cursor| !cursor.is_empty()).map(str::to_owned);
    }
}

/// The id of an event that cannot be read.
pub(super) fn id_of(error: &DecodeError) -> Option<String> {
    let event: Value = serde_json::from_slice(error.body()).ok()?;
    event.get("id")?.as_str().map(str::to_owned)
}

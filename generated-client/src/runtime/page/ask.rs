//! Makes the request for the next page.

use std::sync::Arc;

use bytes::Bytes;

use super::{
    SortedSet, body,
    follow::follow,
    link,
    next::{Cursor, NextPage},
};
use crate::runtime::{
    compact::{CollectList, joined, retain},
    credential::is_query_credential,
    draft::Draft,
    parameter::FORM,
    response::Received,
};

/// The parts of a page that the request for the next page needs.
pub(super) struct PageRead<'r> {
    pub(super) received: &'r Received,
    /// Its cursor or URL of the next page.
    pub(super) next: Option<Cursor<'r>>,
    /// Whether another page may follow.
    pub(super) more: bool,
    /// The number of its items, including items that cannot be decoded.
    pub(super) count: usize,
}

/// The request for the next page, or the reason why it cannot be requested; `None` at the end.
type Next = Result<Option<Arc<Draft>>, &'static str>;

/// Makes the requests for the pages, one after the other.
pub(super) struct Asker {
    next: NextPage,
    /// The request for the last requested page, or for the first one.
    draft: Arc<Draft>,
    /// The cursors or URLs of the pages that were requested.
    seen: SortedSet<String>,
    /// The body of the last page, if only the body shows whether the server repeats a page.
    last: Option<Bytes>,
    /// The number of pages without items since the last item.
    empty: usize,
}

/// The part of the request that has the number of a page.
#[derive(Clone, Copy)]
enum Counter {
    /// A query parameter.
    Query(&'static str),
    /// A member of the JSON body.
    Body(&'static [&'static str]),
}

/// The number of pages without items after which a list is given up. Servers that filter after they read send such pages,
/// but not as many in a row.
pub(crate) const MOST_EMPTY: usize = 1000;

const CIRCLE: &str = "the cursor of the next page was read already, so the list would never end";
const CIRCLE_OF_URLS: &str = "the URL of the next page was read already, so the list would never end";
const SAME_PAGE: &str = "the page is the same as the one before, so the list would never end";
const ALL_EMPTY: &str = "1000 pages in a row have no items, so the list may never end";
const NO_OBJECT: &str =
    "the page number, offset or cursor belongs in the request body, but the request body is not a JSON object";

impl Asker {
    pub(super) fn new(first: Arc<Draft>, next: NextPage) -> Self {
        let own = match next {
            NextPage::Query(parameter) => values(&first, parameter),
            _ => String::new(),
        };
        let mut seen = SortedSet::new();
        seen.insert(own);
        Self { next, draft: first, seen, last: None, empty: 0 }
    }

    /// The request for the last requested page, or for the first one.
    pub(super) fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The request for the page after this one.
    pub(super) fn after(&mut self, page: &PageRead<'_>) -> Next {
        if !page.more {
            return Ok(None);
        }
        let Some(draft) = self.next(page)? else { return Ok(None) };
        self.empty = if page.count == 0 { self.empty + 1 } else { 0 };
        if self.empty == MOST_EMPTY {
            return Err(ALL_EMPTY);
        }
        self.draft = draft.clone();
        Ok(Some(draft))
    }

    fn next(&mut self, page: &PageRead<'_>) -> Next {
        match self.next {
            NextPage::Query(parameter) => {
                let Some(cursor) = page.next.and_then(Cursor::filled) else { return Ok(None) };
                let draft = self.with_query(parameter, &cursor.to_string());
                self.unseen(values(&draft, parameter), draft, CIRCLE)
            }
            NextPage::Body(names) => {
                let Some(cursor) = page.next.and_then(Cursor::filled) else { return Ok(None) };
                let draft = self.with_body(names, cursor).ok_or(NO_OBJECT)?;
                self.unseen(cursor.json(), draft, CIRCLE)
            }
            NextPage::Number(parameter, first) => self.counted(page, Counter::Query(parameter), first, 1),
            NextPage::NumberInBody(names, first) => self.counted(page, Counter::Body(names), first, 1),
            NextPage::Offset(parameter) => self.counted(page, Counter::Query(parameter), 0, items_of(page)),
            NextPage::OffsetInBody(names) => self.counted(page, Counter::Body(names), 0, items_of(page)),
            NextPage::Link => self.followed(link::next(&page.received.head.headers).as_deref()),
            NextPage::Url => match page.next {
                Some(Cursor::Text(url)) => self.followed(Some(url)),
                _ => Ok(None),
            },
        }
    }

    /// The next page by a number. A page without items is the last one.
    fn counted(&mut self, page: &PageRead<'_>, counter: Counter, first: i64, step: i64) -> Next {
        if page.count == 0 {
            return Ok(None);
        }
        let body = page.received.bytes();
        if self.last.as_ref() == Some(body) {
            return Err(SAME_PAGE);
        }
        self.last = Some(body.clone());
        let own = match counter {
            Counter::Query(parameter) => {
                let own = self.draft.query_values(parameter).last();
                own.and_then(|pair| pair.split_once('=')).map(|(_, value)| value.to_owned())
            }
            Counter::Body(names) => self.own_body().and_then(|body| body::member(body, names)),
        };
        let this = own
            .map_or(Ok(first), |own| own.parse())
            .map_err(|_| "the page number or offset in the request is not an integer")?;
        let next = i64::checked_add(this, step).ok_or("the number of the next page is too large")?;
        Ok(Some(match counter {
            Counter::Query(parameter) => self.with_query(parameter, &next.to_string()),
            Counter::Body(names) => self.with_body(names, Cursor::Integer(next)).ok_or(NO_OBJECT)?,
        }))
    }

    fn followed(&mut self, reference: Option<&str>) -> Next {
        let Some(reference) = reference.filter(|reference| !reference.is_empty()) else { return Ok(None) };
        let url = follow(&self.draft, reference)?;
        let key = url.to_string();
        let mut draft = self.draft.clone();
        let Draft { client, call, .. } = Draft::own(&mut draft);
        // The URL already has a query, but a server may leave out or mask credentials in it.
        retain(&mut call.query, &mut |(name, _)| is_query_credential(client.inner().api, name));
        call.next_page = Some(url);
        self.unseen(key, draft, CIRCLE_OF_URLS)
    }

    fn with_query(&self, parameter: &str, value: &str) -> Arc<Draft> {
        let mut draft = self.draft.clone();
        Draft::own(&mut draft).call.query(parameter, FORM, &value);
        draft
    }

    /// The request with a cursor in its body; `None` if the body is not an object.
    fn with_body(&self, names: &[&str], cursor: Cursor<'_>) -> Option<Arc<Draft>> {
        let changed = body::with_member(self.own_body()?, names, &cursor.json())?;
        let mut draft = self.draft.clone();
        let call = &mut Draft::own(&mut draft).call;
        match &mut call.body {
            Some(body) => body.content = changed.into(),
            None => call.body("application/json", changed.into()),
        }
        Some(draft)
    }

    /// The body of the last request, if it is in memory. Without a body, it is an empty object.
    fn own_body(&self) -> Option<&[u8]> {
        self.draft.call.body.as_ref().map_or(Some(&b"{}"[..]), |body| Some(body.content.bytes()?))
    }

    /// The request, unless the page was requested before.
    fn unseen(&mut self, key: String, draft: Arc<Draft>, circle: &'static str) -> Next {
        if self.seen.insert(key) { Ok(Some(draft)) } else { Err(circle) }
    }
}

/// The number of items of a page.
fn items_of(page: &PageRead<'_>) -> i64 {
    i64::try_from(page.count).unwrap_or(i64::MAX)
}

/// The encoded values of a query parameter.
fn values(draft: &Draft, parameter: &str) -> String {
    joined(&draft.query_values(parameter).collect_list(), "&")
}

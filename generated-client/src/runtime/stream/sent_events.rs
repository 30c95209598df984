//! Events that are sent.

use super::{named_events::Documented, written::push_event};
use crate::runtime::{Operation, Request, body_items::BodyItems, json::ToJson};

#[allow(dead_code, reason = "generated code calls those that its API needs")]
impl<O: Operation> Request<O> {
    /// Events that are distinguished by their names, or whose data is text.
    pub(crate) fn named_events<T: ToJson>(
        self,
        media_type: &str,
        documented: Documented,
        items: impl Into<BodyItems<T>>,
    ) -> Self {
        self.framed(media_type, items.into(), move |item, body| push_event(item, documented, body))
    }
}

//! Sends the answer to a call until the session has it, but not twice.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::{
    Client, Error, Result,
    helpers::{
        history::{HistoryPages, Page},
        processed::answered_use,
        reconnect::{Backoff, Outcome, after_failed_request},
    },
    types::{EventBatch, SendableEvent},
};

/// The time for which sending an answer is repeated.
const WINDOW: Duration = Duration::from_secs(5 * 60);

/// An answer to a call.
pub(super) struct Post {
    pub(super) client: Client,
    pub(super) session_id: String,
    pub(super) tool_use_id: String,
}

impl Post {
    /// Sends `answer`. An error does not show whether the session has it, so the history is read before it is sent again.
    pub(super) async fn send(self, answer: SendableEvent) -> Result<()> {
        let end = Instant::now() + WINDOW;
        let batch = EventBatch::new([answer]);
        // The client's own retries do not look into the history.
        let request = self.client.events().send(&self.session_id, &batch).max_retries(0);
        let mut backoff = Backoff::default();
        let Err(mut failed) = request.clone().send().await else { return Ok(()) };
        let mut asked = failed.retry_after();
        loop {
            let pause = backoff.next(asked.unwrap_or_default(), None).pause;
            if Instant::now() + pause > end {
                return Err(failed);
            }
            request.clock().sleep(pause).await;
            // A history may have pages without end.
            let Ok(is_answered) = timeout_at(end, self.is_answered()).await else { return Err(failed) };
            match is_answered {
                Ok(true) => return Ok(()),
                Ok(false) if after_failed_request(&failed) == Outcome::Over => return Err(failed),
                Ok(false) => {
                    let Err(error) = request.clone().send().await else { return Ok(()) };
                    asked = error.retry_after();
                    failed = error;
                }
                // The history has too many empty pages.
                Err(Error::Decode(_)) => return Err(failed),
                Err(error) if after_failed_request(&error) == Outcome::Over => return Err(error),
                // The history is read again before anything is sent.
                Err(error) => asked = error.retry_after(),
            }
        }
    }

    /// Whether the history has an answer to the call. The answer comes after the call, so the search goes from the newest event back to the call.
    async fn is_answered(&self) -> Result<bool> {
        let request = self.client.events().list(&self.session_id).max_retries(0);
        let mut pages = HistoryPages::newest_first(&request);
        while let Some(page) = pages.next().await {
            let events = match page? {
                Page::Events(events) => events,
                // No event before it can be read.
                Page::TooLarge(error) => return Err(error),
            };
            for event in events.iter().flatten() {
                if answered_use(event) == Some(&self.tool_use_id) {
                    return Ok(true);
                }
                if event.id() == Some(&self.tool_use_id) {
                    return Ok(false);
                }
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::{
        runtime::{TransportError, http, reqwest},
        types::UserCustomToolResult,
    };

    /// Sends an answer that is refused, where each of the empty pages of the history takes this long. Returns the status and the time in seconds.
    async fn refused(pause: Duration) -> (Option<u16>, u64) {
        let pages = AtomicUsize::new(0);
        let transport = move |request: reqwest::Request| {
            let page = pages.fetch_add(1, Ordering::Relaxed);
            let (status, body) = match request.method().as_str() {
                "POST" => (503, "{}".to_owned()),
                _ => (200, format!(r#"{{"data":[],"next_page":"p{page}"}}"#)),
            };
            async move {
                tokio::time::sleep(pause).await;
                let response = http::Response::builder().status(status).body(body).map_err(TransportError::broken)?;
                Ok(response.into())
            }
        };
        let client = Client::builder().api_key("k").transport(transport).build().expect("the settings are right");
        let post = Post { client, session_id: "sesn_1".to_owned(), tool_use_id: "sevt_1".to_owned() };
        let began = Instant::now();
        let error = post.send(UserCustomToolResult::text("sevt_1", "x").into()).await.expect_err("no answer");
        (error.status().map(|status| status.as_u16()), began.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn a_history_without_end_ends_the_attempts_at_their_limit_with_the_error_of_the_answer() {
        assert_eq!(refused(Duration::from_secs(1)).await, (Some(503), WINDOW.as_secs()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_history_of_fast_empty_pages_ends_the_attempts_with_the_error_of_the_answer() {
        let (status, seconds) = refused(Duration::ZERO).await;
        assert_eq!(status, Some(503));
        assert!(seconds < 5, "{seconds} s");
    }
}

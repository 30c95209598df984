//! Sends the answer to a call until the session has it, but not twice.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::{
    Client, Error, Result,
    helpers::{
        history::{HistoryPages, Page},
        identity::Identity,
        json_value::{is_accepted, is_foreign},
        limits::soon,
        processed::{answered_use, answered_use_of_value},
        reconnect::{Backoff, Outcome, after_failed_request},
    },
    runtime::json::value_of_body,
    types::{EventBatch, SendableEvent, SessionEvent, StopReason},
};

/// The time for which sending an answer is repeated after its first failure, and the longest time of one attempt. An answer can
/// have many megabytes.
const WINDOW: Duration = Duration::from_secs(5 * 60);

/// The longest time of one request for a page of the history.
const LISTING: Duration = Duration::from_secs(90);

/// An answer to a call.
pub(super) struct Post {
    pub(super) client: Client,
    pub(super) session_id: String,
    pub(super) tool_use_id: String,
}

/// Whether a call has an answer, as far as the history shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answered {
    Yes,
    No,
    /// The history does not have the call, or has a part that cannot be read and may be the answer.
    Unclear,
}

impl Post {
    /// Sends `answer`. An error does not show whether the session has it, so the history is read before it is sent again.
    pub(super) async fn send(self, answer: SendableEvent) -> Result<()> {
        let kind = answer.kind().to_owned();
        let batch = EventBatch::new([answer]);
        // The client's own retries do not look into the history.
        let request = soon(self.client.events().send(&self.session_id, &batch), WINDOW).max_retries(0);
        let mut backoff = Backoff::default();
        let Some(mut failed) = failure(request.clone().send().await) else { return Ok(()) };
        let end = Instant::now() + WINDOW;
        let mut asked = failed.retry_after();
        loop {
            let pause = backoff.next(asked.unwrap_or_default(), None).pause;
            if Instant::now() + pause > end {
                return Err(failed);
            }
            request.clock().sleep(pause).await;
            // A history may have pages without end.
            let Ok(is_answered) = timeout_at(end, self.is_answered(&kind)).await else { return Err(failed) };
            match is_answered {
                Ok(Answered::Yes) => return Ok(()),
                Ok(_) if is_refused(&failed) => return Err(failed),
                Ok(Answered::No) => {
                    let Some(error) = failure(request.clone().send().await) else { return Ok(()) };
                    asked = error.retry_after();
                    failed = error;
                }
                // The history is read again before anything is sent.
                Ok(Answered::Unclear) => asked = None,
                // The history has too many empty pages.
                Err(Error::Decode(_)) => return Err(failed),
                Err(error) if after_failed_request(&error) == Outcome::Over => return Err(error),
                Err(error) => asked = error.retry_after(),
            }
        }
    }

    /// Looks for an answer of this kind to the call: a permission is not a result. The answer comes after the call, so the
    /// search goes from the newest event back to the call. If the server may have listed the oldest events first, it goes on
    /// to the end, or to an event that is too large.
    async fn is_answered(&self, kind: &str) -> Result<Answered> {
        let request = soon(self.client.events().list(&self.session_id), LISTING).max_retries(0);
        let mut pages = HistoryPages::newest_first(&request);
        let (mut has_call, mut is_newest_first, mut is_unclear) = (false, false, false);
        while let Some(page) = pages.next().await {
            let events = match page? {
                Page::Events(events) => events,
                // The events before the call do not matter.
                Page::Unreadable(Error::Limit(_)) if has_call => break,
                // No event before it can be read.
                Page::Unreadable(error @ Error::Limit(_)) => return Err(error),
                Page::Unreadable(_) => return Ok(Answered::Unclear),
            };
            for event in &events {
                match self.is_answer(event, kind) {
                    Some(true) => return Ok(Answered::Yes),
                    Some(false) => {}
                    None => is_unclear = true,
                }
                has_call |= Identity::of(event).is_some_and(|identity| identity.is(&self.tool_use_id));
                if has_call && is_newest_first {
                    return Ok(if is_unclear { Answered::Unclear } else { Answered::No });
                }
                // The session waits for the call only after the call.
                is_newest_first |= !has_call && self.waits_for_call(event);
            }
        }
        Ok(if has_call && !is_unclear { Answered::No } else { Answered::Unclear })
    }

    /// Whether an event is an answer of this kind to the call; `None` if it cannot be read.
    fn is_answer(&self, event: &Result<SessionEvent>, kind: &str) -> Option<bool> {
        let id = Some(self.tool_use_id.as_str());
        match event {
            Ok(event) => Some(event.kind() == kind && answered_use(event) == id),
            Err(Error::Decode(error)) => {
                let event = value_of_body(error.body()).ok()?;
                Some(event["type"] == kind && answered_use_of_value(&event) == id)
            }
            Err(_) => None,
        }
    }

    fn waits_for_call(&self, event: &Result<SessionEvent>) -> bool {
        let reason = match event {
            Ok(SessionEvent::SessionStatusIdle(idle)) => &idle.stop_reason,
            Ok(SessionEvent::SessionThreadStatusIdle(idle)) => &idle.stop_reason,
            _ => return false,
        };
        matches!(reason, StopReason::RequiresAction(action) if action.event_ids.contains(&self.tool_use_id))
    }
}

/// The error, unless the server accepted the answer, and only its response cannot be decoded.
fn failure<T>(sent: Result<T>) -> Option<Error> {
    sent.err().filter(|error| !is_accepted(error))
}

/// Whether the answer would be refused again.
fn is_refused(error: &Error) -> bool {
    after_failed_request(error) == Outcome::Over && !is_foreign(error)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;
    use crate::{
        runtime::{Limits, TransportError, http, reqwest},
        types::{ToolConfirmation, UserCustomToolResult, UserToolConfirmation, UserToolResult},
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
        // The time begins when the answer has failed, after a second.
        assert_eq!(refused(Duration::from_secs(1)).await, (Some(503), 1 + WINDOW.as_secs()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_history_of_fast_empty_pages_ends_the_attempts_with_the_error_of_the_answer() {
        let (status, seconds) = refused(Duration::ZERO).await;
        assert_eq!(status, Some(503));
        assert!(seconds < 5, "{seconds} s");
    }

    /// Sends an answer whose first response is lost, where the history has these pages, one for each request, and then the last one again.
    /// Returns how often it is sent, and whether the session has it.
    async fn sent(pages: &'static [&'static str]) -> (usize, bool) {
        let answer = UserCustomToolResult::text("sevt_1", "x").into();
        sent_after((500, "{}"), answer, pages).await
    }

    /// The same for any answer, and any first response.
    async fn sent_after(
        first: (u16, &'static str),
        answer: SendableEvent,
        pages: &'static [&'static str],
    ) -> (usize, bool) {
        let (posts, lists) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
        let counted = Arc::clone(&posts);
        let transport = move |request: reqwest::Request| {
            let (status, body) = match request.method().as_str() {
                "POST" if counted.fetch_add(1, Ordering::Relaxed) == 0 => first,
                "POST" => (200, r#"{"data":[]}"#),
                _ => (200, pages[lists.fetch_add(1, Ordering::Relaxed).min(pages.len() - 1)]),
            };
            async move {
                let response = http::Response::builder().status(status).body(body).map_err(TransportError::broken)?;
                Ok(response.into())
            }
        };
        let limits = Limits { body: 2000, ..Limits::default() };
        let builder = Client::builder().api_key("k").limits(limits).transport(transport);
        let client = builder.build().expect("the settings are right");
        let post = Post { client, session_id: "sesn_1".to_owned(), tool_use_id: "sevt_1".to_owned() };
        let is_sent = post.send(answer).await.is_ok();
        (posts.load(Ordering::Relaxed), is_sent)
    }

    /// A page of the history.
    macro_rules! page {
        ($next:literal: $($event:expr),*) => {
            concat!(r#"{"data":[{"type":"x"}"#, $(",", $event,)* r#"],"next_page":"#, $next, "}")
        };
    }

    macro_rules! call {
        () => {
            r#"{"type":"agent.custom_tool_use","id":"sevt_1","name":"weather","input":{}}"#
        };
    }

    macro_rules! answer {
        ($id:literal, $content:literal) => {
            concat!(
                r#"{"type":"user.custom_tool_result","id":"sevt_2","custom_tool_use_id":""#,
                $id,
                r#"","content":"#,
                $content,
                "}"
            )
        };
    }

    macro_rules! waits {
        () => {
            r#"{"type":"session.status_idle","id":"sevt_3","stop_reason":{"type":"requires_action","event_ids":["sevt_1"]}}"#
        };
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_the_history_shows_is_sent_once() {
        for pages in [
            &[page!("null": answer!("sevt_1", "[]"), waits!(), call!())][..],
            // It cannot be decoded.
            &[page!("null": answer!("sevt_1", "5"), waits!(), call!())],
            // The server lists the oldest events first.
            &[page!("\"p\"": call!(), waits!()), page!("null": answer!("sevt_1", "[]"))],
            // Pages that cannot be decoded, of any size, and then the history.
            &["<html>", "<html>", "<html>", page!("null": answer!("sevt_1", "[]"), waits!(), call!())],
            &["<html>", page!("null": answer!("sevt_1", "[]"))],
            // The history lags behind.
            &[page!("null": ), page!("null": call!(), answer!("sevt_1", "[]"))],
        ] {
            assert_eq!(sent(pages).await, (1, true), "{pages:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_success_that_is_not_from_the_api_the_history_decides() {
        let answer = || UserCustomToolResult::text("sevt_1", "x").into();
        // An event in it cannot be decoded.
        let accepted = r#"{"data":[{"type":"user.custom_tool_result","id":5}]}"#;
        assert_eq!(sent_after((200, accepted), answer(), &["<html>"]).await, (1, true));
        for (pages, times) in [(&[page!("null": call!())][..], 2), (&[page!("null": answer!("sevt_1", "[]"))], 1)] {
            assert_eq!(sent_after((200, "<html>"), answer(), pages).await, (times, true), "{pages:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_whose_connection_is_lost_without_a_trace_is_sent_again() {
        let posts = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&posts);
        let transport = move |request: reqwest::Request| {
            let is_post = *request.method() == "POST";
            let is_lost = is_post && counted.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                if is_lost {
                    std::future::pending::<()>().await;
                }
                let body = if is_post { r#"{"data":[]}"# } else { page!("null": waits!(), call!()) };
                Ok(http::Response::builder().body(body).map_err(TransportError::broken)?.into())
            }
        };
        let client = Client::builder().api_key("k").transport(transport).build().expect("the settings are right");
        let post = Post { client, session_id: "sesn_1".to_owned(), tool_use_id: "sevt_1".to_owned() };
        post.send(UserCustomToolResult::text("sevt_1", "x").into()).await.expect("it is sent");
        assert_eq!(posts.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_permission_is_not_the_result() {
        macro_rules! allowed {
            ($id:literal) => {
                concat!(r#"{"type":"user.tool_confirmation","id":"sevt_4","tool_use_id":"sevt_1","result":"#, $id, "}")
            };
        }
        let pages = &[page!("null": waits!(), allowed!("\"allow\""), call!())];
        let undecoded = &[page!("null": waits!(), allowed!("5"), call!())];
        for pages in [pages, undecoded] {
            let result = UserToolResult::new("sevt_1");
            assert_eq!(sent_after((503, "{}"), result.into(), pages).await, (2, true), "{pages:?}");
            let permission = UserToolConfirmation::new("sevt_1", ToolConfirmation::Allow);
            assert_eq!(sent_after((503, "{}"), permission.into(), pages).await, (1, true), "{pages:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn events_before_the_call_do_not_matter_even_if_they_are_too_large() {
        const CALLED: &str = page!("\"p\"": call!());
        const THREAD: &str = concat!(
            r#"{"type":"session.thread_status_idle","id":"sevt_5","session_thread_id":"t","agent_name":"a","#,
            r#""processed_at":"2026-01-01T00:00:00Z","#,
            r#""stop_reason":{"type":"requires_action","event_ids":["sevt_1"]}}"#
        );
        let long = format!(r#"{{"data":[{{"type":"x","id":"{}"}}]}}"#, "y".repeat(3000));
        let long: &'static str = Box::leak(long.into_boxed_str());
        let pages: &'static [&'static str] = Box::leak(Box::new([CALLED, long]));
        assert_eq!(sent(pages).await, (2, true));
        let page = format!(r#"{{"data":[{THREAD},{}],"next_page":"p"}}"#, call!());
        let pages: &'static [&'static str] =
            Box::leak(Box::new([Box::leak(page.into_boxed_str()) as &'static str, "<html>"]));
        assert_eq!(sent(pages).await, (2, true));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_sent_again_only_if_the_history_does_not_have_it() {
        for (pages, expected) in [
            (&[page!("\"p\"": answer!("sevt_0", "5"), waits!(), call!()), "<html>"][..], (2, true)),
            (&[page!("null": call!())], (2, true)),
            (&["<html>"], (1, false)),
            (&[page!("null": )], (1, false)),
            // A number that no float can hold: the event may be the answer.
            (&[page!("null": r#"{"type":"user.message","content":1e999}"#, waits!(), call!())], (1, false)),
        ] {
            assert_eq!(sent(pages).await, expected, "{pages:?}");
        }
    }
}

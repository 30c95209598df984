//! The course of a run.

use std::{
    future::poll_fn,
    mem,
    pin::Pin,
    sync::{Arc, PoisonError},
    task::Poll,
    time::Duration,
};

use futures_core::Stream;

use super::{
    Listener, Run, RunError, RunErrorKind, RunOutcome,
    calls::{Calls, Done, is_wanted},
    cost::Cost,
    inbox::Inbox,
    on_failure::Guard,
    running::Heard,
};
use crate::{
    Error, Request, Result,
    events::SendSessionEvents,
    helpers::{follow::Follow, processed::sent, telemetry::Span, tools::Tools, waiting::Answers},
    runtime::compact::CollectList,
    types::SessionEvent,
};

/// The longest wait for answers that are on their way when the session has continued.
const GRACE: Duration = Duration::from_secs(5);

struct Course {
    follow: Follow,
    calls: Calls,
    inbox: Inbox,
    cost: Cost,
    outcome: RunOutcome,
    on_event: Option<Listener>,
    heard: Option<Heard>,
}

enum Next {
    Event(SessionEvent),
    Error(Error),
    Done(Result<Done>),
    End,
}

/// Runs, in a span.
pub(super) async fn drive(mut run: Run) -> Result<RunOutcome, RunError> {
    let span = Span::invocation(&run.client, &run.session_id, run.agent.as_ref());
    let traces_content = run.traces_content;
    if traces_content {
        span.input(&run.batch);
        run.tools = Arc::new(Tools::clone(&run.tools).trace_content());
    }
    let result = span.around(course(run)).await;
    let outcome = result.as_ref().unwrap_or_else(RunError::outcome);
    span.used(outcome.usage);
    if traces_content {
        span.output(&outcome.text);
    }
    match &result {
        Ok(_) => span.succeeded(),
        Err(error) => span.failed(error.kind().name()),
    }
    result
}

async fn course(run: Run) -> Result<RunOutcome, RunError> {
    let Run { client, session_id, batch, mut follow, tools, confirm, journal, .. } = run;
    let (on_failure, on_event, inbox, heard) = (run.on_failure, run.on_event, run.inbox, run.heard);
    let mut guard = Guard::new(client.clone(), session_id.clone(), on_failure);
    let first = (!batch.events.is_empty()).then(|| (client.events().send(&session_id, &batch), Answers::of(&batch)));
    let answered = Arc::clone(&tools);
    follow.answers(move |event| is_wanted(&answered, event));
    let calls = Calls::new(client.clone(), session_id.clone(), tools, confirm, journal, run.max_tool_calls);
    let cost = Cost::new(run.max_cost);
    let mut course = Course { follow, calls, inbox, cost, outcome: RunOutcome::default(), on_event, heard };
    let result = match course.cost.begin(&client, &session_id).await {
        Ok(()) => course.run(first, &mut guard).await,
        Err(error) => Err(error.into()),
    };
    course.inbox.close();
    let outcome = course.end();
    match result {
        Ok(()) => {
            guard.disarm();
            Ok(outcome)
        }
        Err(kind) => Err(RunError::new(kind, outcome, guard.clean_up().await)),
    }
}

impl Course {
    async fn run(
        &mut self,
        first: Option<(Request<SendSessionEvents>, Answers)>,
        guard: &mut Guard,
    ) -> Result<(), RunErrorKind> {
        self.follow.open().await?;
        guard.arm();
        match first {
            Some((send, answers)) => {
                let events = self.follow.within_total(sent(send)).await??;
                self.follow.until_answered(&events, &answers);
            }
            None => self.follow.until_processed(Vec::<String>::new()),
        }
        self.take_all()?;
        loop {
            match self.next().await {
                Next::Event(event) => {
                    let happened = self.happened(&event);
                    if let Some(heard) = &self.heard {
                        heard.lock().unwrap_or_else(PoisonError::into_inner).push_back(event);
                        happened?;
                        pause().await;
                    } else {
                        happened?;
                    }
                }
                Next::Error(error) if self.follow.is_over() => return Err(error.into()),
                Next::Error(_) => self.outcome.unreadable_events += 1,
                Next::Done(done) => self.done(done?)?,
                Next::End => break,
            }
        }
        self.drain().await;
        Ok(())
    }

    async fn next(&mut self) -> Next {
        poll_fn(|context| {
            if !self.calls.is_empty() {
                self.follow.rest();
            }
            if let Poll::Ready(done) = self.calls.poll(context) {
                return Poll::Ready(Next::Done(done));
            }
            let follow = &mut self.follow;
            let polled = self.inbox.poll(context, |context, sent, is_sending| {
                follow.expect_more(sent, is_sending);
                Pin::new(follow).poll_next(context)
            });
            polled.map(|item| match item {
                Some(Ok(event)) => Next::Event(event),
                Some(Err(error)) => Next::Error(error),
                None => Next::End,
            })
        })
        .await
    }

    fn happened(&mut self, event: &SessionEvent) -> Result<(), RunErrorKind> {
        self.outcome.note(event);
        if let Some(listener) = &mut self.on_event {
            listener(event);
        }
        match event {
            SessionEvent::SessionStatusIdle(_) => {
                // Only a session that continues costs more.
                if self.follow.waiting().is_blocked() {
                    self.cost.check(self.outcome.list_cost.as_ref())?;
                }
                self.take_all()
            }
            // The session reports its cost right before it stops.
            _ if self.cost.is_limited() => Ok(()),
            // Events are yielded after they were read, and the session may have continued.
            _ if event.id().is_some_and(|id| self.follow.waiting().is_open(id)) => self.calls.take(event),
            _ => Ok(()),
        }
    }

    /// Accepts the calls that the session waits for.
    fn take_all(&mut self) -> Result<(), RunErrorKind> {
        self.follow.waiting().undecided().try_for_each(|event| self.calls.take(event))
    }

    fn done(&mut self, done: Done) -> Result<(), RunErrorKind> {
        let is_open = self.follow.waiting().is_open(&done.call.id);
        self.outcome.tool_calls.push(done.call);
        match done.sent {
            // The session does not wait for it any more.
            Err(_) if !is_open => Ok(()),
            sent => sent,
        }
    }

    /// Waits for answers that the session has, and whose response is on its way.
    async fn drain(&mut self) {
        let all = async {
            while self.calls.is_sending() {
                if let Ok(done) = poll_fn(|context| self.calls.poll(context)).await {
                    self.outcome.tool_calls.push(done.call);
                }
            }
        };
        // The session waits for none of the others.
        let _ = tokio::time::timeout(GRACE, all).await;
    }

    fn end(mut self) -> RunOutcome {
        let waiting = self.follow.waiting();
        self.outcome.idle = waiting.idle().cloned();
        self.outcome.blocking_ids = waiting.ids().cloned().collect_list();
        self.outcome.blocking = waiting.blocking();
        mem::take(&mut self.outcome)
    }
}

/// Lets the caller see an event before the run continues.
async fn pause() {
    let mut is_over = false;
    poll_fn(|context| {
        if mem::replace(&mut is_over, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

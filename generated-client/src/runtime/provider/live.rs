//! The credential of one provider. It is kept, and only one task at a time requests a new one.
//!
//! Calls wait for that task and do not drive it. So a call that is dropped, or that nobody polls, does not delay other calls.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName},
};
use tokio::sync::watch;

use super::{CredentialProvider, IssueContext, IssuedCredential, ProviderError};
use crate::runtime::{
    Error,
    api::SecuritySchemeKind,
    background::Task,
    client::Inner,
    clock::Clock,
    credential::{Sent, header_of},
    deadline::Deadline,
    error::CredentialError,
};

/// The longest time of one attempt to get a credential.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(30);
/// The longest time before the expiry at which a new credential is requested.
const LONGEST_MARGIN: Duration = Duration::from_secs(60);
/// The pause after an error while the old credential can still be used, and after the server has refused one.
const PAUSE: Duration = Duration::from_secs(5);
/// The number of tasks without an outcome after which a call stops waiting.
const MOST_LOST: u32 = 2;

/// A provider, with its credential as long as it can be used.
pub(crate) struct Live {
    scheme: &'static str,
    kind: SecuritySchemeKind,
    provider: Arc<dyn CredentialProvider>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Kept>>,
    /// The previous credential, which responses may still repeat.
    previous: Option<Arc<Kept>>,
    /// The task that requests the next one.
    asking: Option<Asking>,
    /// The time from which the next one may be requested, while the current one can be used.
    early_from: Option<SystemTime>,
    /// The time from which a credential that the server refuses at its first use may be replaced.
    replaced_from: Option<SystemTime>,
}

type Asking = watch::Receiver<Option<Outcome>>;
type Outcome = Result<Arc<Kept>, Failure>;

/// An error, and how many times the provider was called.
#[derive(Clone, Debug)]
struct Failure {
    error: ProviderError,
    attempts: u32,
}

/// A credential that was issued.
pub(crate) struct Kept {
    sent: Sent,
    /// Whether the server has accepted it.
    has_worked: AtomicBool,
    renewed_from: Option<SystemTime>,
    expires_at: Option<SystemTime>,
}

impl Kept {
    /// Adds the credential to the headers of a request.
    pub(crate) fn put_into(&self, headers: &mut HeaderMap) {
        if let Sent::Header(name, value) = &self.sent {
            headers.append(name.clone(), value.clone());
        }
    }

    /// Notes that the server has accepted it.
    pub(crate) fn has_worked(&self) {
        self.has_worked.store(true, Ordering::Relaxed);
    }
}

/// Whether another credential may change `error`: a 401, which then ends the use of the credentials that were `sent`.
pub(crate) fn renews(error: &Error, providers: &[Arc<Live>], sent: &[Arc<Kept>], clock: &dyn Clock) -> bool {
    if error.status() != Some(StatusCode::UNAUTHORIZED) {
        return false;
    }
    let mut is_replaced = false;
    for (live, kept) in providers.iter().zip(sent) {
        is_replaced |= live.drop_refused(kept, clock.now());
    }
    is_replaced
}

impl Live {
    pub(crate) fn new(scheme: &'static str, kind: SecuritySchemeKind, provider: Arc<dyn CredentialProvider>) -> Self {
        Self { scheme, kind, provider, state: Mutex::default() }
    }

    /// Whether the credential is sent in this header.
    pub(crate) fn is_sent_in(&self, name: &HeaderName) -> bool {
        header_of(self.kind).is_some_and(|own| name.as_str().eq_ignore_ascii_case(own))
    }

    /// The credential: the one that is kept, or else the next one.
    pub(crate) async fn get(
        self: &Arc<Self>,
        context: impl Fn() -> IssueContext,
        deadline: Deadline,
    ) -> Result<Arc<Kept>, CredentialError> {
        for _ in 0..MOST_LOST {
            let mut asking = match self.kept_or_asking(&context) {
                Ok(kept) => return Ok(kept),
                Err(asking) => asking,
            };
            let outcome = async { asking.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone()) };
            match deadline.wait(outcome).await {
                Ok(Some(Ok(kept))) => return Ok(kept),
                Ok(Some(Err(Failure { error, attempts }))) => {
                    return Err(CredentialError::new(self.scheme, attempts, error));
                }
                // Its runtime has ended, or the provider has panicked.
                Ok(None) => {}
                Err(allowed) => return Err(CredentialError::new(self.scheme, 0, ProviderError::timeout(allowed))),
            }
        }
        let error = ProviderError::new("the provider ended without a credential and without an error");
        Err(CredentialError::new(self.scheme, MOST_LOST, error))
    }

    /// `text` without the credentials that it repeats.
    pub(crate) fn hide_in(&self, mut text: String) -> String {
        let state = self.state();
        for kept in [&state.current, &state.previous].into_iter().flatten() {
            text = kept.sent.hide_in(text);
        }
        text
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The credential if it can be used, or else the task that requests the next one.
    fn kept_or_asking(self: &Arc<Self>, context: impl Fn() -> IssueContext) -> Result<Arc<Kept>, Asking> {
        let mut state = self.state();
        let Some(kept) = state.current.clone() else { return Err(self.ask(&mut state, context())) };
        // Most calls end here, without a look at the time of a credential that does not expire.
        let Some(expires_at) = kept.expires_at else { return Ok(kept) };
        let context = context();
        let now = context.client().clock.now();
        if now >= expires_at {
            return Err(self.ask(&mut state, context));
        }
        let is_due = kept.renewed_from.is_none_or(|from| now >= from);
        if is_due && !is_paused(state.early_from, now) {
            self.ask(&mut state, context);
        }
        Ok(kept)
    }

    /// The task that requests the next credential. It is started if there is none.
    fn ask(self: &Arc<Self>, state: &mut State, context: IssueContext) -> Asking {
        if let Some(asking) = state.asking.as_ref().filter(|asking| asking.has_changed().is_ok()) {
            return asking.clone();
        }
        let (sender, receiver) = watch::channel(None);
        state.asking = Some(receiver.clone());
        let live = Arc::clone(self);
        let task: Task = Box::pin(async move {
            let outcome = live.issue(&context).await;
            live.keep(&outcome, context.client().clock.now());
            sender.send_replace(Some(outcome));
        });
        tokio::spawn(task);
        receiver
    }

    /// Calls the provider, and again after temporary errors.
    async fn issue(&self, context: &IssueContext) -> Outcome {
        let Inner { clock, retry, .. } = context.client();
        let mut attempts = 0;
        loop {
            let asked_at = clock.now();
            let issued = tokio::time::timeout(LONGEST_ATTEMPT, self.provider.issue(context)).await;
            let issued = issued.unwrap_or_else(|_| Err(ProviderError::timeout(LONGEST_ATTEMPT)));
            let error = match issued.and_then(|issued| self.kept(&issued, asked_at)) {
                Ok(kept) => return Ok(Arc::new(kept)),
                Err(error) => error,
            };
            let pause =
                if error.is_tried_again() { retry.pause_after(error.retry_after(), attempts, &**clock) } else { None };
            let Some(pause) = pause else { return Err(Failure { error, attempts: attempts.saturating_add(1) }) };
            clock.sleep(pause).await;
            attempts += 1;
        }
    }

    /// A credential as it is sent, with its times.
    fn kept(&self, issued: &IssuedCredential, asked_at: SystemTime) -> Result<Kept, ProviderError> {
        let sent = match Sent::new(self.kind, &issued.credential) {
            Ok(Some(sent)) => sent,
            Ok(None) => {
                return Err(ProviderError::new("the provider issued another kind of credential than is sent"));
            }
            Err(Error::Build(error)) => return Err(ProviderError::new(error.message())),
            Err(error) => return Err(ProviderError::new(error.to_string())),
        };
        let after = |time: Duration| asked_at.checked_add(time);
        let margin = |lifetime: Duration| (lifetime / 10).min(LONGEST_MARGIN);
        Ok(Kept {
            sent,
            has_worked: AtomicBool::new(false),
            renewed_from: issued.lifetime.and_then(|lifetime| after(lifetime.saturating_sub(margin(lifetime)))),
            expires_at: issued.lifetime.and_then(after),
        })
    }

    /// Keeps the outcome for the calls to come.
    fn keep(&self, outcome: &Outcome, now: SystemTime) {
        let mut state = self.state();
        state.asking = None;
        match outcome {
            Ok(kept) => {
                if let Some(before) = state.current.replace(Arc::clone(kept)) {
                    state.previous = Some(before);
                }
                state.early_from = None;
            }
            Err(_) => state.early_from = now.checked_add(PAUSE),
        }
    }

    /// Ends the use of a credential that the server has refused, and says whether there is or will be another one.
    ///
    /// If a server refuses every credential, each call would cause a request for a credential, so the next request has
    /// to wait.
    fn drop_refused(&self, kept: &Arc<Kept>, now: SystemTime) -> bool {
        let mut state = self.state();
        if !state.current.as_ref().is_some_and(|current| Arc::ptr_eq(current, kept)) {
            return true;
        }
        if !kept.has_worked.load(Ordering::Relaxed) && is_paused(state.replaced_from, now) {
            return false;
        }
        state.previous = state.current.take();
        state.replaced_from = now.checked_add(PAUSE);
        true
    }
}

/// Whether a pause that ends at this time continues. If it would take longer than any pause, the clock has been set back.
fn is_paused(until: Option<SystemTime>, now: SystemTime) -> bool {
    until.and_then(|until| until.duration_since(now).ok()).is_some_and(|left| !left.is_zero() && left <= PAUSE)
}

impl fmt::Debug for Live {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CredentialProvider").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

//! [`Cost`]: the cost of a run, and its limit.

use super::RunErrorKind;
use crate::{Client, Error, Result, helpers::usage::cents, types::MonetaryAmount};

/// The limit of the cost, in cents.
pub(super) struct Cost {
    limit: Option<MonetaryAmount>,
    /// The cost of the session before the run.
    before: i128,
}

impl Cost {
    pub(super) fn new(limit: Option<MonetaryAmount>) -> Self {
        Self { limit, before: 0 }
    }

    pub(super) fn is_limited(&self) -> bool {
        self.limit.is_some()
    }

    /// Gets the cost of the session so far, if there is a limit.
    pub(super) async fn begin(&mut self, client: &Client, session_id: &str) -> Result<()> {
        let Some(limit) = &self.limit else { return Ok(()) };
        if cents(limit).is_none() {
            return Err(Error::build(format!("the limit of the cost is `{}`: expected whole cents", limit.amount)));
        }
        let session = client.sessions().get(session_id).send().await?;
        self.before = session.usage.list_cost.as_ref().and_then(cents).unwrap_or_default();
        Ok(())
    }

    /// Checks the cost of the session so far.
    pub(super) fn check(&self, so_far: Option<&MonetaryAmount>) -> Result<(), RunErrorKind> {
        let (Some(limit), Some(so_far)) = (&self.limit, so_far.and_then(cents)) else { return Ok(()) };
        match cents(limit) {
            Some(cents) if so_far.saturating_sub(self.before) >= cents => Err(RunErrorKind::CostLimit(limit.clone())),
            _ => Ok(()),
        }
    }
}

//! A budget of retries, shared by all calls of a client, so that retries do not multiply the load in an outage.

use std::sync::atomic::{AtomicU32, Ordering};

/// The cost of a retry.
const RETRY: u32 = 10;
/// The amount that a success gives back.
const SUCCESS: u32 = 1;

/// Tokens that retries take and successes give back. While a server is down, the budget is soon spent, and each call is
/// one request. When it is up again, every tenth request may be repeated.
#[derive(Debug)]
pub(crate) struct Budget {
    tokens: AtomicU32,
    capacity: u32,
}

impl Budget {
    /// A budget of `retries` retries.
    pub(crate) fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(RETRY);
        Self { tokens: AtomicU32::new(capacity), capacity }
    }

    /// Takes the cost of a retry from the budget, if the budget has it.
    pub(crate) fn take(&self) -> bool {
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| tokens.checked_sub(RETRY)).is_ok()
    }

    /// Notes a success.
    pub(crate) fn give_back(&self) {
        let add = |tokens: u32| Some(tokens.saturating_add(SUCCESS).min(self.capacity));
        // The closure always returns a value, so the update cannot fail.
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn a_spent_budget_is_refilled_by_successes() {
        let budget = Budget::new(2);
        assert_eq!([budget.take(), budget.take(), budget.take()], [true, true, false]);
        (0..9).for_each(|_| budget.give_back());
        assert!(!budget.take());
        budget.give_back();
        assert!(budget.take());
    }

    #[test]
    fn a_budget_never_holds_more_than_it_began_with() {
        let budget = Budget::new(1);
        (0..100).for_each(|_| budget.give_back());
        assert_eq!([budget.take(), budget.take()], [true, false]);
    }
}

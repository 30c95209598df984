//! [`UsageSummary`]: the tokens and the cost of a session.

use std::fmt;

use crate::{
    Result,
    runtime::Number,
    sessions::Sessions,
    types::{BudgetLimit, MonetaryAmount, Session, SessionUsage, SessionUsageEvent},
};

/// The tokens and the cost of a session since its start, as the API counts them. Its text is one line for people.
///
/// ```no_run
/// # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
/// let usage = client.sessions().usage_summary("sesn_1").await?;
/// println!("{usage}"); // 1200 input tokens (1000 cached), 80 output tokens, 0.42 of 5.00 USD at list prices
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct UsageSummary {
    /// Input tokens outside the cache.
    pub input_tokens: i64,
    /// Tokens that the model wrote.
    pub output_tokens: i64,
    /// Tokens read from the prompt cache.
    pub cache_read_input_tokens: i64,
    /// Tokens written to the prompt cache.
    pub cache_creation_input_tokens: i64,
    /// Searches and fetches that the API ran for the agent.
    pub server_tool_requests: i64,
    /// Seconds with at least one running thread.
    pub active_seconds: f64,
    /// Cost at list prices, in the smallest unit of the currency; `None` until the API reports it.
    pub list_cost: Option<MonetaryAmount>,
    /// The limit of the cost; `None` if the session has none.
    pub budget: Option<MonetaryAmount>,
}

impl UsageSummary {
    /// All input tokens, with those of the cache.
    pub fn total_input_tokens(&self) -> i64 {
        let cached = self.cache_read_input_tokens.saturating_add(self.cache_creation_input_tokens);
        self.input_tokens.saturating_add(cached)
    }

    /// The rest of the budget, at least 0; `None` without a budget, before the API reports a cost, and if the
    /// currencies differ.
    pub fn remaining(&self) -> Option<MonetaryAmount> {
        let (budget, cost) = (self.budget.as_ref()?, self.list_cost.as_ref()?);
        if budget.currency != cost.currency {
            return None;
        }
        let rest = cents(budget)?.saturating_sub(cents(cost)?).max(0);
        Some(MonetaryAmount::new(rest.to_string(), &budget.currency))
    }

    fn new(usage: &SessionUsage, budget: Option<&BudgetLimit>) -> Self {
        let budget = budget.map(|budget| budget.max_list_cost.clone());
        let created = usage.cache_creation.as_ref();
        let created = created.map(|tokens| (tokens.ephemeral_5m_input_tokens, tokens.ephemeral_1h_input_tokens));
        let tools = usage.server_tool_use.as_ref();
        let tools = tools.map(|requests| (requests.web_search_requests, requests.web_fetch_requests));
        Self {
            input_tokens: usage.input_tokens.unwrap_or_default(),
            output_tokens: usage.output_tokens.unwrap_or_default(),
            cache_read_input_tokens: usage.cache_read_input_tokens.unwrap_or_default(),
            cache_creation_input_tokens: sum(created),
            server_tool_requests: sum(tools),
            active_seconds: usage.active_seconds.map_or(0.0, Number::as_f64),
            list_cost: usage.list_cost.clone(),
            budget,
        }
    }
}

impl Sessions {
    /// The tokens and the cost of a session so far. If you have the session or its last event `session.usage`, use
    /// [`UsageSummary::from`], which sends no request.
    ///
    /// # Errors
    /// As [`Sessions::get`].
    pub async fn usage_summary(&self, session_id: &str) -> Result<UsageSummary> {
        Ok(UsageSummary::from(&self.get(session_id).send().await?))
    }
}

impl From<&Session> for UsageSummary {
    fn from(session: &Session) -> Self {
        Self::new(&session.usage, session.budget.as_ref())
    }
}

impl From<&SessionUsageEvent> for UsageSummary {
    fn from(event: &SessionUsageEvent) -> Self {
        Self::new(&event.usage, event.budget.as_ref())
    }
}

impl fmt::Display for UsageSummary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} input tokens", self.total_input_tokens())?;
        if self.cache_read_input_tokens > 0 {
            write!(formatter, " ({} cached)", self.cache_read_input_tokens)?;
        }
        write!(formatter, ", {} output tokens", self.output_tokens)?;
        match (&self.list_cost, &self.budget) {
            (Some(cost), Some(budget)) if cost.currency == budget.currency => {
                write!(formatter, ", {} of {} {} at list prices", units(cost), units(budget), cost.currency)
            }
            (Some(cost), _) => write!(formatter, ", {} {} at list prices", units(cost), cost.currency),
            (None, _) => Ok(()),
        }
    }
}

fn sum(counts: Option<(Option<i64>, Option<i64>)>) -> i64 {
    let (first, second) = counts.unwrap_or_default();
    first.unwrap_or_default().saturating_add(second.unwrap_or_default())
}

/// An amount in cents, if the API wrote it so.
pub(super) fn cents(amount: &MonetaryAmount) -> Option<i128> {
    amount.amount.parse().ok()
}

/// An amount in dollars, or as the API wrote it.
fn units(amount: &MonetaryAmount) -> String {
    match cents(amount) {
        Some(cents) => {
            let (sign, amount) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
            format!("{sign}{}.{:02}", amount / 100, amount % 100)
        }
        None => amount.amount.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(session: &str) -> UsageSummary {
        UsageSummary::from(&serde_json::from_str::<Session>(session).expect("a session"))
    }

    #[test]
    fn all_that_the_api_counts_is_in_the_summary() {
        let summary = summary(
            r#"{"id": "s", "type": "session", "budget": {"type": "limit", "max_list_cost": {"amount": "500", "currency": "USD"}}, "usage": {
                "active_seconds": 1.5, "input_tokens": 100, "output_tokens": 80, "cache_read_input_tokens": 1000,
                "cache_creation": {"ephemeral_5m_input_tokens": 70, "ephemeral_1h_input_tokens": 30},
                "server_tool_use": {"web_search_requests": 2, "web_fetch_requests": 1}, "list_cost": {"amount": "42", "currency": "USD"}}}"#,
        );
        assert_eq!((summary.total_input_tokens(), summary.server_tool_requests), (1200, 3));
        assert_eq!((summary.cache_creation_input_tokens, summary.active_seconds), (100, 1.5));
        assert_eq!(summary.remaining(), Some(MonetaryAmount::new("458", "USD")));
        let text = "1200 input tokens (1000 cached), 80 output tokens, 0.42 of 5.00 USD at list prices";
        assert_eq!(summary.to_string(), text);
    }

    #[test]
    fn what_the_api_does_not_tell_is_not_made_up() {
        let nothing = summary(r#"{"id": "s", "type": "session"}"#);
        assert_eq!((nothing.list_cost.as_ref(), nothing.remaining()), (None, None));
        assert_eq!(nothing.to_string(), "0 input tokens, 0 output tokens");
        let spent = r#"{"id": "s", "type": "session", "budget": {"type": "limit", "max_list_cost": {"amount": "5", "currency": "USD"}},
            "usage": {"list_cost": {"amount": "7", "currency": "CURRENCY"}}}"#;
        assert_eq!(summary(&spent.replace("CURRENCY", "EUR")).remaining(), None);
        assert_eq!(summary(&spent.replace("CURRENCY", "USD")).remaining(), Some(MonetaryAmount::new("0", "USD")));
        let least = summary(&spent.replace("CURRENCY", "USD").replace("\"7\"", &format!("\"{}\"", i128::MIN)));
        assert_eq!(least.remaining(), Some(MonetaryAmount::new(i128::MAX.to_string(), "USD")));
        let text = "-1701411834604692317316873037158841057.28 of 0.05 USD at list prices";
        assert!(least.to_string().ends_with(text), "{least}");
    }
}

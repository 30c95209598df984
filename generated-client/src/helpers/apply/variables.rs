//! [`Variables`]: the source of environment variables.

use std::{fmt, sync::Arc};

type Read = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Reads an environment variable. An empty one is absent.
#[derive(Clone)]
pub(super) struct Variables(pub(super) Arc<Read>);

impl Variables {
    pub(super) fn of_process() -> Self {
        Self(Arc::new(|name| std::env::var(name).ok()))
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Variables")
    }
}

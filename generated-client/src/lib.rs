//! A typed client of the Anthropic Managed Agents API.

pub mod runtime;

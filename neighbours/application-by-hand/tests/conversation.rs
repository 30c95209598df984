//! The test of the application that this one is measured beside.

#[path = "../../application/tests/conversation.rs"]
mod conversation;

//! The test of the other application, with which this one is compared.

#[path = "../../application/tests/conversation.rs"]
mod conversation;

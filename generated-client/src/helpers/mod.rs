//! Code for this API alone, written by hand, on top of the generated code.

#[cfg(feature = "apply")]
pub mod apply;
mod catch_up;
#[cfg(feature = "credentials")]
pub mod credentials;
#[cfg(any(feature = "apply", feature = "credentials", feature = "journal"))]
mod file_lock;
mod follow;
mod history;
mod identity;
mod json_value;
mod limits;
mod previews;
mod processed;
mod reconnect;
pub mod run;
mod skill_folder;
mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
mod text;
mod tool_input;
pub mod tools;
#[cfg(all(feature = "toolset", unix))]
pub mod toolset;
mod turn;
mod usage;
mod waiting;
#[cfg(feature = "webhooks")]
mod webhooks;
pub mod worker;

pub use follow::{Follow, FollowStep};
pub use previews::{MessagePreviews, PreviewError};
pub use reconnect::Reconnect;
pub use turn::{PendingTurn, Turn};
pub use usage::UsageSummary;
#[cfg(feature = "webhooks")]
pub use webhooks::Webhooks;

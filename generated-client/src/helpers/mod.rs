//! By hand, on top of the generated code: what only this API needs.

mod follow;
mod history;
mod previews;
mod reconnect;
mod text;
mod tool_input;
mod turn;

pub use follow::Follow;
pub use previews::{MessagePreviews, PreviewError};
pub use turn::Turn;

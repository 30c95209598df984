//! Formats tokens as text.

use crate::{Options, output::Output, render::Module};

/// Formats all files.
pub fn format(_modules: Vec<Module>, _options: &Options) -> Output {
    Output::default()
}

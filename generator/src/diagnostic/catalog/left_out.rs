//! Parts that were left out of the output, and the reasons.

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    LEFT_OUT, Error, "left-out", "A part with an error, or a part that needs it, is left out of the output; the rest is generated.";
}

/// The part has errors.
pub fn in_error(part: &Pointer) -> Diagnostic {
    LEFT_OUT
        .at(part, format!("{} is left out of the output, because it has an error", title(part)))
        .help("correct the errors in it")
}

/// The part refers to `other`, which is left out.
pub fn needs(part: &Pointer, other: &Pointer) -> Diagnostic {
    LEFT_OUT
        .at(part, format!("{} is left out of the output, because it needs {}", title(part), quoted(other.as_str())))
        .help("correct the errors in the part that it needs")
}

fn title(part: &Pointer) -> String {
    let tokens: Vec<String> = part.tokens().collect();
    match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["paths", path, method] => format!("the operation {}", quoted(&format!("{} {path}", method.to_uppercase()))),
        ["paths", path] => format!("the path {} with its operations", quoted(path)),
        ["webhooks", name] => format!("the webhook {}", quoted(name)),
        ["components", section, name] => format!("{} of `components.{section}`", quoted(name)),
        _ => quoted(part.as_str()),
    }
}

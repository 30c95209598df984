//! The passes, in their order.

mod circular;
mod conditions;
mod ignored;
mod items;
mod path_items;
mod received;
mod references;
mod security;
mod structure;
mod templates;
#[cfg(test)]
mod tests;
mod versions;

use super::context::PassContext;

/// A step of `normalize`, which can change the whole document.
pub(super) struct Pass {
    pub(super) name: &'static str,
    pub(super) run: fn(&mut PassContext<'_>),
}

/// All passes. Each may rely on the earlier ones.
pub(super) const PASSES: &[Pass] = &[
    Pass { name: "references to files", run: references::files },
    Pass { name: "structure", run: structure::check },
    Pass { name: "keywords of the other version", run: versions::check },
    Pass { name: "references", run: references::resolve_all_references },
    Pass { name: "circular references", run: circular::check },
    Pass { name: "conditions", run: conditions::unfold },
    Pass { name: "path items", run: path_items::put_in_place },
    Pass { name: "path templates", run: templates::check },
    Pass { name: "set aside", run: received::reduce },
    Pass { name: "items of streams", run: items::put_as_schema },
    Pass { name: "security", run: security::check },
    Pass { name: "parameters set aside", run: templates::take_out_set_aside },
    Pass { name: "ignored", run: ignored::report },
];

/// The last pass that needs all component schemas. After it, all references are correct.
pub(super) const LAST_ON_ALL: &str = "set aside";

/// The names of the passes, in their order.
pub const PASS_NAMES: &[&str] = &{
    let mut names = [""; PASSES.len()];
    let mut index = 0;
    while index < PASSES.len() {
        names[index] = PASSES[index].name;
        index += 1;
    }
    names
};

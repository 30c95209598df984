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

use super::context::Context;

/// A step of the way. It sees the whole document and leaves it better.
pub(super) struct Pass {
    pub(super) name: &'static str,
    pub(super) run: fn(&mut Context<'_>),
}

/// All passes. Each may rely on those before it.
pub(super) const PASSES: &[Pass] = &[
    Pass { name: "references to files", run: references::files },
    Pass { name: "structure", run: structure::run },
    Pass { name: "keywords of the other version", run: versions::run },
    Pass { name: "references", run: references::run },
    Pass { name: "circular references", run: circular::run },
    Pass { name: "conditions", run: conditions::run },
    Pass { name: "path items", run: path_items::run },
    Pass { name: "path templates", run: templates::run },
    Pass { name: "set aside", run: received::run },
    Pass { name: "items of streams", run: items::run },
    Pass { name: "security", run: security::run },
    Pass { name: "parameters set aside", run: templates::take_out_set_aside },
    Pass { name: "ignored", run: ignored::run },
];

/// The last pass that needs to see all component schemas. After it, all references lead to where they should.
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

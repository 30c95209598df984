//! The passes, in their order.

mod circular;
mod defaults;
mod document;
mod extensions;
mod items;
mod keywords;
mod leftovers;
mod null;
mod path_items;
mod references;
mod security;
mod siblings;
mod structure;
mod templates;
#[cfg(test)]
mod tests;
mod unheeded;
mod versions;

use super::context::Context;

/// A step of the way to 3.0. It sees the whole document and leaves it better.
pub(super) struct Pass {
    pub(super) name: &'static str,
    pub(super) run: fn(&mut Context<'_>),
}

/// All passes. Each may rely on those before it.
pub(super) const PASSES: &[Pass] = &[
    Pass { name: "references to files", run: references::files },
    Pass { name: "structure", run: structure::run },
    Pass { name: "keywords of the other version", run: versions::run },
    Pass { name: "document", run: document::run },
    Pass { name: "references", run: references::run },
    Pass { name: "circular references", run: circular::run },
    Pass { name: "path items", run: path_items::run },
    Pass { name: "responses", run: document::responses },
    Pass { name: "path templates", run: templates::run },
    Pass { name: "set aside", run: document::set_aside },
    Pass { name: "extensions", run: extensions::run },
    Pass { name: "items of streams", run: items::run },
    Pass { name: "constants", run: keywords::constants },
    Pass { name: "types", run: null::types },
    Pass { name: "null in enums", run: null::enums },
    Pass { name: "null arms", run: null::arms },
    Pass { name: "exclusive bounds", run: keywords::exclusive_bounds },
    Pass { name: "examples", run: keywords::examples },
    Pass { name: "prefix items", run: keywords::prefix_items },
    Pass { name: "pattern properties", run: keywords::pattern_properties },
    Pass { name: "unevaluated properties", run: keywords::unevaluated_properties },
    Pass { name: "content", run: keywords::content },
    Pass { name: "reference siblings", run: siblings::run },
    Pass { name: "security", run: security::run },
    Pass { name: "defaults", run: defaults::run },
    Pass { name: "parameters set aside", run: templates::take_out_set_aside },
    Pass { name: "unheeded", run: unheeded::run },
    Pass { name: "leftovers", run: leftovers::run },
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

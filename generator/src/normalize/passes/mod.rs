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
mod versions;

use super::context::Context;

/// A step of the way to 3.0. It sees the whole document and leaves it better.
pub(super) struct Pass {
    pub(super) name: &'static str,
    pub(super) run: fn(&mut Context<'_>),
    pub(super) on: On,
}

/// Which documents a pass is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    /// Only those whose structure is sound.
    Sound,
    /// All: it reports more of what is wrong.
    Any,
}

/// All passes. Each may rely on those before it.
pub(super) const PASSES: &[Pass] = &[
    Pass { name: "structure", run: structure::run, on: On::Any },
    Pass { name: "keywords of the other version", run: versions::run, on: On::Sound },
    Pass { name: "document", run: document::run, on: On::Sound },
    Pass { name: "references", run: references::run, on: On::Any },
    Pass { name: "circular references", run: circular::run, on: On::Sound },
    Pass { name: "path items", run: path_items::run, on: On::Sound },
    Pass { name: "responses", run: document::responses, on: On::Sound },
    Pass { name: "path templates", run: templates::run, on: On::Sound },
    Pass { name: "set aside", run: document::set_aside, on: On::Sound },
    Pass { name: "extensions", run: extensions::run, on: On::Sound },
    Pass { name: "items of streams", run: items::run, on: On::Sound },
    Pass { name: "constants", run: keywords::constants, on: On::Sound },
    Pass { name: "types", run: null::types, on: On::Sound },
    Pass { name: "null in enums", run: null::enums, on: On::Sound },
    Pass { name: "null arms", run: null::arms, on: On::Sound },
    Pass { name: "exclusive bounds", run: keywords::exclusive_bounds, on: On::Sound },
    Pass { name: "examples", run: keywords::examples, on: On::Sound },
    Pass { name: "prefix items", run: keywords::prefix_items, on: On::Sound },
    Pass { name: "pattern properties", run: keywords::pattern_properties, on: On::Sound },
    Pass { name: "unevaluated properties", run: keywords::unevaluated_properties, on: On::Sound },
    Pass { name: "content", run: keywords::content, on: On::Sound },
    Pass { name: "reference siblings", run: siblings::run, on: On::Sound },
    Pass { name: "security", run: security::run, on: On::Sound },
    Pass { name: "defaults", run: defaults::run, on: On::Sound },
    Pass { name: "leftovers", run: leftovers::run, on: On::Sound },
];

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

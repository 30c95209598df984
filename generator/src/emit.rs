//! From the model to the emitted files: `render`, `surface` and `format`, one file after the other.
//!
//! Tokens and syntax trees take many times the memory of the text that they become, so they are held only for what is at
//! work. Files know nothing of each other, so all processors work on them; which did what makes no difference to the output.

use std::{
    iter,
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    Options, format,
    model::Api,
    output::Output,
    render::{self, File, Imports, Module},
    surface::Surface,
};

/// The stack of each thread: that of a main thread, for syntax trees are read by recursion.
const STACK: usize = 8 << 20;

/// Emits all files.
pub fn emit(api: &Api, options: &Options) -> Output {
    let files = render::files(api);
    let next = AtomicUsize::new(0);
    let work = || {
        let mine = iter::from_fn(|| files.get(next.fetch_add(1, Ordering::Relaxed)));
        mine.map(|file| emit_file(api, file, options)).collect::<Vec<Emitted>>()
    };
    let made = thread::scope(|scope| {
        let others = thread::available_parallelism().map_or(1, NonZero::get).min(files.len()).saturating_sub(1);
        // A thread that cannot be had leaves its work to the others, of which this one is the last.
        let others: Vec<_> = (0..others)
            .map_while(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .collect();
        let mut made = work();
        for other in others {
            made.extend(other.join().expect("no stage from render on can fail"));
        }
        made
    });
    let mut output = Output::default();
    for Emitted { path, text, surface } in made {
        output.files.insert(path, text);
        output.surface.items.extend(surface.items);
    }
    output
}

struct Emitted {
    path: String,
    text: String,
    surface: Surface,
}

fn emit_file(api: &Api, file: &File<'_>, options: &Options) -> Emitted {
    let Module { path, head, items } = render::render(api, file);
    let mut surface = Surface::default();
    let mut section = |tokens: TokenStream| {
        let mut syntax = syn::parse2(tokens).expect("render makes valid Rust");
        surface.add(&path, &mut syntax);
        format::format(syntax)
    };
    let mut imports = Imports::default();
    let items: Vec<String> = items.inspect(|items| imports.note(items)).map(&mut section).collect();
    let imports = imports.tokens();
    let head = section(quote!(#head #imports));
    let sections = [format::header(&options.made_by), head].into_iter().chain(items);
    let text = sections.filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n");
    Emitted { path, text, surface }
}

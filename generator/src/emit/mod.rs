//! Makes the emitted files from the model, by `render`, `surface` and `format`, one file after the other.
//!
//! Tokens and syntax trees take many times the memory of the text that they become, so they exist only for the files in
//! progress. Files are independent of each other, so all processors work on them, and the order does not affect the output.

mod apart;

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
    render::{self, File, Imports, Items, Module},
    surface::Surface,
};

/// The stack of each thread, as large as the one of a main thread: syntax trees are read by recursion.
const STACK: usize = 8 << 20;

/// The most lines of an emitted file. Only a single longer item makes a longer file.
const MOST_LINES: usize = 3000;

/// Emits all files.
pub fn emit(api: &Api, options: &Options) -> Output {
    let index = render::types_index(api);
    let (indices, mut made) = emit_file(api, &index, options);
    let files = render::files(api, &indices);
    let next = AtomicUsize::new(0);
    let work = || {
        let mine = iter::from_fn(|| files.get(next.fetch_add(1, Ordering::Relaxed)));
        mine.flat_map(|file| emit_file(api, file, options).1).collect::<Vec<Emitted>>()
    };
    made.extend(thread::scope(|scope| {
        let others = thread::available_parallelism().map_or(1, NonZero::get).min(files.len()).saturating_sub(1);
        // If a thread cannot be started, the others do its work. At least the current thread runs.
        let others: Vec<_> = (0..others)
            .map_while(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .collect();
        let mut made = work();
        for other in others {
            made.extend(other.join().expect("no stage from render on can fail"));
        }
        made
    }));
    let mut output = Output::default();
    for Emitted { path, text, surface } in made {
        output.files.insert(path, text);
        output.surface.items.extend(surface.items);
    }
    output
}

/// The text of the part of the model at `pointer`: of a type, or of an operation. Empty if there is none.
pub fn text_at(api: &Api, pointer: &str) -> String {
    render::items_at(api, pointer)
        .map_or_else(String::new, |items| format::format(parsed(items.syntax), &items.laid_out))
}

struct Emitted {
    path: String,
    text: String,
    surface: Surface,
}

/// A file, or the files that it is cut into if it would be too long.
fn emit_file<'a>(api: &Api, file: &File<'a>, options: &Options) -> (Vec<File<'a>>, Vec<Emitted>) {
    let whole = emit_whole(api, file, options);
    if whole.lines() <= MOST_LINES {
        return (vec![file.clone()], vec![whole]);
    }
    let (none, single) = file.single();
    let head = emit_whole(api, &none, options).lines();
    let lines: Vec<usize> =
        single.iter().map(|file| emit_whole(api, file, options).lines().saturating_sub(head)).collect();
    let files = file.cut(&lines);
    let emitted = files.iter().flat_map(|file| {
        let whole = emit_whole(api, file, options);
        if whole.lines() > MOST_LINES { emit_apart(api, file, options) } else { vec![whole] }
    });
    let emitted = emitted.collect();
    (files, emitted)
}

/// A file as it is.
fn emit_whole(api: &Api, file: &File<'_>, options: &Options) -> Emitted {
    let Module { path, head, names, below, items } = render::render(api, file);
    let mut surface = Surface::default();
    let mut section = |Items { syntax, laid_out }: Items| {
        let syntax = parsed(syntax);
        surface.add(&path, &names, &syntax, &laid_out);
        format::format(syntax, &laid_out)
    };
    let mut imports = Imports::default();
    let items: Vec<String> = items.inspect(|items| imports.note(items)).map(&mut section).collect();
    let imports = imports.tokens();
    let head = section(quote!(#head #imports #below).into());
    Emitted { path, text: text([head].into_iter().chain(items), options), surface }
}

/// The files that replace a file of one or few items that is still too long.
fn emit_apart(api: &Api, file: &File<'_>, options: &Options) -> Vec<Emitted> {
    let Module { path, head, names, below, items } = render::render(api, file);
    let mut imports = Imports::default();
    let Items { syntax, laid_out } = items.inspect(|items| imports.note(items)).collect();
    let syntax = parsed(syntax);
    let imports = imports.tokens();
    let mut surface = Surface::default();
    surface.add(&path, &names, &syntax, &laid_out);
    let mut surface = Some(surface);
    let stem = path.trim_end_matches(".rs");
    apart::apart(syntax.items, &laid_out)
        .into_iter()
        .map(|part| {
            let path: String =
                iter::once(stem).chain(part.path.iter().map(String::as_str)).collect::<Vec<_>>().join("/");
            let path = format!("{path}.rs");
            let modules = render::declarations(&path, &part.below);
            let head = if part.path.is_empty() {
                quote!(#head #imports #below #modules)
            } else if part.items.is_empty() {
                modules
            } else {
                let parents = part.path.iter().map(|_| quote!(super::));
                quote!(use #(#parents)**; #modules)
            };
            let sections = [parsed(head), apart::syntax(part.items)].map(|syntax| format::format(syntax, &laid_out));
            Emitted { path, text: text(sections, options), surface: surface.take().unwrap_or_default() }
        })
        .collect()
}

fn parsed(tokens: TokenStream) -> syn::File {
    syn::parse2(tokens).expect("render makes valid Rust")
}

/// The text of a file, given the texts of its sections.
fn text(sections: impl IntoIterator<Item = String>, options: &Options) -> String {
    let sections = iter::once(format::header(&options.made_by)).chain(sections);
    sections.filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

impl Emitted {
    fn lines(&self) -> usize {
        self.text.lines().count()
    }
}

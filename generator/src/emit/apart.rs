//! Divides an item that is too long for one file: its definition stays, and its methods and tables are moved to files
//! in a folder next to it.

use std::mem;

use syn::{Item, ItemImpl};

use crate::{
    format,
    lines::LaidOut,
    names::value_name,
    render::cut::{Branch, Piece, cut},
};

/// The modules of the moved parts.
const METHODS: &str = "methods";
const TABLES: &str = "tables";
/// The name of a member that has none.
const OTHER: &str = "other";

/// One of the files.
pub(super) struct SplitFile {
    /// The modules that lead to it from the file of the definition.
    pub(super) path: Vec<String>,
    pub(super) items: Vec<Item>,
    /// The modules in the folder next to it.
    pub(super) below: Vec<String>,
}

/// A method with the head of its block, or a whole block of a trait.
#[derive(Clone)]
struct BlockPart {
    /// The index of its block.
    block: usize,
    part: ItemImpl,
}

/// Cuts the items of a file, in which calls hold the places of what is `laid_out`. The first part is what stays.
pub(super) fn apart(items: Vec<Item>, laid_out: &LaidOut) -> Vec<SplitFile> {
    let (mut definition, mut tables, mut methods) = (Vec::new(), Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Impl(block) => methods.extend(pieces(methods.len(), block, laid_out)),
            Item::Macro(call) if laid_out.struct_at(&call.mac).is_none() => tables.push(Item::Macro(call)),
            _ => definition.push(item),
        }
    }
    let mut parts = Vec::new();
    if !methods.is_empty() {
        collect(cut(methods), &[METHODS.to_owned()], &mut parts);
    }
    if !tables.is_empty() {
        parts.push(SplitFile { path: vec![TABLES.to_owned()], items: tables, below: Vec::new() });
    }
    let below = parts.iter().filter(|part| part.path.len() == 1).flat_map(|part| part.path.clone()).collect();
    parts.insert(0, SplitFile { path: Vec::new(), items: definition, below });
    parts
}

/// Items as a file.
pub(super) fn syntax(items: Vec<Item>) -> syn::File {
    syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items }
}

/// The methods of a block.
fn pieces(block: usize, mut whole: ItemImpl, laid_out: &LaidOut) -> Vec<Piece<BlockPart>> {
    let piece = |name: &str, part: ItemImpl| Piece {
        key: value_name(name).split('_').map(str::to_owned).collect(),
        name: format!("{name}_{block}"),
        // Without the first and the last line of the block.
        lines: format::format(syntax(vec![Item::Impl(part.clone())]), laid_out).lines().count().saturating_sub(2),
        item: BlockPart { block, part },
    };
    if whole.trait_.is_some() {
        return vec![piece("trait", whole)];
    }
    let items = mem::take(&mut whole.items);
    let head = whole;
    let pieces = items.into_iter().map(|item| {
        let name = match &item {
            syn::ImplItem::Fn(method) => method.sig.ident.to_string(),
            syn::ImplItem::Const(constant) => constant.ident.to_string(),
            syn::ImplItem::Macro(call) => {
                laid_out.setter_at(&call.mac).map_or_else(|| OTHER.to_owned(), |setter| setter.name.to_string())
            }
            _ => OTHER.to_owned(),
        };
        piece(&name, ItemImpl { items: vec![item], ..head.clone() })
    });
    pieces.collect()
}

fn collect(Branch { items, below }: Branch<BlockPart>, path: &[String], parts: &mut Vec<SplitFile>) {
    let mut blocks: Vec<BlockPart> = Vec::new();
    for method in items {
        match blocks.last_mut() {
            Some(last) if last.block == method.block => last.part.items.extend(method.part.items),
            _ => blocks.push(method),
        }
    }
    let items = blocks.into_iter().map(|method| Item::Impl(method.part)).collect();
    parts.push(SplitFile { path: path.to_vec(), items, below: below.keys().cloned().collect() });
    for (name, branch) in below {
        collect(branch, &[path, &[name]].concat(), parts);
    }
}

//! The `use` lines of a file: only those that its items need.

use std::{collections::BTreeSet, iter};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::Items;

/// The modules that paths of a file begin with.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    used: BTreeSet<&'static str>,
}

impl Imports {
    /// Notes what `items` need.
    pub fn note(&mut self, Items { syntax, laid_out }: &Items) {
        for module in ["runtime", "types"] {
            let mut tokens = iter::once(syntax).chain(laid_out.tokens());
            if !self.used.contains(module) && tokens.any(|tokens| begins_path(tokens.clone(), module)) {
                self.used.insert(module);
            }
        }
    }

    /// The modules that something begins with.
    pub(super) fn modules(&self) -> impl Iterator<Item = &'static str> {
        self.used.iter().copied()
    }

    /// `use crate::runtime;` and `use crate::types;`, each where something begins with it.
    pub fn tokens(&self) -> TokenStream {
        let used = self.modules().map(|module| format_ident!("{module}"));
        quote!(#(use crate::#used;)*)
    }
}

/// Whether some path in `tokens` begins with `module`.
fn begins_path(tokens: TokenStream, module: &str) -> bool {
    let mut joint_colon_before = false;
    let mut separator_before = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match &token {
            TokenTree::Ident(ident) => {
                ident == module && !separator_before && tokens.peek().is_some_and(is_joint_colon)
            }
            TokenTree::Group(group) => begins_path(group.stream(), module),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
        separator_before = joint_colon_before && is_colon(&token);
        joint_colon_before = is_joint_colon(&token);
    }
    false
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')
}

/// The first of the two colons of a `::`.
fn is_joint_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(items: &TokenStream) -> String {
        let mut imports = Imports::default();
        imports.note(&items.clone().into());
        imports.tokens().to_string()
    }

    #[test]
    fn what_begins_a_path_is_imported() {
        assert_eq!(
            of(&quote!(
                fn f(x: types::A) -> Vec<runtime::B> {}
            )),
            "use crate :: runtime ; use crate :: types ;"
        );
    }

    #[test]
    fn what_only_looks_like_it_is_not() {
        assert_eq!(
            of(&quote!(
                fn f(types: crate::types::A, runtime: u8) {
                    g(types, "runtime::X")
                }
            )),
            ""
        );
    }
}

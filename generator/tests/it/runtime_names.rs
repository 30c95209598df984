//! One file of `render` spells all names of the runtime that emitted code uses.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use crate::imports;

/// The one file that names items of the runtime.
const NAMING: &[&str] = &["render", "runtime_paths"];

#[test]
fn only_runtime_paths_names_items_of_the_runtime() {
    let mut found = Vec::new();
    for (module, file) in imports::files() {
        if module.first().is_some_and(|stage| stage == "render" || stage == "changes") && module != NAMING {
            let mut names = RuntimeNames::default();
            names.visit_file(&file);
            found.extend(names.0.into_iter().map(|name| format!("{}: {name}", module.join("::"))));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn names_in_tokens_and_in_texts_are_found() {
    let mut names = RuntimeNames::default();
    names.visit_file(&syn::parse_quote! {
        /// Prints `runtime::A`.
        fn f() { (quote!(runtime::B(x)), "runtime::C", format!("{x}: runtime::D"), runtime_paths::E) }
    });
    assert_eq!(names.0, ["runtime::B", "runtime::C", "{x}: runtime::D"]);
}

/// Items of the runtime that a file names outside of its tests and docs.
#[derive(Default)]
struct RuntimeNames(Vec<String>);

impl RuntimeNames {
    fn add_text(&mut self, text: &str) {
        if text.contains("runtime::") {
            self.0.push(text.to_owned());
        }
    }

    fn add_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            match (token, tokens.get(index + 1), tokens.get(index + 3)) {
                (TokenTree::Ident(first), Some(TokenTree::Punct(colon)), Some(TokenTree::Ident(item)))
                    if first == "runtime" && colon.as_char() == ':' =>
                {
                    self.0.push(format!("runtime::{item}"));
                }
                (TokenTree::Group(group), ..) => self.add_tokens(group.stream()),
                (TokenTree::Literal(literal), ..) => self.add_text(literal.to_string().trim_matches('"')),
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for RuntimeNames {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.add_text(&text.value());
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.add_tokens(call.tokens.clone());
    }
}

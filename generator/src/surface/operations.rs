//! The types in the tables of operations: the value of a success, the item of a page.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::quote;
use syn::{GenericArgument, Macro, PathArguments, Type};

use crate::one_line::{ModuleNames, qualified, text};

/// The associated type that a table sets: its trait, its name, the type.
pub(super) fn associated_type(table: &Macro, module: &str) -> Option<(&'static str, &'static str, String)> {
    match text(&table.path).as_str() {
        "runtime::operation" => Some(("runtime::Operation", "Output", output(&response(&table.tokens)?, module)?)),
        "runtime::paged" => Some(("runtime::Paged", "Item", text(&item(&table.tokens)))),
        _ => None,
    }
}

/// The path of the operation of a table of the server for tests, and the type of its body; `None` without a body.
pub(super) fn fake_body(table: &Macro, names: &ModuleNames) -> Option<(String, String)> {
    let tokens = || table.tokens.clone().into_iter();
    let path: TokenStream = tokens().take_while(|token| !matches!(token, TokenTree::Group(_))).collect();
    let path = text(&path).replace("super::", "");
    let TokenTree::Group(members) = tokens().last()? else { return None };
    let behind = members.stream().into_iter().skip_while(|token| !is_word(token, "body")).skip(2);
    let ty: TokenStream = behind.take_while(|token| !is_braced(token)).collect();
    let ty = qualified(&ty, names);
    (ty != "()").then_some((path, ty))
}

/// `Json<Agent>` of `GetAgent: "getAgent", GET "/agents/{id}" => Json<Agent>, accept: "…"`.
fn response(table: &TokenStream) -> Option<Type> {
    let mut tokens = table.clone().into_iter().skip_while(|token| !is_joint(token, '=')).skip(2).peekable();
    let mut ty = TokenStream::new();
    let mut depth = 0;
    while let Some(token) = tokens.next_if(|token| depth > 0 || !is(token, ',')) {
        depth += i32::from(is(&token, '<')) - i32::from(is(&token, '>'));
        ty.extend([token]);
    }
    syn::parse2(ty).ok()
}

/// `Agent` of `ListAgents: "page" => next_page, data: Agent`, and of `ListAgents(page): Link => { items: Agent = page.data }`.
fn item(table: &TokenStream) -> TokenStream {
    let members = match table.clone().into_iter().last() {
        Some(TokenTree::Group(members)) if members.delimiter() == Delimiter::Brace => members.stream(),
        _ => table.clone().into_iter().skip_while(|token| !is(token, ',')).collect(),
    };
    let behind_colon = members.into_iter().skip_while(|token| !is(token, ':')).skip(1);
    behind_colon.take_while(|token| !is(token, '=')).collect()
}

/// The type that a body is read as by `response`.
fn output(response: &Type, module: &str) -> Option<String> {
    let Type::Path(path) = response else { return None };
    let last = path.path.segments.last()?;
    let held = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(held) => Some(held),
            _ => None,
        },
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    };
    let is_of_runtime = path.path.segments.first()?.ident == "runtime";
    Some(match (is_of_runtime, last.ident.to_string().as_str(), held) {
        (true, "Json", Some(held)) => text(held),
        (true, "JsonEvents" | "NamedEvents", Some(held)) => text(&quote!(runtime::EventStream<#held>)),
        (true, "JsonLines", Some(held)) => text(&quote!(runtime::JsonLineStream<#held>)),
        (true, "JsonParts", Some(held)) => text(&quote!(runtime::PartStream<#held>)),
        (true, "ListedParts", Some(held)) => text(&quote!(runtime::PartList<#held>)),
        (true, "TextParts", None) => "runtime::PartStream<String>".to_owned(),
        (true, "BinaryParts", None) => "runtime::PartStream<runtime::Bytes>".to_owned(),
        (true, "Empty", None) => "()".to_owned(),
        (true, "Text" | "Location", None) => "String".to_owned(),
        (true, "Binary", None) => "runtime::Bytes".to_owned(),
        (true, "Events", None) => "runtime::EventStream<runtime::sse::Event>".to_owned(),
        // The enum of an operation's responses.
        _ => format!("{module}::{}", text(response)),
    })
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_braced(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn is_joint(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign && punct.spacing() == Spacing::Joint)
}

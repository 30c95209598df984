//! Lays out what is many and alike, a line for each: the fields of structs, and setters.
//!
//! Input: an item. Output: its text with its docs. The length of a line does not matter: what follows the signature of a setter
//! says nothing new, and a change of a name or a type is a change of one line.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Expr, Field, Fields, ImplItemFn, ItemStruct, Lit, LitStr, Meta, Stmt, Visibility};

use crate::one_line::text;

const INDENTATION: &str = "    ";

/// The text of a struct with named fields.
pub(crate) fn structure(item: &ItemStruct) -> Option<String> {
    let Fields::Named(fields) = &item.fields else { return None };
    let (docs, attributes) = split(&item.attrs, "");
    let mut lines = docs;
    lines.extend(attributes.into_iter().map(|attribute| attribute + "\n"));
    lines.extend([text(&item.vis), " struct ".to_owned(), text(&item.ident), text(&item.generics)]);
    if !fields.named.is_empty() && fields.named.iter().all(is_plain_field) {
        let fields: Vec<String> = fields.named.iter().map(text).collect();
        lines.push(format!(" {{ {} }}", fields.join(", ")));
        return Some(lines.concat());
    }
    lines.push(" {\n".to_owned());
    for field in &fields.named {
        let (docs, attributes) = split(&field.attrs, INDENTATION);
        lines.extend(docs);
        lines.extend(attributes.into_iter().map(|attribute| format!("{INDENTATION}{attribute}\n")));
        let name = field.ident.as_ref().map(text).unwrap_or_default();
        let visibility = text(&field.vis);
        let space = if visibility.is_empty() { "" } else { " " };
        lines.push(format!("{INDENTATION}{visibility}{space}{name}: {},\n", text(&field.ty)));
    }
    lines.push("}".to_owned());
    Some(lines.concat())
}

/// Whether a field has nothing but a name and a type.
fn is_plain_field(field: &Field) -> bool {
    field.attrs.is_empty() && matches!(field.vis, Visibility::Inherited)
}

/// The text of a method that takes `self` and must be used.
pub(crate) fn setter(method: &ImplItemFn) -> Option<String> {
    let takes_self = method.sig.receiver().is_some_and(|receiver| !text(receiver).starts_with('&'));
    let is_used = method.attrs.iter().any(|attribute| attribute.path().is_ident("must_use"));
    if !takes_self || !is_used || !method.block.stmts.iter().all(is_plain) {
        return None;
    }
    let (mut lines, attributes) = split(&method.attrs, INDENTATION);
    let statements: Vec<String> = method.block.stmts.iter().map(text).collect();
    let body = format!("{{ {} }}", statements.join(" "));
    let words = attributes.into_iter().chain([text(&method.vis), text(&method.sig), body]);
    lines.push(format!("{INDENTATION}{}", words.collect::<Vec<_>>().join(" ")));
    Some(lines.concat())
}

/// The documentation, and the other attributes.
fn split(attributes: &[Attribute], indentation: &str) -> (Vec<String>, Vec<String>) {
    let (docs, others): (Vec<_>, Vec<_>) = attributes.iter().partition(|attribute| doc(attribute).is_some());
    let docs = docs.into_iter().filter_map(doc).map(|text| comment(&text.value(), indentation, "///"));
    (docs.collect(), others.into_iter().map(text).collect())
}

/// The text of documentation, as the attribute holds it.
pub(crate) fn doc(attribute: &Attribute) -> Option<&LitStr> {
    let Meta::NameValue(meta) = &attribute.meta else { return None };
    match &meta.value {
        Expr::Lit(literal) if meta.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// The lines of a documentation comment, each with `sign` before it.
pub(crate) fn comment(text: &str, indentation: &str, sign: &str) -> String {
    text.split('\n').map(|line| format!("{indentation}{sign}{}\n", line.trim_end_matches(' '))).collect()
}

/// Whether a statement has neither blocks nor closures, which need lines of their own.
fn is_plain(statement: &Stmt) -> bool {
    fn of_tokens(tokens: TokenStream) -> bool {
        tokens.into_iter().all(|token| match token {
            TokenTree::Group(group) => group.delimiter() != Delimiter::Brace && of_tokens(group.stream()),
            TokenTree::Punct(sign) => sign.as_char() != '|',
            TokenTree::Ident(_) | TokenTree::Literal(_) => true,
        })
    }
    of_tokens(statement.to_token_stream())
}

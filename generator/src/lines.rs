//! Lays out structs with named fields, and setters of fields, with one line for each field and setter.
//!
//! Input: the parts that `render` makes. Output: the text with its docs. Among the other items of a file, a macro call holds the
//! place of each, so that nothing parses and prints them. The length of a line does not matter: what follows the signature of
//! a setter says nothing new, and a change of a name or a type is a change of one line.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, Expr, Lit, LitStr, Macro, Meta};

use crate::one_line::text;

const INDENTATION: &str = "    ";

/// A public struct with named fields.
#[derive(Clone, Debug)]
pub struct StructLines {
    /// The documentation, as an attribute holds it.
    pub docs: String,
    /// The traits that are derived.
    pub derived: TokenStream,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
    /// Whether it may get more fields.
    pub is_non_exhaustive: bool,
    /// Its name.
    pub name: Ident,
    /// Its fields.
    pub fields: Vec<FieldLine>,
}

/// A field.
#[derive(Clone, Debug)]
pub struct FieldLine {
    /// The documentation, as an attribute holds it.
    pub docs: String,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TokenStream,
    /// Whether it is public.
    pub is_public: bool,
}

/// A method that takes `mut self` and returns it.
#[derive(Clone, Debug)]
pub struct SetterLine {
    /// The documentation, as an attribute holds it.
    pub docs: String,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
    /// Its name.
    pub name: Ident,
    /// The argument next to `self`, with its type.
    pub argument: Option<TokenStream>,
    /// The statements before it returns `self`.
    pub statement: TokenStream,
}

/// The structs and setters of some items, by the literals of their paths.
#[derive(Clone, Debug, Default)]
pub struct LaidOut {
    structs: BTreeMap<String, StructLines>,
    setters: BTreeMap<String, SetterLine>,
}

impl LaidOut {
    /// Takes a struct, and returns what holds its place.
    pub fn structure(&mut self, lines: StructLines) -> TokenStream {
        let path = Literal::string(&lines.name.to_string());
        self.structs.insert(path.to_string(), lines);
        place(&path)
    }

    /// Takes a setter of the type `owner`, and returns what holds its place. One that needs several lines is returned as it is.
    pub fn setter(&mut self, owner: &Ident, line: SetterLine) -> TokenStream {
        if !is_plain(line.statement.clone()) {
            return line.syntax();
        }
        let path = Literal::string(&format!("{owner}::{}", line.name));
        self.setters.insert(path.to_string(), line);
        place(&path)
    }

    /// Takes the structs and setters of other items, too.
    pub fn extend(&mut self, others: Self) {
        self.structs.extend(others.structs);
        self.setters.extend(others.setters);
    }

    /// The struct whose place a call holds.
    pub fn struct_at(&self, call: &Macro) -> Option<&StructLines> {
        self.structs.get(&path_at(call)?)
    }

    /// The setter whose place a call holds.
    pub fn setter_at(&self, call: &Macro) -> Option<&SetterLine> {
        self.setters.get(&path_at(call)?)
    }

    /// All tokens that may hold paths.
    pub fn tokens(&self) -> impl Iterator<Item = &TokenStream> {
        let types = self.structs.values().flat_map(|lines| lines.fields.iter().map(|field| &field.ty));
        types.chain(self.setters.values().flat_map(|line| line.argument.iter().chain([&line.statement])))
    }
}

fn place(path: &Literal) -> TokenStream {
    quote!(laid_out! { #path })
}

fn path_at(call: &Macro) -> Option<String> {
    call.path.is_ident("laid_out").then(|| call.tokens.to_string())
}

impl StructLines {
    /// The text.
    pub fn text(&self) -> String {
        let mut lines = documentation(&self.docs, "");
        lines.extend(["#[derive(", &text(&self.derived), ")]\n"]);
        lines.push_str(if self.is_deprecated { "#[deprecated]\n" } else { "" });
        lines.push_str(if self.is_non_exhaustive { "#[non_exhaustive]\n" } else { "" });
        lines.extend(["pub struct ", &self.name.to_string(), " {"]);
        if self.fields.iter().all(|field| !field.is_public) {
            let fields: Vec<String> = self.fields.iter().map(FieldLine::declaration).collect();
            lines.extend([" ", &fields.join(", "), " }"]);
            return lines;
        }
        lines.push('\n');
        for field in &self.fields {
            lines.push_str(&documentation(&field.docs, INDENTATION));
            if field.is_deprecated {
                lines.extend([INDENTATION, "#[deprecated]\n"]);
            }
            let visibility = if field.is_public { "pub " } else { "" };
            lines.extend([INDENTATION, visibility, &field.declaration(), ",\n"]);
        }
        lines.push('}');
        lines
    }
}

impl FieldLine {
    /// A private field, which needs no documentation.
    pub fn private(name: &str, ty: TokenStream) -> Self {
        let name = Ident::new(name, Span::call_site());
        Self { docs: String::new(), is_deprecated: false, name, ty, is_public: false }
    }

    fn declaration(&self) -> String {
        format!("{}: {}", self.name, text(&self.ty))
    }
}

impl SetterLine {
    /// The text.
    pub fn text(&self) -> String {
        let deprecated = if self.is_deprecated { "#[deprecated] " } else { "" };
        let argument = self.argument.as_ref().map(|argument| format!(", {}", text(argument))).unwrap_or_default();
        format!(
            "{docs}{INDENTATION}{deprecated}#[must_use] pub fn {name}(mut self{argument}) -> Self {{ {statement} self }}",
            docs = documentation(&self.docs, INDENTATION),
            name = self.name,
            statement = text(&self.statement),
        )
    }

    fn syntax(&self) -> TokenStream {
        let Self { docs, is_deprecated, name, argument, statement } = self;
        let deprecated = is_deprecated.then(|| quote!(#[deprecated]));
        let argument = argument.iter();
        quote! {
            #[doc = #docs]
            #deprecated
            #[must_use]
            pub fn #name(mut self #(, #argument)*) -> Self {
                #statement
                self
            }
        }
    }
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

/// The documentation of an item or a field, if it has any.
fn documentation(docs: &str, indentation: &str) -> String {
    if docs.is_empty() { String::new() } else { comment(docs, indentation, "///") }
}

/// The lines of a documentation comment, each with `sign` before it.
pub(crate) fn comment(text: &str, indentation: &str, sign: &str) -> String {
    text.split('\n').flat_map(|line| [indentation, sign, line.trim_end_matches(' '), "\n"]).collect()
}

/// Whether a statement has neither blocks nor closures, which need lines of their own.
fn is_plain(tokens: TokenStream) -> bool {
    tokens.into_iter().all(|token| match token {
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace && is_plain(group.stream()),
        TokenTree::Punct(sign) => sign.as_char() != '|',
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
    })
}

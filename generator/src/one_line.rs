//! Tokens as text on one line, spaced as people write them.

use std::{collections::BTreeSet, fmt::Write as _};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// Names that get the path of their module.
pub(crate) struct ModuleNames {
    /// The path of the module; empty if no name gets a path.
    pub(crate) module: String,
    pub(crate) names: BTreeSet<String>,
}

impl ModuleNames {
    const NONE: Self = Self { module: String::new(), names: BTreeSet::new() };

    /// Whether the name gets a path.
    fn has(&self, name: &str) -> bool {
        !self.module.is_empty() && self.names.contains(name)
    }
}

/// The text of a piece of syntax.
pub(crate) fn text(syntax: &impl ToTokens) -> String {
    qualified(syntax, &ModuleNames::NONE)
}

/// The text of a piece of syntax. Each path that is only one of `names` begins with their module.
pub(crate) fn qualified(syntax: &impl ToTokens, names: &ModuleNames) -> String {
    let mut text = String::new();
    add(syntax.to_token_stream(), names, &mut text);
    text
}

fn add(tokens: TokenStream, names: &ModuleNames, text: &mut String) {
    let mut previous = None;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if let Some(previous) = &previous
            && is_spaced(previous, &token, text)
        {
            text.push(' ');
        }
        match &token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                add(group.stream(), names, text);
                text.push_str(close);
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {
                let start = text.len();
                let _ = write!(text, "{token}");
                let (before, name) = text.split_at(start);
                if names.has(name) && !before.ends_with("::") && !tokens.peek().is_some_and(goes_on) {
                    text.insert_str(start, &format!("{}::", names.module));
                }
            }
        }
        previous = Some(token);
    }
}

/// Whether a name before this token is not a whole path, but the beginning of a path or the name of an associated type.
fn goes_on(next: &TokenTree) -> bool {
    matches!(next, TokenTree::Punct(sign) if sign.as_char() == '=' || sign.as_char() == ':' && sign.spacing() == Spacing::Joint)
}

/// Whether a space is between two tokens; `text` ends with the first.
fn is_spaced(previous: &TokenTree, next: &TokenTree, text: &str) -> bool {
    match (previous, next) {
        // A lifetime is a quote and a name; `->` and `=>` are one sign.
        (TokenTree::Punct(before), _) if before.spacing() == Spacing::Joint => false,
        (TokenTree::Punct(before), _) => matches!(before.as_char(), ',' | ';' | '=' | '+') || is_spaced_sign(text),
        (_, TokenTree::Punct(after)) => {
            matches!(after.as_char(), '=' | '+') || after.as_char() == '-' && after.spacing() == Spacing::Joint
        }
        (TokenTree::Ident(_) | TokenTree::Literal(_), TokenTree::Ident(_) | TokenTree::Literal(_)) => true,
        _ => false,
    }
}

/// Whether the text ends with an arrow, or with a colon that is not a part of a path.
fn is_spaced_sign(text: &str) -> bool {
    text.ends_with("->") || text.ends_with("=>") || text.ends_with(':') && !text.ends_with("::")
}

//! Tokens as text on one line, spaced as people write them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The text of a piece of syntax.
pub(crate) fn text(syntax: &impl ToTokens) -> String {
    let mut text = String::new();
    write(syntax.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut previous = None;
    for token in tokens {
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
                write(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => text.push_str(&token.to_string()),
        }
        previous = Some(token);
    }
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

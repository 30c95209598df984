//! Lays out the tables of emitted code: calls of the runtime's macros, which prettyplease does not format.
//!
//! Input: the tokens of a call. Output: its text. Each entry between braces gets a line, and so does each entry of a list that
//! is longer than a line.

use std::{iter, mem};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Macro;

use crate::one_line::text;

/// The longest line that is not broken.
const WIDTH: usize = 100;

/// The text of a call between braces.
pub(crate) fn layout(call: &Macro) -> String {
    let mut lines = format!("{}! {{\n    ", text(&call.path));
    write(call.tokens.clone(), 1, &mut lines);
    lines.push_str("\n}");
    lines
}

/// Writes tokens on a line that is already indented.
fn write(tokens: TokenStream, depth: usize, lines: &mut String) {
    let has_blocks = tokens.clone().into_iter().any(|token| is_block(&token));
    let line = text(&tokens);
    if !has_blocks && 4 * depth + line.len() <= WIDTH {
        lines.push_str(&line);
        return;
    }
    let mut flat = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if is_block(&TokenTree::Group(group.clone())) => {
                write_flat(&mut flat, lines);
                lines.push(' ');
                entries(&group, depth, lines);
                new_line(depth, lines);
            }
            TokenTree::Group(group) if !has_blocks && !group.stream().is_empty() => {
                write_flat(&mut flat, lines);
                entries(&group, depth, lines);
            }
            TokenTree::Punct(sign) if has_blocks && sign.as_char() == ';' => {
                flat.extend([TokenTree::Punct(sign)]);
                write_flat(&mut flat, lines);
                new_line(depth, lines);
            }
            other => flat.extend([other]),
        }
    }
    write_flat(&mut flat, lines);
    lines.truncate(lines.trim_end().len());
}

fn new_line(depth: usize, lines: &mut String) {
    lines.push('\n');
    lines.extend(iter::repeat_n("    ", depth));
}

fn write_flat(flat: &mut TokenStream, lines: &mut String) {
    lines.push_str(&text(&mem::take(flat)));
}

fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Writes the entries of a group, which commas separate, on lines of their own.
fn entries(group: &Group, depth: usize, lines: &mut String) {
    let (open, close) = match group.delimiter() {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::None => ("", ""),
    };
    lines.push_str(open);
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    for entry in tokens.split_inclusive(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',')) {
        new_line(depth + 1, lines);
        write(entry.iter().cloned().collect(), depth + 1, lines);
    }
    new_line(depth, lines);
    lines.push_str(close);
}

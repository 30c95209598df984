//! The lines of one file.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Fields, File, Generics, Ident, ImplItem, ItemImpl, Meta, Path, Visibility};

use super::{
    Item,
    operations::{associated_type, fake_body},
};
use crate::{
    lines::{LaidOut, SetterLine, StructLines},
    one_line::{ModuleNames, qualified, text},
};

/// The traits that the runtime's macro `string_enum!` implements.
const STRING_ENUM: &[&str] = &[
    "AsRef<str>",
    "From<&str>",
    "From<String>",
    "serde::Deserialize",
    "serde::Serialize",
    "std::fmt::Display",
    "std::str::FromStr",
];

/// The traits that all tables of the runtime implement.
const TABLE: &[&str] = &["serde::Deserialize", "serde::Serialize"];

/// The traits that the runtime's macro `object!` implements.
const OBJECT: &[&str] = &["Debug", "serde::Deserialize", "serde::Serialize"];

/// The traits that the runtime's macro `integer_enum!` implements.
const INTEGER_ENUM: &[&str] = &["From<i64>", "serde::Deserialize", "serde::Serialize", "std::fmt::Display"];

/// Adds the items of a file whose items have the path `module`, and so have the types `names`.
pub(super) fn collect(file: &File, laid_out: &LaidOut, module: String, names: &[Ident], items: &mut BTreeSet<Item>) {
    let declared = file.items.iter().filter_map(|item| declared(item, laid_out));
    let names = declared.chain(names).map(Ident::to_string).collect();
    let names = ModuleNames { module, names };
    let mut lines = Collector { items, names, laid_out, traits: BTreeMap::new(), heads: Vec::new() };
    for item in &file.items {
        lines.item(item);
    }
    lines.finish();
}

/// The type that an item declares.
fn declared<'i>(item: &'i syn::Item, laid_out: &'i LaidOut) -> Option<&'i Ident> {
    match item {
        syn::Item::Macro(call) => laid_out.struct_at(&call.mac).map(|lines| &lines.name),
        syn::Item::Struct(item) => Some(&item.ident),
        syn::Item::Enum(item) => Some(&item.ident),
        syn::Item::Type(item) => Some(&item.ident),
        _ => None,
    }
}

/// The lines so far.
struct Collector<'i> {
    items: &'i mut BTreeSet<Item>,
    /// The path of the items, and the types that the file declares.
    names: ModuleNames,
    /// The structs and setters whose places calls hold.
    laid_out: &'i LaidOut,
    /// The traits of each type.
    traits: BTreeMap<String, BTreeSet<String>>,
    /// Types, without their traits: these may be anywhere in the file.
    heads: Vec<(String, String)>,
}

impl Collector<'_> {
    fn add(&mut self, owner: &str, name: &str, line: String) {
        self.items.insert(Item { owner: owner.to_owned(), name: name.to_owned(), line });
    }

    fn path(&self, ident: &Ident) -> String {
        let module = &self.names.module;
        if module.is_empty() { ident.to_string() } else { format!("{module}::{ident}") }
    }

    /// The text of a piece of syntax, with the whole path of the types that the file declares.
    fn text(&self, syntax: &impl ToTokens) -> String {
        qualified(syntax, &self.names)
    }

    fn item(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Struct(item) if is_public(&item.vis) => {
                let path = self.path(&item.ident);
                self.head(&path, "struct", &item.attrs, &item.generics);
                self.fields(&path, &item.fields);
            }
            syn::Item::Enum(item) if is_public(&item.vis) => {
                let path = self.path(&item.ident);
                self.head(&path, "enum", &item.attrs, &item.generics);
                for variant in &item.variants {
                    let (marks, ident, fields) = (marks(&variant.attrs), &variant.ident, self.text(&variant.fields));
                    self.add(&path, &ident.to_string(), format!("{marks}pub {path}::{ident}{fields}"));
                }
            }
            syn::Item::Type(item) if is_public(&item.vis) => {
                let path = self.path(&item.ident);
                let line = format!("{}pub type {path} = {}", marks(&item.attrs), self.text(&item.ty));
                self.add(&path, "", line);
            }
            syn::Item::Mod(item) if is_public(&item.vis) => {
                let path = self.path(&item.ident);
                self.add(&path, "", format!("pub mod {path}"));
            }
            syn::Item::Impl(block) => match &block.trait_ {
                Some((path, _)) => self.of_trait(block, path),
                None => self.methods(block),
            },
            syn::Item::Macro(call) => match self.laid_out.struct_at(&call.mac) {
                Some(lines) => self.structure(lines),
                None => self.call(&call.mac),
            },
            // Exports of `types/` are the types themselves, which are in their own files.
            syn::Item::Use(_)
            | syn::Item::Struct(_)
            | syn::Item::Enum(_)
            | syn::Item::Type(_)
            | syn::Item::Mod(_)
            | syn::Item::Static(_)
            | syn::Item::Const(_)
            | syn::Item::Fn(_) => {}
            // Items of an unknown kind are listed too.
            other => self.whole(other),
        }
    }

    fn whole(&mut self, item: &impl ToTokens) {
        let line = self.text(item);
        let module = self.names.module.clone();
        self.add(&module, &line.clone(), line);
    }

    fn head(&mut self, path: &str, keyword: &str, attributes: &[Attribute], generics: &Generics) {
        let marks = marks(attributes);
        self.heads.push((path.to_owned(), format!("{marks}pub {keyword} {path}{}", self.text(generics))));
        self.traits.entry(path.to_owned()).or_default().extend(derived(attributes));
    }

    fn structure(&mut self, lines: &StructLines) {
        let path = self.path(&lines.name);
        let non_exhaustive = if lines.is_non_exhaustive { "#[non_exhaustive] " } else { "" };
        self.heads
            .push((path.clone(), format!("{}{non_exhaustive}pub struct {path}", deprecated(lines.is_deprecated))));
        self.traits.entry(path.clone()).or_default().extend(listed(&text(&lines.derived)));
        for field in lines.fields.iter().filter(|field| field.is_public) {
            let name = field.name.to_string();
            let line = format!("{}pub {path}::{name}: {}", deprecated(field.is_deprecated), self.text(&field.ty));
            self.add(&path, &name, line);
        }
    }

    fn setter(&mut self, owner: &str, line: &SetterLine) {
        let name = line.name.to_string();
        let argument = line.argument.as_ref().map(|argument| format!(", {}", self.text(argument)));
        let (marks, argument) = (deprecated(line.is_deprecated), argument.unwrap_or_default());
        self.add(owner, &name, format!("{marks}pub fn {owner}::{name}(self{argument}) -> Self"));
    }

    fn fields(&mut self, owner: &str, fields: &Fields) {
        for (index, field) in fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
            let name = field.ident.as_ref().map_or_else(|| index.to_string(), Ident::to_string);
            let line = format!("{}pub {owner}::{name}: {}", marks(&field.attrs), self.text(&field.ty));
            self.add(owner, &name, line);
        }
    }

    fn methods(&mut self, block: &ItemImpl) {
        let owner = self.text(&block.self_ty);
        let generics = self.text(&block.generics);
        for item in &block.items {
            match item {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    let signature = &method.sig;
                    let (name, own, inputs) =
                        (&signature.ident, self.text(&signature.generics), self.text(&signature.inputs));
                    let output = self.text(&signature.output);
                    let output = if output.is_empty() { output } else { format!(" {output}") };
                    // `mut self` does not affect callers.
                    let inputs = inputs.strip_prefix("mut ").unwrap_or(&inputs).trim_end_matches(',');
                    let marks = marks(&method.attrs);
                    let line = format!("{marks}pub fn{generics} {owner}::{name}{own}({inputs}){output}");
                    self.add(&owner, &name.to_string(), line);
                }
                ImplItem::Const(item) if is_public(&item.vis) => {
                    let (name, ty, value) = (&item.ident, self.text(&item.ty), self.text(&item.expr));
                    self.add(&owner, &name.to_string(), format!("pub const {owner}::{name}: {ty} = {value}"));
                }
                ImplItem::Macro(call) => {
                    if let Some(line) = self.laid_out.setter_at(&call.mac) {
                        self.setter(&owner, line);
                    }
                }
                _ => {}
            }
        }
    }

    fn of_trait(&mut self, block: &ItemImpl, path: &Path) {
        let owner = self.text(&block.self_ty);
        let name = path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::");
        // `From` shows the accepted values, and other traits show the abilities of a type.
        if name == "From" {
            let line = format!("impl {} for {owner}", self.text(path));
            return self.add(&owner, &self.text(path), line);
        }
        let shown = if name == "serde::Deserialize" { name.clone() } else { self.text(path) };
        self.traits.entry(owner.clone()).or_default().insert(shown);
        for item in &block.items {
            let (kind, name, rest) = match item {
                ImplItem::Const(item) => {
                    ("const", &item.ident, format!(": {} = {}", self.text(&item.ty), self.text(&item.expr)))
                }
                ImplItem::Type(item) => ("type", &item.ident, format!(" = {}", self.text(&item.ty))),
                _ => continue,
            };
            let line = format!("pub {kind} <{owner} as {}>::{name}{rest}", self.text(path));
            self.add(&owner, &name.to_string(), line);
        }
    }

    fn call(&mut self, call: &syn::Macro) {
        let (implemented, method): (&[&str], _) = match text(&call.path).as_str() {
            "runtime::string_enum" => (STRING_ENUM, Some(("as_str", "(&self) -> &str"))),
            "runtime::integer_enum" => (INTEGER_ENUM, Some(("as_i64", "(self) -> i64"))),
            "runtime::newtype" | "runtime::tuple" | "runtime::union" => (TABLE, None),
            "runtime::object" => (OBJECT, None),
            "runtime::operation" => (&["runtime::Operation"], None),
            "runtime::webhook_event" if call.tokens.clone().into_iter().count() > 1 => {
                (&["runtime::NamedWebhookEvent"], None)
            }
            "runtime::webhook_event" => (&["runtime::WebhookEvent"], None),
            "runtime::paged" => (&["runtime::Paged"], None),
            "runtime::errors" => (&["runtime::ErrorByStatus"], None),
            "runtime::fake::fake_operation" => return self.fake(call),
            // How the enum of an operation's responses is read, and the data of its events.
            "runtime::successes" | "runtime::event_names" => return,
            _ => return self.whole(call),
        };
        let Some(TokenTree::Ident(name)) = call.tokens.clone().into_iter().next() else { return self.whole(call) };
        let owner = self.path(&name);
        if let Some((name, signature)) = method {
            self.add(&owner, name, format!("pub fn {owner}::{name}{signature}"));
        }
        if let Some((of_trait, name, ty)) = associated_type(call, &self.names.module) {
            self.add(&owner, name, format!("pub type <{owner} as {of_trait}>::{name} = {ty}"));
        }
        if call.path.segments.last().is_some_and(|macro_name| macro_name.ident == "union") {
            for ty in conversions(call.tokens.clone()) {
                let implemented = format!("From<{ty}>");
                self.add(&owner, &implemented, format!("impl {implemented} for {owner}"));
            }
        }
        for implemented in implemented {
            if implemented.starts_with("From<") {
                self.add(&owner, implemented, format!("impl {implemented} for {owner}"));
            } else {
                self.traits.entry(owner.clone()).or_default().insert((*implemented).to_owned());
            }
        }
    }

    /// The body of a request in the server for tests. Its parameters have their own type, and the value of a success
    /// follows from the response.
    fn fake(&mut self, call: &syn::Macro) {
        if let Some((owner, body)) = fake_body(call, &self.names) {
            let line = format!("pub type <{owner} as runtime::fake::FakeOperation>::RequestBody = {body}");
            self.add(&owner, "RequestBody", line);
        }
    }

    fn finish(mut self) {
        for (path, head) in mem::take(&mut self.heads) {
            let traits: Vec<String> = self.traits.remove(&path).into_iter().flatten().collect();
            let colon = if traits.is_empty() { "" } else { ": " };
            self.add(&path, "", format!("{head}{colon}{}", traits.join(" + ")));
        }
        // Traits of types that are declared elsewhere.
        for (owner, traits) in mem::take(&mut self.traits) {
            for implemented in traits {
                self.add(&owner, &implemented, format!("impl {implemented} for {owner}"));
            }
        }
    }
}

/// The types that a union is made `From`, by its table.
fn conversions(table: TokenStream) -> Vec<String> {
    let arms = table.into_iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    let held = arms.into_iter().flatten().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream().into_iter()),
        _ => None,
    });
    held.flat_map(|mut held| {
        let how = held.next().map(|how| how.to_string()).unwrap_or_default();
        let ty = text(&held.collect::<TokenStream>());
        match how.as_str() {
            "from" | "boxed" | "deep" => vec![ty],
            "text" => vec![ty, "&str".to_owned()],
            "float" => vec![ty, "f64".to_owned()],
            _ => vec![],
        }
    })
    .collect()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn deprecated(is_deprecated: bool) -> &'static str {
    if is_deprecated { "#[deprecated] " } else { "" }
}

/// The attributes that belong to the public interface.
fn marks(attributes: &[Attribute]) -> String {
    let mut marks = String::new();
    for attribute in attributes {
        if attribute.path().is_ident("non_exhaustive") {
            marks.push_str("#[non_exhaustive] ");
        } else if attribute.path().is_ident("deprecated") {
            marks.push_str("#[deprecated] ");
        } else if attribute.path().is_ident("cfg") {
            let meta = &attribute.meta;
            marks.push_str(&text(&quote!(#[#meta])));
            marks.push(' ');
        }
    }
    marks
}

fn derived(attributes: &[Attribute]) -> Vec<String> {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let lists = derives.filter_map(|attribute| match &attribute.meta {
        Meta::List(list) => Some(text(&list.tokens)),
        Meta::Path(_) | Meta::NameValue(_) => None,
    });
    lists.flat_map(|list| listed(&list)).collect()
}

/// The names in a list.
fn listed(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

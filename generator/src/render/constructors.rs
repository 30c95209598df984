//! How callers make an object: `new` with the required properties, and setters for the others.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{
    arguments::{Owned, owned},
    docs,
    docs::DocText,
    ident,
    runtime_paths::{FIELD, FROM_JSON, NUMBER},
};
use crate::{
    lines::{LaidOut, SetterLine},
    model::{Api, Constant, Field, Presence, Struct, TypeDef, TypeRef},
};

/// `new` and the setters; nothing for types that only responses have.
pub(super) fn items(api: &Api, def: &TypeDef, object: &Struct, laid_out: &mut LaidOut) -> TokenStream {
    // Handlers of the server for tests make responses.
    let feature = match (def.is_made_by_callers(), api.settings.has_fake) {
        (true, _) => None,
        (false, true) => Some(quote! {
            #[cfg(feature = "fake")]
            #[allow(clippy::new_without_default, reason = "handlers of tests call `new`")]
        }),
        (false, false) => return TokenStream::new(),
    };
    let name = ident(&def.rust_name);
    let new = new(api, def, object);
    let setters = object.fields.iter().flat_map(|field| [setter(api, field), adder(api, field), clear(field)]);
    let setters = setters.flatten().map(|line| laid_out.setter(&name, line));
    quote! {
        #feature
        impl #name {
            #new
            #(#setters)*
        }
    }
}

/// Whether the struct derives `Default`: callers make it, and nothing in it is required.
pub(super) fn derives_default(def: &TypeDef, object: &Struct) -> bool {
    def.is_made_by_callers() && !object.fields.iter().any(Field::is_argument)
}

/// The value that `new` puts into a field; `None` if it is the argument of the same name.
fn start(api: &Api, field: &Field) -> Option<TokenStream> {
    let name = ident(&field.rust_name);
    let conversion = owned(api, &field.ty, &name).conversion;
    match field.presence {
        Presence::Required => conversion,
        Presence::RequiredNullable | Presence::Optional | Presence::ThreeState => {
            Some(present(field.presence, &conversion.unwrap_or_else(|| quote!(#name))))
        }
    }
}

/// The only value of a field, as an expression.
fn only_value(constant: &Constant) -> TokenStream {
    match constant {
        Constant::Text(text) => quote!(#text.to_owned()),
        Constant::Integer(integer) => {
            let integer = Literal::i64_unsuffixed(*integer);
            quote!(#integer)
        }
        Constant::Number(json) => number(json),
        Constant::Boolean(boolean) => quote!(#boolean),
        Constant::Null => quote!(()),
    }
}

/// A JSON number, made from a literal of the Rust type that has its exact value.
pub(super) fn number(json: &str) -> TokenStream {
    let suffix = match (json.parse::<i64>(), json.parse::<u64>()) {
        (Ok(_), _) => "i64",
        (_, Ok(_)) => "u64",
        _ => "f64",
    };
    let literal: Literal = format!("{json}_{suffix}").parse().expect("a JSON number is a Rust literal");
    quote!(#NUMBER::from(#literal))
}

fn new(api: &Api, def: &TypeDef, object: &Struct) -> TokenStream {
    if derives_default(def, object) {
        let docs = DocText::new().sentence("Creates a value without any property.");
        return quote! {
            #docs
            pub fn new() -> Self {
                <Self as Default>::default()
            }
        };
    }
    let arguments: Vec<TokenStream> = object
        .arguments()
        .into_iter()
        .map(|field| {
            let name = ident(&field.rust_name);
            let ty = owned(api, &field.ty, &name).ty;
            quote!(#name: #ty)
        })
        .collect();
    let values = object.fields.iter().filter(|field| field.is_argument()).map(|field| {
        let name = ident(&field.rust_name);
        start(api, field).map_or_else(|| quote!(#name,), |value| quote!(#name: #value,))
    });
    let docs = DocText::new().sentence(if object.fields.iter().any(|field| field.argument.is_some()) {
        "Creates a value with the required properties, and with those that are nearly always set."
    } else {
        "Creates a value with the required properties."
    });
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values)* ..#FROM_JSON::empty() }
        }
    }
}

/// The method that sets a field. Required fields have none, since `new` takes them. A field with only one value needs
/// no argument.
fn setter(api: &Api, field: &Field) -> Option<SetterLine> {
    if field.presence == Presence::Required {
        return None;
    }
    let wire_name = docs::code(&field.wire_name);
    let name = ident(&field.rust_name);
    let (sentence, argument, value) = match &field.constant {
        Some(constant) => {
            let sentence = format!("Sets {wire_name} to {}, its only value.", docs::code(&constant.as_json()));
            (sentence, None, only_value(constant))
        }
        None => {
            let argument = ident("value");
            let Owned { ty, conversion } = owned(api, &field.ty, &argument);
            let value = conversion.unwrap_or_else(|| quote!(#argument));
            // The docs say that a second call replaces the first list.
            let verb = if field.add_name.is_some() { "Replaces" } else { "Sets" };
            (format!("{verb} {wire_name}."), Some(quote!(#argument: #ty)), value)
        }
    };
    let value = present(field.presence, &value);
    let statement = quote!(self.#name = #value;);
    Some(line(&sentence, field, name, argument, statement))
}

/// A setter whose docs begin with a sentence.
fn line(
    sentence: &str,
    field: &Field,
    name: Ident,
    argument: Option<TokenStream>,
    statement: TokenStream,
) -> SetterLine {
    let docs = docs::of_setter(sentence, &field.docs).text();
    SetterLine { docs, is_deprecated: field.docs.deprecated, name, argument, statement }
}

/// The value of a field that has one.
fn present(presence: Presence, value: &TokenStream) -> TokenStream {
    match presence {
        Presence::Required => value.clone(),
        Presence::RequiredNullable | Presence::Optional => quote!(Some(#value)),
        Presence::ThreeState => quote!(#FIELD::Value(#value)),
    }
}

/// The method that adds an element to a list.
fn adder(api: &Api, field: &Field) -> Option<SetterLine> {
    let add = ident(field.add_name.as_ref()?);
    let TypeRef::Array(element) = api.resolved(&field.ty) else { return None };
    let argument = ident("value");
    let Owned { ty, conversion } = owned(api, element, &argument);
    let value = conversion.unwrap_or_else(|| quote!(#argument));
    let name = ident(&field.rust_name);
    let list = match field.presence {
        Presence::Required => quote!(self.#name),
        Presence::RequiredNullable | Presence::Optional | Presence::ThreeState => {
            quote!(self.#name.get_or_insert_default())
        }
    };
    let sentence = format!("Adds one to {}.", docs::code(&field.wire_name));
    Some(line(&sentence, field, add, Some(quote!(#argument: #ty)), quote!(#list.push(#value);)))
}

/// The method that sends `null`, if null and absent are different.
fn clear(field: &Field) -> Option<SetterLine> {
    if field.presence != Presence::ThreeState {
        return None;
    }
    let (clear, name) = (ident(&field.clear_name), ident(&field.rust_name));
    let sentence = format!("Sends `null` as {}.", docs::code(&field.wire_name));
    Some(line(&sentence, field, clear, None, quote!(self.#name = #FIELD::Null;)))
}

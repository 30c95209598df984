//! Types as the surface writes them.

use std::collections::BTreeMap;

use crate::model::{Api, IntegerWidth, Presence, TypeRef};

/// The Rust type, with other names for those that were renamed.
pub(super) fn spell(api: &Api, ty: &TypeRef, renamed: &BTreeMap<&str, &str>) -> String {
    let inner = |ty: &TypeRef| spell(api, ty, renamed);
    match ty {
        TypeRef::Named(id) => {
            let name = api.type_def(*id).rust_name.as_str();
            format!("types::{}", renamed.get(name).unwrap_or(&name))
        }
        TypeRef::String => "String".to_owned(),
        TypeRef::Secret => "runtime::Secret".to_owned(),
        TypeRef::Boolean | TypeRef::Literal(_) => "bool".to_owned(),
        TypeRef::Integer(IntegerWidth::I64) => "i64".to_owned(),
        TypeRef::Integer(IntegerWidth::U64) => "u64".to_owned(),
        TypeRef::Number => "runtime::Number".to_owned(),
        TypeRef::DateTime => "runtime::DateTime".to_owned(),
        TypeRef::File => "runtime::File".to_owned(),
        TypeRef::Null => "()".to_owned(),
        TypeRef::Any => "serde_json::Value".to_owned(),
        TypeRef::Object => "runtime::JsonObject".to_owned(),
        TypeRef::Array(element) => format!("Vec<{}>", inner(element)),
        TypeRef::Map(value) => format!("std::collections::BTreeMap<String, {}>", inner(value)),
        TypeRef::Nullable(value) => format!("Option<{}>", inner(value)),
        TypeRef::Boxed(value) => format!("Box<{}>", inner(value)),
        TypeRef::Deep(value) => format!("runtime::Deep<{}>", inner(value)),
    }
}

/// The type of a field whose value is of type `value`.
pub(super) fn field(value: &str, presence: Presence) -> String {
    match presence {
        Presence::Required => value.to_owned(),
        Presence::RequiredNullable | Presence::Optional => format!("Option<{value}>"),
        Presence::ThreeState => format!("runtime::Field<{value}>"),
    }
}

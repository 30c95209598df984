//! Types.

use super::{Dump, renamed, said};
use crate::model::{
    Access, AdditionalProperties, Api, Arm, ArmId, Choice, Field, IntegerEnum, IntegerVariant, IntegerWidth, JsonKind,
    Presence, StringEnum, Struct, Tuple, TypeDef, TypeKind, TypeRef, UndeclaredRule, Union, Usage, Variant,
};

pub(super) fn write(text: &mut Dump, api: &Api, def: &TypeDef) {
    let TypeDef { pointer, rust_name, module, docs, usage, kind } = def;
    let what = match kind {
        TypeKind::Struct(_) => "struct",
        TypeKind::StringEnum(_) => "string enum",
        TypeKind::IntegerEnum(_) => "integer enum",
        TypeKind::Tuple(_) => "tuple",
        TypeKind::Union(_) => "union",
        TypeKind::Alias(_) => "alias",
        TypeKind::Newtype(_) => "newtype",
    };
    let target = match kind {
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => format!(" = {}", type_ref(api, ty)),
        TypeKind::Struct(_)
        | TypeKind::StringEnum(_)
        | TypeKind::IntegerEnum(_)
        | TypeKind::Tuple(_)
        | TypeKind::Union(_) => String::new(),
    };
    let usage = match usage {
        Usage { request: true, response: true } => "both ways",
        Usage { request: true, response: false } => "request",
        Usage { request: false, response: true } => "response",
        Usage { request: false, response: false } => "unused",
    };
    text.line(0, format!("{what} {module}::{rust_name}{target} ({usage}) {pointer}{}", said(docs)));
    match kind {
        TypeKind::Struct(object) => structure(text, api, object),
        TypeKind::StringEnum(values) => string_enum(text, values),
        TypeKind::IntegerEnum(values) => integer_enum(text, values),
        TypeKind::Tuple(tuple) => self::tuple(text, api, tuple),
        TypeKind::Union(union) => self::union(text, api, union),
        TypeKind::Alias(_) | TypeKind::Newtype(_) => {}
    }
}

fn structure(text: &mut Dump, api: &Api, Struct { fields, required: _, additional_properties }: &Struct) {
    for Field {
        pointer: _,
        wire_name,
        rust_name,
        clear_name,
        add_name,
        docs,
        ty,
        presence,
        access,
        argument,
        constant,
        is_lenient,
        is_in_text,
    } in fields
    {
        let lenient = if *is_lenient { " (or absent)" } else { "" };
        let in_text = if *is_in_text { " (or text)" } else { "" };
        let (mark, null) = match presence {
            Presence::Required => ("", String::new()),
            Presence::RequiredNullable => ("", " or null".to_owned()),
            Presence::Optional => ("?", String::new()),
            Presence::ThreeState => ("?", format!(" or null ({clear_name})")),
        };
        let access = match access {
            Access::ReadWrite => "",
            Access::ReadOnly => " (read only)",
            Access::WriteOnly => " (write only)",
        };
        let argument = argument.map_or("", |_| " (argument)");
        let adds = add_name.as_ref().map(|name| format!(" (one: {name})")).unwrap_or_default();
        let ty = type_ref(api, ty);
        let constant = constant.as_ref().map(|constant| format!(" = {}", constant.as_json())).unwrap_or_default();
        let name = renamed(rust_name, wire_name);
        text.line(
            1,
            format!(
                "{rust_name}{mark}{name}: {ty}{null}{in_text}{lenient}{adds}{constant}{access}{argument}{}",
                said(docs)
            ),
        );
    }
    let AdditionalProperties { rust_name, value, rule } = additional_properties;
    let rule = match rule {
        UndeclaredRule::Typed => "",
        UndeclaredRule::Open => " (undeclared)",
        UndeclaredRule::Closed => " (forbidden)",
    };
    text.line(1, format!("..{rust_name}: {}{rule}", type_ref(api, value)));
}

fn string_enum(text: &mut Dump, StringEnum { variants, unknown_name }: &StringEnum) {
    for Variant { wire_name, rust_name, description } in variants {
        text.line(1, format!("{rust_name} {wire_name:?}{}", described(description.as_deref())));
    }
    text.line(1, format!("{unknown_name} …"));
}

fn integer_enum(text: &mut Dump, IntegerEnum { variants, unknown_name }: &IntegerEnum) {
    for IntegerVariant { value, rust_name, description } in variants {
        text.line(1, format!("{rust_name} {value}{}", described(description.as_deref())));
    }
    text.line(1, format!("{unknown_name} …"));
}

fn described(description: Option<&str>) -> String {
    description.map(|text| format!(" — {}", text.escape_debug())).unwrap_or_default()
}

fn tuple(text: &mut Dump, api: &Api, Tuple { elements, required, rest }: &Tuple) {
    for (index, element) in elements.iter().enumerate() {
        let mark = if index < *required { "" } else { "?" };
        text.line(1, format!("{index}{mark}: {}", type_ref(api, element)));
    }
    if let Some(rest) = rest {
        text.line(1, format!("..: {}", type_ref(api, rest)));
    }
}

fn union(text: &mut Dump, api: &Api, Union { arms, discriminator: _, by_kind, unknown_name, base: _ }: &Union) {
    for Arm { pointer: _, rust_name, docs, ty } in arms {
        text.line(1, format!("{rust_name}({}){}", type_ref(api, ty), said(docs)));
    }
    if let Some(unknown_name) = unknown_name {
        text.line(1, format!("{unknown_name} …"));
    }
    let arm = |id: &ArmId| arms.get(id.0).map_or("(no such arm)", |arm| arm.rust_name.as_str());
    for (kind, choice) in by_kind {
        let kind = json_kind(*kind);
        choice_lines(text, kind, choice, &arm);
    }
}

fn choice_lines<'u>(text: &mut Dump, kind: &str, choice: &Choice, arm: &impl Fn(&ArmId) -> &'u str) {
    let list = |ids: &[ArmId]| ids.iter().map(arm).collect::<Vec<_>>().join(", ");
    match choice {
        Choice::Arm(id) => text.line(1, format!("{kind} → {}", arm(id))),
        Choice::Tag { wire_name, arms, otherwise, absent, incomplete } => {
            text.line(1, format!("{kind} by {wire_name:?}"));
            for (tag, id) in arms.as_json() {
                text.line(2, format!("{tag} → {}", arm(&id)));
            }
            if let Some(id) = otherwise {
                text.line(2, format!("otherwise → {}", arm(id)));
            }
            if let Some(id) = incomplete {
                text.line(2, format!("incomplete → {}", arm(id)));
            }
            if let Some(absent) = absent {
                choice_lines(text, &format!("{kind} without {wire_name:?}"), absent, arm);
            }
        }
        Choice::Keys(sets) => {
            text.line(1, format!("{kind} by keys"));
            for (keys, id) in sets {
                text.line(2, format!("{keys:?} → {}", arm(id)));
            }
        }
        Choice::FirstElement { by_kind, empty } => {
            text.line(1, format!("{kind} by first element"));
            for (kind, id) in by_kind {
                text.line(2, format!("{} → {}", json_kind(*kind), arm(id)));
            }
            text.line(2, format!("none → {}", arm(empty)));
        }
        Choice::Try(ids) => text.line(1, format!("{kind} → try {}", list(ids))),
        Choice::Best(best, others) if others.is_empty() => text.line(1, format!("{kind} → best of {}", list(best))),
        Choice::Best(best, others) => {
            text.line(1, format!("{kind} → best of {}, else try {}", list(best), list(others)));
        }
    }
}

/// A type in a few characters: `[Agent]`, `{String}`, `i64 or null`.
pub(super) fn type_ref(api: &Api, ty: &TypeRef) -> String {
    match ty {
        TypeRef::Named(id) => api.type_def(*id).rust_name.clone(),
        TypeRef::String => "String".to_owned(),
        TypeRef::Boolean => "bool".to_owned(),
        TypeRef::Literal(value) => value.to_string(),
        TypeRef::Integer(width) => match width {
            IntegerWidth::I64 => "i64",
            IntegerWidth::U64 => "u64",
        }
        .to_owned(),
        TypeRef::Number => "Number".to_owned(),
        TypeRef::NumberLiteral(value) => value.clone(),
        TypeRef::Float => "f64".to_owned(),
        TypeRef::Secret => "Secret".to_owned(),
        TypeRef::Text(format) => format.rust_name().to_owned(),
        TypeRef::File => "File".to_owned(),
        TypeRef::Null => "null".to_owned(),
        TypeRef::Any => "any".to_owned(),
        TypeRef::Object => "object".to_owned(),
        TypeRef::Array(element) => format!("[{}]", type_ref(api, element)),
        TypeRef::Map(value) => format!("{{{}}}", type_ref(api, value)),
        TypeRef::Nullable(inner) => format!("({} or null)", type_ref(api, inner)),
        TypeRef::Boxed(inner) => format!("Box<{}>", type_ref(api, inner)),
        TypeRef::Deep(inner) => format!("Deep<{}>", type_ref(api, inner)),
    }
}

fn json_kind(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "null",
        JsonKind::Boolean => "boolean",
        JsonKind::Integer => "integer",
        JsonKind::Number => "number",
        JsonKind::String => "string",
        JsonKind::Array => "array",
        JsonKind::Object => "object",
    }
}

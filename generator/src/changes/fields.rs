//! The properties of objects.

use super::{
    claims::{claims_of_field, claims_of_new, items},
    comparison::{About, Comparison},
    constants, docs, limits,
    pairs::TypePair,
    report::DocumentVersion,
    rules::{Rule, types as rules},
};
use crate::{
    diagnostic::catalog::quoted,
    model::{AdditionalProperties, Field, Presence, Struct},
    render::{field_text, item_paths},
};

/// Compares the structs of a type.
pub(super) fn compare(cx: &mut Comparison<'_>, pair: TypePair<'_>, old: &Struct, new: &Struct) {
    let Struct { fields: old_fields, required: _, additional_properties: old_rest } = old;
    let Struct { fields: new_fields, required: _, additional_properties: new_rest } = new;
    for before in old_fields {
        match same(old_fields, before, new_fields) {
            Some(now) => field(cx, pair, before, now),
            None => removed(cx, pair, before),
        }
    }
    for now in new_fields {
        if same(new_fields, now, old_fields).is_none() {
            added(cx, pair, now);
        }
    }
    order(cx, pair, old, new);
    rest(cx, pair, old_rest, new_rest);
}

/// The same property in the other version: by its name or, if neither version has the other's name, by the field.
fn same<'f>(fields: &[Field], field: &Field, others: &'f [Field]) -> Option<&'f Field> {
    let named = |fields: &'f [Field], name: &str| fields.iter().find(|other| other.wire_name == name);
    named(others, &field.wire_name).or_else(|| {
        let other = others.iter().find(|other| other.rust_name == field.rust_name)?;
        let are_fields = field.fixed().is_none() && other.fixed().is_none();
        (are_fields && fields.iter().all(|field| field.wire_name != other.wire_name)).then_some(other)
    })
}

fn removed(cx: &mut Comparison<'_>, pair: TypePair<'_>, field: &Field) {
    let about = pair.about().part(&field.wire_name, DocumentVersion::Old, &field.pointer);
    if let Some(constant) = field.fixed() {
        return constants::removed(cx, pair, &about, field, constant);
    }
    let is_argument = pair.old.is_made_by_callers() && field.is_argument();
    let from_new = if is_argument { ", and an argument of `new` with it" } else { "" };
    let message = format!("the property {} of `{}` is gone{from_new}", quoted(&field.wire_name), pair.old.rust_name);
    let mut claims = claims_of_field(pair.old, field);
    if is_argument || field.presence == Presence::Required {
        claims.extend([claims_of_new(pair.old), claims_of_new(pair.new)].concat());
    }
    cx.add(rules::FIELD_REMOVED, &about, message, claims);
}

fn added(cx: &mut Comparison<'_>, pair: TypePair<'_>, field: &Field) {
    let about = pair.about().part(&field.wire_name, DocumentVersion::New, &field.pointer);
    if let Some(constant) = field.fixed() {
        return constants::added(cx, pair, &about, field, constant);
    }
    let name = &pair.new.rust_name;
    let mut claims = claims_of_field(pair.new, field);
    let is_made = pair.old.is_made_by_callers() && pair.new.is_made_by_callers();
    let is_required = field.is_required();
    let (rule, what): (&'static Rule, &str) = if is_made && field.argument.is_some() {
        (rules::REQUIRED_FIELD_ADDED, ", and `new` takes it")
    } else if !is_made || !is_required {
        (rules::FIELD_ADDED, "")
    } else if field.is_argument() {
        (rules::REQUIRED_FIELD_ADDED, " and required: `new` takes it")
    } else {
        (rules::REQUIRED_FIELD_ADDED_WITH_VALUE, " and required: it is null unless it is set")
    };
    if rule == rules::REQUIRED_FIELD_ADDED {
        claims.extend([claims_of_new(pair.old), claims_of_new(pair.new)].concat());
    }
    let message = format!("the property {} of `{name}` is new{what}", quoted(&field.wire_name));
    // Types can have the same new property. A call of `new` must change for each new argument.
    let edit = (rule == rules::FIELD_ADDED).then(|| field_text(&cx.new_type(&field.ty), field.presence));
    cx.add_edit(rule, &about, edit, message, claims);
}

/// Reports other names of a property, of its field and of its methods.
fn renamed(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, [old, new]: [&Field; 2], shown: &str) {
    let claims = [claims_of_field(pair.old, old), claims_of_field(pair.new, new)].concat();
    if old.wire_name != new.wire_name {
        let before = quoted(&old.wire_name);
        let message = format!("{shown} was {before} in JSON; its field is `{}`, as before", new.rust_name);
        cx.add(rules::FIELD_WIRE_NAME_CHANGED, about, message, claims.clone());
    }
    let are_three_state = old.presence == Presence::ThreeState && new.presence == Presence::ThreeState;
    if old.rust_name != new.rust_name || are_three_state && old.clear_name != new.clear_name {
        let message = format!("the field of {shown} was `{}` and is `{}` now", old.rust_name, new.rust_name);
        cx.add(rules::FIELD_RENAMED, about, message, claims);
    } else if let (Some(before), Some(now)) = (&old.add_name, &new.add_name)
        && before != now
    {
        let message = format!("the method that adds to {shown} was `{before}` and is `{now}` now");
        cx.add(rules::FIELD_RENAMED, about, message, claims);
    }
}

fn field(cx: &mut Comparison<'_>, pair: TypePair<'_>, old: &Field, new: &Field) {
    let Field {
        pointer: _,
        wire_name: _,
        rust_name: _,
        clear_name: _,
        add_name: _,
        docs: old_docs,
        ty: old_type,
        presence: old_presence,
        access: old_access,
        argument: _,
        constant: _,
        is_lenient: _,
        is_in_text: _,
    } = old;
    let Field {
        pointer,
        wire_name: new_wire_name,
        rust_name: new_name,
        clear_name: _,
        add_name: _,
        docs: new_docs,
        ty: new_type,
        presence: new_presence,
        access: new_access,
        argument: _,
        constant: _,
        is_lenient: _,
        is_in_text: _,
    } = new;
    let about = pair.about().part(new_wire_name, DocumentVersion::New, pointer);
    if constants::compare(cx, pair, &about, old, new) {
        return;
    }
    let shown = format!("{} of `{}`", quoted(new_wire_name), pair.new.rust_name);
    let claims = || [claims_of_field(pair.old, old), claims_of_field(pair.new, new)].concat();
    renamed(cx, pair, &about, [old, new], &shown);
    docs::of_schema(cx, &about, old_docs, new_docs, items([item_paths::of_member(pair.new, new_name)]));
    let (before, now) = (cx.old_type(old_type), cx.new_type(new_type));
    // If an alias can be null now, the value without null has another alias.
    let is_same_value = || old_presence != new_presence && cx.is_same_behind_aliases(old_type, new_type);
    if before == now || is_same_value() {
        limits::of_field(cx, &about, pair, [old, new]);
    } else {
        let message = format!("{shown} was `{before}` and is `{now}` now");
        let mut claims = claims();
        claims.extend(claims_of_new(pair.new));
        cx.add(rules::FIELD_TYPE_CHANGED, &about, message, claims);
    }
    if old_presence != new_presence {
        let written = [field_text(&before, *old_presence), field_text(&now, *new_presence)];
        presence(cx, pair, &about, [old, new], written);
    } else if old_access != new_access {
        let message = format!("{shown} is {} now", access(new));
        cx.add(rules::FIELD_ACCESS_CHANGED, &about, message, claims());
    }
    if old_presence == new_presence {
        argument(cx, pair, &about, old, new);
    }
    constants::of_setter(cx, pair, &about, old, new);
}

fn access(field: &Field) -> &'static str {
    use crate::model::Access;
    match field.access {
        Access::ReadWrite => "sent by both sides",
        Access::ReadOnly => "read only",
        Access::WriteOnly => "write only",
    }
}

/// The values that may replace the value.
fn presence(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, fields: [&Field; 2], written: [String; 2]) {
    let [old, new] = fields;
    let [before, now] = written;
    let shown = format!("{} of `{}`", quoted(&new.wire_name), pair.new.rust_name);
    let is_same_in_rust = field_text("()", old.presence) == field_text("()", new.presence);
    let (rule, message) = match (old.is_required(), new.is_required()) {
        _ if is_same_in_rust => (
            rules::FIELD_ABSENCE_CHANGED,
            if new.is_required() {
                format!("{shown} is required and may be null: `None` is sent as null now")
            } else {
                format!("{shown} is optional: `None` is not sent now")
            },
        ),
        (true, false) => (rules::FIELD_NOW_OPTIONAL, format!("{shown} is optional now: `{before}` became `{now}`")),
        (false, true) => (rules::FIELD_NOW_REQUIRED, format!("{shown} is required now: `{before}` became `{now}`")),
        (true, true) | (false, false) => {
            (rules::FIELD_NULL_CHANGED, format!("{shown} handles null differently: `{before}` became `{now}`"))
        }
    };
    let mut claims = [claims_of_field(pair.old, old), claims_of_field(pair.new, new)].concat();
    if old.presence == Presence::Required || new.presence == Presence::Required {
        claims.extend([claims_of_new(pair.old), claims_of_new(pair.new)].concat());
    }
    cx.add(rule, about, message, claims);
}

/// Whether `x-rust-arguments` names it.
fn argument(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, old: &Field, new: &Field) {
    if !pair.old.is_made_by_callers() || !pair.new.is_made_by_callers() {
        return;
    }
    let shown = format!("{} of `{}`", quoted(&new.wire_name), pair.new.rust_name);
    let (rule, message) = match (old.is_argument(), new.is_argument()) {
        (true, false) => (rules::FIELD_VALUE_FIXED, format!("{shown} is not an argument of `new` any more")),
        (false, true) => (rules::FIELD_VALUE_FREE, format!("{shown} is an argument of `new` now")),
        (true, true) | (false, false) => return,
    };
    let claims = [claims_of_field(pair.old, old), claims_of_field(pair.new, new), claims_of_new(pair.new)].concat();
    cx.add(rule, about, message, claims);
}

/// The order of the arguments that both versions of `new` take.
fn order(cx: &mut Comparison<'_>, pair: TypePair<'_>, old: &Struct, new: &Struct) {
    if !pair.old.is_made_by_callers() || !pair.new.is_made_by_callers() {
        return;
    }
    let (before, now) = (old.arguments(), new.arguments());
    let in_both = |other: &[&Field], field: &Field| other.iter().any(|it| it.wire_name == field.wire_name);
    let before: Vec<&Field> = before.iter().filter(|field| in_both(&now, field)).copied().collect();
    let now: Vec<&Field> = now.iter().filter(|field| in_both(&before, field)).copied().collect();
    let names = |fields: &[&Field]| fields.iter().map(|field| field.rust_name.clone()).collect::<Vec<_>>().join(", ");
    if before.iter().zip(&now).all(|(before, now)| before.wire_name == now.wire_name) {
        return;
    }
    let is_silent = before.iter().zip(&now).all(|(before, now)| cx.old_type(&before.ty) == cx.new_type(&now.ty));
    let notice = if is_silent { "the compiler does not notice" } else { "the compiler notices" };
    let name = &pair.new.rust_name;
    let message = format!("`{name}::new` took ({}) and takes ({}) now; {notice}", names(&before), names(&now));
    let about = pair.about().part("required", DocumentVersion::New, &format!("{}/required", pair.new.pointer));
    cx.add(rules::ARGUMENTS_REORDERED, &about, message, claims_of_new(pair.new));
}

/// The undeclared properties.
fn rest(cx: &mut Comparison<'_>, pair: TypePair<'_>, old: &AdditionalProperties, new: &AdditionalProperties) {
    // Their rule affects only their docs, and how unions with the struct are read.
    let AdditionalProperties { rust_name: old_name, value: old_value, rule: _ } = old;
    let AdditionalProperties { rust_name: new_name, value: new_value, rule: _ } = new;
    let (before, now) = (cx.old_type(old_value), cx.new_type(new_value));
    if old_name == new_name && before == now {
        return;
    }
    let at = format!("{}/additionalProperties", pair.new.pointer);
    let about = pair.about().part("additional properties", DocumentVersion::New, &at);
    let message = format!(
        "the additional properties of `{}` were `{old_name}` of `{before}` and are `{new_name}` of `{now}` now",
        pair.new.rust_name
    );
    cx.add(rules::ADDITIONAL_PROPERTIES_CHANGED, &about, message, pair.members(old_name, new_name));
}

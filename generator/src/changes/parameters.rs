//! Parameters and fixed headers of operations.

use super::{
    claims::Claim,
    comparison::{About, Comparison},
    docs, limits,
    matching::{self, PartPairs},
    pairs::OperationPair,
    report::DocumentVersion,
    rules::{Direction, operations as rules},
};
use crate::{
    diagnostic::catalog::quoted,
    model::{Api, Body, Parameter, ParameterLocation},
    render::item_paths,
};

/// Compares the parameters of an operation.
pub(super) fn compare(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &[Parameter], new: &[Parameter]) {
    let PartPairs { both, removed, added } = matched(pair, old, new);
    for (before, now) in &both {
        parameter(cx, pair, before, now);
    }
    for before in removed.into_iter().filter(|before| !is_header_of_client(cx.new.api, before)) {
        let message = format!("{} is gone", shown(before));
        let claims = claims_with_type(pair, before, new);
        cx.add(rules::PARAMETER_REMOVED, &about(pair, before, DocumentVersion::Old), message, claims);
    }
    for now in added.into_iter().filter(|now| !is_header_of_client(cx.old.api, now)) {
        let (rule, what) = if now.is_positional() {
            (rules::REQUIRED_PARAMETER_ADDED, "new, and an argument")
        } else {
            (rules::PARAMETER_ADDED, "new")
        };
        let sent = sent(now).map(|value| format!(", and is sent as {value} unless you set it")).unwrap_or_default();
        let message = format!("{} is {what}{sent}", shown(now));
        // Operations can have the same new parameter. A call must change for each new argument.
        let Parameter { ty, style, required, default, .. } = now;
        let edit = (!now.is_positional()).then(|| format!("{} {style:?} {required} {default:?}", cx.new_type(ty)));
        let about = about(pair, now, DocumentVersion::New);
        cx.add_edit(rule, &about, edit, message, claims_with_type(pair, now, old));
    }
    order(cx, pair, &both);
}

/// Whether the client has the header of a parameter as a setting, with an entry of its own.
fn is_header_of_client(api: &Api, parameter: &Parameter) -> bool {
    parameter.location == ParameterLocation::Header && api.settings.header(&parameter.wire_name).is_some()
}

/// The parameters of both versions. They are matched by location and name, then by name, then by their position
/// in the path, and then by location and the name in Rust.
fn matched<'a>(pair: OperationPair<'_>, old: &'a [Parameter], new: &'a [Parameter]) -> PartPairs<'a, Parameter> {
    let is_same_name = |old: &Parameter, new: &Parameter| {
        old.wire_name == new.wire_name
            || old.location == ParameterLocation::Header && old.wire_name.eq_ignore_ascii_case(&new.wire_name)
    };
    let in_path = |path: &str, parameter: &Parameter| {
        let template = format!("{{{}}}", parameter.wire_name);
        let is_in_path = parameter.location == ParameterLocation::Path;
        path.find(&template).filter(|_| is_in_path).map(|at| path[..at].matches('{').count())
    };
    let is_same_place = |before: &Parameter, now: &Parameter| {
        let (before, now) = (in_path(&pair.old.1.path, before), in_path(&pair.new.1.path, now));
        before.is_some() && before == now
    };
    let is_same_in_rust = |old: &Parameter, new: &Parameter| {
        let is_in_path = old.location == ParameterLocation::Path;
        !is_in_path && old.location == new.location && old.rust_name == new.rust_name
    };
    let by_key = |old: &Parameter, new: &Parameter| old.location == new.location && is_same_name(old, new);
    matching::parts(old, new, &[&by_key, &is_same_name, &is_same_place, &is_same_in_rust])
}

fn about(pair: OperationPair<'_>, parameter: &Parameter, document: DocumentVersion) -> About {
    let part = format!("{} {}", location(parameter.location), parameter.wire_name);
    pair.about(Direction::Request).part(&part, document, &parameter.pointer)
}

fn location(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    }
}

fn shown(parameter: &Parameter) -> String {
    format!("the {} parameter {}", location(parameter.location), quoted(&parameter.wire_name))
}

/// The method if it is an argument, else its setters; and its field in the server for tests.
fn claims(pair: OperationPair<'_>, parameter: &Parameter) -> Vec<Claim> {
    let mut claims = if parameter.is_positional() {
        pair.method()
    } else {
        let names = [&parameter.rust_name].into_iter().chain(&parameter.add_name);
        names.flat_map(|name| pair.setter(name, name)).collect()
    };
    claims.extend(pair.fake_parameter(&parameter.rust_name));
    claims
}

/// The same, for a parameter that only one version has. The server for tests has no type for the parameters of an
/// operation without any: then `others` is empty.
fn claims_with_type(pair: OperationPair<'_>, parameter: &Parameter, others: &[Parameter]) -> Vec<Claim> {
    let mut claims = claims(pair, parameter);
    if others.is_empty() {
        claims
            .extend([pair.old.1, pair.new.1].map(|operation| Claim::Whole(item_paths::of_fake_parameters(operation))));
    }
    claims
}

/// Reports another way to give a parameter: an argument, or setters and their names.
fn way_to_give(cx: &mut Comparison<'_>, pair: OperationPair<'_>, about: &About, [old, new]: [&Parameter; 2]) {
    let shown = shown(new);
    let both = || [claims(pair, old), claims(pair, new)].concat();
    let add_names = old.add_name.as_ref().zip(new.add_name.as_ref());
    match (old.is_positional(), new.is_positional()) {
        (false, true) => {
            let message = format!("{shown} is required now: an argument instead of a setter");
            cx.add(rules::PARAMETER_NOW_REQUIRED, about, message, both());
        }
        (true, false) => {
            let message = format!("{shown} is optional now: a setter instead of an argument");
            cx.add(rules::PARAMETER_NOW_OPTIONAL, about, message, both());
        }
        (false, false) if old.rust_name != new.rust_name => {
            let message = format!("the setter of {shown} was `{}` and is `{}` now", old.rust_name, new.rust_name);
            cx.add(rules::PARAMETER_RENAMED, about, message, both());
        }
        (false, false) => {
            if let Some((before, now)) = add_names.filter(|(before, now)| before != now) {
                let message = format!("the method that adds to {shown} was `{before}` and is `{now}` now");
                cx.add(rules::PARAMETER_RENAMED, about, message, pair.setter(before, now));
            }
        }
        // The name of an argument does not affect callers.
        (true, true) => {}
    }
}

fn parameter(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &Parameter, new: &Parameter) {
    let Parameter {
        pointer: _,
        wire_name: old_name,
        rust_name: _,
        add_name: _,
        docs: old_docs,
        location: old_location,
        required: _,
        ty: old_type,
        style: old_style,
        default: _,
        list: _, // compared as a setting of the client
    } = old;
    let Parameter {
        pointer: _,
        wire_name: new_name,
        rust_name: _,
        add_name: _,
        docs: new_docs,
        location: new_location,
        required: _,
        ty: new_type,
        style: new_style,
        default: _,
        list: _,
    } = new;
    let about = about(pair, new, DocumentVersion::New);
    let shown = shown(new);
    let both = || [claims(pair, old), claims(pair, new)].concat();
    way_to_give(cx, pair, &about, [old, new]);
    let has_setter = !old.is_positional() || !new.is_positional();
    let docs = if has_setter { docs::of_operation } else { docs::of_argument };
    docs(cx, &about, old_docs, new_docs, claims(pair, new));
    let is_in_path = [old_location, new_location].contains(&&ParameterLocation::Path);
    let is_same_header = *new_location == ParameterLocation::Header && old_name.eq_ignore_ascii_case(new_name);
    if old_name != new_name && !is_in_path && !is_same_header {
        let message = format!("{shown} was sent as {}", quoted(old_name));
        cx.add_repeatable(rules::PARAMETER_WIRE_NAME_CHANGED, &about, message, both());
    }
    let (before, now) = (cx.old_type(old_type), cx.new_type(new_type));
    if before == now {
        limits::of_parameter(cx, &about, [old, new]);
    } else {
        let message = format!("{shown} was `{before}` and is `{now}` now");
        cx.add(rules::PARAMETER_TYPE_CHANGED, &about, message, both());
    }
    if old_location != new_location {
        let message = format!("{shown} was a {} parameter", location(*old_location));
        cx.add_repeatable(rules::PARAMETER_MOVED, &about, message, both());
    } else if old_style != new_style {
        let message = format!("{shown} is encoded in another style");
        let edit = Some(format!("{old_style:?} {new_style:?}"));
        cx.add_edit(rules::PARAMETER_STYLE_CHANGED, &about, edit, message, both());
    }
    default(cx, pair, &about, old, new);
}

/// The default that is sent with each request. A required header is sent with its default unless it is set.
fn sent(parameter: &Parameter) -> Option<String> {
    let is_sent = parameter.required && parameter.location == ParameterLocation::Header;
    parameter.default.as_deref().filter(|_| is_sent).map(quoted)
}

/// Compares the defaults.
fn default(cx: &mut Comparison<'_>, pair: OperationPair<'_>, about: &About, old: &Parameter, new: &Parameter) {
    let value = |parameter: &Parameter| parameter.default.as_deref().map_or_else(|| "none".to_owned(), quoted);
    let shown = shown(new);
    let (rule, message) = match (sent(old), sent(new)) {
        (before, now) if old.default != new.default => {
            let is_sent = before.is_some() || now.is_some();
            let message = format!("the default of {shown} was {} and is {} now", value(old), value(new));
            (if is_sent { rules::REQUIRED_HEADER_DEFAULT_CHANGED } else { rules::PARAMETER_DEFAULT_CHANGED }, message)
        }
        (Some(before), None) if old.location == new.location => {
            let message = format!("{shown} was sent as {before}, and is not sent now unless you set it");
            (rules::REQUIRED_HEADER_DEFAULT_CHANGED, message)
        }
        (None, Some(now)) if old.location == new.location => {
            let message = format!("{shown} was not sent, and is sent as {now} now unless you set it");
            (rules::REQUIRED_HEADER_DEFAULT_CHANGED, message)
        }
        (None | Some(_), None | Some(_)) => return,
    };
    let edit = (rule == rules::PARAMETER_DEFAULT_CHANGED).then(|| message.clone());
    cx.add_edit(rule, about, edit, message, claims(pair, new));
}

/// The order of the arguments that both versions of the method take. A body comes last in both.
fn order(cx: &mut Comparison<'_>, pair: OperationPair<'_>, matched: &[(&Parameter, &Parameter)]) {
    let place = |parameters: &[Parameter], one: &Parameter| parameters.iter().position(|it| std::ptr::eq(it, one));
    let mut arguments: Vec<&(&Parameter, &Parameter)> =
        matched.iter().filter(|(before, now)| before.is_positional() && now.is_positional()).collect();
    arguments.sort_by_key(|(before, _)| place(&pair.old.1.parameters, before));
    let before: Vec<&Parameter> = arguments.iter().map(|(before, _)| *before).collect();
    let old_order: Vec<&Parameter> = arguments.iter().map(|(_, now)| *now).collect();
    arguments.sort_by_key(|(_, now)| place(&pair.new.1.parameters, now));
    let new_order: Vec<&Parameter> = arguments.iter().map(|(_, now)| *now).collect();
    if old_order.iter().zip(&new_order).all(|(before, now)| std::ptr::eq(*before, *now)) {
        return;
    }
    let is_silent = before.iter().zip(&new_order).all(|(before, now)| cx.old_type(&before.ty) == cx.new_type(&now.ty));
    let notice = if is_silent { "the compiler does not notice" } else { "the compiler notices" };
    let names = |parameters: &[&Parameter]| {
        parameters.iter().map(|parameter| parameter.rust_name.clone()).collect::<Vec<_>>().join(", ")
    };
    let message = format!("the method took ({}) and takes ({}) now; {notice}", names(&before), names(&new_order));
    let about = pair.about(Direction::Request).part("arguments", DocumentVersion::New, &pair.new.1.pointer);
    cx.add(rules::PARAMETERS_REORDERED, &about, message, pair.method());
}

/// Compares the headers with one fixed value.
pub(super) fn fixed_headers(
    cx: &mut Comparison<'_>,
    pair: OperationPair<'_>,
    old: &[(String, String)],
    new: &[(String, String)],
) {
    let value = |headers: &[(String, String)], name: &str| {
        let found = headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map_or_else(|| "the client's value".to_owned(), |(_, value)| quoted(value))
    };
    let gone = old.iter().filter(|(name, _)| new.iter().all(|(other, _)| !other.eq_ignore_ascii_case(name)));
    for (name, _) in new.iter().chain(gone) {
        let (before, now) = (value(old, name), value(new, name));
        if before != now {
            let about = pair.about(Direction::Request).part(
                &format!("header {name}"),
                DocumentVersion::New,
                &pair.new.1.pointer,
            );
            let message = format!("the header {} was {before} and is {now} now", quoted(name));
            cx.add(rules::OPERATION_HEADER_CHANGED, &about, message, Vec::new());
        }
    }
}

/// The claims of a body: an argument of the method, or a setter.
pub(super) fn claims_of_body(pair: OperationPair<'_>, body: &Body) -> Vec<Claim> {
    let given = if body.required { pair.method() } else { pair.setter("body", "body") };
    [given, pair.said("RequestBody")].concat()
}

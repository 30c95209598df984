//! Settings for every operation: groups of operations, and the client's settings.

use std::{collections::BTreeSet, fmt};

use super::{
    claims::{Claim, items},
    comparison::{About, Comparison},
    docs,
    pairs::of_setting,
    report::DocumentVersion,
    resources,
    rules::{Direction, client as rules},
    security, servers,
};
use crate::{
    diagnostic::catalog::quoted,
    model::{
        Api, ApiKeyLocation, ErrorBody, HeaderList, HeaderSetting, OAuthFlow, Parameter, ParameterLocation,
        SecurityScheme, SecuritySchemeKind, Settings, TypeRef,
    },
    pointer::Pointer,
    render::{
        item_paths,
        runtime_paths::{CLIENT, CLIENT_BUILDER, REQUEST},
    },
};

/// Compares resources and settings.
pub(super) fn compare(cx: &mut Comparison<'_>) {
    // The head of a report has title and version.
    let Api {
        title: _,
        version: _,
        docs: old_docs,
        settings: old,
        types: _,
        types_in_order: _,
        resources: old_resources,
        receivers: _,
    } = cx.old.api;
    let Api {
        title: _,
        version: _,
        docs: new_docs,
        settings: new,
        types: _,
        types_in_order: _,
        resources: new_resources,
        receivers: _,
    } = cx.new.api;
    docs::text(
        cx,
        rules::CLIENT_DOCS,
        &of_setting("info", DocumentVersion::New, "#/info"),
        [old_docs, new_docs],
        Vec::new(),
    );
    resources::compare(cx, old_resources, new_resources);
    settings(cx, old, new);
}

fn settings(cx: &mut Comparison<'_>, old: &Settings, new: &Settings) {
    let Settings {
        base_url: _,
        // `servers` compares these.
        server_variables: _,
        named_servers: _,
        environment_prefix: old_prefix,
        headers: old_headers,
        security_schemes: old_schemes,
        security: _,
        error_body: old_errors,
        features: _,
        has_fake: _,
        guaranteed: _,
    } = old;
    let Settings {
        base_url: _,
        server_variables: _,
        named_servers: _,
        environment_prefix: new_prefix,
        headers: new_headers,
        security_schemes: new_schemes,
        security: _,
        error_body: new_errors,
        features: _,
        has_fake: _,
        guaranteed: _,
    } = new;
    let request = |about: About| About { direction: Direction::Request, ..about };
    servers::compare(cx, [old, new], &request(of_setting("base URL", DocumentVersion::New, "#/servers")));
    if old_prefix != new_prefix {
        let message = format!("`{old_prefix}_…` variables are `{new_prefix}_…` now");
        let about = request(of_setting("environment", DocumentVersion::New, "#/info/title"));
        cx.add(rules::ENVIRONMENT_PREFIX_CHANGED, &about, message, items([format!("{CLIENT}::from_env")]));
    }
    headers(cx, old_headers, new_headers);
    schemes(cx, old_schemes, new_schemes);
    security::of_client(cx, &request(of_setting("security", DocumentVersion::New, "#/security")));
    if old_errors != new_errors {
        let message = error_body(old_errors, new_errors);
        let (now, before) = (place_of_errors(cx.new.api), place_of_errors(cx.old.api));
        let now = now.map(|place| (DocumentVersion::New, place));
        let before = before.map(|place| (DocumentVersion::Old, place));
        let (document, place) = now.or(before).unwrap_or((DocumentVersion::New, "#/paths"));
        let about = of_setting("errors", document, place);
        let about = About { direction: Direction::Response, ..about };
        cx.add(rules::ERROR_BODY_CHANGED, &about, message, Vec::new());
    }
}

/// The place of the first type of errors.
fn place_of_errors(api: &Api) -> Option<&str> {
    let mut types = api.operations().flat_map(|(_, operation)| &operation.errors).filter_map(|error| error.ty.as_ref());
    Some(api.type_def(types.find_map(TypeRef::named)?).pointer.as_str())
}

/// The parts of errors that are read from other properties.
fn error_body(old: &ErrorBody, new: &ErrorBody) -> String {
    let ErrorBody { kind: old_kind, message: old_message, request_id: old_id } = old;
    let ErrorBody { kind: new_kind, message: new_message, request_id: new_id } = new;
    let places = |places: &[String]| match places {
        [] => "no property".to_owned(),
        _ => places.iter().map(|place| quoted(place)).collect::<Vec<_>>().join(" or "),
    };
    let parts = [("kind", old_kind, new_kind), ("message", old_message, new_message), ("request_id", old_id, new_id)];
    let differing = parts.into_iter().filter(|(_, before, now)| before != now);
    let said = differing.map(|(part, before, now)| {
        format!("`{part}` of errors was read from {} and is read from {} now", places(before), places(now))
    });
    said.collect::<Vec<_>>().join("; ")
}

fn headers(cx: &mut Comparison<'_>, old: &[HeaderSetting], new: &[HeaderSetting]) {
    let [old_api, new_api] = [cx.old.api, cx.new.api];
    for before in old {
        match new_api.settings.header(&before.wire_name) {
            Some(now) => header(cx, before, now),
            None => header_removed(cx, before, &parameters_of_header(new_api, &before.wire_name)),
        }
    }
    for now in new.iter().filter(|now| old_api.settings.header(&now.wire_name).is_none()) {
        header_added(cx, now, &parameters_of_header(old_api, &now.wire_name));
    }
}

fn about_header(header: &HeaderSetting, document: DocumentVersion) -> About {
    let name = format!("header {}", header.wire_name.to_ascii_lowercase());
    About { direction: Direction::Request, ..of_setting(&name, document, &header.pointer) }
}

fn setters_of_header(name: &str) -> Vec<Claim> {
    items([format!("{CLIENT_BUILDER}::{name}"), format!("{REQUEST}<O>::{name}")])
}

fn header(cx: &mut Comparison<'_>, before: &HeaderSetting, now: &HeaderSetting) {
    let HeaderSetting { pointer: _, wire_name, rust_name, docs, default, list } = before;
    let (about, claims) = (about_header(now, DocumentVersion::New), setters_of_header(&now.rust_name));
    docs::text(cx, rules::CLIENT_DOCS, &about, [docs, &now.docs], claims.clone());
    if *default != now.default {
        let (before, now_is) = (usual(default.as_ref()), usual(now.default.as_ref()));
        let message = format!("{} was {before} and is {now_is} now", quoted(wire_name));
        // A default is in no line. Other differences have the lines.
        let is_only_default = *list == now.list && *rust_name == now.rust_name;
        let claims = if is_only_default { claims.clone() } else { Vec::new() };
        cx.add(rules::DEFAULT_HEADER_CHANGED, &about, message, claims);
    }
    if *list != now.list {
        let message = format!("callers {} {} now", added_or_set(now.list.as_ref()), quoted(wire_name));
        cx.add(rules::DEFAULT_HEADER_CHANGED, &about, message, claims.clone());
    }
    if *rust_name != now.rust_name {
        let message = format!("the setter of {} was `{rust_name}` and is `{}` now", quoted(wire_name), now.rust_name);
        cx.add(rules::DEFAULT_HEADER_RENAMED, &about, message, [setters_of_header(rust_name), claims].concat());
    }
}

/// A header that only the old client has as a setting.
fn header_removed(cx: &mut Comparison<'_>, before: &HeaderSetting, now: &HeaderParameters) {
    let (shown, about) = (quoted(&before.wire_name), about_header(before, DocumentVersion::Old));
    let claims = [setters_of_header(&before.rust_name), now.claims.clone()].concat();
    if now.count == 0 {
        let message = format!("the header {shown} is not sent by all operations any more");
        cx.add(rules::DEFAULT_HEADER_REMOVED, &about, message, claims);
        return;
    }
    let message = format!("the header {shown} is not sent by all operations any more; it is {now}");
    // This entry has the lines; a default is in none of them.
    cx.add(rules::HEADER_NOW_OF_OPERATIONS, &about, message, claims);
    if let Some(values) = now.other_defaults(before.default.as_ref()) {
        let message = format!("{shown} was {} and is {values} now", usual(before.default.as_ref()));
        cx.add(rules::DEFAULT_HEADER_CHANGED, &about, message, Vec::new());
    }
}

/// A header that only the new client has as a setting.
fn header_added(cx: &mut Comparison<'_>, now: &HeaderSetting, before: &HeaderParameters) {
    let (shown, about) = (quoted(&now.wire_name), about_header(now, DocumentVersion::New));
    let claims = [setters_of_header(&now.rust_name), before.claims.clone()].concat();
    let default = usual(now.default.as_ref());
    if before.count == 0 {
        cx.add(rules::DEFAULT_HEADER_ADDED, &about, format!("every request has {shown}: {default}"), claims);
        return;
    }
    let message = format!("{shown} was {before}, and every request has it now: {default}");
    cx.add(rules::HEADER_NOW_OF_CLIENT, &about, message, claims);
    if let Some(values) = before.other_defaults(now.default.as_ref()) {
        let message = format!("{shown} was {values} and is {default} now");
        cx.add(rules::DEFAULT_HEADER_CHANGED, &about, message, Vec::new());
    }
}

/// The parameters of operations with the same header.
struct HeaderParameters {
    claims: Vec<Claim>,
    /// The number of operations that have it.
    count: usize,
    /// The number of those whose method has an argument for it.
    arguments: usize,
    /// The values that the others send if callers do not set it; `None` if it is not sent.
    defaults: BTreeSet<Option<String>>,
}

impl HeaderParameters {
    /// The values that operations send by default, if some of them differ from this value.
    fn other_defaults(&self, default: Option<&String>) -> Option<String> {
        let differing = self.defaults.iter().map(Option::as_ref).filter(|other| *other != default);
        let values: Vec<String> = differing.map(usual).collect();
        (!values.is_empty()).then(|| values.join(" or "))
    }
}

impl fmt::Display for HeaderParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a parameter of {}", operations(self.count))?;
        match self.arguments {
            0 => Ok(()),
            all if all == self.count => f.write_str(", as an argument"),
            some => write!(f, ", of {some} as an argument"),
        }
    }
}

fn parameters_of_header(api: &Api, wire_name: &str) -> HeaderParameters {
    let is_header = |parameter: &&Parameter| {
        parameter.location == ParameterLocation::Header && parameter.wire_name.eq_ignore_ascii_case(wire_name)
    };
    let mut found = HeaderParameters { claims: Vec::new(), count: 0, arguments: 0, defaults: BTreeSet::new() };
    for (resource, operation) in api.operations() {
        let Some(parameter) = operation.parameters.iter().find(is_header) else { continue };
        found.count += 1;
        let given = if parameter.is_positional() {
            found.arguments += 1;
            item_paths::of_method(resource, operation)
        } else {
            found.defaults.insert(parameter.default.clone().filter(|_| parameter.required));
            format!("{}::{}", item_paths::of_request(resource, operation), parameter.rust_name)
        };
        let of_fake = item_paths::of_fake_parameters(operation);
        let of_fake = if operation.parameters.len() == 1 {
            Claim::Whole(of_fake)
        } else {
            Claim::Item(format!("{of_fake}::{}", parameter.rust_name))
        };
        found.claims.extend([Claim::Item(given), of_fake]);
    }
    found
}

fn operations(count: usize) -> String {
    if count == 1 { "one operation".to_owned() } else { format!("{count} operations") }
}

/// The description of how callers set a header.
fn added_or_set(list: Option<&HeaderList>) -> String {
    match list {
        None => "set".to_owned(),
        Some(HeaderList { method: _, exclusive }) if exclusive.is_empty() => "add to".to_owned(),
        Some(HeaderList { method: _, exclusive }) => {
            let items: Vec<String> = exclusive.iter().map(|item| quoted(item)).collect();
            format!("add, of {} at most one, to", items.join(" and "))
        }
    }
}

/// The value of a header that is sent by default.
fn usual(default: Option<&String>) -> String {
    default.map_or_else(|| "not sent".to_owned(), |default| quoted(default))
}

/// The kind of credential of a scheme.
fn taken(kind: &SecuritySchemeKind) -> String {
    match kind {
        SecuritySchemeKind::ApiKey { location, wire_name } => {
            let location = match location {
                ApiKeyLocation::Header => "header",
                ApiKeyLocation::Query => "query parameter",
                ApiKeyLocation::Cookie => "cookie",
            };
            format!("a key for the {location} {}", quoted(wire_name))
        }
        SecuritySchemeKind::Basic => "a name and a password".to_owned(),
        SecuritySchemeKind::Bearer => "a bearer token".to_owned(),
        SecuritySchemeKind::Http(scheme) => format!("a token for {}", quoted(scheme)),
        SecuritySchemeKind::MutualTls => "a certificate".to_owned(),
    }
}

/// The environment variable of a scheme.
fn environment_variable(settings: &Settings, kind: &SecuritySchemeKind, own: Option<&String>) -> String {
    let usual = match kind {
        SecuritySchemeKind::ApiKey { .. } => "API_KEY",
        SecuritySchemeKind::Bearer | SecuritySchemeKind::Http(_) => "AUTH_TOKEN",
        SecuritySchemeKind::Basic => "USERNAME",
        SecuritySchemeKind::MutualTls => return "none".to_owned(),
    };
    quoted(&own.cloned().unwrap_or_else(|| format!("{}_{usual}", settings.environment_prefix)))
}

fn schemes(cx: &mut Comparison<'_>, old: &[SecurityScheme], new: &[SecurityScheme]) {
    let find = |schemes: &[SecurityScheme], name: &str| schemes.iter().find(|it| it.wire_name == name).cloned();
    let about = |name: &str, document: DocumentVersion| {
        let pointer = Pointer::root().child("components").child("securitySchemes").child(name);
        let about = of_setting(&format!("security scheme {name}"), document, pointer.as_str());
        About { direction: Direction::Request, ..about }
    };
    for SecurityScheme { wire_name, docs, kind, variable, flows } in old {
        let shown = quoted(wire_name);
        let Some(now) = find(new, wire_name) else {
            let message = format!("the security scheme {shown} is gone");
            cx.add(rules::SECURITY_SCHEME_REMOVED, &about(wire_name, DocumentVersion::Old), message, Vec::new());
            continue;
        };
        docs::of_security_scheme(cx, &about(wire_name, DocumentVersion::New), docs, &now.docs);
        if *variable != now.variable {
            let [old, new] = [&cx.old.api.settings, &cx.new.api.settings];
            let (before, now) = (
                environment_variable(old, kind, variable.as_ref()),
                environment_variable(new, &now.kind, now.variable.as_ref()),
            );
            let message =
                format!("the environment variable for the security scheme {shown} was {before} and is {now} now");
            let about = about(wire_name, DocumentVersion::New);
            let about = about.part("environment variable", DocumentVersion::New, &about.pointer);
            cx.add(rules::SECURITY_SCHEME_CHANGED, &about, message, Vec::new());
        }
        if *kind != now.kind {
            let message =
                format!("the security scheme {shown} took {} and takes {} now", taken(kind), taken(&now.kind));
            cx.add(rules::SECURITY_SCHEME_CHANGED, &about(wire_name, DocumentVersion::New), message, Vec::new());
        }
        // The surface shows new and removed constructors.
        for OAuthFlow { rust_name, grant: _, token_url, scopes: _ } in flows {
            let Some(now) = now.flows.iter().find(|now| now.rust_name == *rust_name) else { continue };
            if *token_url != now.token_url {
                let (before, now) = (quoted(token_url), quoted(&now.token_url));
                let message = format!("tokens of `{rust_name}` came from {before} and come from {now} now");
                cx.add(rules::SECURITY_SCHEME_CHANGED, &about(wire_name, DocumentVersion::New), message, Vec::new());
            }
        }
    }
    for now in new.iter().filter(|now| find(old, &now.wire_name).is_none()) {
        let message = format!("the security scheme {} is new", quoted(&now.wire_name));
        cx.add(rules::SECURITY_SCHEME_ADDED, &about(&now.wire_name, DocumentVersion::New), message, Vec::new());
    }
}

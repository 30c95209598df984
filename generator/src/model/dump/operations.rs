//! Operations.

use super::{Dump, renamed, said, settings::alternatives, types::type_ref};
use crate::model::{
    Api, Body, BodyContent, ByStatus, Counter, Encoding, ErrorResponse, EventData, HeaderFormat, NamedEvents,
    NestedParts, NextPage, Operation, OtherContent, OtherResponse, Pagination, Parameter, ParameterLocation,
    ParameterStyle, PartContent, PartList, Resource, ResponseHeader, StatusArm, Success, SuccessResponse,
};

pub(super) fn write(text: &mut Dump, api: &Api, resource: &Resource) {
    let Resource { tag, parent, rust_name, accessor, docs, operations } = resource;
    let tag = tag.as_ref().map_or_else(|| "no tag".to_owned(), |tag| format!("tag {tag:?}"));
    let parent = parent.as_ref().map_or_else(String::new, |parent| format!(" of {parent:?}"));
    text.line(0, format!("resource {accessor}: {rust_name} ({tag}{parent}){}", said(docs)));
    for operation in operations {
        self::operation(text, api, operation);
    }
}

pub(super) fn operation(text: &mut Dump, api: &Api, operation: &Operation) {
    let Operation {
        pointer,
        operation_id,
        tags,
        rust_name,
        type_name,
        docs,
        method,
        path,
        server,
        parameters,
        headers,
        body,
        pagination,
        success,
        other_responses,
        errors,
        error_type,
        response_headers,
        security,
    } = operation;
    let method = method.as_str();
    text.line(1, format!("{rust_name}: {type_name} {operation_id:?} {method} {path} {pointer}{}", said(docs)));
    if tags.len() > 1 {
        text.line(2, format!("tags {tags:?}"));
    }
    if let Some(server) = server {
        text.line(2, format!("server {server:?}"));
    }
    if let Some(security) = security {
        text.line(2, format!("security {}", alternatives(security)));
    }
    for parameter in parameters {
        self::parameter(text, api, parameter);
    }
    for (name, value) in headers {
        text.line(2, format!("header {name} is {value:?}"));
    }
    if let Some(pagination) = pagination {
        text.line(2, pages(api, pagination));
    }
    if let Some(body) = body {
        self::body(text, api, body);
    }
    response(text, api, "→", success);
    for OtherResponse { rust_name, type_name, response } in other_responses {
        self::response(text, api, &format!("{rust_name} ({type_name}) →"), response);
    }
    if let Some(error_type) = error_type {
        text.line(2, format!("errors are {error_type}"));
    }
    for ErrorResponse { status, rust_name: _, docs, media_type: _, ty } in errors {
        let ty = ty.as_ref().map_or_else(|| "no type".to_owned(), |ty| type_ref(api, ty));
        text.line(2, format!("error {}: {ty}{}", status.text(), said(docs)));
    }
    for header in response_headers {
        response_header(text, api, header);
    }
}

fn response_header(text: &mut Dump, api: &Api, header: &ResponseHeader) {
    let ResponseHeader { wire_name, rust_name, docs, ty, format } = header;
    let json = match format {
        HeaderFormat::Simple => "",
        HeaderFormat::Json => "json ",
    };
    text.line(2, format!("brings {rust_name} ({wire_name:?}): {json}{}{}", type_ref(api, ty), said(docs)));
}

fn response(
    text: &mut Dump,
    api: &Api,
    arrow: &str,
    SuccessResponse { docs, status: _, media_type, content }: &SuccessResponse,
) {
    let media_type = if media_type.is_empty() { String::new() } else { format!(" {media_type:?}") };
    text.line(2, format!("{arrow} {}{media_type}{}", success(api, content), said(docs)));
    if let Success::ByStatus(ByStatus { rust_name: _, arms }) = content {
        for StatusArm { status, rust_name, docs, content } in arms {
            let status = status.text();
            text.line(3, format!("{rust_name} {status}: {}{}", success(api, content), said(docs)));
        }
    }
}

fn parameter(text: &mut Dump, api: &Api, parameter: &Parameter) {
    let Parameter { pointer: _, wire_name, rust_name, add_name, docs, location, required, ty, style, default, list: _ } =
        parameter;
    let (location, usual) = match location {
        ParameterLocation::Path => ("path", ParameterStyle::Simple { explode: false }),
        ParameterLocation::Query => ("query", ParameterStyle::Form { explode: true, allow_reserved: false }),
        ParameterLocation::Header => ("header", ParameterStyle::Simple { explode: false }),
        ParameterLocation::Cookie => ("cookie", ParameterStyle::Form { explode: true, allow_reserved: false }),
    };
    let mark = if *required { "" } else { "?" };
    let name = renamed(rust_name, wire_name);
    let ty = type_ref(api, ty);
    let style = if *style == usual { String::new() } else { format!(" {style:?}") };
    let default = default.as_ref().map(|default| format!(" = {default:?}")).unwrap_or_default();
    let adds = add_name.as_ref().map(|name| format!(" (one: {name})")).unwrap_or_default();
    text.line(2, format!("{location} {rust_name}{mark}{name}: {ty}{style}{default}{adds}{}", said(docs)));
}

fn body(text: &mut Dump, api: &Api, Body { docs, required, media_type, content, others }: &Body) {
    let mark = if *required { "" } else { "?" };
    body_content(text, api, &format!("body{mark}"), content, &format!("{media_type:?}{}", said(docs)));
    for OtherContent { rust_name, media_type, content } in others {
        body_content(text, api, &format!("or {rust_name}"), content, &format!("{media_type:?}"));
    }
}

fn body_content(text: &mut Dump, api: &Api, name: &str, content: &BodyContent, rest: &str) {
    let written = match content {
        BodyContent::Json(ty) => format!("json {}", type_ref(api, ty)),
        BodyContent::JsonLines(ty) => format!("lines of json {}", type_ref(api, ty)),
        BodyContent::Form(fields) => format!("form {}", type_ref(api, &fields.ty)),
        BodyContent::Multipart(fields) => format!("multipart {}", type_ref(api, &fields.ty)),
        BodyContent::Parts(list) => format!("parts {}", type_ref(api, &list.ty)),
        BodyContent::Events => "events".to_owned(),
        BodyContent::JsonEvents(ty) => format!("events of json {}", type_ref(api, ty)),
        BodyContent::NamedEvents(events) => named_events(api, events),
        BodyContent::Text => "text".to_owned(),
        BodyContent::Bytes => "bytes".to_owned(),
    };
    text.line(2, format!("{name}: {written} {rest}"));
    let (encodings, rest) = match content {
        BodyContent::Form(fields) | BodyContent::Multipart(fields) => (&fields.encodings[..], None),
        BodyContent::Parts(list) => (&list.encodings[..], Some(&list.rest)),
        _ => (&[][..], None),
    };
    for encoding in encodings.iter().chain(rest) {
        self::encoding(text, encoding);
    }
    if let BodyContent::Parts(list) = content {
        for NestedParts { position, media_type, list } in &list.nested {
            text.line(3, format!("part {position}: parts {} {media_type:?}", type_ref(api, &list.ty)));
            for encoding in list.encodings.iter().chain([&list.rest]) {
                self::encoding(text, encoding);
            }
        }
    }
}

fn encoding(text: &mut Dump, Encoding { wire_name, style, content_type, is_file }: &Encoding) {
    let kind = if *is_file { " file" } else { "" };
    let style = style.map(|style| format!(" {style:?}")).unwrap_or_default();
    let content_type = content_type.as_ref().map(|content_type| format!(" {content_type:?}")).unwrap_or_default();
    text.line(3, format!("{wire_name:?}:{kind}{style}{content_type}"));
}

fn success(api: &Api, content: &Success) -> String {
    match content {
        Success::Empty => "nothing".to_owned(),
        Success::Json(ty) => format!("json {}", type_ref(api, ty)),
        Success::Text => "text".to_owned(),
        Success::Location => "the location".to_owned(),
        Success::Bytes => "bytes".to_owned(),
        Success::Events => "events".to_owned(),
        Success::JsonEvents(ty) => format!("events of json {}", type_ref(api, ty)),
        Success::NamedEvents(events) => named_events(api, events),
        Success::JsonLines(ty) => format!("lines of json {}", type_ref(api, ty)),
        Success::Parts(PartContent::Json(ty)) => format!("parts of json {}", type_ref(api, ty)),
        Success::Parts(PartContent::Text) => "parts of text".to_owned(),
        Success::Parts(PartContent::Bytes) => "parts of bytes".to_owned(),
        Success::Parts(PartContent::List(list)) => format!("list of parts {}", part_list(api, list)),
        Success::ByStatus(by_status) => by_status.rust_name.clone(),
    }
}

/// A list of parts, with the way in which each is read.
fn part_list(api: &Api, PartList { ty, encodings, rest, nested }: &PartList) -> String {
    let of_encoding = |(position, encoding): (usize, &Encoding)| {
        let nested = nested.iter().find(|nested| nested.position == position);
        match (nested, &encoding.content_type) {
            (Some(NestedParts { list, .. }), _) => part_list(api, list),
            (None, _) if encoding.is_file => "file".to_owned(),
            (None, content_type) => content_type.clone().unwrap_or_default(),
        }
    };
    let parts: Vec<String> = encodings.iter().chain([rest]).enumerate().map(of_encoding).collect();
    format!("{} ({})", type_ref(api, ty), parts.join(", "))
}

fn named_events(api: &Api, NamedEvents { ty, events }: &NamedEvents) -> String {
    let kind = |data: &EventData| if *data == EventData::Text { "text" } else { "json" };
    let events: Vec<String> = events.iter().map(|(name, data)| format!("{name:?} {}", kind(data))).collect();
    format!("events by name {} ({})", type_ref(api, ty), events.join(", "))
}

fn pages(api: &Api, Pagination { items, item, next, more }: &Pagination) -> String {
    let path = |path: &[String]| format!("{:?}", path.join("."));
    let items = if items.is_empty() { String::new() } else { format!(" in {}", path(items)) };
    let next = match next {
        NextPage::Query { from, parameter } => format!("by {parameter:?} from {}", path(from)),
        NextPage::Body { from, to } => format!("by {} in the body from {}", path(to), path(from)),
        NextPage::Number { counter, first } => format!("by {}, counted from {first}", self::counter(counter)),
        NextPage::Offset { counter } => format!("by {}, the number of items before it", self::counter(counter)),
        NextPage::Link => "by the header Link".to_owned(),
        NextPage::Url { from } => format!("by the URL from {}", path(from)),
    };
    let more = more.as_ref().map(|more| format!(", if {}", path(more))).unwrap_or_default();
    format!("pages of {}{items}, the next one {next}{more}", type_ref(api, item))
}

fn counter(counter: &Counter) -> String {
    match counter {
        Counter::Query(parameter) => format!("{parameter:?}"),
        Counter::Body(path) => format!("{:?} in the body", path.join(".")),
    }
}

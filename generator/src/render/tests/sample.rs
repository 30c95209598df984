//! One model with every kind of item.

use super::build::{
    api as api_of, array, boxed, docs, field, json, json_body, map, named, nullable, operation, parameter, string_enum,
    structure, type_def, union,
};
use crate::model::{
    Api, ApiKeyLocation, ArmId, Body, BodyContent, Choice, Docs, ErrorBody, ErrorResponse, HeaderSetting, IntegerWidth,
    JsonKind, Method, Operation, ParameterLocation, ParameterStyle, Presence, SecurityScheme, SecuritySchemeKind,
    StatusRange, Success, SuccessResponse, Tags, TextFormat, TypeDef, TypeKind, TypeRef,
};

fn agent() -> TypeDef {
    let mut agent = structure(
        "Agent",
        vec![
            field("id", TypeRef::String, Presence::Required),
            field("name", named(1), Presence::Required),
            field("archived_at", TypeRef::Text(TextFormat::DateTime), Presence::RequiredNullable),
            field("system", TypeRef::String, Presence::ThreeState),
            field("version", TypeRef::Integer(IntegerWidth::I64), Presence::Optional),
            field("tools", array(TypeRef::Object), Presence::Optional),
            field("tags", array(TypeRef::String), Presence::Required),
            field("metadata", map(TypeRef::String), Presence::Optional),
            field("limits", array(nullable(TypeRef::Integer(IntegerWidth::U64))), Presence::Optional),
            field("parent", boxed(named(0)), Presence::Optional),
            field("settings", TypeRef::Object, Presence::Optional),
            field("model", named(2), Presence::Required),
        ],
    );
    agent.docs = docs("A reusable configuration.\n\nIt has versions.");
    agent
}

/// All types except `Agent`, which is the first.
fn other_types() -> Vec<TypeDef> {
    let status = string_enum("Status", &[("Idle", "idle"), ("Running", "running")]);
    let model = union(
        "Model",
        vec![("Id", TypeRef::String), ("Reference", named(4)), ("Count", TypeRef::Number), ("Nothing", TypeRef::Null)],
        [
            (JsonKind::String, Choice::Arm(ArmId(0))),
            (JsonKind::Object, Choice::Arm(ArmId(1))),
            (JsonKind::Integer, Choice::Arm(ArmId(2))),
            (JsonKind::Number, Choice::Arm(ArmId(2))),
            (JsonKind::Null, Choice::Arm(ArmId(3))),
        ],
        None,
    );
    let event = union(
        "Event",
        vec![
            ("Message", boxed(named(0))),
            ("Idle", named(4)),
            ("List", array(TypeRef::String)),
            ("Counts", array(named(5))),
        ],
        [
            (
                JsonKind::Object,
                Choice::Tag {
                    absent: None,
                    incomplete: None,
                    wire_name: "type".to_owned(),
                    arms: Tags::Strings(vec![
                        ("message".to_owned(), ArmId(0)),
                        ("idle".to_owned(), ArmId(1)),
                        ("note".to_owned(), ArmId(0)),
                    ]),
                    otherwise: None,
                },
            ),
            (JsonKind::Array, Choice::Try(vec![ArmId(2), ArmId(3)])),
        ],
        Some("Unknown"),
    );
    let idle = structure("Idle", vec![]);
    let count = type_def("Count", TypeKind::Alias(TypeRef::Integer(IntegerWidth::I64)));
    let tree = type_def("Tree", TypeKind::Newtype(array(named(6))));
    let keyed = union(
        "Keyed",
        vec![("A", named(0)), ("B", named(4))],
        [(
            JsonKind::Object,
            Choice::Keys(vec![(vec!["id".to_owned(), "name".to_owned()], ArmId(0)), (vec!["b".to_owned()], ArmId(1))]),
        )],
        None,
    );
    vec![status, model, event, idle, count, tree, keyed]
}

fn operations() -> Vec<Operation> {
    let mut create = operation(Method::Post, "/v1/agents", "create", "CreateAgent");
    create.docs = docs("Create an agent.");
    create.body = Some(json_body(named(0)));
    create.success = json(named(0));
    create.errors = vec![ErrorResponse {
        status: StatusRange::Code(400),
        rust_name: "BadRequest".to_owned(),
        docs: docs("Bad request."),
        media_type: "application/json".to_owned(),
        ty: Some(named(4)),
    }];
    let mut get = operation(Method::Get, "/v1/agents/{agent_id}", "get", "GetAgent");
    get.parameters = vec![
        parameter(ParameterLocation::Path, "agent_id", TypeRef::String),
        parameter(ParameterLocation::Query, "limit", TypeRef::Integer(IntegerWidth::I64)),
        parameter(ParameterLocation::Query, "statuses", array(named(1))),
    ];
    get.parameters[2].style = ParameterStyle::PipeDelimited { allow_reserved: false };
    get.security = Some(vec![vec!["OAuth".to_owned()], vec![]]);
    get.success = SuccessResponse {
        docs: Docs::default(),
        status: 200,
        media_type: "text/event-stream".to_owned(),
        content: Success::JsonEvents(named(3)),
    };
    let mut put = operation(Method::Put, "/v1/agents/{status}", "put", "PutAgent");
    put.parameters = vec![
        parameter(ParameterLocation::Path, "status", named(1)),
        parameter(ParameterLocation::Path, "counts", array(named(5))),
    ];
    put.body = Some(Body {
        required: false,
        media_type: "application/octet-stream".to_owned(),
        content: BodyContent::Bytes,
        others: vec![],
        docs: docs("The file."),
    });
    vec![create, get, put]
}

pub(in crate::render) fn api() -> Api {
    let types = [agent()].into_iter().chain(other_types()).collect();
    let mut api = api_of(types, operations());
    api.settings.headers = vec![HeaderSetting {
        pointer: String::new(),
        wire_name: "anthropic-version".to_owned(),
        rust_name: "anthropic_version".to_owned(),
        docs: Docs::default(),
        default: Some("2023-06-01".to_owned()),
        list: None,
    }];
    api.settings.security_schemes = vec![SecurityScheme {
        wire_name: "ApiKeyAuth".to_owned(),
        docs: Docs::default(),
        kind: SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Header, wire_name: "x-api-key".to_owned() },
        variable: None,
        flows: vec![],
    }];
    api.settings.security = vec![vec!["ApiKeyAuth".to_owned()]];
    api.settings.error_body = ErrorBody { kind: vec!["/error/type".to_owned()], ..ErrorBody::default() };
    api
}

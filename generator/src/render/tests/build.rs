//! Small models, made by hand.

use std::collections::BTreeMap;

use crate::model::{
    Access, AdditionalProperties, Api, Arm, ArmId, Base, Body, BodyContent, Docs, Field, JsonKind, Method, Operation,
    Parameter, ParameterLocation, ParameterStyle, Presence, Resource, Settings, StringEnum, Struct, Success,
    SuccessResponse, TypeDef, TypeId, TypeKind, TypeRef, UndeclaredRule, Union, Usage, Variant,
};

pub(crate) fn api(types: Vec<TypeDef>, operations: Vec<Operation>) -> Api {
    let resource = Resource {
        tag: Some("Agents".to_owned()),
        parent: None,
        rust_name: "Agents".to_owned(),
        accessor: "agents".to_owned(),
        docs: docs("Reusable configurations."),
        operations,
    };
    Api {
        title: "Test API".to_owned(),
        version: "1".to_owned(),
        docs: Docs::default(),
        settings: Settings { environment_prefix: "TEST".to_owned(), ..Settings::default() },
        types_in_order: (0..types.len()).map(TypeId::new).collect(),
        types,
        resources: vec![resource],
        receivers: Vec::new(),
    }
}

pub(crate) fn docs(description: &str) -> Docs {
    Docs::described(Some(description))
}

pub(crate) fn named(index: usize) -> TypeRef {
    TypeRef::Named(TypeId::new(index))
}

pub(crate) fn array(element: TypeRef) -> TypeRef {
    TypeRef::Array(Box::new(element))
}

pub(crate) fn map(value: TypeRef) -> TypeRef {
    TypeRef::Map(Box::new(value))
}

pub(crate) fn nullable(inner: TypeRef) -> TypeRef {
    TypeRef::Nullable(Box::new(inner))
}

pub(crate) fn boxed(inner: TypeRef) -> TypeRef {
    TypeRef::Boxed(Box::new(inner))
}

/// A type of requests and responses in the module `sample`.
pub(crate) fn type_def(rust_name: &str, kind: TypeKind) -> TypeDef {
    TypeDef {
        pointer: format!("#/components/schemas/{rust_name}"),
        rust_name: rust_name.to_owned(),
        module: "sample".to_owned(),
        docs: Docs::default(),
        usage: Usage { request: true, response: true },
        kind,
    }
}

pub(crate) fn structure(rust_name: &str, fields: Vec<Field>) -> TypeDef {
    let additional_properties = AdditionalProperties {
        rust_name: "additional_properties".to_owned(),
        value: TypeRef::Any,
        rule: UndeclaredRule::Open,
    };
    let required = fields.iter().map(|field| field.wire_name.clone()).collect();
    type_def(rust_name, TypeKind::Struct(Struct { fields, required, additional_properties }))
}

pub(crate) fn field(name: &str, ty: TypeRef, presence: Presence) -> Field {
    Field {
        pointer: format!("#/components/schemas/Sample/properties/{name}"),
        wire_name: name.to_owned(),
        rust_name: name.to_owned(),
        clear_name: format!("clear_{name}"),
        add_name: None,
        docs: Docs::default(),
        ty,
        presence,
        access: Access::ReadWrite,
        argument: None,
        constant: None,
        is_lenient: false,
        is_in_text: false,
    }
}

/// A string enum of variants and their values.
pub(crate) fn string_enum(rust_name: &str, variants: &[(&str, &str)]) -> TypeDef {
    let variants = variants
        .iter()
        .map(|(rust_name, wire_name)| Variant {
            wire_name: (*wire_name).to_owned(),
            rust_name: (*rust_name).to_owned(),
            description: None,
        })
        .collect();
    type_def(rust_name, TypeKind::StringEnum(StringEnum { variants, unknown_name: "Unknown".to_owned() }))
}

pub(crate) fn union(
    rust_name: &str,
    arms: Vec<(&str, TypeRef)>,
    by_kind: impl IntoIterator<Item = (JsonKind, crate::model::Choice)>,
    unknown_name: Option<&str>,
) -> TypeDef {
    let arms = arms
        .into_iter()
        .map(|(rust_name, ty)| Arm {
            pointer: String::new(),
            rust_name: rust_name.to_owned(),
            docs: Docs::default(),
            ty,
        })
        .collect();
    let by_kind = by_kind.into_iter().collect::<BTreeMap<_, _>>();
    type_def(
        rust_name,
        TypeKind::Union(Union {
            arms,
            discriminator: None,
            by_kind,
            unknown_name: unknown_name.map(str::to_owned),
            base: unknown_name.map_or(Base::Arm(ArmId(0)), |_| Base::Unknown),
        }),
    )
}

/// An operation without parameters and without a response body.
pub(crate) fn operation(method: Method, path: &str, rust_name: &str, type_name: &str) -> Operation {
    Operation {
        pointer: "#/paths/~1v1~1agents/post".to_owned(),
        operation_id: format!("{rust_name}Agent"),
        tags: vec![],
        rust_name: rust_name.to_owned(),
        type_name: type_name.to_owned(),
        docs: Docs::default(),
        method,
        path: path.to_owned(),
        server: None,
        parameters: vec![],
        headers: vec![],
        pagination: None,
        body: None,
        success: SuccessResponse {
            docs: Docs::default(),
            status: 204,
            media_type: String::new(),
            content: Success::Empty,
        },
        other_responses: vec![],
        errors: vec![],
        error_type: None,
        response_headers: vec![],
        security: None,
    }
}

/// A parameter in the usual style of its location. A parameter of the path is required.
pub(crate) fn parameter(location: ParameterLocation, name: &str, ty: TypeRef) -> Parameter {
    let style = match location {
        ParameterLocation::Path | ParameterLocation::Header => ParameterStyle::Simple { explode: false },
        ParameterLocation::Query | ParameterLocation::Cookie => {
            ParameterStyle::Form { explode: true, allow_reserved: false }
        }
    };
    Parameter {
        pointer: format!("#/paths/~1v1~1agents/post/parameters/{name}"),
        wire_name: name.to_owned(),
        rust_name: name.to_owned(),
        add_name: None,
        docs: Docs::default(),
        location,
        required: location == ParameterLocation::Path,
        ty,
        style,
        default: None,
        list: None,
    }
}

pub(crate) fn json_body(ty: TypeRef) -> Body {
    Body {
        docs: Docs::default(),
        required: true,
        media_type: "application/json".to_owned(),
        content: BodyContent::Json(ty),
        others: vec![],
    }
}

pub(crate) fn json(ty: TypeRef) -> SuccessResponse {
    SuccessResponse {
        docs: Docs::default(),
        status: 200,
        media_type: "application/json".to_owned(),
        content: Success::Json(ty),
    }
}

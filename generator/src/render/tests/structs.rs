use super::{
    build::{api, array, boxed, docs, field, map, named, nullable, structure},
    items, text,
};
use crate::model::{Constant, IntegerWidth, Presence, TextFormat, TypeDef, TypeKind, TypeRef, Usage};

fn emitted(types: Vec<TypeDef>, beginnings: &[&str]) -> String {
    items(&api(types, vec![]), "types/sample.rs", beginnings)
}

fn presences() -> TypeDef {
    structure(
        "Agent",
        vec![
            field("id", TypeRef::String, Presence::Required),
            field("archived_at", TypeRef::Text(TextFormat::DateTime), Presence::RequiredNullable),
            field("version", TypeRef::Integer(IntegerWidth::I64), Presence::Optional),
            field("system", TypeRef::String, Presence::ThreeState),
        ],
    )
}

#[test]
fn a_property_is_a_field_by_its_presence() {
    insta::assert_snapshot!(emitted(vec![presences()], &["pub struct", "    pub fn new"]), @"
    pub struct Agent {
        /// `id`
        pub id: String,
        /// `archived_at`, or `null`.
        pub archived_at: Option<runtime::DateTime>,
        /// `version`
        pub version: Option<i64>,
        /// `system`
        pub system: runtime::Field<String>,
        /// Properties that this version of the crate does not know, kept as received and sent back.
        pub additional_properties: runtime::UnknownProperties,
    }
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ..runtime::json::FromJson::empty()
        }
    }
    ");
}

#[test]
fn an_object_is_written_and_read_by_a_line_for_each_member() {
    insta::assert_snapshot!(emitted(vec![presences()], &["runtime::object!"]), @r#"
    runtime::object! {
        Agent {
            id: "id",
            archived_at: nullable "archived_at",
            version: "version",
            system: "system",
            ..additional_properties
        }
    }
    "#);
}

#[test]
fn three_states_have_a_setter_and_one_that_clears() {
    insta::assert_snapshot!(emitted(vec![presences()], &["    #[must_use] pub fn system", "    #[must_use] pub fn clear_system"]), @"
    #[must_use] pub fn system(mut self, value: impl Into<String>) -> Self { self.system = runtime::Field::Value(value.into()); self }
    #[must_use] pub fn clear_system(mut self) -> Self { self.system = runtime::Field::Null; self }
    ");
}

#[test]
fn setters_take_values_that_convert() {
    let fields = vec![
        field("flag", TypeRef::Boolean, Presence::Optional),
        field("number", TypeRef::Number, Presence::Optional),
        field("names", array(TypeRef::String), Presence::Optional),
        field("counts", array(nullable(TypeRef::Integer(IntegerWidth::I64))), Presence::Optional),
        field("labels", map(TypeRef::Boolean), Presence::Optional),
        field("settings", TypeRef::Object, Presence::Optional),
        field("parent", boxed(named(0)), Presence::Optional),
        field("children", array(boxed(named(0))), Presence::Optional),
    ];
    let setters: Vec<String> =
        fields.iter().map(|field| format!("    #[must_use] pub fn {}", field.rust_name)).collect();
    let mut setters: Vec<&str> = setters.iter().map(String::as_str).collect();
    // A closure needs separate lines.
    setters.pop();
    setters.push("    pub fn children");
    insta::assert_snapshot!(emitted(vec![structure("Agent", fields)], &setters), @"
    #[must_use] pub fn flag(mut self, value: bool) -> Self { self.flag = Some(value); self }
    #[must_use] pub fn number(mut self, value: impl Into<runtime::Number>) -> Self { self.number = Some(value.into()); self }
    #[must_use] pub fn names(mut self, value: impl IntoIterator<Item = impl Into<String>>) -> Self { self.names = Some(runtime::list(value)); self }
    #[must_use] pub fn counts(mut self, value: impl IntoIterator<Item = Option<i64>>) -> Self { self.counts = Some(runtime::list(value)); self }
    #[must_use] pub fn labels(mut self, value: impl IntoIterator<Item = (impl Into<String>, bool)>) -> Self { self.labels = Some(runtime::map(value)); self }
    #[must_use] pub fn settings(mut self, value: impl IntoIterator<Item = (impl Into<String>, impl Into<serde_json::Value>)>) -> Self { self.settings = Some(runtime::map(value)); self }
    #[must_use] pub fn parent(mut self, value: impl Into<types::Agent>) -> Self { self.parent = Some(Box::new(value.into())); self }
    pub fn children(
        mut self,
        value: impl IntoIterator<Item = impl Into<types::Agent>>,
    ) -> Self {
        self.children = Some(
            value.into_iter().map(|value| Box::new(value.into())).collect(),
        );
        self
    }
    ");
}

#[test]
fn constants_are_neither_arguments_nor_fields() {
    let constant = |name: &str, ty: TypeRef, presence: Presence, constant: Constant| {
        let mut field = field(name, ty, presence);
        field.constant = Some(constant);
        field
    };
    let integer = TypeRef::Integer(IntegerWidth::I64);
    let mut lenient = constant("version", integer, Presence::Required, Constant::Integer(-1));
    lenient.is_lenient = true;
    let fields = vec![
        constant("kind", TypeRef::String, Presence::Required, Constant::Text("agent".to_owned())),
        lenient,
        constant("stream", TypeRef::Literal(true), Presence::Optional, Constant::Boolean(true)),
        constant("unit", TypeRef::String, Presence::ThreeState, Constant::Text("bytes".to_owned())),
        constant("nothing", TypeRef::Null, Presence::Required, Constant::Null),
    ];
    let beginnings = &["pub struct", "    pub fn", "runtime::object!"];
    insta::assert_snapshot!(emitted(vec![structure("Reference", fields)], beginnings), @r#"
    pub struct Reference {
        /// `stream`, always `true` if there is a value
        pub stream: Option<bool>,
        /// `unit`, always `"bytes"` if there is a value
        pub unit: runtime::Field<String>,
        /// Properties that this version of the crate does not know, kept as received and sent back.
        pub additional_properties: runtime::UnknownProperties,
    }
    pub fn new() -> Self {
        <Self as Default>::default()
    }
    runtime::object! {
        Reference {
            "kind" = Text("agent"),
            "version" = lenient(Integer(-1)),
            stream: "stream",
            unit: "unit",
            "nothing" = Null,
            ..additional_properties
        }
    }
    "#);
}

#[test]
fn a_struct_with_nothing_required_has_a_default() {
    let agent = structure("Agent", vec![field("id", TypeRef::String, Presence::Optional)]);
    insta::assert_snapshot!(emitted(vec![agent], &["#[derive", "    pub fn new"]), @r#"
    #[derive(Clone, Default, PartialEq)]
    pub fn new() -> Self {
        <Self as Default>::default()
    }
    "#);
}

#[test]
fn types_that_only_responses_have_get_no_constructor() {
    let mut agent = presences();
    agent.usage = Usage { request: false, response: true };
    let text = text(&api(vec![agent], vec![]), "types/sample.rs");
    assert!(!text.contains("fn new") && !text.contains("fn system"), "{text}");
}

#[test]
fn an_object_without_properties_has_a_table_too() {
    insta::assert_snapshot!(emitted(vec![structure("Empty", vec![])], &["runtime::object!"]), @r"
    runtime::object! {
        Empty {
            ..additional_properties
        }
    }
    ");
}

#[test]
fn deprecated_items_are_marked() {
    let mut agent = presences();
    agent.docs = docs("Old.");
    agent.docs.deprecated = true;
    if let TypeKind::Struct(object) = &mut agent.kind {
        object.fields[2].docs.deprecated = true;
    }
    let text = text(&api(vec![agent], vec![]), "types/sample.rs");
    assert!(text.contains("/// Old.\n#[derive(Clone, PartialEq)]\n#[deprecated]\n#[non_exhaustive]\npub struct"));
    assert!(text.contains("    #[deprecated]\n    pub version:"));
    assert!(text.contains("    #[deprecated] #[must_use] pub fn version"));
}

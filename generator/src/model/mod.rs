//! The meaning of the document for Rust: plain data, made by `lower`, refined by `refine`, printed by `render`.
//!
//! The model knows neither `openapiv3` nor tokens. Every item has its finished Rust name, its wire name, and the JSON
//! pointer of its place in the document.

mod body;
mod construction;
mod docs;
mod dump;
mod example;
mod features;
mod operation;
mod parameter;
mod parts;
mod receiver;
mod resource;
mod response;
mod settings;
mod type_ref;
mod types;
mod union;
mod uses;
mod walk;

pub use body::{Body, BodyContent, Fields, OtherContent};
pub use docs::Docs;
pub use dump::{dump, dump_at};
pub use example::Example;
pub use features::Features;
pub use operation::{Counter, Method, NextPage, Operation, Pagination};
pub use parameter::{Parameter, ParameterLocation, ParameterStyle};
pub use parts::{Encoding, NestedParts, PartList};
pub use receiver::Receiver;
pub use resource::Resource;
pub use response::{
    ByStatus, ErrorResponse, EventData, HeaderFormat, NamedEvents, OtherResponse, PartContent, ResponseHeader,
    StatusArm, StatusRange, Success, SuccessResponse,
};
pub use settings::{
    ApiKeyLocation, ErrorBody, Grant, HeaderList, HeaderSetting, NamedServer, OAuthFlow, SecurityScheme,
    SecuritySchemeKind, ServerVariable, Settings,
};
pub use type_ref::{IntegerWidth, TextFormat, TypeId, TypeRef};
pub use types::{
    Access, AdditionalProperties, Constant, Field, IntegerEnum, IntegerVariant, Presence, StringEnum, Struct, Tuple,
    TypeDef, TypeKind, UndeclaredRule, Usage, Variant,
};
pub use union::{Arm, ArmId, Base, Choice, Discriminator, JsonKind, Tags, Union};
pub(crate) use walk::follow;
pub use walk::{Alternatives, alternatives, resolved, resolved_in_place, structure};

/// A whole API.
#[derive(Clone, Debug)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`, as written.
    pub version: String,
    /// `info.description`.
    pub docs: Docs,
    /// The settings of every operation.
    pub settings: Settings,
    /// Every type, component schemas first.
    pub types: Vec<TypeDef>,
    /// All of them in the document's order.
    pub types_in_order: Vec<TypeId>,
    /// The operations, grouped by tag.
    pub resources: Vec<Resource>,
    /// The receivers of the requests that the API sends.
    pub receivers: Vec<Receiver>,
}

impl Api {
    /// The definition of the type `id`.
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.index()]
    }

    /// All operations with the resource they belong to.
    pub fn operations(&self) -> impl Iterator<Item = (&Resource, &Operation)> {
        self.resources
            .iter()
            .flat_map(|resource| resource.operations.iter().map(move |operation| (resource, operation)))
    }
}

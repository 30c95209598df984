//! Types as the generator writes them.

use crate::runtime;

/// A struct with a property of each presence and each codec.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Agent {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) archived_at: Option<runtime::DateTime>,
    pub(crate) status: Option<Status>,
    pub(crate) system: runtime::Field<String>,
    pub(crate) limits: runtime::Field<Vec<Option<u32>>>,
    pub(crate) tools: Option<Vec<runtime::JsonObject>>,
    pub(crate) packages: Option<std::collections::BTreeMap<String, Vec<String>>>,
    pub(crate) model: Option<Model>,
    pub(crate) parent: Option<Box<Agent>>,
    pub(crate) ratio: Option<runtime::Number>,
    pub(crate) additional_properties: runtime::AdditionalProperties<serde_json::Value>,
}

impl serde::Serialize for Agent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = runtime::ObjectWriter::new(serializer)?;
        members.required("id", &self.id)?;
        members.required("version", &self.version)?;
        members.required("archived_at", &self.archived_at)?;
        members.optional("status", &self.status)?;
        members.three_state("system", &self.system)?;
        members.three_state("limits", &self.limits)?;
        members.optional("tools", &self.tools)?;
        members.optional("packages", &self.packages)?;
        members.optional("model", &self.model)?;
        members.optional("parent", &self.parent)?;
        members.optional("ratio", &self.ratio)?;
        members.end(&self.additional_properties)
    }
}

impl<'de> serde::Deserialize<'de> for Agent {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::object::deserialize(deserializer)
    }
}

impl<'de> runtime::Object<'de> for Agent {
    fn read<A: serde::de::MapAccess<'de>>(mut members: runtime::Members<A>) -> Result<Self, A::Error> {
        let mut id = None;
        let mut version = None;
        let mut archived_at = None;
        let mut status = None;
        let mut system = runtime::Field::Absent;
        let mut limits = runtime::Field::Absent;
        let mut tools = None;
        let mut packages = None;
        let mut model = None;
        let mut parent = None;
        let mut ratio = None;
        let mut additional_properties = runtime::AdditionalProperties::new();
        while let Some(name) = members.next()? {
            match name.as_ref() {
                "id" => id = Some(members.value::<_, runtime::Plain>("id")?),
                "version" => version = Some(members.value::<_, runtime::Integer>("version")?),
                "archived_at" => archived_at = members.value::<_, runtime::Maybe<runtime::Plain>>("archived_at")?,
                "status" => status = members.value::<_, runtime::Maybe<runtime::Plain>>("status")?,
                "system" => system = members.value::<_, runtime::ThreeState<runtime::Plain>>("system")?,
                "limits" => {
                    limits = members
                        .value::<_, runtime::ThreeState<runtime::List<runtime::Maybe<runtime::Integer>>>>("limits")?;
                }
                "tools" => tools = members.value::<_, runtime::Maybe<runtime::List<runtime::Plain>>>("tools")?,
                "packages" => {
                    packages =
                        members.value::<_, runtime::Maybe<runtime::Dict<runtime::List<runtime::Plain>>>>("packages")?;
                }
                "model" => model = members.value::<_, runtime::Maybe<runtime::Plain>>("model")?,
                "parent" => parent = members.value::<_, runtime::Maybe<runtime::Plain>>("parent")?,
                "ratio" => ratio = members.value::<_, runtime::Maybe<runtime::Plain>>("ratio")?,
                _ => members.additional::<_, runtime::Plain>(name, &mut additional_properties)?,
            }
        }
        Ok(Self {
            id: members.required("id", id)?,
            version: members.required("version", version)?,
            archived_at,
            status,
            system,
            limits,
            tools,
            packages,
            model,
            parent,
            ratio,
            additional_properties,
        })
    }
}

/// A string enum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Status {
    Idle,
    Running,
    Unknown(runtime::UnknownValue),
}

impl Status {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Unknown(value) => value.as_str(),
        }
    }
}

impl From<&str> for Status {
    fn from(value: &str) -> Self {
        match value {
            "idle" => Self::Idle,
            "running" => Self::Running,
            _ => Self::Unknown(runtime::UnknownValue::new(value)),
        }
    }
}

runtime::string_enum!(Status);

/// A union by the kind of the JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Model {
    Id(String),
    Reference(Reference),
}

impl serde::Serialize for Model {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Id(value) => serde::Serialize::serialize(value, serializer),
            Self::Reference(value) => serde::Serialize::serialize(value, serializer),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Model {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::union::deserialize(deserializer)
    }
}

impl<'de> runtime::Union<'de> for Model {
    const EXPECTED: &'static str = "a string or an object";

    fn string<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <runtime::Plain as runtime::Decode<_>>::decode(deserializer).map(Self::Id)
    }

    fn object<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <runtime::Plain as runtime::Decode<_>>::decode(deserializer).map(Self::Reference)
    }
}

/// A struct of one required property.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reference {
    pub(crate) id: String,
    pub(crate) additional_properties: runtime::AdditionalProperties<serde_json::Value>,
}

impl serde::Serialize for Reference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = runtime::ObjectWriter::new(serializer)?;
        members.required("id", &self.id)?;
        members.end(&self.additional_properties)
    }
}

impl<'de> serde::Deserialize<'de> for Reference {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::object::deserialize(deserializer)
    }
}

impl<'de> runtime::Object<'de> for Reference {
    fn read<A: serde::de::MapAccess<'de>>(mut members: runtime::Members<A>) -> Result<Self, A::Error> {
        let mut id = None;
        let mut additional_properties = runtime::AdditionalProperties::new();
        while let Some(name) = members.next()? {
            match name.as_ref() {
                "id" => id = Some(members.value::<_, runtime::Plain>("id")?),
                _ => members.additional::<_, runtime::Plain>(name, &mut additional_properties)?,
            }
        }
        Ok(Self { id: members.required("id", id)?, additional_properties })
    }
}

/// A union by a tag, open to others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    Reference(Reference),
    Agent(Box<Agent>),
    Unknown(serde_json::Value),
}

impl serde::Serialize for Event {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Reference(value) => serde::Serialize::serialize(value, serializer),
            Self::Agent(value) => serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => serde::Serialize::serialize(value, serializer),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Event {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::union::deserialize(deserializer)
    }
}

impl<'de> runtime::Union<'de> for Event {
    const EXPECTED: &'static str = "an object";

    fn object<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = runtime::union::Buffered::read(deserializer)?;
        match value.tag("type") {
            Some("reference") => value.decode::<_, runtime::Plain>().map(Self::Reference),
            Some("agent") => value.decode::<_, runtime::Plain>().map(Self::Agent),
            _ => Ok(Self::Unknown(value.into_value())),
        }
    }
}

/// A union by required keys.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ByKeys {
    Agent(Box<Agent>),
    Reference(Reference),
}

impl<'de> serde::Deserialize<'de> for ByKeys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::union::deserialize(deserializer)
    }
}

impl<'de> runtime::Union<'de> for ByKeys {
    const EXPECTED: &'static str = "an object";

    fn object<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = runtime::union::Buffered::read(deserializer)?;
        if value.has(&["id", "version"]) {
            return value.decode::<_, runtime::Plain>().map(Self::Agent);
        }
        if value.has(&["id"]) {
            return value.decode::<_, runtime::Plain>().map(Self::Reference);
        }
        Err(value.no_arm("an object with `id` and `version`, or with `id`"))
    }
}

/// A union by trying.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tried {
    Agent(Box<Agent>),
    Reference(Reference),
    Counts(Vec<u32>),
    Names(Vec<String>),
    Nothing,
}

impl<'de> serde::Deserialize<'de> for Tried {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::union::deserialize(deserializer)
    }
}

impl<'de> runtime::Union<'de> for Tried {
    const EXPECTED: &'static str = "an array or an object";

    fn array<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::union::Attempts::read(deserializer)?
            .attempt::<_, runtime::List<runtime::Integer>>("Counts", Self::Counts)
            .attempt::<_, runtime::List<runtime::Plain>>("Names", Self::Names)
            .or_no_arm("an array")
    }

    fn object<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::union::Attempts::read(deserializer)?
            .attempt::<_, runtime::Plain>("Agent", Self::Agent)
            .attempt::<_, runtime::Plain>("Reference", Self::Reference)
            .attempt::<_, runtime::Plain>("Nothing", |()| Self::Nothing)
            .or_no_arm("an object")
    }
}

macro_rules! numeric_union {
    ($name:ident, $expected:literal, $($method:ident $codec:ident $ty:ty),*) => {
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) enum $name {
            $(#[expect(non_camel_case_types, reason = "named for the method")] $method($ty),)*
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                runtime::union::deserialize(deserializer)
            }
        }

        impl<'de> runtime::Union<'de> for $name {
            const EXPECTED: &'static str = $expected;
            $(
                fn $method<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    <runtime::$codec as runtime::Decode<_>>::decode(deserializer).map(Self::$method)
                }
            )*
        }
    };
}

numeric_union!(OnlyInteger, "an integer", integer Integer i64);
numeric_union!(OnlyNumber, "a number", number Plain runtime::Number);
numeric_union!(
    AllKinds, "anything", null Plain (), boolean Plain bool, integer Integer i64, number Plain runtime::Number,
    string Plain String, array Plain Vec<String>, object Plain runtime::JsonObject
);
numeric_union!(NoNumber, "a boolean", boolean Plain bool);
numeric_union!(
    NullableArms, "a string or null, or an integer or null", null Plain Option<String>, string Plain Option<String>,
    integer Plain Option<u64>
);

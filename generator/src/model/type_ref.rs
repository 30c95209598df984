//! Uses of types.

/// The place of a [`super::TypeDef`] in [`super::Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(usize);

impl TypeId {
    /// The id of the type at `index`.
    pub fn new(index: usize) -> Self {
        Self(index)
    }

    /// The place in [`super::Api::types`].
    pub fn index(self) -> usize {
        self.0
    }
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeRef {
    /// A type of `types`.
    Named(TypeId),
    /// A `string`.
    String,
    /// A `string` of format `password`: sent, but not shown.
    Secret,
    /// A `boolean`.
    Boolean,
    /// A `boolean` with only one value in the document. The other value is kept too.
    Literal(bool),
    /// An `integer`.
    Integer(IntegerWidth),
    /// A `number`.
    Number,
    /// A `number` with only one value in the document, as JSON. Other values are kept too.
    NumberLiteral(String),
    /// A number of format `float` or `double`.
    Float,
    /// A `string` of a format that has a type.
    Text(TextFormat),
    /// A file of a multipart body.
    File,
    /// Only `null`.
    Null,
    /// Any JSON value.
    Any,
    /// An object without declared properties.
    Object,
    /// An `array`.
    Array(Box<TypeRef>),
    /// An object used as a map from names to values of one type.
    Map(Box<TypeRef>),
    /// A value or `null`.
    Nullable(Box<TypeRef>),
    /// The same type behind a pointer, if a cycle needs it.
    Boxed(Box<TypeRef>),
    /// The same type behind a pointer that hides it from the compiler, if types are nested too deeply for it.
    Deep(Box<TypeRef>),
}

impl TypeRef {
    /// Whether values are any text, which may be shown.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::String | Self::Text(_))
    }

    /// The same Rust type, without its known values.
    pub fn widened(self) -> Self {
        if let Self::NumberLiteral(_) = self { Self::Number } else { self }
    }

    /// The type behind the pointers around it.
    pub fn unboxed(&self) -> &Self {
        match self {
            Self::Boxed(inner) | Self::Deep(inner) => inner.unboxed(),
            ty => ty,
        }
    }
}

/// A format of `string` whose type keeps the text and reads it on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    /// `date-time` of RFC 3339.
    DateTime,
    /// `date` of RFC 3339.
    Date,
    /// `time` of RFC 3339.
    Time,
    /// `duration` of ISO 8601.
    Duration,
    /// `uuid` of RFC 9562.
    Uuid,
    /// `byte`: bytes in Base64.
    Base64,
}

impl TextFormat {
    /// The format of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "date-time" => Self::DateTime,
            "date" => Self::Date,
            "time" => Self::Time,
            "duration" => Self::Duration,
            "uuid" => Self::Uuid,
            "byte" => Self::Base64,
            _ => return None,
        })
    }

    /// The name of the Rust type.
    pub fn rust_name(self) -> &'static str {
        match self {
            Self::DateTime => "DateTime",
            Self::Date => "Date",
            Self::Time => "Time",
            Self::Duration => "IsoDuration",
            Self::Uuid => "Uuid",
            Self::Base64 => "Base64",
        }
    }
}

/// The range of an integer. Formats of JSON Schema are only annotations, so a narrower format does not give a narrower
/// type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerWidth {
    /// Any format except those of unsigned integers of 64 bits.
    I64,
    /// Format `uint64`, `uint` or `ulong`.
    U64,
}

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
    /// A `boolean` for which the document has one value only. The other one is kept too.
    Literal(bool),
    /// An `integer`.
    Integer(IntegerWidth),
    /// A `number`.
    Number,
    /// A number of format `float` or `double`.
    Float,
    /// A `string` of format `date-time`.
    DateTime,
    /// A file of a multipart body.
    File,
    /// Only `null`.
    Null,
    /// Any JSON value.
    Any,
    /// An object of which nothing is declared.
    Object,
    /// An `array`.
    Array(Box<TypeRef>),
    /// An object used as a map from names to values of one type.
    Map(Box<TypeRef>),
    /// A value or `null`.
    Nullable(Box<TypeRef>),
    /// The same type behind a pointer, where a cycle needs it.
    Boxed(Box<TypeRef>),
    /// The same type behind a pointer that hides it from the compiler, if types are nested too deeply for it.
    Deep(Box<TypeRef>),
}

impl TypeRef {
    /// The type behind the pointers around it.
    pub fn unboxed(&self) -> &Self {
        match self {
            Self::Boxed(inner) | Self::Deep(inner) => inner.unboxed(),
            ty => ty,
        }
    }
}

/// The range of an integer. JSON Schema's formats only annotate, so a narrower one is no narrower type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerWidth {
    /// Any but those of unsigned integers of 64 bits.
    I64,
    /// Format `uint64`, `uint` or `ulong`.
    U64,
}

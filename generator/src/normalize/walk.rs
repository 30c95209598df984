//! Walks through a document by the table of [`super::objects`].
//!
//! Examples, defaults, extensions and other free values are not entered, since they contain no schemas.

use serde_json::{Map, Value};

use super::objects::{Kind, Shape};
use crate::pointer::Path;

/// Called with each object of the standard, after those inside it. The object may be a `{$ref: …}` where one is allowed.
pub(crate) type Visit<'a> = dyn FnMut(Kind, &mut Map<String, Value>, &Path) + 'a;

/// Visits all objects of a document.
pub(crate) fn walk(document: &mut Value, visit: &mut Visit<'_>) {
    walk_object(document, Kind::OpenApi, &mut Path::new(), visit);
}

/// Visits all objects of one kind.
pub(crate) fn walk_kind(document: &mut Value, wanted: Kind, mut visit: impl FnMut(&mut Map<String, Value>, &Path)) {
    let visit: &mut Visit<'_> = &mut |kind, object, path| {
        if kind == wanted {
            visit(object, path);
        }
    };
    // Most of a document are schemas, which contain objects of only two other kinds.
    let enters_schemas = matches!(wanted, Kind::Schema | Kind::Discriminator | Kind::ExternalDocs);
    Walk { visit, enters_schemas }.object(document, Kind::OpenApi, &mut Path::new());
}

/// Visits an object of the kind `kind`, and all inside it.
pub(crate) fn walk_object(value: &mut Value, kind: Kind, path: &mut Path, visit: &mut Visit<'_>) {
    Walk { visit, enters_schemas: true }.object(value, kind, path);
}

struct Walk<'w, 'v> {
    visit: &'w mut Visit<'v>,
    enters_schemas: bool,
}

impl Walk<'_, '_> {
    fn object(&mut self, value: &mut Value, kind: Kind, path: &mut Path) {
        if kind == Kind::Schema && !self.enters_schemas {
            return;
        }
        let Value::Object(object) = value else { return };
        for (name, member) in object.iter_mut() {
            if let Some(shape) = kind.shape(name).filter(|shape| shape.holds_objects()) {
                path.push(name);
                self.shape(member, shape, path);
                path.pop();
            }
        }
        (self.visit)(kind, object, path);
    }

    fn shape(&mut self, value: &mut Value, shape: &Shape, path: &mut Path) {
        match shape {
            Shape::Object(kind) | Shape::OrReference(kind) => self.object(value, *kind, path),
            Shape::FlagOrSchema => self.object(value, Kind::Schema, path),
            Shape::List(shape) => {
                for (index, element) in value.as_array_mut().into_iter().flatten().enumerate() {
                    path.push_index(index);
                    self.shape(element, shape, path);
                    path.pop();
                }
            }
            Shape::Map(shape) => {
                for (name, member) in value.as_object_mut().into_iter().flatten() {
                    path.push(name);
                    self.shape(member, shape, path);
                    path.pop();
                }
            }
            Shape::Any
            | Shape::Text
            | Shape::Flag
            | Shape::Number
            | Shape::Count
            | Shape::Bound
            | Shape::Texts
            | Shape::Values
            | Shape::TypeNames => {}
        }
    }
}

/// The kind of object at a place, as far as the table can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// An object of the standard.
    Object(Kind),
    /// A list, a map or a scalar that belongs to one.
    Part,
    /// Something that the standard does not describe, such as an extension.
    Free,
}

/// The kind of object at the place `tokens`.
pub(crate) fn standing_at<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Standing {
    let mut shape = &Shape::Object(Kind::OpenApi);
    for token in tokens {
        let inner = match shape {
            Shape::Object(kind) | Shape::OrReference(kind) => kind.shape(token),
            Shape::FlagOrSchema => Kind::Schema.shape(token),
            Shape::List(inner) | Shape::Map(inner) => Some(*inner),
            _ => None,
        };
        match inner {
            Some(inner) => shape = inner,
            None => return Standing::Free,
        }
    }
    match shape {
        Shape::Object(kind) | Shape::OrReference(kind) => Standing::Object(*kind),
        Shape::FlagOrSchema => Standing::Object(Kind::Schema),
        Shape::Any | Shape::Values => Standing::Free,
        _ => Standing::Part,
    }
}

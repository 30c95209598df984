//! The walk through the document: each object gets its new form before the objects inside it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    Converted,
    location::BodyParameter,
    media::Media,
    newer::Newer,
    places::MovedParts,
    references::{ReferenceTargets, reference},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    normalize::objects::{Kind, Shape},
    normalize::walk::{Standing, standing_at},
    pointer::{Path, Pointer},
};

/// The maximum number of copied values: bodies and responses are copied for each media type and operation.
const COPIES: usize = 1 << 20;

/// The state of the walk.
pub(super) struct Conversion<'a> {
    /// The document as it is written.
    pub(super) written: ReferenceTargets<'a>,
    pub(super) places: MovedParts,
    /// The place of the object that is converted, in the new form.
    pub(super) path: Path,
    /// The media types of the document.
    pub(super) global: Media,
    /// Those of the operation around the object.
    pub(super) media: Media,
    /// The bodies and fields of forms that all operations of the path have.
    pub(super) shared: Vec<BodyParameter>,
    /// The objects with references, and their targets in the document as it is written.
    pub(super) references: BTreeMap<Pointer, Pointer>,
    /// The references that this stage makes.
    pub(super) pinned: BTreeMap<Pointer, Pointer>,
    /// The schemas that extend others, as they are written, with the value of the discriminator that they state.
    pub(super) children: Vec<(Pointer, Option<String>)>,
    /// The objects that are copies of shared ones.
    pub(super) copies: BTreeSet<Pointer>,
    /// The URLs of the servers of the document, if it names a host.
    pub(super) servers: Vec<String>,
    newer: Newer,
    /// The targets of references, in places that the walk may not have entered.
    open: Vec<(Pointer, Shape)>,
    /// The objects of such places that have their new form.
    done: BTreeSet<Pointer>,
    is_apart: bool,
    copies_left: usize,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Conversion<'a> {
    pub(super) fn new(written: &'a Value, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            written: ReferenceTargets::new(written),
            places: MovedParts::default(),
            path: Path::new(),
            global: Media::default(),
            media: Media::default(),
            shared: Vec::new(),
            references: BTreeMap::new(),
            pinned: BTreeMap::new(),
            children: Vec::new(),
            copies: BTreeSet::new(),
            servers: Vec::new(),
            newer: Newer::default(),
            open: Vec::new(),
            done: BTreeSet::new(),
            is_apart: false,
            copies_left: COPIES,
            diagnostics,
        }
    }

    pub(super) fn run(mut self, mut document: Value) -> Converted {
        self.object(&mut document, Kind::OpenApi);
        self.is_apart = true;
        while let Some((target, shape)) = self.open.pop() {
            self.apart(&mut document, &target, shape);
        }
        self.write_references(&mut document);
        self.write_discriminator_values(&mut document);
        let newer = std::mem::take(&mut self.newer);
        newer.into_findings().for_each(|finding| self.diagnostics.push(finding));
        Converted { document, origins: self.places.into_origins() }
    }

    /// Converts the target of a reference, if the walk through the document does not enter it.
    fn apart(&mut self, document: &mut Value, target: &Pointer, shape: Shape) {
        let place = self.places.after(target);
        let tokens: Vec<String> = place.tokens().collect();
        if standing_at(tokens.iter().map(String::as_str)) != Standing::Free {
            return;
        }
        let Some(found) = document.pointer_mut(place.as_str().trim_start_matches('#')) else { return };
        let mut value = found.take();
        self.path = Path::from_pointer(&place);
        self.shape(&mut value, &shape);
        if let Some(found) = document.pointer_mut(place.as_str().trim_start_matches('#')) {
            *found = value;
        }
    }

    fn object(&mut self, value: &mut Value, kind: Kind) {
        // `items` may be a list, as in older JSON Schema.
        if let (Kind::Schema, Value::Array(_)) = (kind, &*value) {
            return self.shape(value, &Shape::List(&Shape::OrReference(Kind::Schema)));
        }
        if self.is_apart && !self.done.insert(self.path.pointer()) {
            return;
        }
        self.follow(value, Shape::OrReference(kind));
        let Value::Object(object) = value else { return };
        if object.contains_key("$ref") && !matches!(kind, Kind::Schema | Kind::PathItem) {
            return;
        }
        self.newer.note(kind, object, || self.places.before(&self.path.pointer()));
        match kind {
            Kind::PathItem => {
                let around = std::mem::take(&mut self.shared);
                self.path_item(object);
                self.members(object, kind);
                self.shared = around;
            }
            Kind::Operation => {
                let around = self.media.clone();
                self.operation(object);
                self.members(object, kind);
                self.media = around;
            }
            _ => {
                self.convert(object, kind);
                self.members(object, kind);
            }
        }
    }

    /// Converts one object.
    fn convert(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        match kind {
            Kind::OpenApi => self.document(object),
            Kind::Parameter | Kind::Header => self.parameter(object, kind),
            Kind::RequestBody => self.body_in_place(object),
            Kind::Response => self.response(object),
            Kind::Schema => self.schema(object),
            Kind::SecurityScheme => self.security_scheme(object),
            _ => {}
        }
    }

    fn members(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        for (name, member) in object.iter_mut() {
            if let Some(shape) = kind.shape(name) {
                self.path.push(name);
                self.shape(member, shape);
                self.path.pop();
            }
        }
    }

    fn shape(&mut self, value: &mut Value, shape: &Shape) {
        match shape {
            Shape::Object(kind) | Shape::OrReference(kind) => self.object(value, *kind),
            Shape::FlagOrSchema => self.object(value, Kind::Schema),
            // A single value in place of a list is a list of one.
            Shape::List(inner) if value.is_object() && !matches!(inner, Shape::OrReference(Kind::Parameter)) => {
                self.shape(value, inner);
            }
            Shape::List(inner) => {
                self.follow_alone(value, *shape);
                for (index, element) in value.as_array_mut().into_iter().flatten().enumerate() {
                    self.path.push_index(index);
                    self.shape(element, inner);
                    self.path.pop();
                }
            }
            Shape::Map(inner) => {
                self.follow_alone(value, *shape);
                for (name, member) in value.as_object_mut().into_iter().flatten() {
                    self.path.push(name);
                    self.shape(member, inner);
                    self.path.pop();
                }
            }
            _ => {}
        }
    }

    /// Notes the reference of an object, and its target.
    fn follow(&mut self, value: &Value, shape: Shape) {
        if let Some(text) = reference(value)
            && let Some(target) = self.note_reference(text)
        {
            self.open.push((target, shape));
        }
    }

    /// The same for lists and maps, whose members may have the name `$ref`.
    fn follow_alone(&mut self, value: &Value, shape: Shape) {
        if value.as_object().is_some_and(|object| object.len() == 1) {
            self.follow(value, shape);
        }
    }

    /// Whether this many values may still be copied.
    pub(super) fn may_copy(&mut self, count: usize) -> bool {
        let left = self.copies_left.checked_sub(count);
        self.copies_left = left.unwrap_or(0);
        left.is_some()
    }

    /// The place of the current object in the document as it is written.
    pub(super) fn before(&self) -> Pointer {
        self.places.before(&self.path.pointer())
    }

    /// Adds a finding on a place of the document as it is written.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// The number of values in `value`.
pub(super) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Object(members) => members.values().map(size).sum(),
        Value::Array(elements) => elements.iter().map(size).sum(),
        _ => 0,
    }
}

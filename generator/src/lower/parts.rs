//! Multipart bodies whose parts have positions instead of names: the elements of a list.

use crate::{
    media_type::is_list_of_parts,
    model::{Encoding, NestedParts, PartContent, PartList, TypeKind, TypeRef},
    pointer::Pointer,
    read::PartEncodings,
};

use super::{
    Context,
    conjunction::{Subschema, conjunction},
    encoding::first_media_type,
    items,
    keywords::{SchemaRef, SchemaType},
    media::{MediaKind, Offer, media_kind},
    place::Place,
    untyped,
};

/// How the parts of a response are read. `ty` makes the type of the list.
pub(super) fn received<'a>(
    context: &mut Context<'a, '_>,
    offer: &Offer<'a>,
    place: &Place,
    ty: impl FnOnce(&mut Context<'a, '_>) -> TypeRef,
) -> PartContent {
    let parts = Described::of(context, offer, place);
    if !parts.nested.is_empty() || !parts.first.is_empty() || !parts.encodings.prefix.is_empty() {
        let list = ty(context);
        if !parts.nested.is_empty() || is_tuple(context, &list) {
            return PartContent::List(listed(context, offer, list, place, &parts));
        }
        // If elements of one type are not read in the same way, they are read as bytes.
        untyped::note_at(context, offer.media_type, &place.pointer);
        return PartContent::Bytes;
    }
    match parts.form(0) {
        PartForm::Json => {
            let list = ty(context);
            PartContent::Json(items::item(context, list))
        }
        form => {
            if form.is_untyped() {
                untyped::note_at(context, offer.media_type, &place.pointer);
            }
            if matches!(form, PartForm::Text { .. }) { PartContent::Text } else { PartContent::Bytes }
        }
    }
}

/// Whether the parts of two responses are read in the same way.
pub(super) fn are_read_alike(one: &PartList, other: &PartList) -> bool {
    (&one.encodings, &one.rest, &one.nested) == (&other.encodings, &other.rest, &other.nested)
}

fn is_tuple(context: &Context<'_, '_>, list: &TypeRef) -> bool {
    let kind = context.types.resolved(list).named().and_then(|id| context.types.kind(id));
    matches!(kind, Some(TypeKind::Tuple(_)))
}

/// How the parts of a response are read by their positions.
fn listed<'a>(
    context: &mut Context<'a, '_>,
    offer: &Offer<'a>,
    list: TypeRef,
    place: &Place,
    parts: &Described,
) -> PartList {
    let (mut list, is_untyped) = written(context, parts, list);
    if is_untyped {
        untyped::note_at(context, offer.media_type, &place.pointer);
    }
    state_forms(context, &mut list, parts);
    for nested in &mut list.nested {
        let described = parts.nested.iter().find(|(position, _)| *position == nested.position);
        if let Some((_, described)) = described {
            state_forms(context, &mut nested.list, described);
        }
    }
    list
}

/// Sets the parts that are JSON and those that are text. Only elements of tuples, or all elements of a list, can be
/// files.
fn state_forms(context: &Context<'_, '_>, list: &mut PartList, parts: &Described) {
    let can_have_files = list.ty == TypeRef::Array(TypeRef::File.into()) || is_tuple(context, &list.ty);
    for (position, encoding) in list.encodings.iter_mut().chain([&mut list.rest]).enumerate() {
        encoding.is_file &= can_have_files;
        let media_type = match parts.form(position) {
            PartForm::Json => "application/json",
            PartForm::Text { .. } => "text/plain",
            PartForm::Bytes { .. } => continue,
        };
        encoding.content_type = Some(media_type.to_owned());
    }
}

/// How the parts of a request are written, where `list` is the type of their list.
pub(super) fn sent<'a>(context: &mut Context<'a, '_>, offer: &Offer<'a>, list: TypeRef, place: &Place) -> PartList {
    let parts = Described::of(context, offer, place);
    let (list, is_untyped) = written(context, &parts, list);
    if is_untyped {
        untyped::note_at(context, offer.media_type, &place.pointer);
    }
    list
}

/// How parts are written, where `list` is the type of their list, and whether the schema of a part has more than its
/// type.
fn written(context: &Context<'_, '_>, parts: &Described, list: TypeRef) -> (PartList, bool) {
    let count = parts.first.len().max(parts.encodings.prefix.len());
    let forms: Vec<PartForm> = (0..=count).map(|position| parts.form(position)).collect();
    let mut is_untyped = forms.iter().any(|form| form.is_untyped());
    let mut encodings: Vec<Encoding> = forms
        .iter()
        .enumerate()
        .map(|(position, form)| Encoding {
            wire_name: String::new(),
            style: None,
            content_type: parts.stated(position).and_then(first_media_type),
            is_file: matches!(form, PartForm::Bytes { .. }),
        })
        .collect();
    let rest = encodings.pop().unwrap_or_default();
    let mut nested = Vec::new();
    for (position, described) in &parts.nested {
        let media_type = parts.stated(*position).and_then(first_media_type);
        let (Some(ty), Some(media_type)) = (element(context, &list, *position), media_type) else { continue };
        let (list, has_untyped) = written(context, described, ty);
        is_untyped |= has_untyped;
        nested.push(NestedParts { position: *position, media_type, list });
    }
    let is_array = matches!(context.types.resolved(&list), TypeRef::Array(_));
    let of_rest = nested.iter().find(|nested| nested.position == count).map(|nested| nested.list.ty.clone());
    let ty = match (forms.last(), of_rest) {
        (_, Some(ty)) if is_array => TypeRef::Array(ty.into()),
        (Some(PartForm::Bytes { .. }), None) if is_array => TypeRef::Array(TypeRef::File.into()),
        (Some(PartForm::Text { untyped: true }), None) if is_array => TypeRef::Array(TypeRef::String.into()),
        _ => list,
    };
    (PartList { ty, encodings, rest, nested }, is_untyped)
}

/// The type of an element of a list.
fn element(context: &Context<'_, '_>, list: &TypeRef, position: usize) -> Option<TypeRef> {
    match context.types.resolved(list) {
        TypeRef::Array(item) => Some((**item).clone()),
        TypeRef::Named(id) => match context.types.kind(*id)? {
            TypeKind::Tuple(tuple) => tuple.elements.get(position).or(tuple.rest.as_ref()).cloned(),
            _ => None,
        },
        _ => None,
    }
}

/// The headers of the parts of the body at a place.
pub(super) fn headers(context: &Context<'_, '_>, place: &Pointer) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let Some(PartEncodings { prefix, item }) = context.document.part_encodings.get(place.as_str()) else {
        return names;
    };
    for name in prefix.iter().chain([item]).flat_map(|encoding| &encoding.headers) {
        let name = format!("`{name}`");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The parts of a body.
struct Described {
    /// The values of the first parts, if they are described separately.
    first: Vec<PartValues>,
    /// The values of all other parts.
    rest: PartValues,
    encodings: PartEncodings,
    /// The parts that consist of parts, by their positions.
    nested: Vec<(usize, Described)>,
}

impl Described {
    fn of<'a>(context: &mut Context<'a, '_>, offer: &Offer<'a>, place: &Place) -> Self {
        let encodings = context.document.part_encodings.get(place.pointer.as_str()).cloned().unwrap_or_default();
        match &offer.described.schema {
            Some(schema) => {
                let schema = context.document.schema(schema);
                Self::of_schema(context, schema, &place.pointer.child("schema"), encodings)
            }
            None => Self::any(encodings),
        }
    }

    /// Parts of any values.
    fn any(encodings: PartEncodings) -> Self {
        Self { first: Vec::new(), rest: PartValues::default(), encodings, nested: Vec::new() }
    }

    fn of_schema<'a>(
        context: &mut Context<'a, '_>,
        schema: SchemaRef<'a>,
        place: &Pointer,
        encodings: PartEncodings,
    ) -> Self {
        let mut described = Self::any(encodings);
        let parts = conjunction(context, schema, place).parts;
        let Some((list, items)) = parts.iter().find_map(|part| Some((part, part.keywords.items()?))) else {
            return described;
        };
        let at = list.pointer.child("items");
        match (list.keywords.prefix(), items) {
            // All elements are alternatives of `items`.
            (Some(prefix), SchemaRef::Item(items)) => {
                for (index, schema) in items.any_of.iter().enumerate() {
                    let at = at.child("anyOf").child(index);
                    described.first.push(PartValues::of(context, schema.into(), &at));
                    described.nest(context, index, schema.into(), &at);
                }
                if described.first.len() > prefix.elements {
                    described.rest = described.first.pop().unwrap_or_default();
                }
            }
            _ => {
                described.rest = PartValues::of(context, items, &at);
                described.nest(context, 0, items, &at);
            }
        }
        described
    }

    /// Adds the parts of the part at a position, if it has any.
    fn nest<'a>(&mut self, context: &mut Context<'a, '_>, position: usize, schema: SchemaRef<'a>, at: &Pointer) {
        let encoding = self.encodings.prefix.get(position).unwrap_or(&self.encodings.item);
        if let Some(parts) = encoding.parts.clone()
            && encoding.content_type.as_deref().is_some_and(is_list_of_parts)
        {
            self.nested.push((position, Self::of_schema(context, schema, at, *parts)));
        }
    }

    /// The media types that the document states for a part.
    fn stated(&self, position: usize) -> Option<&str> {
        let encoding = self.encodings.prefix.get(position).unwrap_or(&self.encodings.item);
        encoding.content_type.as_deref()
    }

    fn form(&self, position: usize) -> PartForm {
        if self.nested.iter().any(|(nested, _)| *nested == position) {
            return PartForm::Json;
        }
        let values = self.first.get(position).unwrap_or(&self.rest);
        self.stated(position).map_or_else(|| values.usual(), |list| values.under(list))
    }
}

/// The form of a part.
#[derive(Clone, Copy)]
enum PartForm {
    Json,
    /// Whether its schema says more.
    Text {
        untyped: bool,
    },
    /// Whether its schema says more.
    Bytes {
        untyped: bool,
    },
}

impl PartForm {
    fn is_untyped(self) -> bool {
        matches!(self, Self::Text { untyped: true } | Self::Bytes { untyped: true })
    }
}

/// The values of the schema of a part.
struct PartValues {
    /// The media type that the schema itself states.
    media_type: Option<String>,
    is_binary: bool,
    kind: PartKind,
}

/// The kind of the values of a part.
#[derive(Clone, Copy, PartialEq)]
enum PartKind {
    /// The schema does not restrict them.
    Any,
    String,
    /// Objects or lists.
    Members,
    Other,
}

/// Any values.
impl Default for PartValues {
    fn default() -> Self {
        Self { media_type: None, is_binary: false, kind: PartKind::Any }
    }
}

impl PartValues {
    fn of<'a>(context: &mut Context<'a, '_>, schema: SchemaRef<'a>, at: &Pointer) -> Self {
        let parts = conjunction(context, schema, at).parts;
        let is_of = |wanted| parts.iter().any(|part| part.keywords.schema_type == Some(wanted));
        let is_binary = |part: &Subschema<'_>| {
            part.keywords.format() == Some("binary") || part.keywords.schema.content_encoding().is_some()
        };
        let kind = if is_of(SchemaType::String) {
            PartKind::String
        } else if is_of(SchemaType::Object) || is_of(SchemaType::Array) {
            PartKind::Members
        } else if parts.iter().all(|part| part.keywords.is_annotation()) {
            PartKind::Any
        } else {
            PartKind::Other
        };
        let media_type = parts.iter().find_map(|part| part.keywords.schema.content_media_type()).map(str::to_owned);
        Self { media_type, is_binary: parts.iter().any(is_binary), kind }
    }

    /// The form by the default media type of the values (OpenAPI 3.2, Encoding Object).
    fn usual(&self) -> PartForm {
        match (&self.media_type, self.kind) {
            (Some(media_type), _) => self.under(media_type),
            (None, PartKind::Any) => PartForm::Bytes { untyped: false },
            (None, _) if self.is_binary => PartForm::Bytes { untyped: false },
            (None, PartKind::String) => PartForm::Text { untyped: false },
            // Numbers and booleans are the same text in JSON.
            (None, PartKind::Members | PartKind::Other) => PartForm::Json,
        }
    }

    /// The form under the media types of a list.
    fn under(&self, list: &str) -> PartForm {
        let kinds: Vec<MediaKind> = list.split(',').map(|media_type| media_kind(media_type.trim())).collect();
        let are_all = |kind| kinds.iter().all(|other| *other == kind);
        let untyped = self.kind == PartKind::Members;
        match self.kind {
            _ if are_all(MediaKind::Json) => PartForm::Json,
            PartKind::Other if are_all(MediaKind::Text) => PartForm::Json,
            _ if are_all(MediaKind::Text) => PartForm::Text { untyped },
            _ => PartForm::Bytes { untyped },
        }
    }
}

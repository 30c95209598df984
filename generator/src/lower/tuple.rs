//! `prefixItems`: arrays whose first elements have their own types.

use crate::model::{Docs, Tuple, TypeKind, TypeRef};

use super::{Context, conjunction::Subschema, keywords::SchemaRef, place::Place, schema};

/// An array with more such elements is a list of alternatives.
const MOST: usize = 32;

/// The type of an array whose first elements are described separately; `None` if no element is, or if `items` also
/// describes them.
pub(super) fn lower<'a>(
    context: &mut Context<'a, '_>,
    parts: &[Subschema<'a>],
    docs: &Docs,
    place: &Place,
) -> Option<TypeRef> {
    let mut describing = parts.iter().filter_map(|part| Some((part, part.keywords.items()?)));
    let (Some((part, SchemaRef::Item(items))), None) = (describing.next(), describing.next()) else { return None };
    let prefix = part.keywords.prefix().filter(|prefix| prefix.elements <= MOST)?;
    let place = context.reserve(docs, place);
    let at = part.pointer.child("items").child("anyOf");
    let mut elements = Vec::new();
    for (index, schema) in items.any_of.iter().enumerate() {
        let element = place.child(at.child(index), &format!("element {index}"));
        let element = Place { wire_name: String::new(), ..element };
        elements.push(schema::lower(context, schema.into(), &element).with_null());
    }
    let rest = if elements.len() > prefix.elements { elements.pop() } else { None };
    let tuple = Tuple { required: prefix.least.min(elements.len()), elements, rest };
    Some(context.define(TypeKind::Tuple(tuple), docs, &place))
}

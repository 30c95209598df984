//! A schema with its `allOf`, as a list of schemas that all apply.

use std::collections::BTreeSet;

use crate::{
    diagnostic::catalog::lower as findings,
    model::Docs,
    pointer::Pointer,
    read::{Schema, SchemaOrRef},
};

use super::{
    Context, example,
    keywords::{Keywords, SchemaRef, SchemaType},
};

/// One of the schemas that apply.
#[derive(Clone, Debug)]
pub(super) struct Subschema<'a> {
    pub(super) keywords: Keywords<'a>,
    pub(super) pointer: Pointer,
    /// Whether it is in a component that the outermost schema refers to.
    pub(super) referenced: bool,
    /// Whether it belongs to one of the alternatives that are combined with those of another list.
    pub(super) is_alternative: bool,
}

/// Schemas that all apply.
#[derive(Clone, Debug, Default)]
pub(super) struct Conjunction<'a> {
    /// The schemas, without their `allOf`.
    pub(super) parts: Vec<Subschema<'a>>,
    /// The only component in it, if all other parts are annotations.
    pub(super) sole_reference: Option<&'a str>,
    /// Whether `null` is a value too.
    pub(super) nullable: bool,
    /// The annotations of the outermost schema, and of the inline members of its `allOf`.
    pub(super) docs: Docs,
}

/// Divides a schema into its parts. Each component is entered once, so that diamonds cost nothing and cycles end.
pub(super) fn conjunction<'a>(
    context: &mut Context<'a, '_>,
    schema: SchemaRef<'a>,
    pointer: &Pointer,
) -> Conjunction<'a> {
    let mut references = Vec::new();
    let parts = take_apart(context, schema, pointer, &mut references);
    let nullable = matches!(schema, SchemaRef::Item(item) if item.nullable) || all_nullable(context, &parts);
    let sole_reference = match references.as_slice() {
        [reference] if parts.iter().all(|part| part.referenced || part.keywords.is_bare()) => Some(*reference),
        _ => None,
    };
    let sole_reference = sole_reference.filter(|_| !gives_type_to_reference(&parts));
    let docs = inline_docs(&parts);
    Conjunction { parts, sole_reference, nullable, docs }
}

/// Whether there is a `type` next to references to components that accept any value.
fn gives_type_to_reference(parts: &[Subschema<'_>]) -> bool {
    parts.iter().any(|part| !part.referenced && part.keywords.schema_type.is_some())
        && parts.iter().filter(|part| part.referenced).all(|part| part.keywords.is_annotation())
}

/// The docs of the inline schemas. The title and the example of a member of `allOf` may be about this member alone: they count
/// only if it has no type, or no properties.
fn inline_docs(parts: &[Subschema<'_>]) -> Docs {
    let inline = parts.iter().enumerate().filter(|(_, part)| !part.referenced);
    let docs = inline.map(|(index, part)| {
        let Docs { summary, description, deprecated, example } = docs(part.keywords.schema);
        Docs {
            summary: summary.filter(|_| index == 0 || part.keywords.is_annotation()),
            description,
            deprecated,
            example: example.filter(|_| index == 0 || part.keywords.properties.is_empty()),
        }
    });
    docs.reduce(Docs::or).unwrap_or_default()
}

/// The docs of a schema.
fn docs(schema: &Schema) -> Docs {
    let Schema { title, description, deprecated, example, .. } = schema;
    Docs {
        summary: title.as_deref().map(str::to_owned),
        description: description.clone(),
        deprecated: *deprecated,
        example: example.as_deref().map(|value| Box::new(example::example(value))),
    }
}

/// Collects the parts in the document's order. It has its own stack, since an inheritance chain may be long.
fn take_apart<'a>(
    context: &mut Context<'a, '_>,
    schema: SchemaRef<'a>,
    pointer: &Pointer,
    references: &mut Vec<&'a str>,
) -> Vec<Subschema<'a>> {
    let mut parts = Vec::new();
    let mut entered = BTreeSet::new();
    let mut stack = vec![(schema, pointer.clone(), false)];
    while let Some((schema, at, referenced)) = stack.pop() {
        match schema {
            SchemaRef::Reference(reference) => {
                if !referenced {
                    references.push(reference);
                }
                let reference = context.end_of_chain(reference);
                let Some((component, target)) = context.referenced(reference) else { continue };
                if target == *pointer {
                    context.diagnostics.push(findings::all_of_cycle(&at, reference));
                } else if entered.insert(reference) {
                    stack.push((component, target, true));
                }
            }
            SchemaRef::Item(item) => {
                let mut keywords = Keywords::of(item);
                if referenced && !context.budget.take(keywords.properties.len()) {
                    context.report_budget(&at);
                    continue;
                }
                let all_of = std::mem::take(&mut keywords.all_of);
                let members = at.child("allOf");
                let below =
                    all_of.iter().enumerate().map(|(index, member)| (member.into(), members.child(index), referenced));
                stack.extend(below.rev());
                parts.push(Subschema { keywords, pointer: at, referenced, is_alternative: false });
            }
        }
    }
    parts
}

impl Context<'_, '_> {
    /// It is reported once, since there will be no output.
    fn report_budget(&mut self, at: &Pointer) {
        if !self.budget.is_reported {
            self.budget.is_reported = true;
            self.diagnostics.push(findings::too_much_copied(at));
        }
    }
}

/// Whether every part that restricts the type allows `null`, and at least one of them does so explicitly. A part that
/// only describes values of some types allows the values of others.
pub(super) fn all_nullable<'a>(context: &Context<'a, '_>, parts: &[Subschema<'a>]) -> bool {
    let is_restriction = |part: &&Subschema<'_>| {
        let Keywords { schema_type, enumeration, one_of, any_of, .. } = &part.keywords;
        schema_type.is_some() || !enumeration.is_empty() || !one_of.is_empty() || !any_of.is_empty()
    };
    let allows = |part: &Subschema<'a>| {
        let Keywords { schema, one_of, any_of, .. } = part.keywords;
        schema.nullable || one_of.iter().chain(any_of).any(|alternative| alternative_is_nullable(context, alternative))
    };
    parts.iter().any(allows) && parts.iter().filter(is_restriction).all(allows)
}

/// Whether an alternative, or an alternative of an inline one, adds `null` to values of a type. Then the whole schema allows it.
fn alternative_is_nullable<'a>(context: &Context<'a, '_>, alternative: &'a SchemaOrRef) -> bool {
    match alternative.into() {
        SchemaRef::Item(item) => {
            let mut inside = item.one_of.iter().chain(&item.any_of);
            item.nullable && !Keywords::of(item).is_annotation()
                || inside.any(|alternative| alternative_is_nullable(context, alternative))
        }
        SchemaRef::Reference(reference) => {
            matches!(context.referenced(reference), Some((SchemaRef::Item(item), _)) if item.nullable)
        }
    }
}

/// The first `type` of the parts, or else the type that their other keywords imply.
pub(super) fn known_type(parts: &[Subschema<'_>]) -> Option<SchemaType> {
    parts.iter().find_map(|part| part.keywords.schema_type).or_else(|| implied_type(parts))
}

/// The type that the keywords of the parts imply.
pub(super) fn implied_type(parts: &[Subschema<'_>]) -> Option<SchemaType> {
    let keywords = || parts.iter().map(|part| &part.keywords);
    if keywords().any(|part| !part.properties.is_empty() || !part.required.is_empty() || part.additional().is_some()) {
        Some(SchemaType::Object)
    } else if keywords().any(|part| part.items().is_some()) {
        Some(SchemaType::Array)
    } else {
        None
    }
}

impl Conjunction<'_> {
    /// Both, at once.
    pub(super) fn and(mut self, mut other: Self) -> Self {
        let nullable = self.nullable && other.nullable;
        let (extends, is_extended) = (self.extends(&other), other.extends(&self));
        let docs = std::mem::take(&mut other.docs).or(std::mem::take(&mut self.docs));
        if extends {
            return Self { nullable, docs, ..self };
        }
        if is_extended {
            return Self { nullable, docs, ..other };
        }
        let (mine, others) = (self.is_annotation(), other.is_annotation());
        self.sole_reference = if mine { other.sole_reference } else { self.sole_reference.filter(|_| others) };
        self.nullable = (self.nullable || mine) && (other.nullable || others);
        for part in other.parts {
            if self.parts.iter().all(|known| known.pointer != part.pointer) {
                self.parts.push(part);
            }
        }
        Self { docs, ..self }
    }

    /// Whether it is a component that extends the other component.
    fn extends(&self, other: &Self) -> bool {
        let has = |part: &Subschema<'_>| self.parts.iter().any(|known| known.pointer == part.pointer);
        self.sole_reference.is_some() && other.sole_reference.is_some() && other.parts.iter().all(has)
    }

    fn is_annotation(&self) -> bool {
        self.sole_reference.is_none() && self.parts.iter().all(|part| part.keywords.is_annotation())
    }
}

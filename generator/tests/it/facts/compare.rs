//! Compares the facts with the document, and lists the differences.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    notation::{Definitions, Fact},
    shape::{self, Object, Plain, Shape},
};

/// The side that writes the JSON.
///
/// A sent value must be exactly as in the facts. A received value may be null or have more, and may be optional if callers
/// also send the type and may leave the value out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Sent,
    Received,
}

pub(crate) struct Comparison<'a> {
    pub(crate) definitions: &'a Definitions,
    pub(crate) document: &'a Value,
    pub(crate) differences: BTreeSet<String>,
    /// The types of the facts that were compared.
    pub(crate) reached: BTreeSet<String>,
    /// Properties of responses that only the facts require: schema and name.
    pub(crate) optional: BTreeSet<(String, String)>,
    /// Properties that are optional in one of several types of the facts that are the same schema.
    pub(crate) sometimes_absent: BTreeSet<(String, String)>,
    /// The schemas of objects that callers send.
    pub(crate) sent: BTreeSet<String>,
    done: BTreeSet<(String, String, Side)>,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(definitions: &'a Definitions, document: &'a Value) -> Self {
        Self {
            definitions,
            document,
            differences: BTreeSet::new(),
            reached: BTreeSet::new(),
            optional: BTreeSet::new(),
            sometimes_absent: BTreeSet::new(),
            sent: BTreeSet::new(),
            done: BTreeSet::new(),
        }
    }

    pub(crate) fn differ(&mut self, place: &str, what: &str) {
        self.differences.insert(format!("{place}: {what}"));
    }

    pub(crate) fn types(&mut self, place: &str, fact: &Fact, schema: &Value, side: Side) {
        let facts = shape::of_fact(self.definitions, fact);
        let ours = shape::of_schema(self.document, schema);
        self.reach(fact);
        if facts.unsaid || (facts.allows(Plain::Anything) && ours.allows(Plain::Anything)) {
            return;
        }
        self.plain_kinds(place, &facts, &ours, side);
        self.nested(place, facts.items.as_ref(), ours.items.as_ref(), "[]", side);
        self.nested(place, facts.values.as_ref(), ours.values.as_ref(), "{}", side);
        self.objects(place, facts.objects, ours.objects, side);
    }

    /// Records all names in an alternative, also aliases.
    fn reach(&mut self, fact: &Fact) {
        match fact {
            Fact::OneOf(alternatives) => alternatives.iter().for_each(|fact| self.reach(fact)),
            Fact::Named(name) => {
                self.reached.insert(name.clone());
                if let Some(super::notation::Definition::Alias(fact)) = self.definitions.get(name) {
                    self.reach(fact);
                }
            }
            _ => {}
        }
    }

    fn plain_kinds(&mut self, place: &str, facts: &Shape<Fact>, ours: &Shape<Value>, side: Side) {
        for kind in facts.plain.difference(&ours.plain) {
            self.differ(place, &format!("{kind:?} is missing"));
        }
        for kind in ours.plain.difference(&facts.plain).filter(|_| side == Side::Sent) {
            self.differ(place, &format!("{kind:?} is too much"));
        }
        // If any text is allowed, known texts are not a type.
        let is_open = ours.allows(Plain::Text) && side == Side::Received;
        if !facts.allows(Plain::Text) && !is_open {
            for literal in facts.literals.difference(&ours.literals) {
                self.differ(place, &format!("`{literal}` is missing"));
            }
        }
        if !facts.allows(Plain::Text) && side == Side::Sent {
            for literal in ours.literals.difference(&facts.literals) {
                self.differ(place, &format!("`{literal}` is too much"));
            }
        }
    }

    fn nested(&mut self, place: &str, fact: Option<&Fact>, ours: Option<&Value>, mark: &str, side: Side) {
        match (fact, ours) {
            (Some(fact), Some(ours)) => self.types(&format!("{place}{mark}"), fact, ours, side),
            (Some(_), None) => self.differ(place, &format!("{mark} is missing")),
            (None, Some(_)) if side == Side::Sent => self.differ(place, &format!("{mark} is too much")),
            (None, _) => {}
        }
    }

    fn objects(&mut self, place: &str, facts: Vec<Object<Fact>>, mut ours: Vec<Object<Value>>, side: Side) {
        let is_single = facts.len() == 1 && ours.len() == 1;
        for fact in facts {
            match ours.iter().position(|ours| is_single || is_same_variant(&fact, ours)) {
                Some(index) => {
                    let ours = ours.remove(index);
                    let key = (fact.name.clone(), format!("{} {:?}", ours.name, ours.tags), side);
                    if ours.name == "inline" || self.done.insert(key) {
                        self.fields(&fact, &ours, side);
                    }
                }
                None => self.differ(place, &format!("{} is missing", fact.name)),
            }
        }
        if side == Side::Sent {
            for ours in ours {
                self.differ(place, &format!("{} {:?} is too much", ours.name, ours.tags));
            }
        }
    }

    pub(crate) fn fields(&mut self, fact: &Object<Fact>, ours: &Object<Value>, side: Side) {
        if side == Side::Sent {
            self.sent.insert(ours.name.clone());
        }
        for (name, field) in &fact.fields {
            let place = format!("{}.{name}", fact.name);
            let Some(own) = ours.fields.get(name) else {
                self.differ(&place, "is missing");
                continue;
            };
            match (field.required, own.required, side) {
                (false, true, _) => self.differ(&place, "is required"),
                (true, false, Side::Sent) => self.differ(&place, "is not required"),
                (true, false, Side::Received) if !shape::of_fact(self.definitions, &field.ty).allows(Plain::Null) => {
                    self.optional.insert((ours.name.clone(), name.clone()));
                }
                (false, false, Side::Received) => {
                    self.sometimes_absent.insert((ours.name.clone(), name.clone()));
                }
                _ => {}
            }
            // A tag of several values is compared by value.
            if fact.tags.get(name).is_none_or(|tag| ours.tags.get(name) != Some(tag)) {
                self.types(&place, &field.ty, &own.ty, side);
            }
        }
        for name in ours.fields.keys().filter(|name| !fact.fields.contains_key(*name)) {
            self.differ(&format!("{}.{name}", fact.name), &format!("is unknown to the facts ({side:?})"));
        }
    }
}

/// Whether the properties with fixed values in both have the same values.
fn is_same_variant(fact: &Object<Fact>, ours: &Object<Value>) -> bool {
    let mut shared = fact.tags.iter().filter_map(|(name, tag)| Some((tag, ours.tags.get(name)?))).peekable();
    shared.peek().is_some() && shared.all(|(theirs, ours)| theirs == ours)
}

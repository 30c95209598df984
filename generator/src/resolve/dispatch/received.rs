//! Payloads of one receiver. A tag in them determines the request, or else the caller gives its name.

use std::collections::BTreeMap;

use crate::model::{Arm, Choice, JsonKind, Receiver, TypeDef, TypeKind, Union};

use super::{by_kind, unknown_name};

/// The docs of payloads that do not say which request they are of.
const BY_NAME: &str = "It does not say of which request it is, so `parse_named` takes the name.";

/// Decides for the unions of all receivers.
pub(in crate::resolve) fn decide(types: &mut [TypeDef], receivers: &mut [Receiver]) {
    for receiver in receivers.iter_mut().filter(|receiver| receiver.names.is_some()) {
        let TypeKind::Union(union) = &types[receiver.ty.index()].kind else { continue };
        let mut decided = Union { arms: distinct(&union.arms), ..union.clone() };
        decided.by_kind = by_kind(types, &decided);
        if is_by_tag(&decided.by_kind) {
            receiver.names = None;
        } else {
            let docs = &mut types[receiver.ty.index()].docs;
            docs.description = Some(BY_NAME.into());
            // Requests of the same type are distinguished by their names.
            decided.arms.clone_from(&union.arms);
            decided.by_kind = by_kind(types, &decided);
        }
        decided.unknown_name = Some(unknown_name(&decided.arms));
        types[receiver.ty.index()].kind = TypeKind::Union(decided);
    }
}

/// The arms without those whose type an earlier arm has.
fn distinct(arms: &[Arm]) -> Vec<Arm> {
    let mut distinct: Vec<Arm> = Vec::new();
    for arm in arms {
        if distinct.iter().all(|other| other.ty != arm.ty) {
            distinct.push(arm.clone());
        }
    }
    distinct
}

/// Whether all payloads are objects with one tag, so that an unknown payload is recognised.
fn is_by_tag(by_kind: &BTreeMap<JsonKind, Choice>) -> bool {
    let is_tag = |choice: &Choice| matches!(choice, Choice::Tag { otherwise: None, absent: None, .. });
    by_kind.len() == 1 && by_kind.get(&JsonKind::Object).is_some_and(is_tag)
}

//! `oneOf` and `anyOf`.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    claims::{Claim, items},
    comparison::Comparison,
    docs,
    matching::{self, PartPairs},
    pairs::TypePair,
    report::DocumentVersion,
    rules::types as rules,
};
use crate::{
    model::{Api, Arm, ArmId, Choice, JsonKind, TypeDef, TypeRef, Union},
    render::item_paths,
    surface::Surface,
};

/// Compares the arms of a type.
pub(super) fn compare(cx: &mut Comparison<'_>, pair: TypePair<'_>, old: &Union, new: &Union) {
    // The effect of the discriminator is in `by_kind`.
    let Union { arms: old_arms, discriminator: _, by_kind: old_kinds, unknown_name: old_unknown, base: _ } = old;
    let Union { arms: new_arms, discriminator: _, by_kind: new_kinds, unknown_name: new_unknown, base: _ } = new;
    let PartPairs { both, removed, added } = matched(cx, old_arms, new_arms);
    for (before, now) in &both {
        arm(cx, pair, before, now);
    }
    for before in removed {
        let message = format!("`{}` has no variant `{}` any more", pair.new.rust_name, before.rust_name);
        let about = pair.about().part(&before.rust_name, DocumentVersion::Old, &before.pointer);
        let claims = claims(pair.old, before, cx.old.api, &cx.old_name(&before.ty));
        cx.add(rules::ARM_REMOVED, &about, message, claims);
    }
    for now in added {
        let message = format!("`{}` has a new variant `{}`", pair.new.rust_name, now.rust_name);
        let about = pair.about().part(&now.rust_name, DocumentVersion::New, &now.pointer);
        let claims = claims(pair.new, now, cx.new.api, &cx.new_name(&now.ty));
        cx.add(rules::ARM_ADDED, &about, message, claims);
    }
    unknown(cx, pair, old_unknown.as_deref(), new_unknown.as_deref());
    if old_unknown.is_none() || new_unknown.is_some() {
        methods(cx, pair);
    }
    let renamed: BTreeMap<&str, &str> =
        both.iter().map(|(old, new)| (old.rust_name.as_str(), new.rust_name.as_str())).collect();
    let decisions = |kinds: &BTreeMap<JsonKind, Choice>, arms: &[Arm]| {
        let name = |id: &ArmId| arms.get(id.0).map(|arm| arm.rust_name.clone()).unwrap_or_default();
        decisions(kinds, &name)
    };
    let before = decisions(old_kinds, old_arms);
    let now = decisions(new_kinds, new_arms);
    // A new or removed arm has its own entry.
    let stays = |(key, arm): (&String, &String)| {
        let arm = renamed.get(arm.as_str()).copied().unwrap_or(arm);
        now.get(key).is_none_or(|now| now == arm)
    };
    let is_gone = |key: &String, arm: &String| !now.contains_key(key) && renamed.contains_key(arm.as_str());
    let is_new = |key: &String, arm: &String| !before.contains_key(key) && renamed.values().any(|now| now == arm);
    let precedence = |kinds: &BTreeMap<JsonKind, Choice>, arms: &[Arm], name_now: &dyn Fn(&str) -> String| {
        precedence(kinds, &|id: &ArmId| arms.get(id.0).map(|arm| name_now(&arm.rust_name)).unwrap_or_default())
    };
    let first_before = precedence(old_kinds, old_arms, &|name| renamed.get(name).copied().unwrap_or(name).to_owned());
    let first_now = precedence(new_kinds, new_arms, &str::to_owned);
    let has_other_first = first_before.iter().any(|(both, arm)| first_now.get(both).is_some_and(|now| now != arm));
    if has_other_first
        || !before.iter().all(stays)
        || before.iter().any(|(key, arm)| is_gone(key, arm))
        || now.iter().any(|(key, arm)| is_new(key, arm))
    {
        let message = format!("which JSON becomes which variant of `{}` is decided otherwise", pair.new.rust_name);
        cx.add(rules::UNION_TOLD_APART_OTHERWISE, &pair.about(), message, Vec::new());
    }
}

/// The arms of both versions, matched by name and then by type.
fn matched<'a>(cx: &Comparison<'_>, old: &'a [Arm], new: &'a [Arm]) -> PartPairs<'a, Arm> {
    let is_same_name = |old: &Arm, new: &Arm| old.rust_name == new.rust_name;
    let is_same_type = |old: &Arm, new: &Arm| cx.old_type(&old.ty) == cx.new_type(&new.ty);
    matching::parts(old, new, &[&is_same_name, &is_same_type])
}

fn arm(cx: &mut Comparison<'_>, pair: TypePair<'_>, old: &Arm, new: &Arm) {
    let Arm { pointer: _, rust_name: old_name, docs: old_docs, ty: old_type } = old;
    let Arm { pointer, rust_name: new_name, docs: new_docs, ty: new_type } = new;
    let about = pair.about().part(new_name, DocumentVersion::New, pointer);
    let (before, now) = (cx.old_type(old_type), cx.new_type(new_type));
    let names = [cx.old_name(old_type), cx.new_name(new_type)];
    let [old_api, new_api] = [cx.old.api, cx.new.api];
    let claims = || [claims(pair.old, old, old_api, &names[0]), claims(pair.new, new, new_api, &names[1])].concat();
    if old_name != new_name {
        let message = format!("the variant `{old_name}` of `{}` is `{new_name}` now", pair.new.rust_name);
        cx.add(rules::ARM_RENAMED, &about, message, claims());
    }
    if before != now {
        let message = format!("`{}::{new_name}` held `{before}` and holds `{now}` now", pair.new.rust_name);
        cx.add(rules::ARM_TYPE_CHANGED, &about, message, claims());
    }
    docs::of_schema(cx, &about, old_docs, new_docs, items([item_paths::of_member(pair.new, new_name)]));
}

/// The variant, and the conversions from its content.
fn claims(def: &TypeDef, arm: &Arm, api: &Api, ty: &str) -> Vec<Claim> {
    let held = ty.strip_prefix("Box<").and_then(|inner| inner.strip_suffix('>')).unwrap_or(ty);
    let simple = match api.resolved(&arm.ty) {
        TypeRef::String => "&str",
        TypeRef::Number => "f64",
        _ => held,
    };
    let from = |ty: &str| item_paths::of_member(def, &format!("From<{ty}>"));
    items([item_paths::of_member(def, &arm.rust_name), from(held), from(simple)])
}

/// The variant for objects whose tag is not known.
fn unknown(cx: &mut Comparison<'_>, pair: TypePair<'_>, old: Option<&str>, new: Option<&str>) {
    let name = &pair.new.rust_name;
    let (rule, message) = match (old, new) {
        (None, Some(now)) => (rules::UNION_NOW_OPEN, format!("`{name}` keeps unknown objects as `{now}`")),
        (Some(before), None) => {
            (rules::UNION_NO_LONGER_OPEN, format!("`{name}` has no `{before}` for unknown objects any more"))
        }
        (Some(before), Some(now)) if before != now => {
            (rules::UNKNOWN_RENAMED, format!("unknown objects of `{name}` were `{before}` and are `{now}` now"))
        }
        (Some(_), Some(_)) | (None, None) => return,
    };
    let mut claims = pair.members(old.unwrap_or_default(), new.unwrap_or_default());
    claims.extend(pair.members("kind", "id"));
    cx.add(rule, &pair.about(), message, claims);
}

/// The methods for all variants. If the union is not open any more, that is the reason for their removal.
fn methods(cx: &mut Comparison<'_>, pair: TypePair<'_>) {
    let has = |surface: &Surface, def: &TypeDef, name: &str| {
        let path = item_paths::of_member(def, name);
        surface.items.iter().any(|item| item.name == name && item.path() == path)
    };
    for name in ["kind", "id"] {
        if has(cx.old.surface, pair.old, name) && !has(cx.new.surface, pair.new, name) {
            let message = format!("`{}` has no method `{name}` any more", pair.new.rust_name);
            let about = pair.about().part(name, DocumentVersion::New, &pair.new.pointer);
            cx.add(rules::UNION_METHOD_REMOVED, &about, message, pair.members(name, name));
        }
    }
}

/// The values that determine the arm, one line for each.
fn decisions(by_kind: &BTreeMap<JsonKind, Choice>, name: &dyn Fn(&ArmId) -> String) -> BTreeMap<String, String> {
    let mut decisions = BTreeMap::new();
    for (kind, choice) in by_kind {
        match choice {
            Choice::Arm(arm) => {
                decisions.insert(format!("{kind:?}"), name(arm));
            }
            Choice::Tag { wire_name, arms, otherwise, absent, incomplete } => {
                let tags = arms.as_json();
                let tags = tags.into_iter().map(|(tag, arm)| (format!("{kind:?} {wire_name:?} {tag}"), name(&arm)));
                decisions.extend(tags);
                let otherwise = otherwise.iter().map(|arm| (format!("{kind:?} {wire_name:?}"), name(arm)));
                decisions.extend(otherwise);
                decisions
                    .extend(incomplete.iter().map(|arm| (format!("{kind:?} {wire_name:?} incomplete"), name(arm))));
                let without = absent.iter().map(|absent| (*kind, Choice::clone(absent))).collect();
                let without = self::decisions(&without, name).into_iter();
                decisions.extend(without.map(|(key, arm)| (format!("without {wire_name:?} {key}"), arm)));
            }
            Choice::Keys(sets) => {
                decisions.extend(sets.iter().map(|(keys, arm)| (format!("{kind:?} {:?}", sorted(keys)), name(arm))));
            }
            Choice::FirstElement { by_kind, empty } => {
                decisions.extend(by_kind.iter().map(|(first, arm)| (format!("{kind:?} of {first:?}"), name(arm))));
                decisions.insert(format!("{kind:?} of nothing"), name(empty));
            }
            Choice::Try(arms) => {
                let arms = arms.iter().enumerate();
                decisions.extend(arms.map(|(turn, arm)| (format!("{kind:?} turn {turn}"), name(arm))));
            }
            Choice::Best(best, others) => {
                let arms = best.iter().chain(others).enumerate();
                decisions.extend(arms.map(|(turn, arm)| (format!("{kind:?} turn {turn}"), name(arm))));
            }
        }
    }
    decisions
}

/// The variant of an object that has the required properties of two variants, one line for each two of them.
fn precedence(by_kind: &BTreeMap<JsonKind, Choice>, name: &dyn Fn(&ArmId) -> String) -> BTreeMap<String, String> {
    let mut first = BTreeMap::new();
    for (kind, choice) in by_kind {
        match choice {
            Choice::Keys(sets) => {
                for (index, (keys, arm)) in sets.iter().enumerate() {
                    for (others, _) in sets.iter().skip(index + 1) {
                        let both = BTreeSet::from([keys, others].map(|keys| sorted(keys)));
                        first.entry(format!("{kind:?} {both:?}")).or_insert_with(|| name(arm));
                    }
                }
            }
            Choice::Tag { absent: Some(absent), .. } => {
                first.extend(precedence(&BTreeMap::from([(*kind, Choice::clone(absent))]), name));
            }
            Choice::Arm(_)
            | Choice::Tag { absent: None, .. }
            | Choice::FirstElement { .. }
            | Choice::Try(_)
            | Choice::Best(..) => {}
        }
    }
    first
}

fn sorted(keys: &[String]) -> BTreeSet<&str> {
    keys.iter().map(String::as_str).collect()
}

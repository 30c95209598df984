//! Names of the methods that add an element to a list.

use crate::{
    model::{Api, Field, Struct, TypeKind, TypeRef},
    names::{Scope, singular},
};

/// Names a method for each list that callers give: `tools` has `tool`. A list without a plural, or whose singular is another
/// field, has `add_content`.
pub(super) fn adders(api: &mut Api) {
    for index in 0..api.types.len() {
        let def = &api.types[index];
        let TypeKind::Struct(object) = &def.kind else { continue };
        if !def.is_made_by_callers() {
            continue;
        }
        let names = names(api, object);
        let TypeKind::Struct(object) = &mut api.types[index].kind else { continue };
        for (field, name) in object.fields.iter_mut().zip(names) {
            field.add_name = name;
        }
    }
}

fn names(api: &Api, object: &Struct) -> Vec<Option<String>> {
    let mut scope = Scope::new(&["new"]);
    scope.reserve(&object.additional_properties.rust_name);
    for field in &object.fields {
        scope.reserve(&field.rust_name);
        scope.reserve(&field.clear_name);
    }
    let name = |field: &Field| is_list(api, field).then(|| name(&mut scope, field.rust_name.trim_matches('_')));
    object.fields.iter().map(name).collect()
}

fn is_list(api: &Api, field: &Field) -> bool {
    field.constant.is_none() && matches!(api.resolved(&field.ty), TypeRef::Array(_))
}

fn name(scope: &mut Scope, list: &str) -> String {
    let one = singular(list);
    if one != list && scope.is_free(&one) { scope.claim(&one) } else { scope.claim(&format!("add_{list}")) }
}

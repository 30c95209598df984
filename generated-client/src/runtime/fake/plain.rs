//! Reads values whose scalars are texts, as in parameters and forms. The type that is read decides the kind of each scalar.

use serde_json::Value;

use crate::runtime::{
    file::File,
    json::{Fault, FromJson, Reader, path_segments},
};

/// Reads the first of several values that fits the type.
pub(super) fn read<T: FromJson>(candidates: &[Value]) -> Result<T, Fault> {
    let mut first: Option<Fault> = None;
    for candidate in candidates {
        match read_one(candidate, &[]) {
            Ok(value) => return Ok(value),
            // A fault inside a value is more precise than a fault about its kind.
            Err(fault) if first.as_ref().is_none_or(|first| first.path().is_none() && fault.path().is_some()) => {
                first = Some(fault);
            }
            Err(_) => {}
        }
    }
    Err(first.unwrap_or_else(|| Fault::new("there is no value")))
}

/// Reads an object. A field of several values is a list. A field of one value can be that value, a list of it, or a text of JSON.
pub(super) fn read_fields<T: FromJson>(fields: Vec<(String, Value)>, files: &[File]) -> Result<T, Fault> {
    let mut members: Vec<(String, Vec<Value>)> = Vec::new();
    for (name, value) in fields {
        match members.iter_mut().find(|(other, _)| *other == name) {
            Some((_, values)) => values.push(value),
            None => members.push((name, vec![value])),
        }
    }
    let mut forms: Vec<usize> = vec![0; members.len()];
    loop {
        let object: Value =
            members.iter().zip(&forms).map(|((name, values), form)| (name.clone(), in_form(values, *form))).collect();
        let fault = match read_one(&object, files) {
            Ok(value) => return Ok(value),
            Err(fault) => fault,
        };
        let path = fault.path().unwrap_or_default();
        let is_at_fault = |name: &str| {
            let rest = path.strip_prefix('$').and_then(|path| path.strip_prefix(path_segments::member(name).as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        match members.iter().position(|(name, _)| is_at_fault(name)) {
            Some(index) if forms[index] < FORMS => forms[index] += 1,
            _ => return Err(fault),
        }
    }
}

/// The last form of a field.
const FORMS: usize = 3;

/// The values of a field, in one of the forms that they can have.
fn in_form(values: &[Value], form: usize) -> Value {
    let of_json = |value: &Value| value.as_str().and_then(|text| serde_json::from_str(text).ok());
    match (values, form) {
        ([only], 0) => only.clone(),
        ([only], 1) if !only.is_array() => Value::Array(vec![only.clone()]),
        ([only], 2) => of_json(only).unwrap_or_else(|| only.clone()),
        (several, 0 | 1) => Value::Array(several.to_vec()),
        (several, _) => several.iter().map(|value| of_json(value).unwrap_or_else(|| value.clone())).collect(),
    }
}

/// Reads a value whose texts can refer to files.
pub(super) fn read_one<T: FromJson>(value: &Value, files: &[File]) -> Result<T, Fault> {
    let text = value.to_string();
    let mut reader = Reader::of_plain_text(&text, files);
    let mut value = T::empty();
    value.set(Some(&mut reader))?;
    reader.end()?;
    Ok(value)
}

//! Sends the instances through the program of the work crate, and compares the output.

use std::{
    collections::BTreeMap,
    fs,
    process::{Command, Stdio},
};

use generator::model::Api;
use serde_json::Value;

use super::{
    record::Record,
    sample::{self, Class, Instance},
    work_crate,
};
use openapi_crate::failure::Failure;

use crate::project;

/// How many failures are kept with a result.
const KEPT: usize = 200;

/// Whether a type belongs to a component schema.
pub(super) fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix("#/components/schemas/").is_some_and(|name| !name.contains('/'))
}

/// Counts the round trips of all instances.
pub(super) fn run(api: &Api, instances: &[Instance], record: &mut Record) -> Result<(), Failure> {
    let types: BTreeMap<&str, usize> = api
        .types
        .iter()
        .enumerate()
        .filter(|(_, ty)| is_component(&ty.pointer))
        .map(|(index, ty)| (ty.pointer.as_str(), index))
        .collect();
    let known: Vec<(&Instance, usize)> = instances
        .iter()
        .filter_map(|instance| types.get(instance.pointer.as_str()).map(|index| (instance, *index)))
        .collect();
    let input: String = known.iter().map(|(instance, index)| format!("{index} {}\n", instance.value)).collect();
    let answers = answers(&input)?;
    for (place, (instance, _)) in known.iter().enumerate() {
        let answer = answers.get(place).map_or("error the program ended", String::as_str);
        let failure = judge(instance, answer);
        let counts = record.trips.entry(format!("{:?}", instance.class)).or_default();
        counts.total += 1;
        match failure {
            None => counts.right += 1,
            Some(failure) if record.failures.len() < KEPT => {
                record.failures.push(format!(
                    "{:?} {} {}: {failure}",
                    instance.class,
                    instance.pointer,
                    shortened(&instance.value.to_string())
                ));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn answers(input: &str) -> Result<Vec<String>, Failure> {
    let path = project::root().join("target/corpus/instances.txt");
    fs::write(&path, input).map_err(|error| Failure::io("write", &path, &error))?;
    let file = fs::File::open(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let program = work_crate::program();
    let output = Command::new(&program)
        .stdin(Stdio::from(file))
        .output()
        .map_err(|error| Failure::io("run", &program, &error))?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// The reason why the output is wrong, if it is.
fn judge(instance: &Instance, answer: &str) -> Option<String> {
    let (verdict, text) = answer.split_once(' ').unwrap_or((answer, ""));
    match (instance.class, verdict) {
        (Class::WrongKind, "error") => {
            let property = instance.property.as_deref().unwrap_or_default();
            (!text.contains(property)).then(|| format!("refused without the path: {text}"))
        }
        (Class::WrongKind, _) => Some("not refused".to_owned()),
        (Class::Valid | Class::UnknownProperty | Class::UnknownValue, "ok") => {
            let back: Value = serde_json::from_str(text).unwrap_or(Value::Null);
            (!sample::is_same(&instance.value, &back)).then(|| format!("came back as {}", shortened(text)))
        }
        (Class::Valid | Class::UnknownProperty | Class::UnknownValue, _) => Some(shortened(text)),
    }
}

fn shortened(text: &str) -> String {
    const SHOWN: usize = 600;
    if text.chars().count() <= SHOWN { text.to_owned() } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

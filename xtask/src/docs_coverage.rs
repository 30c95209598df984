//! `cargo xtask docs-coverage`: the share of a client's items whose documentation says more than their names.

use std::{collections::BTreeSet, fmt};

use generator::{
    model::{Api, Docs, Operation, TypeDef, TypeKind, TypeRef},
    render::has_whole_example,
};

use openapi_crate::{document::Task, failure::Failure, model, print};

/// Prints the table; with `missing`, the items without documentation after it.
pub(crate) fn print(task: Task, missing: bool) -> Result<(), Failure> {
    let coverage = Coverage::of(&model::read(task)?);
    let mut text = coverage.to_string();
    if missing {
        for (kind, kind_coverage) in &coverage.kinds {
            for item in &kind_coverage.missing {
                text.extend([kind, ": ", item.as_str(), "\n"]);
            }
        }
    }
    print::result(&text)
}

/// The items of one kind.
#[derive(Debug, Default)]
struct Kind {
    /// How many have documentation.
    documented: usize,
    /// The names of the items without documentation.
    missing: Vec<String>,
}

impl Kind {
    fn all(&self) -> usize {
        self.documented + self.missing.len()
    }

    /// Counts an item, by the name that callers see.
    fn count(&mut self, holder: &str, name: &str, docs: &Docs) {
        if says_more_than(name, docs) { self.documented += 1 } else { self.missing.push(format!("{holder}.{name}")) }
    }
}

/// The items of a client, kind by kind.
#[derive(Debug)]
struct Coverage {
    kinds: [(&'static str, Kind); 6],
}

impl Coverage {
    fn of(api: &Api) -> Self {
        let [mut fields, mut parameters, mut types, mut variants, mut operations, mut examples] =
            [(); 6].map(|()| Kind::default());
        for def in &api.types {
            types.count("types", &def.rust_name, &def.docs);
            parts(api, def, &mut fields, &mut variants);
        }
        for header in &api.settings.headers {
            parameters.count("Client", &header.rust_name, &header.docs);
        }
        for (resource, operation) in api.operations() {
            let Operation { type_name, rust_name, docs, .. } = operation;
            operations.count(type_name, rust_name, docs);
            if has_whole_example(api, resource, operation) {
                examples.documented += 1;
            } else {
                examples.missing.push(format!("{type_name}.{rust_name}"));
            }
            for parameter in &operation.parameters {
                parameters.count(type_name, &parameter.rust_name, &parameter.docs);
            }
        }
        let kinds = [
            ("fields", fields),
            ("parameters", parameters),
            ("types", types),
            ("variants", variants),
            ("operations", operations),
            ("examples", examples),
        ];
        Self { kinds }
    }
}

/// Counts the parts of a type. A property with only one value is not a field.
fn parts(api: &Api, def: &TypeDef, fields: &mut Kind, variants: &mut Kind) {
    let holder = &def.rust_name;
    match &def.kind {
        TypeKind::Struct(object) => {
            for field in object.fields.iter().filter(|field| field.fixed().is_none()) {
                fields.count(holder, &field.rust_name, &field.docs);
            }
        }
        TypeKind::StringEnum(values) => {
            for variant in &values.variants {
                variants.count(holder, &variant.rust_name, &Docs::described(variant.description.as_deref()));
            }
        }
        TypeKind::IntegerEnum(values) => {
            for variant in &values.variants {
                variants.count(holder, &variant.rust_name, &Docs::described(variant.description.as_deref()));
            }
        }
        TypeKind::Union(union) => {
            for arm in &union.arms {
                let of_type = match arm.ty.unboxed() {
                    TypeRef::Named(id) => Some(&api.type_def(*id).docs),
                    _ => None,
                };
                let docs = of_type.filter(|_| arm.docs == Docs::default()).unwrap_or(&arm.docs);
                variants.count(holder, &arm.rust_name, docs);
            }
        }
        TypeKind::Tuple(_) | TypeKind::Alias(_) | TypeKind::Newtype(_) => {}
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, coverage) in &self.kinds {
            let (documented, all) = (coverage.documented, coverage.all());
            let percent = (documented * 100).checked_div(all).unwrap_or(100);
            writeln!(f, "{kind:<12}{documented:>6} of {all:>6}{percent:>5} %")?;
        }
        Ok(())
    }
}

/// Whether the text has a word that is not in the name, and that has a meaning of its own.
fn says_more_than(name: &str, docs: &Docs) -> bool {
    let name = words(name);
    let texts = [docs.summary.as_deref(), docs.description.as_deref()].into_iter().flatten();
    texts.flat_map(words).any(|word| !name.contains(&word) && !EMPTY.contains(&word.as_str()))
}

/// Words that have no meaning of their own.
const EMPTY: [&str; 14] =
    ["a", "an", "and", "for", "in", "is", "its", "of", "or", "that", "the", "this", "to", "value"];

/// The words of a text in lower case. A name in camel case is split into its words.
fn words(text: &str) -> BTreeSet<String> {
    let mut apart = String::with_capacity(text.len() + 8);
    let mut after_small = false;
    for character in text.chars() {
        if after_small && character.is_uppercase() {
            apart.push(' ');
        }
        apart.push(character);
        after_small = character.is_lowercase();
    }
    let words = apart.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use generator::model::Docs;

    use super::{Coverage, says_more_than};
    use crate::document;

    /// The percentage of each kind that may lack documentation.
    const MOST_MISSING: usize = 5;

    #[test]
    fn the_client_is_documented() {
        let input = document::bundled().expect("the bundled document");
        let api = generator::generate(&input, &document::bundled_options()).api.expect("a model");
        let coverage = Coverage::of(&api);
        for (kind, of_kind) in &coverage.kinds {
            assert!(of_kind.all() > 0, "there are no {kind}");
            let missing = &of_kind.missing;
            assert!(
                missing.len() * 100 <= of_kind.all() * MOST_MISSING,
                "{coverage}\n{kind} without docs: {missing:#?}"
            );
        }
    }

    #[test]
    fn a_name_in_other_words_is_not_documentation() {
        let says = |name: &str, text: &str| says_more_than(name, &Docs::described(Some(text)));
        assert!(!says("agent_id", ""));
        assert!(!says("agent_id", "`agent_id`"));
        assert!(!says("agent_id", "The ID of the agent."));
        assert!(!says("AgentId", "An agent ID."));
        assert!(says("agent_id", "The ID of the agent to fetch."));
        assert!(!says_more_than("agent_id", &Docs::default()));
    }
}

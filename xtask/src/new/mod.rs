//! `cargo xtask new`: the parts of a fixture, a finding or a keyword, each in its place, for people to fill in.
//!
//! The tests of the generator fail until they are filled in, and name the missing parts.

mod edits;
#[cfg(test)]
mod tests;

use std::path::Path;

use openapi_crate::{failure::Failure, print};

use edits::Edits;

/// A kind of part, with its name.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Part {
    /// Add a document that shows one feature, and its test
    Fixture {
        /// Its name, such as `nullable_items`
        name: String,
    },
    /// Add a finding: its code, its text, and its section in docs/diagnostics.md
    Finding {
        /// Its code, such as `default-of-other-type`
        name: String,
        /// The stage that finds it
        #[arg(long, value_enum, default_value_t = Stage::Lower)]
        stage: Stage,
    },
    /// Add a keyword of schemas: its row in the table and in docs/keywords.md, and a fixture that has it
    Keyword {
        /// The keyword, such as `contentSchema`
        name: String,
    },
}

/// The stages that report findings, by the files of the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Stage {
    Load,
    Overlay,
    Swagger,
    Lower,
    Structure,
    Reference,
    Path,
    Schema,
    Ignored,
    LeftOut,
    Select,
}

impl Stage {
    /// The file of the catalog, and the heading of the page that has its sections.
    fn places(self) -> (&'static str, &'static str) {
        match self {
            Self::Load => ("load", "Reading the file"),
            Self::Overlay => ("overlay", "Overlays"),
            Self::Swagger => ("swagger", "Swagger 2.0"),
            Self::Lower => ("lower", "Meaning"),
            Self::Structure => ("structure", "Form"),
            Self::Reference => ("reference", "References"),
            Self::Path => ("path", "Paths and parameters"),
            Self::Schema => ("schema", "Security"),
            Self::Ignored => ("ignored", "Ignored parts"),
            Self::LeftOut => ("left_out", "Left out"),
            Self::Select => ("select", "Selection"),
        }
    }
}

/// Adds the part, and prints the next steps. If the part exists or its name is invalid, nothing is changed.
pub(crate) fn add(root: &Path, part: &Part) -> Result<(), Failure> {
    let mut edits = Edits::new(root);
    let next = match part {
        Part::Fixture { name } => fixture(&mut edits, name, "{type: object, properties: {name: {type: string}}}")?,
        Part::Finding { name, stage } => finding(&mut edits, name, *stage)?,
        Part::Keyword { name } => keyword(&mut edits, name)?,
    };
    for path in edits.write()? {
        print::result(&format!("{path}\n"))?;
    }
    print::message(&next);
    Ok(())
}

const FEATURES: &str = "generator/tests/it/features.rs";

fn fixture(edits: &mut Edits<'_>, name: &str, schema: &str) -> Result<String, Failure> {
    let is_start = name.starts_with(|first: char| first.is_ascii_lowercase());
    let is_name = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
    if !is_start || !name.chars().all(is_name) {
        return Err(wrong(name, "a fixture", "nullable_items"));
    }
    edits.create(&format!("generator/tests/it/features/{name}.yaml"), format!("{HEAD}    Thing: {schema}\n"))?;
    edits.insert_sorted(FEATURES, "features! {\n", "}", &format!("    {name}: \"types/\",\n"))?;
    Ok(format!(
        "Next: write the smallest document that shows it, then `INSTA_UPDATE=always cargo test -p openapi-crate-core --test it features::{name}`, \
         and read both snapshots."
    ))
}

const HEAD: &str = "\
openapi: 3.1.0
info: {title: Fixture, version: '1'}
paths:
  /things:
    post:
      operationId: createThing
      tags: [Things]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'204': {description: None.}}
components:
  schemas:
";

const DIAGNOSTICS: &str = "docs/diagnostics.md";

fn finding(edits: &mut Edits<'_>, name: &str, stage: Stage) -> Result<String, Failure> {
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    if !name.split('-').all(is_word) || !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Err(wrong(name, "a finding", "default-of-other-type"));
    }
    let (file, heading) = stage.places();
    let catalog = format!("generator/src/diagnostic/catalog/{file}.rs");
    let function = name.replace('-', "_");
    let constant = function.to_uppercase();
    if edits.text(DIAGNOSTICS)?.contains(&format!("\n### `{name}`\n")) {
        return Err(Failure::Use(format!("there is a finding `{name}`: see `cargo xtask explain {name}`")));
    }
    let code = format!("    {constant}, Warning, \"{name}\", \"Describe the fault in one sentence.\";\n");
    edits.insert_before_end(&catalog, "codes! {\n", "\n}", &code)?;
    let text = format!(
        "\n/// Describe the fault.\npub fn {function}(pointer: &Pointer) -> Diagnostic {{\n    {constant}.at(pointer, \"describe the fault at this place\")\
         .help(\"say what to do\")\n}}\n"
    );
    edits.append(&catalog, &text)?;
    let section = format!(
        "\n### `{name}`\n\n**warning**: Describe the fault in one sentence.\n\n```yaml\npaths: {{}}\n```\n\n> describe the fault at this place\n>\n\
         > help: say what to do\n"
    );
    edits.insert_section(DIAGNOSTICS, heading, &section)?;
    Ok(format!(
        "Next: word it in {catalog} and {DIAGNOSTICS}, push it at the place that finds it, give the section an example that has it, and add a fixture. \
         `cargo test -p openapi-crate-core --test it diagnostics_page` holds the page to the code."
    ))
}

const TABLE: &str = "generator/src/normalize/objects/table.rs";
const KEYWORDS: &str = "docs/keywords.md";

fn keyword(edits: &mut Edits<'_>, name: &str) -> Result<String, Failure> {
    let is_start = name.starts_with(|first: char| first.is_ascii_lowercase());
    if !is_start || !name.chars().all(|character| character.is_ascii_alphanumeric()) {
        return Err(wrong(name, "a keyword", "contentSchema"));
    }
    if edits.text(KEYWORDS)?.contains(&format!("\n| `{name}` |")) {
        return Err(Failure::Use(format!("there is a keyword `{name}`: see {KEYWORDS}")));
    }
    let mut fixture_name = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            fixture_name.push('_');
        }
        fixture_name.push(character.to_ascii_lowercase());
    }
    edits.insert_before_end(
        TABLE,
        "SCHEMA_OBJECT: &[Member] = &[\n",
        "\n];",
        &format!("    read(\"{name}\", Any),\n"),
    )?;
    let row = format!("| `{name}` | no effect | | `{fixture_name}.yaml` |\n");
    edits.insert_before_end(KEYWORDS, "## Schemas\n", "|\n\n", &row)?;
    fixture(edits, &fixture_name, &format!("{{type: object, {name}: true}}"))?;
    Ok(format!(
        "Next: give its shape in {TABLE} and its effect in {KEYWORDS}, read it in generator/src/read/schemas.rs into a field of read/schema.rs, and show it in \
         generator/tests/it/features/{fixture_name}.yaml. `cargo test -p openapi-crate-core --test it keywords_page` holds the page to the table."
    ))
}

fn wrong(name: &str, what: &str, example: &str) -> Failure {
    Failure::Use(format!("expected a name for {what}, such as `{example}`, found `{}`", name.escape_debug()))
}

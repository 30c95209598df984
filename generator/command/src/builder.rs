//! The generator for programs and build scripts. Input: a document. Output: a crate or a module.

use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
};

use generator::diagnostic::{Colour, catalog::left_out, render};
use toml_edit::DocumentMut;

use crate::{
    as_module::{self, ModulePath},
    choices::Choices,
    ci::Ci,
    crate_files::{self, Contents},
    document::{Document, Generated, Task},
    failure::Failure,
    generate::{self, Counts},
    install::Place,
    license::License,
    manifest,
    owned::Changed,
    print,
    shown::Shown,
    template::Template,
};

/// Makes a client of an OpenAPI document, as a crate or as a module.
///
/// ```no_run
/// # fn main() -> Result<(), openapi_crate::Error> {
/// let summary = openapi_crate::Builder::new("openapi.yaml").name("petstore-client").write_crate("petstore-client")?;
/// println!("{summary}");
/// # Ok(())
/// # }
/// ```
///
/// In `build.rs`, with `include!(concat!(env!("OUT_DIR"), "/petstore.rs"));` in the crate:
///
/// ```no_run
/// fn main() -> Result<(), openapi_crate::Error> {
///     openapi_crate::Builder::new("openapi.yaml").build_script("petstore")?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    choices: Choices,
    license: Option<String>,
}

impl Builder {
    /// Makes a client of the document in this file: OpenAPI 3 or Swagger 2.0, YAML or JSON.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self { choices: Choices { spec: document.into(), ..Choices::default() }, license: None }
    }

    /// Applies an OpenAPI Overlay to the document. If you call it several times, the overlays are applied in this
    /// order.
    pub fn overlay(mut self, file: impl Into<PathBuf>) -> Self {
        self.choices.overlays.push(file.into());
        self
    }

    /// Sets the name of the crate. The default is made from the title of the document.
    ///
    /// The names of environment variables begin with it.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.choices.name = Some(name.into());
        self
    }

    /// Sets the licence of a new crate, as in its Cargo.toml: `MIT OR Apache-2.0`.
    pub fn license(mut self, license: impl Into<String>) -> Self {
        self.license = Some(license.into());
        self
    }

    /// Selects the operations with this tag. If anything is selected, only the selected operations are used.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.choices.extent.tags.push(tag.into());
        self
    }

    /// Selects the operations of this path. `/pets*` selects all paths that begin with `/pets`. If anything is
    /// selected, only the selected operations are used.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.choices.extent.paths.push(path.into());
        self
    }

    /// Selects the operation with this id. If anything is selected, only the selected operations are used.
    pub fn operation(mut self, id: impl Into<String>) -> Self {
        self.choices.extent.operations.push(id.into());
        self
    }

    /// Keeps this schema and the schemas that it needs, even if no operation uses them.
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.choices.extent.schemas.schemas.push(name.into());
        self
    }

    /// Keeps the schemas that no operation uses.
    pub fn all_schemas(mut self) -> Self {
        self.choices.extent.schemas.all_schemas = true;
        self
    }

    /// Refuses a document with any error, and leaves out no operation.
    pub fn strict(mut self) -> Self {
        self.choices.extent.strict = true;
        self
    }

    /// Also leaves out schemas with errors, and everything that needs them.
    pub fn keep_going(mut self) -> Self {
        self.choices.extent.keep_going = true;
        self
    }

    /// Gives each tag a Cargo feature, which turns on its operations and the types that only these need.
    pub fn features_per_tag(mut self) -> Self {
        self.choices.extras.features_per_tag = true;
        self
    }

    /// Adds the Cargo feature `fake`: a server for tests of applications, with typed requests and responses.
    pub fn fake(mut self) -> Self {
        self.choices.extras.fake = true;
        self
    }

    /// Writes a workflow for this CI system into the crate, unless you wrote, edited
    /// or removed this workflow.
    pub fn ci(mut self, ci: Ci) -> Self {
        self.choices.ci = Some(ci);
        self
    }

    /// Reads the document and writes nothing.
    pub fn check(&self) -> Result<Summary, Error> {
        Ok(Self::made(self.read()?)?.summary)
    }

    /// Writes a crate into `folder`, or updates the crate there, as `openapi-crate generate` does.
    pub fn write_crate(&self, folder: impl AsRef<Path>) -> Result<Summary, Error> {
        let Made { generated, options, mut summary } = Self::made(self.read()?)?;
        let name = self.choices.name.clone();
        let license = self.license.as_deref().map(License::parse).transpose()?;
        let contents = Contents {
            name: &name.unwrap_or_else(|| generator::names::crate_name(&generated.api.title)),
            options: &options,
            generated: &generated,
            template: &Template::embedded(),
            license: license.as_ref(),
            ci: self.choices.ci,
            choices: Some(&self.choices),
        };
        summary.files = crate_files::write(folder.as_ref(), contents, Changed::Refuse)?.files;
        Ok(summary)
    }

    /// Writes a module into `folder`: the file `petstore.rs`, which the crate includes, and the folder `petstore`.
    ///
    /// `module` is the path of the module in the crate, such as `petstore` or `api::petstore`. The crate needs the dependencies and
    /// features of the code, and the edition 2024. The file and the folder are replaced as a whole. If they have a file that the generator
    /// did not write, nothing is changed, and the error names the file.
    pub fn write_module(&self, folder: impl AsRef<Path>, module: &str) -> Result<Summary, Error> {
        let module = ModulePath::parse(module)?;
        Self::write_made(Self::made(self.read()?)?, folder.as_ref(), module)
    }

    /// Writes a module into `OUT_DIR`, from a build script.
    ///
    /// Cargo runs the script again if the document, an overlay or a file that the document refers to has changed. It prints a warning
    /// for each part of the document that is left out, and the number of errors and warnings. If the crate's
    /// Cargo.toml lacks a dependency or a feature that the code needs, the error has the lines to add.
    pub fn build_script(&self, module: &str) -> Result<Summary, Error> {
        let variable = |name: &str| {
            let value = env::var_os(name).map(PathBuf::from);
            value.ok_or_else(|| Error::Use(format!("{name} is not set: call `build_script` in a build script")))
        };
        let (out, package) = (variable("OUT_DIR")?, variable("CARGO_MANIFEST_DIR")?);
        let module = ModulePath::parse(module)?;
        let task = self.read()?;
        let manifest = package.join("Cargo.toml");
        let read = task.input.sources().map(|(_, source)| PathBuf::from(&source.name));
        for path in read.chain([manifest.clone(), PathBuf::from("build.rs")]) {
            print::result(&format!("cargo::rerun-if-changed={}\n", path.display()))?;
        }
        let made = Self::made(task)?;
        check_manifest(&manifest, &made.generated)?;
        let summary = Self::write_made(made, &out, module)?;
        for warning in summary.warnings_for_cargo(&self.choices.spec) {
            print::result(&format!("cargo::warning={warning}\n"))?;
        }
        Ok(summary)
    }

    fn read(&self) -> Result<Task, Error> {
        let Choices { spec, overlays, extent, name, extras, .. } = &self.choices;
        let task = Task::read(spec, overlays, Shown::default())?.with(extent);
        Ok(generate::prepared(task, name.as_deref(), *extras)?)
    }

    fn made(task: Task) -> Result<Made, Error> {
        let Task { input, options, .. } = task;
        let run = generator::generate(&input, &options);
        let findings = render(&input, &run.diagnostics, Colour::Never);
        let document = Document { input, run };
        let counts = Counts::of(&document);
        let left_out = document.run.diagnostics.iter().filter(|finding| finding.code == left_out::LEFT_OUT.name);
        let left_out = left_out.map(|finding| finding.message.clone()).collect();
        let summary = Summary::new(&counts, left_out, findings);
        match document.generated() {
            Ok(generated) => Ok(Made { generated, options, summary }),
            Err(_) => Err(Error::Document(summary.findings)),
        }
    }

    fn write_made(made: Made, folder: &Path, module: ModulePath<'_>) -> Result<Summary, Error> {
        let Made { generated, options, mut summary } = made;
        let files = as_module::files(module, &generated, &Template::embedded(), &options);
        let place = Place::open(folder)?;
        place.install(as_module::items(&place, module, &files)?)?;
        summary.files = files.len();
        Ok(summary)
    }
}

/// A document without errors or without the parts with errors, and its findings.
struct Made {
    generated: Generated,
    options: generator::Options,
    summary: Summary,
}

/// Checks that a manifest has the dependencies and features that the code needs.
fn check_manifest(path: &Path, generated: &Generated) -> Result<(), Error> {
    let text = fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    let manifest: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| Error::Use(format!("{}: {error}", path.display())))?;
    match manifest::missing(&manifest, &manifest::needs(&Template::embedded(), generated)?) {
        None => Ok(()),
        Some(lines) => Err(Error::Manifest(format!(
            "the client needs more dependencies or features in {}. Add:\n\n{lines}",
            path.display()
        ))),
    }
}

/// The result of a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// The number of files that were written.
    pub files: usize,
    /// The number of operations of the client.
    pub operations: usize,
    /// The number of types of the client.
    pub types: usize,
    /// The number of errors. The client lacks the parts of the document with errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// A sentence for each part of the document that is left out, because it or a part that it needs has an error.
    pub left_out: Vec<String>,
    /// The findings in the document, as text for people. Empty if there are none.
    pub findings: String,
    text: String,
}

impl Summary {
    fn new(counts: &Counts, left_out: Vec<String>, findings: String) -> Self {
        let Counts { operations, types, errors, warnings, .. } = *counts;
        Self { files: 0, operations, types, errors, warnings, left_out, findings, text: counts.to_string() }
    }

    /// The warnings that Cargo prints after a build script.
    fn warnings_for_cargo(&self, document: &Path) -> Vec<String> {
        let document = document.display();
        let mut lines: Vec<String> = self.left_out.iter().map(|part| format!("{document}: {part}")).collect();
        let counts = [(self.errors, "error"), (self.warnings, "warning")]
            .map(|(count, what)| if count > 0 { Some(generate::number(count, what)) } else { None });
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        if !counts.is_empty() {
            lines.push(format!("{document}: {}; `openapi-crate check {document}` prints them", counts.join(", ")));
        }
        lines
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", generate::number(self.files, "file"), self.text)
    }
}

/// The reason why a client was not written.
#[non_exhaustive]
pub enum Error {
    /// The document has errors. The text shows each of them with its position and help.
    Document(String),
    /// A Cargo.toml lacks dependencies or features. The text has the lines to add.
    Manifest(String),
    /// A setting of the builder is invalid, or a file cannot be read or written.
    Use(String),
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Document(text) | Self::Manifest(text) | Self::Use(text)) = self;
        formatter.write_str(text)
    }
}

/// The same text as `Display`: Cargo shows it if the `main` of a build script returns the error.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Error {}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Document => Self::Document(failure.to_string()),
            Failure::Check(text) | Failure::Use(text) => Self::Use(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: https://example.com}]
paths:
  /pets:
    get: {operationId: listPets, responses: {'204': {description: None.}}}
  /dogs:
    get: {operationId: listDogs, responses: {'200': {$ref: '#/components/responses/Dogs'}}}
";

    fn with_document() -> (tempfile::TempDir, Builder) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let document = folder.path().join("pets.yaml");
        fs::write(&document, DOCUMENT).expect("a document can be written");
        (folder, Builder::new(document))
    }

    #[test]
    fn a_build_script_names_the_operations_that_are_left_out() {
        let (_folder, builder) = with_document();
        let lines = builder.check().expect("one operation has no error").warnings_for_cargo(Path::new("pets.yaml"));
        let expected = [
            "pets.yaml: the operation `GET /dogs` is left out of the output, because it has an error",
            "pets.yaml: 2 errors; `openapi-crate check pets.yaml` prints them",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_module_replaces_only_the_files_of_an_earlier_module() {
        let (folder, builder) = with_document();
        let source = folder.path().join("src");
        let write = |path: &str, text: &str| fs::write(source.join(path), text).expect("a file can be written");
        builder.write_module(&source, "pets").expect("the folder is new");
        write("pets/generated/stale.rs", "// @generated by `openapi-crate` 0.0.1\n");
        builder.write_module(&source, "pets").expect("only the generator wrote files there");
        assert!(!source.join("pets/generated/stale.rs").exists());

        write("pets/mine.rs", "pub fn mine() {}\n");
        write("dogs.rs", "pub fn mine() {}\n");
        for (module, file) in [("pets", "pets/mine.rs"), ("dogs", "dogs.rs")] {
            let error = builder.write_module(&source, module).expect_err("the file has no mark").to_string();
            let path = source.join(file).display().to_string();
            assert!(error.contains(&format!("the generator did not write {path}: ")), "{error}");
            assert_eq!(fs::read_to_string(path).expect("the file is still there"), "pub fn mine() {}\n");
        }
        assert!(!source.join("dogs").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_module_is_not_written_through_a_link() {
        let (folder, builder) = with_document();
        let (source, other) = (folder.path().join("src"), folder.path().join("other"));
        for folder in [&source, &other] {
            fs::create_dir(folder).expect("a folder can be made");
        }
        std::os::unix::fs::symlink(&other, source.join("pets")).expect("a link can be made");
        builder.write_module(&source, "pets").expect_err("the folder is a link");
        assert_eq!(fs::read_dir(&other).expect("the folder can be listed").count(), 0);
        assert!(!source.join("pets.rs").exists());
    }
}

//! `cargo xtask corpus`: tests the generator on a folder of documents. For each document, it checks whether a crate is
//! generated, whether it compiles with warnings denied, and whether JSON that is valid under the schemas is the same after
//! decoding and encoding.

mod record;
mod round_trips;
mod sample;
mod table;
mod typed_share;
mod work_crate;

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    time::Instant,
};

use generator::{
    Errors, Options, Parts,
    diagnostic::Diagnostics,
    load::{self, Input, Source},
    select::{Schemas, Selection},
};

use openapi_crate::{document::Generated, failure::Failure, files, files_beside, print};

use crate::project;
use record::{Compiled, Record};

/// The options of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// How many compilers cargo may run at once.
    pub(crate) jobs: Option<usize>,
    /// Whether clippy checks the crates too.
    pub(crate) clippy: bool,
    /// How many failed round trips of each document are printed.
    pub(crate) shown: usize,
}

/// Tests all documents of a folder, prints the result of each, and a table at the end.
pub(crate) fn corpus(folder: &Path, manner: Manner) -> Result<(), Failure> {
    let documents: Vec<PathBuf> = files::list(folder)?
        .into_iter()
        .map(|path| folder.join(path))
        .filter(|path| {
            path.extension().is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known))
        })
        .collect();
    let generator = fingerprint_of_generator()?;
    let results = project::root().join("target/corpus/results");
    fs::create_dir_all(&results).map_err(|error| Failure::io("create", &results, &error))?;
    let mut records = Vec::new();
    for (index, path) in documents.iter().enumerate() {
        let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
        let mut input = Input::from(Source { name: name.clone(), bytes });
        input.files = files_beside::read(path, &input)?;
        let kept = results.join(format!("{:016x}.json", fingerprint_of(&input, &generator, manner)));
        let known = fs::read_to_string(&kept).ok().and_then(|text| Record::from_json(&text));
        let record = if let Some(record) = known {
            Record { name, ..record }
        } else {
            let record = examine(&input, manner)?;
            fs::write(&kept, record.to_json()).map_err(|error| Failure::io("write", &kept, &error))?;
            record
        };
        print::message(&format!("[{}/{}] {}", index + 1, documents.len(), record.line()));
        for failure in record.failures.iter().take(manner.shown) {
            print::message(&format!("    {failure}"));
        }
        records.push(record);
    }
    print::result(&table::table(&records, manner))
}

/// Everything about one document.
fn examine(input: &Input, manner: Manner) -> Result<Record, Failure> {
    let begin = Instant::now();
    let options = Options {
        environment_prefix: None,
        made_by: "`openapi-crate generate` from a corpus".to_owned(),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        // Each schema is tested, even if no operation uses it.
        selection: Selection { schemas: Schemas::All, ..Selection::default() },
    };
    let run = generator::generate(input, &options);
    let mut record = Record { name: input.document.name.clone(), ..Record::default() };
    record.loaded = run.normalized.is_some();
    record.generate_milliseconds = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    for diagnostic in run.diagnostics.iter() {
        *record.diagnostics.entry(diagnostic.code.to_owned()).or_default() += 1;
    }
    let (Some(api), Some(output)) = (run.api, run.output) else { return Ok(record) };
    record.generated = true;
    record.lines = output.files.values().map(|text| text.lines().count()).sum();
    (record.positions, record.untyped) = typed_share::count(&api);
    let generated = Generated { api, output };
    let instances =
        load::load(&input.document, &mut Diagnostics::new()).map(|root| sample::instances(&root)).unwrap_or_default();
    let begin = Instant::now();
    match work_crate::build(&generated, &options, manner)? {
        Err(message) => {
            record.compiled = Compiled::No;
            record.failures.push(message);
        }
        Ok(clippy_clean) => {
            record.compiled = if clippy_clean { Compiled::Yes } else { Compiled::WithLints };
            round_trips::run(&generated.api, &instances, &mut record)?;
        }
    }
    record.compile_seconds = begin.elapsed().as_secs();
    Ok(record)
}

/// The fingerprint of everything that a result depends on: the document, the files that it refers to, the project, and
/// the options.
fn fingerprint_of(input: &Input, generator: &[u8], manner: Manner) -> u64 {
    let clippy = [u8::from(manner.clippy)];
    let files = input.files.iter().flat_map(|(path, source)| [path.as_bytes(), &source.bytes]);
    let parts: Vec<&[u8]> = [generator, &clippy, &input.document.bytes].into_iter().chain(files).collect();
    fingerprint(&parts)
}

/// The parts of the project that a result depends on: this program, with the generator and the sampler, and the runtime.
fn fingerprint_of_generator() -> Result<Vec<u8>, Failure> {
    let program =
        std::env::current_exe().map_err(|error| Failure::Use(format!("cannot find this program: {error}")))?;
    let bytes = fs::read(&program).map_err(|error| Failure::io("read", &program, &error))?;
    let runtime: String = project::template()?.runtime.into_values().collect();
    Ok(fingerprint(&[&bytes, runtime.as_bytes()]).to_be_bytes().to_vec())
}

fn fingerprint(parts: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

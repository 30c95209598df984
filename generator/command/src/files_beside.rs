//! Reads the files that a document refers to, only in its folder and subfolders.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use generator::{
    bundle,
    load::{Input, Source},
};

use crate::{document, failure::Failure};

/// The limits for the number of files, and for all their bytes.
const MOST_FILES: usize = 10_000;
const MOST_BYTES: u64 = 512 << 20;

/// The files that the document at `path` and its overlays refer to, and the files that those files refer to. The keys
/// are paths relative to the folder of the document.
/// A file that is missing, or that is outside of the folder because of a link, is left out: the generator reports the
/// reference.
pub fn read(path: &Path, input: &Input) -> Result<BTreeMap<String, Source>, Failure> {
    let name = bundle::file_name(&input.document.name);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut files = BTreeMap::new();
    let mut seen = BTreeSet::from([name.to_owned()]);
    let mut open: Vec<String> = std::iter::once(&input.document)
        .chain(&input.overlays)
        .flat_map(|source| bundle::referred_to(name, source))
        .collect();
    let mut bytes = 0;
    while let Some(wanted) = open.pop() {
        if !seen.insert(wanted.clone()) {
            continue;
        }
        let found = bundle::candidates(&wanted).find_map(|path| Some((length_of_file_inside(folder, &path)?, path)));
        let Some((length, wanted)) = found.filter(|(_, path)| path == &wanted || seen.insert(path.clone())) else {
            continue;
        };
        bytes += length;
        if files.len() == MOST_FILES || bytes > MOST_BYTES {
            return Err(Failure::Use(format!(
                "{} refers to more than {MOST_FILES} files, or to more than {} MiB",
                path.display(),
                MOST_BYTES >> 20
            )));
        }
        let place = folder.join(&wanted);
        let source = document::source(&place, place.display().to_string())?;
        open.extend(bundle::referred_to(&wanted, &source));
        files.insert(wanted, source);
    }
    Ok(files)
}

/// The length of the regular file `wanted`, if it is inside `folder` after links are resolved.
fn length_of_file_inside(folder: &Path, wanted: &str) -> Option<u64> {
    let folder = fs::canonicalize(folder).ok()?;
    let place = fs::canonicalize(folder.join(wanted)).ok()?;
    let metadata = fs::metadata(&place).ok()?;
    (place.starts_with(&folder) && metadata.is_file()).then_some(metadata.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        fs::write(folder.join(name), text).expect("a file can be written");
    }

    /// The paths that are read for a document with this text.
    fn paths(folder: &Path, text: &str) -> Vec<String> {
        write(folder, "api.yaml", text);
        let path = folder.join("api.yaml");
        let source = document::source(&path, path.display().to_string()).expect("the document can be read");
        read(&path, &source.into()).expect("the files can be read").into_keys().collect()
    }

    #[test]
    fn files_are_followed_from_file_to_file_and_missing_ones_left_out() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("schemas")).expect("a folder can be made");
        write(folder.path(), "schemas/Pet.yaml", "owner: {$ref: Owner.yaml}");
        write(folder.path(), "schemas/Owner.yaml", "pet: {$ref: Pet.yaml}\napi: {$ref: ../api.yaml}");
        let found = paths(folder.path(), "a: {$ref: schemas/Pet.yaml}\nb: {$ref: none.yaml}\nc: {$ref: schemas}");
        assert_eq!(found, ["schemas/Owner.yaml", "schemas/Pet.yaml"]);
    }

    #[test]
    fn a_file_is_read_once_with_and_without_its_extension() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("shared")).expect("a folder can be made");
        write(folder.path(), "shared/pet.json", "{}");
        write(folder.path(), "Cat.yaml", "{}");
        let text = "a: {$ref: 'shared/pet#/a'}\nb: {$ref: shared/pet.json}\nc: {$ref: api}\n\
                    discriminator: {mapping: {cat: Cat, dog: Dog.yaml}}";
        assert_eq!(paths(folder.path(), text), ["shared/pet.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_of_the_folder_is_read_not_even_through_a_link() {
        let outside = tempfile::tempdir().expect("a temporary folder");
        write(outside.path(), "secret.yaml", "a: 1");
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).expect("a link can be made");
        let secret = outside.path().join("secret.yaml");
        let text = format!("a: {{$ref: link/secret.yaml}}\nb: {{$ref: '{}'}}", secret.display());
        assert_eq!(paths(folder.path(), &text), Vec::<String>::new());
    }
}

use std::{collections::BTreeSet, env, process::Command};

use super::*;
use crate::{
    disk::faults::{KILLED, VARIABLE},
    files,
};

/// The folder that the killed process changes.
const ROOT: &str = "OPENAPI_CRATE_TEST_INSTALL_ROOT";

/// A folder with files. One of them is to be removed.
const OLD: &[(&str, &str)] = &[
    ("code/a.rs", "old a"),
    ("code/b.rs", "old b"),
    ("gone.txt", "old"),
    ("own/notes.md", "mine"),
    ("text.txt", "old"),
];
/// The folder after the changes.
const NEW: &[(&str, &str)] = &[
    ("code/a.rs", "new a"),
    ("code/deep/c.rs", "new c"),
    ("fresh/more/d.rs", "new d"),
    ("own/notes.md", "mine"),
    ("text.txt", "new"),
];

fn write(root: &Path, list: &[(&str, &str)]) {
    let files = list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    files::write(root, &files).expect("files can be written");
}

fn texts(root: &Path) -> Vec<(String, String)> {
    files::read(root).expect("the folder can be read").into_iter().collect()
}

fn as_texts(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The changes from the current files to `NEW`.
fn items(place: &Place) -> Vec<Item> {
    let below = |folder: &str| {
        let prefix = format!("{folder}/");
        let files =
            NEW.iter().filter_map(|(path, text)| Some((path.strip_prefix(&prefix)?.to_owned(), (*text).to_owned())));
        Some(Content::folder(files.collect()))
    };
    let item = |path: &str, new| Item { path: path.to_owned(), old: place.current(path).expect("it can be read"), new };
    vec![
        item("text.txt", Some(Content::text("new"))),
        item("code", below("code")),
        item("gone.txt", None),
        item("fresh/more", below("fresh/more")),
    ]
}

/// Runs a process that makes the changes in `root`, with faults.
fn install_with(faults: &str, root: &Path) -> Option<i32> {
    let mut command = Command::new(env::current_exe().expect("a test knows its program"));
    command.args(["--exact", "install::tests::the_process_that_is_killed", "--ignored", "--quiet"]);
    let output = command.env(VARIABLE, faults).env(ROOT, root).output().expect("a test can be run");
    output.status.code()
}

#[test]
#[ignore = "other tests run it, as the process that they kill"]
fn the_process_that_is_killed() {
    // If all ignored tests are run, this one does nothing.
    let Some(root) = env::var_os(ROOT) else { return };
    let place = Place::open(Path::new(&root)).expect("the folder can be opened");
    let result = place.install(items(&place));
    drop(place);
    assert!(result.is_ok(), "{result:?}");
}

/// A folder with the old files.
fn old_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), OLD);
    folder
}

/// Whether each part is completely old or completely new.
fn is_whole(root: &Path) -> bool {
    let there = texts(root);
    ["code/", "fresh/", "gone.txt", "own/", "text.txt"].iter().all(|part| {
        let of = |list: &[(String, String)]| -> Vec<_> {
            list.iter().filter(|(path, _)| path.starts_with(part)).cloned().collect()
        };
        [as_texts(OLD), as_texts(NEW)].iter().any(|list| of(list) == of(&there))
    })
}

fn has_work(root: &Path) -> bool {
    root.join(WORK).exists()
}

/// Kills a run at each step, and then the next run at each step too. If the system can exchange folders, each state between is complete.
fn kill_everywhere(faults: &str, is_whole_between: bool) {
    let mut ends = BTreeSet::new();
    for first in 1.. {
        let folder = old_folder();
        let ended = install_with(&format!("{faults},end {first}"), folder.path());
        assert!(!is_whole_between || is_whole(folder.path()), "{faults} {first}: {:?}", texts(folder.path()));
        if ended != Some(KILLED) {
            assert_eq!((ended, texts(folder.path())), (Some(0), as_texts(NEW)), "{faults} {first}");
            break;
        }
        // Many steps lead to the same state, and the runs after it are the same too.
        if Journal::exists(&folder.path().join(WORK)) && ends.insert(texts(folder.path())) {
            kill_again(faults, folder.path(), is_whole_between);
        }
        assert_eq!(install_with(faults, folder.path()), Some(0), "{faults} {first}");
        assert_eq!(texts(folder.path()), as_texts(NEW), "{faults} {first}");
        assert!(!has_work(folder.path()), "{faults} {first}");
    }
}

/// Kills the run after a killed one at each step at which it undoes changes.
fn kill_again(faults: &str, killed: &Path, is_whole_between: bool) {
    for second in 1.. {
        let folder = copy(killed);
        assert_eq!(install_with(&format!("{faults},end {second}"), folder.path()), Some(KILLED));
        assert!(!is_whole_between || is_whole(folder.path()), "{faults} {second}");
        let has_recovered = !Journal::exists(&folder.path().join(WORK));
        assert_eq!(install_with(faults, folder.path()), Some(0), "{faults} {second}");
        assert_eq!(texts(folder.path()), as_texts(NEW), "{faults} {second}");
        if has_recovered {
            break;
        }
    }
}

/// A copy of a folder with text, without empty folders.
fn copy(from: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    files::write(folder.path(), &files::read(from).expect("the folder can be read")).expect("files can be written");
    fs::create_dir_all(folder.path().join(WORK).join("staged")).expect("a folder can be made");
    folder
}

#[test]
fn a_run_that_is_killed_anywhere_is_taken_back_by_the_next() {
    kill_everywhere("", cfg!(any(target_os = "linux", target_vendor = "apple")));
}

#[test]
fn a_run_that_is_killed_anywhere_is_taken_back_where_the_system_cannot_exchange() {
    kill_everywhere("no-exchange", false);
}

#[test]
fn a_run_that_is_killed_anywhere_is_taken_back_where_folders_cannot_be_moved() {
    kill_everywhere("no-folders", false);
}

#[test]
fn a_full_disk_leaves_the_old_state() {
    a_fault_leaves_the_old_state(&["full", "no-folders,full"]);
}

#[test]
fn any_other_failure_leaves_the_old_state() {
    a_fault_leaves_the_old_state(&["fail", "no-folders,fail", "no-exchange,fail"]);
}

fn a_fault_leaves_the_old_state(faults: &[&str]) {
    for fault in faults {
        for step in 1.. {
            let folder = old_folder();
            let ended = install_with(&format!("{fault} {step}"), folder.path());
            // The next run removes files that cannot be removed now.
            let is_cleared = !has_work(folder.path());
            // The next run undoes the changes that this one could not undo.
            drop(Place::open(folder.path()).expect("the folder can be opened"));
            let is_done = ended == Some(0);
            assert_eq!(texts(folder.path()), as_texts(if is_done { NEW } else { OLD }), "{fault} {step}");
            if is_done && is_cleared {
                break;
            }
        }
    }
}

#[test]
fn changes_between_a_killed_run_and_the_next_are_kept() {
    // After the first exchange, of `text.txt`.
    let killed = (1..).find_map(|step| {
        let folder = old_folder();
        assert_eq!(install_with(&format!("end {step}"), folder.path()), Some(KILLED), "no step changes the text");
        let text = fs::read_to_string(folder.path().join("text.txt")).expect("the text can be read");
        (text == "new").then_some(folder)
    });
    let folder = killed.expect("a step is found");
    fs::write(folder.path().join("text.txt"), "mine now").expect("a file can be written");
    let place = Place::open(folder.path()).expect("the folder can be opened");
    assert!(place.has_recovered);
    drop(place);
    let there = texts(folder.path());
    assert!(there.contains(&("text.txt".to_owned(), "mine now".to_owned())), "{there:?}");
    assert!(there.contains(&("code/b.rs".to_owned(), "old b".to_owned())), "{there:?}");
    assert!(!has_work(folder.path()));
}

#[test]
fn a_file_that_is_written_while_a_run_prepares_is_kept() {
    let folder = old_folder();
    let place = Place::open(folder.path()).expect("the folder can be opened");
    let items = items(&place);
    write(folder.path(), &[("code/mine.rs", "mine")]);
    let said = place.install(items).expect_err("the folder has changed").to_string();
    assert!(said.contains("was changed while this command ran"), "{said}");
    drop(place);
    let mut expected = as_texts(OLD);
    expected.push(("code/mine.rs".to_owned(), "mine".to_owned()));
    expected.sort();
    assert_eq!(texts(folder.path()), expected);
}

#[test]
fn a_journal_that_leads_out_of_the_folder_is_refused() {
    let folder = old_folder();
    fs::create_dir(folder.path().join(WORK)).expect("a folder can be made");
    let journal = r#"{"folders": ["../elsewhere"], "entries": []}"#;
    fs::write(folder.path().join(WORK).join("journal.json"), journal).expect("a file can be written");
    let said = Place::open(folder.path()).expect_err("the journal is not ours").to_string();
    assert!(said.contains("is not a journal of this command"), "{said}");
}

#[cfg(unix)]
#[test]
fn nothing_behind_a_link_is_touched() {
    let outside = tempfile::tempdir().expect("a temporary folder");
    write(outside.path(), &[("thesis.txt", "mine")]);
    for (link, path) in [("code", "code"), ("own", "own/code"), (WORK, "code")] {
        let folder = old_folder();
        let link = folder.path().join(link);
        disk::remove_all(&link).expect("it can be removed");
        std::os::unix::fs::symlink(outside.path(), &link).expect("a link can be made");
        let refused = Place::open(folder.path()).and_then(|place| place.current(path).map(drop));
        assert!(refused.is_err(), "{path}");
        assert_eq!(texts(outside.path()), as_texts(&[("thesis.txt", "mine")]));
    }
}

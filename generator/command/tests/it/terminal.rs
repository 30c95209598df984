//! The command on a terminal.

use std::{
    fs::{self, OpenOptions},
    io::Read as _,
    path::Path,
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::{folder, openapi_crate, run};

/// Runs a command whose standard error is a terminal, and returns the text on it.
fn on_terminal(folder: &Path, arguments: &[&str], variable: Option<(&str, &str)>) -> String {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("the system has terminals");
    grantpt(&controller).expect("a terminal can be used");
    unlockpt(&controller).expect("a terminal can be used");
    let name = ptsname(&controller, Vec::new()).expect("a terminal has a name");
    let name = name.to_str().expect("a name in UTF-8");
    let terminal = OpenOptions::new().read(true).write(true).open(name).expect("a terminal can be opened");
    let mut command = openapi_crate(folder, arguments);
    command.envs(variable).stderr(terminal);
    let mut child = command.spawn().expect("the command can be run");
    // The command has the terminal open until this value is dropped.
    drop(command);
    let mut printed = Vec::new();
    // When all processes have closed the terminal, reading ends with an error.
    let _ = fs::File::from(controller).read_to_end(&mut printed);
    assert!(child.wait().expect("the command ends").success());
    String::from_utf8(printed).expect("output is text")
}

#[test]
fn a_terminal_shows_the_step_while_it_runs() {
    let folder = folder();
    let check = ["check", "pets.yaml"];
    let printed = on_terminal(folder.path(), &check, None);
    for step in ["\rReading pets.yaml…\u{1b}[K", "\rGenerating…\u{1b}[K"] {
        assert!(printed.contains(step), "{printed:?}");
    }
    assert!(printed.ends_with("\r\u{1b}[KRead 1 operation, 1 type.\r\n"), "{printed:?}");

    assert_eq!(on_terminal(folder.path(), &["check", "pets.yaml", "--quiet"], None), "");
    assert_eq!(on_terminal(folder.path(), &check, Some(("TERM", "dumb"))), "Read 1 operation, 1 type.\r\n");
    assert_eq!(run(folder.path(), &check).stderr, "Read 1 operation, 1 type.\n");
}

#[test]
fn a_terminal_has_colours_unless_the_user_has_none() {
    let folder = folder();
    let unsafe_document = super::PETS.replace("type: string", "type: strin");
    super::write(&folder.path().join("pets.yaml"), &unsafe_document);
    let check = ["check", "pets.yaml"];
    assert!(on_terminal(folder.path(), &check, None).contains("\u{1b}[1m"));
    assert!(!on_terminal(folder.path(), &check, Some(("NO_COLOR", "1"))).contains("\u{1b}[1m"));
    assert!(!on_terminal(folder.path(), &check, Some(("TERM", "dumb"))).contains("\u{1b}[1m"));
}

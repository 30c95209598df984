//! Commands of the project that refuse, and change nothing.

use std::{fs, path::Path};

use super::{changed_document, project, run, succeed, texts};
use openapi_crate::install::Content;

use crate::project::CHANGELOG;

/// The message of a command that refuses and changes nothing.
fn refused(root: &Path, arguments: &[&str]) -> String {
    let before = texts(root);
    let output = run(root, arguments, "");
    assert!(!output.status.success(), "{arguments:?}");
    assert_eq!(texts(root), before, "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn somebodys_work_among_the_generated_files_of_the_clients_is_named_and_kept() {
    let commands = [&["regenerate"][..], &["update-spec", "new.yaml"]];
    for client in ["generated-client", "generated-client/document-client"] {
        let folder = project();
        let own = folder.path().join(client).join("src/generated/mine.rs");
        fs::write(&own, "// mine").expect("a file can be written");
        for arguments in [&commands[..], &[&["regenerate", "--overwrite"]]].concat() {
            let said = refused(folder.path(), arguments);
            assert!(
                said.contains(&format!("{client}/src/generated/mine.rs was not written by this command")),
                "{said}"
            );
        }
        fs::remove_file(own).expect("a file can be removed");
        let edited = folder.path().join(client).join("src/generated/mod.rs");
        let text = fs::read_to_string(&edited).expect("there is such a file");
        fs::write(&edited, format!("{text}// mine")).expect("a file can be written");
        for arguments in commands {
            let said = refused(folder.path(), arguments);
            assert!(said.contains(&format!("{client}/src/generated/mod.rs was edited")), "{said}");
        }
        succeed(folder.path(), &["regenerate", "--overwrite"]);
        assert_eq!(fs::read_to_string(&edited).expect("there is such a file"), text);
    }
}

#[cfg(unix)]
#[test]
fn nothing_behind_a_link_in_the_project_is_changed() {
    for (arguments, linked) in [
        (&["regenerate"][..], "generated-client/src/generated"),
        (&["regenerate"], "generated-client/API.txt"),
        (&["regenerate"], "generated-client"),
        (&["update-spec", "new.yaml"], CHANGELOG),
        (&["update-spec", "new.yaml"], "spec"),
    ] {
        let folder = project();
        let [place, behind] = [linked, "elsewhere"].map(|path| folder.path().join(path));
        fs::rename(&place, &behind).expect("it can be moved");
        std::os::unix::fs::symlink(&behind, &place).expect("a link can be made");
        fs::write(folder.path().join("new.yaml"), changed_document()).expect("a document can be written");
        let before = Content::read(&behind).expect("it can be read");
        let output = run(folder.path(), arguments, "");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("is a link"), "{linked}: {said}");
        assert_eq!(Content::read(&behind).expect("it can be read"), before, "{linked}");
    }
}

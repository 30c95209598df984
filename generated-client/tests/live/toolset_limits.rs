//! The toolset in a process with few open files, or of a user without all permissions.

use std::{
    env,
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt, fs::PermissionsExt, process::CommandExt},
    process::Command,
    sync::{Arc, Mutex},
    time::Duration,
};

use managed_agents::{
    toolset::{LocalToolset, Toolset},
    types::{BashToolInput, GlobToolInput, GrepToolInput, MemoryStoreAccess, TextBlock, ToolResultContent},
};

use crate::toolset_memory::{Fixture, texts};

/// Whether this process is the one with the limit. Otherwise, runs a test in such a process.
fn is_limited(test: &str, limit: &str, user: Option<u32>) -> bool {
    const LIMITED: &str = "MANAGED_AGENTS_TOOLSET_LIMITED";
    if env::var_os(LIMITED).is_some() {
        return true;
    }
    let mut limited = Command::new("bash");
    limited.args(["-c", &format!(r#"{limit}; exec "$0" --exact "$1""#)]).env(LIMITED, "1");
    let this = env::current_exe().expect("a test");
    if let Some(user) = user {
        // The other user may not have access to the folder of this program, such as one below `/root`.
        limited.uid(user).gid(user).stdin(fs::File::open(this).expect("a program")).arg("/proc/self/fd/0");
    } else {
        limited.arg(this);
    }
    limited.arg(format!("toolset_limits::{test}"));
    let ended = limited.output().expect("bash");
    let output = format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success() && output.contains("1 passed"), "{output}");
    false
}

const FOLDERS: usize = 300;

#[tokio::test]
async fn searches_do_not_open_all_folders_at_once() {
    if !is_limited("searches_do_not_open_all_folders_at_once", "ulimit -n 64", None) {
        return;
    }
    let place = env::temp_dir().join(format!("toolset-few-files-{}", std::process::id()));
    for number in 0..FOLDERS {
        fs::create_dir_all(place.join(format!("{number}/deep"))).expect("a folder");
        fs::write(place.join(format!("{number}/deep/file")), "word").expect("a file");
    }
    let toolset = LocalToolset::new(&place).expect("the folder is there");
    let text = |content: &[ToolResultContent]| match content {
        [ToolResultContent::Text(block)] => block.text.clone(),
        other => panic!("{other:?}"),
    };
    let found = text(toolset.grep(GrepToolInput::new("word")).await.expect("matches").content());
    assert_eq!(found.lines().count(), FOLDERS, "{found}");
    let found = text(toolset.glob(GlobToolInput::new("**/file")).await.expect("files").content());
    assert!(found.ends_with("\n[100 more]"), "{found}");
    fs::remove_dir_all(place).expect("a folder");
}

#[tokio::test]
async fn a_command_needs_few_open_files() {
    if !is_limited("a_command_needs_few_open_files", "ulimit -n 40", None) {
        return;
    }
    let toolset =
        LocalToolset::new(env::temp_dir()).expect("the folder is there").bash_timeout(Duration::from_secs(20));
    for word in ["one", "two"] {
        let output = toolset.bash(BashToolInput::new().command(format!("echo {word}"))).await.expect("it ends");
        assert_eq!(output.content(), [TextBlock::new(word).into()]);
    }
}

#[tokio::test]
async fn a_memory_store_with_many_folders_needs_few_open_files() {
    if !is_limited("a_memory_store_with_many_folders_needs_few_open_files", "ulimit -n 64", None) {
        return;
    }
    let fixture = Fixture::new("few-files", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let toolset = fixture.mounted().await;
    for number in 0..FOLDERS {
        fs::create_dir_all(fixture.path(&number.to_string())).expect("a folder");
    }
    fixture.put("7/new.md", "new");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/7/new.md", "new"), ("/a.md", "a")]));
}

#[tokio::test]
async fn a_file_without_permission_costs_no_other_change_and_deletes_no_memory() {
    let name = "a_file_without_permission_costs_no_other_change_and_deletes_no_memory";
    let root_without_permissions = rustix::process::geteuid().is_root().then_some(65534);
    if !is_limited(name, "true", root_without_permissions) {
        return;
    }
    let memories = [("/a.md", "a"), ("/closed.md", "c"), ("/folder/d.md", "d"), ("/e.md", "e")];
    let fixture = Fixture::new("closed", MemoryStoreAccess::ReadWrite, &memories).await;
    let errors = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&errors);
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there").on_memory_error(move |error| {
        heard.lock().expect("no test panics with it").push(error.to_string());
    });
    toolset.mount_memory(&fixture.client, &fixture.session).await.expect("it is downloaded");
    fixture.put("a.md", "changed");
    fs::remove_file(fixture.path("e.md")).expect("a file");
    let set_mode = |path: &str, mode: u32| {
        fs::set_permissions(fixture.path(path), fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    set_mode("closed.md", 0);
    set_mode("folder", 0);
    fs::write(fixture.path("").join(OsStr::from_bytes(b"caf\xE9.md")), "no path").expect("a file");
    toolset.close().await;
    toolset.close().await;
    let stored = fixture.stored().await;
    set_mode("folder", 0o700);
    assert_eq!(stored, texts(&[("/a.md", "changed"), ("/closed.md", "c"), ("/folder/d.md", "d")]));
    let errors = errors.lock().expect("no test panics with it").clone();
    let [name, file, folder] = &errors[..] else { panic!("{errors:?}") };
    assert!(name.ends_with("/caf\u{FFFD}.md: the name is not UTF-8"), "{name}");
    assert!(file.contains(", /closed.md: ") && file.contains("ermission denied"), "{file}");
    assert!(folder.contains(", /folder: ") && folder.contains("ermission denied"), "{folder}");
}

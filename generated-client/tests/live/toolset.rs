//! The toolset in a folder: the effects of its tools, and the files that they cannot reach.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::{Duration, Instant},
};

use managed_agents::{
    tools::{ToolError, ToolOutput},
    toolset::{LocalToolset, Toolset},
    types::{
        BashToolInput, EditToolInput, GlobToolInput, GrepToolInput, ImageSource, ReadToolInput, ToolResultContent,
        WriteToolInput,
    },
};

/// A folder of a test, removed at its end. `inside` is the folder of the toolset.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("toolset-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let place = std::env::temp_dir().join(name);
        fs::create_dir_all(place.join("inside")).expect("a folder");
        fs::write(place.join("secret"), "outside").expect("a file");
        Self(place.canonicalize().expect("it exists"))
    }

    fn inside(&self) -> PathBuf {
        self.0.join("inside")
    }

    fn toolset(&self) -> LocalToolset {
        LocalToolset::new(self.inside()).expect("the folder is there")
    }

    fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.inside().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.inside().join(path)).expect("a file")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The text of an output.
#[track_caller]
fn text(output: Result<ToolOutput, ToolError>) -> String {
    match output.expect("no error").content() {
        [] => String::new(),
        [ToolResultContent::Text(block)] => block.text.clone(),
        other => panic!("{other:?}"),
    }
}

/// The text of an error.
#[track_caller]
fn error(output: Result<ToolOutput, ToolError>) -> String {
    output.expect_err("an error").to_string()
}

async fn run(toolset: &LocalToolset, command: &str) -> Result<ToolOutput, ToolError> {
    toolset.bash(BashToolInput::new().command(command)).await
}

async fn read(toolset: &LocalToolset, path: &str) -> Result<ToolOutput, ToolError> {
    toolset.read(ReadToolInput::new(path)).await
}

/// Whether a process has ended, even if no process has waited for it.
fn has_ended(pid: &str) -> bool {
    let output = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().expect("ps");
    let state = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    state.is_empty() || state.starts_with('Z')
}

#[track_caller]
fn ends_soon(pid: &str) {
    let end = Instant::now() + Duration::from_secs(20);
    while !has_ended(pid) {
        assert!(Instant::now() < end, "{pid} goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until a file exists.
pub(crate) async fn file(path: &Path) {
    let end = Instant::now() + Duration::from_secs(20);
    while !path.exists() {
        assert!(Instant::now() < end, "{} does not exist", path.display());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_shell_keeps_its_state_and_tells_the_exit_code() {
    let place = Place::new();
    let toolset = place.toolset();
    assert_eq!(text(run(&toolset, "mkdir sub; cd sub; X=it\\'s; f() { echo f$1; }").await), "");
    let command = "pwd; echo $X; f 1; echo err >&2; cat; printf 'a\\x1b[31mb\\n\\n'";
    let expected = format!("{}\nit's\nf1\nerr\nab", place.inside().join("sub").display());
    assert_eq!(text(run(&toolset, command).await), expected);
    assert_eq!(error(run(&toolset, "echo no; false").await), "no\n[exit code 1]");
    assert_eq!(error(run(&toolset, "(exit 7)").await), "[exit code 7]");
    // A command that cannot be parsed is an error of the command and does not end the shell.
    assert!(error(run(&toolset, "if").await).contains("syntax error"));
    assert_eq!(text(run(&toolset, "echo $X").await), "it's");
    let again = BashToolInput::new().restart(true);
    assert_eq!(text(toolset.bash(again.clone()).await), "bash session restarted");
    assert_eq!(text(toolset.bash(again.command("echo [$X]")).await), "[]");
    assert!(error(toolset.bash(BashToolInput::new()).await).contains("expected a command"));
}

#[tokio::test]
async fn a_command_that_ends_the_shell_gets_its_code_and_the_next_one_a_new_shell() {
    let place = Place::new();
    let toolset = place.toolset();
    let begun = Instant::now();
    // The process in the background holds the output open.
    let ended = error(run(&toolset, "sleep 300 & echo $!; exit 3").await);
    let (pid, note) = ended.split_once('\n').expect("two lines");
    assert_eq!(note, "[exit code 3; the next command gets a new shell]");
    assert!(begun.elapsed() < Duration::from_secs(20));
    ends_soon(pid);
    assert_eq!(error(run(&toolset, "kill -9 $$").await), "[the shell was killed; the next command gets a new one]");
    assert_eq!(text(run(&toolset, "echo back").await), "back");
}

#[tokio::test]
async fn a_command_that_redirects_the_output_of_the_shell_ends() {
    let place = Place::new();
    let toolset = place.toolset().bash_timeout(Duration::from_secs(20));
    let began = Instant::now();
    assert_eq!(text(run(&toolset, "exec >log 2>&1; echo to the file").await), "");
    assert_eq!(text(run(&toolset, "X=1; echo again").await), "");
    assert_eq!(error(run(&toolset, "false").await), "[exit code 1]");
    assert_eq!(place.text("log"), "to the file\nagain\n");
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_command_beyond_its_time_is_killed_with_all_its_processes() {
    let place = Place::new();
    let toolset = place.toolset();
    let input = BashToolInput::new().command("sleep 300 & echo $!; trap '' TERM; sleep 301").timeout_ms(2000);
    let killed = error(toolset.bash(input).await);
    let (pid, note) = killed.split_once('\n').expect("two lines");
    assert_eq!(note, "[killed after 2 s; the next command gets a new shell]");
    ends_soon(pid);
    assert_eq!(text(run(&toolset, "echo back").await), "back");
    // The agent cannot ask for more time.
    let toolset = place.toolset().bash_timeout(Duration::from_millis(200));
    let input = BashToolInput::new().command("sleep 300").timeout_ms(300_000);
    assert!(error(toolset.bash(input).await).contains("killed after 0.2 s"));
}

#[tokio::test]
async fn a_call_or_a_toolset_that_is_dropped_leaves_no_process() {
    let place = Place::new();
    let toolset = place.toolset();
    let pid = place.inside().join("pid");
    tokio::select! {
        output = run(&toolset, "sleep 300 & echo $! > new; mv new pid; sleep 301") => panic!("{output:?}"),
        () = file(&pid) => {}
    }
    ends_soon(place.text("pid").trim());
    let background = text(run(&toolset, "sleep 300 & echo $!").await);
    assert!(!has_ended(&background));
    drop(toolset);
    ends_soon(&background);
}

#[tokio::test]
async fn commands_get_no_variables_that_may_be_secret() {
    let place = Place::new();
    let toolset = place.toolset().env("MY_OWN", "given");
    let names = text(run(&toolset, "env | cut -d= -f1 | sort | tr '\\n' ' '").await);
    let allowed = "HOME LANG LC_ALL LC_CTYPE LOGNAME PATH SHELL TMPDIR TZ USER MY_OWN PS1 PS2 TERM PWD OLDPWD SHLVL _";
    let allowed: Vec<&str> = allowed.split(' ').collect();
    let more: Vec<&str> = names.split(' ').filter(|name| !name.is_empty() && !allowed.contains(name)).collect();
    assert!(more.is_empty() && names.contains("MY_OWN"), "{names}");
    // Cargo sets this variable for the test. The shell does not get it.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    assert!(!format!("{toolset:?}").contains("given"));
    let toolset = place.toolset().envs([("ONLY", "1")]);
    assert_eq!(text(run(&toolset, "echo $ONLY$HOME$MY_OWN").await), "1");
}

#[tokio::test]
async fn the_end_of_a_long_output_is_kept() {
    let place = Place::new();
    let toolset = place.toolset();
    let output = text(run(&toolset, "seq 1 200000; echo last").await);
    assert!(output.starts_with("[output truncated]\n") && output.ends_with("200000\nlast"), "{}", output.len());
    assert!(output.len() < 103 * 1024, "{}", output.len());
    // A command line that fills the pipe.
    let long = "x".repeat(300_000);
    assert_eq!(text(run(&toolset, &format!("X={long}; echo ${{#X}}")).await), "300000");
}

#[tokio::test]
async fn no_path_leads_out_of_the_folder() {
    let place = Place::new();
    let toolset = place.toolset();
    place.put("in/file", "text");
    symlink("../../secret", place.inside().join("in/link")).expect("a link");
    symlink(&place.0, place.inside().join("up")).expect("a link");
    symlink(place.0.join("new"), place.inside().join("dangling")).expect("a link");
    symlink("loop", place.inside().join("loop")).expect("a link");
    symlink("in/file", place.inside().join("good")).expect("a link");
    let absolute = place.0.join("secret").display().to_string();
    let sneaky = format!("{}/../secret", place.inside().display());
    for path in [
        "../secret",
        "in/../../secret",
        &absolute,
        &sneaky,
        "in/link",
        "up/secret",
        "/etc/passwd",
        "/proc/self/environ",
    ] {
        let words = error(read(&toolset, path).await);
        assert_eq!(words, format!("{path}: the path is outside of the working folder"));
        let words = error(toolset.write(WriteToolInput::new(path, "x")).await);
        assert!(words.contains("outside of the working folder"), "{words}");
        let words = error(toolset.edit(EditToolInput::new(path, "outside", "x")).await);
        assert!(words.contains("outside of the working folder"), "{words}");
        let words = error(toolset.grep(GrepToolInput::new("outside").path(path)).await);
        assert!(words.contains("outside of the working folder"), "{words}");
    }
    let words = error(toolset.glob(GlobToolInput::new("*").path("up")).await);
    assert!(words.contains("outside of the working folder"), "{words}");
    for pattern in ["../*", "/etc/*", "a/../../*"] {
        assert!(error(toolset.glob(GlobToolInput::new(pattern)).await).contains("relative pattern"));
    }
    let words = error(toolset.write(WriteToolInput::new("dangling", "x")).await);
    assert!(words.contains("outside of the working folder") && !place.0.join("new").exists(), "{words}");
    assert!(error(read(&toolset, "loop").await).contains("too many levels of symbolic links"));
    assert!(error(read(&toolset, "").await).contains("empty"));
    // A path inside the folder is read, even if it is absolute.
    for path in ["good", "in/./file", "in/../in/file", &format!("{}/in/file", place.inside().display())] {
        assert_eq!(text(read(&toolset, path).await), "text", "{path}");
    }
    assert_eq!(fs::read_to_string(place.0.join("secret")).expect("a file"), "outside");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_with_a_link_does_not_lead_out_of_the_folder() {
    let place = Place::new();
    let toolset = place.toolset();
    place.put("real/secret", "inside");
    symlink(&place.0, place.inside().join("out")).expect("a link");
    let (root, is_over) = (place.inside(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                // The name is a folder or a link out of it.
                for target in ["real", "out"] {
                    let _ = fs::rename(root.join(target), root.join("turn"));
                    let _ = fs::rename(root.join("turn"), root.join(target));
                }
            }
        });
        let calls = async {
            for _ in 0..500 {
                let _ = toolset.write(WriteToolInput::new("turn/secret", "inside")).await;
                if let Ok(output) = read(&toolset, "turn/secret").await {
                    assert_eq!(text(Ok(output)), "inside");
                }
            }
        };
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(calls));
        is_over.store(true, Ordering::Relaxed);
    });
    assert_eq!(fs::read_to_string(place.0.join("secret")).expect("a file"), "outside");
}

#[tokio::test]
async fn only_regular_files_are_opened() {
    let place = Place::new();
    let toolset = place.toolset();
    let made = Command::new("mkfifo").arg(place.inside().join("pipe")).status().expect("mkfifo");
    assert!(made.success());
    place.put("folder/file", "text");
    let calls = async {
        assert_eq!(error(read(&toolset, "pipe").await), "pipe: not a regular file");
        error(toolset.write(WriteToolInput::new("pipe", "x")).await);
        assert_eq!(text(toolset.grep(GrepToolInput::new("none")).await), "no matches");
        assert_eq!(error(read(&toolset, "folder").await), "folder: is a directory");
        assert_eq!(error(read(&toolset, "none").await), "none: no such file or directory");
        assert_eq!(error(read(&toolset, "folder/file/x").await), "folder/file/x: not a directory");
    };
    tokio::time::timeout(Duration::from_secs(10), calls).await.expect("nothing waits for the pipe");
}

#[tokio::test]
async fn files_are_read_in_whole_or_by_lines_within_the_limit() {
    let place = Place::new();
    let toolset = place.toolset().max_file_bytes(1000);
    place.put("text", "one\ntwo\r\nthree");
    assert_eq!(text(read(&toolset, "text").await), "one\ntwo\r\nthree");
    let lines = |path: &str, range: &[i64]| toolset.read(ReadToolInput::new(path).view_range(range.to_vec()));
    assert_eq!(text(lines("text", &[2, 2]).await), "two\r\n");
    assert_eq!(text(lines("text", &[2, -1]).await), "two\r\nthree");
    assert_eq!(text(lines("text", &[9, 10]).await), "");
    for range in [&[1][..], &[0, 1], &[3, 2], &[1, 2, 3]] {
        assert!(error(lines("text", range).await).contains("view_range"), "{range:?}");
    }
    let long: String = (0..1000).map(|line| format!("line {line}\n")).collect();
    place.put("long", &long);
    assert!(error(read(&toolset, "long").await).contains("larger than 1000 bytes; `view_range`"));
    assert_eq!(text(lines("long", &[900, 901]).await), "line 899\nline 900\n");
    assert!(error(lines("long", &[1, 900]).await).contains("longer than 1000 bytes"));
    place.put("one-line", "x".repeat(2000));
    assert!(error(lines("one-line", &[1, 1]).await).contains("line 1 is longer"));
    place.put("binary", [0xff, 0xfe]);
    assert!(error(read(&toolset, "binary").await).contains("not UTF-8"));
    place.put("large.png", vec![0; 4 * 1024 * 1024]);
    assert!(error(read(&toolset, "large.png").await).contains("larger than"));
}

#[tokio::test]
async fn images_and_documents_are_read_as_what_they_are() {
    let place = Place::new();
    let toolset = place.toolset();
    let of_content: [(&[u8], &str); 5] = [
        (b"\x89PNG\r\n\x1A\n...", "image/png"),
        (b"\xFF\xD8\xFF\xE0...", "image/jpeg"),
        (b"GIF87a...", "image/gif"),
        (b"GIF89a...", "image/gif"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
    ];
    for (content, media_type) in of_content {
        place.put("a.PNG", content);
        let image = read(&toolset, "a.PNG").await.expect("an image");
        let [ToolResultContent::Image(image)] = image.content() else { panic!("{image:?}") };
        let ImageSource::Base64(source) = &image.source else { panic!("{image:?}") };
        assert_eq!(source.media_type, media_type);
    }
    place.put("a.pdf", "\n%PDF-1.7");
    let document = read(&toolset, "a.pdf").await.expect("a document");
    assert!(matches!(document.content(), [ToolResultContent::Document(_)]), "{document:?}");
    let lines = toolset.read(ReadToolInput::new("a.pdf").view_range(vec![1, 2]));
    assert!(error(lines.await).contains("is for text"));
    // The API would refuse such a block, and the session would wait for the result.
    for (path, content) in [("a.webp", &b"RIFF"[..]), ("b.jpg", b""), ("c.gif", b"<html>"), ("d.pdf", b"%PD")] {
        place.put(path, content);
        assert!(error(read(&toolset, path).await).starts_with(&format!("{path}: the content is not a")), "{path}");
    }
}

#[tokio::test]
async fn files_are_written_and_edited() {
    let place = Place::new();
    let toolset = place.toolset();
    let written = text(toolset.write(WriteToolInput::new("a/b/c", "äöü")).await);
    assert_eq!((written.as_str(), place.text("a/b/c").as_str()), ("wrote 6 bytes to a/b/c", "äöü"));
    toolset.write(WriteToolInput::new("a/b/c", "x y x")).await.expect("it is there");
    let edit = |new: &str, old: &str| EditToolInput::new("a/b/c", old, new);
    assert!(error(toolset.edit(edit("z", "x")).await).contains("2 times"));
    assert_eq!(text(toolset.edit(edit("z", "y")).await), "edited a/b/c (1 replacement)");
    assert_eq!(text(toolset.edit(edit("$1", "x").replace_all(true)).await), "edited a/b/c (2 replacements)");
    assert_eq!(place.text("a/b/c"), "$1 z $1");
    assert!(error(toolset.edit(edit("z", "none")).await).contains("does not have `old_string`"));
    assert!(error(toolset.edit(edit("z", "")).await).contains("expected the text to replace"));
    assert_eq!(place.text("a/b/c"), "$1 z $1");
    // 8 TB would end the process.
    toolset.write(WriteToolInput::new("a/b/c", "x".repeat(200_000))).await.expect("it is there");
    let long = "y".repeat(40_000_000);
    assert!(error(toolset.edit(edit(&long, "x").replace_all(true)).await).contains("more than 67108864 bytes"));
    assert_eq!(place.text("a/b/c").len(), 200_000);
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[tokio::test]
#[ignore = "needs a small file system: mount -t tmpfs -o size=64k none DIR, and TMPDIR=DIR"]
async fn a_full_disk_leaves_a_file_as_it_was() {
    let place = Place::new();
    let toolset = place.toolset();
    let long = "x".repeat(1 << 20);
    toolset.write(WriteToolInput::new("a", "a long text")).await.expect("there is space");
    assert!(error(toolset.write(WriteToolInput::new("a", &*long)).await).contains("no space left"));
    assert!(error(toolset.edit(EditToolInput::new("a", "long", &*long)).await).contains("no space left"));
    assert_eq!(place.text("a"), "a long text");
    toolset.write(WriteToolInput::new("a", "short")).await.expect("there is space");
    assert_eq!(place.text("a"), "short");
}

#[tokio::test]
async fn files_are_found_by_name_and_content() {
    let place = Place::new();
    let toolset = place.toolset();
    for (path, content) in [
        ("a.rs", "fn main() {}\nlet x = 1;"),
        ("src/b.rs", "fn b() {}"),
        ("src/.hidden.rs", "fn hidden() {}"),
        (".git/c.rs", "fn git() {}"),
        ("node_modules/d.rs", "fn node() {}"),
        ("binary.rs", "fn \0"),
    ] {
        place.put(path, content);
    }
    place.put("wide.rs", format!("fn {}\nfn narrow", "x".repeat(3000)));
    let old = fs::File::options().write(true).open(place.inside().join("a.rs")).expect("a file");
    old.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("a time");
    symlink(&place.0, place.inside().join("up")).expect("a link");
    let path = |name: &str| place.inside().join(name).display().to_string();
    assert_eq!(text(toolset.glob(GlobToolInput::new("[a]*.rs")).await), path("a.rs"));
    let found = text(toolset.glob(GlobToolInput::new("**/*.rs")).await);
    let mut found: Vec<&str> = found.lines().collect();
    assert_eq!(found.pop(), Some(path("a.rs").as_str()), "the newest first");
    found.sort_unstable();
    assert_eq!(found, [path("binary.rs"), path("src/.hidden.rs"), path("src/b.rs"), path("wide.rs")]);
    assert_eq!(text(toolset.glob(GlobToolInput::new("*.rs").path("src/../src")).await).lines().count(), 2);
    assert_eq!(text(toolset.glob(GlobToolInput::new("*.py")).await), "no matches");
    assert!(error(toolset.glob(GlobToolInput::new("[")).await).contains('['));

    let found = text(toolset.grep(GrepToolInput::new(r"^fn \w+")).await);
    let mut found: Vec<&str> = found.lines().collect();
    found.sort_unstable();
    let expected =
        ["a.rs:1:fn main() {}", "src/.hidden.rs:1:fn hidden() {}", "src/b.rs:1:fn b() {}", "wide.rs:2:fn narrow"];
    let long = format!("[lines of more than 2000 bytes are not searched: 1, the first one in {}]", path("wide.rs"));
    assert_eq!(found.pop(), Some(long.as_str()));
    assert_eq!(found, expected.map(path));
    fs::remove_file(place.inside().join("wide.rs")).expect("a file");
    assert_eq!(text(toolset.grep(GrepToolInput::new("x = 1").path("a.rs")).await), path("a.rs:2:let x = 1;"));
    assert_eq!(text(toolset.grep(GrepToolInput::new("nothing")).await), "no matches");
    assert!(error(toolset.grep(GrepToolInput::new("(")).await).contains("pattern is invalid"));
    place.put("many", "match\n".repeat(100_000));
    let found = text(toolset.grep(GrepToolInput::new("match")).await);
    assert!(found.ends_with("[output truncated at 102400 bytes]") && found.len() < 103_000, "{}", found.len());
}

#[tokio::test]
async fn a_search_of_too_many_files_says_that_it_ended_early() {
    let place = Place::new();
    let toolset = place.toolset();
    let mut deep = String::new();
    for _ in 0..50 {
        deep.push_str("d/");
    }
    place.put(&format!("{deep}file"), "deep");
    let found = text(toolset.grep(GrepToolInput::new("deep")).await);
    assert!(found.contains("ended early"), "{found}");
}

#[tokio::test]
async fn files_that_cannot_be_read_cost_no_other() {
    let place = Place::new();
    let toolset = place.toolset();
    place.put("closed", "word");
    place.put("open", "word");
    fs::set_permissions(place.inside().join("closed"), fs::Permissions::from_mode(0o0)).expect("permissions");
    let found = text(toolset.grep(GrepToolInput::new("word")).await);
    assert!(found.contains("open:1:word"), "{found}");
    assert!(Path::new(&place.inside()).exists());
}

#[tokio::test]
async fn a_search_says_which_lines_and_files_it_has_not_read() {
    let place = Place::new();
    let toolset = place.toolset();
    place.put("long", format!("{}word\nword\n{}", "x".repeat(2000), "y".repeat(3000)));
    let (path, grep) = (place.inside().join("long"), GrepToolInput::new("word"));
    let long = format!("[lines of more than 2000 bytes are not searched: 2, the first one in {}]", path.display());
    assert_eq!(text(toolset.grep(grep.clone()).await), format!("{}:2:word\n{long}", path.display()));
    assert_eq!(text(toolset.grep(GrepToolInput::new("other")).await), format!("no matches\n{long}"));
    if cfg!(target_os = "linux") {
        let toolset = LocalToolset::new("/proc/self").expect("the folder is there");
        let found = text(toolset.grep(grep.path("mem")).await);
        assert!(
            found.starts_with("no matches\n[files that were not read to the end: 1, the first one is /proc/"),
            "{found}"
        );
        assert!(found.ends_with("/mem: input/output error (os error 5)]"), "{found}");
    }
}

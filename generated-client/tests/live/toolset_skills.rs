//! Skills in the folder of a toolset, downloaded from a server on loopback.

use std::{
    fs,
    io::{Cursor, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use managed_agents::{toolset::LocalToolset, types::Session};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::server::{Reply, Server};

/// A folder of a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("skills-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A member of an archive: its path, mode and content.
type Member<'a> = (&'a str, u32, &'a str);

fn archive(members: &[Member<'_>]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, mode, content) in members {
        let options = SimpleFileOptions::default().unix_permissions(*mode);
        match mode & 0o170_000 {
            0o120_000 => writer.add_symlink(*path, *content, options).expect("a link"),
            _ => {
                writer.start_file(*path, options).expect("a member");
                writer.write_all(content.as_bytes()).expect("memory");
            }
        }
    }
    writer.finish().expect("memory").into_inner()
}

fn version(skill: &str, name: &str) -> Reply {
    let created = "2026-01-01T00:00:00Z";
    Reply::json(
        200,
        &format!(
            r#"{{"id": "skver_{skill}", "type": "skill_version", "skill_id": "{skill}", "name": "{name}", "description": "d", "created_at": "{created}"}}"#
        ),
    )
}

fn content(archive: &[u8]) -> Reply {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/zip\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        archive.len()
    );
    Reply::Last([head.as_bytes(), archive].concat())
}

fn session(skills: &[&str]) -> Session {
    let skills: Vec<String> =
        skills.iter().map(|id| format!(r#"{{"type": "custom", "skill_id": "{id}", "version": "latest"}}"#)).collect();
    let session = format!(
        r#"{{"id": "sesn_1", "type": "session", "agent": {{"id": "agent_1", "type": "agent", "version": 1, "name": "n", "skills": [{}]}}}}"#,
        skills.join(", ")
    );
    serde_json::from_str(&session).expect("a session")
}

/// Installs skills, each of which has this archive: their results as text.
async fn install(toolset: &LocalToolset, skills: &[(&str, &str)], archives: &[Vec<u8>]) -> Vec<String> {
    let replies = skills.iter().zip(archives).flat_map(|((id, name), archive)| [version(id, name), content(archive)]);
    let server = Server::start(replies).await;
    let ids: Vec<&str> = skills.iter().map(|(id, _)| *id).collect();
    let results = toolset.install_skills(&server.client(), &session(&ids)).await;
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets[0], format!("/v1/skills/{}/versions/latest", ids[0]));
    assert_eq!(targets[1], format!("/v1/skills/{0}/versions/skver_{0}/content", ids[0]));
    let text = |(id, result): (String, Result<(), _>)| match result {
        Ok(()) => id,
        Err(error) => format!("{id}: {error}"),
    };
    results.into_iter().map(text).collect()
}

#[tokio::test]
async fn skills_are_unpacked_into_folders_of_their_names_and_removed_at_the_end() {
    let folder = Folder::new("unpacked");
    let toolset = LocalToolset::new(&folder.0).expect("the folder is there");
    let one =
        archive(&[("top/SKILL.md", 0o100_600, "one"), ("top/bin/run", 0o100_700, "#!"), ("top/l", 0o120_777, "/etc")]);
    let two = archive(&[("SKILL.md", 0o100_644, "two")]);
    let skills = [("skill_1", "reports"), ("skill_2", "reports"), ("skill_3", "../..")];
    let results = install(&toolset, &skills, &[one, two.clone(), two]).await;
    assert_eq!(results, ["skill_1", "skill_2", "skill_3"]);
    assert_eq!(folder.text("skills/reports/SKILL.md"), "one");
    assert_eq!(folder.text("skills/reports-skill_2/SKILL.md"), "two");
    assert_eq!(folder.text("skills/skill_3/SKILL.md"), "two");
    let mode = |path: &str| fs::metadata(folder.0.join(path)).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode("skills/reports/bin/run") & 0o100, 0o100);
    assert_eq!(mode("skills/reports/SKILL.md") & 0o111, 0);
    assert!(!folder.0.join("skills/reports/l").exists(), "links are left out");
    drop(toolset);
    assert_eq!(fs::read_dir(folder.0.join("skills")).expect("a folder").count(), 0);
}

#[tokio::test]
async fn an_archive_that_leads_out_or_is_too_large_is_refused_and_changes_nothing() {
    let folder = Folder::new("refused");
    let toolset = LocalToolset::new(&folder.0).expect("the folder is there");
    fs::create_dir_all(folder.0.join("skills/kept")).expect("a folder");
    fs::write(folder.0.join("skills/kept/SKILL.md"), "old").expect("a file");
    let many: Vec<(String, u32, &str)> = (0..10_001).map(|number| (format!("f{number}"), 0o644, "")).collect();
    let many: Vec<Member<'_>> = many.iter().map(|(path, mode, text)| (path.as_str(), *mode, *text)).collect();
    let archives = [
        archive(&[("SKILL.md", 0o644, "new"), ("../evil", 0o644, "x")]),
        archive(&[("/etc/evil", 0o644, "x")]),
        archive(&[("a\\..\\..\\evil", 0o644, "x")]),
        archive(&many),
        archive(&[(&"a/".repeat(1_000), 0o755, "")]),
        archive(&[(&"long/".repeat(300), 0o755, "")]),
        bomb(),
        b"no archive".to_vec(),
    ];
    for (bad, reason) in archives.into_iter().zip([
        "leads out",
        "leads out",
        "leads out",
        "members",
        "40 parts",
        "1024 bytes",
        "bytes",
        "refused",
    ]) {
        let results = install(&toolset, &[("skill_1", "kept")], &[bad]).await;
        assert!(
            results[0].starts_with("skill_1: the archive is refused") && results[0].contains(reason),
            "{results:?}"
        );
        assert_eq!(folder.text("skills/kept/SKILL.md"), "old");
        assert_eq!(fs::read_dir(folder.0.join("skills")).expect("a folder").count(), 1, "{reason}");
    }
    assert!(!folder.0.join("evil").exists() && !Path::new("/etc/evil").exists());
    drop(toolset);
    assert_eq!(folder.text("skills/kept/SKILL.md"), "old", "only what was installed is removed");
}

#[tokio::test]
async fn the_id_of_a_skill_does_not_lead_to_another_folder() {
    let folder = Folder::new("ids");
    let toolset = LocalToolset::new(&folder.0).expect("the folder is there");
    fs::create_dir_all(folder.0.join("mine")).expect("a folder");
    fs::write(folder.0.join("mine/notes"), "old").expect("a file");
    let new = archive(&[("SKILL.md", 0o644, "new")]);
    let server = Server::start(
        [("../mine", ".."), ("../mine", "")].iter().flat_map(|(id, name)| [version(id, name), content(&new)]),
    )
    .await;
    let results = toolset.install_skills(&server.client(), &session(&["../mine", "../mine"])).await;
    assert!(results.iter().all(|(_, result)| result.is_ok()), "{results:?}");
    drop(toolset);
    assert_eq!(folder.text("mine/notes"), "old");
}

/// An archive of a few hundred kilobytes whose file has 129 MiB.
fn bomb() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("SKILL.md", options).expect("a member");
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..129 {
        writer.write_all(&zeros).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

#[tokio::test]
async fn a_skill_that_cannot_be_downloaded_costs_no_other() {
    let folder = Folder::new("downloads");
    let toolset = LocalToolset::new(&folder.0).expect("the folder is there");
    let good = archive(&[("SKILL.md", 0o644, "good")]);
    let server = Server::start([Reply::json(404, "{}"), version("skill_2", "good"), content(&good)]).await;
    let results = toolset.install_skills(&server.client(), &session(&["skill_1", "skill_2"])).await;
    assert!(results[0].1.is_err() && results[1].1.is_ok(), "{results:?}");
    assert_eq!(folder.text("skills/good/SKILL.md"), "good");
}

#[tokio::test]
async fn a_folder_of_the_user_is_neither_replaced_nor_removed() {
    let folder = Folder::new("own");
    for path in ["skills/reports", "skills/.plans.new"] {
        fs::create_dir_all(folder.0.join(path)).expect("a folder");
        fs::write(folder.0.join(path).join("SKILL.md"), "mine").expect("a file");
    }
    let toolset = LocalToolset::new(&folder.0).expect("the folder is there");
    let new = archive(&[("SKILL.md", 0o644, "new")]);
    let skills = [("skill_1", "reports"), ("skill_2", "plans"), ("skill_3", "others")];
    let results = install(&toolset, &skills, &[new.clone(), new.clone(), new]).await;
    for (result, path) in results.iter().zip(["skills/reports", "skills/.plans.new"]) {
        assert!(result.contains(&format!("{path} exists, and is not the folder of a skill")), "{result}");
    }
    assert_eq!((results[2].as_str(), folder.text("skills/others/SKILL.md").as_str()), ("skill_3", "new"));
    drop(toolset);
    for path in ["skills/reports/SKILL.md", "skills/.plans.new/SKILL.md"] {
        assert_eq!(folder.text(path), "mine");
    }
    assert_eq!(fs::read_dir(folder.0.join("skills")).expect("a folder").count(), 2);
}

#[tokio::test]
async fn a_toolset_removes_no_skill_that_a_later_one_has_installed() {
    let folder = Folder::new("later");
    let [first, second] = [(); 2].map(|()| LocalToolset::new(&folder.0).expect("the folder is there"));
    for (toolset, text) in [(&first, "first"), (&second, "second")] {
        let archive = archive(&[("SKILL.md", 0o644, text)]);
        assert_eq!(install(toolset, &[("skill_1", "reports")], &[archive]).await, ["skill_1"]);
        assert_eq!(folder.text("skills/reports/SKILL.md"), text);
    }
    drop(first);
    assert_eq!(folder.text("skills/reports/SKILL.md"), "second");
    drop(second);
    assert_eq!(fs::read_dir(folder.0.join("skills")).expect("a folder").count(), 0);
}

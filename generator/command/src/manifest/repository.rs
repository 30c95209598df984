//! The page of the repository that a crate is in, for its manifest.

use std::{fs, path::Path};

/// The web page of the remote `origin` of the repository of this folder, if its URL has a usual form.
pub fn repository(folder: &Path) -> Option<String> {
    let config = folder.ancestors().map(|folder| folder.join(".git/config")).find(|path| path.is_file())?;
    page(origin(&fs::read_to_string(config).ok()?)?)
}

/// The URL of `origin` in the configuration of git.
fn origin(config: &str) -> Option<&str> {
    let (_, section) = config.split_once("[remote \"origin\"]")?;
    let mut lines = section.lines().skip(1).take_while(|line| !line.starts_with('['));
    lines.find_map(|line| Some(line.trim().strip_prefix("url")?.trim_start().strip_prefix('=')?.trim()))
}

/// The page of a repository, without what only git needs, and without names and passwords.
fn page(url: &str) -> Option<String> {
    let (host, path) = match url.split_once("://") {
        Some(("https" | "ssh", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        None => url.split_once(':')?,
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let path = path.trim_matches('/').trim_end_matches(".git");
    let is_plain = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|character| character.is_ascii_alphanumeric() || more.contains(character))
    };
    (host.contains('.') && is_plain(host, ".-") && is_plain(path, "._-/")).then(|| format!("https://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_of_a_repository_is_its_page() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let crate_folder = folder.path().join("deep/crate");
        assert_eq!(repository(&crate_folder), None);
        fs::create_dir(folder.path().join(".git")).expect("a folder can be made");
        let config = "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = https://a.example/fork\n\
                      [remote \"origin\"]\n\turl = git@git.example:pets/client.git\n\tfetch = +refs/*\n";
        fs::write(folder.path().join(".git/config"), config).expect("a file can be written");
        assert_eq!(repository(&crate_folder).as_deref(), Some("https://git.example/pets/client"));
    }

    #[test]
    fn pages_have_no_secrets_and_no_folders_of_a_machine() {
        let expected = Some("https://git.example/pets/client".to_owned());
        for url in [
            "https://git.example/pets/client",
            "https://someone:secret@git.example/pets/client.git",
            "ssh://git@git.example:2222/pets/client.git",
        ] {
            assert_eq!(page(url), expected, "{url}");
        }
        for url in ["/client", "../client", "file:///srv/client", "C:\\client", "git.example", "https://a.b/c d"] {
            assert_eq!(page(url), None, "{url}");
        }
    }
}

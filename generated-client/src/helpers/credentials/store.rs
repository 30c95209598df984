//! [`Store`]: the file of the credentials of a profile.

use std::{
    fs::{self, File},
    hash::{BuildHasher, RandomState},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::profile::read_text;
use crate::{helpers::file_lock::sync_folder_of, runtime::ProviderError};

/// The longest time to wait for the lock of another process.
#[cfg(unix)]
const LONGEST_LOCK: Duration = Duration::from_secs(20);

/// The longest time that writing a file takes.
const LONGEST_WRITE: Duration = Duration::from_secs(3600);

/// A file of credentials.
pub(super) struct Store(pub(super) PathBuf);

/// The content of the file. Members that are not known are written back.
#[derive(Clone)]
pub(super) struct Stored {
    members: Map<String, Value>,
    pub(super) access_token: Option<SecretString>,
    pub(super) refresh_token: Option<SecretString>,
    expires_at: Option<u64>,
}

/// The lock of a file, as long as it is held.
pub(super) struct Locked {
    _file: Option<File>,
}

impl Store {
    fn error(&self, reason: impl std::fmt::Display) -> ProviderError {
        ProviderError::new(format!("the credentials at {} {reason}", self.0.display()))
    }

    /// The path, for messages.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Reads the file; `None` if there is none.
    pub(super) fn read(&self) -> Result<Option<Stored>, ProviderError> {
        let file = match open(&self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.error(format!("cannot be opened, or are a link: {error}"))),
        };
        check(&file).map_err(|reason| self.error(reason))?;
        let text = read_text(file).map_err(|error| self.error(format!("cannot be read: {error}")))?;
        // The error of serde would show a part of the text.
        let Ok(value) = serde_json::from_str::<Value>(&text) else { return Err(self.error("are not JSON")) };
        let Value::Object(members) = value else { return Err(self.error("are not an object")) };
        if members.get("type").is_some_and(|kind| !kind.is_null() && kind != "oauth_token") {
            return Err(self.error("have another type than `oauth_token`"));
        }
        let expires_at = match members.get("expires_at") {
            None | Some(Value::Null) => None,
            Some(value) => Some(seconds(value).ok_or_else(|| self.error("have an `expires_at` that is not a number"))?),
        };
        let secret = |name: &str| members.get(name)?.as_str().filter(|text| !text.is_empty()).map(SecretString::from);
        let (access_token, refresh_token) = (secret("access_token"), secret("refresh_token"));
        Ok(Some(Stored { members, access_token, refresh_token, expires_at }))
    }

    /// Writes the file in one step, so that it is the old or the new one at any time.
    pub(super) fn write(&self, stored: &Stored) -> Result<(), ProviderError> {
        let Stored { members, access_token, refresh_token, expires_at } = stored;
        let mut members = members.clone();
        members.insert("version".to_owned(), "1.0".into());
        members.insert("type".to_owned(), "oauth_token".into());
        for (name, secret) in [("access_token", access_token), ("refresh_token", refresh_token)] {
            if let Some(secret) = secret {
                members.insert(name.to_owned(), secret.expose_secret().into());
            }
        }
        if let Some(expires_at) = expires_at {
            members.insert("expires_at".to_owned(), (*expires_at).into());
        }
        let text = format!("{:#}", Value::Object(members));
        self.replace(text.as_bytes()).map_err(|error| self.error(format!("cannot be written: {error}")))
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let folder = self.0.parent().unwrap_or(Path::new("."));
        make_folder(folder)?;
        let name = self.0.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        remove_left(folder, &name);
        // Another client writes a file with another name: the standard library seeds each hasher anew.
        let random = RandomState::new().hash_one(std::process::id());
        let beside = folder.join(format!(".{name}.{random:016x}.tmp"));
        let written = create(&beside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&beside, &self.0)
        });
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written?;
        sync_folder_of(&self.0);
        Ok(())
    }

    /// Waits until no other process renews these credentials.
    #[cfg(unix)]
    pub(super) async fn lock(&self) -> Result<Locked, ProviderError> {
        use rustix::fs::{FlockOperation, flock};
        let failed = |error: io::Error| self.error(format!("cannot be locked: {error}"));
        let folder = self.0.parent().unwrap_or(Path::new("."));
        make_folder(folder).map_err(failed)?;
        let name = self.0.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = lock_file(&folder.join(format!(".{name}.lock"))).map_err(failed)?;
        let end = tokio::time::Instant::now() + LONGEST_LOCK;
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(Locked { _file: Some(file) }),
                Err(rustix::io::Errno::WOULDBLOCK) if tokio::time::Instant::now() < end => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(error) => return Err(failed(error.into())),
            }
        }
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_async, reason = "the same method as with locks")]
    pub(super) async fn lock(&self) -> Result<Locked, ProviderError> {
        Ok(Locked { _file: None })
    }
}

impl Stored {
    pub(super) fn new() -> Self {
        Self { members: Map::new(), access_token: None, refresh_token: None, expires_at: None }
    }

    /// The time until the access token expires; `None` if the file does not have it.
    pub(super) fn lifetime(&self, now: SystemTime) -> Option<Duration> {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.expires_at.map(|expires_at| Duration::from_secs(expires_at).saturating_sub(now))
    }

    /// Sets the access token.
    pub(super) fn set(&mut self, token: SecretString, lifetime: Duration, now: SystemTime) {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.access_token = Some(token);
        self.expires_at = Some(now.saturating_add(lifetime).as_secs());
    }
}

/// A number of whole seconds. Some servers send it as a fraction or as text.
pub(super) fn seconds(value: &Value) -> Option<u64> {
    let whole = |seconds: f64| Duration::try_from_secs_f64(seconds).ok().map(|time| time.as_secs());
    match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok().or_else(|| whole(text.trim().parse().ok()?)),
        _ => None,
    }
}

/// Removes the files that processes have left which were killed while they wrote the file of this name. A younger one may still be
/// written.
fn remove_left(folder: &Path, name: &str) {
    let begin = format!(".{name}.");
    let is_ours = |found: &str| {
        let random = found.strip_prefix(&begin).and_then(|found| found.strip_suffix(".tmp"));
        random.is_some_and(|random| random.len() == 16 && random.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_str().is_some_and(is_ours) {
            continue;
        }
        let modified = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        if modified.and_then(|modified| modified.elapsed().ok()).is_some_and(|age| age > LONGEST_WRITE) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    fs::OpenOptions::new().read(true).custom_flags(i32::from_ne_bytes(flags.bits().to_ne_bytes())).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Refuses a file that others can read or write.
#[cfg(unix)]
fn check(file: &File) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file.metadata().map_err(|error| format!("cannot be read: {error}"))?;
    if !metadata.is_file() {
        return Err("are not a file".to_owned());
    }
    let mode = metadata.permissions().mode() & 0o777;
    match mode & 0o077 {
        0 => Ok(()),
        _ => Err(format!("can be read or written by others (mode {mode:03o}): run `chmod 600` on the file")),
    }
}

#[cfg(not(unix))]
fn check(_: &File) -> Result<(), String> {
    Ok(())
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<File> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn lock_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_that_write_at_the_same_time_do_not_disturb_each_other() {
        let folder = std::env::temp_dir().join(format!("credentials-at-once-{}", std::process::id()));
        let path = folder.join("default.json");
        std::thread::scope(|scope| {
            for client in 0..8 {
                let path = path.clone();
                scope.spawn(move || {
                    for turn in 0..50 {
                        let mut stored = Stored::new();
                        let token = format!("{client}-{turn}").into();
                        stored.set(token, Duration::from_secs(60), SystemTime::now());
                        Store(path.clone()).write(&stored).expect("it is written");
                    }
                });
            }
        });
        assert!(Store(path.clone()).read().expect("it is whole").is_some());
        let left: Vec<_> =
            fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        assert_eq!(left, [path]);
        fs::remove_dir_all(folder).expect("a folder");
    }

    #[test]
    fn a_file_that_a_killed_process_has_left_is_removed() {
        let folder = std::env::temp_dir().join(format!("credentials-left-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let old = SystemTime::now() - 2 * LONGEST_WRITE;
        for (name, modified) in [
            (".default.json.0123456789abcdef.tmp", old),
            (".default.json.0123456789abcdee.tmp", SystemTime::now()),
            (".other.json.0123456789abcdef.tmp", old),
            (".default.json.mine.tmp", old),
        ] {
            let file = File::create(folder.join(name)).expect("a file");
            file.set_modified(modified).expect("a time");
        }
        Store(folder.join("default.json")).write(&Stored::new()).expect("it is written");
        let left = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut left: Vec<_> = left.collect();
        left.sort();
        let expected = [
            ".default.json.0123456789abcdee.tmp",
            ".default.json.mine.tmp",
            ".other.json.0123456789abcdef.tmp",
            "default.json",
        ];
        assert_eq!(left, expected);
        fs::remove_dir_all(folder).expect("a folder");
    }
}

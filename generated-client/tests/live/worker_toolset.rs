//! A worker that gives each session its own folder and shell.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use managed_agents::{
    testing::{FakeServer, Script},
    tools::{ToolError, Tools},
    toolset::LocalToolset,
    types::{
        CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, SelfHostedConfig, UserMessage, WorkState,
    },
    worker::{Worker, WorkerEvent},
};
use serde_json::json;

/// A folder of a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("worker-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder.canonicalize().expect("it exists"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A worker of a fake API, and the sessions in its queue.
async fn worker(sessions: usize) -> (FakeServer, Worker, Vec<String>) {
    let script = |text: &str| {
        let write = json!({ "file_path": "note", "content": text });
        let look = json!({ "command": "cat note; basename $PWD; sleep 300 & echo $! > pid" });
        let outside = json!({ "file_path": "../../etc/passwd" });
        let script = Script::new().use_tool("write", write).use_tool("bash", look).use_tool("read", outside);
        script.use_tool("grep", json!({ "pattern": "hello" })).terminate()
    };
    worker_of(script, sessions).await
}

async fn worker_of(script: fn(&str) -> Script, sessions: usize) -> (FakeServer, Worker, Vec<String>) {
    let fake = FakeServer::start().await.expect("a free port");
    fake.on_message(script);
    let client = fake.client().expect("the settings are right");
    let agent = client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await.expect("an agent");
    let environment = CreateEnvironmentRequest::new("own", SelfHostedConfig::new());
    let environment = client.environments().create(&environment).send().await.expect("an environment").id;
    let mut ids = Vec::new();
    for _ in 0..sessions {
        let session = CreateSessionRequest::new(agent.id.as_str(), environment.as_str());
        let session = session.initial_events([UserMessage::text("hello")]);
        ids.push(client.sessions().create(&session).send().await.expect("a session").id);
    }
    let worker = Worker::new(&client, &environment, fake.environment_key(&environment)).expect("the key is right");
    (fake, worker.drain(), ids)
}

/// The results of a session: whether each is an error, and its text.
fn results(fake: &FakeServer, session_id: &str) -> Vec<(bool, String)> {
    let sent = fake.sent(session_id);
    let values = sent.iter().map(|event| serde_json::to_value(event).expect("JSON"));
    let results = values.filter(|value| value["type"] == "user.tool_result");
    let text = |value: &serde_json::Value| value["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    results.map(|value| (value["is_error"] == true, text(&value))).collect()
}

/// Whether a process has ended, even if no process has waited for it.
fn has_ended(pid: &str) -> bool {
    let output = std::process::Command::new("ps").args(["-o", "stat=", "-p", pid]).output().expect("ps");
    let state = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    state.is_empty() || state.starts_with('Z')
}

async fn ends(worker: Worker) {
    let worked = tokio::time::timeout(Duration::from_secs(30), worker.run()).await;
    worked.expect("it ends").expect("it ends well");
}

#[tokio::test]
async fn each_session_has_a_folder_and_a_shell_of_its_own() {
    let folder = Folder::new("own");
    let root = folder.0.clone();
    let (fake, worker, sessions) = worker(2).await;
    let worker = worker.concurrency(2).tools_for(move |context| {
        let folder = root.join(&context.session.id);
        async move {
            fs::create_dir_all(&folder)?;
            let toolset = LocalToolset::new(&folder)?;
            let skills = toolset.install_skills(&context.client, &context.session).await;
            assert!(skills.is_empty(), "the agent has none");
            Ok(Tools::of_toolset(toolset))
        }
    });
    ends(worker).await;
    for session in sessions {
        let file = folder.0.join(&session).join("note");
        let expected = [
            (false, "wrote 5 bytes to note".to_owned()),
            (false, format!("hello{session}")),
            (true, "../../etc/passwd: the path is outside of the working folder".to_owned()),
            (false, format!("{}:1:hello", file.display())),
        ];
        assert_eq!(results(&fake, &session), expected);
        let pid = fs::read_to_string(folder.0.join(&session).join("pid")).expect("a file");
        let end = Instant::now() + Duration::from_secs(5);
        while !has_ended(pid.trim()) {
            assert!(Instant::now() < end, "the process of the command is left");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn large_images_files_and_outputs_arrive_as_the_tools_return_them() {
    let script = |_: &str| {
        let failing = json!({ "command": "yes | head -c 300000; (exit 3)" });
        let script = Script::new().use_tool("read", json!({ "file_path": "shot.png" }));
        script.use_tool("read", json!({ "file_path": "long.txt" })).use_tool("bash", failing).terminate()
    };
    let folder = Folder::new("large");
    let (fake, worker, sessions) = worker_of(script, 1).await;
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    png.resize(200_000, 0);
    fs::write(folder.0.join("shot.png"), png).expect("a file");
    fs::write(folder.0.join("long.txt"), "x".repeat(250_000)).expect("a file");
    let root = folder.0.clone();
    ends(worker.tools_for(move |_| {
        let root = root.clone();
        async move { Ok(Tools::of_toolset(LocalToolset::new(&root)?)) }
    }))
    .await;
    let sent = fake.sent(&sessions[0]);
    let image = serde_json::to_value(&sent[1]).expect("JSON");
    assert_eq!(image["content"][0]["source"]["data"].as_str().map(str::len), Some(200_000_usize.div_ceil(3) * 4));
    let results = results(&fake, &sessions[0]);
    assert_eq!(results[1], (false, "x".repeat(250_000)));
    let (is_error, text) = &results[2];
    assert!(*is_error && text.starts_with("[output truncated]\n"), "{}", &text[..50]);
    assert!(text.ends_with("y\n[exit code 3]"), "{}", &text[text.len() - 50..]);
}

#[tokio::test]
async fn tools_that_cannot_be_made_stop_the_item() {
    for panics in [false, true] {
        let (fake, worker, sessions) = worker(1).await;
        let ends_of = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&ends_of);
        let worker = worker.on_event(move |event| {
            if let WorkerEvent::Ended { work_id, end } = event {
                heard.lock().expect("no test panics with it").push(((*work_id).to_owned(), format!("{end:?}")));
            }
        });
        let worker = worker.tools_for(move |_| async move {
            assert!(!panics, "on purpose");
            Err(ToolError::new("no folder"))
        });
        ends(worker).await;
        let ended = ends_of.lock().expect("no test panics with it").clone();
        let [(work_id, end)] = &ended[..] else { panic!("{ended:?}") };
        assert!(end.starts_with("SetupFailed"), "{end}");
        assert_eq!(fake.work(work_id).map(|work| work.state), Some(WorkState::Stopped));
        assert_eq!(results(&fake, &sessions[0]), []);
    }
}

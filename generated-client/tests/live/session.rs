//! A session on loopback: its history in pages in both orders, its streams, and its reaction to events that are sent.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard},
};

use managed_agents::{Client, ClientBuilder};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    task::JoinHandle,
};

use crate::server::{KEY, Received, read_request, write_events};

/// Reacts to sent events with other events.
type React = Box<dyn FnMut(&[Value]) -> Vec<Value> + Send>;

/// A running server of one session; it stops when dropped.
pub(crate) struct Session {
    url: String,
    state: Arc<Mutex<State>>,
    accepting: JoinHandle<()>,
    /// Closes all connections.
    down: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    history: Vec<Value>,
    streams: Vec<mpsc::UnboundedSender<String>>,
    requests: Vec<Received>,
    react: Option<React>,
    sent: usize,
    /// Streams that end as soon as they are open.
    short_streams: usize,
}

enum Answer {
    Json(Value),
    Stream(mpsc::UnboundedReceiver<String>),
}

impl Session {
    pub(crate) async fn start(history: impl IntoIterator<Item = Value>) -> Self {
        let state = State { history: history.into_iter().collect(), ..State::default() };
        let state = Arc::new(Mutex::new(state));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (down, is_down) = watch::channel(false);
        let accepting = tokio::spawn({
            let state = Arc::clone(&state);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (state, mut is_down) = (Arc::clone(&state), is_down.clone());
                    tokio::spawn(async move {
                        tokio::select! {
                            _ = serve(stream, state) => {}
                            _ = is_down.wait_for(|down| *down) => {}
                        }
                    });
                }
            }
        });
        Self { url, state, accepting, down }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics with it")
    }

    /// The settings of a client of this session that sends each request once.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder().base_url(&self.url).api_key(KEY).max_retries(0)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().expect("the settings are right")
    }

    /// Adds an event.
    pub(crate) fn push(&self, event: Value) {
        self.state().push(event);
    }

    /// Adds events in order.
    pub(crate) fn push_all(&self, events: impl IntoIterator<Item = Value>) {
        let mut state = self.state();
        for event in events {
            state.push(event);
        }
    }

    /// Adds an event that no stream sends.
    pub(crate) fn push_unheard(&self, event: Value) {
        self.state().history.push(event);
    }

    /// Sets the reaction to sent events.
    pub(crate) fn react(&self, react: impl FnMut(&[Value]) -> Vec<Value> + Send + 'static) {
        self.state().react = Some(Box::new(react));
    }

    /// Marks an event as processed. The history shows it from now on.
    pub(crate) fn process(&self, id: &str) {
        for event in self.state().history.iter_mut().filter(|event| event["id"] == id) {
            event["processed_at"] = json!("2026-05-01T20:38:10Z");
        }
    }

    /// Waits until this number of streams has been opened, and the history has been requested after the last one.
    pub(crate) async fn has_told_of_the_past(&self, streams: usize) {
        let is_told = |asked: &[String]| {
            let opened = asked.iter().enumerate().filter(|(_, asked)| *asked == "stream");
            opened.map(|(index, _)| index).nth(streams - 1).is_some_and(|index| asked.len() > index + 1)
        };
        while !is_told(&self.asked()) {
            tokio::task::yield_now().await;
        }
    }

    /// Ends the next streams as soon as they are open.
    pub(crate) fn end_next_streams(&self, count: usize) {
        self.state().short_streams = count;
    }

    /// Closes all connections, and accepts no more.
    pub(crate) async fn go_down(&mut self) {
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
        self.down.send_replace(true);
    }

    /// The requests so far, without their common part: `stream`, `limit=20&order=desc` and so on.
    pub(crate) fn asked(&self) -> Vec<String> {
        let requests = &self.state().requests;
        let shown = |request: &Received| {
            let target = request.target.trim_start_matches("/v1/sessions/sesn_1/events");
            let target = target.trim_start_matches(['/', '?']);
            if request.method == "POST" { "send".to_owned() } else { target.to_owned() }
        };
        requests.iter().map(shown).collect()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.accepting.abort();
        self.down.send_replace(true);
    }
}

impl State {
    fn push(&mut self, event: Value) {
        let data = format!("event: message\ndata: {event}\n\n");
        self.streams.retain(|stream| stream.send(data.clone()).is_ok());
        if event["type"] != "event_start" && event["type"] != "event_delta" {
            self.history.push(event);
        }
    }

    fn answer(&mut self, request: &Received) -> Answer {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        if path.ends_with("/stream") {
            let (sender, pieces) = mpsc::unbounded_channel();
            if self.short_streams > 0 {
                self.short_streams -= 1;
            } else {
                self.streams.push(sender);
            }
            return Answer::Stream(pieces);
        }
        if request.method == "POST" { self.take(request.body()) } else { self.page(query) }
    }

    fn take(&mut self, body: &str) -> Answer {
        let body: Value = serde_json::from_str(body).expect("the client sends JSON");
        let mut events = body["events"].as_array().cloned().unwrap_or_default();
        for event in &mut events {
            self.sent += 1;
            event["id"] = format!("sent{}", self.sent).into();
            self.push(event.clone());
        }
        if let Some(mut react) = self.react.take() {
            for event in react(&events) {
                self.push(event);
            }
            self.react = Some(react);
        }
        Answer::Json(json!({"data": events}))
    }

    /// A page. Its cursor is the number of the next event.
    fn page(&self, query: &str) -> Answer {
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(other, _)| *other == name).map(|(_, value)| value)
        };
        let limit: usize = parameter("limit").map_or(20, |limit| limit.parse().expect("a number"));
        let cursor: Option<usize> = parameter("page").map(|cursor| cursor.parse().expect("our own cursor"));
        let count = self.history.len();
        let (data, next): (Vec<&Value>, Option<usize>) = if parameter("order") == Some("desc") {
            let end = cursor.unwrap_or(count);
            let start = end.saturating_sub(limit);
            (self.history[start..end].iter().rev().collect(), (start > 0).then_some(start))
        } else {
            let start = cursor.unwrap_or(0);
            let end = (start + limit).min(count);
            (self.history[start..end].iter().collect(), (end < count).then_some(end))
        };
        Answer::Json(json!({"data": data, "next_page": next.map(|next| next.to_string())}))
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut buffer).await? {
        let reply = {
            let mut state = state.lock().expect("no test panics with it");
            state.requests.push(request.clone());
            state.answer(&request)
        };
        match reply {
            Answer::Json(body) => write_json(&mut stream, &body).await?,
            Answer::Stream(pieces) => write_events(&mut stream, pieces).await?,
        }
    }
    Ok(())
}

async fn write_json(stream: &mut TcpStream, body: &Value) -> io::Result<()> {
    let body = body.to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all((head + &body).as_bytes()).await
}

pub(crate) fn message(id: &str, text: &str) -> Value {
    json!({"type": "agent.message", "id": id, "content": [{"type": "text", "text": text}]})
}

pub(crate) fn running(id: &str) -> Value {
    json!({"type": "session.status_running", "id": id})
}

pub(crate) fn end_turn(id: &str) -> Value {
    json!({"type": "session.status_idle", "id": id, "stop_reason": {"type": "end_turn"}})
}

/// The session waits for these tool uses.
pub(crate) fn waits(id: &str, event_ids: &[&str]) -> Value {
    let stop_reason = json!({"type": "requires_action", "event_ids": event_ids});
    json!({"type": "session.status_idle", "id": id, "stop_reason": stop_reason})
}

pub(crate) fn custom_tool_use(id: &str) -> Value {
    json!({"type": "agent.custom_tool_use", "id": id, "name": "weather", "input": {}})
}

/// A built-in tool that asks first.
pub(crate) fn asking_tool_use(id: &str) -> Value {
    json!({"type": "agent.tool_use", "id": id, "name": "bash", "input": {}, "evaluated_permission": "ask"})
}

pub(crate) fn terminated(id: &str) -> Value {
    json!({"type": "session.status_terminated", "id": id})
}

//! [`Threads`]: the threads of a session.

use serde_json::{Value, json};

use super::{
    collection::archived,
    ids::Ids,
    log::Log,
    page::{USUAL, page},
    request::Request,
    response::Response,
};

/// The threads of a session: the main one, and those of other agents.
pub(super) struct Threads {
    values: Vec<Value>,
    /// The events of all but the main one, in the same order.
    logs: Vec<Log>,
}

impl Threads {
    /// The main thread.
    pub(super) fn new(session: &Value, ids: &mut Ids) -> Self {
        let main = thread(&session["id"], &session["agent"], &Value::Null, ids);
        Self { values: vec![main], logs: Vec::new() }
    }

    pub(super) fn main_id(&self) -> Value {
        self.values[0]["id"].clone()
    }

    /// Another agent sends a message in its own thread. The main thread gets an event about it.
    pub(super) fn speak(&mut self, session: &Value, agent: &str, text: &str, main: &mut Log, ids: &mut Ids) {
        let mut with = session["agent"].clone();
        with["name"] = agent.into();
        let child = thread(&session["id"], &with, &self.main_id(), ids);
        let id = child["id"].clone();
        let mut log = Log::default();
        let content = json!([{ "type": "text", "text": text }]);
        for kind in ["session.thread_created", "session.thread_status_running"] {
            main.tell(json!({ "type": kind, "agent_name": agent, "session_thread_id": id }), ids);
        }
        log.tell(json!({ "type": "agent.message", "content": content }), ids);
        main.tell(
            json!({
                "type": "agent.thread_message_received", "from_session_thread_id": id, "from_agent_name": agent,
                "content": content,
            }),
            ids,
        );
        let reason = json!({ "type": "end_turn" });
        let idle = json!({
            "type": "session.thread_status_idle", "agent_name": agent, "session_thread_id": id, "stop_reason": reason,
            "stop_details": null,
        });
        main.tell(idle, ids);
        self.values.push(child);
        self.logs.push(log);
    }

    pub(super) fn answer(
        &mut self,
        request: &Request,
        rest: &[&str],
        main: &mut Log,
        is_over: bool,
        ids: &mut Ids,
    ) -> Response {
        let (method, [id, rest @ ..]) = (request.method.as_str(), rest) else {
            let statuses: Vec<&str> = request.parameters("statuses[]").collect();
            let is_wanted =
                |thread: &&Value| statuses.is_empty() || statuses.iter().any(|status| thread["status"] == *status);
            return page(request, USUAL, self.values.iter().filter(is_wanted));
        };
        let Some(index) = self.values.iter().position(|thread| thread["id"] == *id) else {
            return Response::not_found();
        };
        let thread = &mut self.values[index];
        match (method, rest) {
            ("GET", []) => Response::ok(thread.clone()),
            ("POST", ["archive"]) if index == 0 => Response::invalid("The main thread ends with its session."),
            ("POST", ["archive"]) => {
                if thread["archived_at"].is_null() {
                    thread["status"] = "terminated".into();
                    let name = &thread["agent"]["name"];
                    let end = json!({
                        "type": "session.thread_status_terminated", "agent_name": name, "session_thread_id": thread["id"],
                    });
                    main.tell(end, ids);
                }
                archived(thread, ids)
            }
            ("GET", ["events"]) if index == 0 => main.list(request),
            ("GET", ["events"]) => self.logs[index - 1].list(request),
            ("GET", ["stream"]) if index == 0 => main.stream(request, is_over),
            ("GET", ["stream"]) => self.logs[index - 1].stream(request, is_over),
            _ => Response::not_found(),
        }
    }
}

fn thread(session_id: &Value, agent: &Value, parent: &Value, ids: &mut Ids) -> Value {
    json!({
        "id": ids.next("sthr"), "type": "session_thread", "session_id": session_id, "agent": agent, "status": "idle",
        "parent_thread_id": parent, "stats": null, "usage": null, "workflow_run_id": null, "created_at": ids.now(),
        "updated_at": ids.now(), "archived_at": null,
    })
}

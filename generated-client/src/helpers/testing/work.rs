//! [`WorkQueue`]: the sessions that wait for workers of self-hosted environments.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    collection::changed,
    ids::Ids,
    page::{USUAL, page},
    request::Request,
    response::Response,
};

/// How long a lease lasts without a heartbeat.
const TTL: Duration = Duration::from_secs(60);

/// The time within which a worker must acknowledge an item.
const CLAIM: Duration = Duration::from_secs(5);

/// The items of all environments, the oldest first.
#[derive(Default)]
pub(super) struct WorkQueue {
    items: BTreeMap<String, Item>,
    /// The IDs of workers by environment.
    workers: BTreeMap<String, BTreeSet<String>>,
}

struct Item {
    value: Value,
    claimed: Option<Timestamp>,
    /// The end of the lease.
    leased: Option<Timestamp>,
}

impl Item {
    fn state(&self) -> &str {
        self.value["state"].as_str().unwrap_or_default()
    }

    /// Whether the item can be handed out.
    fn is_free(&self, now: Timestamp, claim: Duration) -> bool {
        let is_past = |time: Timestamp, after: Duration| now.duration_since(time).unsigned_abs() >= after;
        match self.state() {
            "queued" => self.claimed.is_none_or(|claimed| is_past(claimed, claim)),
            "starting" | "active" => self.leased.is_some_and(|end| end <= now),
            _ => false,
        }
    }
}

/// The token of an item, which is valid only for its session.
pub(super) fn token(work_id: &str) -> String {
    format!("sk-ant-work-{work_id}")
}

impl WorkQueue {
    /// Adds an item, and returns its ID.
    pub(super) fn push(&mut self, environment: &str, data: &Value, ids: &mut Ids) -> String {
        let id = ids.next("work");
        let value = json!({
            "id": id, "type": "work", "environment_id": environment, "data": data, "metadata": {}, "secret": null,
            "state": "queued", "created_at": ids.now(), "acknowledged_at": null, "started_at": null,
            "latest_heartbeat_at": null, "stop_requested_at": null, "stopped_at": null,
        });
        self.items.insert(id.clone(), Item { value, claimed: None, leased: None });
        id
    }

    /// The session of an item.
    pub(super) fn session(&self, work_id: &str) -> Option<&str> {
        self.items.get(work_id)?.value["data"]["id"].as_str()
    }

    pub(super) fn get(&self, work_id: &str) -> Option<&Value> {
        self.items.get(work_id).map(|item| &item.value)
    }

    /// Another worker takes the lease.
    pub(super) fn take_lease(&mut self, work_id: &str, ids: &mut Ids) {
        if let Some(item) = self.items.get_mut(work_id) {
            ids.advance(Duration::from_millis(1));
            item.value["latest_heartbeat_at"] = ids.now().into();
        }
    }

    pub(super) fn answer(&mut self, environment: &str, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("GET", []) => page(request, USUAL, self.of(environment).rev().map(|item| &item.value)),
            ("GET", ["poll"]) => self.poll(environment, request, ids),
            ("GET", ["stats"]) => self.stats(environment),
            (method, [id, rest @ ..]) => {
                let item = self.items.get_mut(*id).filter(|item| item.value["environment_id"] == environment);
                let Some(item) = item else { return Response::not_found() };
                match (method, rest) {
                    ("GET", []) => Response::ok(item.value.clone()),
                    ("POST", []) => changed(&mut item.value, &request.body, ids),
                    ("POST", ["ack"]) => ack(item, ids),
                    ("POST", ["heartbeat"]) => heartbeat(item, request.parameter("expected_last_heartbeat"), ids),
                    ("POST", ["stop"]) => stop(item, request.body["force"] == true, ids),
                    _ => Response::not_found(),
                }
            }
            _ => Response::not_found(),
        }
    }

    fn of(&self, environment: &str) -> impl DoubleEndedIterator<Item = &Item> {
        self.items.values().filter(move |item| item.value["environment_id"] == environment)
    }

    /// Hands out the oldest item that is free, with its secret.
    fn poll(&mut self, environment: &str, request: &Request, ids: &Ids) -> Response {
        if let Some(worker) = request.header("anthropic-worker-id") {
            self.workers.entry(environment.to_owned()).or_default().insert(worker.to_owned());
        }
        if request.parameter("block_ms").is_some_and(|text| !text.parse().is_ok_and(|block| (1..1000).contains(&block)))
        {
            return Response::invalid("block_ms: expected 1 to 999");
        }
        let claim = request.parameter("reclaim_older_than_ms").and_then(|text| text.parse().ok());
        let claim = claim.map_or(CLAIM, Duration::from_millis);
        let now = ids.time();
        let of = |item: &&mut Item| item.value["environment_id"] == environment && item.is_free(now, claim);
        let Some(item) = self.items.values_mut().find(of) else { return Response::ok(Value::Null) };
        item.claimed = Some(now);
        item.leased = None;
        item.value["state"] = "queued".into();
        item.value["latest_heartbeat_at"] = Value::Null;
        let mut value = item.value.clone();
        let secret = json!({ "sessions_token": token(value["id"].as_str().unwrap_or_default()) });
        value["secret"] = URL_SAFE_NO_PAD.encode(secret.to_string()).into();
        Response::ok(value)
    }

    fn stats(&self, environment: &str) -> Response {
        let queued: Vec<&Item> = self.of(environment).filter(|item| item.state() == "queued").collect();
        let pending = queued.iter().filter(|item| item.claimed.is_some()).count();
        Response::ok(json!({
            "type": "work_queue_stats", "depth": queued.len() - pending, "pending": pending,
            "oldest_queued_at": queued.first().map(|item| &item.value["created_at"]),
            "workers_polling": self.workers.get(environment).map_or(0, BTreeSet::len),
        }))
    }
}

fn ack(item: &mut Item, ids: &Ids) -> Response {
    if item.state() != "queued" {
        return Response::conflict(format!("The work item is {}.", item.state()));
    }
    item.value["state"] = "starting".into();
    item.value["acknowledged_at"] = ids.now().into();
    item.leased = ids.time().checked_add(TTL).ok();
    Response::ok(item.value.clone())
}

fn heartbeat(item: &mut Item, expected: Option<&str>, ids: &mut Ids) -> Response {
    let last = item.value["latest_heartbeat_at"].as_str().unwrap_or("NO_HEARTBEAT").to_owned();
    let is_ending = matches!(item.state(), "stopping" | "stopped");
    if !is_ending && expected.is_some_and(|expected| expected != last) {
        let state = json!({ "state": item.state(), "ttl_seconds": TTL.as_secs(), "last_heartbeat": last });
        let details = json!({ "error_code": "heartbeat_precondition_failed", "current_state": state });
        let message = "Another worker holds the lease.";
        return Response::detailed(
            412,
            &json!({ "type": "invalid_request_error", "message": message, "details": details }),
        );
    }
    let is_extended = item.state() != "stopped";
    if is_extended {
        ids.advance(Duration::from_millis(1));
        item.value["latest_heartbeat_at"] = ids.now().into();
        item.leased = ids.time().checked_add(TTL).ok();
        if !is_ending {
            item.value["state"] = "active".into();
        }
        if item.value["started_at"].is_null() {
            item.value["started_at"] = ids.now().into();
        }
    }
    Response::ok(json!({
        "type": "work_heartbeat", "last_heartbeat": item.value["latest_heartbeat_at"], "lease_extended": is_extended,
        "state": item.state(), "ttl_seconds": TTL.as_secs(),
    }))
}

fn stop(item: &mut Item, is_forced: bool, ids: &Ids) -> Response {
    if item.state() == "stopped" {
        return Response::conflict("The work item is stopped.");
    }
    item.value["stop_requested_at"] = ids.now().into();
    item.value["state"] = if is_forced { "stopped" } else { "stopping" }.into();
    if is_forced {
        item.value["stopped_at"] = ids.now().into();
    }
    Response::ok(item.value.clone())
}

//! A scripted service, and what it answers.

use serde_json::{Value, json};
use slo_monitor::Client;
use slo_monitor::testing::{Reply, Request, Server};

pub const TOKEN: &str = "slo_secret_token";

pub fn client(server: &Server) -> Client {
    Client::builder(server.url()).token(TOKEN).build().unwrap()
}

pub fn only_request(server: &Server) -> Request {
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

pub fn annotation(id: &str) -> Value {
    json!({
        "id": id, "kind": "DEPLOY", "text": "1.42", "start": "2026-11-22T15:00:00Z", "end": null,
        "labels": {}, "created_by": "ci", "created_at": "2026-11-22T15:00:01.25Z",
    })
}

pub fn page(ids: &[&str], next_cursor: Option<&str>) -> Reply {
    let annotations: Vec<_> = ids.iter().map(|id| annotation(id)).collect();
    Reply::json(200, json!({"annotations": annotations, "next_cursor": next_cursor}))
}

pub fn event(id: i64) -> Value {
    json!({"id": id, "kind": "SNAPSHOT_PUBLISHED", "at": "2026-11-22T15:04:30Z"})
}

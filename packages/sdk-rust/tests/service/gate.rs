//! The example that gates a deployment, as a pipeline runs it.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::json;
use slo_monitor::testing::{Reply, Server, verdict};
use slo_monitor::types::VerdictKind;

/// Where cargo puts the examples: beside the folder of the tests.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let built = test.parent().and_then(|folder| folder.parent()).unwrap();
    let program =
        built.join("examples").join("gate").with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "`cargo test` builds it, unless it is told to build less");
    program
}

fn gate(url: &str, words: &[&str]) -> Output {
    let mut gate = Command::new(program());
    gate.args(words).env("SLO_MONITOR_URL", url).env("SLO_MONITOR_TOKEN", "slo_secret_token");
    gate.output().unwrap()
}

fn exit_code(reply: Reply) -> Option<i32> {
    let server = Server::start().unwrap();
    server.answer("POST /slo/check", reply);
    let output = gate(&server.url(), &["checkout-latency"]);
    assert!(!format!("{output:?}").contains("slo_secret_token"));
    output.status.code()
}

#[test]
fn it_exits_by_the_verdict() {
    let codes = [
        (VerdictKind::Pass, 0),
        (VerdictKind::Warning, 0),
        (VerdictKind::Fail, 1),
        (VerdictKind::Inconclusive, 3),
        (VerdictKind::Error, 4),
        (VerdictKind::from("SUBLIME"), 3),
    ];
    for (kind, code) in codes {
        assert_eq!(exit_code(Reply::json(200, verdict(kind.clone()))), Some(code), "{kind}");
    }
}

#[test]
fn it_exits_by_whose_fault_it_is_that_there_is_no_verdict() {
    let later = |status, code| Reply::problem(status, code, "no").header("retry-after", "60");
    let replies = [
        (Reply::problem(401, "UNAUTHENTICATED", "no"), 2),
        (Reply::problem(403, "FORBIDDEN", "no"), 2),
        (Reply::problem(404, "UNKNOWN_SLO", "no"), 2),
        (Reply::problem(409, "CONFLICT", "no"), 2),
        (Reply::problem(422, "INVALID", "no"), 2),
        (later(429, "RATE_LIMITED"), 4),
        (later(503, "NOT_READY"), 4),
        (Reply::problem(502, "SOURCE_REJECTED", "no"), 4),
        (Reply::text(200, "text/html", "<html>".to_owned()), 4),
        (Reply::json(202, json!({"check_id": "c1", "retry_after_seconds": 1.0})), 3),
    ];
    for (reply, code) in replies {
        assert_eq!(exit_code(reply.clone()), Some(code), "{reply:?}");
    }
}

#[test]
fn it_exits_with_4_if_nobody_is_there() {
    assert_eq!(gate("http://127.0.0.1:1", &[]).status.code(), Some(4));
}

#[test]
fn it_exits_with_2_if_it_is_asked_wrongly() {
    for words in [&["--loud"][..], &["--start"], &["--start", "yesterday"]] {
        let output = gate("http://127.0.0.1:1", words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("gate: "));
    }
    assert_eq!(gate("slo.example", &[]).status.code(), Some(2));
}

#[test]
fn it_asks_about_a_run_between_two_times_and_prints_the_sentence() {
    let server = Server::start().unwrap();
    server.answer("POST /slo/check", Reply::json(200, verdict(VerdictKind::Pass)));
    let times = ["--start", "2026-11-22T15:00:00Z", "--end", "2026-11-22T15:05:00Z"];
    let output = gate(&server.url(), &[&["checkout-latency"], &times[..]].concat());
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "the verdict is PASS");
    let body: serde_json::Value = serde_json::from_str(&server.requests()[0].body).unwrap();
    assert_eq!(body["start"], "2026-11-22T15:00:00Z");
    assert_eq!(body["end"], "2026-11-22T15:05:00Z");
    assert_eq!(body["slos"], json!(["checkout-latency"]));
}

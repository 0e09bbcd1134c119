//! What the program reads and writes: a line of JSON each.

use std::io::{self, Write};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use slo_monitor::Error;

/// A line of the input.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Names what comes of it.
    pub id: u64,
    /// The operation; none if one is only to be cancelled.
    #[serde(default)]
    pub call: String,
    /// The members of the question.
    #[serde(default)]
    pub with: Map<String, Value>,
    /// Whether the items of all pages are asked for.
    #[serde(default)]
    pub all: bool,
    /// Whether it is given up.
    #[serde(default)]
    pub cancel: bool,
}

impl Asked {
    /// Reads a line.
    pub fn read(line: &str) -> Result<Self, String> {
        serde_json::from_str(line).map_err(|error| format!("{line}: {error}"))
    }

    /// Takes the limit out of the question.
    pub fn timeout(&mut self) -> Option<Duration> {
        let seconds = self.with.remove("timeout_seconds")?.as_f64()?;
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// Whether it is a stream that is asked for.
    pub fn streams(&self) -> bool {
        self.call.starts_with("listen_to_")
    }
}

/// Writes one thing that came of a question.
pub fn say(id: u64, name: &str, value: Value) {
    let mut out = io::stdout().lock();
    let line = json!({"id": id, name: value});
    // Who started the program has gone if this fails, and its input ends.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Writes what came of a question.
pub fn say_outcome(id: u64, outcome: Result<Value, Error>) {
    match outcome {
        Ok(answer) => say(id, "answer", answer),
        Err(error) => say(id, "error", written(&error)),
    }
}

/// Writes that a question was given up.
pub fn say_cancelled(id: u64, streams: bool) {
    if streams {
        return say(id, "ended", true.into());
    }
    let given_up = json!({
        "kind": "CANCELLED", "code": null, "message": "the caller gave up", "field": null,
        "retryable": false, "retry_after_seconds": null, "verdict": null,
    });
    say(id, "error", given_up);
}

/// Writes an error as the contract lists its members.
pub fn written(error: &Error) -> Value {
    json!({
        "kind": error.kind(),
        "code": error.code(),
        "message": error.message(),
        "field": error.field(),
        "retryable": error.is_retryable(),
        "retry_after_seconds": error.retry_after().map(|after| after.as_secs_f64()),
        "verdict": error.verdict(),
    })
}

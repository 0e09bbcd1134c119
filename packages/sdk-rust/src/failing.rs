//! What error is made of an answer of HTTP that failed.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Parts};
use crate::types::Verdict;

/// The code with which Prometheus refuses a query: it will again.
pub(crate) const NEVER_PASSES: &str = "SOURCE_REJECTED";
/// How the codes begin that are about Prometheus.
pub(crate) const OF_SOURCE: &str = "SOURCE_";

/// Makes an error of an answer; `now` is the client's clock.
pub(crate) fn error_of(
    status: u16,
    retry_after: Option<&str>,
    body: &[u8],
    now: Timestamp,
) -> Error {
    let problem = problem(body);
    let text = |member: &str| problem.get(member).and_then(Value::as_str).map(str::to_owned);
    let code = text("code");
    let told = text("detail").filter(|told| !told.is_empty());
    Error::new(Parts {
        kind: kind_of(status, code.as_deref()),
        message: told.or_else(|| text("title")).unwrap_or_else(|| format!("HTTP {status}")),
        field: text("field"),
        path: None,
        is_retryable: matches!(status, 429 | 502..=504) && code.as_deref() != Some(NEVER_PASSES),
        retry_after: retry_after.and_then(|written| wait_of(written, now)),
        verdict: problem.get("verdict").and_then(|verdict| Verdict::deserialize(verdict).ok()),
        code,
        source: None,
    })
}

fn kind_of(status: u16, code: Option<&str>) -> ErrorKind {
    match status {
        401 => ErrorKind::Unauthenticated,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        409 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited,
        502 | 504 if code.is_some_and(|code| code.starts_with(OF_SOURCE)) => ErrorKind::Source,
        502..=504 => ErrorKind::Unavailable,
        500.. => ErrorKind::Internal,
        400.. => ErrorKind::Invalid,
        _ => ErrorKind::Protocol,
    }
}

/// Takes a body for a problem of the service if it has a code.
fn problem(body: &[u8]) -> Map<String, Value> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(found)) if found.get("code").is_some_and(Value::is_string) => found,
        _ => Map::new(),
    }
}

/// Reads how long to wait: whole seconds, or until a time; what is neither is passed over.
fn wait_of(written: &str, now: Timestamp) -> Option<Duration> {
    if !written.is_empty() && written.bytes().all(|digit| digit.is_ascii_digit()) {
        return written.parse().ok().map(Duration::from_secs);
    }
    let until = rfc2822::DateTimeParser::new().parse_timestamp(written).ok()?;
    let ahead = until.duration_since(now).as_secs_f64().ceil().max(0.0);
    Some(Duration::from_secs_f64(ahead))
}
